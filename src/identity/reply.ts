import type { Instant } from '../law/calendar.ts'
import type { DocumentId, MessageId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from '../requests/act.ts'
import { type Case, openAsk } from '../requests/case.ts'
import type { Ask } from '../requests/tables.ts'
import { tell } from '../requests/tell.ts'
import { ownActionsOf } from './own-actions.ts'

/** To which question of the desk something is the person's reply; null where it is none's. */
export type Answers = { readonly answers: Ask['kind'] | null }

/**
 * The person says that this is their reply to the question that is open. That ends no pause: whether it suffices, staff judges and records,
 * with the day on which it arrived; the person is told that it has. Throws `action_not_allowed` where no such question is open.
 */
export function noteReply(
  c: Case,
  kind: Ask['kind'] | undefined,
  reply: { readonly id: MessageId | DocumentId; readonly createdAt: Instant },
  by: By,
): void {
  if (kind === undefined) return
  const ask = openAsk(c, kind)
  if (ask === undefined) {
    throw problem('action_not_allowed', 'no such question is open: send it without saying what it answers', {
      allowedActions: ownActionsOf(c),
    })
  }
  const isFirst = ask.replies === undefined
  ask.replies = [...(ask.replies ?? []), { id: reply.id, at: reply.createdAt }]
  if (isFirst) confirmReply(c, kind, by)
}

/** Once for each question: whoever replies in several pieces is not written to for each. Who is answered by post is at the door, and sees it there. */
function confirmReply(c: Case, to: Ask['kind'], by: By): void {
  if (c.request.replyBy !== 'email' || c.request.detail.requester.email === undefined) return
  tell(c, { by: 'email' }, { type: 'answer_received', to }, { fact: 'nothing' }, by)
}

/** A message or document with what it answers. */
export function withAnswers<Row extends { readonly id: MessageId | DocumentId }>(c: Case, row: Row): Row & Answers {
  const ask = c.request.asks.find(({ replies = [] }) => replies.some(({ id }) => id === row.id))
  return { ...row, answers: ask?.kind ?? null }
}
