import type { Instant } from '../law/calendar.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'
import { type Case, dueDates, happened, reckon } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { endNeedlessAsk } from '../requests/identity.ts'
import { rememberMove } from './store.ts'

const openAfter = rawStatement<
  { organisation: OrganisationId; after: RequestId | null; most: number },
  { id: RequestId }
>(
  'open_requests_after',
  `select id from habeas.requests
   where organisation_id = $1 and closed_at is null and erased_at is null and ($2::uuid is null or id > $2) order by id limit $3`,
  ({ organisation, after, most }) => [organisation, after, most],
)
const atATime = 200

/**
 * The organisation's calendar, zone or regime has changed, the holidays of its calendar, or how sure it must be of who asks: every open
 * case is reckoned anew. Each date that moves by rules is an event, a warning of the case, and a line of the next digest to staff; a
 * question about identity that nothing needs any more ends. Done again, it finds nothing to do.
 */
export async function recomputeOpenCases(
  deps: Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>,
  organisation: OrganisationId,
  signal?: AbortSignal,
): Promise<void> {
  const actor = { type: 'service', organisation } as const
  const recompute = (id: RequestId) =>
    deps.database.transaction(organisation, async (tx) => {
      const now = deps.now()
      await changeCase(tx, deps, { request: id, actor, now }, async (c) => {
        const from = c.request.dueOn
        if (movesByRules(c, now)) await rememberMove(tx, id, from)
        endNeedlessAsk(c, { actor, at: now })
      })
    })
  await eachInTurn(openRequests(deps, organisation), recompute, signal) // begun anew, it finds what is done as it should be
}

async function* openRequests(
  { database }: Pick<Deps, 'database'>,
  organisation: OrganisationId,
): AsyncGenerator<RequestId> {
  let after: RequestId | null = null
  for (;;) {
    const values = { organisation, after, most: atATime }
    const page: { id: RequestId }[] = await database.transaction(organisation, (tx) => tx.run(openAfter, values))
    yield* page.map((row) => row.id)
    after = page.at(-1)?.id ?? null
    if (page.length < atATime) return
  }
}

/** Reckons the case by the rules as they are now, and records it where a date moved. */
function movesByRules(c: Case, now: Instant): boolean {
  reckon(c, now)
  const moved = [...dueDates(c.request, c.rights)].some(([name, date]) => c.before.get(name) !== date)
  if (!moved) return false
  const { id, calendar, timeZone, regime } = c.organisation
  c.request.rulesMovedAt = now
  const facts = { calendar, time_zone: timeZone, regime }
  happened(c, { type: 'clock_rules_changed', facts }, { actor: { type: 'service', organisation: id }, at: now })
  return true
}
