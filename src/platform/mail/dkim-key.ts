import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** What mail is signed with (RFC 6376). Its public half stands in the TXT record of `selector._domainkey.domain`. */
export type DkimKey = { readonly domain: string; readonly selector: string; readonly privateKey: KeyObject }

/** RFC 8301 section 3.2: signers should use no shorter one. */
const fewestBits = 2_048

/**
 * The key of a PEM text, or of the file at a path, with which mail can be signed; else what was expected, as `expected …`. Nothing of what
 * was given is told.
 */
export function dkimPrivateKey(given: string): KeyObject | string {
  const pem = pemOf(given)
  if (pem === undefined) return 'expected a private key as PEM text, or the path of a file of it that can be read'
  const key = keyOf(pem)
  if (key === undefined) return 'expected a private key as PEM, without a password'
  // RFC 8463 adds Ed25519, which large receivers do not check
  if (key.asymmetricKeyType !== 'rsa') return 'expected an RSA key'
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  return bits < fewestBits ? `expected an RSA key of ${fewestBits} bits or more` : key
}

/** One line stands for many where the breaks are written `\n`, as in files of settings. */
function pemOf(given: string): string | undefined {
  if (given.includes('-----BEGIN')) return given.replaceAll('\\n', '\n')
  try {
    return readFileSync(given, 'utf8')
  } catch {
    return undefined
  }
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}

/** Whether a domain is that of the address, or one above it. */
export function isAtOrAbove(domain: string, address: string): boolean {
  return `.${domainOf(address)}`.endsWith(`.${domain.toLowerCase()}`)
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
