import { mayBeSame, type RightKind } from '../law/rights.ts'
import { canonicalEmail } from '../platform/http/schemas.ts'
import { type Case, kindOf, type RequestRow } from './case.ts'
import type { DuplicateReason } from './tables.ts'
import { wordsOf } from './words.ts'

/** Between two letters that may be one and the same: whoever asks again later asks something new. */
export const duplicateDays = 30
const dayMs = 24 * 60 * 60_000
/** One word alone, as a first name, is shared by too many. */
export const fewestNameWords = 2

/**
 * Why a request may repeat an earlier one, still open, that invokes one of its rights: it comes from the same mailbox, or is about somebody
 * of the same name. Undefined where nothing says so. Who writes for others has one mailbox for all of them: there the name must be the
 * same as well.
 */
export function resemblance(c: Case, earlier: Case): DuplicateReason | undefined {
  if (earlier.request.closedAt !== null || rightsInCommon(c, earlier) === 'none') return undefined
  return likeness(c.request, earlier.request)
}

/** What two requests that may be one letter have in common; `same_rights`: each right of one is invoked in the other as well. */
export const likenesses = [
  'same_mailbox',
  'same_name',
  'same_identifier',
  'same_message',
  'same_rights',
  'same_right',
] as const
export type Likeness = (typeof likenesses)[number]

/**
 * Why staff may take two requests for one, open or closed, the later or the earlier; empty where nothing says so. As `resemblance`, but of a letter
 * in which no right was named yet it is not known which it invokes.
 */
export function likenessesOf(c: Case, other: Case): Likeness[] {
  const [a, b] = [c.request, other.request]
  const common = rightsInCommon(c, other)
  if (likeness(a, b) === undefined || (common === 'none' && c.rights.length > 0 && other.rights.length > 0)) return []
  const has: Record<Likeness, boolean> = {
    same_mailbox: isSameMailbox(a, b),
    same_name: isSameName(a, b),
    same_identifier: haveIdentifierInCommon(a, b),
    same_message:
      a.detail.message !== undefined &&
      wordsOf(a.detail.message).join(' ') === wordsOf(b.detail.message ?? '').join(' '),
    same_rights: common === 'all',
    same_right: common === 'some',
  }
  return likenesses.filter((each) => has[each])
}

/** Whether nothing says that two requests are of one person: neither a mailbox, nor a name, nor an identifier. */
export function haveNothingInCommon(a: RequestRow, b: RequestRow): boolean {
  return !isSameMailbox(a, b) && nameOf(a) !== nameOf(b) && !haveIdentifierInCommon(a, b)
}

function haveIdentifierInCommon(a: RequestRow, b: RequestRow): boolean {
  return identifiersOf(a).some((one) => identifiersOf(b).includes(one))
}

function likeness(a: RequestRow, b: RequestRow): DuplicateReason | undefined {
  if (Math.abs(a.receivedAt - b.receivedAt) > duplicateDays * dayMs) return undefined
  if (isSameMailbox(a, b) && (isSameName(a, b) || (a.capacity === 'self' && b.capacity === 'self')))
    return 'same_mailbox'
  return isSameName(a, b) ? 'same_name' : undefined
}

function rightsInCommon(c: Case, other: Case): 'all' | 'some' | 'none' {
  const [one, two] = [c.rights.map(kindOf), other.rights.map(kindOf)]
  const isIn = (kinds: readonly RightKind[]) => (kind: RightKind) => kinds.some((each) => mayBeSame(kind, each))
  if (!one.some(isIn(two))) return 'none'
  return one.every(isIn(two)) && two.every(isIn(one)) ? 'all' : 'some'
}

function isSameName(a: RequestRow, b: RequestRow): boolean {
  return nameOf(a) === nameOf(b) && subjectWords(a).length >= fewestNameWords
}

function identifiersOf({ detail }: RequestRow): string[] {
  return (detail.data_subject?.identifiers ?? []).map(
    ({ type, value }) => `${wordsOf(type)} ${wordsOf(value).join('')}`,
  )
}

/** The words of the name of whose data it is, case and accents folded. */
export function subjectWords({ detail }: RequestRow): string[] {
  return wordsOf(detail.data_subject?.name ?? detail.requester.name)
}

function nameOf(request: RequestRow): string {
  return subjectWords(request).sort().join(' ')
}

export function isSameMailbox(a: RequestRow, b: RequestRow): boolean {
  const [one, other] = [a.detail.requester.email, b.detail.requester.email]
  return one !== undefined && other !== undefined && canonicalEmail(one) === canonicalEmail(other)
}
