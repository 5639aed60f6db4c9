import { findDocument } from '../identity/documents.ts'
import { findMessage } from '../identity/messages.ts'
import type { Instant } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { DocumentId, MessageId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from './act.ts'
import { type Case, isSinceReceipt } from './case.ts'

/** How a command says when an answer arrived: by itself, by the message or document that it was, or not at all. */
export type Arrival = {
  readonly answered_at?: Instant | undefined
  readonly in_reply_to?: MessageId | DocumentId | undefined
}

/**
 * When an answer arrived (EDPB 01/2022 §159: that day counts, not the one on which it was read): as given, when the message or document
 * came in, else now. A paper that came by post is the document staff has filed of it.
 * Throws `not_found` for what the organisation wrote itself, `invalid` before the receipt of the letter or in the future.
 */
export async function arrivalOf(c: Case, { answered_at, in_reply_to }: Arrival, by: By, tx: Tx): Promise<Instant> {
  const at = in_reply_to === undefined ? (answered_at ?? by.at) : await cameIn(c, in_reply_to, tx)
  if (at <= by.at && isSinceReceipt(c, at)) return at
  throw problem('invalid', 'the answer cannot have arrived then', {
    errors: [
      in_reply_to === undefined
        ? { location: 'body.answered_at', message: 'expected an instant between the receipt of the request and now' }
        : { location: 'body.in_reply_to', message: 'expected what came in since the receipt of the request' },
    ],
  })
}

async function cameIn(c: Case, id: MessageId | DocumentId, tx: Tx): Promise<Instant> {
  const [message, document] = await Promise.all([
    findMessage(tx, c, id as MessageId), // one of the two kinds; ids are unique across both
    findDocument(tx, c, id as DocumentId), // the same
  ])
  const isOurs = message?.author === 'staff' || (document?.kind === 'letter' && document.uploadedBy === 'staff')
  const answer = isOurs ? undefined : (message ?? document)
  if (!answer) throw problem('not_found', 'the request holds no such message or document of the person')
  return answer.createdAt
}
