import t from 'tap'
import { answeredWithin } from '../../src/law/answered-within.ts'
import type { ClockEvent } from '../../src/law/clock-facts.ts'
import type { Pace } from '../../src/law/rights.ts'
import { at } from './clock-support.ts'

const facts = { timeZone: 'Europe/Paris', calendar: 'FR', regime: 'gdpr' } as const
const noon = (day: string) => at(`${day}T12:00:00+01:00`)

function within(received: string, answered: string, { events = [], pace = 'month' }: Partial<Given> = {}) {
  return answeredWithin({ ...facts, receivedAt: noon(received), events }, { answeredAt: noon(answered), pace })
}
type Given = { readonly events: readonly ClockEvent[]; readonly pace: Pace }

t.test('received 31 January 2026: the first month ends on 2 March, since 28 February is a Saturday', async (t) => {
  t.equal(within('2026-01-31', '2026-03-02'), 'one_month') // 30 days
  t.equal(within('2026-01-31', '2026-03-03'), 'three_months')
})

t.test('the third month ends on 30 April, counted from receipt in one go', async (t) => {
  t.equal(within('2026-01-31', '2026-04-30'), 'three_months')
  t.equal(within('2026-01-31', '2026-05-02'), 'later')
})

t.test('a pause puts both off by its days, and one that came after the answer neither', async (t) => {
  const pause = (from: string, until: string): ClockEvent[] => [
    { type: 'identity_requested', at: noon(from) },
    { type: 'identity_provided', at: noon(until) },
  ]
  t.equal(within('2026-01-05', '2026-02-16', { events: pause('2026-01-07', '2026-01-17') }), 'one_month')
  t.equal(within('2026-01-05', '2026-02-17', { events: pause('2026-01-07', '2026-01-17') }), 'three_months')
  t.equal(within('2026-01-05', '2026-02-06', { events: pause('2026-02-07', '2026-02-17') }), 'three_months')
})

t.test('what is answered while its month stands still is answered within it', async (t) => {
  const events = [{ type: 'identity_requested', at: noon('2026-01-07') } as const]
  t.equal(within('2026-01-05', '2026-06-01', { events }), 'one_month')
  const late = [{ type: 'identity_requested', at: noon('2026-02-20') } as const]
  t.equal(within('2026-01-05', '2026-06-01', { events: late }), 'three_months') // the month was over: only the three stand still
})

t.test('a withdrawal stands still for nothing', async (t) => {
  const events = [{ type: 'identity_requested', at: noon('2026-01-07') } as const]
  t.equal(within('2026-01-05', '2026-02-05', { events, pace: 'at_once' }), 'one_month')
  t.equal(within('2026-01-05', '2026-02-06', { events, pace: 'at_once' }), 'three_months')
  t.equal(within('2026-01-05', '2026-06-01', { events, pace: 'at_once' }), 'later')
})
