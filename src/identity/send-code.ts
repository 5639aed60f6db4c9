import type { Instant } from '../law/calendar.ts'
import { insertLetters } from '../letters/store.ts'
import { writeLetter } from '../letters/write-letter.ts'
import type { Organisation } from '../organisations/store.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import { countCodesLocked, type VerificationRow } from './challenge-store.ts'
import { insertVerification, newVerification } from './verification.ts'

/** Codes for one address within an hour of service time: enough for any person, and no flood for whose address it is (attack 10). */
const mostCodes = 10
const window = 60 * 60_000

/** What a code is sent for, and where to. */
export type CodeOrder = {
  readonly purpose: 'sign_in' | 'contact' | 'download'
  readonly email: string
  readonly locale: string | undefined
  readonly now: Instant
}

/**
 * Sends a code to an address. Whether anybody wrote from it is not looked up: known and unknown people get the same work and the
 * same answer. Beyond the limit the challenge is made all the same, but has ended when it began, and no letter goes out.
 */
export async function sendCode(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  organisation: Organisation,
  { purpose, email, locale, now }: CodeOrder,
): Promise<VerificationRow> {
  const verification = newVerification(organisation.id, mailboxOf(deps.keyring, organisation.id, email), purpose, now)
  const sent = await countCodesLocked(tx, verification.mailbox, around(now))
  if (sent >= mostCodes) {
    await insertVerification(tx, { ...verification, expiresAt: now })
    return verification
  }
  const letter = writeLetter({
    organisation,
    verification: verification.id,
    letter: { type: 'code', purpose },
    by: 'email',
    to: { email },
    locale: locale ?? organisation.locale,
    tells: { fact: 'nothing' },
    now,
  })
  const safe = organisationSafe(deps.keyring, organisation.id)
  await Promise.all([insertVerification(tx, verification), ...insertLetters(tx, safe, [letter])])
  tx.afterCommit(() => deps.outbox.wake())
  return verification
}

/** On both sides: who waited for the lock may find codes sent after its own `now`. Not all that is later: a test clock goes back. */
function around(now: Instant): { after: Instant; until: Instant } {
  return { after: (now - window) as Instant, until: (now + window) as Instant } // instants moved by whole milliseconds
}
