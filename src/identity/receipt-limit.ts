import type { Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { VerificationId } from '../platform/identifiers.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import { admitLocked, endUnsent } from './challenge-store.ts'

/**
 * Receipts of forms that go to one mailbox, in hours of service time: enough for any person, and no flood for whoever’s address
 * strangers write into a form (attack 10). Counted apart from sign-in, whose door they must not close.
 */
const limits = [
  { hours: 1, most: 5 },
  { hours: 24, most: 20 },
] as const
const hour = 60 * 60_000

/** `before`: it was decided at an earlier try, or nobody waits for its code any more. */
export type Admission = 'admitted' | 'too_many' | 'before'

/**
 * Whether the receipt that carries this code may go to its mailbox. Decided once, when it is about to be sent: the form that it answers
 * was taken in one trip, which looks nothing up. A refusal is written down by `withholdCode` only.
 */
export function admitToMailbox(
  tx: Tx,
  { keyring }: { readonly keyring: Keyring },
  receipt: { readonly verification: VerificationId; readonly email: string; readonly now: Instant },
): Promise<Admission> {
  const { verification, email, now } = receipt
  const windows = limits.map(({ hours, most }) => ({ since: (now - hours * hour) as Instant, most })) // moved by whole milliseconds
  // On both sides, as for sign-in: who waited for the lock may find what was written after its own `now`.
  const until = (now + hour) as Instant // the same
  return admitLocked(tx, { id: verification, mailbox: mailboxOf(keyring, tx.organisation, email), windows, until })
}

/** Ends a challenge whose code nobody is sent: it can’t be redeemed, by whatever guess. */
export function withholdCode(tx: Tx, verification: VerificationId): Promise<void> {
  return endUnsent(tx, verification)
}
