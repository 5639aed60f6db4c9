import t from 'tap'
import { clockOf, clockOfCase } from '../../src/law/clock.ts'
import type { ClockFacts, RightOnClock } from '../../src/law/clock-facts.ts'
import { at, letter } from './clock-support.ts'

const access: RightOnClock = { id: 'a', pace: 'month', answered: false }
const asOf = (facts: Partial<ClockFacts>, right: Partial<RightOnClock> = {}) =>
  clockOfCase({ ...letter, ...facts, rights: [{ ...access, ...right }] }).warnings

t.test('a receipt that lies more than a week before its recording, or was set back, is told', async (t) => {
  t.same(asOf({ recordedAt: at('2026-03-09T23:59:59+01:00') }), [])
  t.same(asOf({ recordedAt: at('2026-03-10T00:00:00+01:00') }), ['receipt_backdated'], 'the eighth day in Paris')
  t.same(asOf({ firstReceivedAt: at('2026-03-03T00:10:00+01:00') }), ['receipt_backdated'])
  t.same(asOf({ firstReceivedAt: at('2026-03-02T23:50:00+01:00') }), [], 'another hour of the same day moves nothing')
  t.same(asOf({ firstReceivedAt: at('2026-02-27T10:00:00+01:00') }), ['receipt_moved_later'])
})

t.test('a date that other rules have moved is told for as long as the case is read', async (t) => {
  t.same(asOf({ rulesMoved: true }), ['holiday_calendar_changed'])
  t.same(asOf({ rulesMoved: false }), [])
})

t.test('an extension that the person does not know of yet is told until they do, or it falls away', async (t) => {
  const decided = { type: 'extension_decided', at: at('2026-03-20T10:00:00+01:00'), rights: ['a'] } as const
  t.same(asOf({ asOf: at('2026-04-02T10:00:00+02:00'), events: [decided] }), ['extension_not_told'])
  const told = { ...decided, notifiedAt: at('2026-03-20T10:01:00+01:00') }
  t.same(asOf({ asOf: at('2026-03-21T10:00:00+01:00'), events: [told] }), [])
  t.same(asOf({ asOf: at('2026-04-03T10:00:00+02:00'), events: [decided] }), ['extension_too_late'])
})

t.test('a refusal after the first month is told, extension or not; pauses known then count', async (t) => {
  const extension = { type: 'extension_notified', at: at('2026-03-20T10:00:00+01:00') } as const
  const late = { refusedAt: at('2026-04-03T00:00:00+02:00'), answered: true }
  t.same(asOf({ events: [extension] }, late), ['refused_after_first_month'])
  t.same(asOf({}, { refusedAt: at('2026-04-02T23:59:59+02:00'), answered: true }), [], 'the last day of the month')
  const asked = { type: 'identity_requested', at: at('2026-03-03T10:00:00+01:00') } as const
  const answered = { type: 'identity_provided', at: at('2026-03-13T10:00:00+01:00') } as const
  t.same(asOf({ events: [asked, answered] }, late), [], 'ten days later')
  t.same(asOf({ events: [asked] }, late), [], 'a month that stands still has no end')
  t.same(asOf({ events: [asked, answered] }, { ...late, pace: 'at_once' }), ['refused_after_first_month'])
  const afterwards = [
    { ...asked, at: at('2026-04-04T10:00:00+02:00') },
    { ...answered, at: at('2026-04-20T10:00:00+02:00') },
  ]
  t.ok(asOf({ events: afterwards }, late).includes('refused_after_first_month'), 'what is asked later changes nothing')
})

t.test('the shorter limit for health data is told once it has passed', async (t) => {
  const recent = { healthData: 'recent' } as const
  t.same(asOf({ asOf: at('2026-03-10T23:59:59+01:00') }, recent), [])
  t.same(asOf({ asOf: at('2026-03-11T00:00:00+01:00') }, recent), ['act_by_passed'])
  t.same(asOf({ asOf: at('2026-03-11T00:00:00+01:00') }, { ...recent, answered: true }), [])
  const older = { healthData: 'older_than_five_years' } as const
  t.same(asOf({ asOf: at('2026-05-05T00:00:00+02:00') }, older), [], 'the month of the GDPR came first')
  const told = at('2026-03-20T10:00:00+01:00')
  const events = [{ type: 'extension_decided', at: told, notifiedAt: told, rights: ['a'] }] as const
  t.same(asOf({ events, asOf: at('2026-05-04T10:00:00+02:00') }, older), [])
  t.same(asOf({ events, asOf: at('2026-05-05T00:00:00+02:00') }, older), ['act_by_passed'], 'no extension lengthens it')
})

t.test('a preview knows neither who recorded a letter nor what was decided', async (t) => {
  t.same(clockOf({ ...letter, asOf: at('2027-03-02T10:00:00+01:00') }).warnings, [])
})
