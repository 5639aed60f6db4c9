import { addDays, type CivilDate, type Instant } from '../law/calendar.ts'

/** A day in a calendar. `revised` is when it last changed, `revision` how often: a program replaces what it has by what is newer. */
export type AllDayEvent = {
  readonly uid: string
  readonly on: CivilDate
  readonly summary: string
  readonly isTentative: boolean
  readonly revised: Instant
  readonly revision: number
}

/** How often a program should ask again: deadlines are days. RFC 7986 section 5.7; the second is what Outlook reads. */
const refresh = 'PT1H'

/**
 * A calendar of all-day events as iCalendar (RFC 5545), to subscribe to. The same events give the same bytes: without a `METHOD`,
 * `DTSTAMP` is the last revision (section 3.8.7.2).
 */
export function iCalendarOf(name: string, events: readonly AllDayEvent[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Habeas//Deadlines//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${refresh}`,
    `X-PUBLISHED-TTL:${refresh}`,
    ...events.flatMap(linesOf),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

function linesOf(event: AllDayEvent): string[] {
  const revised = basicInstant(event.revised)
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(event.uid)}`,
    `DTSTAMP:${revised}`,
    `LAST-MODIFIED:${revised}`,
    `SEQUENCE:${event.revision}`,
    `DTSTART;VALUE=DATE:${basicDay(event.on)}`,
    `DTEND;VALUE=DATE:${basicDay(addDays(event.on, 1))}`, // the end is not included (section 3.6.1)
    `SUMMARY:${escaped(event.summary)}`,
    `STATUS:${event.isTentative ? 'TENTATIVE' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT', // a deadline leaves its day free for other things
    'END:VEVENT',
  ]
}

/** Section 3.3.11: text, with its separators escaped. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n')
}

const longestLine = 75 // octets, without the line break (section 3.1)

/** Section 3.1: a long line goes on behind a space. Cut between characters, never inside one. */
function folded(line: string): string {
  if (Buffer.byteLength(line) <= longestLine) return line
  let text = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > longestLine) {
      text += '\r\n '
      octets = 1
    }
    text += character
    octets += size
  }
  return text
}

function basicDay(day: CivilDate): string {
  return day.replaceAll('-', '')
}

function basicInstant(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}
