import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import type { Opened } from '../platform/database/sealed-rows.ts'
import { insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { ExportId, OrganisationId, RequestId, TransmissionId } from '../platform/identifiers.ts'
import { transmissionBoxes, transmissions } from './tables.ts'

export type TransmissionRow = Opened<typeof transmissions.$inferSelect>

const thisOne = and(
  eq(transmissions.organisationId, sql.placeholder('organisation')),
  eq(transmissions.id, sql.placeholder('transmission')),
)
const insertRow = insertionOf('insert_transmission', transmissions)
const updateRow = statement('update_transmission', (db) =>
  db.update(transmissions).set(placeholdersOf(transmissions)).where(thisOne),
)
const lockRow = statement('lock_transmission', (db) => db.select().from(transmissions).where(thisOne).for('update'))
const selectRequest = statement('select_request_of_transmission', (db) =>
  db.select({ requestId: transmissions.requestId }).from(transmissions).where(thisOne),
)
const selectOfExport = statement('select_transmissions_of_export', (db) =>
  db
    .select()
    .from(transmissions)
    .where(
      and(
        eq(transmissions.organisationId, sql.placeholder('organisation')),
        eq(transmissions.exportId, sql.placeholder('export')),
        lt(transmissions.id, sql.placeholder('before')),
      ),
    )
    .orderBy(desc(transmissions.id))
    .limit(sql.placeholder('limit')),
)

export async function insertTransmission(tx: Tx, safe: CaseSafe, row: TransmissionRow): Promise<void> {
  await tx.run(insertRow, transmissionBoxes.seal(safe, row))
}

export async function updateTransmission(tx: Tx, safe: CaseSafe, row: TransmissionRow): Promise<void> {
  const sealed = transmissionBoxes.seal(safe, row)
  await tx.run(updateRow, { ...sealed, organisation: tx.organisation, transmission: row.id })
}

/** Whose package it is; undefined where there is none of that id. Asked before its request is locked, which comes first. */
export async function requestOfTransmission(tx: Tx, id: TransmissionId): Promise<RequestId | undefined> {
  const [row] = await tx.run(selectRequest, { organisation: tx.organisation, transmission: id })
  return row?.requestId
}

/** One of this request, under a row lock; undefined where the request has none of that id. */
export async function lockTransmission(
  tx: Tx,
  safe: CaseSafe,
  id: TransmissionId,
): Promise<TransmissionRow | undefined> {
  const [row] = await tx.run(lockRow, { organisation: tx.organisation, transmission: id })
  return row?.requestId === safe.request ? transmissionBoxes.open(safe, row) : undefined
}

/** After every UUIDv7. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Those of an export of this request, the newest first: ids grow with time. */
export async function transmissionsOf(
  tx: Tx,
  safe: CaseSafe,
  {
    export: id,
    before = newest,
    limit,
  }: { readonly export: ExportId; readonly before?: string | undefined; readonly limit: number },
): Promise<TransmissionRow[]> {
  const rows = await tx.run(selectOfExport, { organisation: tx.organisation, export: id, before, limit })
  return rows.filter((row) => row.requestId === safe.request).map((row) => transmissionBoxes.open(safe, row))
}

const selectFailed = rawStatement<{ organisation: OrganisationId; since: Instant }, { request: RequestId }>(
  'select_failed_transmissions',
  `select distinct t.request_id as request
   from habeas.transmissions t join habeas.exports e on e.organisation_id = t.organisation_id and e.id = t.export_id
   where t.organisation_id = $1 and t.status = 'failed' and t.finished_at >= $2::timestamptz and e.status <> 'revoked'`,
  ({ organisation, since }) => [organisation, instantToText(since)],
)

/** Requests of which a transmission has failed since then, and was not taken back with its export. */
export async function requestsOfFailedSince(tx: Tx, since: Instant): Promise<RequestId[]> {
  return (await tx.run(selectFailed, { organisation: tx.organisation, since })).map(({ request }) => request)
}

const deleteRows = rawStatement<{ organisation: OrganisationId; request: RequestId }, { id: TransmissionId }>(
  'delete_transmissions',
  'delete from habeas.transmissions where organisation_id = $1 and request_id = $2 returning id',
  ({ organisation, request }) => [organisation, request],
)

/** Deletes those of a request; how many. */
export async function deleteTransmissions(tx: Tx, request: RequestId): Promise<number> {
  return (await tx.run(deleteRows, { organisation: tx.organisation, request })).length
}
