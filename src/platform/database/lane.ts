import type { OrganisationId } from '../identifiers.ts'
import type { Problem } from '../problem.ts'
import { demandWanted, poolExhausted, unavailable, unwanted } from './failure.ts'

/**
 * How one waits for its turn. `signal`: whether it is still wanted by then. `goesOn`: it is a further part of an answer whose first part
 * is out, which a refusal would cut: it waits as long as it is wanted.
 */
export type Waiting =
  | { readonly signal?: AbortSignal; readonly goesOn?: false }
  | { readonly signal: AbortSignal; readonly goesOn: true }

/**
 * For what would keep others from a connection: it waits for its turn in its lane. `long`: it may take seconds. `pages`: it
 * reads one page of a file that may have thousands.
 */
export type Pace = { readonly lane?: 'long' | 'pages' } & Waiting

/**
 * Does work when its turn comes, unless nobody wants it any more.
 * @throws `unavailable` where it does not come in time, where too much of the organisation waits already, or where it is not wanted;
 * what the work throws.
 */
export type Lane = <T>(organisation: OrganisationId, work: () => Promise<T>, waiting?: Waiting) => Promise<T>

export type LaneLimits = {
  /** How many are inside at a time. */
  readonly width: number
  /** How long one waits, in milliseconds, unless it goes on. */
  readonly patienceMs: number
  /** How many of one organisation wait before others of it are sent away at once, unless they go on: more would hardly come in time. */
  readonly longestQueue?: number
}

type Waiter = { readonly letIn: () => void }

/**
 * Lets in a few at a time, and of each organisation one. The organisations take turns: who has been inside, or comes anew, goes behind all
 * that wait, so that before anybody's next piece of work each of the others is let in once at most, however much it has waiting. Those of
 * one organisation are let in as they have come. Kept is nothing but who waits and who is inside.
 */
export function openLane({ width, patienceMs, longestQueue = 50 }: LaneLimits): Lane {
  const inside = new Set<OrganisationId>()
  /** Who waits, in the order in which they have come; never an empty one. */
  const queues = new Map<OrganisationId, Set<Waiter>>()
  /** The organisations that wait and have nobody inside, the next one first. */
  const turns = new Set<OrganisationId>()

  function letInNext() {
    const [organisation] = turns
    if (inside.size >= width || organisation === undefined) return
    const [next] = queues.get(organisation) ?? []
    if (next === undefined) return
    inside.add(organisation)
    turns.delete(organisation)
    leaveQueue(organisation, next)
    next.letIn()
  }

  function joinQueue(organisation: OrganisationId, waiter: Waiter) {
    const queue = queues.get(organisation) ?? new Set()
    queues.set(organisation, queue.add(waiter))
    if (!inside.has(organisation)) turns.add(organisation)
    letInNext()
  }

  function leaveQueue(organisation: OrganisationId, waiter: Waiter) {
    const queue = queues.get(organisation)
    queue?.delete(waiter)
    if (queue?.size !== 0) return
    queues.delete(organisation)
    turns.delete(organisation)
  }

  function leave(organisation: OrganisationId) {
    inside.delete(organisation)
    if (queues.has(organisation)) turns.add(organisation)
    letInNext()
  }

  function demandRoom(organisation: OrganisationId) {
    if ((queues.get(organisation)?.size ?? 0) < longestQueue) return
    throw unavailable(poolExhausted, 'the database has enough work of this kind waiting for the organisation')
  }

  async function turnOf(organisation: OrganisationId, { signal, goesOn = false }: Waiting): Promise<void> {
    demandWanted(signal)
    if (!goesOn) demandRoom(organisation)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiter = { letIn: resolve }
    /** At once: who has given up must not be let in. */
    const giveUp = (problem: Problem) => {
      leaveQueue(organisation, waiter)
      reject(problem)
    }
    const notWanted = () => giveUp(unwanted())
    const late = () => giveUp(unavailable(poolExhausted, 'the database is busy with other work of this kind'))
    const patience = goesOn ? undefined : setTimeout(late, patienceMs)
    signal?.addEventListener('abort', notWanted)
    joinQueue(organisation, waiter)
    try {
      await promise
    } finally {
      clearTimeout(patience)
      signal?.removeEventListener('abort', notWanted)
    }
  }

  return async (organisation, work, waiting = {}) => {
    await turnOf(organisation, waiting)
    try {
      return await work()
    } finally {
      leave(organisation)
    }
  }
}
