import { addDays, addMonths, type CivilDate, daysBetween } from '../law/calendar.ts'
import { problem } from '../platform/problem.ts'

/** Days of receipt, both included, in the controller's zone. */
export type Period = { readonly from: CivilDate; readonly to: CivilDate }
/** What may be left out of it. */
export type AskedPeriod = { readonly [Day in keyof Period]?: Period[Day] | undefined }

/** The longest period told of at once: statistics have a line for each month of it. */
const mostDays = 3_660 // ten years

/**
 * The days asked for: from the first of January of the last year, and until today, where nothing else is asked. Throws `invalid` for a
 * period that ends before it begins, or is too long.
 */
export function periodOf({ from, to }: AskedPeriod, today: CivilDate): Period {
  const last = to ?? (from !== undefined && from > today ? from : today)
  const first = from ?? (`${last.slice(0, 4)}-01-01` as CivilDate) // a year has a first of January
  if (first > last) throw outside('query.from', 'expected a day that is not after `to`')
  if (daysBetween(first, last) >= mostDays)
    throw outside('query.to', `expected at most ${mostDays} days from \`from\` on`)
  return { from: first, to: last }
}

/** The whole of a year. */
export function daysOf(year: number): Period {
  return { from: `${year}-01-01` as CivilDate, to: `${year}-12-31` as CivilDate } // every year has both
}

/** A period month by month of the calendar, the first and the last as far as they are in it. */
export function monthsOf({ from, to }: Period): Period[] {
  const months: Period[] = []
  for (let first = from; first <= to; ) {
    const next = addMonths(firstOfMonth(first), 1)
    months.push({ from: first, to: next <= to ? addDays(next, -1) : to })
    first = next
  }
  return months
}

function firstOfMonth(day: CivilDate): CivilDate {
  return `${day.slice(0, 7)}-01` as CivilDate // a month has a first day
}

function outside(location: string, message: string) {
  return problem('invalid', 'the period is none that can be told of', { errors: [{ location, message }] })
}
