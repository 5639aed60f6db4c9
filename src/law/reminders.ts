import {
  addDays,
  type CivilDate,
  civilDateIn,
  daysBetween,
  type Instant,
  morningOf,
  nextWorkingDay,
  weekdayOf,
  workingDayBefore,
} from './calendar.ts'

/** What an organisation decides of its reminders. */
export type ReminderRules = {
  /** Reminded of so many calendar days before the last day, besides the day itself. */
  readonly daysBefore: readonly number[]
  /** A question unanswered for so many days is told once a week. */
  readonly unansweredDays: number
}
export const usualReminders: ReminderRules = { daysBefore: [14, 7, 3, 1], unansweredDays: 30 }

/** The days due that one digest speaks of: those after `after`, up to and including `until`. `threshold` in calendar days. */
export type DueWindow = { readonly threshold: number; readonly after: CivilDate; readonly until: CivilDate }

/** One working day's look at the deadlines. */
export type Watch = {
  readonly today: CivilDate
  /** For each threshold the days due that reach it now, and did not before. */
  readonly windows: readonly DueWindow[]
  /** The first look of its week, which also tells what has no day of its own. */
  readonly isWeekly: boolean
  /** The days due of searches that are told as late: those that passed since the look before, once a week all. */
  readonly lateSearches: { readonly after: CivilDate; readonly until: CivilDate }
  readonly unansweredDays: number
}

/**
 * What to look for on a working day, `lastWatched` being the day of the look before; undefined where there was none. A threshold on a
 * day of rest is told on the working day before it, since on the one after it would come too late. What fell into days without
 * a look (the service was down) is told in this one, once.
 */
export function watchOn(
  today: CivilDate,
  given: { readonly calendar: string; readonly lastWatched: CivilDate | undefined; readonly rules: ReminderRules },
): Watch {
  const { calendar, rules } = given
  const lastWatched = given.lastWatched ?? workingDayBefore(calendar, today)
  const told = lastDayOf(calendar, lastWatched)
  const telling = lastDayOf(calendar, today)
  const yesterday = addDays(today, -1) // what was due until then is overdue, whatever threshold it would have reached
  const thresholds = [...new Set([0, ...rules.daysBefore])].sort((a, b) => a - b)
  const windows = thresholds.map((threshold) => {
    // On the day itself means on that day: a last day is a working day, and needs no other to stand for it.
    const [from, until] = threshold === 0 ? [yesterday, today] : [addDays(told, threshold), addDays(telling, threshold)]
    return { threshold, after: later(from, yesterday), until }
  })
  const isWeekly = given.lastWatched === undefined || given.lastWatched < mondayOf(today)
  return {
    today,
    windows: windows.filter(({ after, until }) => after < until),
    isWeekly,
    lateSearches: { after: isWeekly ? beforeAllDays : addDays(lastWatched, -1), until: yesterday },
    unansweredDays: rules.unansweredDays,
  }
}

export const beforeAllDays = '1970-01-01' as CivilDate // a constant; nothing is due then

/** What is known of a request: the dates that its clock gave, and the day since which it waits for an answer. */
export type WatchedDates = {
  /** The earliest day on which an unanswered right is due; null where none runs. */
  readonly overdueAfter: CivilDate | null
  /** The day that would be the last if no pause counted; null where nothing is owed. */
  readonly atRiskAfter: CivilDate | null
  readonly unansweredSince: CivilDate | null
}

/** Days are calendar days: to the last day, since it, since the strict one, since the question. */
export type Reminder =
  | { readonly kind: 'overdue' | 'at_risk' | 'unanswered'; readonly days: number }
  | { readonly kind: 'due_today'; readonly days: 0; readonly threshold: 0 }
  | { readonly kind: 'due_soon'; readonly days: number; readonly threshold: number }
export type ReminderKind = Reminder['kind']

/** The most pressing thing to tell of a request on this day, or undefined: at most one line for each request. */
export function reminderOf(
  dates: WatchedDates,
  { today, windows, isWeekly, unansweredDays }: Watch,
): Reminder | undefined {
  const { overdueAfter: due, atRiskAfter, unansweredSince } = dates
  if (due !== null && due < today) return { kind: 'overdue', days: daysBetween(due, today) }
  if (due === today) return { kind: 'due_today', days: 0, threshold: 0 }
  const reached = due === null ? undefined : windows.find(({ after, until }) => after < due && due <= until)
  if (due !== null && reached) return { kind: 'due_soon', days: daysBetween(today, due), threshold: reached.threshold }
  if (!isWeekly) return undefined
  const waiting = unansweredSince === null ? 0 : daysBetween(unansweredSince, today)
  if (unansweredSince !== null && waiting >= unansweredDays) return { kind: 'unanswered', days: waiting }
  if (atRiskAfter !== null && atRiskAfter < today) return { kind: 'at_risk', days: daysBetween(atRiskAfter, today) }
  return undefined
}

/** Eight in the morning of the next working day in the controller's zone: the first such instant after this one. */
export function nextWatchAfter(now: Instant, { timeZone, calendar }: { timeZone: string; calendar: string }): Instant {
  const today = civilDateIn(timeZone, now)
  const first = morningOf(nextWorkingDay(calendar, today), timeZone)
  return first > now ? first : morningOf(nextWorkingDay(calendar, addDays(today, 1)), timeZone)
}

/** The last of the days that the look on a working day stands for: up to the next working day. */
function lastDayOf(calendar: string, day: CivilDate): CivilDate {
  return addDays(nextWorkingDay(calendar, addDays(day, 1)), -1)
}

function mondayOf(day: CivilDate): CivilDate {
  return addDays(day, -((weekdayOf(day) + 6) % 7))
}

function later(a: CivilDate, b: CivilDate): CivilDate {
  return a > b ? a : b
}
