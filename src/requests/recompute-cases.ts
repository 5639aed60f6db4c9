import { rawStatement } from '../platform/database/statement.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'
import { changeCase } from './change-case.ts'

const openAfter = rawStatement<
  { organisation: OrganisationId; after: RequestId | null; most: number },
  { id: RequestId }
>(
  'open_requests_after',
  `select id from habeas.requests
   where organisation_id = $1 and closed_at is null and ($2::uuid is null or id > $2) order by id limit $3`,
  ({ organisation, after, most }) => [organisation, after, most],
)
const atATime = 200

/** The organisation's calendar, zone or regime has changed: every open case is reckoned anew, and each moved date is an event. */
export async function recomputeOpenCases(
  deps: Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>,
  organisation: OrganisationId,
): Promise<void> {
  const actor = { type: 'service', organisation } as const
  let after: RequestId | null = null
  for (;;) {
    const values = { organisation, after, most: atATime }
    const page: { id: RequestId }[] = await deps.database.transaction(organisation, (tx) => tx.run(openAfter, values))
    for (const { id } of page) {
      await deps.database.transaction(organisation, (tx) =>
        changeCase(tx, deps, { request: id, actor, now: deps.now() }, () => undefined),
      )
    }
    after = page.at(-1)?.id ?? null
    if (page.length < atATime) return
  }
}
