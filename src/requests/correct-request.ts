import { canonicalLocale } from '../platform/http/schemas.ts'
import type { Act, By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { dropAuthority } from './authority.ts'
import { answerOf, type Case, happened } from './case.ts'
import { changeRequester } from './change-contact.ts'
import { demandReceipt, receiptOf } from './open-request.ts'

/**
 * Puts right what was keyed wrong. A changed address drops the proof of identity, and the old address is told. Another capacity or
 * data subject drops the authority: it was accepted for what stood there before.
 */
export const correctRequest: Act<Command<'correct'>> = (c, command, by) => {
  const { request } = c
  const { reason, ...given } = command
  const changed = Object.keys(given).filter((key) => given[key as keyof typeof given] !== undefined) // its own keys
  if (command.requester) changeRequester(c, command.requester, by)
  const before = request.authority
  correctWhoseDataItIs(c, command)
  if (command.channel) request.channel = command.channel
  if (command.locale) request.locale = canonicalLocale(command.locale) ?? request.locale
  if (command.reply_by) request.replyBy = command.reply_by
  correctReceipt(c, command, by)
  const facts = { changed, ...(request.authority === before ? {} : { authority: request.authority }) }
  happened(c, { type: 'request_corrected', facts, detail: { reason } }, by)
}

function correctWhoseDataItIs(c: Case, { data_subject: given, capacity }: Command<'correct'>): void {
  const { request } = c
  const before = { subject: request.detail.data_subject, capacity: request.capacity }
  if (given !== undefined) {
    request.detail = { ...request.detail, data_subject: given ?? undefined }
    c.termsChanged = true
  }
  request.capacity = capacity ?? before.capacity
  const isSamePerson = JSON.stringify(request.detail.data_subject) === JSON.stringify(before.subject)
  if (request.capacity !== before.capacity || !isSamePerson) dropAuthority(c)
}

function correctReceipt(c: Case, command: Command<'correct'>, by: By): void {
  const receivedAt = receiptOf(command, c.organisation.timeZone)
  if (receivedAt === undefined) return
  demandReceipt(command, receivedAt, { organisation: c.organisation, now: by.at })
  if (receivedAt !== c.request.receivedAt) c.request.firstReceivedAt ??= c.request.receivedAt
  c.request.receivedAt = receivedAt
  for (const right of c.rights) {
    if (right.answeredAt !== null) Object.assign(right, answerOf(c, right, right.answeredAt))
  }
}
