import { civilDateIn, type Instant } from '../law/calendar.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'
import { type Case, happened } from './case.ts'
import { changeCase } from './change-case.ts'

const noticesMissed = rawStatement<{ asOf: Instant; most: number }, { organisation_id: OrganisationId; id: RequestId }>(
  'notices_missed',
  'select organisation_id, id from habeas.lookup_notices_missed($1, $2)',
  ({ asOf, most }) => [new Date(asOf).toISOString(), most],
)
const atATime = 100

/**
 * Art. 12(3): an extension counts when the person is told of it within the first month. One that was decided and not told by then
 * lapses; the dates fall back, with an event.
 */
export async function lapseUntoldExtensions(
  deps: Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>,
): Promise<void> {
  const now = deps.now()
  const missed = await deps.database.lookup(noticesMissed, { asOf: now, most: atATime })
  await eachInTurn(missed, ({ organisation_id, id }) => {
    const actor = { type: 'service', organisation: organisation_id } as const
    return deps.database.transaction(organisation_id, (tx) =>
      changeCase(tx, deps, { request: id, actor, now }, (c) => lapse(c, now)),
    )
  })
}

function lapse(c: Case, now: Instant): void {
  const { noticeDueOn, extensions } = c.request
  if (noticeDueOn === null || civilDateIn(c.organisation.timeZone, now) <= noticeDueOn) return
  for (const extension of extensions) {
    if (extension.notified_at !== undefined || extension.fell_back_at !== undefined) continue
    extension.fell_back_at = now
    const by = { actor: { type: 'service', organisation: c.organisation.id }, at: now } as const
    happened(c, { type: 'extension_lapsed', facts: { notice_due_on: noticeDueOn } }, by)
  }
}
