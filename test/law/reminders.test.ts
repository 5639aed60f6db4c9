import fc from 'fast-check'
import t from 'tap'
import {
  addDays,
  type CivilDate,
  daysBetween,
  isWorkingDay,
  nextWorkingDay,
  showInstant,
} from '../../src/law/calendar.ts'
import { nextWatchAfter, type Reminder, reminderOf, usualReminders, watchOn } from '../../src/law/reminders.ts'
import { sampled } from '../support/sampled.ts'
import { at, on } from './clock-support.ts'

const calendar = 'FR'
type Looked = { day: CivilDate; reminder: Reminder }

/** What is told of one request that is due on a day, by a service that looks on these days. */
function toldBy(days: readonly CivilDate[], due: CivilDate, daysBefore: readonly number[] = usualReminders.daysBefore) {
  const told: Looked[] = []
  let lastWatched: CivilDate | undefined
  for (const day of days) {
    const watch = watchOn(day, { calendar, lastWatched, rules: { daysBefore, unansweredDays: 30 } })
    const reminder = reminderOf({ overdueAfter: due, atRiskAfter: null, unansweredSince: null }, watch)
    if (reminder) told.push({ day, reminder })
    lastWatched = day
  }
  return told
}

function workingDays(from: CivilDate, until: CivilDate): CivilDate[] {
  const days: CivilDate[] = []
  for (let day = nextWorkingDay(calendar, from); day <= until; day = nextWorkingDay(calendar, addDays(day, 1)))
    days.push(day)
  return days
}

t.test('14, 7, 3 and 1 days before, on the day, and each working day after it', async (t) => {
  // Due Thursday 2 April 2026; Good Friday is a working day in France, Easter Monday (6 April) is none.
  const told = toldBy(workingDays(on('2026-03-09'), on('2026-04-08')), on('2026-04-02'))
  t.same(
    told.map(({ day, reminder }) => [day, reminder.kind, reminder.days]),
    [
      ['2026-03-19', 'due_soon', 14],
      ['2026-03-26', 'due_soon', 7],
      ['2026-03-30', 'due_soon', 3],
      ['2026-04-01', 'due_soon', 1],
      ['2026-04-02', 'due_today', 0],
      ['2026-04-03', 'overdue', 1],
      ['2026-04-07', 'overdue', 5],
      ['2026-04-08', 'overdue', 6],
    ],
  )
})

t.test('a threshold on a day of rest is told on the working day before it', async (t) => {
  // Due Tuesday 7 April 2026: a day before is Easter Monday, three days before the Saturday.
  const told = toldBy(workingDays(on('2026-03-25'), on('2026-04-07')), on('2026-04-07'))
  t.same(
    told.map(({ day, reminder }) => [day, reminder.kind, reminder.days]),
    [
      ['2026-03-31', 'due_soon', 7],
      ['2026-04-03', 'due_soon', 4],
      ['2026-04-07', 'due_today', 0],
    ],
    'one line on Friday for both, with the days that are really left',
  )
})

t.test('days without a look are caught up with once, by the nearest threshold', async (t) => {
  const due = on('2026-04-02')
  const down = toldBy([on('2026-03-18'), on('2026-03-31')], due)
  t.same(down, [{ day: '2026-03-31', reminder: { kind: 'due_soon', days: 2, threshold: 3 } }])
  const late = toldBy([on('2026-03-18'), on('2026-04-09'), on('2026-04-10')], due)
  t.same(
    late.map(({ reminder }) => reminder.kind),
    ['overdue', 'overdue'],
  )
  t.same(toldBy([on('2026-03-20')], due), [], 'the first look of all does not tell what was to be told before it')
})

t.test(
  'each threshold is told at most once, whichever days are looked at, and every one on a service that is never down',
  async (t) => {
    const due = fc.integer({ min: 0, max: 400 }).map((n) => nextWorkingDay(calendar, addDays(on('2026-02-02'), n)))
    const thresholds = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 5 })
    const outcome = fc.check(
      fc.property(due, thresholds, fc.array(fc.boolean(), { minLength: 50, maxLength: 50 }), (day, daysBefore, up) => {
        const days = workingDays(addDays(day, -45), addDays(day, 6))
        const always = toldBy(days, day, daysBefore)
        const sometimes = toldBy(
          days.filter((_, at) => up[at]),
          day,
          daysBefore,
        )
        const once = [always, sometimes].every((told) => {
          const named = told.flatMap(({ reminder }) => ('threshold' in reminder ? [reminder.threshold] : []))
          return new Set(named).size === named.length && told.every((each) => isWorkingDay(calendar, each.day))
        })
        // In time: nobody is told of a threshold later than it, nor earlier than the working day before it.
        const inTime = always.every(
          ({ day: told, reminder }) => reminder.kind !== 'due_soon' || daysBetween(told, day) >= reminder.threshold,
        )
        const onTheDay = always.some(({ day: told, reminder }) => told === day && reminder.kind === 'due_today')
        const last = always.findLast(({ reminder }) => reminder.kind === 'due_soon')?.reminder
        const nearest =
          daysBefore.length === 0 || (last?.kind === 'due_soon' && last.threshold === Math.min(...daysBefore))
        return once && inTime && onTheDay && nearest
      }),
      sampled(1000),
    )
    t.notOk(outcome.failed, String(outcome.counterexample))
  },
)

t.test('what is at risk, and what waits for an answer, is told in the first look of a week', async (t) => {
  const rules = usualReminders
  const look = (day: string, lastWatched: string) => watchOn(on(day), { calendar, lastWatched: on(lastWatched), rules })
  const risky = { overdueAfter: on('2026-05-04'), atRiskAfter: on('2026-04-02'), unansweredSince: null }
  const paused = { overdueAfter: null, atRiskAfter: on('2026-04-02'), unansweredSince: on('2026-03-14') }
  const monday = look('2026-04-13', '2026-04-10')
  t.same(reminderOf(risky, monday), { kind: 'at_risk', days: 11 })
  t.same(reminderOf(paused, monday), { kind: 'unanswered', days: 30 })
  t.same(reminderOf({ ...paused, unansweredSince: on('2026-03-15') }, monday), { kind: 'at_risk', days: 11 })
  t.equal(reminderOf(risky, look('2026-04-14', '2026-04-13')), undefined)
  t.equal(look('2026-04-07', '2026-04-03').isWeekly, true, 'a Tuesday, since Monday was Easter Monday')
  t.equal(look('2026-04-16', '2026-04-08').isWeekly, true, 'a Thursday, since nobody looked before')
  const nothing = { overdueAfter: null, atRiskAfter: null, unansweredSince: null }
  t.equal(reminderOf(nothing, monday), undefined)
})

t.test('the next look is at eight in the morning of a working day, in the controller’s zone', async (t) => {
  const next = (now: string, timeZone: string, code = 'FR') =>
    showInstant(nextWatchAfter(at(now), { timeZone, calendar: code }))
  t.equal(next('2026-03-02T05:00:00Z', 'Europe/Paris'), '2026-03-02T07:00:00Z')
  t.equal(next('2026-03-02T07:00:00Z', 'Europe/Paris'), '2026-03-03T07:00:00Z', 'at eight it is the next day’s')
  t.equal(
    next('2026-03-27T12:00:00Z', 'Europe/Paris'),
    '2026-03-30T06:00:00Z',
    'over a weekend in which summer time begins',
  )
  t.equal(
    next('2026-04-02T12:00:00Z', 'Europe/Paris', 'FR-67'),
    '2026-04-07T06:00:00Z',
    'Good Friday and Easter Monday',
  )
  t.equal(next('2026-04-02T12:00:00Z', 'Indian/Reunion', 'FR-RE'), '2026-04-03T04:00:00Z')
  t.equal(next('2026-03-02T23:30:00Z', 'Pacific/Noumea', 'FR'), '2026-03-03T21:00:00Z', 'where it is 3 March already')
})
