import fc from 'fast-check'
import t from 'tap'
import { type AllDayEvent, iCalendarOf } from '../../src/deadlines/icalendar.ts'
import { at, on } from '../law/clock-support.ts'

const day: AllDayEvent = {
  uid: 'req_01m84njqz5eaaazqs37rz6d7v6',
  on: on('2026-12-31'),
  summary: 'HB-7F3K-92QD – Access to your data',
  isTentative: false,
  revised: at('2026-03-02T09:30:00Z'),
  revision: 3,
}

/** Reads what a calendar program reads: lines unfolded (RFC 5545 section 3.1), each split at its first colon. */
function propertiesOf(text: string): [string, string][] {
  return text
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)])
}

t.test('an all-day event, as RFC 5545 has it', async (t) => {
  t.same(propertiesOf(iCalendarOf('Deadlines', [day])), [
    ['BEGIN', 'VCALENDAR'],
    ['VERSION', '2.0'],
    ['PRODID', '-//Habeas//Deadlines//EN'],
    ['CALSCALE', 'GREGORIAN'],
    ['NAME', 'Deadlines'],
    ['X-WR-CALNAME', 'Deadlines'],
    ['REFRESH-INTERVAL;VALUE=DURATION', 'PT1H'],
    ['X-PUBLISHED-TTL', 'PT1H'],
    ['BEGIN', 'VEVENT'],
    ['UID', 'req_01m84njqz5eaaazqs37rz6d7v6'],
    ['SEQUENCE', '3'],
    ['DTSTAMP', '20260302T093000Z'],
    ['DTSTART;VALUE=DATE', '20261231'],
    ['DTEND;VALUE=DATE', '20270101'],
    ['X-MICROSOFT-CDO-ALLDAYEVENT', 'TRUE'],
    ['X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT', 'TRUE'],
    ['SUMMARY', 'HB-7F3K-92QD – Access to your data'],
    ['TRANSP', 'TRANSPARENT'],
    ['STATUS', 'CONFIRMED'],
    ['LAST-MODIFIED', '20260302T093000Z'],
    ['END', 'VEVENT'],
    ['END', 'VCALENDAR'],
  ])
})

t.test('separators in a text are escaped, and break no line', async (t) => {
  const text = iCalendarOf('a', [{ ...day, summary: 'a;b,c\\d\r\nBEGIN:VALARM\ne' }])
  t.match(text, '\r\nSUMMARY:a\\;b\\,c\\\\d\\nBEGIN:VALARM\\ne\r\n')
  t.notMatch(text, /^BEGIN:VALARM/m)
})

t.test('whatever the text, lines are of 75 octets at most, end in CRLF, and unfold to what they were', async (t) => {
  const outcome = fc.check(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (summary) => {
      const text = iCalendarOf('Échéances', [{ ...day, summary }])
      const lines = text.split('\r\n')
      const [, written = ''] = propertiesOf(text).find(([name]) => name === 'SUMMARY') ?? []
      const read = written.replace(/\\([\\;,n])/g, (_, character: string) => (character === 'n' ? '\n' : character))
      return (
        lines.every((line) => Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line)) &&
        text.endsWith('END:VCALENDAR\r\n') &&
        Buffer.from(text).toString() === text && // cut inside no character
        read === summary.replace(/\r\n|\r/g, '\n')
      )
    }),
    { numRuns: 2000 },
  )
  t.notOk(outcome.failed, String(outcome.counterexample))
})
