import { civilDateIn, type Instant } from '../law/calendar.ts'
import { holdsOn } from '../law/restriction.ts'
import { writeLetter } from '../letters/write-letter.ts'
import { realNow } from '../platform/clock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type RecipientId, type RequestId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from '../requests/act.ts'
import { type Case, happened, isSinceReceipt, type RightRow } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import type { RecipientContact, RecipientOfRight } from '../requests/recipient-of-right.ts'
import { letterSettled } from '../requests/tell.ts'
import {
  changeRecipient,
  findRecipient,
  letterOf,
  letterReachedRecipient,
  recipientFacts,
  recipientTold,
} from '../requests/told-recipients.ts'
import type { MarkCommand, TellCommand } from './schemas.ts'

export type Place = { readonly request: RequestId; readonly recipient: RecipientId }
type TellDeps = Pick<Deps, 'keyring' | 'outbox' | 'jobs'>
/** A recipient as it stands after a change. */
export type Changed = { readonly case: Case; readonly right: RightRow; readonly recipient: RecipientOfRight }

/**
 * Tells a recipient (art. 19): by letter, by a signed notice to their endpoint, or records that they were told in another way. Also of a closed
 * request. Throws `not_found`, `action_not_allowed` for one who was told or is being told, `not_permitted` for a letter that comes before the end it
 * tells of, `no_address`, `invalid`.
 */
export function tellRecipient(tx: Tx, deps: TellDeps, place: Place, command: TellCommand, by: By): Promise<Changed> {
  return changeOne(tx, deps, place, by, async (c, right, recipient) => {
    const { standing } = recipient
    // Who was telephoned need not wait for the tries of a notice to end: those that are left come to nothing then
    const isOvertaken = command.by === 'other' && standing.status === 'under_way' && standing.by === 'webhook'
    if ((standing.status === 'told' || standing.status === 'under_way') && !isOvertaken) {
      throw problem('action_not_allowed', 'this recipient was told, or a notice is on its way', { allowedActions: [] })
    }
    demandNeeded(recipient)
    const { email, postal_address, endpoint, known_as = recipient.known_as } = command
    const contact = { ...recipient.contact, ...given({ email, postal_address, endpoint }) }
    const known = { ...recipient, contact, known_as }
    if (command.by === 'other') {
      recipientTold(c, right, known, { status: 'told', by: 'other', at: toldAt(c, command.at ?? by.at, by) }, by)
    } else if (command.by === 'webhook') await sendNotice(tx, deps, { c, right, recipient: known }, by)
    else {
      demandEnded(c, right, known, by)
      writeTo(c, right, known, command.by, by)
    }
  })
}

/** Why a recipient is not told: it is impossible, or involves disproportionate effort (art. 19). Throws `not_found`, `action_not_allowed`. */
export function markRecipient(
  tx: Tx,
  deps: TellDeps,
  place: Place,
  { not_told: not, reason }: MarkCommand,
  by: By,
): Promise<Changed> {
  return changeOne(tx, deps, place, by, (c, right, recipient) => {
    if (recipient.standing.status === 'told') {
      throw problem('action_not_allowed', 'this recipient was told', { allowedActions: [] })
    }
    demandNeeded(recipient)
    changeRecipient(right, { ...recipient, standing: { status: not, at: by.at, reason }, last_error: undefined })
    const facts = { ...recipientFacts(right, recipient), not_told: not }
    happened(c, { type: 'recipient_marked', facts, detail: { name: recipient.name, reason } }, by)
  })
}

async function changeOne(
  tx: Tx,
  deps: TellDeps,
  { request, recipient: id }: Place,
  by: By,
  work: (c: Case, right: RightRow, recipient: RecipientOfRight) => void | Promise<void>,
): Promise<Changed> {
  const c = await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (found) => {
    const { right, recipient } = demandRecipient(found, id)
    // A letter that came to nothing has no more to say: what happens now takes its place.
    const letter = letterOf(recipient)
    if (letter !== undefined && recipient.standing.status === 'open') letterSettled(found, { id: letter })
    await work(found, right, recipient)
  })
  return { case: c, ...demandRecipient(c, id) }
}

function demandNeeded({ standing }: RecipientOfRight): void {
  if (standing.status !== 'not_needed') return
  throw problem('action_not_allowed', 'the restriction is over: there is nothing left to tell them', {
    allowedActions: [],
  })
}

/** A letter says that the data may be used again; a notice says from which day on (`ends_on`). */
function demandEnded({ organisation }: Case, right: RightRow, { about }: RecipientOfRight, { at }: By): void {
  if (about !== 'lift' || !holdsOn(right, civilDateIn(organisation.timeZone, at))) return
  throw problem(
    'not_permitted',
    `the restriction holds until ${right.liftedOn}: a letter tells of its end from then on`,
  )
}

function demandRecipient(c: Case, id: RecipientId) {
  const found = findRecipient(c, id)
  if (found === undefined) throw problem('not_found', 'the request has no such recipient')
  return found
}

/** By e-mail, told is when the letter is queued; by post, when it is posted. Without personal data beyond the name and, on paper, what they know the person by. */
function writeTo(c: Case, right: RightRow, recipient: RecipientOfRight, way: 'email' | 'post', by: By): void {
  const { email, postal_address } = recipient.contact ?? {}
  if ((way === 'email' ? email : postal_address) === undefined) throw noAddress()
  const { requester, data_subject: subject } = c.request.detail
  const tells = { fact: 'recipient', right: right.id, recipient: recipient.id } as const
  const letter = writeLetter({
    organisation: c.organisation,
    request: { id: c.request.id, reference: c.request.reference },
    letter: {
      type: 'recipient_notice',
      about: recipient.about,
      person: subject?.name ?? requester.name,
      knownAs: recipient.known_as,
    },
    by: way,
    to: way === 'email' ? { name: recipient.name, email } : { name: recipient.name, postal_address },
    locale: c.organisation.locale,
    tells,
    now: by.at,
  })
  c.letters.push(letter)
  changeRecipient(right, { ...recipient, standing: { status: 'under_way', by: 'letter', letter: letter.id } })
  if (way === 'email') letterReachedRecipient(c, { id: letter.id, tells }, by.at, by)
  else {
    const facts = { ...recipientFacts(right, recipient), letter: showId('ltr', letter.id) }
    happened(c, { type: 'recipient_notice_written', facts, detail: { name: recipient.name } }, by)
  }
}

async function sendNotice(
  tx: Tx,
  deps: TellDeps,
  { c, right, recipient }: Omit<Changed, 'case'> & { c: Case },
  by: By,
) {
  const endpoint = recipient.contact?.endpoint
  if (endpoint === undefined) throw noAddress()
  const standing = { status: 'under_way', by: 'webhook', endpoint, attempts: 0, next_attempt_at: realNow() } as const
  changeRecipient(right, { ...recipient, standing })
  await enqueueNotice(tx, deps, { request: c.request.id, recipient: recipient.id, number: 1 }, 0)
  const facts = { ...recipientFacts(right, recipient), by: 'webhook' }
  const detail = { name: recipient.name, host: new URL(endpoint).host }
  happened(c, { type: 'recipient_notice_written', facts, detail }, by)
}

/** The next try of a notice, so many milliseconds from now. The job holds ids only. */
export async function enqueueNotice(
  tx: Tx,
  { jobs }: Pick<Deps, 'jobs'>,
  { request, recipient, number }: Place & { readonly number: number },
  delayMs: number,
): Promise<void> {
  const payload = { organisation: tx.organisation, request, recipient, attempt: String(number) }
  await jobs.send(tx, 'tell-recipient', payload, { startAfter: Math.ceil(delayMs / 1000) })
}

function given(contact: RecipientContact): RecipientContact {
  return Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== undefined))
}

/** After the letter came, and not in the future. */
function toldAt(c: Case, at: Instant, by: By): Instant {
  if (at <= by.at && isSinceReceipt(c, at)) return at
  throw problem('invalid', 'the recipient cannot have been told then', {
    errors: [{ location: 'body.at', message: 'expected an instant between the receipt of the request and now' }],
  })
}

function noAddress() {
  return problem('no_address', 'neither the register nor the call says where this recipient can be told that way')
}
