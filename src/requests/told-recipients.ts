import { civilDateIn, type Instant } from '../law/calendar.ts'
import type { LetterTells } from '../letters/tables.ts'
import type { Actor } from '../platform/actor.ts'
import { type LetterId, newId, type RecipientId, showId } from '../platform/identifiers.ts'
import { type Case, happened, type RightRow } from './case.ts'
import type { RecipientOfRight, RecipientStanding } from './recipient-of-right.ts'

type By = { readonly actor: Actor; readonly at: Instant }

/** Whether somebody is still to be told, or not known to be. */
export function isUntold({ standing }: Pick<RecipientOfRight, 'standing'>): boolean {
  return standing.status === 'open' || standing.status === 'under_way'
}

/** How many recipients of a request are not told yet, nor marked. */
export function countUntold({ rights }: Pick<Case, 'rights'>): number {
  return rights.flatMap(({ detail }) => detail.recipients ?? []).filter(isUntold).length
}

/** A recipient by their id, with the right it is about; undefined where the request has none of that id. */
export function findRecipient(
  { rights }: Pick<Case, 'rights'>,
  id: RecipientId,
): { readonly right: RightRow; readonly recipient: RecipientOfRight } | undefined {
  for (const right of rights) {
    const recipient = right.detail.recipients?.find((each) => each.id === id)
    if (recipient !== undefined) return { right, recipient }
  }
  return undefined
}

/** Puts the recipients of a right in the place of those before, and notes since when one of them waits: what the digest finds them by. */
export function putRecipients(right: RightRow, recipients: readonly RecipientOfRight[]): void {
  right.detail = { ...right.detail, recipients: recipients.length === 0 ? undefined : [...recipients] }
  const [first] = recipients
    .filter(isUntold)
    .map(({ opened_on: on }) => on)
    .sort()
  right.recipientsUntoldSince = first ?? null
}

/** Changes one recipient of a right. */
export function changeRecipient(right: RightRow, changed: RecipientOfRight): void {
  putRecipients(
    right,
    (right.detail.recipients ?? []).map((each) => (each.id === changed.id ? changed : each)),
  )
}

/** A recipient has been told: with the event that proves it. */
export function recipientTold(
  c: Case,
  right: RightRow,
  recipient: RecipientOfRight,
  standing: Extract<RecipientStanding, { status: 'told' }>,
  by: By,
): void {
  changeRecipient(right, { ...recipient, standing, last_error: undefined })
  const on = civilDateIn(c.organisation.timeZone, standing.at)
  const facts = { ...recipientFacts(right, recipient), by: standing.by, on }
  happened(c, { type: 'recipient_told', facts, detail: { name: recipient.name } }, by)
  // A notice that was on its way when the restriction ended: they do not know that it has.
  if (recipient.about === 'restriction' && hasEnded(right)) openForLift(c, right, by)
}

function hasEnded({ liftedOn, detail }: RightRow): boolean {
  return liftedOn !== null || detail.restriction_ended !== undefined
}

/** How events name a recipient, who may be a person: the name stands in the detail. */
export function recipientFacts(right: RightRow, { id, about }: RecipientOfRight) {
  return { right: showId('rgt', right.id), recipient: showId('rcp', id), about }
}

/** Records whom there is to tell. */
export function recipientsOpened(c: Case, right: RightRow, opened: readonly RecipientOfRight[], by: By): void {
  const facts = { recipients: opened.map((each) => recipientFacts(right, each)) }
  happened(c, { type: 'recipients_opened', facts, detail: { names: opened.map(({ name }) => name) } }, by)
}

type Letter = { readonly id: LetterId; readonly tells: LetterTells & { readonly fact: 'recipient' } }

/** The letter to a recipient was queued, or posted. One that was overtaken (marked, told otherwise) tells nothing more. */
export function letterReachedRecipient(c: Case, { id, tells }: Letter, at: Instant, by: By): void {
  const found = findRecipient(c, tells.recipient)
  if (found === undefined || !isUntold(found.recipient) || letterOf(found.recipient) !== id) return
  recipientTold(c, found.right, found.recipient, { status: 'told', by: 'letter', at, letter: id }, by)
}

/** The letter that tells a recipient, or was to tell them. */
export function letterOf({ standing }: Pick<RecipientOfRight, 'standing'>): LetterId | undefined {
  return 'letter' in standing ? standing.letter : undefined
}

/** A letter to a recipient has finally failed: they were never told. */
export function recipientLetterFailed(c: Case, { id }: { readonly id: LetterId }, by: By): void {
  for (const right of c.rights) {
    for (const recipient of right.detail.recipients ?? []) {
      if (letterOf(recipient) !== id || recipient.standing.status === 'open') continue
      const last_error = { reason: 'letter_failed', at: by.at }
      changeRecipient(right, { ...recipient, standing: { status: 'open', letter: id }, last_error })
      const facts = { ...recipientFacts(right, recipient), reason: 'letter_failed' }
      happened(c, { type: 'recipient_not_reached', facts, detail: { name: recipient.name } }, by)
    }
  }
}

/** A restriction ends: whoever was told of it is told of its end as well, or would go on restricting what is free (art. 5(1)(d)). */
export function openForLift(c: Case, right: RightRow, by: By): void {
  const recipients = right.detail.recipients ?? []
  const known = new Set(recipients.flatMap(({ about, name }) => (about === 'lift' ? [name] : [])))
  const again = recipients.filter(
    ({ about, standing, name }) => about === 'restriction' && standing.status === 'told' && !known.has(name),
  )
  if (again.length === 0) return
  const on = civilDateIn(c.organisation.timeZone, by.at)
  const opened = again.map(({ name, activities, contact, known_as }): RecipientOfRight => {
    return {
      id: newId('rcp'),
      name,
      activities,
      contact,
      known_as,
      about: 'lift',
      opened_on: on,
      standing: { status: 'open' },
    }
  })
  putRecipients(right, [...recipients, ...opened])
  recipientsOpened(c, right, opened, by)
}

/**
 * It goes on after all: nobody is told of an end that has not come, and whoever was, or may have been, is to be told of the restriction once
 * more.
 */
export function closeForLift(c: Case, right: RightRow, by: By): void {
  const recipients = right.detail.recipients ?? []
  const lifts = recipients.filter(({ about }) => about === 'lift')
  if (lifts.length === 0) return
  const misled = new Set(
    lifts.filter(({ standing: { status } }) => status === 'told' || status === 'under_way').map(({ name }) => name),
  )
  const isMisled = ({ about, name }: RecipientOfRight) => about === 'restriction' && misled.has(name)
  const rest = recipients
    .filter(({ about }) => about !== 'lift')
    .map((each): RecipientOfRight => (isMisled(each) ? { ...each, standing: { status: 'open' } } : each))
  putRecipients(right, rest)
  const opened = rest.filter(isMisled)
  if (opened.length > 0) recipientsOpened(c, right, opened, by)
}

/**
 * A decision is taken back: whoever was told, or is being told, was told all the same (art. 19, second sentence); who only waits need not be.
 * `isOver`: a restriction that has ended stays so, and its end is still to be told.
 */
export function keepToldRecipients(right: RightRow, { isOver }: { readonly isOver: boolean }): void {
  const kept = (right.detail.recipients ?? []).filter(
    ({ about, standing: { status } }) => status !== 'open' || (isOver && about === 'lift'),
  )
  putRecipients(right, kept)
}
