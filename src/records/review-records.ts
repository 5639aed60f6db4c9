import type { Instant } from '../law/calendar.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { happened } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { demandOpen } from './demand-open.ts'
import { reviewTogether, unreviewedRecords } from './review-store.ts'
import type { ReviewedTogether, ReviewTogetherCommand } from './schemas.ts'
import { currentUploads } from './store.ts'
import { noteUnreviewed } from './unreviewed-records.ts'

/** One call, one transaction, which holds the request's lock: whoever has more calls again, and is told so. */
const atATime = 5_000

/**
 * Reviews alike what nobody has reviewed yet, of these sources, categories and origins (art. 15(4)); a record that was reviewed by itself
 * stays as it was decided. One event for all of them. Throws `not_found`, and `action_not_allowed` for a closed request.
 */
export async function reviewRecords(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  request: RequestId,
  { source, category: categories, provided_by: providedBy, withheld: given, reason }: ReviewTogetherCommand,
  by: { readonly actor: StaffActor; readonly at: Instant },
): Promise<ReviewedTogether> {
  const withheld = given ?? false
  let hasMore = false
  let reviewed = 0
  const c = await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    demandOpen(c)
    const current = await currentUploads(tx, request)
    const uploads = current.filter((each) => source?.includes(each.source) ?? true).map(({ id }) => id)
    const found = await unreviewedRecords(tx, request, { uploads, categories, providedBy, most: atATime + 1 })
    const ids = found.slice(0, atATime)
    hasMore = found.length > atATime
    reviewed = ids.length
    if (reviewed === 0) return
    await reviewTogether(tx, c.safe, { ids, withheld, reviewedAt: by.at, review: { reason, redact: [] } })
    await noteUnreviewed(tx, c)
    // What a source calls a kind of data may name somebody.
    const detail = { reason, source, category: categories, provided_by: providedBy }
    happened(c, { type: 'records_reviewed', facts: { records: reviewed, withheld }, detail }, by)
  })
  const unreviewed = c.request.detail.unreviewed_records ?? 0
  return { object: 'records_review', reviewed, withheld, unreviewed, has_more: hasMore }
}
