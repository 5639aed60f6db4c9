/** How many tries there are of a call to somebody else's service. */
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

/** How long to wait after a try (counted from 1) that failed, in milliseconds; undefined after the last. `random`: from 0 to 1. */
export function pauseAfter(attempt: number, { afterMs = 0, random }: { afterMs?: number | undefined; random: number }) {
  const usual = attempt < mostAttempts ? pauses[attempt - 1] : undefined
  if (usual === undefined) return undefined
  const varied = usual * (1 - jitter + 2 * jitter * random)
  return Math.round(Math.max(varied, Math.min(afterMs, longestAsked)))
}

/** `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date; undefined where it is neither. In milliseconds; `now` is real. */
export function askedPause(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * second
  const at = retryAfter.endsWith(' GMT') ? Date.parse(retryAfter) : Number.NaN // Date.parse alone finds a year in -1
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
