import type { CivilDate } from '../law/calendar.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'

const selectUntold = rawStatement<
  { organisation: OrganisationId; after: CivilDate; until: CivilDate },
  { request: RequestId; since: CivilDate }
>(
  'select_untold_recipients',
  `select g.request_id as request, min(g.recipients_untold_since)::text as since
   from habeas.rights g join habeas.requests r on r.organisation_id = g.organisation_id and r.id = g.request_id
   where g.organisation_id = $1 and g.recipients_untold_since > $2::date and g.recipients_untold_since <= $3::date
     and r.erased_at is null
   group by g.request_id`,
  ({ organisation, after, until }) => [organisation, after, until],
)

/** Requests of which a recipient waits since a day after one and until another, with the first of their days. */
export function untoldSince(
  tx: Tx,
  days: { readonly after: CivilDate; readonly until: CivilDate },
): Promise<{ request: RequestId; since: CivilDate }[]> {
  return tx.run(selectUntold, { organisation: tx.organisation, ...days })
}

// Where the end itself is still to be told, nothing is found to do
const selectOver = rawStatement<{ organisation: OrganisationId; today: CivilDate }, { request: RequestId }>(
  'select_restrictions_over_untold',
  `select distinct g.request_id as request
   from habeas.rights g join habeas.requests r on r.organisation_id = g.organisation_id and r.id = g.request_id
   where g.organisation_id = $1 and g.recipients_untold_since is not null and g.right = 'restriction' and r.erased_at is null
     and (g.restricted_since is null or g.status = 'lapsed' or g.lifted_on <= $2::date)`,
  ({ organisation, today }) => [organisation, today],
)

/** Requests of a restriction that is over on a day, and of which a recipient waits to be told something. */
export async function requestsOver(tx: Tx, today: CivilDate): Promise<RequestId[]> {
  return (await tx.run(selectOver, { organisation: tx.organisation, today })).map(({ request }) => request)
}
