import { createPublicKey } from 'node:crypto'

/** RFC 7518 section 3.3: an RSA key of a smaller modulus must not be used. */
const leastModulus = 2_048
const kinds: readonly unknown[] = ['RSA', 'EC', 'OKP']

/** Whether a JSON Web Key is a public key that signatures can be checked with: of RSA or a curve, well formed, with nothing private in it. */
export function isPublicJwk(given: Readonly<Record<string, unknown>>): boolean {
  if (!kinds.includes(given.kty) || 'd' in given || 'k' in given) return false
  try {
    const { modulusLength } = createPublicKey({ key: { ...given }, format: 'jwk' }).asymmetricKeyDetails ?? {}
    return modulusLength === undefined || modulusLength >= leastModulus
  } catch {
    return false // this is how node says that it is no key
  }
}
