import type { Instant } from '../law/calendar.ts'

/** The time of the machine. For what must not follow the test clock: access tokens, idempotency keys, rate limits, back-off. */
export function realNow(): Instant {
  return Date.now() as Instant // the one place where the machine's clock is read
}

/** The time the service lives in: the machine's, or what the test clock was set to and runs on from there. */
export type ServiceClock = {
  now(): Instant
  /** Moves the service's time; `undefined` returns to real time. */
  set(instant: Instant | undefined): void
}

export function serviceClock(): ServiceClock {
  let offset = 0
  return {
    now: () => (realNow() + offset) as Instant, // an instant moved by whole milliseconds is an instant
    set: (instant) => {
      offset = instant === undefined ? 0 : instant - realNow()
    },
  }
}
