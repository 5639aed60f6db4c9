import type { Instant } from '../law/calendar.ts'
import { codeMatches } from '../platform/crypto/codes.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { VerificationId } from '../platform/identifiers.ts'
import { chargeFailures, tryChallenge, type VerificationRow } from './challenge-store.ts'

/** Tries of one challenge (API §5). */
const mostTries = 5
/**
 * Wrong codes for one address within a day of service time: whoever asks for code after code still guesses one in five million
 * a day. Neither a new code nor a right one gives it back: else the holder's own sign-ins would pay for a stranger's guesses.
 */
const mostFailures = 20
const budgetWindow = 24 * 60 * 60_000

export type GivenCode = { readonly verification: VerificationId; readonly code: string }

/**
 * Tries a code on the challenge it is given for, which counts, whatever comes of it: so the transaction is to be committed. The mailbox
 * (its fingerprint) that is proven by it; undefined for a wrong, late, used or unknown one, one of another purpose, and beyond the budget.
 */
export async function tryCode(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  given: GivenCode,
  { purposes, now }: { readonly purposes: readonly VerificationRow['purpose'][]; readonly now: Instant },
): Promise<Buffer | undefined> {
  // Known before the database is asked: the code is not stored, it follows from the challenge's id.
  const right = codeMatches(keyring, given.verification, given.code)
  const mailbox = await tryChallenge(tx, { id: given.verification, purposes, now, right, mostTries })
  if (mailbox === undefined) return undefined
  const resetsAt = (now + budgetWindow) as Instant // an instant moved by whole milliseconds is an instant
  const failures = await chargeFailures(tx, { mailbox, failures: right ? 0 : 1, now, resetsAt })
  return right && failures < mostFailures ? mailbox : undefined
}
