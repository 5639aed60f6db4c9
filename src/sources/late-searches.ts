import type { CivilDate } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { openTasksOfDays } from './store.ts'

/** Systems whose owners have not answered in time, of one request. */
export type LateSearches = { readonly sources: readonly string[]; readonly dueOn: CivilDate }

/**
 * For the digest: whose searches were due after one day and until another, by request, with the keys of their sources and the first of
 * these days. Of requests that are open.
 */
export async function lateSearches(
  tx: Tx,
  due: { readonly after: CivilDate; readonly until: CivilDate },
): Promise<ReadonlyMap<RequestId, LateSearches>> {
  const rows = await openTasksOfDays(tx, due)
  return new Map(rows.map(({ request, sources, dueOn }) => [request, { sources, dueOn }]))
}
