import { and, asc, eq, gt, lte } from 'drizzle-orm'
import { insertionOf, rawStatement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { EventId, RequestId } from '../platform/identifiers.ts'
import type { EventRow } from './chain.ts'
import { events } from './tables.ts'

export type StoredEvent = typeof events.$inferSelect

// The place in the change feed is the database's own: it fills itself in.
const insertEvent = insertionOf('insert_event', events, ['feedPosition'])

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

const selectPosition = rawStatement<{ organisation: string; id: EventId }, { position: string }>(
  'select_feed_position',
  'select feed_position::text as position from habeas.events where organisation_id = $1 and id = $2',
  ({ organisation, id }) => [organisation, id],
)
const selectHorizon = rawStatement<undefined, { horizon: string }>(
  'select_feed_horizon',
  'select habeas.feed_horizon()::text as horizon',
  () => [],
)

/** The place of an event in the change feed of this tenant. */
export async function feedPosition(tx: Tx, id: EventId): Promise<number | undefined> {
  const [found] = await tx.run(selectPosition, { organisation: tx.organisation, id })
  return found && Number(found.position)
}

/** How far the feed is settled. Asked before the transaction that reads the events begins, or it would not see what it speaks of. */
export async function feedHorizon(database: Database): Promise<number> {
  const [row] = await database.lookup(selectHorizon, undefined)
  return Number(row?.horizon ?? 0)
}

/** The change feed of an organisation after a place, as far as it is settled: nothing will ever appear before what is given here. */
export function feedBetween(tx: Tx, after: number, horizon: number, limit: number): Promise<StoredEvent[]> {
  return tx.db
    .select()
    .from(events)
    .where(
      and(
        eq(events.organisationId, tx.organisation),
        gt(events.feedPosition, after),
        lte(events.feedPosition, horizon),
      ),
    )
    .orderBy(asc(events.feedPosition))
    .limit(limit)
}
