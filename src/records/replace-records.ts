import type { Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import { realNow } from '../platform/clock.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId, type OrganisationId, type RequestId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { getRequest } from '../requests/find-request.ts'
import { demandOpen } from './demand-open.ts'
import { recordReader } from './read-record.ts'
import { recordTexts } from './record-lines.ts'
import {
  currentUploads,
  insertRecords,
  insertUpload,
  lockUpload,
  type NewRecord,
  type UploadRow,
  updateUpload,
} from './store.ts'
import { noteUnreviewed } from './unreviewed-records.ts'

type By = { readonly actor: Actor; readonly at: Instant }
/** What a delivery means for the case, beside its records: in the same transaction, under the same lock. */
export type WithDelivery = (tx: Tx, c: Case, upload: UploadRow, by: By) => Promise<void>

type RecordDeps = Pick<Deps, 'database' | 'keyring' | 'outbox' | 'jobs'>

/** A body, and how it is written. */
export type Delivery = { readonly form: 'ndjson' | 'array'; readonly body: AsyncIterable<Buffer> }

/** Whose records are brought, and how many bytes one source may bring. */
export type DeliveryPlace = { readonly request: RequestId; readonly source: string; readonly maxBytes: number }

/** One statement carries this much: few enough that others are served in between, many enough that trips don't count. */
const batch = { rows: 1_000, bytes: 1024 * 1024 }
/** More systems than any organisation keeps a person's data in. */
const mostSources = 200
/** All sources of a request together hold as much as so many that are full: nobody's data fills a disk two hundred times over. */
const mostFullSources = 8

/** Where a delivery goes, under which key, and how many bytes there is room for. */
export type OpenDelivery = { readonly upload: UploadRow; readonly safe: CaseSafe; readonly room: number }

/** Makes room for a delivery beside the records that are current. Throws `not_found`, `action_not_allowed` for a closed request, `not_permitted`. */
export async function openDelivery(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  { request, source, maxBytes }: DeliveryPlace,
): Promise<OpenDelivery> {
  const [c, current] = await Promise.all([getRequest(tx, keyring, request), currentUploads(tx, request)])
  demandOpen(c)
  const others = current.filter((each) => each.source !== source)
  if (others.length >= mostSources)
    throw problem('not_permitted', `a request takes records of at most ${mostSources} sources`)
  const upload: UploadRow = {
    organisationId: tx.organisation,
    id: newId('upl'),
    requestId: request,
    source,
    state: 'receiving',
    count: 0,
    bytes: 0,
    createdAt: realNow(),
  }
  await insertUpload(tx, upload)
  const left = mostFullSources * maxBytes - others.reduce((sum, each) => sum + each.bytes, 0)
  return { upload, safe: c.safe, room: Math.max(0, Math.min(maxBytes, left)) }
}

/**
 * Reads the body to its end, in short transactions while it arrives; the upload as it then stands. Nothing more is read while a batch is
 * written. Throws 400 with the number of the first bad record, or where the connection breaks off, and 413: then the caller gives it up.
 */
export async function receive(
  deps: RecordDeps,
  { upload, safe, room }: OpenDelivery,
  { body, form }: Delivery,
): Promise<UploadRow & { sha256: Buffer }> {
  const { texts, meter } = recordTexts(body, { form, maxBytes: room })
  const read = recordReader()
  let count = 0
  let pending: NewRecord[] = []
  let pendingBytes = 0
  const write = async () => {
    const rows = pending
    pending = []
    pendingBytes = 0
    count += rows.length
    if (rows.length > 0)
      await deps.database.transaction(upload.organisationId, (tx) => insertRecords(tx, safe, upload.id, rows))
  }
  for await (const some of texts) {
    for (const text of some) {
      const record = read(text)
      pending.push(record)
      pendingBytes += record.data.length
      if (pending.length >= batch.rows || pendingBytes >= batch.bytes) await write()
    }
  }
  await write()
  return { ...upload, count, bytes: meter.bytes(), sha256: meter.sha256() }
}

/**
 * Makes a whole upload the current one of its source. What it replaces is read by nobody from this commit on, and deleted by a job: a
 * source may hold millions of records, and their deletion would keep the request locked, or run into the limit of a statement.
 */
export async function makeCurrent(
  tx: Tx,
  deps: RecordDeps,
  upload: UploadRow & { sha256: Buffer },
  by: By,
  andThen?: WithDelivery,
): Promise<void> {
  const change = { request: upload.requestId, actor: by.actor, now: by.at }
  await changeCase(tx, deps, change, async (c: Case) => {
    demandOpen(c)
    const former = (await currentUploads(tx, upload.requestId)).find(({ source }) => source === upload.source)
    if (former !== undefined) {
      await updateUpload(tx, { ...former, state: 'replaced' })
      await deps.jobs.send(tx, 'delete-upload', { organisation: tx.organisation, upload: former.id })
    }
    const { sha256, ...row } = upload
    await updateUpload(tx, { ...row, state: 'current' })
    await noteUnreviewed(tx, c)
    const { source, count, bytes } = row
    const detail = { sha256: sha256.toString('hex') }
    happened(c, { type: 'records_replaced', facts: { source, count, bytes }, detail }, by)
    await andThen?.(tx, c, row, by)
  })
}

/** Gives up an upload that did not become current: what has arrived of it is deleted by a job. */
export async function abandon(deps: RecordDeps, organisation: OrganisationId, upload: UploadRow['id']): Promise<void> {
  await deps.database.transaction(organisation, async (tx) => {
    const row = await lockUpload(tx, upload)
    if (row?.state !== 'receiving') return
    await updateUpload(tx, { ...row, state: 'replaced' })
    await deps.jobs.send(tx, 'delete-upload', { organisation, upload })
  })
}

/** How many records each source of a request has brought. */
export async function recordsBrought(tx: Tx, request: RequestId): Promise<ReadonlyMap<string, number>> {
  return new Map((await currentUploads(tx, request)).map(({ source, count }) => [source, count]))
}
