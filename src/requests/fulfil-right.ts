import { showInstant } from '../law/calendar.ts'
import { paceOf, rightsLaw } from '../law/rights.ts'
import type { LetterContent } from '../letters/write-letter.ts'
import { type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { openRecipients } from '../recipients/open-recipients.ts'
import type { Concerned } from '../recipients/recipients-concerned.ts'
import type { By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { type Case, demandRight, happened, kindOf, type RightRow } from './case.ts'
import { demandProof } from './decide-right.ts'
import type { CarriedOut } from './right-detail.ts'
import { tell } from './tell.ts'

/**
 * The right is carried out, and the person is told: that answers it. Art. 19: after 16, 17 and 18 the recipients are told too, those that
 * staff names and those that the register proposes. What was
 * granted on a proof of identity or authority that has fallen since is not carried out before it is proven anew (attacks 3 and 5).
 */
export function fulfilRight(
  c: Case,
  id: RightId,
  {
    done,
    proposed,
    ...command
  }: Command<'fulfil'> & { readonly done: CarriedOut; readonly proposed: readonly Concerned[] },
  by: By,
): void {
  const right = demandRight(c, id, 'fulfil')
  demandProof(c, right, by.at)
  const { note, recipients, none_to_tell, public_measures } = command
  const named = [...(recipients ?? []), ...proposed]
  if (rightsLaw[right.right].recipientsAreTold && named.length === 0 && none_to_tell !== true) {
    throw problem('recipients_missing', 'name the recipients told of it, or say that there are none (art. 19)', {
      errors: [{ location: 'body.recipients', message: 'expected whom you have told of it, or none_to_tell: true' }],
    })
  }
  right.status = 'fulfilled'
  right.fulfilledAt = by.at
  if (right.right === 'restriction') right.restrictedSince ??= by.at
  const told = recipients?.map((each) => ({
    name: each.name,
    ...(each.told_at === undefined ? {} : { told_at: showInstant(each.told_at) }),
    ...(each.not_told === undefined ? {} : { not_told: each.not_told }),
  }))
  const fulfilment = { note, recipients: told, none_to_tell, public_measures, ...done }
  right.detail = { ...right.detail, fulfilment }
  happened(
    c,
    {
      type: 'right_fulfilled',
      facts: {
        right: showId('rgt', right.id),
        recipients: told?.length ?? 0,
        ...(done.systems && { systems: done.systems.length }),
        ...(done.remains && { remains: done.remains.length }),
      },
      detail: fulfilment,
    },
    by,
  )
  openRecipients(c, right, command, proposed, by)
  if (done.withdrawn_on !== undefined) consentWithdrawn(c, right, done, by)
  tell(c, command.told, fulfilmentOf(right), { fact: 'answer', rights: [right.id] }, by)
}

/**
 * Recorded when it is carried out, not at receipt: the receipt has its own event, with the day from which the withdrawal counts, and until
 * somebody has read the letter nobody knows which consents are meant, or whether there were any. What is left to prove is that, and when, they ended.
 */
function consentWithdrawn(c: Case, right: RightRow, done: CarriedOut, by: By): void {
  const { withdrawn_on, stopped_on, consents } = done
  const facts = { right: showId('rgt', right.id), withdrawn_on, stopped_on, consents: consents?.length ?? 'all' }
  happened(c, { type: 'consent_withdrawn', facts, ...(consents && { detail: { consents } }) }, by)
}

/** What is owed at once has a letter of its own (art. 7(3), 21(3)). */
function fulfilmentOf(right: RightRow): LetterContent {
  const kind = kindOf(right)
  const told = { isInPart: right.outcome === 'partially_granted', replaces: right.revised }
  if (paceOf(kind) === 'month') {
    return { type: 'fulfilment', right: kind, remains: right.detail.fulfilment?.remains ?? [], ...told }
  }
  return { type: 'withdrawal_taken', what: kind.right === 'withdrawal' ? 'consent' : 'direct_marketing', ...told }
}
