import { actByOf, isPastOwnLimit } from './act-by.ts'
import {
  addDays,
  addMonths,
  type CivilDate,
  civilDateIn,
  daysBetween,
  type Instant,
  nextWorkingDay,
  startOfDay,
} from './calendar.ts'
import type { ClockFacts, Regime, RightOnClock } from './clock-facts.ts'
import { type ClockWarning, clockWarnings } from './clock-warnings.ts'
import type { Pace } from './rights.ts'
import {
  isRefusedLate,
  type Moment,
  momentsOf,
  type Pause,
  type Period,
  runPeriod,
  stoodStillOn,
} from './suspension.ts'

export { type ClockWarning, clockWarnings, explainWarning } from './clock-warnings.ts'
export type { Pause } from './suspension.ts'

/** The dates of one right, answered or not. `dueOn`, `nominalDueOn`, `refusalDueOn` are undefined while it is paused. */
export type ClockRight = {
  readonly id: string
  readonly pace: Pace
  readonly dueOn: CivilDate | undefined
  readonly nominalDueOn: CivilDate | undefined
  readonly strictDueOn: CivilDate
  readonly refusalDueOn: CivilDate | undefined
  /** The limit of another rule than art. 12(3), where one applies; never later than `dueOn`. */
  readonly actBy: CivilDate | undefined
  readonly extended: boolean
  readonly paused: boolean
}

export type ClockExtension = {
  readonly decidedAt: Instant | undefined
  readonly notifiedAt: Instant | undefined
  readonly valid: boolean
  /** The last day to tell the person; undefined while an open pause puts it off. */
  readonly noticeDueOn: CivilDate | undefined
}

/**
 * The statutory clock of a request. Dates are civil days in `timeZone`. `dueOn`, `nominalDueOn` and `refusalDueOn` are the
 * earliest of the unanswered rights; they and `dueAt` are undefined while the clock is paused or stopped.
 */
export type Clock = {
  readonly state: 'running' | 'paused' | 'stopped'
  readonly receivedAt: Instant
  readonly receivedOn: CivilDate
  readonly timeZone: string
  readonly calendar: string
  readonly regime: Regime
  /** The last day: pauses and extension counted, moved to a working day. */
  readonly dueOn: CivilDate | undefined
  /** The same before it is moved. */
  readonly nominalDueOn: CivilDate | undefined
  /** The same under the reading that admits no suspension: always present. */
  readonly strictDueOn: CivilDate
  /** Art. 12(4): the last day to tell a refusal. An extension is for action and does not move it. */
  readonly refusalDueOn: CivilDate | undefined
  /** The first instant after `dueOn`. */
  readonly dueAt: Instant | undefined
  /** Calendar days of all pauses, united; undefined while one is open. */
  readonly pausedDays: number | undefined
  readonly pauses: readonly Pause[]
  readonly extension: ClockExtension | undefined
  readonly extended: boolean
  readonly rights: readonly ClockRight[]
  readonly warnings: readonly ClockWarning[]
  /** How `nominalDueOn` comes about: so many months from a day, and so many days of pause. */
  readonly reckoning: { readonly from: CivilDate; readonly months: number; readonly addedDays: number }
}

/** The clock of a letter in which no rights are told apart: what the preview shows. It never stops. Total: never throws. */
export function clockOf(facts: ClockFacts): Clock {
  return readClock(facts, [])
}

/** The clock of a case: each right with its own dates, the request with the earliest still owed. Total: never throws. */
export function clockOfCase(facts: ClockFacts & { readonly rights: readonly RightOnClock[] }): Clock {
  return readClock(facts, facts.rights)
}

const daysUntilPauseIsLong = 30
// Practice, not law: a letter that lay for a week was not seen at once.
const daysToRecord = 7
// A letter whose rights are not told apart has one clock: that of a right which every extension covers.
const wholeLetter: readonly RightOnClock[] = [{ id: '', pace: 'month', answered: false }]

function readClock(facts: ClockFacts, named: readonly RightOnClock[]): Clock {
  const terms = termsOf(facts, named)
  const readings = (named.length === 0 ? wholeLetter : named).map((right) =>
    readRight(right, terms, named.length === 0),
  )
  const owed = readings.filter((reading) => !reading.answered)
  const suspendable = owed.filter((reading) => reading.pace === 'month')
  const stopped = owed.length === 0
  const paused = suspendable.some((reading) => reading.period.stillSince !== undefined)
  const next = stopped || paused ? undefined : owed.reduce(dueFirst)
  const lead = suspendable.find((reading) => reading.extended) ?? suspendable[0]
  const shown = lead?.period ?? terms.longer ?? terms.first
  const { from, months, addedDays } = next?.period ?? shown
  const dueOn = next?.period.dueOn
  return {
    state: stopped ? 'stopped' : paused ? 'paused' : 'running',
    receivedAt: facts.receivedAt,
    receivedOn: terms.receivedOn,
    timeZone: facts.timeZone,
    calendar: facts.calendar,
    regime: facts.regime,
    dueOn,
    nominalDueOn: next?.period.nominalDueOn,
    strictDueOn: owed.some((reading) => !reading.strictlyExtended) || stopped ? terms.strictMonth : terms.strictQuarter,
    // An at-once right has the earlier day: its month stands still for nothing.
    refusalDueOn: next && (owed.find((reading) => reading.pace === 'at_once')?.period ?? terms.first).dueOn,
    dueAt: dueOn && startOfDay(addDays(dueOn, 1), facts.timeZone),
    pausedDays: shown.pausedDays,
    pauses: shown.pauses,
    extension: shownExtension(terms),
    extended: readings.some((reading) => reading.extended),
    rights: named.length === 0 ? [] : readings.map((reading) => datesOf(reading, terms, facts.calendar)),
    warnings: warningsOf(facts, terms, { readings, suspendable, shown, paused }),
    reckoning: { from, months, addedDays },
  }
}

/** What holds for all rights of a request. */
type Terms = {
  readonly receivedOn: CivilDate
  /** One month, with what suspends it. */
  readonly first: Period
  /** Three months, with what suspends them, where an extension is valid. */
  readonly longer: Period | undefined
  /** One month that nothing suspends, where a right is owed at once. */
  readonly unsuspended: Period
  readonly strictMonth: CivilDate
  readonly strictQuarter: CivilDate
  readonly extensions: readonly Extension[]
}

function termsOf(facts: ClockFacts, rights: readonly RightOnClock[]): Terms {
  // EDPB 01/2022 §159: the day of receipt is the controller's, whatever the sender's zone.
  const receivedOn = civilDateIn(facts.timeZone, facts.receivedAt)
  const moments = momentsOf(facts)
  const first = runPeriod({ facts, receivedOn, moments, months: 1 })
  const atOnce = rights.some((right) => right.pace === 'at_once')
  const unsuspended = atOnce ? runPeriod({ facts, receivedOn, moments: [], months: 1 }) : first
  const strictMonth = nextWorkingDay(facts.calendar, addMonths(receivedOn, 1))
  const extensions = extensionsOf(facts, moments, { first, strictMonth })
  const isLonger = extensions.some((extension) => extension.valid)
  // Art. 12(3): two further months, counted from receipt in one go and never from a day that was moved.
  const longer = isLonger ? runPeriod({ facts, receivedOn, moments, months: 3 }) : undefined
  const strictQuarter = isLonger ? nextWorkingDay(facts.calendar, addMonths(receivedOn, 3)) : strictMonth
  return { receivedOn, first, longer, unsuspended, strictMonth, strictQuarter, extensions }
}

type Extension = {
  readonly decidedAt: Instant | undefined
  readonly notifiedAt: Instant | undefined
  /** The rights it names; undefined for all. */
  readonly rights: readonly string[] | undefined
  readonly valid: boolean
  /** Valid as well where no pause had put the first month's end off. */
  readonly strictlyValid: boolean
}

// Art. 12(3), third sentence: the person is told of the extension within the first month.
function extensionsOf(
  facts: ClockFacts,
  moments: readonly Moment[],
  limits: { readonly first: Period; readonly strictMonth: CivilDate },
): Extension[] {
  const extensions: Extension[] = []
  for (const { event } of moments) {
    if (event.type !== 'extension_decided' && event.type !== 'extension_notified') continue
    const decided = event.type === 'extension_decided' ? event : undefined
    const notifiedAt = decided === undefined ? event.at : decided.notifiedAt
    // While the person is not told yet, it stands as long as telling them today would be in time.
    const toldOn = civilDateIn(facts.timeZone, notifiedAt ?? facts.asOf)
    const { dueOn } = limits.first
    // A day in a pause is in time: the month was standing still.
    const isInTime = dueOn === undefined || toldOn <= dueOn || stoodStillOn(limits.first, toldOn)
    const valid = isInTime && !(decided?.lapsed === true && notifiedAt === undefined)
    const strictlyValid = valid && toldOn <= limits.strictMonth
    extensions.push({ decidedAt: decided?.at, notifiedAt, rights: decided?.rights, valid, strictlyValid })
  }
  return extensions
}

/** The extension a request shows: a valid one before one that came too late, among equals the last. */
function shownExtension({ extensions, first }: Terms): ClockExtension | undefined {
  const shown = extensions.findLast((extension) => extension.valid) ?? extensions.at(-1)
  if (shown === undefined) return undefined
  return { decidedAt: shown.decidedAt, notifiedAt: shown.notifiedAt, valid: shown.valid, noticeDueOn: first.dueOn }
}

/** One right, with the period that runs for it. */
type Reading = RightOnClock & {
  readonly period: Period
  readonly extended: boolean
  readonly strictlyExtended: boolean
  /** Meant to be extended, in vain. */
  readonly extendedTooLate: boolean
}

function readRight(right: RightOnClock, terms: Terms, coveredByAll: boolean): Reading {
  const { id, pace, answered, healthData, refusedAt } = right
  // Art. 7(3) and 21(3) stand outside art. 12(3): a month is the ceiling, which no pause and no extension touches.
  if (pace === 'at_once') {
    const plain = { extended: false, strictlyExtended: false, extendedTooLate: false }
    return { id, pace, answered, healthData, refusedAt, period: terms.unsuspended, ...plain }
  }
  let covered = false
  let extended = false
  let strictlyExtended = false
  for (const extension of terms.extensions) {
    if (!coveredByAll && extension.rights !== undefined && !extension.rights.includes(id)) continue
    covered = true
    if (extension.valid) extended = true
    if (extension.strictlyValid) strictlyExtended = true
  }
  const period = extended && terms.longer !== undefined ? terms.longer : terms.first
  const extendedTooLate = covered && !extended
  return { id, pace, answered, healthData, refusedAt, period, extended, strictlyExtended, extendedTooLate }
}

/** The reading with the earlier day; neither is paused where this is asked. */
function dueFirst(a: Reading, b: Reading): Reading {
  const day = ({ period }: Reading) => `${period.dueOn} ${period.nominalDueOn}`
  return day(b) < day(a) ? b : a
}

function datesOf(reading: Reading, terms: Terms, calendar: string): ClockRight {
  const { id, pace, period, extended } = reading
  const paused = period.stillSince !== undefined
  return {
    id,
    pace,
    dueOn: period.dueOn,
    nominalDueOn: period.nominalDueOn,
    strictDueOn: reading.strictlyExtended ? terms.strictQuarter : terms.strictMonth,
    refusalDueOn: paused ? undefined : (pace === 'at_once' ? terms.unsuspended : terms.first).dueOn,
    actBy: actByOf(reading, terms.receivedOn, calendar),
    extended,
    paused,
  }
}

function warningsOf(
  facts: ClockFacts,
  { receivedOn, extensions }: Terms,
  seen: {
    readonly readings: readonly Reading[]
    readonly suspendable: readonly Reading[]
    readonly shown: Period
    readonly paused: boolean
  },
): ClockWarning[] {
  const { readings, shown } = seen
  const dayOf = (at: Instant) => civilDateIn(facts.timeZone, at)
  const today = dayOf(facts.asOf)
  const periods = seen.suspendable.length === 0 ? [shown] : seen.suspendable.map((reading) => reading.period)
  const stillSince = seen.paused ? shown.stillSince : undefined
  const { recordedAt, firstReceivedAt = facts.receivedAt } = facts
  const raised: Record<ClockWarning, boolean> = {
    receipt_backdated:
      receivedOn < dayOf(firstReceivedAt) ||
      (recordedAt !== undefined && daysBetween(receivedOn, dayOf(recordedAt)) > daysToRecord),
    receipt_moved_later: receivedOn > dayOf(firstReceivedAt),
    holiday_calendar_changed: facts.rulesMoved === true,
    asked_late: periods.some((period) => period.askedLate),
    asked_after_deadline: periods.some((period) => period.askedAfterDeadline),
    clarification_pause_not_in_national_law: periods.some((period) => period.pausedWithoutStatute),
    extension_not_told: extensions.some(({ valid, notifiedAt }) => valid && notifiedAt === undefined),
    extension_too_late: readings.some((reading) => reading.extendedTooLate),
    extension_counts_on_pause: readings.some((reading) => reading.extended && !reading.strictlyExtended),
    refused_after_first_month: readings.some((reading) => isRefusedLate(reading, facts, receivedOn)),
    act_by_passed: seen.suspendable.some((right) => isPastOwnLimit(right, receivedOn, facts.calendar, today)),
    pause_open_long: stillSince !== undefined && daysBetween(stillSince, today) >= daysUntilPauseIsLong,
  }
  return clockWarnings.filter((code) => raised[code])
}
