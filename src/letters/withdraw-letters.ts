import type { Instant } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type RecipientId, type RightId, showId } from '../platform/identifiers.ts'
import type { By } from '../requests/act.ts'
import { type Case, happened, type RightRow } from '../requests/case.ts'
import { type Withdrawn, withdrawAnswers, withdrawClosure, withdrawNotices } from './store.ts'

/**
 * What a decision that is taken back had told of a right, and is printed but not posted, is not to be posted any more. Whether the person may
 * know of it all the same, by another letter or at their door: then the next letter says that it replaces what they have.
 */
export async function withdrawAnswersTo(tx: Tx, c: Case, { id, answeredAt }: RightRow, by: By): Promise<boolean> {
  const { withdrawn, others } = await withdrawAnswers(tx, { request: c.request.id, right: id })
  noteWithdrawn(c, withdrawn, by, id)
  const isDecision = withdrawn.some(({ type }) => type === 'decision')
  return !isDecision || others > 0 || answeredAt !== null || hasDoor(c)
}

/** Whoever has a mailbox reads there what was decided before any letter arrives. */
function hasDoor({ request: { detail } }: Case): boolean {
  return detail.requester.email !== undefined || detail.authority?.contact?.email !== undefined
}

/** The same of what told that the request is closed, since then: it is open again. */
export async function withdrawWordOfClosure(tx: Tx, c: Case, closedAt: Instant, by: By): Promise<void> {
  noteWithdrawn(c, await withdrawClosure(tx, { request: c.request.id, since: closedAt }), by)
}

/** The same of what was to tell these recipients that a restriction has ended: one holds. */
export async function withdrawNoticesTo(tx: Tx, c: Case, recipients: readonly RecipientId[], by: By): Promise<void> {
  noteWithdrawn(c, await withdrawNotices(tx, { request: c.request.id, recipients }), by)
}

function noteWithdrawn(c: Case, letters: readonly Withdrawn[], by: By, right?: RightId): void {
  for (const { id, type } of letters) {
    const facts = { letter: showId('ltr', id), type, ...(right === undefined ? {} : { right: showId('rgt', right) }) }
    happened(c, { type: 'letter_withdrawn', facts }, by)
  }
}
