import { addMonths, type CivilDate } from '../law/calendar.ts'
import { type GroundCode, groundCodes } from '../law/refusal.ts'
import { type RightName, rightNames } from '../law/rights.ts'
import { channels } from '../requests/right-schemas.ts'
import type { Channel } from '../requests/tables.ts'
import type { RequestCount, RightCount } from './store.ts'
import { type RequestEnding, type RightEnding, requestEndings, rightEndings } from './tables.ts'

/** What was received in a period, counted. */
export type Statistics = {
  readonly requests: RequestTally
  readonly rights: RightTally
  readonly byRight: readonly (RightTally & { readonly right: RightName })[]
}

export type RequestTally = {
  readonly received: number
  readonly byChannel: readonly { readonly channel: Channel; readonly received: number }[]
  /** Every month of the period, `YYYY-MM`, also one in which nothing came. */
  readonly byMonth: readonly { readonly month: string; readonly received: number }[]
  readonly byEnding: Readonly<Record<RequestEnding, number>>
  readonly overdue: number
  readonly extended: number
  /** Requests whose clock stood still at least once. */
  readonly paused: number
  readonly pauses: number
  readonly pausedDays: number
}

export type RightTally = {
  readonly invoked: number
  readonly byEnding: Readonly<Record<RightEnding, number>>
  readonly answered: number
  /** Answered by the end of the first month, and by the end of the third: who was in the first is in both. */
  readonly withinOneMonth: number
  readonly withinThreeMonths: number
  /** By the day that was due then. */
  readonly inTime: number
  readonly overdue: number
  /** Refused wholly or in part, by ground: one with two grounds is under both. Only the grounds there were. */
  readonly refusals: readonly { readonly ground: GroundCode; readonly count: number }[]
  readonly days: Days | null
}

/** Calendar days from receipt to answer. The 95th percentile by nearest rank: 95 in 100 took so long or less. */
export type Days = { readonly mean: number; readonly median: number; readonly p95: number }

export function tally(
  { from, to }: { readonly from: CivilDate; readonly to: CivilDate },
  { requests, rights }: { readonly requests: readonly RequestCount[]; readonly rights: readonly RightCount[] },
): Statistics {
  return {
    requests: tallyRequests(monthsOf(from, to), requests),
    rights: tallyRights(rights),
    byRight: rightNames.map((right) => ({ right, ...tallyRights(rights.filter((each) => each.right === right)) })),
  }
}

function tallyRequests(months: readonly string[], found: readonly RequestCount[]): RequestTally {
  const count = countOf(found)
  return {
    received: count(),
    byChannel: channels.map((channel) => ({ channel, received: count((each) => each.channel === channel) })),
    byMonth: months.map((month) => ({ month, received: count((each) => each.month === month) })),
    byEnding: recordOf(requestEndings, (ending) => count((each) => each.ending === ending)),
    overdue: count((each) => each.overdue),
    extended: count((each) => each.extended),
    paused: sum(found, ({ paused }) => paused),
    pauses: sum(found, ({ pauses }) => pauses),
    pausedDays: sum(found, ({ pausedDays }) => pausedDays),
  }
}

function tallyRights(found: readonly RightCount[]): RightTally {
  const count = countOf(found)
  const answered = found.filter((each) => each.answered !== 'never')
  const withinOneMonth = count((each) => each.answered === 'one_month')
  return {
    invoked: count(),
    byEnding: recordOf(rightEndings, (ending) => count((each) => each.ending === ending)),
    answered: countOf(answered)(),
    withinOneMonth,
    withinThreeMonths: withinOneMonth + count((each) => each.answered === 'three_months'),
    inTime: count((each) => each.inTime),
    overdue: count((each) => each.overdue),
    refusals: refusalsIn(found),
    days: daysOf(answered),
  }
}

function refusalsIn(found: readonly RightCount[]): RightTally['refusals'] {
  const refused = countOf(found.filter(({ ending }) => ending === 'refused' || ending === 'partially_granted'))
  return groundCodes
    .map((ground) => ({ ground, count: refused(({ grounds }) => grounds.includes(ground)) }))
    .filter(({ count }) => count > 0)
}

function daysOf(answered: readonly RightCount[]): Days | null {
  const byDays = answered.toSorted((a, b) => a.days - b.days)
  const total = countOf(byDays)()
  if (total === 0) return null
  /** The days of the one at a place, the quickest being the first. */
  const at = (place: number) => {
    let passed = 0
    for (const { days, count } of byDays) {
      passed += count
      if (passed >= place) return days
    }
    throw new RangeError(`there are not ${place} answers`)
  }
  return {
    mean: sum(byDays, ({ days, count }) => days * count) / total,
    median: (at(Math.ceil(total / 2)) + at(Math.floor(total / 2) + 1)) / 2,
    p95: at(Math.ceil((total * 95) / 100)),
  }
}

function monthsOf(from: CivilDate, to: CivilDate): string[] {
  const months: string[] = []
  const last = to.slice(0, 7)
  for (let at = 0; (months.at(-1) ?? '') < last; at += 1) months.push(addMonths(from, at).slice(0, 7))
  return months
}

/** Counts all, or those that are as asked. */
function countOf<Counted extends { readonly count: number }>(found: readonly Counted[]) {
  return (isCounted: (each: Counted) => boolean = () => true) => sum(found.filter(isCounted), ({ count }) => count)
}

function sum<Each>(all: readonly Each[], of: (each: Each) => number): number {
  return all.reduce((total, each) => total + of(each), 0)
}

function recordOf<Name extends string>(names: readonly Name[], of: (name: Name) => number): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number> // each of the names, and no other
}
