import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { EventId, RequestId } from '../platform/identifiers.ts'
import type { EventRow } from './chain.ts'
import { events } from './tables.ts'

export type StoredEvent = typeof events.$inferSelect

// The change feed's order is the database's own: its columns fill themselves in.
const insertEvent = statement('insert_event', (db) =>
  db.insert(events).values(placeholdersOf(events, ['feedEpoch', 'feedXact'])),
)

/** Appends events; not awaited one by one, so that they go out with the rest. */
export function insertEvents(tx: Tx, rows: readonly EventRow[]): Promise<unknown>[] {
  return rows.map((row) => tx.run(insertEvent, row))
}

/** The history of one request, oldest first, from after a sequence number. */
export function eventsOfRequest(tx: Tx, request: RequestId, after: number, limit: number): Promise<StoredEvent[]> {
  return tx.db
    .select()
    .from(events)
    .where(and(eq(events.organisationId, tx.organisation), eq(events.streamId, request), gt(events.sequence, after)))
    .orderBy(asc(events.sequence))
    .limit(limit)
}

/** Where an event stands in the change feed. */
export type FeedPosition = { epoch: number; xact: string; id: EventId }

const selectPosition = rawStatement<{ organisation: string; id: EventId }, FeedPosition>(
  'select_feed_position',
  'select feed_epoch as epoch, feed_xact::text as xact, id from habeas.events where organisation_id = $1 and id = $2',
  ({ organisation, id }) => [organisation, id],
)

export async function feedPosition(tx: Tx, id: EventId): Promise<FeedPosition | undefined> {
  const [found] = await tx.run(selectPosition, { organisation: tx.organisation, id })
  return found
}

/**
 * The change feed of an organisation after a position. It stops before the oldest transaction still open anywhere on the server:
 * an event of that one may still be committed, and would otherwise be passed over for ever by who has read beyond it.
 * `unsettled` says that such events are behind the rows given.
 */
export async function feedAfter(
  tx: Tx,
  after: FeedPosition | undefined,
  limit: number,
): Promise<{ rows: StoredEvent[]; unsettled: boolean }> {
  const beyond = after
    ? sql`(${events.feedEpoch}, ${events.feedXact}, ${events.id}) > (${after.epoch}::int, ${after.xact}::xid8, ${after.id}::uuid)`
    : undefined
  const rows = await tx.db
    .select({
      event: events,
      settled: sql<boolean>`${events.feedEpoch} < habeas.feed_epoch() or ${events.feedXact} < pg_snapshot_xmin(pg_current_snapshot())`,
    })
    .from(events)
    .where(and(eq(events.organisationId, tx.organisation), beyond))
    .orderBy(asc(events.feedEpoch), asc(events.feedXact), asc(events.id))
    .limit(limit)
  const settled = rows.filter((row) => row.settled).map((row) => row.event)
  return { rows: settled, unsettled: settled.length < rows.length }
}
