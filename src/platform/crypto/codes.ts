import { createHmac, timingSafeEqual } from 'node:crypto'
import type { VerificationId } from '../identifiers.ts'
import type { Keyring } from './keyring.ts'

const codeDigits = 8
const longestTyped = 32 // eight digits with generous spacing; nothing longer is worth reading

/**
 * The code of a verification: 8 digits, stored nowhere, not even hashed. It is an HMAC of the challenge's id under a key that is
 * not in the database, so a stolen database yields no code, and the letter is written with it only at sending.
 */
export function codeFor(keyring: Pick<Keyring, 'key'>, verification: VerificationId): string {
  const digest = createHmac('sha256', keyring.key('code')).update(verification, 'utf8').digest('hex')
  // The remainder of 256 uniform bits favours no code by more than 2^-229: no rejection sampling is needed
  const number = BigInt(`0x${digest}`) % 10n ** BigInt(codeDigits)
  return number.toString().padStart(codeDigits, '0')
}

/** Whether the person typed the code of this verification, however spaced; takes the same time wherever it differs. */
export function codeMatches(keyring: Pick<Keyring, 'key'>, verification: VerificationId, given: string): boolean {
  if (given.length > longestTyped) return false
  const digits = given.replace(/\s/g, '')
  if (!/^[0-9]{8}$/.test(digits)) return false
  return timingSafeEqual(Buffer.from(digits, 'ascii'), Buffer.from(codeFor(keyring, verification), 'ascii'))
}
