import { bigint, foreignKey, index, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Instant } from '../law/calendar.ts'
import type { Place } from '../platform/crypto/safe.ts'
import { bytea, id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import type { ExportId, VerificationId } from '../platform/identifiers.ts'
import { requests } from '../requests/tables.ts'

export type ExportKind = 'access' | 'portability'
export type ExportFormat = 'json' | 'csv' | 'zip'
export type ExportStatus = 'queued' | 'compiling' | 'ready' | 'released' | 'failed' | 'expired' | 'revoked'

/** What has no content any more. Its size and hash stay: they are evidence, and say nothing of a person. */
export const emptied: readonly ExportStatus[] = ['failed', 'expired', 'revoked']

export type ExportDetail = {
  /** Who sat before the tool that asked. */
  acting_user?: string | undefined
  /** The issuer's own name for them, where they had signed in with one. */
  acting_subject?: string | undefined
  /** The last event of the request before it was compiled: what changed the records later is not in it. */
  as_of_event?: number | undefined
  /** The event of its last release: what was released before the request became about somebody else was for the former. */
  released_at_event?: number | undefined
  /** The sign-ins whose download was recorded: the ranges they ask for later belong to it. */
  downloaded_by?: string[] | undefined
  /** Where its chunks lie; in the database where nothing is said. */
  stored_in?: 'database' | 'bucket' | undefined
  /** Which runs have made its chunks; the last of its runs all of them where nothing is said. */
  runs?: readonly ChunkRun[] | undefined
  /** What whoever releases it should look at, in words. May name what the sources call a purpose. */
  warnings?: readonly { readonly code: string; readonly message: string }[] | undefined
  /** The codes that were asked for to download it, one for each sign-in. */
  step_ups?: StepUp[] | undefined
}
/** A code for one export and sign-in. */
export type StepUp = {
  session: VerificationId
  /** Of the code that was sent last. */
  verification: VerificationId
  /** Once it was typed: until when this sign-in downloads without another, in the service's time. */
  open_until?: Instant | undefined
}

/** A run that went on where another was killed: its number, and the chunk it began with. */
export type ChunkRun = { readonly attempt: number; readonly from: number }

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
    /** Of the whole package. Sealed: what is in it could be guessed and compared. */
    sha256: sealed<Buffer>('sha256'),
    /** Who asked for it: someone else must release it. */
    askedBy: id<'cli'>('asked_by').notNull(),
    releasedAt: instant('released_at'),
    expiresAt: instant('expires_at'),
    createdAt: instant('created_at').notNull(),
    /** Counts the runs of its compile. Only the last may write: a worker paused past its lease can't come back into it. */
    attempt: integer().notNull(),
    detail: sealed<ExportDetail>('detail').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'exports_request',
    }),
    onlySealed('exports_sealed', table.detail),
    onlySealed('exports_hash_sealed', table.sha256),
    index('exports_of_request').on(table.organisationId, table.requestId, table.id),
    index('exports_by_expiry').on(table.expiresAt),
  ],
)

export const exportBoxes = sealedRows(exports, { detail: 'json', sha256: 'bytes' })

/** Compiled bytes, in numbered chunks, so that neither side ever holds the whole. Each is sealed for its number: see `placeOfChunk`. */
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
    onlySealed('export_chunks_sealed', table.content),
  ],
)

/** `isLast`: it and the number are part of what a chunk is sealed for, so that none can be cut off, swapped or dropped. */
export type NumberedChunk = {
  readonly export: ExportId
  readonly attempt: number
  readonly position: number
  readonly isLast: boolean
}

/** What a chunk is sealed for: its export, the run that made it, its number, and whether it is the last. */
export function placeOfChunk({ export: id, attempt, position, isLast }: NumberedChunk): Place {
  return { table: 'export_chunks', column: 'content', row: `${id}/${attempt}/${position}/${isLast ? 'last' : 'more'}` }
}

/** The run that made a chunk: the last one that began before it. */
export function runOfChunk(runs: readonly ChunkRun[], position: number): number {
  const run = runs.findLast(({ from }) => from <= position)
  if (run === undefined) throw new Error('a package begins with a run')
  return run.attempt
}
