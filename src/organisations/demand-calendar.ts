import { findCalendar } from '../law/calendar.ts'
import { problem } from '../platform/problem.ts'

const mostNear = 20 // Germany with its Länder has 17, Switzerland's cantons fill the rest

/** The code of a calendar in its canonical spelling; throws `unknown_calendar` with those that come near. */
export function demandCalendar(asked: string): string {
  const found = findCalendar(asked)
  if (found.ok) return found.code
  const near = found.near.length > 0 ? found.near.slice(0, mostNear).join(', ') : 'FR, FR-67, GB-ENG'
  throw problem('unknown_calendar', `no holiday calendar has this code; known are, for example, ${near}`, {
    errors: [{ location: 'body.calendar', message: `expected a calendar such as ${near}` }],
  })
}
