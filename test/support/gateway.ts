import { createHmac, randomUUID } from 'node:crypto'
import type { App } from '../../src/platform/http/server.ts'
import { type Call, callWith } from './service.ts'

/** A mail gateway: it signs whatever it sends. An Idempotency-Key that it is told to send becomes the id of the call. */
export type GatewayCall = Call & { readonly id: string; readonly secret: string }

/** Registers one with the organisation of this admin. */
export async function newGateway(app: App, admin: Call): Promise<GatewayCall> {
  const { status, body } = await admin('POST', '/v1/gateways', { name: 'mx1.example.org' })
  if (status !== 201) throw new Error(`expected a gateway, got ${status}: ${JSON.stringify(body)}`)
  return signingAs(app, { id: body.id, secret: body.secret })
}

export function signingAs(app: App, { id, secret }: { readonly id: string; readonly secret: string }): GatewayCall {
  const call = callWith(app, {})
  const signed: Call = (method, url, body, headers = {}) => {
    const { 'idempotency-key': callId = randomUUID(), ...others } = headers
    const bytes = bytesOf(body)
    const json = typeof body === 'object' && !Buffer.isBuffer(body) ? { 'content-type': 'application/json' } : {}
    return call(method, url, bytes, { ...json, ...signatureOf({ id, secret, callId }, bytes), ...others })
  }
  return Object.assign(signed, { id, secret })
}

/** The headers of a signed call, at this second of real time, or another. */
export function signatureOf(
  by: { readonly id: string; readonly secret: string; readonly callId: string; readonly seconds?: number },
  body: Buffer,
): Record<string, string> {
  const timestamp = String(by.seconds ?? Math.floor(Date.now() / 1000))
  const key = Buffer.from(by.secret.replace('whsec_', ''), 'base64')
  const digest = createHmac('sha256', key).update(`${by.callId}.${timestamp}.`).update(body).digest('base64')
  return {
    'habeas-gateway': by.id,
    'webhook-id': by.callId,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${digest}`,
  }
}

export function bytesOf(body: object | string | Buffer | undefined): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'object' ? JSON.stringify(body) : (body ?? ''))
}

/** Hands in a mail. */
export function handIn(gateway: Call, raw: string | Buffer, headers: Record<string, string> = {}) {
  return gateway('POST', '/v1/inbound/email', raw, { 'content-type': 'message/rfc822', ...headers })
}

export type MailGiven = {
  readonly from?: string
  readonly to?: string
  readonly subject?: string
  readonly id?: string
  readonly headers?: readonly string[]
  readonly text?: string
  readonly attachments?: readonly { readonly name: string; readonly type: string; readonly content: Buffer }[]
}

/** A mail as a person's program writes it. */
export function mailOf({
  from = 'Zoé <zoe@example.org>',
  to = 'rights@acme.example',
  subject = 'My data',
  ...given
}: MailGiven = {}): string {
  const {
    id = `<${randomUUID()}@example.org>`,
    headers = [],
    text = 'Please send me what you hold about me.',
    attachments = [],
  } = given
  const top = [
    ...headers,
    `From: ${from.includes('é') ? from.replace('Zoé', '=?utf-8?Q?Zo=C3=A9?=') : from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: ${id}`,
    'Date: Mon, 02 Mar 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
  ]
  const plain = ['Content-Type: text/plain; charset=utf-8', '', text]
  if (attachments.length === 0) return [...top, ...plain, ''].join('\r\n')
  const parts = attachments.flatMap(({ name, type, content }) => [
    '--part',
    `Content-Type: ${type}`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    content.toString('base64').replace(/.{76}/g, '$&\r\n'),
  ])
  return [
    ...top,
    'Content-Type: multipart/mixed; boundary=part',
    '',
    '--part',
    ...plain,
    ...parts,
    '--part--',
    '',
  ].join('\r\n')
}

/** A delivery report (RFC 3464) about the message of this id. */
export function reportOf(messageId: string, { action = 'failed', status = '5.1.1' } = {}): string {
  return [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.org>',
    'To: no-reply@acme.example',
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <${randomUUID()}@mx.example.org>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="report"',
    '',
    '--report',
    'Content-Type: text/plain',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    'Final-Recipient: rfc822; zoe@example.org',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    '',
    '--report',
    'Content-Type: text/rfc822-headers',
    '',
    'From: Acme <no-reply@acme.example>',
    'To: zoe@example.org',
    'Subject: Our answer',
    `Message-ID:`,
    ` ${messageId}`,
    '',
    '--report--',
    '',
  ].join('\r\n')
}
