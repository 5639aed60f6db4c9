import { addDays, addMonths, type CivilDate, nextWorkingDay } from './calendar.ts'
import type { RightOnClock } from './clock-facts.ts'
import type { Period } from './suspension.ts'

type Limited = Pick<RightOnClock, 'pace' | 'healthData'> & { readonly period: Pick<Period, 'dueOn'> }

/** The last day by another rule than art. 12(3) of the GDPR, where one applies: a civil day of the controller. Never after the day due. */
export function actByOf(right: Limited, receivedOn: CivilDate, calendar: string): CivilDate | undefined {
  // Art. 7(3) and 21(3): what is withdrawn or refused stops on receipt; the month is for telling the person.
  if (right.pace === 'at_once') return receivedOn
  if (right.healthData === undefined) return undefined
  // Code de la santé publique L1111-7: eight days; two months for health data older than five years.
  const limit = right.healthData === 'recent' ? addDays(receivedOn, 8) : addMonths(receivedOn, 2)
  const limitedTo = nextWorkingDay(calendar, limit)
  // Art. 12(3) is the ceiling: two national months do not lengthen its one. They bind where an extension would go beyond them.
  const { dueOn } = right.period
  return dueOn !== undefined && dueOn < limitedTo ? dueOn : limitedTo
}

/** Past a limit that comes before the day due: that of health data. What is owed at once has no limit of days that could pass. */
export function isPastOwnLimit(right: Limited, receivedOn: CivilDate, calendar: string, today: CivilDate): boolean {
  const actBy = actByOf(right, receivedOn, calendar)
  return actBy !== undefined && today > actBy && actBy !== right.period.dueOn
}
