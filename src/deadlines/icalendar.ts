import ical, { ICalEventStatus, ICalEventTransparency } from 'ical-generator'
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

/** How often a program should ask again, in seconds: deadlines are days. RFC 7986 section 5.7. */
const refreshSeconds = 3_600

/**
 * A calendar of all-day events as iCalendar (RFC 5545), to subscribe to. The same events give the same bytes: without a `METHOD`,
 * `DTSTAMP` is the last revision (section 3.8.7.2).
 */
export function iCalendarOf(name: string, events: readonly AllDayEvent[]): string {
  const prodId = { company: 'Habeas', product: 'Deadlines', language: 'EN' }
  const calendar = ical({ name, prodId, ttl: refreshSeconds, scale: 'gregorian' })
  for (const { uid, on, summary, isTentative, revised, revision } of events) {
    calendar.createEvent({
      id: uid,
      allDay: true,
      start: midnight(on),
      end: midnight(addDays(on, 1)), // the end is not included (section 3.6.1)
      summary,
      stamp: new Date(revised),
      lastModified: new Date(revised),
      sequence: revision,
      status: isTentative ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
      transparency: ICalEventTransparency.TRANSPARENT, // a deadline leaves its day free for other things
    })
  }
  return `${calendar}\r\n`
}

/** The library writes the day that a time has in UTC. */
function midnight(day: CivilDate): Date {
  return new Date(`${day}T00:00:00Z`)
}
