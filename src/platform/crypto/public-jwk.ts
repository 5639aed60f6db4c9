import { createPublicKey, type JsonWebKey } from 'node:crypto'

/** RFC 7518 section 3.3: an RSA key of a smaller modulus must not be used. */
const leastModulus = 2_048
/** Beyond, a check costs more than any key is worth, and libraries refuse it each in their own way. */
const mostModulus = 8_192
const kinds: readonly unknown[] = ['RSA', 'EC', 'OKP']

/** Whether a JSON Web Key is a public key that signatures can be checked with: of RSA or a curve, well formed, with nothing private in it. */
export function isPublicJwk(given: Readonly<Record<string, unknown>>): boolean {
  return publicPartsOf(given) !== undefined
}

/** What of such a key makes it one, in the one form every library takes; undefined where it is none. Its id and its use are not among them. */
export function publicPartsOf(given: Readonly<Record<string, unknown>>): JsonWebKey | undefined {
  if (!kinds.includes(given.kty) || 'd' in given || 'k' in given) return undefined
  try {
    const key = createPublicKey({ key: { ...given }, format: 'jwk' })
    const { modulusLength = leastModulus } = key.asymmetricKeyDetails ?? {}
    const isOfUse = modulusLength >= leastModulus && modulusLength <= mostModulus
    return isOfUse ? key.export({ format: 'jwk' }) : undefined
  } catch {
    return undefined // this is how node says that it is no key
  }
}
