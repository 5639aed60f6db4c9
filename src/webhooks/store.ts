import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import type { Opened, ToShow } from '../platform/database/sealed-rows.ts'
import { insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { ClientId, OrganisationId, WebhookDeliveryId, WebhookEndpointId } from '../platform/identifiers.ts'
import { webhookEndpointBoxes, webhookEndpoints } from './tables.ts'

export type Endpoint = Opened<typeof webhookEndpoints.$inferSelect>
export type EndpointToShow = ToShow<typeof webhookEndpoints.$inferSelect>

const insertEndpointRow = insertionOf('insert_webhook_endpoint', webhookEndpoints)
const thisEndpoint = and(
  eq(webhookEndpoints.organisationId, sql.placeholder('organisation')),
  eq(webhookEndpoints.id, sql.placeholder('endpoint')),
)
const lockEndpointRow = statement('lock_webhook_endpoint', (db) =>
  db
    .select()
    .from(webhookEndpoints)
    .where(and(thisEndpoint, isNull(webhookEndpoints.deletedAt)))
    .for('update'),
)
const updateEndpointRow = statement('update_webhook_endpoint', (db) =>
  db.update(webhookEndpoints).set(placeholdersOf(webhookEndpoints)).where(thisEndpoint),
)
const markDeletedRow = rawStatement<
  { organisation: OrganisationId; id: WebhookEndpointId; at: Instant },
  { id: WebhookEndpointId }
>(
  'delete_webhook_endpoint',
  `update habeas.webhook_endpoints set deleted_at = $3
   where organisation_id = $1 and id = $2 and deleted_at is null returning id`,
  ({ organisation, id, at }) => [organisation, id, instantToText(at)],
)
const countLive = rawStatement<{ organisation: OrganisationId }, { count: number }>(
  'count_webhook_endpoints',
  'select count(*)::int as count from habeas.webhook_endpoints where organisation_id = $1 and deleted_at is null',
  ({ organisation }) => [organisation],
)
const selectClientLive = rawStatement<{ organisation: OrganisationId; client: ClientId }, Record<string, never>>(
  'select_client_of_webhooks',
  'select from habeas.clients where organisation_id = $1 and id = $2 and revoked_at is null',
  ({ organisation, client }) => [organisation, client],
)
const lookupDue = rawStatement<
  { now: Instant; horizon: number; window: number; most: number },
  { organisation_id: OrganisationId; id: WebhookEndpointId; failing: boolean }
>(
  'lookup_webhooks_due',
  'select organisation_id, id, failing from habeas.lookup_webhooks_due($1, $2, $3, $4)',
  ({ now, horizon, window, most }) => [instantToText(now), horizon, window, most],
)

const restEndpointRow = rawStatement<
  { organisation: OrganisationId; endpoint: WebhookEndpointId; until: Instant },
  Record<string, never>
>(
  'rest_webhook_endpoint',
  `update habeas.webhook_endpoints set leased_until = greatest(leased_until, $3::timestamptz)
   where organisation_id = $1 and id = $2`,
  ({ organisation, endpoint, until }) => [organisation, endpoint, instantToText(until)],
)

export async function insertEndpoint(tx: Tx, keyring: Keyring, row: Endpoint): Promise<void> {
  await tx.run(insertEndpointRow, webhookEndpointBoxes.seal(organisationSafe(keyring, row.organisationId), row))
}

export async function saveEndpoint(tx: Tx, keyring: Keyring, row: Endpoint): Promise<void> {
  const sealed = webhookEndpointBoxes.seal(organisationSafe(keyring, row.organisationId), row)
  await tx.run(updateEndpointRow, { ...sealed, organisation: tx.organisation, endpoint: row.id })
}

/** False where there is no such endpoint, or it was deleted before. */
export async function markDeleted(tx: Tx, id: WebhookEndpointId, at: Instant): Promise<boolean> {
  return (await tx.run(markDeletedRow, { organisation: tx.organisation, id, at })).length === 1
}

/** An endpoint under a row lock; undefined where there is none, or it was deleted. */
export async function lockEndpoint(tx: Tx, keyring: Keyring, id: WebhookEndpointId): Promise<Endpoint | undefined> {
  const [row] = await tx.run(lockEndpointRow, { organisation: tx.organisation, endpoint: id })
  return row && webhookEndpointBoxes.open(organisationSafe(keyring, tx.organisation), row)
}

export async function endpointsCounted(tx: Tx): Promise<number> {
  return (await tx.run(countLive, { organisation: tx.organisation }))[0]?.count ?? 0
}

/** Whether a client of this tenant exists and was not revoked. */
export async function isLiveClient(tx: Tx, client: ClientId): Promise<boolean> {
  return (await tx.run(selectClientLive, { organisation: tx.organisation, client })).length === 1
}

/** Endpoints in the order they were made, whatever of each opens, from after one of them. */
export async function liveEndpoints(
  tx: Tx,
  keyring: Keyring,
  { after, limit, id }: { after?: WebhookEndpointId | undefined; limit: number; id?: WebhookEndpointId },
): Promise<EndpointToShow[]> {
  const rows = await tx.db
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.organisationId, tx.organisation),
        isNull(webhookEndpoints.deletedAt),
        after === undefined ? undefined : gt(webhookEndpoints.id, after),
        id === undefined ? undefined : eq(webhookEndpoints.id, id),
      ),
    )
    .orderBy(asc(webhookEndpoints.id))
    .limit(limit)
  const safe = organisationSafe(keyring, tx.organisation)
  return rows.map((row) => webhookEndpointBoxes.openToShow(safe, row))
}

/** Nobody sends to an endpoint until then; also to one whose row does not open. Whoever holds its lease goes on, and says for himself. */
export async function leaveAlone(tx: Tx, endpoint: WebhookEndpointId, until: Instant): Promise<void> {
  await tx.run(restEndpointRow, { organisation: tx.organisation, endpoint, until })
}

/** An endpoint that has something to get. */
export type DueEndpoint = {
  readonly organisation: OrganisationId
  readonly id: WebhookEndpointId
  /** Whether its last call failed. */
  readonly failing: boolean
}

/**
 * Endpoints of every tenant that have something to get and that nobody sends to just now, in the order in which they have their turn: first of the
 * organisation with the fewest that are sent to, anywhere; then of the one served longest ago. At most so many of those that fail, and of the others.
 */
export async function dueEndpoints(
  database: Database,
  look: { readonly now: Instant; readonly horizon: number; readonly window: number; readonly most: number },
): Promise<DueEndpoint[]> {
  const rows = await database.lookup(lookupDue, look)
  return rows.map(({ organisation_id: organisation, id, failing }) => ({ organisation, id, failing }))
}

// What is forgotten.

const lookupStale = rawStatement<{ before: Instant }, { organisation_id: OrganisationId }>(
  'lookup_webhooks_stale',
  'select organisation_id from habeas.lookup_webhooks_stale($1)',
  ({ before }) => [instantToText(before)],
)
const deleteStale = rawStatement<
  { organisation: OrganisationId; before: Instant; most: number },
  { id: WebhookDeliveryId }
>(
  'delete_stale_webhook_deliveries',
  `delete from habeas.webhook_deliveries where organisation_id = $1 and id in (
     select d.id from habeas.webhook_deliveries d
     join habeas.webhook_endpoints e on e.organisation_id = d.organisation_id and e.id = d.endpoint_id
     where d.organisation_id = $1 and (d.finished_at < $2::timestamptz or e.deleted_at is not null) limit $3)
   returning id`,
  ({ organisation, before, most }) => [organisation, instantToText(before), most],
)
const deleteEnded = rawStatement<{ organisation: OrganisationId }, object>(
  'delete_ended_webhook_endpoints',
  `delete from habeas.webhook_endpoints e where organisation_id = $1 and deleted_at is not null and not exists (
     select from habeas.webhook_deliveries d where d.organisation_id = e.organisation_id and d.endpoint_id = e.id)`,
  ({ organisation }) => [organisation],
)

/** The organisations that hold deliveries which ended before then, or endpoints that were deleted. */
export async function organisationsWithStale(database: Database, before: Instant): Promise<OrganisationId[]> {
  return (await database.lookup(lookupStale, { before })).map((row) => row.organisation_id)
}

/** Deletes some of the deliveries that ended before then, or whose endpoint was deleted; how many. */
export async function deleteStaleDeliveries(tx: Tx, before: Instant, most: number): Promise<number> {
  return (await tx.run(deleteStale, { organisation: tx.organisation, before, most })).length
}

/** Deletes the endpoints that were deleted and of which no delivery is left. */
export async function deleteEndedEndpoints(tx: Tx): Promise<void> {
  await tx.run(deleteEnded, { organisation: tx.organisation })
}
