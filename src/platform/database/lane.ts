import type { OrganisationId } from '../identifiers.ts'
import { poolExhausted, unavailable } from './failure.ts'

/**
 * Does work when its turn comes.
 * @throws `unavailable` where it does not come in time; what the work throws.
 */
export type Lane = <T>(organisation: OrganisationId, work: () => Promise<T>) => Promise<T>

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

  function turnOf(organisation: OrganisationId): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiting.splice(waiting.indexOf(waiter), 1)
        reject(unavailable(poolExhausted, 'the database is busy with other work of this kind'))
      }
      const patience = setTimeout(giveUp, patienceMs)
      const letIn = () => {
        clearTimeout(patience)
        resolve()
      }
      const waiter: Waiter = { organisation, letIn }
      waiting.push(waiter)
      letInNext()
    })
  }

  return async (organisation, work) => {
    await turnOf(organisation)
    try {
      return await work()
    } finally {
      inside.delete(organisation)
      letInNext()
    }
  }
}
