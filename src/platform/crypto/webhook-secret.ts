import { createHmac } from 'node:crypto'
import type { GatewayId, WebhookEndpointId } from '../identifiers.ts'
import type { Keyring } from './keyring.ts'

/** Who shares a secret with us, by which calls are signed: a gateway its own, an endpoint ours. */
export type Signatory =
  | { readonly of: 'gateway'; readonly id: GatewayId }
  | { readonly of: 'webhook'; readonly id: WebhookEndpointId }

/** The bytes of a secret: an HMAC of its owner's id and generation under a key that is not in the database, so a stolen database signs nothing. */
export function signingKey(keyring: Pick<Keyring, 'key'>, { of, id }: Signatory, generation: number): Buffer {
  return createHmac('sha256', keyring.key(of)).update(`${id}.${generation}`, 'utf8').digest()
}

/** The same as Standard Webhooks writes it: `whsec_` and 256 bits in base64. */
export function signingSecret(keyring: Pick<Keyring, 'key'>, signatory: Signatory, generation: number): string {
  return `whsec_${signingKey(keyring, signatory, generation).toString('base64')}`
}
