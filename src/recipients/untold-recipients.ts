import type { CivilDate } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { untoldSince } from './store.ts'

/** For the digest: requests of which a recipient waits to be told, opened after one day and until another, with the first of these days. */
export async function untoldRecipients(
  tx: Tx,
  days: { readonly after: CivilDate; readonly until: CivilDate },
): Promise<ReadonlyMap<RequestId, CivilDate>> {
  return new Map((await untoldSince(tx, days)).map(({ request, since }) => [request, since]))
}
