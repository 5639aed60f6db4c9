import { type CivilDate, civilDateIn, type Instant } from './calendar.ts'
import type { ClockFacts } from './clock-facts.ts'
import type { Pace } from './rights.ts'
import { momentsOf, runPeriod } from './suspension.ts'

/** By which of the two limits of art. 12(3) the person was told, whether or not the longer one had been claimed. */
export const answerPeriods = ['one_month', 'three_months', 'later'] as const
export type AnsweredWithin = (typeof answerPeriods)[number]

/**
 * Art. 12(3): one month from receipt, or with the two further ones three; both end on a working day, and pauses known by then put them off.
 * An extension moves neither: this says how long it took, not whether it was in time. What is owed at once is never suspended.
 */
export function answeredWithin(
  facts: Omit<ClockFacts, 'asOf'>,
  { answeredAt, pace }: { readonly answeredAt: Instant; readonly pace: Pace },
): AnsweredWithin {
  const receivedOn = civilDateIn(facts.timeZone, facts.receivedAt)
  const known = { ...facts, asOf: answeredAt, events: facts.events.filter(({ at }) => at <= answeredAt) }
  const moments = pace === 'at_once' ? [] : momentsOf(known)
  const answeredOn = civilDateIn(facts.timeZone, answeredAt)
  const isBy = (months: number) =>
    isNotAfter(answeredOn, runPeriod({ facts: known, receivedOn, moments, months }).dueOn)
  if (isBy(1)) return 'one_month'
  return isBy(3) ? 'three_months' : 'later'
}

/** A period that stands still has no end yet. */
function isNotAfter(day: CivilDate, end: CivilDate | undefined): boolean {
  return end === undefined || day <= end
}
