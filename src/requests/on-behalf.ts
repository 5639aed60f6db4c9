import { civilDateIn, type Instant } from '../law/calendar.ts'
import { type Authority, checklists, hasEnded, type Standing, saysNothing, standingFor } from '../law/mandate.ts'
import type { Locale } from '../law/wording.ts'
import type { LetterRow, LetterType } from '../letters/write-letter.ts'
import { showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Case, RightRow } from './case.ts'
import type { RequestView } from './schemas.ts'
import { wordsOf } from './search-terms.ts'

/** The authority to act for another, as far as it decides. Whoever names somebody else's data has shown none, whatever capacity they state. */
export function authorityOf(c: Case): Authority {
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
  if (standing === 'own' || standing === 'holds') return
  const why = namesAnother(c)
    ? 'the data are those of another than who writes: correct the capacity or the data subject first'
    : refusals[standing]
  throw problem('authority_not_accepted', why)
}

/** Whether who writes may learn how this right was decided: it is theirs, or they have the authority, or it says nothing of the person. */
export function mayLearn(c: Case, right: RightRow, at: Instant): boolean {
  const standing = standingOf(c, right, at)
  return standing === 'own' || standing === 'holds' || (right.outcome === 'refused' && saysNothing(right.grounds))
}

/** Whether this right is the writer's own, or they have the authority to act in it. */
export function mayAct(c: Case, right: RightRow, at: Instant): boolean {
  const standing = standingOf(c, right, at)
  return standing === 'own' || standing === 'holds'
}

/** Letters that say of the person's data that they are held, or what was done with them. */
const answering: ReadonlySet<string> = new Set<LetterType>([
  'decision',
  'fulfilment',
  'export_ready',
  'restriction_lifted',
])

/** A letter once written is not sent again to who has lost the authority meanwhile. Throws `authority_not_accepted`. */
export function demandTellable(c: Case, { type, tells }: Pick<LetterRow, 'type' | 'tells'>, at: Instant): void {
  if (!answering.has(type)) return
  const named = tells.fact === 'answer' ? tells.rights : tells.fact === 'nothing' ? (tells.about ?? []) : []
  const isAbout = (right: RightRow) => named.length === 0 || named.includes(right.id)
  if (c.rights.filter(isAbout).every((right) => mayLearn(c, right, at))) return
  throw problem('authority_not_accepted', 'the letter speaks of another person, for whom the authority is not accepted')
}

function standingOf(c: Case, right: RightRow, at: Instant): Standing {
  return standingFor(authorityOf(c), right.id, civilDateIn(c.organisation.timeZone, at))
}

/** The authority as staff sees it: what the proof must state in this capacity, and what was found stated. */
export function authorityView(c: Case, now: Instant, locale: Locale): RequestView['authority'] {
  const { authority: status, capacity, detail } = c.request
  const { rights, valid_until, stated } = detail.authority ?? {}
  return {
    status,
    rights: rights?.map((id) => showId('rgt', id)) ?? null,
    valid_until: valid_until ?? null,
    ended: hasEnded(authorityOf(c), civilDateIn(c.organisation.timeZone, now)),
    checklist: checklists[capacity].map(({ item, sentence, source }) => ({
      item,
      sentence: sentence[locale],
      source: source[locale],
      stated: stated === undefined ? null : stated.includes(item),
    })),
  }
}
