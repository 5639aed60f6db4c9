import fc from 'fast-check'
import { type CivilDate, type Instant, instantFrom, isCivilDate } from '../../src/law/calendar.ts'
import { type ClockEvent, type ClockFacts, type RightOnClock, regimes } from '../../src/law/clock-facts.ts'

const millisecondsInDay = 86_400_000

/** An instant from its RFC 3339 text. */
export function at(text: string): Instant {
  const instant = instantFrom(text)
  if (instant === undefined) throw new Error(`no instant: ${text}`)
  return instant
}

/** A civil day from its text. */
export function on(text: string): CivilDate {
  if (!isCivilDate(text)) throw new Error(`no day: ${text}`)
  return text
}

export function daysAfter(instant: Instant, days: number): Instant {
  return (instant + Math.round(days * millisecondsInDay)) as Instant // moved by whole milliseconds
}

/** A letter received in Paris on Monday 2 March 2026 at ten, looked at on the day itself. */
export const letter: ClockFacts = {
  receivedAt: at('2026-03-02T10:00:00+01:00'),
  timeZone: 'Europe/Paris',
  calendar: 'FR',
  regime: 'gdpr',
  asOf: at('2026-03-02T10:00:00+01:00'),
  events: [],
}

const places = [
  ['Europe/Paris', 'FR'],
  ['Europe/Paris', 'FR-67'],
  ['Europe/London', 'GB-ENG'],
  ['Europe/Dublin', 'IE'],
  ['Europe/Sofia', 'BG'],
  ['Atlantic/Reykjavik', 'IS'],
  ['Indian/Reunion', 'FR-RE'],
  ['America/Martinique', 'FR-MQ'],
] as const

export const receipts = fc
  .integer({ min: at('2018-05-25T00:00:00Z'), max: at('2040-01-01T00:00:00Z') })
  .map((ms) => ms as Instant) // an integer of milliseconds

const eventTypes = [
  'identity_requested',
  'identity_provided',
  'clarification_requested',
  'clarification_provided',
  'extension_notified',
  'extension_decided',
] as const

const rightIds = ['a', 'b', 'c', 'd'] as const

/** Anything that may happen to a letter, from shortly before its receipt to half a year after. */
export function events(receivedAt: Instant): fc.Arbitrary<ClockEvent[]> {
  const instant = fc.double({ min: -5, max: 180, noNaN: true }).map((days) => daysAfter(receivedAt, days))
  return fc.array(
    fc.record({
      type: fc.constantFrom(...eventTypes),
      at: instant,
      sufficient: fc.option(fc.boolean(), { nil: undefined }),
      largeVolume: fc.boolean(),
      notifiedAt: fc.option(instant, { nil: undefined }),
      rights: fc.subarray([...rightIds]),
    }),
    { maxLength: 8 },
  )
}

export const facts: fc.Arbitrary<ClockFacts> = receipts
  .chain((receivedAt) =>
    fc.record({
      receivedAt: fc.constant(receivedAt),
      place: fc.constantFrom(...places),
      regime: fc.constantFrom(...regimes),
      asOf: fc.double({ min: 0, max: 200, noNaN: true }).map((days) => daysAfter(receivedAt, days)),
      events: events(receivedAt),
    }),
  )
  .map(({ place: [timeZone, calendar], ...rest }) => ({ ...rest, timeZone, calendar }))

export const rights: fc.Arbitrary<RightOnClock[]> = fc
  .array(
    fc.record({
      pace: fc.constantFrom('month' as const, 'at_once' as const),
      answered: fc.boolean(),
      healthData: fc.constantFrom(undefined, 'recent' as const, 'older_than_five_years' as const),
    }),
    { minLength: 1, maxLength: rightIds.length },
  )
  .map((list) => list.map((right, index) => ({ ...right, id: rightIds[index] ?? '' })))
