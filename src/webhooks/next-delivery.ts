import { eventsNamed, type NamedEvent } from '../evidence/settled-feed.ts'
import type { Instant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { WebhookEndpointId } from '../platform/identifiers.ts'
import { standingOf } from '../requests/find-request.ts'
import {
  type DeliveryRow,
  hastenDeliveries,
  lockDelivery,
  nextDue,
  queueDeliveries,
  queuedCounted,
  saveDelivery,
} from './delivery-store.ts'
import { type Message, messageOf } from './message.ts'
import { type CallOutcome, pauseBeforeNext } from './outcome.ts'
import { type Endpoint, isLiveClient, lockEndpoint, saveEndpoint } from './store.ts'

/** So many deliveries of an endpoint wait at most: what follows is in the feed, and needs no rows while a receiver is away for days. */
export const windowSize = 100
/** Of the feed, read at a time; and how often in one transaction, where a filter passes most of it over. */
const eventsAtATime = 500
const mostReadings = 10

export type Pace = {
  /** So long nobody else sends to the endpoint, unless renewed: longer than a call may take. Milliseconds. */
  readonly leaseMs: number
  /** So long an endpoint is left alone that has failed twice in a row. Milliseconds. */
  readonly restMs: number
  /** What was tried so lately waits for its own time when others arrive: one that is refused would use up its tries at once. Milliseconds. */
  readonly patienceMs: number
  /** So long an endpoint keeps its lane while another waits for it; the call under way then is its last. Milliseconds. */
  readonly turnMs: number
}
/** A call that was made, and what came of it. */
export type Tried = {
  readonly delivery: DeliveryRow
  readonly outcome: CallOutcome
  readonly failingSince: Instant | null
}

export type Step = {
  readonly endpoint: WebhookEndpointId
  /** Up to which place the feed is settled, asked before this transaction began. */
  readonly horizon: number
  /** Under which lease the call was made; undefined: takes one. */
  readonly lease: number | undefined
  readonly tried: Tried | undefined
  /** Whether another delivery is taken. */
  readonly goesOn: boolean
}

export type Next =
  | {
      readonly kind: 'call'
      readonly url: string
      readonly message: Message
      readonly lease: number
      readonly tries: Omit<Tried, 'outcome'>
    }
  /** Its client was revoked: nothing is sent for it any more. */
  | { readonly kind: 'orphan' }
  | { readonly kind: 'none' }
const none: Next = { kind: 'none' }

/**
 * One step of serving an endpoint: records what came of the call before, and takes the next delivery that is due under a lease, so that two workers
 * never send it at once. Who lost the lease meanwhile, paused or killed, records nothing: whoever has it sends again, under the same id.
 */
export async function nextDelivery(tx: Tx, deps: Pick<Deps, 'keyring'>, step: Step, pace: Pace): Promise<Next> {
  const now = realNow()
  const found = await lockEndpoint(tx, deps.keyring, step.endpoint)
  if (found === undefined || !holds(found, step.lease, now)) return none
  // Released: of those that have something to get, who was served longest ago comes first
  const endpoint: Endpoint = { ...found, leasedUntil: now }
  let isResting = false
  if (step.tried !== undefined) {
    const failed = await recordOutcome(tx, endpoint, step.tried, { now, patienceMs: pace.patienceMs })
    isResting = failed && found.failingSince !== null
  }
  if (isResting) endpoint.leasedUntil = later(now, pace.restMs)
  const isServed = step.goesOn && endpoint.status === 'enabled' && !isResting
  const next = isServed ? await takeNext(tx, deps, endpoint, step.horizon) : none
  if (next.kind === 'call') endpoint.leasedUntil = later(now, pace.leaseMs)
  await saveEndpoint(tx, deps.keyring, endpoint)
  return next
}

function holds(endpoint: Endpoint, lease: number | undefined, now: Instant): boolean {
  if (lease !== undefined) return endpoint.lease === lease
  return endpoint.status === 'enabled' && (endpoint.leasedUntil === null || endpoint.leasedUntil <= now)
}

/** Writes down what came of a call, in the delivery and on the endpoint as given. Whether it failed. */
export async function recordOutcome(
  tx: Tx,
  endpoint: Endpoint,
  { delivery, outcome }: Pick<Tried, 'delivery' | 'outcome'>,
  { now, patienceMs }: Pick<Pace, 'patienceMs'> & { readonly now: Instant },
): Promise<boolean> {
  const row = await lockDelivery(tx, endpoint.id, delivery.id)
  // Put at the end of the line meanwhile: it is sent again in any case
  const isSame = row?.status === 'queued' && row.attempts === delivery.attempts
  if (outcome.kind === 'delivered') {
    const ended = {
      status: 'delivered',
      lastStatus: outcome.status,
      lastError: null,
      nextAttemptAt: null,
      finishedAt: now,
    } as const
    if (isSame) await saveDelivery(tx, { ...row, ...ended })
    // What had failed arrives: the receiver is back. A success of what is new says nothing of those that it refuses.
    if (endpoint.failingSince !== null && delivery.attempts > 1) {
      await hastenDeliveries(tx, endpoint.id, { now, triedBefore: later(now, -patienceMs) })
    }
    endpoint.failingSince = null
    return false
  }
  const told = { lastError: outcome.error, lastStatus: outcome.error === 'status' ? outcome.status : null }
  const pause = pauseBeforeNext(outcome, { attempts: delivery.attempts, random: Math.random() })
  const left =
    pause === undefined
      ? ({ status: 'failed', nextAttemptAt: null, finishedAt: now } as const)
      : { nextAttemptAt: later(now, pause) }
  if (isSame) await saveDelivery(tx, { ...row, ...told, ...left })
  endpoint.failingSince ??= delivery.lastAttemptAt ?? now
  return true
}

async function takeNext(tx: Tx, deps: Pick<Deps, 'keyring'>, endpoint: Endpoint, horizon: number): Promise<Next> {
  if (!(await isLiveClient(tx, endpoint.clientId))) return { kind: 'orphan' }
  const now = realNow()
  let due = await nextDue(tx, endpoint.id, now)
  if (due === undefined) {
    await queueWhatHappened(tx, endpoint, { horizon, now })
    due = await nextDue(tx, endpoint.id, now)
  }
  if (due === undefined) return none
  const row: DeliveryRow = { ...due, attempts: due.attempts + 1, lastAttemptAt: now }
  await saveDelivery(tx, row)
  const standing = row.requestId === null ? undefined : await standingOf(tx, row.requestId)
  endpoint.lease += 1
  return {
    kind: 'call',
    url: endpoint.detail.url,
    message: messageOf(deps.keyring, endpoint, { row, standing }),
    lease: endpoint.lease,
    tries: { delivery: row, failingSince: endpoint.failingSince },
  }
}

/** Moves an endpoint on in the feed: what its filter takes is put in its line, as long as there is room. Then what is to be sent again. */
async function queueWhatHappened(
  tx: Tx,
  endpoint: Endpoint,
  { horizon, now }: { readonly horizon: number; readonly now: Instant },
): Promise<void> {
  let room = windowSize - ((await queuedCounted(tx, [endpoint.id])).get(endpoint.id) ?? 0)
  for (let readings = 0; readings < mostReadings && room > 0 && endpoint.position < horizon; readings += 1) {
    const found = await eventsNamed(tx, { after: endpoint.position, upTo: horizon, limit: eventsAtATime })
    const { taken, upTo } = fitting(endpoint, found, room)
    await queueDeliveries(tx, endpoint.id, taken, { now, again: false })
    room -= taken.length
    endpoint.position = upTo ?? horizon
  }
  for (let readings = 0; readings < mostReadings && room > 0 && endpoint.replayAfter !== null; readings += 1) {
    const until = Math.min(endpoint.replayUntil ?? 0, horizon)
    const found = await eventsNamed(tx, { after: endpoint.replayAfter, upTo: until, limit: eventsAtATime })
    const { taken, upTo } = fitting(endpoint, found, room)
    await queueDeliveries(tx, endpoint.id, taken, { now, again: true })
    room -= taken.length
    endpoint.replayAfter = upTo ?? null
    if (endpoint.replayAfter === null) endpoint.replayUntil = null
  }
}

/** Those that the filter takes, up to so many; and how far the feed is done with, undefined where no more of it was found. */
function fitting({ types }: Endpoint, found: readonly NamedEvent[], room: number) {
  const taken: NamedEvent[] = []
  for (const event of found) {
    if (taken.length === room) return { taken, upTo: taken.at(-1)?.position }
    if (types.includes('*') || types.includes(event.type)) taken.push(event)
  }
  return { taken, upTo: found.length === eventsAtATime ? found.at(-1)?.position : undefined }
}

function later(now: Instant, ms: number): Instant {
  return (now + ms) as Instant // an instant moved by whole milliseconds is an instant
}
