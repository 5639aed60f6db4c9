import type { Instant } from '../law/calendar.ts'

// How fast letters leave one organisation: `perMinute` at once, then one after the other at that pace, so that a flood at one organisation does
// not cost the sender that all of them share its name with the servers that receive. What is urgent never waits, and counts all the same.

const minute = 60_000

/** How long one letter uses the budget, in milliseconds: the part of a minute that is its own. */
function each(perMinute: number): number {
  return minute / perMinute
}

/** A budget spent beyond this instant has room for none. */
export function closedAfter(now: Instant, perMinute: number): Instant {
  return Math.floor(now + minute - each(perMinute)) as Instant // an instant moved by whole milliseconds is an instant
}

/** For how many letters a budget has room now. */
export function roomOf(spentUntil: Instant, { now, perMinute }: { now: Instant; perMinute: number }): number {
  return Math.max(0, Math.floor((now + minute - Math.max(spentUntil, now)) / each(perMinute)))
}

/** The budget once so many more letters are sent. */
export function spend(spentUntil: Instant, letters: number, { now, perMinute }: { now: Instant; perMinute: number }) {
  return Math.ceil(Math.max(spentUntil, now) + letters * each(perMinute)) as Instant // the same
}
