import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import ICAL from 'ical.js'
import t from 'tap'
import { type AllDayEvent, iCalendarOf } from '../../src/deadlines/icalendar.ts'
import { at, on } from '../law/clock-support.ts'
import { sampled } from '../support/sampled.ts'

const day: AllDayEvent = {
  uid: 'req_01m84njqz5eaaazqs37rz6d7v6',
  on: on('2026-12-31'),
  summary: 'HB-7F3K-92QD – Access to your data',
  isTentative: false,
  revised: at('2026-03-02T09:30:00Z'),
  revision: 3,
}

t.test('an all-day event, as RFC 5545 has it', async (t) => {
  t.same(iCalendarOf('Deadlines', [day]).split('\r\n'), [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Habeas//Deadlines//EN',
    'CALSCALE:GREGORIAN',
    'NAME:Deadlines',
    'X-WR-CALNAME:Deadlines',
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    'BEGIN:VEVENT',
    'UID:req_01m84njqz5eaaazqs37rz6d7v6',
    'SEQUENCE:3',
    'DTSTAMP:20260302T093000Z',
    'DTSTART;VALUE=DATE:20261231',
    'DTEND;VALUE=DATE:20270101',
    'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
    'X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE',
    'SUMMARY:HB-7F3K-92QD – Access to your data',
    'TRANSP:TRANSPARENT',
    'STATUS:CONFIRMED',
    'LAST-MODIFIED:20260302T093000Z',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

/** What Thunderbird reads: ical.js is its reader. */
function readAsThunderbird(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text))
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const { uid, summary, startDate, endDate, duration, sequence } = new ICAL.Event(component)
    const [start, end] = [startDate, endDate]
    const isAllDay = start.isDate && end.isDate && duration.toSeconds() === 86_400
    return { uid, summary, on: start.toString(), isAllDay, sequence, status: component.getFirstPropertyValue('status') }
  })
}

t.test('separators in a text are escaped, and break no line', async (t) => {
  const text = iCalendarOf('a', [{ ...day, summary: 'a;b,c\\d\r\nBEGIN:VALARM\ne' }])
  t.match(text, '\r\nSUMMARY:a\\;b\\,c\\\\d\\nBEGIN:VALARM\\ne\r\n')
  t.notMatch(text, /^BEGIN:VALARM/m)
})

t.test(
  'whatever the text and the days, a calendar program reads them as they were, from lines of 75 octets',
  async (t) => {
    const days = fc.record({
      uid: fc.uuid(),
      summary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
      on: fc.integer({ min: 0, max: 60_000 }).map((n) => on(new Date(n * 86_400_000).toISOString().slice(0, 10))),
      isTentative: fc.boolean(),
      revised: fc.constant(day.revised),
      revision: fc.integer({ min: 1, max: 1_000_000 }),
    })
    const outcome = fc.check(
      fc.property(fc.array(days, { maxLength: 4 }), (events) => {
        const text = iCalendarOf('Échéances', events)
        const lines = text.split('\r\n')
        const wanted = events.map(({ uid, summary, on: date, isTentative, revision: sequence }) => {
          const status = isTentative ? 'TENTATIVE' : 'CONFIRMED'
          return { uid, summary: summary.replace(/\r\n|\r/g, '\n'), on: date, isAllDay: true, sequence, status }
        })
        return (
          isDeepStrictEqual(readAsThunderbird(text), wanted) &&
          lines.every((line) => Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line)) &&
          text.endsWith('END:VCALENDAR\r\n') &&
          Buffer.from(text).toString() === text // cut inside no character
        )
      }),
      sampled(2000),
    )
    t.notOk(outcome.failed, JSON.stringify(outcome.counterexample))
  },
)
