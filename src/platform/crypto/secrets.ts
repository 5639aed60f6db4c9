import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const secretPrefix = 'hbs_' // recognisable, so that secret scanners and people see what leaked

// Crockford's base 32: no I, L or O beside 1 and 0, and no U, which makes words. 32 symbols, so a byte maps onto them evenly
const referenceAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new secret for a client or a link: `hbs_` and 256 random bits in base64url, 47 characters. Shown once, stored as its hash. */
export function newSecret(): string {
  return secretPrefix + randomBytes(32).toString('base64url')
}

/** SHA-256 of a secret, 32 bytes. No salt and no slow hash: 256 random bits can't be guessed, only found. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer')
}

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** What a person quotes: `HB-XXXX-XXXX`, 40 random bits. Says nothing of volume; unique only by the constraint that stores it. */
export function newReference(): string {
  const symbols = Array.from(randomBytes(8), (byte) => referenceAlphabet.charAt(byte % referenceAlphabet.length)).join(
    '',
  )
  return `HB-${symbols.slice(0, 4)}-${symbols.slice(4)}`
}
