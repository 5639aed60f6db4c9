import { type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import { getOrganisation } from '../organisations/store.ts'
import { demandWanted, unwanted } from '../platform/database/failure.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type AskedPeriod, monthsOf, type Period, periodOf } from './period.ts'
import { countReceived } from './store.ts'
import { type ReceivedInMonth, type Statistics, tally } from './tally.ts'

/** The numbers of a period, as of a day: what is open and overdue is so then. */
export type Counted = Period & { readonly asOf: CivilDate; readonly statistics: Statistics }

/** Others wait for its place in the lane, and the server keeps for it what was deleted since it began. */
const longestCountMs = 60_000

type Asking = {
  readonly now: Instant
  /** Whether somebody still waits for it. */
  readonly signal: AbortSignal
  /** How long it counts before it is given up, in milliseconds. */
  readonly longestMs?: number
}

/**
 * What an organisation received in a period, counted as it stands now; what was erased since is counted as it stood then. `tx` is one
 * snapshot for all months: what is told of them together (open, overdue, answered) is then of one moment, though people are answered
 * meanwhile. Throws `invalid` where the period is none, `unavailable` once nobody waits for it, or after a minute.
 */
export async function readStatistics(
  tx: Tx,
  asked: AskedPeriod,
  { now, signal, longestMs = longestCountMs }: Asking,
): Promise<Counted> {
  const deadline = performance.now() + longestMs
  const { timeZone } = await getOrganisation(tx)
  const today = civilDateIn(timeZone, now)
  const period = periodOf(asked, today)
  const months: ReceivedInMonth[] = []
  for (const days of monthsOf(period)) {
    demandWanted(signal)
    if (performance.now() >= deadline) throw unwanted()
    months.push({ month: days.from.slice(0, 7), ...(await countReceived(tx, days, today)) })
  }
  return { ...period, asOf: today, statistics: tally(months) }
}
