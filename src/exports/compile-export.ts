import { createHash, type Hash } from 'node:crypto'
import { signerOf } from '../evidence/signing-key.ts'
import type { Instant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import { type ExportId, type OrganisationId, showId } from '../platform/identifiers.ts'
import type { JobPayload } from '../platform/jobs/jobs.ts'
import { type RecordsSnapshot, recordPages, recordsChangedSince, snapshotRecords } from '../records/read-records.ts'
import { readRegister } from '../register/read-register.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { storeForNew } from './blob-store.ts'
import type { Warning } from './document-schema.ts'
import { type PackageFacts, packageFacts } from './package-facts.ts'
import { packageBytes, type ReadPages } from './package-files.ts'
import { statusOf } from './schemas.ts'
import { type ExportRow, type ExportState, findExportState, lockExport, updateExport } from './store.ts'
import { placeOfChunk } from './tables.ts'

type CompileDeps = Pick<Deps, 'database' | 'bucket' | 'keyring' | 'outbox' | 'jobs' | 'now' | 'publicUrl'>

/** What a reader takes at a time, and what is lost of the work when a service is killed. Every chunk but the last is as large. */
export const chunkBytes = 1024 * 1024
/** An export that fails this often does not fail by chance: staff is told, and may ask again. */
const mostAttempts = 5

/** One run of a compile. Another one may begin meanwhile, and then this one can no longer write. */
type Run = {
  readonly row: ExportRow
  readonly safe: CaseSafe
  readonly attempt: number
  readonly facts: PackageFacts
  readonly records: RecordsSnapshot
}

/**
 * The job `compile-export`: makes the package of an export, in short transactions, and never holds it whole. Begins anew whatever a run
 * that was killed has left; of two runs at a time the later one wins, and the other ends without a trace (faults 1, 21, 22). Throws what
 * went wrong, so that it is tried again; the fifth failure is final.
 */
export async function compileExport(deps: CompileDeps, payload: JobPayload, signal: AbortSignal): Promise<void> {
  const organisation = payload.organisation as OrganisationId // as it was enqueued
  const id = payload.export as ExportId // as it was enqueued
  const run = await begin(deps, organisation, id)
  if (run === undefined) return
  try {
    await deleteFormer(deps, run, signal)
    const written = await writeChunks(deps, run, signal)
    await finish(deps, run, written)
  } catch (error) {
    if (error === overtaken) return
    if (run.attempt >= mostAttempts && !signal.aborted) await fail(deps, run)
    throw error
  }
}

/** Another run has begun since, or the export was revoked: nothing is wrong, and this run has nothing left to do. */
const overtaken = new Error('another run compiles this export, or nobody wants it any more')

/** Takes the export up, and what it is about; undefined where there is nothing to compile. */
async function begin(deps: CompileDeps, organisation: OrganisationId, id: ExportId): Promise<Run | undefined> {
  const now = deps.now()
  return deps.database.transaction(organisation, async (tx) => {
    const found = await findExportState(tx, id)
    if (found === undefined) return undefined
    let run: Run | undefined
    await onCase(tx, deps, found, now, async (c) => {
      const row = await lockExport(tx, c.safe, id)
      if (row === undefined || !isWanted(row, now)) return
      const records = await snapshotRecords(tx, c.safe)
      const attempt = row.attempt + 1
      const next: ExportRow = {
        ...row,
        status: 'compiling',
        recordsDone: 0,
        recordsTotal: records.total,
        attempt,
        detail: { ...row.detail, as_of_event: c.request.lastSequence, stored_in: storeForNew(deps).storedIn },
      }
      await updateExport(tx, c.safe, next)
      const register = await readRegister(tx, deps)
      const known = { register, signer: signerOf(deps.keyring), publicUrl: deps.publicUrl, now }
      run = { row: next, safe: c.safe, attempt, facts: packageFacts(c, next, known), records }
    })
    return run
  })
}

/** What a former run has left. Nothing is added to it any more: this run has overtaken it. */
async function deleteFormer(deps: CompileDeps, { row }: Run, signal: AbortSignal): Promise<void> {
  if (row.attempt === 1) return
  await storeForNew(deps).store.delete({ organisation: row.organisationId, export: row.id }, signal)
}

type Written = {
  readonly bytes: number
  readonly sha256: Buffer
  readonly records: number
  readonly warnings: readonly Warning[]
}

async function writeChunks(deps: CompileDeps, run: Run, signal: AbortSignal): Promise<Written> {
  const { row, attempt, facts, records } = run
  const done = { records: 0 }
  const pages: ReadPages = async function* (category) {
    for await (const page of recordPages(deps.database, records, category)) {
      signal.throwIfAborted()
      // The first reading, of all categories, is what progress is told by.
      if (category === undefined) done.records += page.length
      yield page
    }
  }
  const { store } = storeForNew(deps)
  const { bytes, tally } = packageBytes(row.format, facts, pages)
  const hash = createHash('sha256')
  let position = 0
  let size = 0
  for await (const { content, isLast } of chunksOf(bytes, hash)) {
    const name = { organisation: row.organisationId, export: row.id, attempt, position }
    const box = run.safe.seal(placeOfChunk({ ...name, isLast }), content)
    if (!(await store.put({ ...name, box, recordsDone: done.records }))) throw overtaken
    position += 1
    size += content.length
  }
  const warnings = tally.warnings(facts.staffLocale)
  return { bytes: size, sha256: hash.digest(), records: tally.included(), warnings }
}

type Chunk = { readonly content: Buffer; readonly isLast: boolean }

/** The bytes in chunks of one size, but for the last, which may be smaller: it is known once nothing follows it. */
async function* chunksOf(pieces: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Chunk> {
  let pending: Buffer[] = []
  let size = 0
  for await (const piece of pieces) {
    hash.update(piece)
    pending.push(piece)
    size += piece.length
    if (size <= chunkBytes) continue
    const whole = Buffer.concat(pending)
    let at = 0
    for (; size - at > chunkBytes; at += chunkBytes)
      yield { content: whole.subarray(at, at + chunkBytes), isLast: false }
    pending = [whole.subarray(at)]
    size -= at
  }
  if (size > 0) yield { content: Buffer.concat(pending), isLast: true }
}

/** Makes the export ready. Records that changed while they were read may be in it twice, or not at all: then it is compiled again. */
async function finish(deps: CompileDeps, run: Run, { bytes, sha256, records, warnings }: Written): Promise<void> {
  const now = deps.now()
  await deps.database.transaction(run.row.organisationId, (tx) =>
    onCase(tx, deps, run.row, now, async (c) => {
      const row = await heldBy(tx, c, run)
      if (await recordsChangedSince(tx, row.requestId, row.detail.as_of_event ?? 0)) {
        throw new Error('the records changed while they were compiled')
      }
      await updateExport(tx, c.safe, {
        ...row,
        status: 'ready',
        bytes,
        sha256,
        recordsDone: records,
        recordsTotal: records,
        detail: { ...row.detail, warnings },
      })
      const facts = { export: showId('exp', row.id), records, bytes, warnings: warnings.map(({ code }) => code) }
      const detail = { sha256: sha256.toString('hex') }
      happened(c, { type: 'export_compiled', facts, detail }, { actor: serviceOf(row), at: now })
    }),
  )
}

async function fail(deps: CompileDeps, run: Run): Promise<void> {
  const now = deps.now()
  await deps.database.transaction(run.row.organisationId, (tx) =>
    onCase(tx, deps, run.row, now, async (c) => markFailed(tx, deps, c, await heldBy(tx, c, run))),
  )
}

async function markFailed(tx: Tx, deps: CompileDeps, c: Case, row: ExportRow): Promise<void> {
  await updateExport(tx, c.safe, { ...row, status: 'failed' })
  await deps.jobs.send(tx, 'delete-export', { organisation: tx.organisation, export: row.id })
  const facts = { export: showId('exp', row.id), attempts: row.attempt }
  happened(c, { type: 'export_failed', facts }, { actor: serviceOf(row), at: deps.now() })
}

/**
 * Part of the sweep: exports whose job the queue has given up, each of its runs killed before it could say that it failed. Staff is told,
 * and may ask again. A run that was paused for so long finds itself overtaken.
 */
export async function failAbandonedExports(deps: CompileDeps): Promise<void> {
  const now = deps.now()
  await eachInTurn(await deps.jobs.givenUp('compile-export'), (payload) => {
    const organisation = payload.organisation as OrganisationId // as it was enqueued
    const id = payload.export as ExportId // as it was enqueued
    return deps.database.transaction(organisation, async (tx) => {
      const found = await findExportState(tx, id)
      if (found === undefined || !isWanted(found, now)) return
      await onCase(tx, deps, found, now, async (c) => {
        const row = await lockExport(tx, c.safe, id)
        if (row !== undefined && isWanted(row, now)) await markFailed(tx, deps, c, row)
      })
    })
  })
}

/** Asked for, and not compiled yet. */
function isWanted(row: ExportState, now: Instant): boolean {
  const status = statusOf(row, now)
  return status === 'queued' || status === 'compiling'
}

async function heldBy(tx: Tx, { safe }: Case, { row: { id }, attempt }: Run): Promise<ExportRow> {
  const row = await lockExport(tx, safe, id)
  if (row?.status !== 'compiling' || row.attempt !== attempt) throw overtaken
  return row
}

/** Under the lock of the request, which comes before that of the export. */
async function onCase(
  tx: Tx,
  deps: CompileDeps,
  row: ExportState,
  now: Instant,
  work: (c: Case) => Promise<void>,
): Promise<void> {
  await changeUnlessErased(tx, deps, { request: row.requestId, actor: serviceOf(row), now }, work)
}

function serviceOf({ organisationId }: ExportState) {
  return { type: 'service', organisation: organisationId } as const
}
