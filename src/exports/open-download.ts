import type { Instant } from '../law/calendar.ts'
import type { RequesterActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type ExportId, type RequestId, showId, type VerificationId } from '../platform/identifiers.ts'
import { type Problem, problem } from '../platform/problem.ts'
import { recordsChangedSince } from '../records/read-records.ts'
import { type Case, happened, isProvenFor } from '../requests/case.ts'
import { changeCase, changeUnlessErased } from '../requests/change-case.ts'
import { isFromBefore, type Part, receivesAnswer } from '../requests/on-behalf.ts'
import { getFollowedRequest, partOf } from '../requests/requests-of-mailbox.ts'
import { type Download, downloadOf, rangeOf } from './download.ts'
import { type ByStaff, exportOf, grantedOf, type Place } from './release-export.ts'
import { statusOf } from './schemas.ts'
import { isStepUpCode, needsStepUp, openForSession, sendStepUpCode, stepUpRequired } from './step-up.ts'
import { type ExportRow, exportsOf, lockExport, updateExport } from './store.ts'

type DownloadDeps = Pick<Deps, 'database' | 'bucket' | 'keyring' | 'outbox'>

/** Sign-ins that are remembered for their ranges: older ones are recorded once more. */
const rememberedSignIns = 20

type ByPerson = { readonly actor: RequesterActor; readonly at: Instant }
type Asked = { readonly range?: string | undefined; readonly code?: string | undefined }

/**
 * Opens a download for the person, with an event for each; the ranges in which one sign-in takes a package are one download (attack 20).
 * Unknown, another person's, not released, expired, revoked, its ground fallen or a record reviewed since: one and the same `not_found`
 * (attacks 18, 21–23). Throws `range_not_satisfiable` for a range beyond the end, which is no download.
 * `step_up_required` comes back and is not thrown: what a wrong code has used up must be kept.
 */
export async function openDownload(
  tx: Tx,
  deps: DownloadDeps,
  place: Place,
  { range, code }: Asked,
  by: ByPerson,
): Promise<Download | Problem> {
  const { request, export: id } = place
  const { actor, at: now } = by
  const isCode = await isStepUpCode(tx, deps, { export: id, code }, by)
  let download: Download | Problem | undefined
  const c = await changeCase(tx, deps, { request, actor, now }, async (found) => {
    const held = await heldFor(tx, deps, found, id, by)
    const row = isCode ? await openForSession(tx, found, held, by) : held
    if (needsStepUp(found, row, by)) {
      download = stepUpRequired()
      return
    }
    download = downloadOf(deps, found, row)
    const { downloaded_by: signIns = [] } = row.detail
    if (isPart(range, download.bytes) && signIns.includes(actor.id)) return
    const remembered = [...signIns.filter((each) => each !== actor.id), actor.id].slice(-rememberedSignIns)
    await updateExport(tx, found.safe, { ...row, detail: { ...row.detail, downloaded_by: remembered } })
    happened(found, { type: 'export_downloaded', facts: { export: showId('exp', id) } }, by)
  }).catch(sayAbsent)
  if (download === undefined) throw new Error(`changeCase has not called what decides on ${c.request.id}`)
  return download
}

async function heldFor(
  tx: Tx,
  deps: DownloadDeps,
  c: Case,
  id: ExportId,
  { actor, at: now }: ByPerson,
): Promise<ExportRow> {
  const part = partOf(deps.keyring, c, actor)
  const row = await lockExport(tx, c.safe, id)
  if (
    row === undefined ||
    statusOf(row, now) !== 'released' ||
    part === undefined ||
    !isStillEntitled(c, row, part, now)
  )
    throw absent()
  if (await isReviewedSince(tx, row)) throw absent()
  return row
}

/** Sends the person a fresh code to download this export with. Throws `not_found` as the download does. */
export async function askStepUp(
  tx: Tx,
  deps: DownloadDeps,
  { request, export: id }: Place,
  by: ByPerson,
): Promise<{ id: VerificationId; expiresAt: Instant }> {
  let sent: { id: VerificationId; expiresAt: Instant } | undefined
  await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    const row = await heldFor(tx, deps, c, id, by)
    sent = await sendStepUpCode(tx, deps, { c, row }, by)
  }).catch(sayAbsent)
  if (sent === undefined) throw new Error('changeCase has not called what decides')
  return sent
}

/** Whether less than the whole is asked for. Whatever else stands in the header, the whole is sent, and recorded. */
function isPart(range: string | undefined, bytes: number): boolean {
  const part = rangeOf(range, bytes)
  return part !== undefined && part.to - part.from + 1 < bytes
}

/**
 * A corrected address drops the proof of identity; an authority rejected or ended, what was released on it; a grant that was taken back,
 * what it gave: none leaves a download behind.
 */
function isStillEntitled(c: Case, { kind, detail }: ExportRow, part: Part, now: Instant): boolean {
  const isForThem = grantedOf(c, kind).some((right) => receivesAnswer(c, right, part, now))
  const isOfThem = !isFromBefore(c, detail.released_at_event)
  return isForThem && isOfThem && isProvenFor(c, { right: kind })
}

/**
 * Whoever withholds or redacts a record after its release wants it to leave no more (art. 15(4)): what holds it as it was is not handed
 * out again, and staff compiles and releases anew. Records that a source brings in again take nothing back: the package was true when
 * it was given, and a nightly delivery must not close it.
 */
function isReviewedSince(tx: Tx, { requestId, detail }: ExportRow): Promise<boolean> {
  return recordsChangedSince(tx, requestId, detail.as_of_event ?? 0, ['record_reviewed'])
}

/** `stepUpRequired`: whether a download needs a fresh code first. */
export type OwnExport = ExportRow & { readonly stepUpRequired: boolean }

/** What the person can download now of one of their requests, the newest first. Throws `not_found` for another person's request. */
export async function releasedExports(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  actor: RequesterActor,
  request: RequestId,
  now: Instant,
): Promise<OwnExport[]> {
  const { c, part } = await getFollowedRequest(tx, deps, actor, request)
  const rows = await exportsOf(tx, c.safe, { limit: mostListed })
  const open = rows.filter((row) => statusOf(row, now) === 'released' && isStillEntitled(c, row, part, now))
  const reviewed = await Promise.all(open.map((row) => isReviewedSince(tx, row)))
  const held = open.filter((_row, at) => !reviewed[at])
  return held.map((row) => ({ ...row, stepUpRequired: needsStepUp(c, row, { actor, at: now }) }))
}

/** Of one request; a person is given one or two. */
const mostListed = 100

/** The content for the data protection officer, before or after its release; each look is recorded. Throws `not_found`, `export_not_ready`. */
export async function previewExport(
  tx: Tx,
  deps: Pick<Deps, 'database' | 'bucket' | 'keyring' | 'outbox'>,
  place: Place,
  by: ByStaff,
): Promise<Download> {
  let download: Download | undefined
  await changeUnlessErased(tx, deps, { request: place.request, actor: by.actor, now: by.at }, async (c) => {
    const row = await exportOf(tx, c, place)
    const status = statusOf(row, by.at)
    if (status !== 'ready' && status !== 'released') {
      throw problem('export_not_ready', `there is no content of an export that is ${status}`)
    }
    download = downloadOf(deps, c, row)
    happened(c, { type: 'export_viewed', facts: { export: showId('exp', row.id) } }, by)
  })
  if (download === undefined) throw problem('not_found', 'the request has no such export')
  return download
}

/** What is not there and what is not theirs is told in the same words. */
function sayAbsent(error: unknown): never {
  throw isNotFound(error) ? absent() : error
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'not_found'
}

/** One answer for all that is not there for this person. */
function absent(): Problem {
  return problem('not_found', 'there is no such export')
}
