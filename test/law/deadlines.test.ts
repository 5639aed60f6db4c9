import t from 'tap'
import { showInstant } from '../../src/law/calendar.ts'
import { clockOf } from '../../src/law/clock.ts'
import type { ClockEvent } from '../../src/law/clock-facts.ts'
import { at } from './clock-support.ts'
import { type Deadline, deadlines } from './deadlines.ts'

function eventsOf(deadline: Deadline): ClockEvent[] {
  return (deadline.events ?? []).map((event) => ({ ...event, at: at(event.at) }))
}

function clockFor(deadline: Deadline) {
  const { timeZone, calendar } = deadline.at ?? { timeZone: 'Europe/Paris', calendar: 'FR' }
  const receivedAt = at(deadline.received)
  const regime = deadline.regime ?? 'gdpr'
  return clockOf({ receivedAt, timeZone, calendar, regime, asOf: receivedAt, events: eventsOf(deadline) })
}

t.equal(deadlines.length, 54, 'the table is whole')
t.equal(new Set(deadlines.map((deadline) => deadline.id)).size, 54, 'each case has its own id')

for (const deadline of deadlines) {
  const { due } = deadline
  const fact = `${deadline.id}: received ${deadline.receivedOn}, ${due === null ? 'no due date' : `due ${due}`}`
  t.test(deadline.note === undefined ? fact : `${fact}: ${deadline.note}`, async (t) => {
    const clock = clockFor(deadline)
    t.same(
      {
        receivedOn: clock.receivedOn,
        state: clock.state,
        pausedDays: clock.pausedDays ?? null,
        due: clock.dueOn ?? null,
        nominal: clock.nominalDueOn ?? null,
        strict: clock.strictDueOn,
        dueAt: clock.dueAt === undefined ? null : showInstant(clock.dueAt),
        extensionValid: clock.extension?.valid,
      },
      {
        receivedOn: deadline.receivedOn,
        state: deadline.state ?? 'running',
        pausedDays: deadline.pausedDays === undefined ? 0 : deadline.pausedDays,
        due,
        nominal: deadline.nominal ?? due,
        strict: deadline.strict ?? due,
        dueAt: deadline.dueAt,
        extensionValid: deadline.extensionValid,
      },
      deadline.source,
    )
    for (const warning of deadline.warnings ?? []) t.ok(clock.warnings.includes(warning), warning)
  })
}
