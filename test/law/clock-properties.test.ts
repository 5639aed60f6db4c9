import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { addMonths, format } from 'date-fns'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { addDays, type CivilDate, civilDateIn, type Instant, isWorkingDay } from '../../src/law/calendar.ts'
import { type Clock, clockOf, clockOfCase } from '../../src/law/clock.ts'
import { explainClock } from '../../src/law/clock-explanation.ts'
import type { ClockEvent } from '../../src/law/clock-facts.ts'
import { childEnv } from '../support/child-env.ts'
import { sampled } from '../support/sampled.ts'
import { daysAfter, facts, receipts, rights } from './clock-support.ts'

const runs = sampled(2000)

function holds<Ts extends [unknown, ...unknown[]]>(t: Test, property: fc.IProperty<Ts>): void {
  const outcome = fc.check(property, runs)
  t.notOk(outcome.failed, outcome.failed ? String(fc.defaultReportMessage(outcome)) : 'no counterexample')
}

function pausesAndAnswers(events: readonly ClockEvent[]): ClockEvent[] {
  return events.filter((event) => !event.type.startsWith('extension'))
}

/** Every day on which something is due, of the request and of its rights. */
function dueDays(clock: Clock): CivilDate[] {
  const all = [clock, ...clock.rights].flatMap((dates) => [dates.dueOn, dates.strictDueOn, dates.refusalDueOn])
  return all.filter((day) => day !== undefined)
}

t.test('nothing is ever due on a weekend or a holiday', async (t) => {
  holds(
    t,
    fc.property(facts, rights, (given, invoked) =>
      dueDays(clockOfCase({ ...given, rights: invoked })).every((day) => isWorkingDay(given.calendar, day)),
    ),
  )
})

t.test('no other limit is later than the month, or the months, of art. 12(3)', async (t) => {
  holds(
    t,
    fc.property(facts, rights, (given, invoked) =>
      clockOfCase({ ...given, rights: invoked }).rights.every(
        ({ actBy, dueOn }) => actBy === undefined || dueOn === undefined || actBy <= dueOn,
      ),
    ),
  )
})

t.test(
  'nothing is due before the same-numbered day of the next month, or its last day where there is none',
  async (t) => {
    holds(
      t,
      fc.property(facts, rights, (given, invoked) => {
        const clock = clockOfCase({ ...given, rights: invoked })
        const [year = 0, month = 0, day = 0] = clock.receivedOn.split('-').map(Number)
        // Said a second time, by date-fns' own arithmetic on local days.
        const end = format(addMonths(new Date(year, month - 1, day, 12), 1), 'yyyy-MM-dd')
        return dueDays(clock).every((due) => due >= end) && clock.strictDueOn >= end
      }),
    )
  },
)

t.test('an extension told in time is three months from receipt, and without it, or too late, it is one', async (t) => {
  holds(
    t,
    fc.property(facts, fc.integer({ min: 0, max: 60 }), (given, days) => {
      const told = daysAfter(given.receivedAt, days)
      const bare = { ...given, asOf: told, events: [] }
      const plain = clockOf(bare)
      const extended = clockOf({ ...bare, events: [{ type: 'extension_notified', at: told }] })
      const inTime = civilDateIn(given.timeZone, told) <= (plain.dueOn ?? '')
      return (
        plain.reckoning.months === 1 &&
        extended.reckoning.months === (inTime ? 3 : 1) &&
        extended.extension?.valid === inTime &&
        (inTime ? (extended.dueOn ?? '') > (plain.dueOn ?? '') : extended.dueOn === plain.dueOn) &&
        extended.refusalDueOn === plain.dueOn
      )
    }),
  )
})

t.test('pauses that overlap count as their union', async (t) => {
  const pause = (type: 'identity' | 'clarification', from: Instant, until: Instant): ClockEvent[] => [
    type === 'identity'
      ? { type: 'identity_requested', at: from }
      : { type: 'clarification_requested', at: from, largeVolume: true },
    { type: `${type}_provided`, at: until },
  ]
  const offsets = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 25 })))
  holds(
    t,
    fc.property(facts, offsets, (given, [a = 0, b = 0, c = 0, d = 0]) => {
      const on = (days: number) => daysAfter(given.receivedAt, days)
      const [from, until] = [Math.min(a, b), Math.max(a, b)]
      const [second, end] = [Math.min(c, d), Math.max(c, d)]
      const both = [...pause('identity', on(from), on(until)), ...pause('clarification', on(second), on(end))]
      const { pausedDays } = clockOf({ ...given, regime: 'gdpr', events: both })
      const days = new Set<CivilDate>()
      for (const [first, last] of [
        [from, until],
        [second, end],
      ] as const) {
        const stop = civilDateIn(given.timeZone, on(last))
        for (let day = civilDateIn(given.timeZone, on(first)); day < stop; day = addDays(day, 1)) days.add(day)
      }
      return pausedDays === days.size
    }),
  )
})

t.test('what is received later is not due earlier', async (t) => {
  holds(
    t,
    fc.property(facts, receipts, (given, other) => {
      const [earlier, later] = given.receivedAt < other ? [given.receivedAt, other] : [other, given.receivedAt]
      const due = (receivedAt: typeof other) => clockOf({ ...given, receivedAt, events: [] }).dueOn ?? ''
      return due(earlier) <= due(later)
    }),
  )
})

t.test('the order in which events are told does not matter', async (t) => {
  const shuffled = facts.chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray([...given.events], { minLength: given.events.length, maxLength: given.events.length }),
    ),
  )
  holds(
    t,
    fc.property(shuffled, rights, ([given, events], invoked) => {
      const [one, other] = [given.events, events].map((list) =>
        clockOfCase({ ...given, events: list, rights: invoked }),
      )
      return JSON.stringify(one) === JSON.stringify(other)
    }),
  )
})

t.test('a clock asked twice says the same, and leaves what it was given as it was', async (t) => {
  holds(
    t,
    fc.property(facts, rights, (given, invoked) => {
      const input = { ...given, rights: invoked }
      const before = JSON.stringify(input)
      const [first, second] = [JSON.stringify(clockOfCase(input)), JSON.stringify(clockOfCase(input))]
      return first === second && JSON.stringify(input) === before
    }),
  )
})

t.test('an extension never brings the end nearer, and neither does a pause', async (t) => {
  holds(
    t,
    fc.property(facts, (given) => {
      const all = clockOf(given).dueOn
      const unextended = clockOf({ ...given, events: pausesAndAnswers(given.events) }).dueOn
      const bare = clockOf({ ...given, events: [] }).dueOn ?? ''
      return (all === undefined || all >= bare) && (all === undefined || unextended === undefined || all >= unextended)
    }),
  )
})

t.test('the strict day is never after the due day, nor is the day for a refusal', async (t) => {
  holds(
    t,
    fc.property(facts, rights, (given, invoked) => {
      const clock = clockOfCase({ ...given, rights: invoked })
      return [clock, ...clock.rights].every(
        ({ dueOn, strictDueOn, refusalDueOn }) =>
          dueOn === undefined || (strictDueOn <= dueOn && refusalDueOn !== undefined && refusalDueOn <= dueOn),
      )
    }),
  )
})

t.test('pauses are united, never summed twice', async (t) => {
  holds(
    t,
    fc.property(facts, (given) => {
      const { pausedDays, pauses } = clockOf(given)
      const sum = pauses.reduce((days, pause) => days + (pause.days ?? 0), 0)
      const longest = pauses.reduce((days, pause) => Math.max(days, pause.days ?? 0), 0)
      return pausedDays === undefined
        ? pauses.some((p) => p.until === undefined)
        : longest <= pausedDays && pausedDays <= sum
    }),
  )
})

t.test('a request is due with the earliest of its unanswered rights, and at once means never paused', async (t) => {
  holds(
    t,
    fc.property(facts, rights, (given, invoked) => {
      const clock = clockOfCase({ ...given, rights: invoked })
      const owed = clock.rights.filter((right) => invoked.some((r) => r.id === right.id && !r.answered))
      const paused = owed.some((right) => right.paused)
      const earliest = owed.map((right) => right.dueOn ?? '9').toSorted()[0]
      const state = owed.length === 0 ? 'stopped' : paused ? 'paused' : 'running'
      return (
        clock.state === state &&
        clock.dueOn === (state === 'running' ? earliest : undefined) &&
        clock.rights.every((right) => right.pace === 'month' || (!right.paused && !right.extended))
      )
    }),
  )
})

t.test('the explanation ends on the due day, in both languages, with the same rules and days', async (t) => {
  holds(
    t,
    fc.property(facts, rights, (given, invoked) => {
      const clock = clockOfCase({ ...given, rights: invoked })
      const [french, english] = [explainClock(clock, 'fr'), explainClock(clock, 'en')]
      const bones = (steps: typeof french) => JSON.stringify(steps.map(({ rule, date }) => [rule, date]))
      const due = english.find((step) => step.rule === 'due')?.date
      return (
        bones(french) === bones(english) &&
        due === clock.dueOn &&
        [...french, ...english].every((step) => step.text !== '' && !/undefined|NaN|null/.test(step.text))
      )
    }),
  )
})

t.test('any instant, zone and calendar get an answer: a clock never throws', async (t) => {
  const anything = fc.record({
    receivedAt: fc.double().map((ms) => ms as typeof ms & Clock['receivedAt']), // any number, also what is no instant
    timeZone: fc.oneof(fc.string(), fc.constantFrom('Europe/Paris', 'Pacific/Apia', 'UTC')),
    calendar: fc.oneof(fc.string(), fc.constantFrom('FR', 'GB-SCT')),
  })
  holds(
    t,
    fc.property(facts, anything, rights, (given, odd, invoked) => {
      const clock = clockOfCase({ ...given, ...odd, asOf: odd.receivedAt, rights: invoked })
      return explainClock(clock, 'fr').length > 0
    }),
  )
})

t.test('the zone of the host changes nothing', async (t) => {
  const digests = ['UTC', 'America/New_York', 'Pacific/Kiritimati'].map((zone) => {
    const file = fileURLToPath(new URL('./clock-digest.ts', import.meta.url))
    const child = spawnSync(process.execPath, [file, String(sampled(1000).numRuns)], {
      env: { ...childEnv, TZ: zone },
      encoding: 'utf8',
    })
    t.equal(child.status, 0, child.stderr)
    const [host, digest] = child.stdout.trim().split(' ')
    t.equal(host, zone, 'the host is in that zone')
    return digest
  })
  t.match(digests[0], /^[0-9a-f]{64}$/)
  t.equal(new Set(digests).size, 1)
})
