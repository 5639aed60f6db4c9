import { OutboundFailure } from '../platform/http/outbound.ts'
import { askedPause } from '../platform/http/retry-pause.ts'
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
