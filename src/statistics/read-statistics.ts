import { type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import { getOrganisation } from '../organisations/store.ts'
import { demandWanted } from '../platform/database/failure.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type AskedPeriod, monthsOf, type Period, periodOf } from './period.ts'
import { countReceived } from './store.ts'
import { type ReceivedInMonth, type Statistics, tally } from './tally.ts'

/** The numbers of a period, as of a day: what is open and overdue is so then. */
export type Counted = Period & { readonly asOf: CivilDate; readonly statistics: Statistics }

/**
 * What an organisation received in a period, counted as it stands now; what was erased since is counted as it stood then. Throws `invalid`
 * where the period is none, `unavailable` once nobody waits for it.
 */
export async function readStatistics(
  tx: Tx,
  asked: AskedPeriod,
  { now, signal }: { readonly now: Instant; readonly signal: AbortSignal },
): Promise<Counted> {
  const { timeZone } = await getOrganisation(tx)
  const today = civilDateIn(timeZone, now)
  const period = periodOf(asked, today)
  const months: ReceivedInMonth[] = []
  for (const days of monthsOf(period)) {
    demandWanted(signal)
    months.push({ month: days.from.slice(0, 7), ...(await countReceived(tx, days, today)) })
  }
  return { ...period, asOf: today, statistics: tally(months) }
}
