import fc from 'fast-check'
import t from 'tap'
import { addDays, type CivilDate, daysBetween } from '../../src/law/calendar.ts'
import { monthsOf } from '../../src/statistics/period.ts'
import { sampled } from '../support/sampled.ts'

const aDay = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('1990-01-01' as CivilDate, days)) // a day of the calendar

t.test('the months of a period hold each of its days once, in order, and none of another month', async (t) => {
  fc.assert(
    fc.property(aDay, fc.integer({ min: 0, max: 3_659 }), (from, length) => {
      const period = { from, to: addDays(from, length) }
      const months = monthsOf(period)
      const days = months.flatMap(({ from, to }) => [from, to])
      // Each begins on the day after the one before has ended, and holds one month alone
      const isWhole = months.every(({ from, to }) => from <= to && from.slice(0, 7) === to.slice(0, 7))
      const isUnbroken = months.slice(1).every(({ from }, at) => daysBetween(days[2 * at + 1] ?? from, from) === 1)
      t.same([days[0], days.at(-1), isWhole, isUnbroken], [period.from, period.to, true, true])
    }),
    sampled(500),
  )
})

t.test('months are whole where nothing cuts them, also February and the turn of a year', async (t) => {
  const day = (text: string) => text as CivilDate // of the calendar
  t.strictSame(monthsOf({ from: day('2023-12-15'), to: day('2024-03-01') }), [
    { from: '2023-12-15', to: '2023-12-31' },
    { from: '2024-01-01', to: '2024-01-31' },
    { from: '2024-02-01', to: '2024-02-29' },
    { from: '2024-03-01', to: '2024-03-01' },
  ])
})
