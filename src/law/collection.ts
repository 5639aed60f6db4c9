import { addDays, type CivilDate, daysBetween, isWorkingDay, nextWorkingDay, workingDayBefore } from './calendar.ts'
import type { IdentityStatus } from './lifecycle.ts'
import type { RightKind } from './rights.ts'

/** What the systems of an organisation hold is gathered within the time limit of the request: when, and who is reminded. */

/** When the owners of the systems are asked by themselves: once who asks is proven, already at the receipt, or only where staff asks them. */
export const collectModes = ['on_verification', 'on_receipt', 'by_staff'] as const
export type CollectMode = (typeof collectModes)[number]

/** One right of a request, as far as it decides when the owners of systems are asked. */
export type ToCollect = {
  readonly mode: CollectMode
  /** Of who asks, at the level that this right needs. */
  readonly identity: Exclude<IdentityStatus, 'asked'>
  /** Whether who asks may have the data: they are theirs, or the authority to act for another is accepted. */
  readonly authorised: boolean
  /** Whether staff, or a system of the organisation, does what happens now, and not a stranger's form or mail. */
  readonly byStaff: boolean
}

/**
 * Whether it is time to ask the owners. An owner learns whom to search for, and brings all that is held together: until it is known that the
 * request is that person's (art. 12(6), recital 64), art. 5(1)(c) and (f) are against both, unless the organisation has chosen otherwise.
 * Nor do a stranger's forms ever write to every owner of a system: where no proof is needed, or none is waited for, it takes an act of staff.
 */
export function isTimeToCollect({ mode, identity, authorised, byStaff }: ToCollect): boolean {
  if (mode === 'by_staff' || identity === 'rejected') return false
  if (mode === 'on_receipt' && byStaff) return true
  return authorised && (identity === 'proven' || (identity === 'not_needed' && byStaff))
}

/**
 * Whether answering a right takes a search of what is held. A withdrawal (art. 7(3)) and an objection to marketing (art. 21(3)) take effect
 * by themselves, whatever is held; directives for after a death are registered and revoked before anything is looked for. What a letter
 * leaves open is not searched for yet (art. 5(1)(c)).
 */
export function needsSearch({ right, directMarketing, purpose }: RightKind): boolean {
  if (right === 'withdrawal') return false
  if (right === 'objection') return directMarketing === false
  if (right === 'post_mortem') return purpose === 'execute' || purpose === 'estate' || purpose === 'death_notice'
  return true
}

/**
 * The rights that an owner is told of: those that need the search, since the others are none of their business (art. 5(1)(c)). All of them
 * where staff has one searched for although none of its rights needs it.
 */
export function toldOwners(rights: readonly RightKind[]): readonly RightKind[] {
  const searched = rights.filter(needsSearch)
  return searched.length > 0 ? searched : rights
}

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
