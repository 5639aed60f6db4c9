import fc from 'fast-check'
import t from 'tap'
import { addDays, type CivilDate, isWorkingDay } from '../../src/law/calendar.ts'
import {
  collectModes,
  isReminderDue,
  isTimeToCollect,
  lastDueToRemindOf,
  linkEndsOn,
  taskDueOn,
} from '../../src/law/collection.ts'
import { day } from '../letters/every-letter.ts'

t.test('a task is due ten days before the request, on a working day, and never before the next one', async (t) => {
  for (const [today, requestDueOn, due, why] of [
    ['2026-03-02', '2026-04-02', '2026-03-23', 'ten days before'],
    ['2026-03-02', '2026-04-01', '2026-03-20', '22 March is a Sunday: the Friday before'],
    ['2026-03-27', '2026-04-02', '2026-03-30', 'too late for ten days: the next working day'],
    ['2026-05-07', '2026-05-11', '2026-05-11', '8 May is a holiday, and then it is a weekend'],
    ['2026-03-02', null, '2026-03-12', 'no limit runs: ten days from today'],
  ] as const) {
    t.equal(taskDueOn(day(today), requestDueOn === null ? null : day(requestDueOn), 'FR'), due, why)
  }
})

t.test('whatever the dates, a task is due on a working day after today', async () => {
  const anyDay = fc.integer({ min: 0, max: 2_000 }).map((days) => addDays(day('2026-01-01'), days))
  fc.assert(
    fc.property(anyDay, fc.option(anyDay), (today, requestDueOn) => {
      const due = taskDueOn(today, requestDueOn, 'FR')
      return due > today && isWorkingDay('FR', due)
    }),
  )
})

t.test('a link works for thirty days, and until the task is due', async (t) => {
  t.equal(linkEndsOn(day('2026-03-02'), day('2026-03-23')), '2026-04-01')
  t.equal(linkEndsOn(day('2026-03-02'), day('2026-05-20')), '2026-05-20')
})

t.test('an owner is reminded three days before, on the day, and each week after it', async (t) => {
  const due = day('2026-03-23')
  const told: string[] = []
  let last: CivilDate = day('2026-03-02')
  for (let today = last; today <= '2026-04-10'; today = addDays(today, 1)) {
    if (!isReminderDue(due, last, today)) continue
    told.push(today)
    last = today
  }
  t.same(told, ['2026-03-20', '2026-03-23', '2026-03-30', '2026-04-06'])
})

t.test('what fell into days without a look is told once, and what was sent today is not told again', async (t) => {
  const due = day('2026-03-23')
  t.ok(isReminderDue(due, day('2026-03-02'), day('2026-03-27')))
  t.notOk(isReminderDue(due, day('2026-03-27'), day('2026-03-28')))
  t.notOk(isReminderDue(due, day('2026-03-20'), day('2026-03-20')), 'opened so late that the letter itself reminds')
  t.ok(due <= lastDueToRemindOf(day('2026-03-20')) && due > lastDueToRemindOf(day('2026-03-19')), 'found by its day')
})

t.test('who has proven nothing is searched for only where the organisation chose so, by an act of staff', async (t) => {
  const asked = (given: Partial<Parameters<typeof isTimeToCollect>[0]>) =>
    isTimeToCollect({ mode: 'on_verification', identity: 'unproven', authorised: true, byStaff: true, ...given })
  t.notOk(asked({}))
  t.ok(asked({ identity: 'proven', byStaff: false }))
  t.notOk(asked({ identity: 'proven', authorised: false }), 'for another, without the authority')
  t.ok(asked({ mode: 'on_receipt' }))
  t.notOk(asked({ mode: 'on_receipt', byStaff: false }), 'a form or a mail')
  t.ok(asked({ mode: 'on_receipt', byStaff: false, identity: 'proven' }))
  t.ok(asked({ identity: 'not_needed' }))
  t.notOk(asked({ identity: 'not_needed', byStaff: false }), 'a form or a mail')
  for (const mode of collectModes) t.notOk(asked({ mode, identity: 'rejected' }), mode)
  for (const identity of ['proven', 'not_needed', 'unproven'] as const) t.notOk(asked({ mode: 'by_staff', identity }))
})
