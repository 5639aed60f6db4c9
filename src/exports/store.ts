import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { type CaseSafe, caseSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import type { Opened } from '../platform/database/sealed-rows.ts'
import { rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { ExportId, OrganisationId, RequestId } from '../platform/identifiers.ts'
import type { ChunkName, NewBlob } from './blob-store.ts'
import { emptied, exportBoxes, exports } from './tables.ts'

export type ExportRow = Opened<typeof exports.$inferSelect>

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

/** The key of the request that an export answers. */
const selectKeyOfExport = rawStatement<{ organisation: OrganisationId; id: ExportId }, { data_key: Buffer | null }>(
  'select_key_of_export',
  `select r.data_key from habeas.exports e
   join habeas.requests r on r.organisation_id = e.organisation_id and r.id = e.request_id
   where e.organisation_id = $1 and e.id = $2`,
  ({ organisation, id }) => [organisation, id],
)

export async function insertExport(tx: Tx, safe: CaseSafe, row: ExportRow): Promise<void> {
  await tx.run(insertExportRow, exportBoxes.seal(safe, row))
}

export async function updateExport(tx: Tx, safe: CaseSafe, row: ExportRow): Promise<void> {
  await tx.run(updateExportRow, { ...exportBoxes.seal(safe, row), organisation: tx.organisation, export: row.id })
}

/** Undefined where there is none of that id, also once its case is erased (attack 18). */
export async function findExport(tx: Tx, keyring: Keyring, id: ExportId): Promise<ExportRow | undefined> {
  const [[row], [key]] = await Promise.all([
    tx.run(selectExport, { organisation: tx.organisation, export: id }),
    tx.run(selectKeyOfExport, { organisation: tx.organisation, id }),
  ])
  if (row === undefined || key === undefined || key.data_key === null) return undefined
  const { organisationId, requestId } = row
  return exportBoxes.open(caseSafe(keyring, { organisationId, id: requestId, dataKey: key.data_key }), row)
}

const selectState = statement('select_export_state', (db) =>
  db
    .select({
      organisationId: exports.organisationId,
      requestId: exports.requestId,
      status: exports.status,
      expiresAt: exports.expiresAt,
      attempt: exports.attempt,
    })
    .from(exports)
    .where(thisExport),
)
/** What jobs ask of an export before they lock its request. */
export type ExportState = Pick<ExportRow, 'organisationId' | 'requestId' | 'status' | 'expiresAt' | 'attempt'>

/** Nothing of it is opened: also of a request whose key was destroyed. */
export async function findExportState(tx: Tx, id: ExportId): Promise<ExportState | undefined> {
  const [row] = await tx.run(selectState, { organisation: tx.organisation, export: id })
  return row
}

/**
 * An export of this request, under a row lock; undefined where the request has none of that id. Whoever changes the request as well locks
 * that first (`changeCase`), or two could wait for each other.
 */
export async function lockExport(tx: Tx, safe: CaseSafe, id: ExportId): Promise<ExportRow | undefined> {
  const [row] = await tx.run(lockExportRow, { organisation: tx.organisation, export: id })
  return row?.requestId === safe.request ? exportBoxes.open(safe, row) : undefined
}

/** After every UUIDv7. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The exports of a request, the newest first: ids grow with time. */
export async function exportsOf(
  tx: Tx,
  safe: CaseSafe,
  { before = newest, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<ExportRow[]> {
  if (safe.isErased) return []
  const place = { organisation: tx.organisation, request: safe.request, before, limit }
  const rows = await tx.run(selectExports, place)
  return rows.map((row) => exportBoxes.open(safe, row))
}

// Fenced: a run that was overtaken by another finds no row to hold, and writes nothing.
const holdText = `
  update habeas.exports set records_done = $4
  where organisation_id = $1 and id = $2 and status = 'compiling' and attempt = $3 returning id`
const holdParameters = ({ organisation, export: id, attempt, recordsDone }: NewBlob) => [
  organisation,
  id,
  attempt,
  recordsDone,
]
const insertChunkRow = rawStatement<NewBlob, { position: number }>(
  'insert_export_chunk',
  `with held as (${holdText})
   insert into habeas.export_chunks (organisation_id, export_id, position, content)
   select $1, id, $5::int, $6::bytea from held
   on conflict (organisation_id, export_id, position) do update set content = excluded.content returning position`,
  (blob) => [...holdParameters(blob), blob.position, blob.box],
)
const keepRunRow = rawStatement<NewBlob, { id: ExportId }>('keep_export_run', holdText, holdParameters)

/** Adds a chunk to the run that compiles, in place of one that a former run has left there; false where another run has overtaken it, or it was revoked. */
export async function insertChunk(tx: Tx, blob: NewBlob): Promise<boolean> {
  return (await tx.run(insertChunkRow, blob)).length === 1
}

/** The same where the chunk lies elsewhere. */
export async function keepRun(tx: Tx, blob: NewBlob): Promise<boolean> {
  return (await tx.run(keepRunRow, blob)).length === 1
}

/** A chunk comes in parts: as one it would be a text of twice its size, and what is left of many of those takes the place of much else. */
const partBytes = 48 * 1024
const selectChunk = rawStatement<ChunkName, { part: Buffer }>(
  'select_export_chunk',
  `select substring(content from at for $4) as part
   from habeas.export_chunks cross join lateral generate_series(1, octet_length(content), $4) as parts (at)
   where organisation_id = $1 and export_id = $2 and position = $3
   order by at`,
  ({ organisation, export: id, position }) => [organisation, id, position, partBytes],
)

/** A chunk as it lies there; undefined where it is deleted. */
export async function findChunk(tx: Tx, name: ChunkName): Promise<Buffer | undefined> {
  const parts = await tx.run(selectChunk, name)
  return parts.length === 0 ? undefined : Buffer.concat(parts.map(({ part }) => part))
}

const selectKept = rawStatement<{ organisation: OrganisationId; ids: readonly ExportId[] }, { kept: ExportId[] }>(
  'select_kept_exports',
  `select array(
     select e.id from habeas.exports e where e.organisation_id = o.id and e.id = any ($2::uuid[]) and e.status <> all ($3::text[])
   ) as kept
   from habeas.organisations o where o.id = $1`,
  ({ organisation, ids }) => [organisation, [...ids], [...emptied]],
)

/** Those of these exports whose content is kept; undefined where there is no such organisation. */
export async function keptExports(tx: Tx, ids: readonly ExportId[]): Promise<ReadonlySet<ExportId> | undefined> {
  const [row] = await tx.run(selectKept, { organisation: tx.organisation, ids })
  return row && new Set(row.kept)
}

const deleteOne = rawStatement<ChunkName, Record<string, never>>(
  'delete_export_chunk',
  'delete from habeas.export_chunks where organisation_id = $1 and export_id = $2 and position = $3',
  ({ organisation, export: id, position }) => [organisation, id, position],
)

export async function deleteChunk(tx: Tx, name: ChunkName): Promise<void> {
  await tx.run(deleteOne, name)
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

const eraseExportRows = rawStatement<{ organisation: OrganisationId; request: RequestId }, { id: ExportId }>(
  'erase_exports',
  `update habeas.exports
   set detail = '\\x01', sha256 = null, status = case when status in ('failed', 'expired') then status else 'revoked' end
   where organisation_id = $1 and request_id = $2 returning id`,
  ({ organisation, request }) => [organisation, request],
)

/** Blanks the exports of a request, and lets nobody compile or fetch them any more; which they are. */
export async function blankExports(tx: Tx, request: RequestId): Promise<ExportId[]> {
  const rows = await tx.run(eraseExportRows, { organisation: tx.organisation, request })
  return rows.map(({ id }) => id)
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
