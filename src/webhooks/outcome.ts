import { OutboundFailure } from '../platform/http/outbound.ts'
import { askedPause, pauseAfter } from '../platform/http/retry-pause.ts'
import type { OutboundAnswer } from '../platform/http/stream-outbound.ts'

/** What came of a call, as the log of deliveries tells it. */
export type CallOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'failed'; readonly error: 'status'; readonly status: number; readonly afterMs?: number }
  | { readonly kind: 'failed'; readonly error: 'unreachable' | 'timeout' | 'not_allowed' }

/** The receiver is gone and wants no more (Standard Webhooks: 410). */
export const gone = 410
/** So long nothing but failure, in milliseconds: nobody is there any more. */
export const lastingFailureMs = 3 * 86_400_000

/** What an answer means. Anything but success is tried again: a receiver that is being changed answers anything. `now` is real. */
export function outcomeOf({ status, retryAfter }: OutboundAnswer, now: number): CallOutcome {
  if (status >= 200 && status <= 299) return { kind: 'delivered', status }
  // A redirect is not followed: whoever is redirected to was not named by an admin.
  const afterMs = askedPause(retryAfter, now)
  return { kind: 'failed', error: 'status', status, ...(afterMs === undefined ? {} : { afterMs }) }
}

/** What it means that no answer came. Throws whatever is no failure of the receiver. */
export function outcomeOfFailure(error: unknown): CallOutcome {
  if (!(error instanceof OutboundFailure)) throw error
  const { reason } = error
  if (reason !== 'unreachable' && reason !== 'timeout' && reason !== 'not_allowed') throw error
  return { kind: 'failed', error: reason }
}

/** Why nothing more is sent after a call, undefined where something is. `failingSince`: of the endpoint before it; both in real time. */
export function endOf(
  outcome: CallOutcome,
  { failingSince, now }: { readonly failingSince: number | null; readonly now: number },
): 'gone' | 'failing' | undefined {
  if (outcome.kind === 'delivered') return undefined
  if (outcome.error === 'status' && outcome.status === gone) return 'gone'
  return failingSince !== null && now - failingSince >= lastingFailureMs ? 'failing' : undefined
}

/** How long until a delivery is tried again after so many tries, in milliseconds; undefined where none is left. `random`: from 0 to 1. */
export function pauseBeforeNext(
  outcome: CallOutcome & { readonly kind: 'failed' },
  { attempts, random }: { readonly attempts: number; readonly random: number },
): number | undefined {
  if (outcome.error !== 'status') return pauseAfter(attempts, { random })
  return outcome.status === gone ? undefined : pauseAfter(attempts, { afterMs: outcome.afterMs, random })
}
