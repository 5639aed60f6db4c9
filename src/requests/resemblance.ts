import { canonicalEmail } from '../platform/http/schemas.ts'
import type { Case, RequestRow } from './case.ts'
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
  const [a, b] = [c.request, earlier.request]
  if (b.closedAt !== null || Math.abs(a.receivedAt - b.receivedAt) > duplicateDays * dayMs) return undefined
  const invoked = new Set(c.rights.map(({ right }) => right))
  if (!earlier.rights.some(({ right }) => invoked.has(right))) return undefined
  const isSameName = nameOf(a) === nameOf(b) && subjectWords(a).length >= fewestNameWords
  if (isSameMailbox(a, b) && (isSameName || (a.capacity === 'self' && b.capacity === 'self'))) return 'same_mailbox'
  return isSameName ? 'same_name' : undefined
}

/** The words of the name of whose data it is, case and accents folded. */
export function subjectWords({ detail }: RequestRow): string[] {
  return wordsOf(detail.data_subject?.name ?? detail.requester.name)
}

function nameOf(request: RequestRow): string {
  return subjectWords(request).sort().join(' ')
}

function isSameMailbox(a: RequestRow, b: RequestRow): boolean {
  const [one, other] = [a.detail.requester.email, b.detail.requester.email]
  return one !== undefined && other !== undefined && canonicalEmail(one) === canonicalEmail(other)
}
