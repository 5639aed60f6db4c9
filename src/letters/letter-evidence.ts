import { hash } from 'node:crypto'
import { showInstant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { showId } from '../platform/identifiers.ts'
import { isErasedLetter, lettersOfRequest } from './store.ts'
import type { LetterRow } from './write-letter.ts'

const atATime = 200

/** What can be shown of the letters of a request without telling what is in them, oldest first. */
export async function letterEvidence(tx: Tx, safe: CaseSafe): Promise<ReturnType<typeof evidenceOf>[]> {
  const found: LetterRow[] = []
  for (;;) {
    const page = await lettersOfRequest(tx, safe, { after: found.at(-1)?.id, limit: atATime })
    found.push(...page)
    if (page.length < atATime) return found.map(evidenceOf)
  }
}

/** `text_sha256`: of the plain text as it was written, UTF-8; where a code was filled in at sending, it stands as `{{code}}`. Null once the case is erased. */
function evidenceOf(row: LetterRow) {
  const { id, type, by, state, messageId, sentAt, postedOn, detail } = row
  return {
    id: showId('ltr', id),
    type,
    by,
    state,
    message_id: messageId,
    sent_at: sentAt && showInstant(sentAt),
    posted_on: postedOn,
    text_sha256: isErasedLetter(row) ? null : hash('sha256', detail.text),
  }
}
