import { type GroundCode, groundCodes } from '../law/refusal.ts'
import { type RightName, rightNames } from '../law/rights.ts'
import { channels } from '../requests/right-schemas.ts'
import type { Channel } from '../requests/tables.ts'
import type { AnswerCount, Received, RightCount } from './store.ts'
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

/** What was received in a month, `YYYY-MM`, or in the days of it that are counted. */
export type ReceivedInMonth = Received & { readonly month: string }

/** The months of a period, each of them once, as one. */
export function tally(months: readonly ReceivedInMonth[]): Statistics {
  const rights = months.flatMap((month) => month.rights)
  const answers = months.flatMap((month) => month.answers)
  const isOf = (right: RightName) => (each: RightCount | AnswerCount) => each.right === right
  return {
    requests: tallyRequests(months),
    rights: tallyRights(rights, answers),
    byRight: rightNames.map((right) => ({
      right,
      ...tallyRights(rights.filter(isOf(right)), answers.filter(isOf(right))),
    })),
  }
}

function tallyRequests(months: readonly ReceivedInMonth[]): RequestTally {
  const found = months.flatMap((month) => month.requests)
  const count = countOf(found)
  return {
    received: count(),
    byChannel: channels.map((channel) => ({ channel, received: count((each) => each.channel === channel) })),
    byMonth: months.map(({ month, requests }) => ({ month, received: countOf(requests)() })),
    byEnding: recordOf(requestEndings, (ending) => count((each) => each.ending === ending)),
    overdue: count((each) => each.overdue),
    extended: count((each) => each.extended),
    paused: sum(found, ({ paused }) => paused),
    pauses: sum(found, ({ pauses }) => pauses),
    pausedDays: sum(found, ({ pausedDays }) => pausedDays),
  }
}

function tallyRights(found: readonly RightCount[], answers: readonly AnswerCount[]): RightTally {
  const count = countOf(found)
  const withinOneMonth = count((each) => each.answered === 'one_month')
  return {
    invoked: count(),
    byEnding: recordOf(rightEndings, (ending) => count((each) => each.ending === ending)),
    answered: countOf(answers)(),
    withinOneMonth,
    withinThreeMonths: withinOneMonth + count((each) => each.answered === 'three_months'),
    inTime: count((each) => each.inTime),
    overdue: count((each) => each.overdue),
    refusals: refusalsIn(found),
    days: daysOf(answers),
  }
}

function refusalsIn(found: readonly RightCount[]): RightTally['refusals'] {
  const refused = countOf(found.filter(({ ending }) => ending === 'refused' || ending === 'partially_granted'))
  return groundCodes
    .map((ground) => ({ ground, count: refused(({ grounds }) => grounds.includes(ground)) }))
    .filter(({ count }) => count > 0)
}

function daysOf(answers: readonly AnswerCount[]): Days | null {
  const byDays = answers.toSorted((a, b) => a.days - b.days)
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
