import { showInstant } from '../law/calendar.ts'
import { showId } from '../platform/identifiers.ts'
import type { Canonical } from './canonical.ts'
import type { StoredEvent } from './store.ts'

/** What is signed: a certificate says no more than the event that erased the case, and names it by its hash. */
export type ErasureStatement = { readonly type: 'habeas.erasure.v1' } & { readonly [member: string]: Canonical }
/** Ed25519 over the canonical form of a statement (RFC 8032, RFC 8785). */
export type ErasureSigner = { readonly id: string; sign(statement: ErasureStatement): Buffer }
export type ErasureCertificate = { readonly statement: ErasureStatement; readonly signature: string }

/**
 * The certificate of an erased case, made of its history: when it was erased, why, under which policy, how much of what went, and the hash of
 * the event, by which it hangs on the chain. Undefined where the case is not erased. Of a case that was erased again, the last erasing counts.
 */
export function erasureCertificate(
  events: readonly Pick<StoredEvent, 'type' | 'at' | 'facts' | 'organisationId' | 'requestId' | 'sequence' | 'hash'>[],
  signer: ErasureSigner,
): ErasureCertificate | undefined {
  const event = events.findLast(({ type }) => type === 'case_erased')
  if (event === undefined || event.requestId === null) return undefined
  const facts = event.facts as { readonly [fact: string]: Canonical } // an event is made of nothing else
  const statement: ErasureStatement = {
    type: 'habeas.erasure.v1',
    organisation: showId('org', event.organisationId),
    request: showId('req', event.requestId),
    erased_at: showInstant(event.at),
    cause: facts.cause ?? null,
    policy: facts.policy ?? null,
    closed_on: facts.closed_on ?? null,
    kept_until: facts.kept_until ?? null,
    erased: facts.erased ?? null,
    sequence: event.sequence,
    event_hash: event.hash.toString('hex'),
    key_id: signer.id,
  }
  return { statement, signature: signer.sign(statement).toString('hex') }
}
