import { civilDateIn } from '../law/calendar.ts'
import { caseFileKeptUntil, identityDocumentsKeptUntil } from '../law/retention.ts'
import { recomputeObjections } from '../objections/heed-objections.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'
import { type ClosedCase, closedAfter, setLastDays } from './store.ts'

/** Of one short transaction. */
const atATime = 500

/**
 * The policy or the zone of an organisation has changed: the last day of every closed case, and of every objection, is reckoned anew. No event for each: that of the
 * organisation says what changed. A case that is closed, reopened or erased meanwhile is left as that has left it.
 */
export async function recomputeRetention(
  { database }: Pick<Deps, 'database'>,
  organisation: OrganisationId,
): Promise<void> {
  await recomputeObjections({ database }, organisation)
  let after: RequestId | undefined
  for (;;) {
    const page: ClosedCase[] = await database.transaction(organisation, async (tx) => {
      const [row, found] = await Promise.all([getOrganisation(tx), closedAfter(tx, after, atATime)])
      const policy = retentionOf(row)
      const days = found.map(({ id, closedAt, restrictions }) => {
        const closedOn = civilDateIn(row.timeZone, closedAt)
        return {
          id,
          closedAt,
          file: caseFileKeptUntil(policy, closedOn, restrictions),
          identity: identityDocumentsKeptUntil(policy, closedOn),
        }
      })
      await setLastDays(tx, days)
      return found
    })
    after = page.at(-1)?.id
    if (page.length < atATime) return
  }
}
