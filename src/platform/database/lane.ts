import type { OrganisationId } from '../identifiers.ts'
import type { Problem } from '../problem.ts'
import { demandWanted, poolExhausted, unavailable, unwanted } from './failure.ts'

/**
 * For what would keep others from a connection: it waits for its turn in its lane. `long`: it may take seconds. `pages`: it
 * reads one page of a file that may have thousands. `signal`: whether it is still wanted by then.
 */
export type Pace = { readonly lane?: 'long' | 'pages'; readonly signal?: AbortSignal }

/**
 * Does work when its turn comes, unless nobody wants it any more (`signal`).
 * @throws `unavailable` where it does not come in time, or is not wanted; what the work throws.
 */
export type Lane = <T>(
  organisation: OrganisationId,
  work: () => Promise<T>,
  signal?: AbortSignal | undefined,
) => Promise<T>

type Waiter = { readonly organisation: OrganisationId; readonly letIn: () => void }

/**
 * Lets in a few at a time (`width`), and of each organisation one, as they have come: who asks for much, or often, then keeps neither the
 * others of the lane waiting for long, nor a connection from those who ask for little. `patienceMs` is how long one waits.
 */
export function openLane({ width, patienceMs }: { readonly width: number; readonly patienceMs: number }): Lane {
  const inside = new Set<OrganisationId>()
  const waiting: Waiter[] = []

  function letInNext() {
    if (inside.size >= width) return
    const at = waiting.findIndex(({ organisation }) => !inside.has(organisation))
    const [next] = at < 0 ? [] : waiting.splice(at, 1)
    if (next === undefined) return
    inside.add(next.organisation)
    next.letIn()
  }

  function turnOf(organisation: OrganisationId, signal: AbortSignal | undefined): Promise<void> {
    demandWanted(signal)
    return new Promise((resolve, reject) => {
      const endWaiting = () => {
        clearTimeout(patience)
        signal?.removeEventListener('abort', notWanted)
      }
      const giveUp = (problem: Problem) => {
        waiting.splice(waiting.indexOf(waiter), 1)
        endWaiting()
        reject(problem)
      }
      const notWanted = () => giveUp(unwanted())
      const late = () => giveUp(unavailable(poolExhausted, 'the database is busy with other work of this kind'))
      const patience = setTimeout(late, patienceMs)
      signal?.addEventListener('abort', notWanted)
      const letIn = () => {
        endWaiting()
        resolve()
      }
      const waiter: Waiter = { organisation, letIn }
      waiting.push(waiter)
      letInNext()
    })
  }

  return async (organisation, work, signal) => {
    await turnOf(organisation, signal)
    try {
      return await work()
    } finally {
      inside.delete(organisation)
      letInNext()
    }
  }
}
