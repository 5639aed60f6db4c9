import { HabeasProblem, HabeasUnreachable } from './problem.ts'

/** How often and how patiently a call is tried. */
export type Retrying = {
  /** Tries in all; 1 tries once. */
  readonly tries: number
  /** The first pause is up to so long, each further one up to twice the one before. */
  readonly firstMs: number
  /** No pause is longer. A service that asks for more time is not tried again. */
  readonly longestMs: number
  /** From 0 to 1, 1 excluded. */
  readonly random: () => number
  /** Waits; throws what the signal says where it is aborted. */
  readonly pause: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

export const usualRetrying: Retrying = { tries: 5, firstMs: 250, longestMs: 20_000, random: Math.random, pause }

/** A minute's load, a restart, or an own earlier try that still runs: what may be over soon. */
const passingStatuses: readonly number[] = [429, 502, 503, 504]

/**
 * Tries until there is an answer that another try could not better. Pauses grow exponentially with full jitter, so that many clients
 * do not come back at the same moment; `Retry-After` is waited for first. What must not happen twice is tried once.
 */
export async function withRetries<T>(
  { tries, firstMs, longestMs, random, pause }: Retrying,
  { repeatable, signal }: { readonly repeatable: boolean; readonly signal: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  for (let done = 1; ; done++) {
    try {
      return await work()
    } catch (error) {
      if (!repeatable || done >= tries || signal?.aborted || !isPassing(error)) throw error
      const askedMs = error instanceof HabeasProblem ? (error.retry_after ?? 0) * 1000 : 0
      if (askedMs > longestMs) throw error
      await pause(askedMs + random() * Math.min(longestMs, firstMs * 2 ** (done - 1)), signal)
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof HabeasUnreachable) return true
  return (
    error instanceof HabeasProblem && (passingStatuses.includes(error.status) || error.code === 'idempotency_in_flight')
  )
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
