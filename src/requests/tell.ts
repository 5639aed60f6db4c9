import { newMessage } from '../identity/new-message.ts'
import { civilDateIn, type Instant } from '../law/calendar.ts'
import { isGrant, isUnanswered } from '../law/lifecycle.ts'
import { liftEffectiveOn } from '../law/restriction.ts'
import type { LetterTells } from '../letters/tables.ts'
import { type LetterContent, writeLetter } from '../letters/write-letter.ts'
import type { Actor, ServiceActor } from '../platform/actor.ts'
import { type LetterId, type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Told } from './action-schemas.ts'
import { noAnswer } from './answer.ts'
import { answerOf, type Case, happened, isSinceReceipt, kindOf, type RightRow, rightState } from './case.ts'
import { addresseeOf } from './on-behalf.ts'
import type { Person, ReplyBy } from './tables.ts'
import { letterReachedRecipient, recipientLetterFailed, restrictionEnds, restrictionGoesOn } from './told-recipients.ts'

type By = { actor: Actor; at: Instant }

/**
 * Tells the person something, the way the action says or else the way the request asks for (`reply_by`).
 * By e-mail, told is when the letter is queued; by post, when it is posted (the letter carries what it tells until then);
 * any other way, when staff says so. An answer goes to whom a mandate names. Throws `no_address` where there is none.
 */
export function tell(c: Case, told: Told | undefined, letter: LetterContent, tells: LetterTells, by: By): void {
  const { part, to: addressee } = addresseeOf(c, letter.type)
  const { name, email, postal_address } = addressee
  const way = told?.by ?? (part === 'requester' ? c.request.replyBy : reachableBy(addressee, c.request.replyBy))
  if (way === 'other') {
    apply(c, tells, toldAt(c, told?.at ?? by.at, by), undefined, by)
    return
  }
  if ((way === 'email' && email === undefined) || (way === 'post' && postal_address === undefined)) {
    throw problem(
      'no_address',
      `the request holds no address to tell the person by ${way === 'email' ? 'e-mail' : 'post'}`,
    )
  }
  const row = writeLetter({
    organisation: c.organisation,
    request: { id: c.request.id, reference: c.request.reference },
    letter,
    by: way,
    to: way === 'email' ? { name, email } : { name, postal_address },
    locale: c.request.locale,
    tells,
    onBehalf: part === 'data_subject',
    now: by.at,
  })
  c.letters.push(row)
  // The thread is that of who wrote.
  if (way === 'email' && part === 'requester') leaveWords(c, letter, by)
  carry(c, tells, row.id)
  // An extension counts as told when the mail server has taken the notice (its 250), not when it is queued.
  if (way === 'email' && tells.fact !== 'extension') apply(c, tells, by.at, row.id, by)
  if (part === 'data_subject' && tells.fact === 'answer') tellWriter(c, tells.rights, by)
}

/** Who wrote for another learns that the answer went to the person, and on which rights; not what it says. */
function tellWriter(c: Case, rights: readonly RightId[], by: By): void {
  const { requester } = c.request.detail
  const way = reachableBy(requester, c.request.replyBy)
  if ((way === 'email' ? requester.email : requester.postal_address) === undefined) return // by telephone only
  const letter = { type: 'answered_to_person', rights: named(c, rights).map(kindOf) } as const
  tell(c, { by: way }, letter, { fact: 'nothing', answered: [...rights] }, by)
}

/** The way wished for, if they have such an address; else the other. */
export function reachableBy(
  { email, postal_address }: Pick<Person, 'email' | 'postal_address'>,
  wish: ReplyBy,
): ReplyBy {
  if (wish === 'email') return email === undefined && postal_address !== undefined ? 'post' : 'email'
  return postal_address === undefined && email !== undefined ? 'email' : 'post'
}

/** When staff says the person was told: after the letter came, and not in the future. */
function toldAt(c: Case, at: Instant, by: By): Instant {
  if (at <= by.at && isSinceReceipt(c, at)) return at
  throw problem('invalid', 'the person cannot have been told then', {
    errors: [{ location: 'body.told.at', message: 'expected an instant between the receipt of the request and now' }],
  })
}

/**
 * An e-mail says that the organisation's own words wait behind the person's door. Questions and reasons of a decision stand there
 * with the request; these have no other place than the thread.
 */
function leaveWords(c: Case, letter: LetterContent, by: By): void {
  const words =
    letter.type === 'extension_notice' || letter.type === 'restriction_lifted'
      ? letter.reasons
      : letter.type === 'identity_rejected'
        ? letter.reason
        : undefined
  if (words === undefined) return
  c.messages.push(newMessage({ organisation: c.request.organisationId, request: c.request.id }, words, by))
}

/** Remembers which letter owes the person this fact. */
function carry(c: Case, tells: LetterTells, letter: LetterId): void {
  if (tells.fact === 'answer') for (const right of named(c, tells.rights)) right.answerLetterId = letter
  if (tells.fact === 'extension') {
    const extension = c.request.extensions.find((each) => each.rights.some((id) => tells.rights.includes(id)))
    if (extension) extension.letter_id = letter
  }
  if (tells.fact === 'lift') {
    for (const { detail } of named(c, tells.rights)) if (detail.lifted !== undefined) detail.lifted.letter = letter
  }
}

/** The letter has reached the person (queued, taken by the mail server, or posted): what it tells is now told. */
export function letterReached(
  c: Case,
  letter: { id: LetterId; tells: LetterTells },
  at: Instant,
  by: { actor: ServiceActor | Actor; at: Instant },
): void {
  apply(c, letter.tells, at, letter.id, by)
}

/** It was taken back, and the person has it all the same: what is decided next replaces it. */
export function withdrawnLetterReached(c: Case, { tells }: { readonly tells: LetterTells }): void {
  const about = 'rights' in tells ? tells.rights : tells.fact === 'nothing' ? tells.about : undefined
  for (const right of named(c, about ?? [])) right.revised = true
}

function apply(c: Case, tells: LetterTells, at: Instant, letter: LetterId | undefined, by: By): void {
  if (tells.fact === 'ask') tellAsk(c, tells, at, by)
  if (tells.fact === 'extension') tellExtension(c, tells.rights, at, by)
  if (tells.fact === 'lift') tellLift(c, tells.rights, { at, letter }, by)
  if (tells.fact === 'recipient' && letter !== undefined) letterReachedRecipient(c, { id: letter, tells }, at, by)
  if (tells.fact === 'answer') {
    for (const right of named(c, tells.rights)) {
      // A letter overtaken by a revision no longer answers the right.
      if (letter !== undefined && right.answerLetterId !== letter) continue
      if (right.status === 'lapsed') answerBeforeClosure(c, right, letter, at)
      if (!isUnanswered(rightState(right)) || right.status === 'pending') continue
      Object.assign(right, answerOf(c, right, at))
      // Art. 18(3): a restriction that is refused on another look ends once the person is told so.
      if (!isGrant(right.outcome)) endRestriction(c, right, letter, by)
      happened(c, { type: 'right_answered', facts: { right: showId('rgt', right.id), on: right.answeredOn } }, by)
    }
  }
}

function endRestriction(c: Case, right: RightRow, letter: LetterId | undefined, by: By): void {
  if (right.restrictedSince === null) return
  right.detail = { ...right.detail, restriction_ended: { since: right.restrictedSince, letter } }
  right.restrictedSince = null
  restrictionEnds(c, right, by)
}

/** A letter on its way when the request was closed tells what it tells all the same: `reopen` finds the right answered. */
function answerBeforeClosure(c: Case, right: RightRow, letter: LetterId | undefined, at: Instant): void {
  const was = c.request.closure?.rights.find(({ id }) => id === right.id)?.was
  if (was === undefined || letter === undefined || was.answerLetterId !== letter) return
  Object.assign(was, answerOf(c, right, at))
}

function tellAsk(c: Case, tells: LetterTells & { fact: 'ask' }, at: Instant, by: By): void {
  const ask = c.request.asks.find((each) => each.id === tells.ask)
  if (!ask || ask.told_at !== undefined) return
  ask.told_at = at
  const type = ask.kind === 'identity' ? 'identity_told' : 'clarification_told'
  happened(c, { type, facts: { on: civilDateIn(c.organisation.timeZone, at) } }, by)
}

function tellExtension(c: Case, ids: RightId[], at: Instant, by: By): void {
  for (const extension of c.request.extensions) {
    if (extension.notified_at !== undefined || !extension.rights.some((id) => ids.includes(id))) continue
    extension.notified_at = at
    happened(c, { type: 'extension_notified', facts: { on: civilDateIn(c.organisation.timeZone, at) } }, by)
  }
}

/** Art. 18(3): a restriction ends on the day named, and never before the person was told. */
function tellLift(
  c: Case,
  ids: readonly RightId[],
  { at, letter }: { readonly at: Instant; readonly letter: LetterId | undefined },
  by: By,
): void {
  for (const right of named(c, ids)) {
    const { lifted } = right.detail
    if (lifted === undefined || lifted.letter !== letter) continue // taken back meanwhile
    right.liftedOn = liftEffectiveOn(lifted.on, civilDateIn(c.organisation.timeZone, at))
    happened(c, { type: 'restriction_lift_told', facts: { right: showId('rgt', right.id), on: right.liftedOn } }, by)
    restrictionEnds(c, right, by)
  }
}

/** A restriction of whose end nobody was told goes on. */
function takeLiftsBack(c: Case, letter: { id: LetterId }, by: By): void {
  for (const right of c.rights) {
    if (right.detail.lifted?.letter !== letter.id || right.liftedOn === null) continue
    right.liftedOn = null
    restrictionGoesOn(c, right, by)
    happened(c, { type: 'restriction_lift_untold', facts: { right: showId('rgt', right.id) } }, by)
  }
}

/** The letter has finally failed: an answer it told was never given (API §4.1), with an event for each right. */
export function letterFailed(c: Case, letter: { id: LetterId }, by: By): void {
  c.request.detail.undelivered = [...withoutLetter(c, letter), letter.id]
  takeAnswersBack(c, letter, by)
  takeLiftsBack(c, letter, by)
  recipientLetterFailed(c, letter, by)
}

function takeAnswersBack(c: Case, letter: { id: LetterId }, by: By): void {
  for (const right of c.rights) {
    if (right.answerLetterId !== letter.id || right.answeredAt === null) continue
    Object.assign(right, noAnswer)
    const { restriction_ended: ended, ...rest } = right.detail
    if (ended?.letter === letter.id) {
      right.restrictedSince = ended.since
      right.detail = rest
      restrictionGoesOn(c, right, by)
    }
    happened(c, { type: 'right_unanswered', facts: { right: showId('rgt', right.id) } }, by)
  }
}

/** It is on its way again, or in the post: nobody need be warned of it any more. */
export function letterSettled(c: Case, letter: { id: LetterId }): void {
  const others = withoutLetter(c, letter)
  c.request.detail.undelivered = others.length === 0 ? undefined : others
}

function withoutLetter({ request }: Case, { id }: { id: LetterId }): LetterId[] {
  return (request.detail.undelivered ?? []).filter((each) => each !== id)
}

/** The answer was not sent, since whoever it was for may not have it any more: it was never given, and staff is warned until it is. */
export function answersHeldBack(c: Case, letter: { id: LetterId; tells: LetterTells }, by: By): void {
  takeAnswersBack(c, letter, by)
  takeLiftsBack(c, letter, by)
  if (letter.tells.fact === 'answer') c.request.detail.answers_held_back = letter.tells.rights
}

function named(c: Case, ids: readonly RightId[]) {
  return c.rights.filter((right) => ids.includes(right.id))
}
