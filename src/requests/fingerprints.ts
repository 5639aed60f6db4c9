import type { Keyring } from '../platform/crypto/keyring.ts'
import { canonicalEmail } from '../platform/http/schemas.ts'
import type { OrganisationId } from '../platform/identifiers.ts'

/** The fingerprint of an address: how the holder of a mailbox is found (SECURITY, architecture 8). */
export function mailboxOf(keyring: Keyring, organisation: OrganisationId, address: string): Buffer {
  return keyring.fingerprint(organisation, 'email', canonicalEmail(address))
}

export function wordTerm(keyring: Keyring, organisation: OrganisationId, word: string): Buffer {
  return keyring.fingerprint(organisation, 'word', word)
}
