import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

const cipherName = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12 // SP 800-38D section 5.2.1.1: the length GCM takes as it is
const tagBytes = 16 // SP 800-38D appendix C: a shorter tag is easier to forge than its length says
const version = Buffer.of(1) // a later layout gets another byte and derives another key, so no box can be read as both

/** A fresh random key for `sealWith`: 32 bytes. */
export function newKey(): Buffer {
  return randomBytes(keyBytes)
}

/**
 * Encrypts and authenticates with AES-256-GCM (NIST SP 800-38D): version byte | 96-bit random nonce | ciphertext | 128-bit tag.
 * The associated data is the place this box belongs to (organisation, table, column, row): elsewhere it does not open.
 * One key takes 2^32 boxes (SP 800-38D section 8.3, random nonces). Throws where the key is not 32 bytes.
 */
export function sealWith(key: Buffer | KeyObject, plaintext: Buffer, associatedData: string): Buffer {
  const nonce = newNonce()
  const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(associatedData, 'utf8'))
  return Buffer.concat([version, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

const nonces = { stock: Buffer.alloc(0), used: 0 }

/** Random bytes, got for many boxes at once: asking for twelve takes longer than to encrypt a page. */
function newNonce(): Buffer {
  if (nonces.used + nonceBytes > nonces.stock.length)
    Object.assign(nonces, { stock: randomBytes(nonceBytes * 340), used: 0 })
  const nonce = nonces.stock.subarray(nonces.used, nonces.used + nonceBytes)
  nonces.used += nonceBytes
  return nonce
}

/** What `sealWith` closed under this key and associated data, or undefined: cut, altered, moved, another key's. */
export function openWith(key: Buffer | KeyObject, sealed: Buffer, associatedData: string): Buffer | undefined {
  if (sealed.length < version.length + nonceBytes + tagBytes || sealed[0] !== version[0]) return undefined
  const nonce = sealed.subarray(version.length, version.length + nonceBytes)
  const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(associatedData, 'utf8'))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const plaintext = decipher.update(sealed.subarray(version.length + nonceBytes, -tagBytes))
  try {
    decipher.final() // gives nothing more: GCM has no padding
    return plaintext
  } catch {
    return undefined // `final` throws for one reason: the tag does not fit, and nothing more may be learnt from it
  }
}
