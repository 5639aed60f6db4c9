import { and, asc, eq, getTableColumns, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm'
import { addDays, type CivilDate, startOfDay } from '../law/calendar.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Position } from '../platform/http/cursor.ts'
import type { RequestId } from '../platform/identifiers.ts'
import type { Case } from './case.ts'
import { type UnreadRequest, type UnreadRight, unreadCase } from './open-case.ts'
import { requests, rights } from './tables.ts'

const { detail: _ofRequest, dataKey: _key, ...requestColumns } = getTableColumns(requests)
const { detail: _ofRight, ...rightColumns } = getTableColumns(rights)

/**
 * Requests received in a period (civil days, both included), oldest first, from behind a place; what is erased as well, since dates and
 * outcomes stay. Nothing sealed is read.
 */
export async function receivedRequests(
  tx: Tx,
  keyring: Keyring,
  { from, to, after, limit }: { from: CivilDate; to: CivilDate; after: Position | undefined; limit: number },
): Promise<Case[]> {
  const organisation = await getOrganisation(tx)
  const found: UnreadRequest[] = await tx.db
    .select(requestColumns)
    .from(requests)
    .where(and(eq(requests.organisationId, tx.organisation), receivedIn(from, to), behind(after)))
    .orderBy(asc(requests.receivedAt), asc(requests.id))
    .limit(limit)
  const rightsOf = await rightsOfAll(tx, found)
  return found.map((row) => unreadCase(keyring, organisation, row, rightsOf.get(row.id) ?? []))
}

/** Where a request stands in that order. */
export function placeOfReceipt({ request }: Case): Position {
  return [new Date(request.receivedAt).toISOString(), request.id]
}

/** By the instant, which the index can seek (no zone is further from UTC than a day), and by the day, which is the law's. */
function receivedIn(from: CivilDate, to: CivilDate): SQL | undefined {
  return and(
    gte(requests.receivedAt, startOfDay(addDays(from, -1), 'UTC')),
    lt(requests.receivedAt, startOfDay(addDays(to, 2), 'UTC')),
    gte(requests.receivedOn, from),
    lte(requests.receivedOn, to),
  )
}

function behind(place: Position | undefined): SQL | undefined {
  return place && sql`(${requests.receivedAt}, ${requests.id}) > (${place[0]}, ${place[1]})`
}

async function rightsOfAll(tx: Tx, found: readonly UnreadRequest[]): Promise<Map<RequestId, UnreadRight[]>> {
  if (found.length === 0) return new Map()
  const ids = found.map(({ id }) => id)
  const rows: UnreadRight[] = await tx.db
    .select(rightColumns)
    .from(rights)
    .where(and(eq(rights.organisationId, tx.organisation), inArray(rights.requestId, ids)))
    .orderBy(asc(rights.requestId), asc(rights.position))
  return Map.groupBy(rows, ({ requestId }) => requestId)
}
