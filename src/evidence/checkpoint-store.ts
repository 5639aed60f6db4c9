import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import { insertion, insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { checkpointDeliveries, checkpoints, signingKeys } from './tables.ts'

export type CheckpointRow = typeof checkpoints.$inferSelect
export type SigningKeyRow = typeof signingKeys.$inferSelect
export type DeliveredCheckpoint = CheckpointRow & { sentAt: Instant | null }

const ofTenant = (table: typeof checkpoints | typeof signingKeys) =>
  eq(table.organisationId, sql.placeholder('organisation'))

/** One at a time of a tenant; the number marks these locks among the advisory locks of this database. */
const lockChain = rawStatement<{ organisation: OrganisationId }, object>(
  'lock_checkpoints',
  'select pg_advisory_xact_lock(1751279205, hashtext($1::text))',
  ({ organisation }) => [organisation],
)
const selectLast = statement('select_last_checkpoint', (db) =>
  db.select().from(checkpoints).where(ofTenant(checkpoints)).orderBy(desc(checkpoints.number)).limit(1),
)
const insertCheckpointRow = insertionOf('insert_checkpoint', checkpoints)
const insertKey = insertion<SigningKeyRow>(
  'insert_signing_key',
  `insert into habeas.signing_keys (organisation_id, id, algorithm, public_key, since) values ($1, $2, $3, $4, $5)
   on conflict do nothing`,
  ({ organisationId, id, algorithm, publicKey, since }) => [organisationId, id, algorithm, publicKey, new Date(since)],
)
const selectKeys = statement('select_signing_keys', (db) =>
  db.select().from(signingKeys).where(ofTenant(signingKeys)).orderBy(asc(signingKeys.since), asc(signingKeys.id)),
)
const insertDelivery = insertion<{ organisation: OrganisationId; number: number; sentAt: Instant }>(
  'insert_checkpoint_delivery',
  `insert into habeas.checkpoint_deliveries (organisation_id, number, sent_at) values ($1, $2, $3)
   on conflict do nothing`,
  ({ organisation, number, sentAt }) => [organisation, number, new Date(sentAt)],
)
const lookupUnchecked = rawStatement<{ horizon: number }, { organisation_id: OrganisationId }>(
  'lookup_events_unchecked',
  'select organisation_id from habeas.lookup_events_unchecked($1)',
  ({ horizon }) => [horizon],
)
const lookupUnsent = rawStatement<undefined, { organisation_id: OrganisationId }>(
  'lookup_checkpoints_unsent',
  'select organisation_id from habeas.lookup_checkpoints_unsent()',
  () => [],
)
type Leaf = { readonly position: number; readonly hash: Buffer }
type Span = { readonly after: number; readonly upTo: number }
const selectLeaves = rawStatement<
  Span & { organisation: OrganisationId; limit: number },
  { position: string; hash: Buffer }
>(
  'select_leaves',
  `select feed_position::text as position, hash from habeas.events
   where organisation_id = $1 and feed_position > $2 and feed_position <= $3 order by feed_position limit $4`,
  ({ organisation, after, upTo, limit }) => [organisation, after, upTo, limit],
)
const selectCovering = rawStatement<{ organisation: OrganisationId; positions: readonly number[] }, { number: number }>(
  'select_covering_checkpoints',
  `select distinct c.number from unnest($2::bigint[]) as place (position) cross join lateral (
     select number from habeas.checkpoints
     where organisation_id = $1 and last_position >= place.position order by last_position limit 1) c
   order by c.number`,
  ({ organisation, positions }) => [organisation, positions],
)
const selectNumbered = statement('select_checkpoint', (db) =>
  db
    .select()
    .from(checkpoints)
    .where(and(ofTenant(checkpoints), eq(checkpoints.number, sql.placeholder('number')))),
)

/** The organisations that have events, up to a place of the feed, that no checkpoint covers. */
export async function organisationsUnchecked(database: Database, horizon: number): Promise<OrganisationId[]> {
  return (await database.lookup(lookupUnchecked, { horizon })).map((row) => row.organisation_id)
}

/** The organisations that have a checkpoint which has not arrived outside of the database. */
export async function organisationsUnsent(database: Database): Promise<OrganisationId[]> {
  return (await database.lookup(lookupUnsent, undefined)).map((row) => row.organisation_id)
}

/** The last checkpoint, undefined where there is none, under a lock that keeps others from making the next one. */
export async function lockLastCheckpoint(tx: Tx): Promise<CheckpointRow | undefined> {
  const { organisation } = tx
  const [, [last]] = await Promise.all([tx.run(lockChain, { organisation }), tx.run(selectLast, { organisation })])
  return last
}

/** Appends a checkpoint, and the key that has signed it where it is its first. */
export async function insertCheckpoint(tx: Tx, row: CheckpointRow, key: SigningKeyRow): Promise<void> {
  await Promise.all([tx.run(insertKey, key), tx.run(insertCheckpointRow, row)])
}

/** Records that a checkpoint has arrived outside. Twice is once. */
export async function insertCheckpointDelivery(tx: Tx, number: number, sentAt: Instant): Promise<void> {
  await tx.run(insertDelivery, { organisation: tx.organisation, number, sentAt })
}

/** The hashes of the tenant's events behind a place of the feed and up to another, in its order, the first `limit` of them. */
export async function leavesBetween(tx: Tx, span: Span, limit: number): Promise<Leaf[]> {
  const rows = await tx.run(selectLeaves, { organisation: tx.organisation, ...span, limit })
  return rows.map(({ position, hash }) => ({ position: Number(position), hash }))
}

/** The checkpoints that cover events at these places of the feed, each once, oldest first. */
export async function checkpointsCovering(tx: Tx, positions: readonly number[]): Promise<CheckpointRow[]> {
  const { organisation } = tx
  const numbers = await tx.run(selectCovering, { organisation, positions })
  const rows = await Promise.all(numbers.map(({ number }) => tx.run(selectNumbered, { organisation, number })))
  return rows.flat()
}

/** Every key that has signed a checkpoint of this tenant, oldest first. */
export function listSigningKeys(tx: Tx): Promise<SigningKeyRow[]> {
  return tx.run(selectKeys, { organisation: tx.organisation })
}

/** The checkpoints of this tenant behind a number, oldest first, with the time each arrived outside. */
export async function checkpointsAfter(tx: Tx, after: number, limit: number): Promise<DeliveredCheckpoint[]> {
  const rows = await tx.db
    .select({ row: checkpoints, sentAt: checkpointDeliveries.sentAt })
    .from(checkpoints)
    .leftJoin(
      checkpointDeliveries,
      and(
        eq(checkpointDeliveries.organisationId, checkpoints.organisationId),
        eq(checkpointDeliveries.number, checkpoints.number),
      ),
    )
    .where(and(eq(checkpoints.organisationId, tx.organisation), gt(checkpoints.number, after)))
    .orderBy(asc(checkpoints.number))
    .limit(limit)
  return rows.map(({ row, sentAt }) => ({ ...row, sentAt }))
}

/** The number of the last checkpoint that has arrived outside; 0 where none has. */
export async function lastDelivered(tx: Tx): Promise<number> {
  const [last] = await tx.db
    .select({ number: checkpointDeliveries.number })
    .from(checkpointDeliveries)
    .where(eq(checkpointDeliveries.organisationId, tx.organisation))
    .orderBy(desc(checkpointDeliveries.number))
    .limit(1)
  return last?.number ?? 0
}
