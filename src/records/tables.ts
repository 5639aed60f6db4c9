import { sql } from 'drizzle-orm'
import { bigint, boolean, foreignKey, index, integer, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { bytea, id, instant, json, tenantSchema } from '../platform/database/columns.ts'
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
    sha256: bytea(),
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

export type ProvidedBy = 'subject' | 'observed' | 'inferred' | 'third_party'

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
    purpose: text(),
    collectedAt: instant('collected_at'),
    sourceId: text('source_id'),
    withheld: boolean().notNull(),
    /** JSON pointers (RFC 6901) taken out for the rights of others (art. 15(4)). */
    redact: text().array().notNull(),
    reviewedAt: instant('reviewed_at'),
    /** `data` as it came, and the reason of a review. JSON text, not jsonb: an export gives back what came in. */
    data: text().notNull(),
    reason: json().$type<{ reason: string }>(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.uploadId],
      foreignColumns: [recordUploads.organisationId, recordUploads.id],
      name: 'records_upload',
    }),
    index('records_in_order').on(table.organisationId, table.requestId, table.category, table.uploadId, table.position),
    index('records_of_upload').on(table.organisationId, table.uploadId, table.position),
  ],
)
