import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a gateway sends besides a body (Standard Webhooks 1.0): an id, seconds of real time, and signatures separated by spaces. */
export type Signing = { readonly id: string; readonly timestamp: string; readonly signatures: string }

const mostSignatures = 10 // one for each secret in use; two while one takes over

/**
 * Whether one of the signatures is this body's under one of the keys, in a time that does not tell where they differ. The bytes are signed as
 * they stand: a mail need not be UTF-8, and the library of Standard Webhooks (1.1.1) reads what it verifies as text, in which bytes that
 * are none are all the same.
 */
export function isSignedBy(keys: readonly Buffer[], { id, timestamp, signatures }: Signing, body: Uint8Array): boolean {
  const expected = keys.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest())
  const given = signatures.split(' ').slice(0, mostSignatures).map(bytesOf)
  const fits = expected.map((digest) =>
    given.map((each) => each.length === digest.length && timingSafeEqual(each, digest)),
  )
  return fits.flat().includes(true)
}

function bytesOf(signature: string): Buffer {
  return signature.startsWith('v1,') ? Buffer.from(signature.slice(3), 'base64') : Buffer.alloc(0)
}
