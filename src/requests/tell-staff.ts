import { type LetterContent, writeLetter } from '../letters/write-letter.ts'
import type { By } from './act.ts'
import type { Case } from './case.ts'

/** Writes to whoever works on the request, else to the organisation's contact: about it, and nothing of what people wrote. */
export function tellStaff(c: Case, letter: LetterContent, { at: now }: Pick<By, 'at'>): void {
  const { id, reference, detail } = c.request
  c.letters.push(
    writeLetter({
      organisation: c.organisation,
      request: { id, reference },
      letter,
      by: 'email',
      to: { email: detail.assignee ?? c.organisation.contact.dpo_email },
      locale: c.organisation.locale,
      tells: { fact: 'nothing' },
      now,
    }),
  )
}
