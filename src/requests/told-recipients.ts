import { type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import { holdsOn } from '../law/restriction.ts'
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
  if (recipient.about === 'restriction' && endIsSettled(right)) openForLift(c, right, by)
  if (recipient.about === 'lift') endReached(c, right, recipient, by)
}

/** A recipient has word of the end of a restriction. Where one holds whose end nobody was told, they are to be told of it again. */
function endReached(c: Case, right: RightRow, recipient: RecipientOfRight, by: By): void {
  if (endIsSettled(right)) return
  const recipients = right.detail.recipients ?? []
  const last = recipients.findLast((each) => each.about === 'restriction' && isSame(each, recipient))
  if (last !== undefined && isUntold(last)) return
  const { id, name, activities, contact, known_as } = last ?? { ...recipient, id: newId('rcp') }
  const standing = { status: 'open' } as const
  const again = {
    id,
    name,
    activities,
    contact,
    known_as,
    about: 'restriction',
    opened_on: today(c, by),
    standing,
  } as const
  // At the end: it is the last that they are opened for
  putRecipients(right, [...recipients.filter((each) => each !== last), again])
  recipientsOpened(c, right, [again], by)
}

/**
 * A restriction holds, and these were to be told, or may have been, that it had ended: what is printed of that is not to be posted.
 */
export function overtakeLifts(c: Case, right: RightRow, lifts: readonly RecipientOfRight[]): void {
  if (lifts.length === 0) return
  right.detail = { ...right.detail, lifts_overtaken: [...(right.detail.lifts_overtaken ?? []), ...lifts] }
  putRecipients(
    right,
    (right.detail.recipients ?? []).filter((each) => !lifts.includes(each)),
  )
  c.overtaken.push(...lifts.map(({ id }) => id))
}

/** A notice of an end that was taken back has reached the recipient all the same. */
export function overtakenLiftReached(c: Case, id: RecipientId, by: By): void {
  for (const right of c.rights) {
    const recipient = right.detail.lifts_overtaken?.find((each) => each.id === id)
    if (recipient !== undefined) endReached(c, right, recipient, by)
  }
}

/** The person was told of the end of a restriction, or has given it up; its day may be still to come. */
function endIsSettled({ restrictedSince, status, liftedOn }: RightRow): boolean {
  return restrictedSince === null || status === 'lapsed' || liftedOn !== null
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

/**
 * The letter to a recipient was queued, or posted. One that was overtaken (marked, told otherwise) tells nothing more, but for an end that has
 * not come.
 */
export function letterReachedRecipient(c: Case, { id, tells }: Letter, at: Instant, by: By): void {
  const found = findRecipient(c, tells.recipient)
  if (found === undefined) {
    overtakenLiftReached(c, tells.recipient, by)
    return
  }
  const { right, recipient } = found
  if (letterOf(recipient) === id && recipient.standing.status !== 'told') {
    recipientTold(c, right, recipient, { status: 'told', by: 'letter', at, letter: id }, by)
  } else if (recipient.about === 'lift') endReached(c, right, recipient, by)
}

/** The letter that tells a recipient, or was to tell them. */
export function letterOf({ standing }: Pick<RecipientOfRight, 'standing'>): LetterId | undefined {
  return 'letter' in standing ? standing.letter : undefined
}

/** A letter to a recipient has finally failed: they were never told. */
export function recipientLetterFailed(c: Case, { id }: { readonly id: LetterId }, by: By): void {
  for (const right of c.rights) {
    for (const recipient of right.detail.recipients ?? []) {
      const isDue = recipient.standing.status === 'told' || recipient.standing.status === 'under_way'
      if (letterOf(recipient) !== id || !isDue) continue
      const facts = { ...recipientFacts(right, recipient), reason: 'letter_failed' }
      const last_error = { reason: 'letter_failed', at: by.at }
      recipientNotReached(c, right, { ...recipient, standing: { status: 'open', letter: id }, last_error }, facts, by)
    }
  }
}

/** A notice has finally come to nothing, or is tried again. Whoever never heard of a restriction need not hear of its end. */
export function recipientNotReached(
  c: Case,
  right: RightRow,
  recipient: RecipientOfRight,
  facts: { readonly [fact: string]: string | number | boolean | undefined },
  by: By,
): void {
  changeRecipient(right, recipient)
  happened(c, { type: 'recipient_not_reached', facts, detail: { name: recipient.name } }, by)
  if (recipient.standing.status !== 'open') return
  if (recipient.about === 'lift' && !endIsSettled(right)) overtakeLifts(c, right, [recipient])
  if (recipient.about !== 'restriction') return
  const others = (right.detail.recipients ?? []).filter((each) => !(isOpenForLift(each) && isSame(each, recipient)))
  putRecipients(right, others)
  spareRecipients(c, right, by)
}

/**
 * A restriction ends: whoever was told of it is told of its end as well, or would go on restricting what is free (art. 5(1)(d)); whoever was not
 * need not be told any more.
 */
export function restrictionEnds(c: Case, right: RightRow, by: By): void {
  openForLift(c, right, by)
  spareRecipients(c, right, by)
}

function openForLift(c: Case, right: RightRow, by: By): void {
  const recipients = right.detail.recipients ?? []
  const again = [...lastOfEach(recipients).values()].filter(
    ({ about, standing }) => about === 'restriction' && standing.status === 'told',
  )
  if (again.length === 0) return
  const opened_on = laterOf(today(c, by), right.liftedOn)
  const opened = again.map(({ name, activities, contact, known_as }): RecipientOfRight => {
    const standing = { status: 'open' } as const
    return { id: newId('rcp'), name, activities, contact, known_as, about: 'lift', opened_on, standing }
  })
  putRecipients(right, [...recipients, ...opened])
  recipientsOpened(c, right, opened, by)
}

/**
 * Nobody needs to be told of a restriction that is over. As long as it holds, they do, also where its last day is set; a notice that is
 * under way goes on, and whoever it reaches is then told of the end.
 */
export function spareRecipients(c: Case, right: RightRow, by: By): void {
  if (right.right !== 'restriction' || holdsOn(right, today(c, by))) return
  const recipients = right.detail.recipients ?? []
  const spared = recipients.filter(({ about, standing }) => about === 'restriction' && standing.status === 'open')
  if (spared.length === 0) return
  const spare = (each: RecipientOfRight): RecipientOfRight => {
    return { ...each, standing: { status: 'not_needed', at: by.at, letter: letterOf(each) } }
  }
  putRecipients(
    right,
    recipients.map((each) => (spared.includes(each) ? spare(each) : each)),
  )
  const facts = { recipients: spared.map((each) => recipientFacts(right, each)) }
  happened(c, { type: 'recipients_not_needed', facts, detail: { names: spared.map(({ name }) => name) } }, by)
}

/**
 * It goes on after all: nobody is told of an end that has not come. Whoever was, or may have been, is to be told of the restriction once more, and
 * whoever was spared that as well.
 */
export function restrictionGoesOn(c: Case, right: RightRow, by: By): void {
  const recipients = right.detail.recipients ?? []
  const last = [...lastOfEach(recipients).values()]
  const lifts = last.filter(({ about }) => about === 'lift')
  const misled = lifts.filter((each) => !isOpenForLift(each))
  // Of one name, the last that was told of it
  const toTell = new Set([
    ...misled.flatMap(
      (lift) => recipients.findLast((each) => each.about === 'restriction' && isSame(each, lift)) ?? [],
    ),
    ...last.filter(({ standing }) => standing.status === 'not_needed'),
  ])
  if (lifts.length === 0 && toTell.size === 0) return
  overtakeLifts(c, right, lifts)
  const opened: RecipientOfRight[] = []
  const rest = (right.detail.recipients ?? []).map((each) => {
    if (!toTell.has(each)) return each
    const letter = each.standing.status === 'not_needed' ? each.standing.letter : undefined
    const again: RecipientOfRight = { ...each, opened_on: today(c, by), standing: { status: 'open', letter } }
    opened.push(again)
    return again
  })
  putRecipients(right, rest)
  if (opened.length > 0) recipientsOpened(c, right, opened, by)
}

/**
 * A decision is taken back: whoever was told, or is being told, was told all the same (art. 19, second sentence); who only waits need not be.
 * Unless a restriction holds meanwhile, which they are to be told of; the end of one that has ended (`isOver`) is still to be told.
 */
export function keepToldRecipients(right: RightRow, { isOver }: { readonly isOver: boolean }): void {
  const stillTold = isOver ? 'lift' : 'restriction'
  const kept = (right.detail.recipients ?? []).filter(
    ({ about, standing: { status } }) => (status !== 'open' && status !== 'not_needed') || about === stillTold,
  )
  putRecipients(right, kept)
}

/** What each of them was last opened for, of a restriction and its end, by name. */
export function lastOfEach(recipients: readonly RecipientOfRight[]): Map<string, RecipientOfRight> {
  const ofRestriction = recipients.filter(({ about }) => about === 'restriction' || about === 'lift')
  return new Map(ofRestriction.map((each) => [nameOf(each), each]))
}

/** Whether somebody still waits to hear that a restriction has ended. */
export function isOpenForLift({ about, standing }: RecipientOfRight): boolean {
  return about === 'lift' && standing.status === 'open'
}

/** Two spellings of a name in one case are one. */
export function nameOf({ name }: { readonly name: string }): string {
  return name.trim().toLowerCase()
}

function isSame(one: RecipientOfRight, other: RecipientOfRight): boolean {
  return nameOf(one) === nameOf(other)
}

function laterOf(day: CivilDate, other: CivilDate | null): CivilDate {
  return other !== null && other > day ? other : day
}

function today({ organisation }: Case, { at }: By): CivilDate {
  return civilDateIn(organisation.timeZone, at)
}
