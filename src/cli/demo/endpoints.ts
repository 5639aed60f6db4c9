import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { realNow } from '../../platform/clock.ts'
import type { Receiver } from './receiver.ts'

// Those whom the service calls: they believe nothing that is not signed, and take nothing that holds more than was promised.

/** A call as it came. */
type Call = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Where somebody is called. */
export type Endpoint<T> = {
  readonly url: string
  /** What came and was found good, by `webhook-id`: what comes again under one is a repetition. */
  readonly taken: ReadonlyMap<string, T>
  /** Why others were turned away. */
  readonly turnedAway: readonly string[]
}
export type Endpoints = {
  /** Gives a name of its own to whoever reads calls. `read` throws at what it does not believe. */
  open<T>(name: string, read: (call: Call) => T): Endpoint<T>
}

/** Any number of endpoints at one receiver. */
export function endpointsAt(receiver: Receiver): Endpoints {
  const takenAt = new Map<string, (call: Call) => boolean>()
  receiver.answers(async (request, response, received) => {
    request.resume()
    await once(request, 'end')
    const take = takenAt.get(request.headers.host ?? '')
    const call = { headers: plainHeaders(received.headers), body: received.body.toString() }
    response.writeHead(take === undefined ? 404 : take(call) ? 204 : 401).end()
  })
  return {
    open: <T>(name: string, read: (call: Call) => T): Endpoint<T> => {
      const url = new URL(`https://${hostName(name)}.example.net:8443/habeas`)
      const taken = new Map<string, T>()
      const turnedAway: string[] = []
      takenAt.set(url.host, (call) => {
        try {
          taken.set(call.headers['webhook-id'] ?? '', read(call))
          return true
        } catch (error) {
          turnedAway.push(error instanceof Error ? error.message : 'no error')
          return false
        }
      })
      return { url: url.href, taken, turnedAway }
    },
  }
}

/** A name as a host has it, and a mail address: `zoho-crm`. */
export function hostName(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-')
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

const noticeShape = z.strictObject({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    recipient: z.string(),
    controller: z.strictObject({ id: z.string(), name: z.string(), contact: z.string() }),
    reference: z.string(),
    right: z.string(),
    person: z.union([z.strictObject({ known_as: z.string() }), z.strictObject({ name: z.string() })]),
    activities: z.array(z.string()),
    ends_on: z.iso.date().optional(),
  }),
})
/** What a recipient of personal data is told by webhook (art. 19). */
export type Notice = z.output<typeof noticeShape>
/** The endpoints of recipients who take notices, by name. */
export type NoticeEndpoints = ReadonlyMap<string, Endpoint<Notice>>

/**
 * Reads what a recipient of this name gets, as the README tells recipients to: signed with the key that the controller publishes (`v1a` of Standard
 * Webhooks), made within five minutes, for nobody else. And with no member beside those that were promised.
 */
export function noticesTo(recipient: string, publicKey: string): (call: Call) => Notice {
  const key = createPublicKey(publicKey)
  return (call) => {
    if (!isSignedWith(key, call)) throw new Error('a notice is not signed with the published key')
    const notice = noticeShape.parse(JSON.parse(call.body))
    if (notice.data.recipient !== recipient) throw new Error('a notice is for another recipient')
    return notice
  }
}

function isSignedWith(key: KeyObject, { headers, body }: Call): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers
  if (!(Math.abs(realNow() / 1000 - Number(timestamp)) < 300)) return false
  const signed = Buffer.from(`${id}.${timestamp}.${body}`)
  return signatures
    .split(' ')
    .some((each) => each.startsWith('v1a,') && verify(null, signed, key, Buffer.from(each.slice(4), 'base64')))
}

const messageShape = z.strictObject({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    event_id: z.string(),
    request_id: z.string(),
    sequence: z.int(),
    status: z.string().nullable(),
    received_on: z.iso.date().nullable(),
    due_on: z.iso.date().nullable(),
    strict_due_on: z.iso.date().nullable(),
    closed_at: z.iso.datetime().nullable(),
  }),
})
/** What a tool is told by webhook of a request. */
type Message = z.output<typeof messageShape>
export type Tool = Endpoint<Message>

/** Reads what a tool gets, with the library of Standard Webhooks and the secret that it was shown once. */
export function messagesSignedBy(secretOf: () => string): (call: Call) => Message {
  return ({ headers, body }) => messageShape.parse(new Webhook(secretOf()).verify(body, headers))
}
