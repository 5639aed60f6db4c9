import { sql } from 'drizzle-orm'
import { bigint, foreignKey, index, integer, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import type { EventType } from '../evidence/event-types.ts'
import { clients } from '../organisations/tables.ts'
import { id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'

/** Why nothing is sent: staff said so; the receiver answered that it is gone (410); nothing arrived for days; its client was revoked. */
export type DisabledReason = 'staff' | 'gone' | 'failing' | 'client_revoked'
/** `*`: every type, later ones too. */
export type WebhookFilter = EventType | '*'
/** `test`: no event; somebody tries the endpoint. */
export type WebhookType = EventType | 'test'
/** Its name may be a person's, its path a key. */
export type EndpointDetail = { name: string; url: string }

/**
 * Where a client is told what happens. What it has been told stands in `position`, its place in the change feed: so an event costs nothing more
 * when it is written. Its secret is nowhere: it follows from the id and the generation. Instants are of real time: they are about machines.
 */
export const webhookEndpoints = tenantSchema.table(
  'webhook_endpoints',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'whe'>('id').notNull(),
    clientId: id<'cli'>('client_id').notNull(),
    detail: sealed<EndpointDetail>('detail').notNull(),
    types: text().array().$type<WebhookFilter[]>().notNull(),
    status: text().$type<'enabled' | 'disabled'>().notNull(),
    disabledReason: text('disabled_reason').$type<DisabledReason>(),
    disabledAt: instant('disabled_at'),
    generation: integer().notNull(),
    /** Until when the secret of the generation before signs, too. */
    formerUntil: instant('former_until'),
    /** The place in the feed up to which its deliveries are written. */
    position: bigint({ mode: 'number' }).notNull(),
    /** The places behind which and up to which events are sent again. */
    replayAfter: bigint('replay_after', { mode: 'number' }),
    replayUntil: bigint('replay_until', { mode: 'number' }),
    /** The first try of those that have failed since the last that succeeded. */
    failingSince: instant('failing_since'),
    /** The worker that holds lease number `lease` sends to it; nobody else until then. After a failure: when it may be called again. */
    leasedUntil: instant('leased_until'),
    lease: integer().notNull(),
    createdAt: instant('created_at').notNull(),
    rotatedAt: instant('rotated_at'),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.clientId],
      foreignColumns: [clients.organisationId, clients.id],
      name: 'webhook_endpoints_client',
    }),
    onlySealed('webhook_endpoints_sealed', table.detail),
    index('webhook_endpoints_enabled')
      .on(table.organisationId, table.id)
      .where(sql`${table.status} = 'enabled' and ${table.deletedAt} is null`),
    index('webhook_endpoints_deleted').on(table.deletedAt).where(sql`${table.deletedAt} is not null`),
  ],
)

export const webhookEndpointBoxes = sealedRows(webhookEndpoints, { detail: 'json' })

/** One event on its way to one endpoint, written by the worker once its turn has come; kept for thirty days after its end. */
export const webhookDeliveries = tenantSchema.table(
  'webhook_deliveries',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'whd'>('id').notNull(),
    endpointId: id<'whe'>('endpoint_id').notNull(),
    /** Null for a test. */
    eventId: id<'evt'>('event_id'),
    requestId: id<'req'>('request_id'),
    sequence: integer(),
    type: text().$type<WebhookType>().notNull(),
    /** When it happened, in the time of the service. */
    at: instant('at').notNull(),
    /** Its place in the line of its endpoint. One that is sent again stands at the end. */
    place: bigint({ mode: 'number' }).generatedByDefaultAsIdentity().notNull(),
    status: text().$type<'queued' | 'delivered' | 'failed'>().notNull(),
    /** How many tries have begun. */
    attempts: integer().notNull(),
    lastAttemptAt: instant('last_attempt_at'),
    /** Null once nothing is left to try. */
    nextAttemptAt: instant('next_attempt_at'),
    /** What the receiver answered last; null where it did not. */
    lastStatus: integer('last_status'),
    lastError: text('last_error').$type<'status' | 'unreachable' | 'timeout' | 'not_allowed'>(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('webhook_deliveries_once').on(table.organisationId, table.endpointId, table.eventId),
    foreignKey({
      columns: [table.organisationId, table.endpointId],
      foreignColumns: [webhookEndpoints.organisationId, webhookEndpoints.id],
      name: 'webhook_deliveries_endpoint',
    }),
    index('webhook_deliveries_in_line')
      .on(table.organisationId, table.endpointId, table.place)
      .where(sql`${table.status} = 'queued'`),
    index('webhook_deliveries_of_endpoint').on(table.organisationId, table.endpointId, table.id),
    index('webhook_deliveries_by_age').on(table.finishedAt).where(sql`${table.finishedAt} is not null`),
  ],
)
