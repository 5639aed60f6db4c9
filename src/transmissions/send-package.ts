import { signerOf } from '../evidence/signing-key.ts'
import { downloadOf } from '../exports/download.ts'
import { demandReleasable, exportOf } from '../exports/release-export.ts'
import type { Instant } from '../law/calendar.ts'
import type { ServiceActor } from '../platform/actor.ts'
import { realNow } from '../platform/clock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import { pauseAfter } from '../platform/http/retry-pause.ts'
import type { OutboundBody } from '../platform/http/stream-outbound.ts'
import type { OrganisationId, TransmissionId } from '../platform/identifiers.ts'
import type { JobPayload } from '../platform/jobs/jobs.ts'
import { Problem } from '../platform/problem.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { factsOf, giveUp } from './give-up.ts'
import { type Failure, type Outcome, outcomeOf, outcomeOfFailure } from './outcome.ts'
import { signedHeaders } from './signed-notice.ts'
import { lockTransmission, requestOfTransmission, type TransmissionRow, updateTransmission } from './store.ts'
import { tellTransmitted } from './tell-transmitted.ts'
import { hostOf, isOpen } from './transmission.ts'
import { enqueueAttempt } from './transmit.ts'

type SendDeps = Pick<Deps, 'database' | 'bucket' | 'keyring' | 'outbox' | 'jobs' | 'now' | 'outbound'>

/** One try, as its job names it. */
type Attempt = {
  readonly organisation: OrganisationId
  readonly transmission: TransmissionId
  /** Counted from 1. */
  readonly number: number
}

/**
 * The job `transmit-export`: one try to send a package, in no transaction. It may run twice, also at the same time: then the receiver
 * gets the package twice under one `webhook-id`, and all else happens once. What comes next is a job of its own.
 */
export async function sendPackage(deps: SendDeps, payload: JobPayload, signal: AbortSignal): Promise<void> {
  const attempt = attemptOf(payload)
  const begun = await begin(deps, attempt)
  if (begun === undefined) return
  const content = await begun.read()
  const outcome = await deps
    .outbound(begun.endpoint, { headers: begun.headers, bytes: begun.bytes, content }, signal)
    .then((answer) => outcomeOf(answer, realNow()), outcomeOfFailure)
  await conclude(deps, attempt, outcome)
}

type Begun = Omit<OutboundBody, 'content'> & {
  readonly endpoint: string
  readonly read: () => Promise<OutboundBody['content']>
}

/** Takes a try up; undefined where it is not due any more. What may not leave any more is not sent: the conditions of a release hold at each try. */
function begin(deps: SendDeps, attempt: Attempt): Promise<Begun | undefined> {
  const now = deps.now()
  return deps.database.transaction(attempt.organisation, async (tx) => {
    let begun: Begun | undefined
    await onTransmission(tx, deps, attempt, now, async (c, row) => {
      if (!isOpen(row) || row.attempts > attempt.number) return
      const held = await heldFor(tx, c, row, now)
      if (held instanceof Problem) {
        await fail(tx, c, row, { reason: held.code }, now)
        return
      }
      const sending: TransmissionRow = { ...row, status: 'sending', attempts: attempt.number, nextAttemptAt: null }
      await updateTransmission(tx, c.safe, sending)
      const download = downloadOf(deps, c, held)
      begun = {
        endpoint: row.detail.endpoint,
        headers: signedHeaders({ c, row: sending, download, format: held.format }, signerOf(deps.keyring), realNow()),
        bytes: download.bytes,
        read: () => download.read(),
      }
    })
    return begun
  })
}

/** The export, or why it may not leave. */
async function heldFor(tx: Tx, c: Case, row: TransmissionRow, now: Instant) {
  try {
    const held = await exportOf(tx, c, { request: row.requestId, export: row.exportId })
    await demandReleasable(tx, c, held, now)
    return held
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

async function conclude(deps: SendDeps, attempt: Attempt, outcome: Outcome): Promise<void> {
  const now = deps.now()
  await deps.database.transaction(attempt.organisation, (tx) =>
    onTransmission(tx, deps, attempt, now, async (c, row) => {
      // Also where it was given up meanwhile: the package has arrived, and that must be known.
      if (outcome.kind === 'delivered') return deliver(tx, c, row, outcome, now)
      if (row.status !== 'sending' || row.attempts !== attempt.number) return
      const { failure, mayHelpLater, afterMs } = outcome
      const pause = mayHelpLater ? pauseAfter(attempt.number, { afterMs, random: Math.random() }) : undefined
      if (pause === undefined) return fail(tx, c, row, failure, now)
      const waiting: TransmissionRow = {
        ...row,
        status: 'queued',
        nextAttemptAt: (realNow() + pause) as Instant, // an instant moved by whole milliseconds
        detail: { ...row.detail, last_error: { ...failure, at: now } },
      }
      await updateTransmission(tx, c.safe, waiting)
      await enqueueAttempt(tx, deps, waiting, pause)
    }),
  )
}

async function deliver(
  tx: Tx,
  c: Case,
  row: TransmissionRow,
  { status, digest }: Outcome & { kind: 'delivered' },
  now: Instant,
): Promise<void> {
  if (row.status === 'delivered') return
  const receipt = { status, at: now, sha256: digest.toString('hex') }
  const { secret: _secret, ...detail } = row.detail
  const delivered = { ...row, status: 'delivered', nextAttemptAt: null, finishedAt: now } as const
  await updateTransmission(tx, c.safe, { ...delivered, detail: { ...detail, receipt } })
  const facts = { ...factsOf(row), attempts: row.attempts, status }
  const told = { host: hostOf(row), answer_sha256: receipt.sha256 }
  const by = { actor: serviceOf(row), at: now }
  happened(c, { type: 'export_transmitted', facts, detail: told }, by)
  const { transmission_failed_at: _failed, ...rest } = c.request.detail
  c.request.detail = rest
  tellTransmitted(c, row, by)
}

/** Nothing is left to try: staff is warned, and decides anew where it is not feasible (art. 20(2)). */
async function fail(tx: Tx, c: Case, row: TransmissionRow, failure: Failure, now: Instant): Promise<void> {
  await giveUp(tx, c, row, failure, { actor: serviceOf(row), at: now })
  c.request.detail = { ...c.request.detail, transmission_failed_at: now }
}

/**
 * Part of the sweep: tries whose job the queue has given up, each of its runs killed before it could say what came of it. They count as
 * failed, and the next one takes its turn.
 */
export async function resumeAbandonedTransmissions(deps: SendDeps): Promise<void> {
  await eachInTurn(await deps.jobs.givenUp('transmit-export'), async (payload) => {
    const attempt = attemptOf(payload)
    const now = deps.now()
    const isStuck = await deps.database.transaction(attempt.organisation, async (tx) => {
      let found = false
      await onTransmission(tx, deps, attempt, now, async (c, row) => {
        found =
          isOpen(row) && row.attempts <= attempt.number && !(row.status === 'queued' && row.attempts === attempt.number)
        if (found) await updateTransmission(tx, c.safe, { ...row, status: 'sending', attempts: attempt.number })
      })
      return found
    })
    if (isStuck) {
      await conclude(deps, attempt, { kind: 'failed', failure: { reason: 'interrupted' }, mayHelpLater: true })
    }
  })
}

/** Under the lock of the request, which comes before that of the row. Nothing is done where the case was erased. */
async function onTransmission(
  tx: Tx,
  deps: SendDeps,
  { organisation, transmission }: Attempt,
  now: Instant,
  work: (c: Case, row: TransmissionRow) => Promise<void>,
): Promise<void> {
  const request = await requestOfTransmission(tx, transmission)
  if (request === undefined) return
  const actor = { type: 'service', organisation } as const
  await changeUnlessErased(tx, deps, { request, actor, now }, async (c) => {
    const row = await lockTransmission(tx, c.safe, transmission)
    if (row !== undefined) await work(c, row)
  })
}

function attemptOf({ organisation, transmission, attempt }: JobPayload): Attempt {
  return {
    organisation: organisation as OrganisationId, // as it was enqueued
    transmission: transmission as TransmissionId, // as it was enqueued
    number: Number(attempt),
  }
}

function serviceOf({ organisationId }: TransmissionRow): ServiceActor {
  return { type: 'service', organisation: organisationId }
}
