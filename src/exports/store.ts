import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { ExportId, OrganisationId, RequestId } from '../platform/identifiers.ts'
import { exports } from './tables.ts'

export type ExportRow = typeof exports.$inferSelect

const thisExport = and(
  eq(exports.organisationId, sql.placeholder('organisation')),
  eq(exports.id, sql.placeholder('export')),
)

const insertExportRow = statement('insert_export', (db) => db.insert(exports).values(placeholdersOf(exports)))
const updateExportRow = statement('update_export', (db) =>
  db.update(exports).set(placeholdersOf(exports)).where(thisExport),
)
const selectExport = statement('select_export', (db) => db.select().from(exports).where(thisExport))
const lockExportRow = statement('lock_export', (db) => db.select().from(exports).where(thisExport).for('update'))
const selectExports = statement('select_exports_of_request', (db) =>
  db
    .select()
    .from(exports)
    .where(
      and(
        eq(exports.organisationId, sql.placeholder('organisation')),
        eq(exports.requestId, sql.placeholder('request')),
        lt(exports.id, sql.placeholder('before')),
      ),
    )
    .orderBy(desc(exports.id))
    .limit(sql.placeholder('limit')),
)

export async function insertExport(tx: Tx, row: ExportRow): Promise<void> {
  await tx.run(insertExportRow, row)
}

export async function updateExport(tx: Tx, row: ExportRow): Promise<void> {
  await tx.run(updateExportRow, { ...row, organisation: tx.organisation, export: row.id })
}

export async function findExport(tx: Tx, id: ExportId): Promise<ExportRow | undefined> {
  const [row] = await tx.run(selectExport, { organisation: tx.organisation, export: id })
  return row
}

/** Under a row lock. Whoever changes a request as well locks that first (`changeCase`), or two could wait for each other. */
export async function lockExport(tx: Tx, id: ExportId): Promise<ExportRow | undefined> {
  const [row] = await tx.run(lockExportRow, { organisation: tx.organisation, export: id })
  return row
}

/** After every UUIDv7. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The exports of a request, the newest first: ids grow with time. */
export function exportsOf(
  tx: Tx,
  request: RequestId,
  { before = newest, limit }: { readonly before?: string; readonly limit: number },
): Promise<ExportRow[]> {
  return tx.run(selectExports, { organisation: tx.organisation, request, before, limit })
}

type Run = { readonly export: ExportId; readonly attempt: number }
type NewChunk = Run & { readonly position: number; readonly content: Buffer; readonly recordsDone: number }

// Fenced: a run that was overtaken by another finds no row to hold, and writes nothing.
const insertChunkRow = rawStatement<NewChunk & { organisation: OrganisationId }, { position: number }>(
  'insert_export_chunk',
  `with held as (
     update habeas.exports set records_done = $4
     where organisation_id = $1 and id = $2 and status = 'compiling' and (detail ->> 'attempt')::int = $3 returning id
   )
   insert into habeas.export_chunks (organisation_id, export_id, position, content)
   select $1, id, $5::int, $6::bytea from held returning position`,
  ({ organisation, export: id, attempt, recordsDone, position, content }) => [
    organisation,
    id,
    attempt,
    recordsDone,
    position,
    content,
  ],
)

/** Adds a chunk to the run that compiles; false where another run has overtaken it, or it was revoked. */
export async function insertChunk(tx: Tx, chunk: NewChunk): Promise<boolean> {
  return (await tx.run(insertChunkRow, { ...chunk, organisation: tx.organisation })).length === 1
}

const selectChunk = rawStatement<{ organisation: OrganisationId; id: ExportId; position: number }, { content: Buffer }>(
  'select_export_chunk',
  'select content from habeas.export_chunks where organisation_id = $1 and export_id = $2 and position = $3',
  ({ organisation, id, position }) => [organisation, id, position],
)

export async function findChunk(tx: Tx, id: ExportId, position: number): Promise<Buffer | undefined> {
  const [row] = await tx.run(selectChunk, { organisation: tx.organisation, id, position })
  return row?.content
}

const deleteSome = rawStatement<{ organisation: OrganisationId; id: ExportId; most: number }, { position: number }>(
  'delete_export_chunks',
  `delete from habeas.export_chunks where organisation_id = $1 and export_id = $2 and position in (
     select position from habeas.export_chunks where organisation_id = $1 and export_id = $2 order by position limit $3)
   returning position`,
  ({ organisation, id, most }) => [organisation, id, most],
)

/** Deletes some chunks; how many. */
export async function deleteChunks(tx: Tx, id: ExportId, most: number): Promise<number> {
  return (await tx.run(deleteSome, { organisation: tx.organisation, id, most })).length
}

const expiredExports = rawStatement<{ asOf: Instant; most: number }, { organisation_id: OrganisationId; id: ExportId }>(
  'expired_exports',
  'select organisation_id, id from habeas.lookup_expired_exports($1, $2)',
  ({ asOf, most }) => [instantToText(asOf), most],
)

/** Of every tenant: exports past their time, released or not. */
export function findExpired(database: Deps['database'], asOf: Instant, most: number) {
  return database.lookup(expiredExports, { asOf, most })
}
