import { addDays, type CivilDate, daysBetween, isWorkingDay, nextWorkingDay, workingDayBefore } from './calendar.ts'

/** What the systems of an organisation hold is gathered within the time limit of the request: when, and who is reminded. */

/** How an owner has answered, or that the search was called off. */
export const taskStates = ['open', 'found', 'nothing_held', 'cannot', 'cancelled'] as const
export type TaskState = (typeof taskStates)[number]
export const taskAnswers = ['found', 'nothing_held', 'cannot'] as const satisfies readonly TaskState[]
export type TaskAnswer = (typeof taskAnswers)[number]

/** Calendar days before the last day of the request: time to review the records, compile and decide. */
const daysToAnswer = 10
/** How long a link works after its letter, in calendar days, or until the task is due where that is later. */
const linkDays = 30
/** Reminded so many calendar days before the task is due, on the day, and every week after it. */
const daysBefore = 3
const weekly = 7

/**
 * By when an owner is asked to answer: ten days before the request is due (art. 12(3)), on a working day; not before the next working
 * day, since nobody answers yesterday. Without a running limit, ten days from today.
 */
export function taskDueOn(today: CivilDate, requestDueOn: CivilDate | null, calendar: string): CivilDate {
  const wanted = requestDueOn === null ? addDays(today, daysToAnswer) : addDays(requestDueOn, -daysToAnswer)
  const due = isWorkingDay(calendar, wanted) ? wanted : workingDayBefore(calendar, wanted)
  const earliest = nextWorkingDay(calendar, addDays(today, 1))
  return later(due, earliest)
}

/** The last day on which a link works that is sent today. */
export function linkEndsOn(today: CivilDate, dueOn: CivilDate): CivilDate {
  return later(dueOn, addDays(today, linkDays))
}

/** The last day due that a look on this day may remind of. */
export function lastDueToRemindOf(today: CivilDate): CivilDate {
  return addDays(today, daysBefore)
}

/** Whether a threshold was reached since the owner was last written to: each is told once, however many days had no look. */
export function isReminderDue(dueOn: CivilDate, lastToldOn: CivilDate, today: CivilDate): boolean {
  const reached = lastThreshold(dueOn, today)
  return reached !== undefined && lastToldOn < reached
}

/** The latest day, up to today, on which a reminder was to be sent; undefined where there was none yet. */
function lastThreshold(dueOn: CivilDate, today: CivilDate): CivilDate | undefined {
  if (today >= dueOn) return addDays(dueOn, Math.floor(daysBetween(dueOn, today) / weekly) * weekly)
  const first = addDays(dueOn, -daysBefore)
  return today >= first ? first : undefined
}

function later(a: CivilDate, b: CivilDate): CivilDate {
  return a > b ? a : b
}
