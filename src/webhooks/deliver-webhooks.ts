import { Readable } from 'node:stream'
import { feedHorizon } from '../evidence/settled-feed.ts'
import type { Instant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import type { OutboundStream } from '../platform/http/stream-outbound.ts'
import type { WebhookEndpointId } from '../platform/identifiers.ts'
import { type WorkLoop, workLoop } from '../platform/jobs/worker.ts'
import { endEndpoint } from './end-endpoint.ts'
import type { Message } from './message.ts'
import { type Next, nextDelivery, type Pace, type Tried, windowSize } from './next-delivery.ts'
import { type CallOutcome, endOf, outcomeOf, outcomeOfFailure } from './outcome.ts'
import { type DueEndpoint, dueEndpoints, leaveAlone } from './store.ts'

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
  /** Endpoints served at a time: see `shareOf`. */
  readonly lanes?: number
  /** Milliseconds of real time between looks for what has happened. */
  readonly idleMs?: number
  readonly pace?: Pace
  /** How long `stop` waits for calls under way before it cuts them. Milliseconds. */
  readonly stopMs?: number
}

/** `goesOn`: asked after each call, whether another delivery is taken. */
type Serving = { readonly horizon: number; readonly pace: Pace; readonly goesOn?: () => boolean }

/** A call is cut after fifteen seconds (`shortCalls`), so a minute passes only where its worker was killed or paused. */
export const usualPace: Pace = { leaseMs: 60_000, restMs: 5_000, patienceMs: 3_600_000, turnMs: 5_000 }
/** So many endpoints for each lane are found by one look, so that a lane that is free has its next at once. */
const aheadOfLanes = 4
/** What can't be served, since its row does not open, is left alone for so long. */
const troubledMs = 60_000

/**
 * Sends an endpoint what it is due, one delivery after the other: in the order of the feed, but for those that failed and are tried again later. Each
 * outcome is recorded with the take of the next: what is killed in between is sent again under the same id.
 */
export async function serveEndpoint(
  deps: ServeDeps,
  { organisation, id: endpoint }: Pick<DueEndpoint, 'organisation' | 'id'>,
  { horizon, pace, goesOn = () => true, ...call }: Call & Serving,
): Promise<void> {
  const { database } = deps
  let lease: number | undefined
  let tried: Tried | undefined
  for (;;) {
    const ends = tried && endOf(tried.outcome, { failingSince: tried.failingSince, now: realNow() })
    if (tried !== undefined && lease !== undefined && ends !== undefined) {
      const ending = { endpoint, reason: ends, call: { tried, lease } }
      return database.transaction(organisation, (tx) => endEndpoint(tx, deps, ending))
    }
    const step = { endpoint, horizon, lease, tried, goesOn: tried === undefined || goesOn() }
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
 * How many of a process's lanes one organisation has at most, and of its lanes, as of all, those that go to endpoints that fail: a lane that waits for
 * a receiver is lost to everybody else, so nobody may wait in all of them.
 */
export function shareOf(lanes: number) {
  const ofOne = Math.max(1, Math.floor(lanes / 4))
  return { ofOne, failing: Math.ceil(lanes / 2), failingOfOne: Math.ceil(ofOne / 2) }
}

/** A lane in use: for whom, and when it is free again. */
type Lane = DueEndpoint & { readonly done: Promise<void> }

/**
 * The worker of webhooks: looks every second for endpoints whose organisation's feed has gone on, or that have a delivery due. Nothing is written for them
 * with an event, and nobody is woken by it: that would be paid by every intake.
 */
export function deliverWebhooks(
  deps: ServeDeps,
  { outbound, onError, lanes = 32, idleMs = 1_000, pace = usualPace, stopMs = 4_000 }: WebhookOptions,
): WorkLoop {
  const cut = new AbortController()
  const share = shareOf(lanes)
  const inUse = new Map<WebhookEndpointId, Lane>()
  /** What the last look has found and has no lane yet, in its turn; and how far the feed was settled then. */
  let waiting: DueEndpoint[] = []
  let horizon = 0
  let isStopping = false

  const look = async (): Promise<'idle'> => {
    horizon = await feedHorizon(deps.database) // before what is read up to it
    const most = lanes * aheadOfLanes
    waiting = await dueEndpoints(deps.database, { now: realNow(), horizon, window: windowSize, most })
    fillLanes()
    return 'idle'
  }

  const fillLanes = () => {
    if (isStopping) return
    waiting = waiting.filter((each) => {
      const begins = hasLane(each, [...inUse.values()])
      if (begins) inUse.set(each.id, { ...each, done: serve(each) })
      return !begins
    })
  }

  /** Whether there is a lane for an endpoint, beside those in use. */
  const hasLane = ({ organisation, id, failing }: DueEndpoint, used: readonly Lane[]): boolean => {
    const own = used.filter((lane) => lane.organisation === organisation)
    if (used.length >= lanes || own.length >= share.ofOne || used.some((lane) => lane.id === id)) return false
    return !failing || (failingIn(used) < share.failing && failingIn(own) < share.failingOfOne)
  }

  const serve = async (due: DueEndpoint): Promise<void> => {
    const turnEnds = realNow() + pace.turnMs
    const isWaitedFor = () =>
      waiting.some((each) =>
        hasLane(
          each,
          [...inUse.values()].filter(({ id }) => id !== due.id),
        ),
      )
    const goesOn = () => !isStopping && (realNow() < turnEnds || !isWaitedFor())
    try {
      await serveEndpoint(deps, due, { horizon, pace, outbound, signal: cut.signal, goesOn })
    } catch (error) {
      await heed(error, due)
    }
    inUse.delete(due.id)
    const before = inUse.size
    fillLanes()
    if (inUse.size === before) loop.wake()
  }

  const heed = async (error: unknown, { organisation, id }: DueEndpoint) => {
    if (isStopping) return // cut: its lease ends by itself
    onError(error)
    const until = (realNow() + troubledMs) as Instant // an instant moved by whole milliseconds
    await deps.database.transaction(organisation, (tx) => leaveAlone(tx, id, until)).catch(onError)
  }

  const loop = workLoop({ idleMs, work: look, onError })
  return {
    start: loop.start,
    wake: loop.wake,
    stop: async () => {
      isStopping = true
      await loop.stop()
      const limit = setTimeout(() => cut.abort(new Error('the service is stopping')), stopMs)
      await Promise.all([...inUse.values()].map(({ done }) => done))
      clearTimeout(limit)
    },
  }
}

function failingIn(lanes: readonly Lane[]): number {
  return lanes.filter(({ failing }) => failing).length
}
