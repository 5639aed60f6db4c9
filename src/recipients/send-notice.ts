import { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { signerOf } from '../evidence/signing-key.ts'
import type { Instant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import { pauseAfter } from '../platform/http/retry-pause.ts'
import type { OrganisationId, RecipientId, RequestId } from '../platform/identifiers.ts'
import type { JobPayload } from '../platform/jobs/jobs.ts'
import type { Case, RightRow } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import type { RecipientOfRight, RecipientStanding } from '../requests/recipient-of-right.ts'
import {
  findRecipient,
  overtakenLiftReached,
  recipientFacts,
  recipientNotReached,
  recipientTold,
} from '../requests/told-recipients.ts'
import { type Outcome, outcomeOf, outcomeOfFailure } from '../transmissions/outcome.ts'
import { signedNotice } from './signed-notice.ts'
import { enqueueNotice } from './tell-recipient.ts'

type SendDeps = Pick<Deps, 'database' | 'keyring' | 'outbox' | 'jobs' | 'now' | 'outboundNotices'>
type Attempt = {
  readonly organisation: OrganisationId
  readonly request: RequestId
  readonly recipient: RecipientId
  /** Counted from 1. */
  readonly number: number
}
type ByWebhook = Extract<RecipientStanding, { by: 'webhook'; status: 'under_way' }>
/** A recipient whose notice is on its way. */
type Waiting = {
  readonly c: Case
  readonly right: RightRow
  readonly recipient: RecipientOfRight
  readonly standing: ByWebhook
}

/**
 * The job `tell-recipient`: one try to give a recipient their notice, in no transaction. It may run twice, also at the same time: then they get
 * it twice under one `webhook-id`, and all else happens once.
 */
export async function sendNotice(deps: SendDeps, payload: JobPayload, signal: AbortSignal): Promise<void> {
  const attempt = attemptOf(payload)
  const waiting = await deps.database.transaction(attempt.organisation, async (tx) =>
    waitingIn(await getRequestToShow(tx, deps.keyring, attempt.request), attempt),
  )
  if (waiting === undefined) return
  const { headers, body } = signedNotice(waiting, signerOf(deps.keyring), realNow())
  const outgoing = { headers, bytes: body.length, content: Readable.from([body]) }
  const outcome = await deps
    .outboundNotices(waiting.standing.endpoint, outgoing, signal)
    .then((answer) => outcomeOf(answer, realNow()), outcomeOfFailure)
  await conclude(deps, attempt, outcome, waiting.standing)
}

/** Part of the sweep: tries whose job the queue has given up, each of its runs killed before it could say what came of it. */
export async function resumeAbandonedNotices(deps: SendDeps): Promise<void> {
  const interrupted = { kind: 'failed', failure: { reason: 'interrupted' }, mayHelpLater: true } as const
  await eachInTurn(await deps.jobs.givenUp('tell-recipient'), (payload) =>
    conclude(deps, attemptOf(payload), interrupted),
  )
}

/** Undefined where this try is not due any more: made already, marked meanwhile, or the case was erased. */
function waitingIn(c: Case, { recipient: id, number }: Attempt): Waiting | undefined {
  if (c.request.erasedAt !== null || c.refused.size > 0) return undefined
  const found = findRecipient(c, id)
  if (found === undefined) return undefined
  const { standing } = found.recipient
  if (standing.status !== 'under_way' || standing.by !== 'webhook' || standing.attempts !== number - 1) return undefined
  return { c, ...found, standing }
}

/** `sent`: how the recipient stood when the notice went out; undefined where it never did. Whoever was asked anew meanwhile, elsewhere, was not told by it. */
async function conclude(deps: SendDeps, attempt: Attempt, outcome: Outcome, sent?: ByWebhook): Promise<void> {
  const now = deps.now()
  const { organisation, request } = attempt
  const by = { actor: { type: 'service', organisation }, at: now } as const
  await deps.database.transaction(organisation, (tx) =>
    changeUnlessErased(tx, deps, { request, actor: by.actor, now }, async (c) => {
      const waiting = waitingIn(c, attempt)
      if (outcome.kind !== 'failed') overtakenLiftReached(c, attempt.recipient, by)
      if (waiting === undefined || (sent !== undefined && !isDeepStrictEqual(waiting.standing, sent))) return
      if (outcome.kind === 'failed') return fail(tx, deps, waiting, { attempt, outcome, by })
      recipientTold(c, waiting.right, waiting.recipient, { status: 'told', by: 'webhook', at: now }, by)
    }),
  )
}

type Failing = {
  readonly attempt: Attempt
  readonly outcome: Extract<Outcome, { kind: 'failed' }>
  readonly by: {
    readonly actor: { readonly type: 'service'; readonly organisation: OrganisationId }
    readonly at: Instant
  }
}

/** It is tried again, or is open again: staff tells them otherwise, or marks why not. */
async function fail(
  tx: Tx,
  deps: SendDeps,
  { c, right, recipient, standing }: Waiting,
  { attempt, outcome: { failure, mayHelpLater, afterMs }, by }: Failing,
): Promise<void> {
  const pause = mayHelpLater ? pauseAfter(attempt.number, { afterMs, random: Math.random() }) : undefined
  const status = failure.reason === 'status' ? failure.status : undefined
  const next: RecipientStanding =
    pause === undefined
      ? { status: 'open' }
      : { ...standing, attempts: attempt.number, next_attempt_at: (realNow() + pause) as Instant } // an instant moved by whole milliseconds
  const facts = {
    ...recipientFacts(right, recipient),
    attempts: attempt.number,
    ...failure,
    tried_again: pause !== undefined,
  }
  const last_error = { reason: failure.reason, status, at: by.at }
  recipientNotReached(c, right, { ...recipient, standing: next, last_error }, facts, by)
  if (pause !== undefined) await enqueueNotice(tx, deps, { ...attempt, number: attempt.number + 1 }, pause)
}

function attemptOf({ organisation, request, recipient, attempt }: JobPayload): Attempt {
  return {
    organisation: organisation as OrganisationId, // as it was enqueued
    request: request as RequestId, // as it was enqueued
    recipient: recipient as RecipientId, // as it was enqueued
    number: Number(attempt),
  }
}
