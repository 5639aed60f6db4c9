import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Case } from '../requests/case.ts'
import { mostUnreviewedCounted } from '../requests/tables.ts'
import { countUnreviewed } from './review-store.ts'

/** What third parties provided may hold what is theirs (art. 15(4)): it leaves once somebody has looked. */

/** Keeps on the request how many records wait for that, so that whoever reads it is warned without another query. For each change of them. */
export async function noteUnreviewed(tx: Tx, { request }: Case): Promise<void> {
  const count = await countUnreviewed(tx, request.id, mostUnreviewedCounted + 1)
  request.detail.unreviewed_records = count === 0 ? undefined : count
}

/**
 * Art. 15(4): a copy must not adversely affect the rights and freedoms of others. Throws `records_unreviewed` where an export for access
 * would hold a record that a third party provided and nobody has reviewed. Portability holds none (art. 20(1)). Exact under the lock of
 * the request; the records themselves are asked, not what the request keeps of them.
 */
export async function demandReviewed(
  tx: Tx,
  { requestId, kind }: { readonly requestId: RequestId; readonly kind: 'access' | 'portability' },
): Promise<void> {
  if (kind === 'portability') return
  const count = await countUnreviewed(tx, requestId, mostUnreviewedCounted + 1)
  if (count === 0) return
  const many = count > mostUnreviewedCounted ? `more than ${mostUnreviewedCounted} records` : `${count} records`
  throw problem(
    'records_unreviewed',
    `${count === 1 ? 'one record' : many} from third parties must be reviewed first: see its records with provided_by=third_party and reviewed=false`,
  )
}
