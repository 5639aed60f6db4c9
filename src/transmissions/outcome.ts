import { OutboundFailure } from '../platform/http/outbound.ts'
import type { OutboundAnswer } from '../platform/http/stream-outbound.ts'
import type { ProblemCode } from '../platform/problem.ts'

/**
 * Why a try did not succeed. `status`: the receiver refused, with this one. `interrupted`: the service was killed, each time it tried.
 * `revoked`: the export was taken back. A problem code: the person may not have it sent any more.
 */
export type Failure =
  | { readonly reason: 'status'; readonly status: number }
  | { readonly reason: 'unreachable' | 'timeout' | 'not_allowed' | 'interrupted' | 'revoked' | ProblemCode }

/** What came of a try. Another one may help where the receiver was away, or says that it is only now unable. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly status: number; readonly digest: Buffer }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly mayHelpLater: boolean; readonly afterMs?: number }

/** How many tries there are. */
export const mostAttempts = 10
const second = 1000
const minute = 60 * second
const hour = 60 * minute
/** From one try to the next, three days in all: the schedule that Standard Webhooks recommends. */
const pauses = [
  ...[5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
] as const satisfies { readonly length: 9 }
/** A receiver may ask for a longer pause, and not for ever. */
const longestAsked = 6 * hour
/** By as much of a pause, more or less: many that failed together don't come back together. */
const jitter = 0.2

/** What an answer of the receiver means (RFC 9110 section 15). `now` is real. */
export function outcomeOf({ status, retryAfter, digest }: OutboundAnswer, now: number): Outcome {
  if (status >= 200 && status <= 299) return { kind: 'delivered', status, digest }
  // A redirect is not followed: whoever is redirected to was not checked, nor named by the person.
  const mayHelpLater = status >= 500 || status === 429 || status === 408
  const afterMs = askedPause(retryAfter, now)
  const failure = { reason: 'status', status } as const
  return { kind: 'failed', failure, mayHelpLater, ...(afterMs === undefined ? {} : { afterMs }) }
}

/** What it means that no answer came. Throws whatever is no failure of the receiver. */
export function outcomeOfFailure(error: unknown): Outcome {
  if (!(error instanceof OutboundFailure)) throw error
  const { reason } = error
  if (reason !== 'unreachable' && reason !== 'timeout' && reason !== 'not_allowed') throw error
  return { kind: 'failed', failure: { reason }, mayHelpLater: reason !== 'not_allowed' }
}

/** How long to wait after a try (counted from 1) that failed, in milliseconds; undefined after the last. `random`: from 0 to 1. */
export function pauseAfter(attempt: number, { afterMs = 0, random }: { afterMs?: number | undefined; random: number }) {
  const usual = attempt < mostAttempts ? pauses[attempt - 1] : undefined
  if (usual === undefined) return undefined
  const varied = usual * (1 - jitter + 2 * jitter * random)
  return Math.round(Math.max(varied, Math.min(afterMs, longestAsked)))
}

/** `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date; undefined where it is neither. */
function askedPause(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * second
  const at = retryAfter.endsWith(' GMT') ? Date.parse(retryAfter) : Number.NaN // Date.parse alone finds a year in -1
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
