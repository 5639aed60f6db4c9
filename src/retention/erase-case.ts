import { eraseEndedDirectives } from '../directives/erase-directives.ts'
import { eraseExports } from '../exports/erase-exports.ts'
import { eraseThread } from '../identity/erase-thread.ts'
import { eraseMail } from '../inbound/erase-mail.ts'
import { civilDateIn, type Instant } from '../law/calendar.ts'
import { eraseLetters } from '../letters/erase-letters.ts'
import { outliveCase } from '../objections/heed-objections.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { forgetAnswersAbout } from '../platform/http/idempotency.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { eraseRecords } from '../records/erase-records.ts'
import { blankCase, eraseTerms, isDueForErasure, lockForErasure } from '../requests/erase-request.ts'
import { eraseRestrictionTerms } from '../restrictions/erase-terms.ts'
import { eraseTasks } from '../sources/erase-tasks.ts'
import { keepFacts } from '../statistics/keep-facts.ts'
import { eraseTransmissions } from '../transmissions/erase-transmissions.ts'
import type { CaseKey } from './store.ts'

/** Why a case is erased: its time is over, or it was erased before and a backup brought it back. */
export type Cause = 'retention' | 'restored_backup'
/** An erasure as the ledger tells it. */
export type Erased = CaseKey & { readonly at: Instant; readonly hash: Buffer }
export type EraseDeps = Pick<Deps, 'keyring' | 'jobs'>

/**
 * Erases the file of a case, all of it or nothing: its key is destroyed, and with it every box, the details of its events among them; what
 * identified is blanked or deleted. Reference, rights, dates, outcomes, grounds and the chain stay, and what statistics count of it. Undefined where nothing is to be done:
 * there is no such case, it is erased, or (`retention` only) it is not due any more, since somebody held or reopened it.
 */
export async function eraseCase(
  tx: Tx,
  deps: EraseDeps,
  id: RequestId,
  { cause, at }: { readonly cause: Cause; readonly at: Instant },
): Promise<Erased | undefined> {
  const by: { actor: Actor; at: Instant } = { actor: { type: 'service', organisation: tx.organisation }, at }
  const locked = await lockForErasure(tx, deps.keyring, id)
  if (locked === undefined || (cause === 'retention' && !isDueForErasure(locked, at))) return undefined
  const [, terms, thread, letters, answers] = await Promise.all([
    keepFacts(tx, id, civilDateIn(locked.organisation.timeZone, at)),
    eraseTerms(tx, id),
    eraseThread(tx, id),
    eraseLetters(tx, locked.safe),
    forgetAnswersAbout(tx, id),
  ])
  const tasks = await eraseTasks(tx, id)
  const mails = await eraseMail(tx, id)
  const records = await eraseRecords(tx, deps, id)
  const transmissions = await eraseTransmissions(tx, id)
  const exports = await eraseExports(tx, deps, id)
  const directives = await eraseEndedDirectives(tx, id)
  await eraseRestrictionTerms(tx, id)
  const objections = await outliveCase(tx, { request: id, organisation: locked.organisation }, at)
  const facts = {
    cause,
    policy: { case_file_months: retentionOf(locked.organisation).caseFileMonths },
    closed_on: locked.closedOn,
    kept_until: locked.keptUntil,
    erased: {
      ...thread,
      letters: letters.letters,
      letters_cancelled: letters.cancelled,
      ...records,
      ...exports,
      tasks,
      mails,
      ...directives,
      ...transmissions,
      search_terms: terms.length,
      idempotent_answers: answers,
    },
    objections_kept: objections,
  }
  const event = await blankCase(tx, locked, { type: 'case_erased', facts }, by)
  return { organisation: tx.organisation, request: id, at, hash: event.hash }
}
