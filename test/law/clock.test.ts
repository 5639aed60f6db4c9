import t from 'tap'
import { type Clock, clockOf, clockOfCase } from '../../src/law/clock.ts'
import type { ClockEvent, RightOnClock } from '../../src/law/clock-facts.ts'
import { at, daysAfter, letter, on } from './clock-support.ts'

const access: RightOnClock = { id: 'access', pace: 'month', answered: false }
const erasure: RightOnClock = { id: 'erasure', pace: 'month', answered: false }
const withdrawal: RightOnClock = { id: 'withdrawal', pace: 'at_once', answered: false }

const asked: ClockEvent = { type: 'identity_requested', at: at('2026-03-03T10:00:00+01:00') }
const answered: ClockEvent = { type: 'identity_provided', at: at('2026-03-13T10:00:00+01:00') }

function decided(notifiedAt?: string, rights = ['access']): ClockEvent {
  const told = notifiedAt === undefined ? undefined : at(notifiedAt)
  return { type: 'extension_decided', at: at('2026-03-20T10:00:00+01:00'), notifiedAt: told, rights }
}

function rightOf(clock: Clock, id: string) {
  const found = clock.rights.find((right) => right.id === id)
  if (found === undefined) throw new Error(`no right ${id}`)
  return found
}

t.test('a withdrawal keeps its month and is acted on at receipt while the rest waits for identity', async (t) => {
  const clock = clockOfCase({ ...letter, events: [asked], rights: [access, withdrawal] })
  t.equal(clock.state, 'paused')
  t.equal(clock.dueOn, undefined)
  t.equal(clock.refusalDueOn, undefined)
  t.match(rightOf(clock, 'access'), { paused: true, dueOn: undefined, actBy: undefined, strictDueOn: '2026-04-02' })
  t.match(rightOf(clock, 'withdrawal'), { paused: false, dueOn: '2026-04-02', actBy: '2026-03-02', extended: false })
})

t.test('a withdrawal alone is not paused by a question of identity, nor moved by an extension', async (t) => {
  const events: ClockEvent[] = [asked, { type: 'extension_notified', at: at('2026-03-10T10:00:00+01:00') }]
  const clock = clockOfCase({ ...letter, events, rights: [withdrawal] })
  t.equal(clock.state, 'running')
  t.equal(clock.dueOn, '2026-04-02')
  t.equal(clock.extended, false)
  t.same(clock.reckoning, { from: '2026-03-02', months: 1, addedDays: 0 })
})

t.test('after the pause the request is due with the withdrawal, whose month stood still for nothing', async (t) => {
  const clock = clockOfCase({ ...letter, events: [asked, answered], rights: [access, withdrawal] })
  t.equal(clock.state, 'running')
  t.equal(clock.dueOn, '2026-04-02')
  t.equal(clock.refusalDueOn, '2026-04-02')
  t.equal(clock.pausedDays, 10)
  t.equal(rightOf(clock, 'access').dueOn, '2026-04-13', '12 April is a Sunday')
  const rest = clockOfCase({
    ...letter,
    events: [asked, answered],
    rights: [access, { ...withdrawal, answered: true }],
  })
  t.equal(rest.dueOn, '2026-04-13')
  t.equal(rest.nominalDueOn, '2026-04-12')
})

t.test('an open pause of rights that are answered holds nothing up', async (t) => {
  const clock = clockOfCase({ ...letter, events: [asked], rights: [{ ...access, answered: true }, withdrawal] })
  t.equal(clock.state, 'running')
  t.equal(clock.dueOn, '2026-04-02')
})

t.test('an extension covers the rights it names, and the request is due with the others', async (t) => {
  const events = [decided('2026-03-20T11:00:00+01:00')]
  const clock = clockOfCase({ ...letter, events, rights: [access, erasure] })
  t.match(rightOf(clock, 'access'), { extended: true, dueOn: '2026-06-02', refusalDueOn: '2026-04-02' })
  t.match(rightOf(clock, 'erasure'), { extended: false, dueOn: '2026-04-02' })
  t.match(clock, { dueOn: '2026-04-02', strictDueOn: '2026-04-02', extended: true })
  const later = clockOfCase({ ...letter, events, rights: [access, { ...erasure, answered: true }] })
  t.match(later, { dueOn: '2026-06-02', strictDueOn: '2026-06-02', refusalDueOn: '2026-04-02' })
})

t.test('a decided extension moves the dates at once, and falls back the day after its notice was due', async (t) => {
  const clockAsOf = (asOf: string) => clockOfCase({ ...letter, events: [decided()], rights: [access], asOf: at(asOf) })
  const lastMoment = clockAsOf('2026-04-02T23:59:59+02:00')
  t.equal(lastMoment.dueOn, '2026-06-02')
  t.match(lastMoment.extension, { valid: true, notifiedAt: undefined, noticeDueOn: '2026-04-02' })
  t.same(lastMoment.warnings, ['extension_not_told'])
  const nextDay = clockAsOf('2026-04-03T00:00:00+02:00')
  t.equal(nextDay.dueOn, '2026-04-02')
  t.match(nextDay.extension, { valid: false, noticeDueOn: '2026-04-02' })
  t.equal(nextDay.extended, false)
  t.same(nextDay.warnings, ['extension_too_late'])
})

t.test('an extension not told yet stays while the pause is open, whatever the date', async (t) => {
  const clock = clockOfCase({
    ...letter,
    events: [asked, decided()],
    rights: [access],
    asOf: at('2026-03-31T10:00:00+02:00'),
  })
  t.match(clock.extension, { valid: true, noticeDueOn: undefined })
  t.equal(clock.strictDueOn, '2026-06-02')
  const muchLater = clockOfCase({
    ...letter,
    events: [asked, decided()],
    rights: [access],
    asOf: at('2026-05-20T10:00:00+02:00'),
  })
  t.equal(muchLater.extension?.valid, true)
  t.equal(muchLater.strictDueOn, '2026-04-02', 'without the pause the notice would be late')
  t.same(muchLater.warnings, ['extension_not_told', 'extension_counts_on_pause', 'pause_open_long'])
})

t.test('told during a pause is told in time, even where the end comes to lie before it', async (t) => {
  // Due Saturday 28 February, moved to Monday 2 March; asked on that Monday; ten days added to the Saturday end on 10 March.
  const clock = clockOf({
    ...letter,
    receivedAt: at('2026-01-31T10:00:00+01:00'),
    events: [
      { type: 'identity_requested', at: at('2026-03-02T10:00:00+01:00') },
      { type: 'extension_notified', at: at('2026-03-11T10:00:00+01:00') },
      { type: 'identity_provided', at: at('2026-03-12T10:00:00+01:00') },
    ],
  })
  t.equal(clock.extension?.noticeDueOn, '2026-03-10')
  t.equal(clock.extension?.valid, true)
  t.equal(clock.dueOn, '2026-05-11', '30 April and ten days is Sunday 10 May')
})

t.test('a second extension for another right leaves the first as it is', async (t) => {
  const second: ClockEvent = { type: 'extension_decided', at: at('2026-04-20T10:00:00+02:00'), rights: ['erasure'] }
  const clock = clockOfCase({
    ...letter,
    events: [decided('2026-03-20T11:00:00+01:00'), second],
    rights: [access, erasure],
    asOf: at('2026-04-20T10:00:00+02:00'),
  })
  t.equal(rightOf(clock, 'access').extended, true)
  t.equal(rightOf(clock, 'erasure').extended, false)
  t.match(clock.extension, { valid: true, notifiedAt: at('2026-03-20T11:00:00+01:00') })
  t.same(clock.warnings, ['extension_too_late'])
})

t.test('a pause in the extended period stops the extended right and comes too late for the other', async (t) => {
  const ask: ClockEvent = { type: 'identity_requested', at: at('2026-05-04T10:00:00+02:00') }
  const events = [decided('2026-03-20T11:00:00+01:00'), ask]
  const clock = clockOfCase({ ...letter, events, rights: [access, erasure], asOf: at('2026-05-04T10:00:00+02:00') })
  t.equal(clock.state, 'paused')
  t.match(rightOf(clock, 'access'), { dueOn: undefined, refusalDueOn: undefined, paused: true })
  t.equal(rightOf(clock, 'erasure').dueOn, '2026-04-02', 'overdue, paused or not')
  const reversed = clockOfCase({ ...letter, events, rights: [erasure, access], asOf: at('2026-05-04T10:00:00+02:00') })
  t.equal(reversed.pauses.length, 1, 'whichever right comes first')
  t.same(clock.warnings, ['asked_late', 'asked_after_deadline'])
})

t.test('health data has a limit of its own, which no pause moves', async (t) => {
  const clock = clockOfCase({
    ...letter,
    events: [asked],
    rights: [
      { ...access, healthData: 'recent' },
      { ...erasure, healthData: 'older_than_five_years' },
    ],
  })
  t.equal(rightOf(clock, 'access').actBy, '2026-03-10', 'eight days')
  t.equal(rightOf(clock, 'erasure').actBy, '2026-05-04', 'two months end on Saturday 2 May')
})

t.test(
  'old health data has two months of its own, within the month of art. 12(3) and within its extension',
  async (t) => {
    const old = { ...access, healthData: 'older_than_five_years' as const }
    const plain = clockOfCase({ ...letter, events: [], rights: [old] })
    t.match(rightOf(plain, 'access'), { dueOn: '2026-04-02', actBy: '2026-04-02' })
    const longer = clockOfCase({ ...letter, events: [decided('2026-03-20T11:00:00+01:00')], rights: [old] })
    t.match(rightOf(longer, 'access'), { extended: true, dueOn: '2026-06-02', actBy: '2026-05-04' })
  },
)

t.test('the clock stops when every right is answered or has lapsed, and the rights keep their dates', async (t) => {
  const clock = clockOfCase({ ...letter, events: [], rights: [{ ...access, answered: true }] })
  t.match(clock, { state: 'stopped', dueOn: undefined, nominalDueOn: undefined, refusalDueOn: undefined })
  t.equal(clock.dueAt, undefined)
  t.equal(clock.strictDueOn, '2026-04-02')
  t.equal(rightOf(clock, 'access').dueOn, '2026-04-02')
  const stopped = clockOfCase({
    ...letter,
    events: [asked, decided('2026-03-20T11:00:00+01:00')],
    rights: [{ ...access, answered: true }],
    asOf: at('2026-05-20T10:00:00+02:00'),
  })
  t.equal(stopped.state, 'stopped')
  t.same(stopped.warnings, [], 'a question nobody waits for any more is not open for long')
  t.equal(stopped.strictDueOn, '2026-04-02', 'nothing is owed: the first month')
})

t.test('a letter whose rights are not named never stops', async (t) => {
  t.equal(clockOf(letter).state, 'running')
  t.same(clockOf(letter).rights, [])
  t.equal(clockOfCase({ ...letter, rights: [] }).state, 'running')
})

t.test('asked on the seventh day is in good time, on the eighth late', async (t) => {
  const askedAfter = (days: number) =>
    clockOf({ ...letter, events: [{ type: 'identity_requested', at: daysAfter(letter.receivedAt, days) }] })
  t.same(askedAfter(7).warnings, [])
  t.same(askedAfter(8).warnings, ['asked_late'])
  t.equal(askedAfter(8).state, 'paused')
})

t.test('asked on the last day, moved to a Monday, still pauses; on the day after it does not', async (t) => {
  const january = { ...letter, receivedAt: at('2026-01-31T10:00:00+01:00') }
  const askedAt = (text: string) => clockOf({ ...january, events: [{ type: 'identity_requested', at: at(text) }] })
  t.equal(askedAt('2026-03-02T23:59:59+01:00').state, 'paused')
  t.equal(askedAt('2026-03-03T00:00:00+01:00').state, 'running')
  t.same(askedAt('2026-03-03T00:00:00+01:00').warnings, ['asked_after_deadline'])
})

t.test('the answer to a question asked too late changes nothing', async (t) => {
  const clock = clockOf({
    ...letter,
    events: [
      { type: 'identity_requested', at: at('2026-04-05T10:00:00+02:00') },
      { type: 'identity_provided', at: at('2026-04-09T10:00:00+02:00') },
    ],
  })
  t.equal(clock.dueOn, '2026-04-02')
  t.same(clock.pauses, [])
})

t.test('a clarification pauses only where the volume is large', async (t) => {
  const ask = (largeVolume?: boolean) =>
    clockOf({
      ...letter,
      events: [{ type: 'clarification_requested', at: at('2026-03-04T10:00:00+01:00'), largeVolume }],
    })
  t.match(ask(), { state: 'running', dueOn: '2026-04-02' })
  t.same(ask().warnings, [])
  t.equal(ask(false).state, 'running')
  t.equal(ask(true).state, 'paused')
  t.same(ask(true).warnings, ['clarification_pause_not_in_national_law'])
})

t.test('two pauses apart are added, each by its own days', async (t) => {
  const clock = clockOf({
    ...letter,
    events: [
      asked,
      answered,
      { type: 'clarification_requested', at: at('2026-03-20T10:00:00+01:00'), largeVolume: true },
      { type: 'clarification_provided', at: at('2026-03-25T10:00:00+01:00') },
    ],
  })
  t.equal(clock.pausedDays, 15)
  t.equal(clock.nominalDueOn, '2026-04-17')
  t.same(clock.pauses, [
    { from: '2026-03-03', until: '2026-03-13', reason: 'identity', days: 10 },
    { from: '2026-03-20', until: '2026-03-25', reason: 'clarification', days: 5 },
  ])
})

t.test(
  'a pause lies after receipt: a question put before it counts from there, an answer without a question is none',
  async (t) => {
    const before: ClockEvent = { type: 'identity_requested', at: at('2026-02-20T10:00:00+01:00') }
    const clock = clockOf({ ...letter, events: [before, answered] })
    t.match(clock, { pausedDays: 11, dueOn: '2026-04-13' })
    t.equal(clockOf({ ...letter, events: [answered] }).dueOn, '2026-04-02')
    const answer: ClockEvent = { type: 'identity_provided', at: at('2026-02-25T10:00:00+01:00') }
    const gone = clockOf({ ...letter, events: [before, answer] })
    t.same(gone.pauses, [{ from: '2026-03-02', until: '2026-03-02', reason: 'identity', days: 0 }])
  },
)

t.test('a clarification asked while identity is awaited pauses too, however late', async (t) => {
  const clarification: ClockEvent[] = [
    { type: 'clarification_requested', at: at('2026-05-04T10:00:00+02:00'), largeVolume: true },
    { type: 'identity_provided', at: at('2026-05-11T10:00:00+02:00') },
    { type: 'clarification_provided', at: at('2026-05-18T10:00:00+02:00') },
  ]
  const clock = clockOf({ ...letter, events: [asked, ...clarification] })
  t.equal(clock.pausedDays, 76, 'from 3 March to 18 May')
  t.same(clock.warnings, ['asked_late', 'clarification_pause_not_in_national_law'])
})

t.test('a pause is long from its thirtieth day on, until it is answered', async (t) => {
  const pausedAsOf = (day: string, events: ClockEvent[] = [asked]) =>
    clockOf({ ...letter, events, asOf: at(`${day}T12:00:00+02:00`) }).warnings
  t.same(pausedAsOf('2026-04-01'), [])
  t.same(pausedAsOf('2026-04-02'), ['pause_open_long'])
  t.same(pausedAsOf('2026-04-02', [asked, answered]), [])
})

t.test('in the United Kingdom both ends belong to a clarification asked from 5 February 2026', async (t) => {
  const uk = { ...letter, timeZone: 'Europe/London', calendar: 'GB-ENG', regime: 'uk_gdpr' as const }
  const clarifiedOn = (day: string) =>
    clockOf({
      ...uk,
      receivedAt: at('2026-02-02T10:00:00Z'),
      events: [
        { type: 'clarification_requested', at: at(`${day}T10:00:00Z`), largeVolume: true },
        { type: 'clarification_provided', at: at('2026-02-10T10:00:00Z') },
      ],
    })
  t.equal(clarifiedOn('2026-02-04').pausedDays, 6, '4 to 9 February: the day of the answer is not counted')
  t.same(clarifiedOn('2026-02-04').warnings, ['clarification_pause_not_in_national_law'])
  t.equal(clarifiedOn('2026-02-05').pausedDays, 6, '5 to 10 February, both counted')
  t.same(clarifiedOn('2026-02-05').warnings, [])
})

t.test(
  'in the United Kingdom the month restarts with identity, and a later clarification is added to it',
  async (t) => {
    const clock = clockOf({
      ...letter,
      timeZone: 'Europe/London',
      calendar: 'GB-ENG',
      regime: 'uk_gdpr',
      events: [
        { type: 'identity_requested', at: at('2026-03-03T10:00:00Z') },
        { type: 'clarification_requested', at: at('2026-03-10T10:00:00Z'), largeVolume: true },
        { type: 'identity_provided', at: at('2026-03-13T10:00:00Z') },
        { type: 'clarification_provided', at: at('2026-03-17T10:00:00Z') },
        { type: 'extension_notified', at: at('2026-04-16T10:00:00+01:00') },
      ],
    })
    t.same(clock.reckoning, { from: '2026-03-13', months: 3, addedDays: 5 }, '13 to 17 March, both counted')
    t.equal(clock.pausedDays, 15, '3 to 17 March, both counted')
    t.equal(clock.dueOn, '2026-06-18')
    t.match(clock.extension, { valid: true, noticeDueOn: '2026-04-20' }, '18 April 2026 is a Saturday')
  },
)

t.test('the first instant after the last day is local midnight, also where summer time begins then', async (t) => {
  // In Cairo summer time begins at midnight between 23 and 24 April 2026: the 24th begins at one o'clock.
  const clock = clockOf({ ...letter, timeZone: 'Africa/Cairo', calendar: 'FR', receivedAt: at('2026-03-23T10:00:00Z') })
  t.equal(clock.dueOn, on('2026-04-23'))
  t.equal(clock.dueAt, at('2026-04-24T01:00:00+03:00'))
})
