import { civilDateIn, dayMs, type Instant } from '../law/calendar.ts'
import type { GatewayActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type MessageId, type RequestId, showId } from '../platform/identifiers.ts'
import { type Case, happened, isSinceReceipt } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import type { MailNote } from '../requests/tables.ts'
import { tellStaff } from '../requests/tell-staff.ts'
import { type Attachment, fileAttachments, measureRoom, storeFiling } from './mailed-documents.ts'
import { takesMessage } from './messages.ts'
import { newMessage } from './new-message.ts'

/** A mail about a request, as it joins the thread. */
export type MailedMessage = {
  readonly text: string
  readonly receivedAt: Instant
  readonly note: Omit<MailNote, 'attachments'>
  readonly attachments: readonly Attachment[]
}

/**
 * A mail joins the thread of its request as a message of the person, with the sender it names. It proves nothing, answers no question by
 * itself and changes no address. On a closed request staff is told, once a day. `full`: the thread takes no more. Undefined where
 * the case is erased.
 */
export async function receiveMail(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  request: RequestId,
  mail: MailedMessage,
  by: { readonly actor: GatewayActor; readonly at: Instant },
): Promise<MessageId | 'full' | undefined> {
  let outcome: MessageId | 'full' = 'full'
  const c = await changeUnlessErased(tx, deps, { request, actor: by.actor, now: by.at }, async (found) => {
    if (!(await takesMessage(tx, request, 'requester'))) return
    const cameAt = isSinceReceipt(found, mail.receivedAt) ? mail.receivedAt : found.request.receivedAt
    const row = newMessage({ organisation: tx.organisation, request }, mail.text, { ...by, at: cameAt })
    const filing = fileAttachments(found, mail.attachments, await measureRoom(tx, request), by)
    const note = { ...mail.note, attachments: filing.notes }
    found.messages.push({ ...row, detail: { ...row.detail, mail: note } })
    await storeFiling(tx, found, filing)
    outcome = row.id
    const facts = { message: showId('msg', row.id), by: 'email' }
    happened(found, { type: 'message_received', facts, detail: { text: mail.text } }, by)
    if (found.request.closedAt !== null) tellOncePerDay(found, by)
  })
  return c && outcome
}

function tellOncePerDay(c: Case, by: { readonly at: Instant }): void {
  const { mail_told_at: toldAt } = c.request.detail
  if (toldAt !== undefined && by.at - toldAt < dayMs) return
  c.request.detail.mail_told_at = by.at
  tellStaff(c, { type: 'mail_after_closing', on: civilDateIn(c.organisation.timeZone, by.at) }, by)
}
