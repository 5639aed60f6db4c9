import { and, asc, eq, getTableColumns, gt, lte } from 'drizzle-orm'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { BoxRefused, caseSafe, organisationSafe, type Safe } from '../platform/crypto/safe.ts'
import { insertionOf, rawStatement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { EventId, RequestId } from '../platform/identifiers.ts'
import { requests } from '../requests/tables.ts'
import type { EventRow } from './chain.ts'
import type { EventType } from './event-types.ts'
import { eventBoxes, events } from './tables.ts'

type SealedEvent = typeof events.$inferSelect
/** An event as it is read: its detail, and the key of its commitment, lie open. */
export type StoredEvent = Omit<SealedEvent, 'detail'> & {
  readonly detail: Record<string, unknown> | null
  readonly detailKey: Buffer | null
}

// The place in the change feed is the database's own: it fills itself in.
const insertEvent = insertionOf('insert_event', events, ['feedPosition'])

/**
 * Appends events of one stream; not awaited one by one, so that they go out with the rest. Those without a detail need no safe, and may be of
 * several streams.
 */
export function insertEvents(tx: Tx, safe: Safe | null, rows: readonly EventRow[]): Promise<unknown>[] {
  return rows.map((row) => tx.run(insertEvent, sealedEvent(safe, row)))
}

function sealedEvent(safe: Safe | null, { detailKey, ...row }: EventRow): Omit<SealedEvent, 'feedPosition'> {
  const detail = row.detail && detailKey && { detail: row.detail, key: detailKey.toString('hex') }
  if (safe !== null) return eventBoxes.seal(safe, { ...row, detail })
  if (detail !== null) throw new Error('an event with a detail needs the safe of its case')
  return { ...row, detail }
}

// With the key of the request whose story it is
const readableEvents = (tx: Tx) =>
  tx.db
    .select({ ...getTableColumns(events), dataKey: requests.dataKey })
    .from(events)
    .leftJoin(requests, and(eq(requests.organisationId, events.organisationId), eq(requests.id, events.requestId)))

type ReadableEvent = SealedEvent & { readonly dataKey: Buffer | null }

/**
 * What stands for a detail that was tampered with: without a key beside it, so that every verifier stops there (src/evidence/README.md).
 * The history is read to find such things, so one of them keeps nobody from the rest.
 */
const unreadable = (why: string) => ({ detail: { unreadable: why }, detailKey: null })

/** The events, opened; each request's key once. */
function opened(keyring: Keyring, rows: readonly ReadableEvent[]): StoredEvent[] {
  const safes = new Map<RequestId | null, Safe>()
  const safeOf = ({ organisationId, requestId, dataKey }: ReadableEvent) => {
    const safe =
      safes.get(requestId) ??
      (requestId === null
        ? organisationSafe(keyring, organisationId)
        : caseSafe(keyring, { organisationId, id: requestId, dataKey }))
    safes.set(requestId, safe)
    return safe
  }
  return rows.map((found) => {
    const { dataKey, ...row } = found
    // Without its key the detail is gone; the hash stands all the same, since it only holds the commitment.
    const isErased = row.requestId !== null && dataKey === null
    if (isErased || (row.commitment === null && row.detail === null)) return { ...row, detail: null, detailKey: null }
    if (row.commitment === null) return { ...row, ...unreadable('the event had none when it was written') }
    if (row.detail === null) return { ...row, ...unreadable('it is missing, and its case was not erased') }
    try {
      const { detail: box } = eventBoxes.open(safeOf(found), { ...row, detail: row.detail })
      return { ...row, detail: box.detail, detailKey: Buffer.from(box.key, 'hex') }
    } catch (error) {
      if (!(error instanceof BoxRefused)) throw error
      return { ...row, ...unreadable('it does not open under the key of its case') }
    }
  })
}

/** The history of one request, oldest first, from after a sequence number. */
export async function eventsOfRequest(
  tx: Tx,
  keyring: Keyring,
  request: RequestId,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<StoredEvent[]> {
  const rows = await readableEvents(tx)
    .where(and(eq(events.organisationId, tx.organisation), eq(events.streamId, request), gt(events.sequence, after)))
    .orderBy(asc(events.sequence))
    .limit(limit)
  return opened(keyring, rows)
}

const selectSince = rawStatement<
  { organisation: string; request: RequestId; after: number; types: readonly EventType[] },
  { found: boolean }
>(
  'select_happened_since',
  `select exists (select from habeas.events
     where organisation_id = $1 and stream_id = $2 and sequence > $3 and type = any ($4::text[])) as found`,
  ({ organisation, request, after, types }) => [organisation, request, after, types],
)

/** Whether anything of these kinds happened to a request after an event of its history. */
export async function hasHappenedSince(
  tx: Tx,
  request: RequestId,
  after: number,
  types: readonly EventType[],
): Promise<boolean> {
  const [row] = await tx.run(selectSince, { organisation: tx.organisation, request, after, types })
  return row?.found ?? false
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
export async function feedBetween(
  tx: Tx,
  keyring: Keyring,
  { after, horizon, limit }: { readonly after: number; readonly horizon: number; readonly limit: number },
): Promise<StoredEvent[]> {
  const rows = await readableEvents(tx)
    .where(
      and(
        eq(events.organisationId, tx.organisation),
        gt(events.feedPosition, after),
        lte(events.feedPosition, horizon),
      ),
    )
    .orderBy(asc(events.feedPosition))
    .limit(limit)
  return opened(keyring, rows)
}
