import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Instant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, RecordId, RequestId, UploadId } from '../platform/identifiers.ts'
import { contentOf, inBoxes, openBox, packRecords } from './record-box.ts'
import { type ProvidedBy, type RecordReview, recordBoxes, records, recordUploads } from './tables.ts'

export type UploadRow = typeof recordUploads.$inferSelect
type StoredRecord = typeof records.$inferSelect

const ofUpload = and(
  eq(recordUploads.organisationId, sql.placeholder('organisation')),
  eq(recordUploads.id, sql.placeholder('upload')),
)
const insertUploadRow = statement('insert_record_upload', (db) =>
  db.insert(recordUploads).values(placeholdersOf(recordUploads)),
)
const updateUploadRow = statement('update_record_upload', (db) =>
  db.update(recordUploads).set(placeholdersOf(recordUploads)).where(ofUpload),
)
const deleteUploadRow = statement('delete_record_upload', (db) => db.delete(recordUploads).where(ofUpload))
const selectUploads = statement('select_current_uploads', (db) =>
  db
    .select()
    .from(recordUploads)
    .where(
      and(
        eq(recordUploads.organisationId, sql.placeholder('organisation')),
        eq(recordUploads.requestId, sql.placeholder('request')),
        eq(recordUploads.state, 'current'),
      ),
    )
    .orderBy(recordUploads.id),
)
const lockUploadRow = statement('lock_record_upload', (db) =>
  db.select().from(recordUploads).where(ofUpload).for('update'),
)

export async function insertUpload(tx: Tx, row: UploadRow): Promise<void> {
  await tx.run(insertUploadRow, row)
}

export async function updateUpload(tx: Tx, row: UploadRow): Promise<void> {
  await tx.run(updateUploadRow, { ...row, organisation: tx.organisation, upload: row.id })
}

/** What is read of a request: one upload for each source. */
export function currentUploads(tx: Tx, request: RequestId): Promise<UploadRow[]> {
  return tx.run(selectUploads, { organisation: tx.organisation, request })
}

export async function lockUpload(tx: Tx, upload: UploadId): Promise<UploadRow | undefined> {
  const [row] = await tx.run(lockUploadRow, { organisation: tx.organisation, upload })
  return row
}

/** A record as it arrives. */
export type NewRecord = {
  readonly id: RecordId
  readonly position: number
  readonly category: string
  readonly providedBy: ProvidedBy
  readonly purpose: string | null
  readonly collectedAt: Instant | null
  readonly sourceId: string | null
  readonly data: string
}

type Place = { readonly organisation: OrganisationId; readonly request: RequestId; readonly upload: UploadId }
/** Its box, or the record that has the one it is in. */
type SealedRecord = NewRecord & { readonly box: Buffer | null; readonly heldBy: RecordId | null }

const insertRecordRows = rawStatement<Place & { rows: readonly SealedRecord[] }, Record<string, never>>(
  'insert_records',
  `insert into habeas.records (organisation_id, request_id, upload_id, id, position, category, provided_by, collected_at, data, held_by, withheld)
   select $1, $2, $3, given.*, false
   from unnest($4::uuid[], $5::int[], $6::text[], $7::text[], $8::timestamptz[], $9::bytea[], $10::uuid[]) as given`,
  ({ organisation, request, upload, rows }) => [
    organisation,
    request,
    upload,
    rows.map((row) => row.id),
    rows.map((row) => row.position),
    rows.map((row) => row.category),
    rows.map((row) => row.providedBy),
    rows.map((row) => row.collectedAt && instantToText(row.collectedAt)),
    rows.map((row) => row.box),
    rows.map((row) => row.heldBy),
  ],
)

/** Those of a category that come together share boxes: they are read together, one after the other. */
export async function insertRecords(
  tx: Tx,
  safe: CaseSafe,
  upload: UploadId,
  given: readonly NewRecord[],
): Promise<void> {
  const byCategory = Map.groupBy(given, ({ category }) => category)
  const rows = [...byCategory.values()].flatMap((some) => inBoxes(some).flatMap((shared) => sealed(safe, shared)))
  await tx.run(insertRecordRows, { organisation: tx.organisation, request: safe.request, upload, rows })
}

/** Records that share a box, which stands in the row of the first. */
function sealed(safe: CaseSafe, shared: readonly NewRecord[]): SealedRecord[] {
  const [holder] = shared
  if (holder === undefined) return []
  const content = packRecords(
    shared.map(({ sourceId, purpose, ...record }) => ({
      ...record,
      note: { source_id: sourceId ?? undefined, purpose: purpose ?? undefined },
    })),
  )
  const { data: box } = recordBoxes.seal(safe, { id: holder.id, data: content })
  return shared.map((row) =>
    row === holder ? { ...row, box, heldBy: null } : { ...row, box: null, heldBy: holder.id },
  )
}

const deleteSome = rawStatement<{ organisation: OrganisationId; upload: UploadId; most: number }, { position: number }>(
  'delete_records_of_upload',
  `delete from habeas.records where (organisation_id, id) in (
     select organisation_id, id from habeas.records where organisation_id = $1 and upload_id = $2 limit $3)
   returning position`,
  ({ organisation, upload, most }) => [organisation, upload, most],
)

/** Deletes some of an upload's records; how many. */
export async function deleteRecords(tx: Tx, upload: UploadId, most: number): Promise<number> {
  return (await tx.run(deleteSome, { organisation: tx.organisation, upload, most })).length
}

export async function deleteUploadOf(tx: Tx, upload: UploadId): Promise<void> {
  await tx.run(deleteUploadRow, { organisation: tx.organisation, upload })
}

const replaceUploadRows = rawStatement<
  { organisation: OrganisationId; request: RequestId },
  { id: UploadId; count: number }
>(
  'replace_record_uploads',
  `update habeas.record_uploads set state = 'replaced' where organisation_id = $1 and request_id = $2 returning id, count`,
  ({ organisation, request }) => [organisation, request],
)

/** Lets nobody read any upload of a request from this commit on. */
export function replaceUploads(tx: Tx, request: RequestId): Promise<{ id: UploadId; count: number }[]> {
  return tx.run(replaceUploadRows, { organisation: tx.organisation, request })
}

const holders = alias(records, 'holders')
const selectRecord = statement('select_current_record', (db) =>
  db
    .select({ ...getTableColumns(records), data: holders.data, source: recordUploads.source })
    .from(records)
    .innerJoin(
      recordUploads,
      and(eq(recordUploads.organisationId, records.organisationId), eq(recordUploads.id, records.uploadId)),
    )
    .innerJoin(
      holders,
      and(
        eq(holders.organisationId, records.organisationId),
        eq(holders.id, sql`coalesce(${records.heldBy}, ${records.id})`),
      ),
    )
    .where(
      and(
        eq(records.organisationId, sql.placeholder('organisation')),
        eq(records.requestId, sql.placeholder('request')),
        eq(records.id, sql.placeholder('record')),
        eq(recordUploads.state, 'current'),
      ),
    ),
)
const updateReviewRow = statement('update_record_review', (db) =>
  db
    .update(records)
    .set({
      withheld: sql.placeholder('withheld') as never, // drizzle has no type for a placeholder of a boolean
      reviewedAt: sql.placeholder('reviewedAt') as never, // nor of a custom type
      review: sql.placeholder('review') as never, // nor of a custom type
    })
    .where(and(eq(records.organisationId, sql.placeholder('organisation')), eq(records.id, sql.placeholder('record')))),
)

/** A record, opened, with the name of its source. */
export type SourcedRecord = Omit<StoredRecord, 'data' | 'review'> & {
  readonly source: string
  readonly sourceId: string | null
  readonly purpose: string | null
  readonly data: string
  readonly review: RecordReview | null
}

/** A record of the request that is read: not one of a delivery under way, nor of one that was replaced. */
export async function findRecord(tx: Tx, safe: CaseSafe, record: RecordId): Promise<SourcedRecord | undefined> {
  const [row] = await tx.run(selectRecord, { organisation: tx.organisation, request: safe.request, record })
  if (row === undefined) return undefined
  const { data: box, ...rest } = row
  const content = contentOf(row, openBox(safe, row.heldBy ?? row.id, box))
  return { ...recordBoxes.open(safe, rest), ...content }
}

export async function updateReview(
  tx: Tx,
  safe: CaseSafe,
  { id, withheld, reviewedAt, review }: Pick<SourcedRecord, 'id' | 'withheld' | 'reviewedAt' | 'review'>,
): Promise<void> {
  const sealed = recordBoxes.seal(safe, { id, review })
  await tx.run(updateReviewRow, { organisation: tx.organisation, record: id, withheld, reviewedAt, ...sealed })
}

const abandonedUploads = rawStatement<
  { before: Instant; most: number },
  { organisation_id: OrganisationId; id: UploadId; request_id: RequestId }
>(
  'abandoned_uploads',
  'select organisation_id, id, request_id from habeas.lookup_abandoned_uploads($1, $2)',
  ({ before, most }) => [instantToText(before), most],
)

/** Of every tenant: uploads that have been receiving since before an instant of real time. */
export function findAbandoned(database: Deps['database'], before: Instant, most: number) {
  return database.lookup(abandonedUploads, { before, most })
}
