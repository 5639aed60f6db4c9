import {
  addDays,
  addMonths,
  type CivilDate,
  civilDateIn,
  daysBetween,
  type Instant,
  nextWorkingDay,
} from './calendar.ts'
import type { ClockEvent, ClockFacts, Regime } from './clock-facts.ts'
import type { Pace } from './rights.ts'

/** What differs between regimes and over time. A row holds for what is asked on its day or later. */
type RegimeRow = {
  readonly from: string
  /** What proof of identity does to the period. */
  readonly identityAnswer: 'resumes' | 'restarts'
  /** Whether the day of the answer belongs to a clarification pause, as the day of the ask does. */
  readonly clarificationTakesBothEnds: boolean
  readonly clarificationPausesByStatute: boolean
}

const regimeRows = {
  gdpr: [
    {
      // Décret 2019-536 art. 77: identification suspends. EDPB 01/2022 §159: so does clarification, which no French text says.
      from: '2018-05-25',
      identityAnswer: 'resumes',
      clarificationTakesBothEnds: false,
      clarificationPausesByStatute: false,
    },
  ],
  uk_gdpr: [
    {
      // ICO, right of access: the month runs from the day identity is proven.
      from: '2018-05-25',
      identityAnswer: 'restarts',
      clarificationTakesBothEnds: false,
      clarificationPausesByStatute: false,
    },
    {
      // UK GDPR art. 12A, inserted by the Data (Use and Access) Act 2025 s.76, in force on 5 February 2026.
      from: '2026-02-05',
      identityAnswer: 'restarts',
      clarificationTakesBothEnds: true,
      clarificationPausesByStatute: true,
    },
  ],
} as const satisfies Record<Regime, readonly [RegimeRow, ...RegimeRow[]]>

function regimeOn(regime: Regime, day: CivilDate): RegimeRow {
  const rows: readonly [RegimeRow, ...RegimeRow[]] = regimeRows[regime]
  let held: RegimeRow = rows[0]
  for (const row of rows) if (row.from <= day) held = row
  return held
}

/** A time in which the period does not run: whole civil days, from the ask up to the day of the answer. */
export type Pause = {
  readonly from: CivilDate
  readonly until: CivilDate | undefined
  readonly reason: 'identity' | 'clarification'
  readonly days: number | undefined
}

/** An event with the civil day it fell on, in the controller's zone. */
export type Moment = { readonly day: CivilDate; readonly event: ClockEvent }

/** One month, or three, with what suspends it. */
export type Period = {
  readonly months: number
  /** The day from which the months are counted: the receipt, or where the month restarts. */
  readonly from: CivilDate
  readonly pauses: readonly Pause[]
  /** The day since which it stands still; undefined where it runs. */
  readonly stillSince: CivilDate | undefined
  /** Days of pause added to the months. */
  readonly addedDays: number
  /** Days of pause since receipt; undefined while one is open. */
  readonly pausedDays: number | undefined
  readonly nominalDueOn: CivilDate | undefined
  readonly dueOn: CivilDate | undefined
  readonly askedLate: boolean
  readonly askedAfterDeadline: boolean
  readonly pausedWithoutStatute: boolean
}

// At one instant an ask comes before its answer. The rest is fixed too, so that the order of telling never decides.
const orderAtOneInstant = {
  identity_requested: 0,
  clarification_requested: 1,
  identity_provided: 2,
  clarification_provided: 3,
  extension_decided: 4,
  extension_notified: 5,
} as const satisfies Record<ClockEvent['type'], number>

function inOrder(a: ClockEvent, b: ClockEvent): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.type !== b.type) return orderAtOneInstant[a.type] - orderAtOneInstant[b.type]
  return toldAt(a) - toldAt(b)
}

function toldAt(event: ClockEvent): number {
  return event.type === 'extension_decided' ? (event.notifiedAt ?? Number.MAX_VALUE) : 0
}

/** The events in the order in which they happened, whatever the order in which they were told. */
export function momentsOf(facts: ClockFacts): Moment[] {
  return facts.events.toSorted(inOrder).map((event) => ({ day: civilDateIn(facts.timeZone, event.at), event }))
}

// EDPB 01/2022 §159, "without undue delay": a week is practice, not law, so a later ask still pauses and is flagged.
const daysToAsk = 7

type OpenablePause = {
  readonly from: CivilDate
  readonly reason: Pause['reason']
  readonly row: RegimeRow
  until: CivilDate | undefined
}

/** Walks through the events and tells when a period of so many months from receipt ends. */
export function runPeriod(given: {
  readonly facts: ClockFacts
  readonly moments: readonly Moment[]
  readonly receivedOn: CivilDate
  readonly months: number
}): Period {
  const { facts, receivedOn, months } = given
  const pauses: OpenablePause[] = []
  const open: { identity?: OpenablePause | undefined; clarification?: OpenablePause | undefined } = {}
  let from = receivedOn
  let askedLate = false
  let askedAfterDeadline = false

  const nominalDueOn = () => addDays(addMonths(from, months), unitedDays(pauses, from))
  const ask = (reason: Pause['reason'], day: CivilDate) => {
    if (open[reason] !== undefined) return // a new ask continues the pause that is open
    const stands = open.identity !== undefined || open.clarification !== undefined
    // EDPB 01/2022 §159: what has run out can't be suspended any more.
    if (!stands && day > nextWorkingDay(facts.calendar, nominalDueOn())) {
      askedAfterDeadline = true
      return
    }
    if (daysBetween(receivedOn, day) > daysToAsk) askedLate = true
    const pause = { from: later(day, receivedOn), reason, row: regimeOn(facts.regime, day), until: undefined }
    open[reason] = pause
    pauses.push(pause)
  }
  const answer = (reason: Pause['reason'], day: CivilDate) => {
    const pause = open[reason]
    if (pause === undefined) return
    // EDPB 01/2022 §159: it ends on the day the answer arrived, not on the day someone handled it.
    pause.until = later(day, pause.from)
    open[reason] = undefined
    if (reason === 'identity' && pause.row.identityAnswer === 'restarts') from = pause.until
  }

  for (const { day, event } of given.moments) {
    switch (event.type) {
      case 'identity_requested':
        ask('identity', day)
        break
      case 'clarification_requested':
        // Recital 63: only where a large quantity of data is processed. Without that the period runs on.
        if (event.largeVolume === true) ask('clarification', day)
        break
      case 'identity_provided':
      case 'clarification_provided':
        // EDPB 01/2022 §159: an insufficient answer leaves the pause open.
        if (event.sufficient !== false) answer(event.type === 'identity_provided' ? 'identity' : 'clarification', day)
    }
  }

  const stillSince = earlier(open.identity?.from, open.clarification?.from)
  const nominal = stillSince === undefined ? nominalDueOn() : undefined
  return {
    months,
    from,
    pauses: pauses.map(shown),
    stillSince,
    addedDays: unitedDays(pauses, from),
    pausedDays: stillSince === undefined ? unitedDays(pauses, receivedOn) : undefined,
    nominalDueOn: nominal,
    dueOn: nominal === undefined ? undefined : nextWorkingDay(facts.calendar, nominal),
    askedLate,
    askedAfterDeadline,
    pausedWithoutStatute: pauses.some((p) => p.reason === 'clarification' && !p.row.clarificationPausesByStatute),
  }
}

/** Whether the period stood still on a day, both ends of the pause included. */
export function stoodStillOn(period: Period, day: CivilDate): boolean {
  return period.pauses.some((pause) => pause.from <= day && (pause.until === undefined || day <= pause.until))
}

/** Art. 12(4): within one month, the pauses counted that were known then, an extension not. A day that stands still has no end. */
export function isRefusedLate(
  { refusedAt, pace }: { readonly refusedAt?: Instant | undefined; readonly pace: Pace },
  facts: ClockFacts,
  receivedOn: CivilDate,
): boolean {
  if (refusedAt === undefined) return false
  const known = pace === 'at_once' ? [] : facts.events.filter(({ at }) => at <= refusedAt)
  const { dueOn } = runPeriod({ facts, receivedOn, moments: momentsOf({ ...facts, events: known }), months: 1 })
  return dueOn !== undefined && civilDateIn(facts.timeZone, refusedAt) > dueOn
}

/** Calendar days of the ended pauses from a day on. Several are united, never summed twice. They come in the order of their asks. */
function unitedDays(pauses: readonly OpenablePause[], from: CivilDate): number {
  let days = 0
  let reached = from
  for (const pause of pauses) {
    if (pause.until === undefined) continue
    const start = later(pause.from, reached)
    const end = endOf(pause, pause.until)
    if (end <= start) continue
    days += daysBetween(start, end)
    reached = end
  }
  return days
}

/** The first day that a pause no longer covers. */
function endOf(pause: OpenablePause, until: CivilDate): CivilDate {
  return pause.reason === 'clarification' && pause.row.clarificationTakesBothEnds ? addDays(until, 1) : until
}

function shown(pause: OpenablePause): Pause {
  const { from, until, reason } = pause
  return { from, until, reason, days: until === undefined ? undefined : daysBetween(from, endOf(pause, until)) }
}

function later(a: CivilDate, b: CivilDate): CivilDate {
  return a > b ? a : b
}

function earlier(a: CivilDate | undefined, b: CivilDate | undefined): CivilDate | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}
