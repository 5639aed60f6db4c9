import { dayMs, type Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { earlierBy } from '../platform/identifiers.ts'
import type { Case } from './case.ts'
import { wordTerm } from './fingerprints.ts'
import { casesOf } from './list-requests.ts'
import { duplicateDays, fewestNameWords, type Likeness, likenessesOf, subjectWords } from './resemblance.ts'
import { mailboxOfCase } from './screen-requests.ts'
import { requestsAlike } from './screening-store.ts'

/** A request that may be the same letter as another, and why. */
export type PossibleDuplicate = { readonly case: Case; readonly reasons: readonly Likeness[] }

/** How long after its receipt a letter may be registered and still be found: a year, as no answer takes longer. */
const longestDelayDays = 365

/**
 * The requests that a request may repeat, or that may repeat it: those with the most in common first, of these the newest. None of an erased
 * or damaged one: nothing is left to compare.
 */
export async function findDuplicates(tx: Tx, keyring: Keyring, c: Case): Promise<PossibleDuplicate[]> {
  const { id, receivedAt, erasedAt } = c.request
  if (erasedAt !== null || c.refused.size > 0) return []
  const words = subjectWords(c.request)
  const window = duplicateDays * dayMs
  const found = await requestsAlike(tx, {
    of: id,
    from: earlierBy(id, longestDelayDays * dayMs),
    mailbox: mailboxOfCase(keyring, c),
    words: words.length < fewestNameWords ? [] : words.map((word) => wordTerm(keyring, tx.organisation, word)),
    receivedFrom: (receivedAt - window) as Instant, // moved by whole milliseconds
    receivedUntil: (receivedAt + window) as Instant, // likewise
  })
  return (await casesOf(tx, keyring, found))
    .filter(({ refused }) => refused.size === 0)
    .filter((other) => !isOfSameLetter(c, other))
    .map((other) => ({ case: other, reasons: likenessesOf(c, other) }))
    .filter(({ reasons }) => reasons.length > 0)
    .sort((one, two) => two.reasons.length - one.reasons.length || (one.case.request.id < two.case.request.id ? 1 : -1))
}

/** Parts of one letter are alike, and none repeats another: also two that were split from the same one. */
function isOfSameLetter(c: Case, other: Case): boolean {
  const parts = new Set(c.request.detail.related?.map(({ request }) => request))
  return [other.request.id, ...(other.request.detail.related ?? []).map(({ request }) => request)].some((id) =>
    parts.has(id),
  )
}
