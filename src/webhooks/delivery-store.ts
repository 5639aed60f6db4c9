import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { NamedEvent } from '../evidence/settled-feed.ts'
import type { Instant } from '../law/calendar.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { newId, type OrganisationId, type WebhookDeliveryId, type WebhookEndpointId } from '../platform/identifiers.ts'
import { webhookDeliveries } from './tables.ts'

export type DeliveryRow = typeof webhookDeliveries.$inferSelect
export type DeliveryStatus = DeliveryRow['status']

type OfEndpoint = { readonly organisation: OrganisationId; readonly endpoint: WebhookEndpointId }

const insertRow = insertionOf('insert_webhook_delivery', webhookDeliveries, ['place'])
const thisDelivery = and(
  eq(webhookDeliveries.organisationId, sql.placeholder('organisation')),
  eq(webhookDeliveries.endpointId, sql.placeholder('endpoint')),
  eq(webhookDeliveries.id, sql.placeholder('delivery')),
)
const lockDeliveryRow = statement('lock_webhook_delivery', (db) =>
  db.select().from(webhookDeliveries).where(thisDelivery).for('update'),
)
const updateDeliveryRow = statement('update_webhook_delivery', (db) =>
  db.update(webhookDeliveries).set(placeholdersOf(webhookDeliveries)).where(thisDelivery),
)
const selectNextDue = statement('select_webhook_delivery_due', (db) =>
  db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.organisationId, sql.placeholder('organisation')),
        eq(webhookDeliveries.endpointId, sql.placeholder('endpoint')),
        eq(webhookDeliveries.status, sql`'queued'`), // as the index has it
        sql`${webhookDeliveries.nextAttemptAt} <= ${sql.placeholder('now')}::timestamptz`,
      ),
    )
    .orderBy(asc(webhookDeliveries.place))
    .limit(1),
)
const queueEvents = rawStatement<
  OfEndpoint & { events: readonly NamedEvent[]; now: Instant; again: boolean },
  { id: WebhookDeliveryId }
>(
  'queue_webhook_deliveries',
  `insert into habeas.webhook_deliveries
     (organisation_id, endpoint_id, id, event_id, request_id, sequence, type, at, status, attempts, next_attempt_at, created_at)
   select $1, $2, e.id, e.event_id, e.request_id, e.sequence, e.type, e.at, 'queued', 0, $3::timestamptz, $3::timestamptz
   from jsonb_to_recordset($4::jsonb) as e (n integer, id uuid, event_id uuid, request_id uuid, sequence integer, type text, at timestamptz)
   order by e.n
   on conflict (organisation_id, endpoint_id, event_id) do update
     set status = 'queued', attempts = 0, next_attempt_at = excluded.next_attempt_at, finished_at = null, place = excluded.place
     where $5::boolean and webhook_deliveries.status <> 'queued'
   returning id`,
  ({ organisation, endpoint, events, now, again }) => [
    organisation,
    endpoint,
    instantToText(now),
    JSON.stringify(
      events.map((event, n) => ({
        n,
        id: newId('whd'),
        event_id: event.id,
        request_id: event.requestId,
        sequence: event.sequence,
        type: event.type,
        at: instantToText(event.at),
      })),
    ),
    String(again),
  ],
)
const requeueRow = rawStatement<OfEndpoint & { delivery: WebhookDeliveryId; now: Instant }, Record<string, never>>(
  'requeue_webhook_delivery',
  `update habeas.webhook_deliveries
   set status = 'queued', attempts = 0, next_attempt_at = $4::timestamptz, finished_at = null, place = default
   where organisation_id = $1 and endpoint_id = $2 and id = $3 returning status`,
  ({ organisation, endpoint, delivery, now }) => [organisation, endpoint, delivery, instantToText(now)],
)
const hastenRows = rawStatement<OfEndpoint & { now: Instant; triedBefore: Instant }, object>(
  'hasten_webhook_deliveries',
  `update habeas.webhook_deliveries set next_attempt_at = $3::timestamptz
   where organisation_id = $1 and endpoint_id = $2 and status = 'queued' and next_attempt_at > $3::timestamptz
     and (last_attempt_at is null or last_attempt_at <= $4::timestamptz)`,
  ({ organisation, endpoint, now, triedBefore }) => [
    organisation,
    endpoint,
    instantToText(now),
    instantToText(triedBefore),
  ],
)
const reviveRows = rawStatement<OfEndpoint & { since: Instant; now: Instant }, object>(
  'revive_webhook_deliveries',
  `update habeas.webhook_deliveries
   set status = 'queued', attempts = 0, next_attempt_at = $4::timestamptz, finished_at = null
   where organisation_id = $1 and endpoint_id = $2 and status = 'failed' and finished_at >= $3::timestamptz`,
  ({ organisation, endpoint, since, now }) => [organisation, endpoint, instantToText(since), instantToText(now)],
)
const countQueued = rawStatement<
  { organisation: OrganisationId; ids: readonly WebhookEndpointId[] },
  { endpoint: WebhookEndpointId; count: number }
>(
  'count_webhook_deliveries',
  `select endpoint_id as endpoint, count(*)::int as count from habeas.webhook_deliveries
   where organisation_id = $1 and endpoint_id = any ($2::uuid[]) and status = 'queued' group by 1`,
  ({ organisation, ids }) => [organisation, ids],
)

export async function insertDelivery(tx: Tx, row: Omit<DeliveryRow, 'place'>): Promise<void> {
  await tx.run(insertRow, row)
}

export async function saveDelivery(tx: Tx, row: DeliveryRow): Promise<void> {
  await tx.run(updateDeliveryRow, { ...row, organisation: tx.organisation, endpoint: row.endpointId, delivery: row.id })
}

/** One of this endpoint, under a row lock. */
export async function lockDelivery(
  tx: Tx,
  endpoint: WebhookEndpointId,
  delivery: WebhookDeliveryId,
): Promise<DeliveryRow | undefined> {
  const [row] = await tx.run(lockDeliveryRow, { organisation: tx.organisation, endpoint, delivery })
  return row
}

/** Of those that are due, the one that stands first in the line of its endpoint. */
export async function nextDue(tx: Tx, endpoint: WebhookEndpointId, now: Instant): Promise<DeliveryRow | undefined> {
  const [row] = await tx.run(selectNextDue, { organisation: tx.organisation, endpoint, now: instantToText(now) })
  return row
}

/** Puts events at the end of an endpoint's line, in their order, each once. `again`: also those that have ended. */
export async function queueDeliveries(
  tx: Tx,
  endpoint: WebhookEndpointId,
  events: readonly NamedEvent[],
  { now, again }: { readonly now: Instant; readonly again: boolean },
): Promise<void> {
  if (events.length > 0) await tx.run(queueEvents, { organisation: tx.organisation, endpoint, events, now, again })
}

/** Puts a delivery at the end of its line, all its tries before it; false where the endpoint has none of that id. */
export async function requeueDelivery(
  tx: Tx,
  endpoint: WebhookEndpointId,
  delivery: WebhookDeliveryId,
  now: Instant,
): Promise<boolean> {
  return (await tx.run(requeueRow, { organisation: tx.organisation, endpoint, delivery, now })).length === 1
}

/** What waits for its next try is due now, but for what was tried since an instant. */
export async function hastenDeliveries(
  tx: Tx,
  endpoint: WebhookEndpointId,
  { now, triedBefore }: { readonly now: Instant; readonly triedBefore: Instant },
): Promise<void> {
  await tx.run(hastenRows, { organisation: tx.organisation, endpoint, now, triedBefore })
}

/** What has failed for good since then has its tries before it again, where it stood in the line. */
export async function reviveDeliveries(
  tx: Tx,
  endpoint: WebhookEndpointId,
  { since, now }: { readonly since: Instant; readonly now: Instant },
): Promise<void> {
  await tx.run(reviveRows, { organisation: tx.organisation, endpoint, since, now })
}

/** How many deliveries wait, for each of these endpoints that has any. */
export async function queuedCounted(
  tx: Tx,
  ids: readonly WebhookEndpointId[],
): Promise<Map<WebhookEndpointId, number>> {
  const rows = await tx.run(countQueued, { organisation: tx.organisation, ids })
  return new Map(rows.map(({ endpoint, count }) => [endpoint, count]))
}

/** Deliveries of an endpoint, the newest first: ids grow with time. */
export function deliveriesOf(
  tx: Tx,
  endpoint: WebhookEndpointId,
  {
    before,
    limit,
    status,
    id,
  }: {
    readonly before?: WebhookDeliveryId | undefined
    readonly limit: number
    readonly status?: readonly DeliveryStatus[] | undefined
    readonly id?: WebhookDeliveryId
  },
): Promise<DeliveryRow[]> {
  return tx.db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.organisationId, tx.organisation),
        eq(webhookDeliveries.endpointId, endpoint),
        before === undefined ? undefined : lt(webhookDeliveries.id, before),
        status === undefined ? undefined : inArray(webhookDeliveries.status, [...status]),
        id === undefined ? undefined : eq(webhookDeliveries.id, id),
      ),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit)
}
