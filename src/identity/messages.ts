import type { RequesterActor, StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { mapPage, type Page, type PageQuery, pageById } from '../platform/http/cursor.ts'
import { type MessageId, type RequestId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from '../requests/act.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import { demandOwn, getOwnRequest } from '../requests/requests-of-mailbox.ts'
import type { Ask } from '../requests/tables.ts'
import { announce } from './announce.ts'
import { newMessage } from './new-message.ts'
import { type Answers, noteReply, withAnswers } from './reply.ts'
import { findMessageRow, insertMessage, type MessageRow, messagesCounted, messagesOf } from './store.ts'

/** More than any correspondence about one letter; a script that writes without end stops here (attack 59). */
const mostMessages = { requester: 500, staff: 5_000 } as const

/** A message of the thread. */
export type Message = MessageRow & Answers

/** A message of this request; undefined where it holds none of that id. */
export function findMessage(tx: Tx, { safe }: Case, id: MessageId): Promise<MessageRow | undefined> {
  return findMessageRow(tx, safe, id)
}

/**
 * Staff writes to the person, also about a closed request. Where the person reads e-mail, a letter says that a message waits,
 * and nothing of what it says.
 */
export async function sendMessage(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  request: RequestId,
  text: string,
  by: By & { readonly actor: StaffActor },
): Promise<Message> {
  const row = newMessage({ organisation: tx.organisation, request }, text, by)
  await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    await storeMessage(tx, c, row)
    happened(c, { type: 'message_sent', facts: { message: showId('msg', row.id) }, detail: { text } }, by)
    announce(c, by)
  })
  return { ...row, answers: null }
}

/**
 * The person writes, also about a closed request. Throws `not_found` where the request is not theirs, `action_not_allowed` where it
 * answers a question that is not open.
 */
export async function receiveMessage(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  request: RequestId,
  { text, answers }: { readonly text: string; readonly answers?: Ask['kind'] | undefined },
  by: By & { readonly actor: RequesterActor },
): Promise<Message> {
  const row = newMessage({ organisation: tx.organisation, request }, text, by)
  await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    demandOwn(deps.keyring, c, by.actor)
    noteReply(c, answers, row, by)
    await storeMessage(tx, c, row)
    const facts = { message: showId('msg', row.id), ...(answers && { answers }) }
    happened(c, { type: 'message_received', facts, detail: { text } }, by)
  })
  return { ...row, answers: answers ?? null }
}

/** A page of the thread, oldest first. Throws `not_found` where there is no such request, or not for this person. */
export async function listMessages(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  request: RequestId,
  query: PageQuery,
  actor: StaffActor | RequesterActor,
): Promise<Page<Message>> {
  const c =
    actor.type === 'requester'
      ? await getOwnRequest(tx, deps, actor, request)
      : await getRequestToShow(tx, deps.keyring, request)
  const binding = { organisation: tx.organisation, scope: { list: 'messages', request, whose: actor.type } }
  const found = await pageById<MessageRow>(deps, binding, query, (onward) => messagesOf(tx, c.safe, onward))
  return mapPage(found, (row) => withAnswers(c, row))
}

async function storeMessage(tx: Tx, { safe }: Case, row: MessageRow): Promise<void> {
  if (!(await takesMessage(tx, row.requestId, row.author)))
    throw problem('not_permitted', `a request takes at most ${mostMessages[row.author]} messages from one side`)
  await insertMessage(tx, safe, row)
}

/**
 * Whether the thread takes one more message from this side. Counted under the lock of the request, so that many at once find no more room than
 * one after the other.
 */
export async function takesMessage(tx: Tx, request: RequestId, side: MessageRow['author']): Promise<boolean> {
  return (await messagesCounted(tx, request, side)) < mostMessages[side]
}
