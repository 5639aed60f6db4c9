import { sql } from 'drizzle-orm'
import { bigint, boolean, check, foreignKey, index, integer, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Origin } from '../law/portability.ts'
import { id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import { requests } from '../requests/tables.ts'

/** `receiving` until its last line is in; `current` is what is read; what it replaced is read by nobody and deleted in batches. */
export type UploadState = 'receiving' | 'current' | 'replaced'

/** One delivery of one source. Lines arrive under an upload that is `receiving`; becoming `current` replaces the former one at once. */
export const recordUploads = tenantSchema.table(
  'record_uploads',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'upl'>('id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    source: text().notNull(),
    state: text().$type<UploadState>().notNull(),
    count: integer().notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
    /** Real time: tells a delivery that broke off long ago from one that is still arriving. */
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'record_uploads_request',
    }),
    index('record_uploads_receiving').on(table.createdAt).where(sql`${table.state} = 'receiving'`),
    uniqueIndex('record_uploads_current')
      .on(table.organisationId, table.requestId, table.source)
      .where(sql`${table.state} = 'current'`),
  ],
)

/** Why a record was reviewed, and the JSON pointers (RFC 6901) taken out for the rights of others (art. 15(4)): they may name people. */
export type RecordReview = { reason: string; redact: string[] }

/** From whom a record comes: what art. 20 reaches, and what art. 15(4) is about. */
export type ProvidedBy = Origin

export const records = tenantSchema.table(
  'records',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'rec'>('id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    uploadId: id<'upl'>('upload_id').notNull(),
    /** The line of the upload, from 1. */
    position: integer().notNull(),
    category: text().notNull(),
    providedBy: text('provided_by').$type<ProvidedBy>().notNull(),
    collectedAt: instant('collected_at'),
    withheld: boolean().notNull(),
    reviewedAt: instant('reviewed_at'),
    /** See `record-box.ts`: the data of this record as it came, and of some that follow it in its category, behind what the source says of them. */
    data: sealed<Buffer>('data'),
    /** The record whose `data` holds the data of this one; null where that is this one. */
    heldBy: id<'rec'>('held_by'),
    review: sealed<RecordReview>('reason'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.uploadId],
      foreignColumns: [recordUploads.organisationId, recordUploads.id],
      name: 'records_upload',
    }),
    onlySealed('records_sealed', table.data),
    check('records_held_once', sql`num_nonnulls(${table.data}, ${table.heldBy}) = 1`),
    onlySealed('records_review_sealed', table.review),
    index('records_in_order').on(table.organisationId, table.requestId, table.category, table.uploadId, table.position),
    // Those that have a box: who reads all records reads these alone
    index('records_with_box')
      .on(table.organisationId, table.requestId, table.category, table.uploadId, table.position)
      .where(sql`${table.heldBy} is null`),
    // Of one upload, all of one origin, reviewed or not, in their order: what is asked for is found among millions without walking over the rest.
    index('records_of_upload').on(
      table.organisationId,
      table.uploadId,
      sql`(${table.reviewedAt} is null)`,
      table.providedBy,
      table.category,
      table.position,
    ),
  ],
)

export const recordBoxes = sealedRows(records, { data: 'bytes', review: 'json' })
