import { civilDateIn } from '../law/calendar.ts'
import { insertLetters } from '../letters/store.ts'
import { writeLetter } from '../letters/write-letter.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import { realNow } from '../platform/clock.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { showId, type WebhookEndpointId } from '../platform/identifiers.ts'
import { recordOutcome, type Tried } from './next-delivery.ts'
import { lockEndpoint, saveEndpoint } from './store.ts'

export type Ending = {
  readonly endpoint: WebhookEndpointId
  readonly reason: 'gone' | 'failing' | 'client_revoked'
  /** The call that ended it, and its lease: who has lost that ends nothing. */
  readonly call?: { readonly tried: Tried; readonly lease: number }
}

/**
 * Nothing more is sent to an endpoint until staff enables it again, and staff is told by letter; not where they have revoked its client themselves.
 * Under the lock of the organisation, which comes before that of the endpoint.
 */
export async function endEndpoint(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'now'>,
  { endpoint: id, reason, call }: Ending,
): Promise<void> {
  const actor = { type: 'service', organisation: tx.organisation } as const
  await underOrganisationLock(tx, deps, actor, async (organisation) => {
    const endpoint = await lockEndpoint(tx, deps.keyring, id)
    if (endpoint === undefined || (call !== undefined && endpoint.lease !== call.lease)) return undefined
    const now = realNow()
    // Nothing is sent soon, whatever arrived: no delivery waits for its turn
    if (call !== undefined) await recordOutcome(tx, endpoint, call.tried, { now, patienceMs: 0 })
    const isOn = endpoint.status === 'enabled'
    const disabled = isOn ? ({ status: 'disabled', disabledReason: reason, disabledAt: now } as const) : {}
    await saveEndpoint(tx, deps.keyring, { ...endpoint, ...disabled, leasedUntil: now })
    if (!isOn) return undefined
    const at = deps.now()
    if (reason !== 'client_revoked') {
      const letter = writeLetter({
        organisation,
        letter: {
          type: 'webhooks_ended',
          host: new URL(endpoint.detail.url).host,
          reason,
          on: civilDateIn(organisation.timeZone, at),
        },
        by: 'email',
        to: { email: organisation.contact.dpo_email },
        locale: organisation.locale,
        tells: { fact: 'nothing' },
        now: at,
      })
      await Promise.all(insertLetters(tx, organisationSafe(deps.keyring, organisation.id), [letter]))
      tx.afterCommit(() => deps.outbox.wake())
    }
    const facts = { endpoint: showId('whe', id), reason }
    return { at, happened: [{ type: 'webhook_endpoint_disabled', facts }] }
  })
}
