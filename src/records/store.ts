import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { CaseSafe, Sealed } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { rawStatement, type Statement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, RecordId, RequestId, UploadId } from '../platform/identifiers.ts'
import { packRecord, unpackRecord } from './record-box.ts'
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
type SealedRecord = NewRecord & { readonly box: Buffer }

const insertRecordRows = rawStatement<Place & { rows: readonly SealedRecord[] }, Record<string, never>>(
  'insert_records',
  `insert into habeas.records (organisation_id, request_id, upload_id, id, position, category, provided_by, collected_at, data, withheld)
   select $1, $2, $3, given.*, false
   from unnest($4::uuid[], $5::int[], $6::text[], $7::text[], $8::timestamptz[], $9::bytea[]) as given`,
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
  ],
)

export async function insertRecords(
  tx: Tx,
  safe: CaseSafe,
  upload: UploadId,
  given: readonly NewRecord[],
): Promise<void> {
  const rows = given.map((row) => {
    const note = { source_id: row.sourceId ?? undefined, purpose: row.purpose ?? undefined }
    const { data: box } = recordBoxes.seal(safe, { id: row.id, data: packRecord(note, row.data) })
    return { ...row, box }
  })
  await tx.run(insertRecordRows, { organisation: tx.organisation, request: safe.request, upload, rows })
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

const selectRecord = statement('select_current_record', (db) =>
  db
    .select({ ...getTableColumns(records), source: recordUploads.source })
    .from(records)
    .innerJoin(
      recordUploads,
      and(eq(recordUploads.organisationId, records.organisationId), eq(recordUploads.id, records.uploadId)),
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
  const opened = recordBoxes.open(safe, row)
  const { note, data } = unpackRecord(opened.data)
  return { ...opened, data, sourceId: note.source_id ?? null, purpose: note.purpose ?? null }
}

export async function updateReview(
  tx: Tx,
  safe: CaseSafe,
  { id, withheld, reviewedAt, review }: Pick<SourcedRecord, 'id' | 'withheld' | 'reviewedAt' | 'review'>,
): Promise<void> {
  const sealed = recordBoxes.seal(safe, { id, review })
  await tx.run(updateReviewRow, { organisation: tx.organisation, record: id, withheld, reviewedAt, ...sealed })
}

/** Where a page of records ended: in the order of category, upload and position. */
export type RecordPlace = { readonly category: string; readonly upload: UploadId; readonly position: number }

/** One record of a page. */
export type PagedRecord = {
  id: RecordId
  upload: UploadId
  position: number
  category: string
  providedBy: ProvidedBy
  purpose: string | null
  collectedAt: Instant | null
  sourceId: string | null
  withheld: boolean
  reviewedAt: Instant | null
  review: RecordReview | null
  /** Null: the page was full of bytes before it, and neither its source's id nor its purpose was read. */
  data: string | null
}
/** The same as it comes out of the table. */
type SealedPage = Omit<PagedRecord, 'purpose' | 'sourceId' | 'review' | 'data'> & {
  review: Sealed<RecordReview> | null
  data: Sealed<Buffer> | null
}

export type PageQuery = {
  /** Only what belongs to these. */
  readonly uploads: readonly UploadId[]
  readonly category?: string | undefined
  /** Absent: of every origin, reviewed or not. */
  readonly ranges?: Ranges | undefined
  /** Absent: from the first. */
  readonly after?: RecordPlace | undefined
  readonly rows: number
  readonly bytes: number
}
/** Which parts of the index `records_of_upload` are asked for: each origin, reviewed, unreviewed, or both. */
export type Ranges = { readonly origins: readonly ProvidedBy[]; readonly unreviewed: readonly boolean[] }

/**
 * The ranges of uploads `$3` that are of origins `$4` and states `$5` (whether unreviewed), `$1` being the organisation; `next` is taken of
 * each, as `r`. The cost grows with the ranges and with what is taken of each, not with the records.
 */
export const fromRanges = (next: string) => `
  unnest($3::uuid[]) as one (upload) cross join unnest($4::text[]) as each (origin) cross join unnest($5::boolean[]) as state (unreviewed)
  cross join lateral (
    select id, category, position, provided_by from habeas.records
    where organisation_id = $1 and request_id = $2 and upload_id = one.upload
      and provided_by = each.origin and (reviewed_at is null) = state.unreviewed
      ${next}
  ) as r`

/** Before every record: no category is empty. */
const beginning = { category: '', upload: '00000000-0000-0000-0000-000000000000', position: 0 }

/**
 * `next`: the records of a page, and how many bytes they may have. The size of a box is known without reading it, so what lies beyond the
 * limit is never read.
 */
const pageText = (next: string, bytes: string) => `
  select id, upload_id as upload, position, category, provided_by as "providedBy", collected_at as "collectedAt",
    withheld, reviewed_at as "reviewedAt", reason as review,
    case when before < ${bytes} then data end as data
  from (
    select *, sum(octet_length(data)) over (order by category, upload_id, position) - octet_length(data) as before
    from (${next}) as next
  ) as measured
  order by category, upload_id, position`

/**
 * All of some uploads, which lie in their order in one index. There is always a place to begin after: `$4 is null or …` would make the
 * server walk the index from its start for every page.
 */
const inOrder = (ofCategory: string) =>
  pageText(
    `select * from habeas.records
     where organisation_id = $1 and request_id = $2 and upload_id = any ($3::uuid[])
       and (category, upload_id, position) > ($4, $5::uuid, $6::int) ${ofCategory}
     order by category, upload_id, position limit $7`,
    '$8',
  )

/**
 * Of each range what comes next, which begins earlier or later in an upload's own order than the page before has ended in that of all. One
 * by one: the server takes what is found for more than it is, and would join it by reading the whole table.
 */
const ofRanges = (ofCategory: string) =>
  pageText(
    `select one_by_one.* from (
       select r.id as found_id from ${fromRanges(`
         and (category, position) > ($6, case when one.upload < $7::uuid then 2147483647 when one.upload = $7::uuid then $8::int else 0 end)
         ${ofCategory} order by category, position limit $9`)}
       order by r.category, one.upload, r.position limit $9) as found
     cross join lateral (select * from habeas.records where organisation_id = $1 and id = found_id limit 1) as one_by_one`,
    '$10',
  )

type PageValues = PageQuery & { readonly organisation: OrganisationId; readonly request: RequestId }

function pageValues({ organisation, request, uploads, ranges, after, rows, bytes, category }: PageValues): unknown[] {
  const from = after ?? { ...beginning, category: category ?? '' }
  return [
    organisation,
    request,
    [...uploads],
    ...(ranges === undefined ? [] : [[...ranges.origins], [...ranges.unreviewed]]),
    from.category,
    from.upload,
    from.position,
    rows,
    bytes,
    ...(category === undefined ? [] : [category]),
  ]
}

const page = (name: string, text: string) => rawStatement<PageValues, SealedPage>(name, text, pageValues)
const pages = {
  all: page('select_records', inOrder('')),
  ofCategory: page('select_records_of_category', inOrder('and category = $9')),
  ofRanges: page('select_records_of_ranges', ofRanges('')),
  ofRangesAndCategory: page('select_records_of_ranges_and_category', ofRanges('and category = $11')),
} as const

function pageFor({ category, ranges }: PageQuery): Statement<PageValues, SealedPage[]> {
  if (ranges === undefined) return category === undefined ? pages.all : pages.ofCategory
  return category === undefined ? pages.ofRanges : pages.ofRangesAndCategory
}

/** So many records in their order; once so many bytes of data are reached, the rest comes without its data. The first always has it. */
export async function recordPage(tx: Tx, safe: CaseSafe, query: PageQuery): Promise<PagedRecord[]> {
  const values = { ...query, request: safe.request, organisation: tx.organisation }
  const rows = await tx.run(pageFor(query), values)
  return rows.map((row) => {
    const { data: content, ...rest } = recordBoxes.open(safe, row)
    if (content === null) return { ...rest, purpose: null, sourceId: null, data: null }
    const { note, data } = unpackRecord(content)
    return { ...rest, purpose: note.purpose ?? null, sourceId: note.source_id ?? null, data }
  })
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
