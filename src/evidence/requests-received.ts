import { rawStatement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'

export { feedHorizon } from './store.ts'

const selectReceived = rawStatement<
  { organisation: OrganisationId; after: number; horizon: number; limit: number },
  { request: RequestId; position: string }
>(
  'select_received',
  `select request_id as request, feed_position::text as position from habeas.events
   where organisation_id = $1 and feed_position > $2 and feed_position <= $3 and type = 'request_received'
   order by feed_position limit $4`,
  ({ organisation, after, horizon, limit }) => [organisation, after, horizon, limit],
)

/** The requests received after a place of the change feed, as far as it is settled (`feedHorizon`): none will ever appear before these. */
export async function requestsReceived(
  tx: Tx,
  place: { readonly after: number; readonly horizon: number; readonly limit: number },
): Promise<{ request: RequestId; position: number }[]> {
  const rows = await tx.run(selectReceived, { organisation: tx.organisation, ...place })
  return rows.map(({ request, position }) => ({ request, position: Number(position) }))
}
