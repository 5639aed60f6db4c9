import { civilDateIn, type Instant } from '../law/calendar.ts'
import { type Authority, checklists, hasEnded, type Standing, saysNothing, standingFor } from '../law/mandate.ts'
import type { Locale } from '../law/wording.ts'
import type { LetterRow, LetterType } from '../letters/write-letter.ts'
import { showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Case, RightRow } from './case.ts'
import type { RequestView } from './schemas.ts'
import type { Person } from './tables.ts'
import { isSameName, wordsOf } from './words.ts'

/** Whose part somebody has in a request: they wrote it, or it is about them and their mandate has the answer sent to them. */
export type Part = 'requester' | 'data_subject'

/** The authority to act for another, as far as it decides. Whoever names somebody else's data has shown none, whatever capacity they state. */
function authorityOf(c: Case): Authority {
  const { authority: status, detail } = c.request
  if (status === 'not_needed') return { status: namesAnother(c) ? 'unproven' : status }
  return { status, rights: detail.authority?.rights, validUntil: detail.authority?.valid_until }
}

/** Whether somebody writes for themselves, and the data are a person's whose name shares no word with theirs. */
export function namesAnother({ request: { capacity, detail } }: Case): boolean {
  if (capacity !== 'self' || detail.data_subject === undefined) return false
  const own = new Set(wordsOf(detail.requester.name))
  return !wordsOf(detail.data_subject.name).some((word) => own.has(word))
}

/** Whether they write for themselves under a name that only resembles that of whose data it is: a former name looks so, and so does a spouse. */
export function isNamedOtherwise(c: Case): boolean {
  const { capacity, detail } = c.request
  if (capacity !== 'self' || detail.data_subject === undefined || namesAnother(c)) return false
  return !isSameName(detail.requester.name, detail.data_subject.name)
}

const refusals = {
  not_accepted: 'the authority to act for the person is not accepted',
  other_right: 'the authority that was accepted does not cover this right',
  ended: 'the mandate has ended',
} as const satisfies Partial<Record<Standing, string>>

/**
 * Nothing is granted, carried out, released or said about another person without the authority to act for them, today and for this
 * right (attack 5). Throws `authority_not_accepted`.
 */
export function demandAuthority(c: Case, right: RightRow, at: Instant): void {
  const standing = standingOf(c, right, at)
  if (isGood(standing)) return
  const why = namesAnother(c)
    ? 'the data are those of another than who writes: correct the capacity or the data subject first'
    : refusals[standing]
  throw problem('authority_not_accepted', why)
}

/** Whether the data are their own, or they may act for the person, today and for this right. */
export function hasAuthority(c: Case, right: RightRow, at: Instant): boolean {
  return isGood(standingOf(c, right, at))
}

function isGood(standing: Standing): standing is 'own' | 'holds' {
  return standing === 'own' || standing === 'holds'
}

function standingOf(c: Case, right: RightRow, at: Instant): Standing {
  return standingFor(authorityOf(c), right.id, civilDateIn(c.organisation.timeZone, at))
}

/** Who receives the answer: who wrote, unless the authority accepted names the person themselves (CNIL 2021-070). */
export function answersGoTo({ request }: Case): Part {
  return request.authority === 'accepted' && request.detail.authority?.contact ? 'data_subject' : 'requester'
}

/**
 * Whether the answer on this right is for whoever has this part. A mandate's end ends what the representative may have, and not what the
 * person themselves was given on it.
 */
export function receivesAnswer(c: Case, right: RightRow, part: Part, at: Instant): boolean {
  if (part !== answersGoTo(c)) return false
  const standing = standingOf(c, right, at)
  return isGood(standing) || (standing === 'ended' && part === 'data_subject')
}

/** Whether they may learn how this right was decided: the answer is for them, or it is none yet, or it says nothing of the person. */
export function mayLearn(c: Case, right: RightRow, part: Part, at: Instant): boolean {
  return right.outcome === null || isSilentRefusal(right) || receivesAnswer(c, right, part, at)
}

function isSilentRefusal({ outcome, grounds }: RightRow): boolean {
  return outcome === 'refused' && saysNothing(grounds)
}

/** Letters that carry an answer: that data are held, or what was done with them. */
const answering: ReadonlySet<string> = new Set<LetterType>([
  'decision',
  'fulfilment',
  'withdrawal_taken',
  'export_ready',
  'export_transmitted',
  'restriction_lifted',
])

/** Whether something was made, as of this event, before the request became about another person or in another capacity. */
export function isFromBefore({ request }: Case, event: number | undefined): boolean {
  const { whose_data_changed_at: changedAt } = request.detail
  return changedAt !== undefined && (event ?? 0) <= changedAt
}

/** Whom a letter of this type is for. All that is no answer goes to who wrote. */
export function addresseeOf(
  c: Case,
  type: string,
): { part: Part; to: Pick<Person, 'name' | 'email' | 'postal_address'> } {
  const { requester, data_subject: subject, authority } = c.request.detail
  if (!answering.has(type) || answersGoTo(c) === 'requester') return { part: 'requester', to: requester }
  return { part: 'data_subject', to: { ...authority?.contact, name: subject?.name ?? '' } }
}

/** Whether a letter of this type says something of the person: only that is kept from who has no authority to have it. */
export function carriesAnswer({ type }: Pick<LetterRow, 'type'>): boolean {
  return answering.has(type)
}

/** Whether a letter once written may still be sent to who receives the answers: they may have lost the authority meanwhile. */
function isTellable(c: Case, letter: Pick<LetterRow, 'type' | 'tells'>, at: Instant): boolean {
  if (!carriesAnswer(letter)) return true
  const { tells } = letter
  const named =
    tells.fact === 'answer' || tells.fact === 'lift'
      ? tells.rights
      : tells.fact === 'nothing'
        ? (tells.about ?? [])
        : []
  const isAbout = (right: RightRow) => named.length === 0 || named.includes(right.id)
  const mayBeSent = (right: RightRow) => isSilentRefusal(right) || receivesAnswer(c, right, answersGoTo(c), at)
  return c.rights.filter(isAbout).every(mayBeSent)
}

/**
 * Whether a letter that waits in the outbox may still go where it was addressed to. A mandate that was rejected, or has ended, gives nobody
 * the data of another any more (art. 5(1)(f); CNIL 2021-070), and one that has the answer sent to the person gives it to nobody else.
 */
export function mayStillGo(c: Case, letter: Pick<LetterRow, 'type' | 'tells' | 'detail'>, at: Instant): boolean {
  if (!carriesAnswer(letter)) return true
  const { part, to } = addresseeOf(c, letter.type)
  return isTellable(c, letter, at) && (part === 'requester' || to.email === letter.detail.to.email)
}

/** For who sends one again. Throws `authority_not_accepted`. */
export function demandTellable(c: Case, letter: Pick<LetterRow, 'type' | 'tells'>, at: Instant): void {
  if (isTellable(c, letter, at)) return
  throw problem('authority_not_accepted', 'the letter speaks of another person, for whom the authority is not accepted')
}

/** The authority as staff sees it: what the proof must state in this capacity, what was found stated, and who receives the answer. */
export function authorityView(c: Case, now: Instant, locale: Locale): RequestView['authority'] {
  const { authority: status, capacity, detail } = c.request
  const { rights, valid_until, stated, contact } = detail.authority ?? {}
  return {
    status,
    rights: rights?.map((id) => showId('rgt', id)) ?? null,
    valid_until: valid_until ?? null,
    ended: hasEnded(authorityOf(c), civilDateIn(c.organisation.timeZone, now)),
    answer_to: answersGoTo(c),
    contact: contact ?? null,
    checklist: checklists[capacity].map(({ item, sentence, source }) => ({
      item,
      sentence: sentence[locale],
      source: source[locale],
      stated: stated === undefined ? null : stated.includes(item),
    })),
  }
}
