import { z } from 'zod'
import { eventTypes } from '../evidence/event-types.ts'
import type { Warning } from '../organisations/unread-rows.ts'
import {
  httpsUrl,
  instantText,
  listOf,
  listQuery,
  maybe,
  oneOrMany,
  strictObject,
  text,
  typeId,
} from '../platform/http/schemas.ts'
import { warningView } from '../requests/schemas.ts'
import type { DeliveryRow } from './delivery-store.ts'
import type { Endpoint, EndpointToShow } from './store.ts'
import type { WebhookFilter } from './tables.ts'

export const endpointParams = z.object({ id: typeId('whe') })
export const deliveryParams = z.object({ id: typeId('whe'), delivery: typeId('whd') })

const name = () => text({ max: 200 })
const url = () => httpsUrl().meta({ description: 'https, port 443 or 8443, a public name; no redirect is followed' })
const filters = ['*', ...Object.keys(eventTypes)] as [WebhookFilter, ...WebhookFilter[]] // a table with entries
const types = () =>
  z
    .array(z.enum(filters))
    .min(1)
    .max(filters.length)
    .transform((given) => [...new Set(given)])
    .meta({ description: 'The types of events it gets; `*`: all of them, those of later versions too' })

export const createEndpointBody = strictObject({
  name: name(),
  url: url(),
  types: maybe(types()).meta({ description: 'All (`*`) where it is absent' }),
  client: maybe(typeId('cli')).meta({
    description: 'Whose endpoint it is, and with whose access it ends; the client that calls, where it is absent',
  }),
}).meta({
  id: 'CreateWebhookEndpoint',
  examples: [
    { name: 'DPO tool', url: 'https://tool.example.net/habeas', types: ['request_received', 'right_decided'] },
  ],
})
export type CreateEndpoint = z.output<typeof createEndpointBody>

export const changeEndpointBody = strictObject({
  name: maybe(name()),
  url: maybe(url()),
  types: maybe(types()),
  enabled: maybe(z.boolean()).meta({
    description:
      'Enabled again, it gets what has happened meanwhile, in its order, and at once what waits for another try',
  }),
}).meta({ id: 'ChangeWebhookEndpoint', examples: [{ enabled: true }, { types: ['*'] }] })
export type ChangeEndpoint = z.output<typeof changeEndpointBody>

const usualOverlap = 24
/** A week is time enough to reach every machine that has the secret. */
const longestOverlap = 7 * 24
export const rotateEndpointBody = maybe(
  strictObject({
    overlap_hours: z.int().min(0).max(longestOverlap).default(usualOverlap).meta({
      description: 'For so many hours the secret before signs, too: two signatures in one header. 0: not any more',
    }),
  }).meta({ id: 'RotateWebhookEndpoint', examples: [{ overlap_hours: 24 }] }),
)
export function overlapOf(body: z.output<typeof rotateEndpointBody>): { overlapHours: number } {
  return { overlapHours: body?.overlap_hours ?? usualOverlap }
}

export const replayBody = strictObject({
  from_event: maybe(typeId('evt')).meta({ description: 'From this event on' }),
  since: maybe(instantText).meta({ description: 'From the first event of this time on' }),
  until: maybe(instantText).meta({
    description: 'Up to the last event of this time; all there are, where it is absent',
  }),
})
  .refine((body) => (body.from_event === undefined) !== (body.since === undefined), {
    path: ['since'],
    message: 'expected either from_event or since',
  })
  .meta({
    id: 'ReplayWebhooks',
    examples: [
      { since: '2026-03-02T00:00:00Z', until: '2026-03-03T00:00:00Z' },
      { from_event: 'evt_01m84njr7cevcay285hne21p73' },
    ],
  })
export type Replay = z.output<typeof replayBody>

/** What is sealed, and does not open. */
const unread = 'Null with the warning `unreadable`'
const endpointFields = {
  id: typeId('whe'),
  object: z.literal('webhook_endpoint'),
  client: typeId('cli'),
  name: z.string().nullable().meta({ description: unread }),
  url: z.string().nullable().meta({ description: unread }),
  types: z.array(z.string()).meta({ examples: [['*']] }),
  status: z.enum(['enabled', 'disabled']),
  disabled_reason: z.enum(['staff', 'gone', 'failing', 'client_revoked']).nullable().meta({
    description: 'Staff said so; the receiver answered 410; nothing arrived for three days; its client was revoked',
  }),
  disabled_at: instantText.nullable(),
  failing_since: instantText.nullable().meta({ description: 'The first try since which none has succeeded' }),
  replaying: z.boolean().meta({ description: 'A range of events is being sent again' }),
  created_at: instantText,
  rotated_at: instantText.nullable(),
  former_secret_until: instantText.nullable().meta({ description: 'Until when the secret before signs, too' }),
}
const endpointExample = {
  id: 'whe_01h2xcejqtf2nbrexx3vqjhp41',
  object: 'webhook_endpoint',
  client: 'cli_01m84njqyjf2rsa3kvsjcq9szn',
  name: 'DPO tool',
  url: 'https://tool.example.net/habeas',
  types: ['request_received', 'right_decided'],
  status: 'enabled',
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  replaying: false,
  created_at: '2026-03-02T09:30:00Z',
  rotated_at: null,
  former_secret_until: null,
}
export const endpointView = z
  .object({
    ...endpointFields,
    queued: z.int().meta({ description: 'Deliveries that wait for their try, or for another; at most some hundred' }),
    warnings: z.array(warningView),
  })
  .meta({
    id: 'WebhookEndpoint',
    description: 'Instants are of real time, also under a test clock',
    examples: [{ ...endpointExample, queued: 0, warnings: [] }],
  })
export const newEndpointView = z
  .object({
    ...endpointFields,
    secret: z.string().meta({ description: 'Shown this once; `whsec_` and the base64 of 32 bytes' }),
  })
  .meta({
    id: 'WebhookEndpointWithSecret',
    examples: [{ ...endpointExample, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' }],
  })
export const endpointList = listOf(endpointView, 'WebhookEndpointList')

function fieldsOf(row: EndpointToShow) {
  const { name = null, url = null } = 'refusal' in row ? {} : row.detail
  return {
    id: row.id,
    object: 'webhook_endpoint' as const,
    client: row.clientId,
    name,
    url,
    types: row.types,
    status: row.status,
    disabled_reason: row.disabledReason,
    disabled_at: row.disabledAt,
    failing_since: row.failingSince,
    replaying: row.replayAfter !== null,
    created_at: row.createdAt,
    rotated_at: row.rotatedAt,
    former_secret_until: row.formerUntil,
  }
}

export function showEndpoint(
  row: EndpointToShow,
  queued: ReadonlyMap<Endpoint['id'], number>,
  warnings: Warning[] = [],
): z.output<typeof endpointView> {
  return { ...fieldsOf(row), queued: queued.get(row.id) ?? 0, warnings }
}

export function showNewEndpoint({ endpoint, secret }: { readonly endpoint: Endpoint; readonly secret: string }) {
  return { ...fieldsOf(endpoint), secret }
}

// Deliveries

const statuses = ['queued', 'delivered', 'failed'] as const
export const listDeliveriesQuery = listQuery({ status: oneOrMany(z.enum(statuses)).optional() })

export const deliveryView = z
  .object({
    id: typeId('whd'),
    object: z.literal('webhook_delivery'),
    endpoint: typeId('whe'),
    type: z.string().meta({ examples: ['right_decided'] }),
    event_id: typeId('evt')
      .nullable()
      .meta({ description: 'The receiver knows it as `webhook-id`; of a test that is `id`' }),
    request_id: typeId('req').nullable(),
    status: z.enum(statuses).meta({ description: '`failed`: nothing is left to try' }),
    attempts: z.int(),
    last_attempt_at: instantText.nullable(),
    last_status: z.int().nullable().meta({ description: 'What the receiver answered last' }),
    last_error: z.enum(['status', 'unreachable', 'timeout', 'not_allowed']).nullable().meta({
      description: '`status`: it answered something else than success. `not_allowed`: a private address',
    }),
    next_attempt_at: instantText.nullable(),
    created_at: instantText,
    finished_at: instantText.nullable(),
  })
  .meta({
    id: 'WebhookDelivery',
    description: 'Instants are of real time, also under a test clock. Kept for thirty days after its end',
    examples: [
      {
        id: 'whd_01m84njrbgety9yk8w5b01g77c',
        object: 'webhook_delivery',
        endpoint: 'whe_01h2xcejqtf2nbrexx3vqjhp41',
        type: 'right_decided',
        event_id: 'evt_01m84njr7cevcay285hne21p73',
        request_id: 'req_01m84njqz5eaaazqs37rz6d7v6',
        status: 'queued',
        attempts: 1,
        last_attempt_at: '2026-03-03T10:00:01Z',
        last_status: 503,
        last_error: 'status',
        next_attempt_at: '2026-03-03T10:00:06Z',
        created_at: '2026-03-03T10:00:00Z',
        finished_at: null,
      },
    ],
  })
export const deliveryList = listOf(deliveryView, 'WebhookDeliveryList')

export function showDelivery(row: Omit<DeliveryRow, 'place'>): z.output<typeof deliveryView> {
  return {
    id: row.id,
    object: 'webhook_delivery',
    endpoint: row.endpointId,
    type: row.type,
    event_id: row.eventId,
    request_id: row.requestId,
    status: row.status,
    attempts: row.attempts,
    last_attempt_at: row.lastAttemptAt,
    last_status: row.lastStatus,
    last_error: row.lastError,
    next_attempt_at: row.nextAttemptAt,
    created_at: row.createdAt,
    finished_at: row.finishedAt,
  }
}
