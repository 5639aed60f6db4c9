import { Readable } from 'node:stream'
import { feedHorizon } from '../evidence/settled-feed.ts'
import { realNow } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import type { OutboundStream } from '../platform/http/stream-outbound.ts'
import type { OrganisationId, WebhookEndpointId } from '../platform/identifiers.ts'
import { type WorkLoop, workLoop } from '../platform/jobs/worker.ts'
import { endEndpoint } from './end-endpoint.ts'
import type { Message } from './message.ts'
import { type Next, nextDelivery, type Pace, type Tried, windowSize } from './next-delivery.ts'
import { type CallOutcome, endOf, outcomeOf, outcomeOfFailure } from './outcome.ts'
import { dueEndpoints } from './store.ts'

export type ServeDeps = Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>
export type Call = {
  readonly outbound: OutboundStream
  /** Cuts the call under way. */
  readonly signal: AbortSignal
}
export type WebhookOptions = {
  readonly outbound: OutboundStream
  /** Hears of what is no failure of a receiver: a database that doesn't answer. */
  readonly onError: (error: unknown) => void
  /** Endpoints served at a time. Of those that fail, half as many: however many receivers are slow or dead, the others are served. */
  readonly lanes?: number
  /** Milliseconds of real time between looks for what has happened. */
  readonly idleMs?: number
  readonly pace?: Pace
  /** How long `stop` waits for calls under way before it cuts them. Milliseconds. */
  readonly stopMs?: number
}

/** An endpoint that has something to get. */
type Due = { readonly organisation: OrganisationId; readonly id: WebhookEndpointId }

/** `goesOn`: whether another delivery is taken, once the one under way has ended. */
type Serving = { readonly horizon: number; readonly pace: Pace; readonly goesOn?: () => boolean }

/** A call is cut after fifteen seconds (`webhookLimits`), so a minute passes only where its worker was killed or paused. */
export const usualPace: Pace = { leaseMs: 60_000, restMs: 5_000, patienceMs: 3_600_000 }
/** Standard Webhooks recommends fifteen to thirty seconds; what is sent has some hundred bytes. */
export const webhookLimits = { idleMs: 10_000, slowest: 128 * 1024, longestMs: 15_000 }
/** Of one endpoint in a row; then the others have their turn. */
const mostInARow = 50
/** What can't be served, since its row does not open or the database is away, is left alone for so long. */
const troubledMs = 60_000

/**
 * Sends an endpoint what it is due, one delivery after the other: in the order of the feed, but for those that failed and are tried again later. Each
 * outcome is recorded with the take of the next: what is killed in between is sent again under the same id.
 */
export async function serveEndpoint(
  deps: ServeDeps,
  { organisation, id: endpoint }: Due,
  { horizon, pace, goesOn = () => true, ...call }: Call & Serving,
): Promise<void> {
  const { database } = deps
  let lease: number | undefined
  let tried: Tried | undefined
  for (let served = 0; ; served += 1) {
    const ends = tried && endOf(tried.outcome, { failingSince: tried.failingSince, now: realNow() })
    if (tried !== undefined && lease !== undefined && ends !== undefined) {
      const ending = { endpoint, reason: ends, call: { tried, lease } }
      return database.transaction(organisation, (tx) => endEndpoint(tx, deps, ending))
    }
    const step = { endpoint, horizon, lease, tried, goesOn: served < mostInARow && goesOn() }
    const next: Next = await database.transaction(organisation, (tx) => nextDelivery(tx, deps, step, pace))
    if (next.kind === 'none') return
    if (next.kind === 'orphan') {
      return database.transaction(organisation, (tx) => endEndpoint(tx, deps, { endpoint, reason: 'client_revoked' }))
    }
    lease = next.lease
    tried = { ...next.tries, outcome: await outcomeOfCall(next.url, next.message, call) }
  }
}

function outcomeOfCall(url: string, { text, headers }: Message, { outbound, signal }: Call): Promise<CallOutcome> {
  const bytes = Buffer.from(text)
  const body = { headers, bytes: bytes.length, content: Readable.from([bytes]) }
  return outbound(url, body, signal).then((answer) => outcomeOf(answer, realNow()), outcomeOfFailure)
}

/**
 * The worker of webhooks: looks every second for endpoints whose organisation's feed has gone on, or that have a delivery due. Nothing is written for them
 * with an event, and nobody is woken by it: that would be paid by every intake.
 */
export function deliverWebhooks(
  deps: ServeDeps,
  { outbound, onError, lanes = 32, idleMs = 1_000, pace = usualPace, stopMs = 8_000 }: WebhookOptions,
): WorkLoop {
  const cut = new AbortController()
  const underWay = new Map<WebhookEndpointId, { readonly failing: boolean; readonly done: Promise<void> }>()
  const troubledUntil = new Map<WebhookEndpointId, number>()
  let isStopping = false

  const work = async (): Promise<'idle'> => {
    const free = lanes - underWay.size
    if (free <= 0) return 'idle' // woken as soon as a lane is free
    const horizon = await feedHorizon(deps.database) // before what is read up to it
    const due = await dueEndpoints(deps.database, { now: realNow(), horizon, window: windowSize, most: lanes })
    for (const each of due) if (mayBegin(each)) begin(each, horizon)
    return 'idle'
  }

  const mayBegin = ({ id, failing }: { id: WebhookEndpointId; failing: boolean }) => {
    if (underWay.size >= lanes || underWay.has(id) || (troubledUntil.get(id) ?? 0) > realNow()) return false
    const failingNow = [...underWay.values()].filter((each) => each.failing).length
    return !failing || failingNow < lanes / 2
  }

  const begin = (due: Due & { readonly failing: boolean }, horizon: number) => {
    const done = serveEndpoint(deps, due, {
      horizon,
      pace,
      outbound,
      signal: cut.signal,
      goesOn: () => !isStopping,
    }).then(
      () => {
        troubledUntil.delete(due.id)
      },
      (error: unknown) => {
        troubledUntil.set(due.id, realNow() + troubledMs)
        if (!isStopping) onError(error)
      },
    )
    const lane = done.finally(() => {
      underWay.delete(due.id)
      loop.wake()
    })
    underWay.set(due.id, { failing: due.failing, done: lane })
  }

  const loop = workLoop({ idleMs, work, onError })
  return {
    start: loop.start,
    wake: loop.wake,
    stop: async () => {
      isStopping = true
      await loop.stop()
      const limit = setTimeout(() => cut.abort(new Error('the service is stopping')), stopMs)
      await Promise.all([...underWay.values()].map(({ done }) => done))
      clearTimeout(limit)
    },
  }
}
