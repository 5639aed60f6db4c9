import { type CivilDate, civilDateIn } from '../law/calendar.ts'
import { getOrganisation } from '../organisations/store.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import type { By } from '../requests/act.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import { liftObjections, lockHolding } from './store.ts'

type Command = { readonly email: string; readonly consented_on: CivilDate; readonly reason: string }

/**
 * Whoever objected asks for marketing again: a consent given anew (art. 7), which the organisation must be able to show, so its day and how it was
 * given are kept in the organisation's history. Throws `not_found` where no objection of this address holds, `not_permitted` where one is
 * later than the consent, `invalid` for a day to come.
 */
export async function liftSuppression(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  { email, consented_on: consentedOn, reason }: Command,
  by: By,
): Promise<void> {
  const { timeZone } = await getOrganisation(tx)
  const today = civilDateIn(timeZone, by.at)
  if (consentedOn > today) {
    throw problem('invalid', 'nobody has consented on a day to come', {
      errors: [{ location: 'body.consented_on', message: 'expected no day to come' }],
    })
  }
  const mailbox = mailboxOf(deps.keyring, tx.organisation, email)
  const holding = await lockHolding(tx, mailbox, today)
  if (holding.length === 0) throw problem('not_found', 'no objection to marketing of this address is kept')
  // Art. 21(3): what was said last counts.
  if (holding.some(({ objectedOn }) => objectedOn > consentedOn)) {
    throw problem('not_permitted', 'an objection of this address is later than the consent')
  }
  await liftObjections(tx, mailbox, consentedOn)
  await underOrganisationLock(tx, deps, by.actor, async () => ({
    at: by.at,
    happened: [
      {
        type: 'suppression_lifted',
        facts: { consented_on: consentedOn, sources: [...new Set(holding.map(({ source }) => source))].sort() },
        detail: { reason },
      },
    ],
  }))
}
