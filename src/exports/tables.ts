import { bigint, foreignKey, index, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, id, instant, json, tenantSchema } from '../platform/database/columns.ts'
import { requests } from '../requests/tables.ts'

export type ExportKind = 'access' | 'portability'
export type ExportFormat = 'json' | 'csv' | 'zip'
export type ExportStatus = 'queued' | 'compiling' | 'ready' | 'released' | 'failed' | 'expired' | 'revoked'

export type ExportDetail = {
  /** Who sat before the tool that asked. */
  acting_user?: string | undefined
  /** Counts the runs of its compile. Only the last may write: a worker paused past its lease can't come back into it. */
  attempt: number
  /** The last event of the request before it was compiled: what changed the records later is not in it. */
  as_of_event?: number | undefined
  /** The sign-ins whose download was recorded: the ranges they ask for later belong to it. */
  downloaded_by?: string[] | undefined
}

export const exports = tenantSchema.table(
  'exports',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'exp'>('id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    kind: text().$type<ExportKind>().notNull(),
    format: text().$type<ExportFormat>().notNull(),
    status: text().$type<ExportStatus>().notNull(),
    recordsDone: integer('records_done').notNull(),
    recordsTotal: integer('records_total').notNull(),
    bytes: bigint({ mode: 'number' }),
    sha256: bytea(),
    /** Who asked for it: someone else must release it. */
    askedBy: id<'cli'>('asked_by').notNull(),
    releasedAt: instant('released_at'),
    expiresAt: instant('expires_at'),
    createdAt: instant('created_at').notNull(),
    detail: json().$type<ExportDetail>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'exports_request',
    }),
    index('exports_of_request').on(table.organisationId, table.requestId, table.id),
    index('exports_by_expiry').on(table.expiresAt),
  ],
)

/** The compiled bytes, in numbered chunks, so that neither side ever holds the whole. */
export const exportChunks = tenantSchema.table(
  'export_chunks',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    exportId: id<'exp'>('export_id').notNull(),
    position: integer().notNull(),
    content: bytea().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.exportId, table.position] }),
    foreignKey({
      columns: [table.organisationId, table.exportId],
      foreignColumns: [exports.organisationId, exports.id],
      name: 'export_chunks_export',
    }),
  ],
)
