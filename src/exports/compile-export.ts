import { hash } from 'node:crypto'
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
import { storeForNew } from './blob-stores.ts'
import { chunkWriter, dropCheckpoint, findCheckpoint, overtaken } from './chunk-writer.ts'
import type { Warning } from './document-schema.ts'
import { type PackageFacts, packageFacts } from './package-facts.ts'
import { packingOf, type ReadPages, readingsOf, writeFiles } from './package-files.ts'
import { OtherContent, packageWriter } from './package-writer.ts'
import { statusOf } from './schemas.ts'
import { type ExportRow, type ExportState, findExportState, lockExport, updateExport } from './store.ts'
import type { ChunkRun } from './tables.ts'

type CompileDeps = Pick<Deps, 'database' | 'bucket' | 'keyring' | 'outbox' | 'jobs' | 'now' | 'publicUrl'>

/** Bytes of files, before they are packed, after which a run notes where another could go on: some seconds of work. */
const noteAfter = 64 * 1024 * 1024
/** An export that fails this often does not fail by chance: staff is told, and may ask again. */
const mostAttempts = 5

/** One run of a compile. Another one may begin meanwhile, and then this one can no longer write. */
type Run = {
  readonly row: ExportRow
  readonly safe: CaseSafe
  readonly attempt: number
  readonly facts: PackageFacts
  readonly records: RecordsSnapshot
  /** The records are what they were for the run before, and it has stored what it made where this one would. */
  readonly mayGoOn: boolean
}

export type CompileOptions = { readonly noteAfter?: number }

/**
 * The job `compile-export`: makes the package of an export, in short transactions, and never holds it whole. Goes on where a run that was
 * killed has noted how far it was, or begins anew; of two runs at a time the later one wins, and the other ends without a trace (faults 1,
 * 21, 22). Throws what went wrong, so that it is tried again; the fifth failure is final.
 */
export async function compileExport(
  deps: CompileDeps,
  payload: JobPayload,
  signal: AbortSignal,
  options: CompileOptions = {},
): Promise<void> {
  const organisation = payload.organisation as OrganisationId // as it was enqueued
  const id = payload.export as ExportId // as it was enqueued
  const begun = await begin(deps, organisation, id)
  if (begun === undefined) return
  if (begun.is === 'to_compile') {
    const { run } = begun
    try {
      const made = await makePackage(deps, run, signal, options)
      await finish(deps, run, made)
    } catch (error) {
      if (error === overtaken) return
      if (run.attempt >= mostAttempts && !signal.aborted) await fail(deps, run)
      throw error
    }
  }
  // The export is ready, whatever comes of this: where it fails, the job comes again, and finds it ready
  const name = { organisation, export: id }
  await dropCheckpoint(
    { store: storeForNew(deps).store, name },
    begun.is === 'ready' ? begun.attempt : begun.run.attempt,
  )
}

type Begun = { readonly is: 'to_compile'; readonly run: Run } | { readonly is: 'ready'; readonly attempt: number }

/** Takes the export up, and what it is about; undefined where there is nothing left to do. */
async function begin(deps: CompileDeps, organisation: OrganisationId, id: ExportId): Promise<Begun | undefined> {
  const now = deps.now()
  return deps.database.transaction(organisation, async (tx) => {
    const found = await findExportState(tx, id)
    if (found === undefined) return undefined
    if (statusOf(found, now) === 'ready') return { is: 'ready', attempt: found.attempt }
    let run: Run | undefined
    await onCase(tx, deps, found, now, async (c) => {
      const row = await lockExport(tx, c.safe, id)
      if (row === undefined || !isWanted(row, now)) return
      const records = await snapshotRecords(tx, c.safe)
      const attempt = row.attempt + 1
      const { storedIn } = storeForNew(deps)
      const { as_of_event: since, stored_in: formerly } = row.detail
      const isSame = since !== undefined && !(await recordsChangedSince(tx, row.requestId, since))
      const mayGoOn = isSame && formerly === storedIn
      const next: ExportRow = {
        ...row,
        status: 'compiling',
        recordsDone: mayGoOn ? row.recordsDone : 0,
        recordsTotal: records.total,
        attempt,
        detail: { ...row.detail, as_of_event: isSame ? since : c.request.lastSequence, stored_in: storedIn },
      }
      await updateExport(tx, c.safe, next)
      const register = await readRegister(tx, deps)
      const known = { register, signer: signerOf(deps.keyring), publicUrl: deps.publicUrl, now }
      run = { row: next, safe: c.safe, attempt, facts: packageFacts(c, next, known), records, mayGoOn }
    })
    return run && { is: 'to_compile', run }
  })
}

type Made = {
  readonly bytes: number
  readonly sha256: Buffer
  readonly runs: readonly ChunkRun[]
  readonly records: number
  readonly warnings: readonly Warning[]
}

/** Goes on where a former run has come; where what is made now is not what was made then, once more from the start. */
async function makePackage(deps: CompileDeps, run: Run, signal: AbortSignal, options: CompileOptions): Promise<Made> {
  const { store } = storeForNew(deps)
  const { row, safe, attempt } = run
  const place = { store, safe, name: { organisation: row.organisationId, export: row.id } }
  const former = run.mayGoOn ? await findCheckpoint(place, attempt) : undefined
  if (former?.madeOf === madeOf(run.facts)) {
    try {
      return await writeChunks(deps, run, signal, { ...options, place, former })
    } catch (error) {
      if (!(error instanceof OtherContent)) throw error
    }
  }
  // What a former run has left. Nothing is added to it any more: this run has overtaken it
  if (attempt > 1) await store.delete(place.name, signal)
  return writeChunks(deps, run, signal, { ...options, place })
}

/** What a package is made of beside the records. The hour of its making is noted, and kept by whoever goes on. */
function madeOf({ generatedAt: _at, signer, ...facts }: PackageFacts): string {
  return hash('sha256', JSON.stringify({ ...facts, signer: signer.id }))
}

type Writing = CompileOptions & {
  readonly place: Parameters<typeof chunkWriter>[0]
  readonly former?: Awaited<ReturnType<typeof findCheckpoint>>
}

async function writeChunks(deps: CompileDeps, run: Run, signal: AbortSignal, writing: Writing): Promise<Made> {
  const { row, attempt, records } = run
  const { place, former } = writing
  const facts = former === undefined ? run.facts : { ...run.facts, generatedAt: former.generatedAt as Instant } // as it was noted
  let read = 0
  const pages: ReadPages = async function* (category) {
    for await (const page of recordPages(deps.database, records, category)) {
      signal.throwIfAborted()
      read += page.length
      yield page
    }
  }
  // Told of all readings together, and never back: whoever goes on reads again what was read before
  const recordsDone = () =>
    Math.max(Math.min(Math.floor(read / readingsOf(row.format)), row.recordsTotal), former ? row.recordsDone : 0)
  const chunks = await chunkWriter(place, {
    madeOf: madeOf(facts),
    generatedAt: facts.generatedAt,
    attempt,
    recordsDone,
    noteAfter: writing.noteAfter ?? noteAfter,
    from: former,
  })
  const { add, finish: finishFiles } = packageWriter(chunks, packingOf(row.format, facts), former?.written)
  const tally = await writeFiles(row.format, facts, pages, add)
  await finishFiles()
  return { ...(await chunks.end()), records: tally.included(), warnings: tally.warnings(facts.staffLocale) }
}

/** Makes the export ready. Records that changed while they were read may be in it twice, or not at all: then it is compiled again. */
async function finish(deps: CompileDeps, run: Run, { bytes, sha256, runs, records, warnings }: Made): Promise<void> {
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
        detail: { ...row.detail, warnings, runs },
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
