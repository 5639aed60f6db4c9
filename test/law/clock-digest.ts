import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { civilDateIn, noonOf, showInstant, startOfDay } from '../../src/law/calendar.ts'
import { clockOfCase } from '../../src/law/clock.ts'
import { explainClock } from '../../src/law/clock-explanation.ts'
import { nextWatchAfter, usualReminders, watchOn } from '../../src/law/reminders.ts'
import { facts, rights } from './clock-support.ts'

// Run in processes of different time zones: prints the zone and a digest of the same clocks, as many as it is told.
const numRuns = Number(process.argv[2])
const hash = createHash('sha256')
for (const [given, invoked] of fc.sample(fc.tuple(facts, rights), { numRuns, seed: 1182 })) {
  const clock = clockOfCase({ ...given, rights: invoked })
  hash.update(JSON.stringify([clock, explainClock(clock, 'fr')]))
  const { receivedOn, timeZone } = clock
  const today = civilDateIn(timeZone, given.asOf)
  const watch = watchOn(today, { calendar: given.calendar, lastWatched: receivedOn, rules: usualReminders })
  hash.update(JSON.stringify([watch, nextWatchAfter(given.asOf, given)]))
  hash.update(showInstant(startOfDay(receivedOn, timeZone)) + showInstant(noonOf(receivedOn, timeZone)))
}
console.log(Intl.DateTimeFormat().resolvedOptions().timeZone, hash.digest('hex'))
