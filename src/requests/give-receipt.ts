import type { CivilDate, Instant } from '../law/calendar.ts'
import { writeLetter } from '../letters/write-letter.ts'
import type { VerificationId } from '../platform/identifiers.ts'
import { type Case, kindOf } from './case.ts'

/**
 * Writes the receipt of a request that came in by itself, with the code that proves its mailbox, and tells by when it is due. Whether and
 * when it leaves, the budgets of receipts decide.
 */
export function giveReceipt(c: Case, verification: VerificationId, now: Instant): CivilDate {
  const { id, reference, receivedOn, dueOn, locale, detail } = c.request
  if (dueOn === null) throw new Error('a request just received has no due date')
  c.letters.push(
    writeLetter({
      organisation: c.organisation,
      request: { id, reference },
      verification,
      letter: { type: 'receipt', receivedOn, dueOn, rights: c.rights.map(kindOf) },
      by: 'email',
      to: { name: detail.requester.name, email: detail.requester.email },
      locale,
      tells: { fact: 'nothing' },
      now,
    }),
  )
  return dueOn
}
