import { z } from 'zod'
import { eventTypes } from '../evidence/event-types.ts'
import { realNow } from '../platform/clock.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { signingSecret } from '../platform/crypto/webhook-secret.ts'
import { civilDateText, instantText, typeId } from '../platform/http/schemas.ts'
import { signatureHeaders } from '../platform/http/signed-call.ts'
import { showId } from '../platform/identifiers.ts'
import type { Standing } from '../requests/find-request.ts'
import type { DeliveryRow } from './delivery-store.ts'
import type { Endpoint } from './store.ts'
import type { WebhookType } from './tables.ts'

/** What a test says it is. */
export const testType = 'test'
export const messageTypes = { ...eventTypes, [testType]: 'Somebody tries whether the endpoint is reached' } as const

const example = {
  type: 'right_decided',
  timestamp: '2026-03-03T10:00:00Z',
  data: {
    event_id: 'evt_01m84njr7cevcay285hne21p73',
    request_id: 'req_01m84njqz5eaaazqs37rz6d7v6',
    sequence: 7,
    status: 'in_progress',
    received_on: '2026-03-02',
    due_on: '2026-04-02',
    strict_due_on: '2026-04-02',
    closed_at: null,
  },
}

/** What a receiver is told: that something happened, and to which request. Nothing of the person, nor of what was decided. */
export const messageSchema = z
  .object({
    type: z.enum(Object.keys(messageTypes) as [WebhookType, ...WebhookType[]]), // a table with entries
    timestamp: instantText.meta({ description: 'When it happened' }),
    data: z.object({
      event_id: typeId('evt').nullable().meta({ description: 'Its details: `GET /v1/events`. Null in a test' }),
      request_id: typeId('req').nullable().meta({ description: 'Null where it is about the organisation' }),
      sequence: z.int().nullable().meta({
        description:
          'Its number in the history of the request, or of the organisation: tells what comes late, after a failure',
      }),
      status: z.string().nullable().meta({
        description:
          'Of the request when this was sent, as all that follows: `received`, `in_progress`, `awaiting_requester`, `closed`',
      }),
      received_on: civilDateText.nullable(),
      due_on: civilDateText.nullable(),
      strict_due_on: civilDateText.nullable(),
      closed_at: instantText.nullable(),
    }),
  })
  .meta({ id: 'WebhookMessage', examples: [example] })

/** One call: its body, and the headers that sign it. */
export type Message = { readonly text: string; readonly headers: Readonly<Record<string, string>> }

/**
 * A delivery as it is sent. Its id is the event's, at each try and each replay, so that who gets it twice can tell. The request is told as it stands
 * now: what arrives last tells what is newest, whatever came late.
 */
export function messageOf(
  keyring: Pick<Keyring, 'key'>,
  endpoint: Endpoint,
  { row, standing }: { readonly row: DeliveryRow; readonly standing: Standing | undefined },
): Message {
  const now = realNow()
  const text = JSON.stringify(
    z.encode(messageSchema, {
      type: row.type,
      timestamp: row.at,
      data: {
        event_id: row.eventId,
        request_id: row.requestId,
        sequence: row.sequence,
        status: standing?.status ?? null,
        received_on: standing?.receivedOn ?? null,
        due_on: standing?.dueOn ?? null,
        strict_due_on: standing?.strictDueOn ?? null,
        closed_at: standing?.closedAt ?? null,
      },
    }),
  )
  const id = row.eventId === null ? showId('whd', row.id) : showId('evt', row.eventId)
  return {
    text,
    headers: {
      'content-type': 'application/json',
      ...signatureHeaders({ id, now, text, secrets: secretsOf(keyring, endpoint, now) }),
    },
  }
}

/** The secrets that sign at this moment, the newest first. */
export function secretsOf(
  keyring: Pick<Keyring, 'key'>,
  { id, generation, formerUntil }: Endpoint,
  now: number,
): string[] {
  const isFormerGood = formerUntil !== null && now < formerUntil
  return [generation, ...(isFormerGood ? [generation - 1] : [])].map((each) =>
    signingSecret(keyring, { of: 'webhook', id }, each),
  )
}
