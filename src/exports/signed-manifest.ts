import type { Signer } from '../evidence/signing-key.ts'
import type { FileFacts } from './package-writer.ts'

/** The public key of the signature, for OpenSSL. Whoever checks a package compares it with the one that the service answers with. */
export const keyFile = 'signing-key.pem'
/** Where the service answers with the public key that signs now. */
export const keyPath = '/evidence/signing-key.pem'

/**
 * `manifest.json`, which names every other file with its SHA-256, and its detached Ed25519 signature (RFC 8032): 64 bytes over the bytes of
 * the manifest as they are, so that `openssl pkeyutl -verify -rawin` checks it.
 */
export function manifestFiles(files: readonly FileFacts[], signer: Signer): { path: string; content: Buffer }[] {
  const { algorithm, id, publicKey } = signer
  const manifest = {
    type: 'habeas.manifest.v1',
    files,
    signature: { algorithm, file: 'manifest.json.sig', key_id: id, public_key: publicKey.toString('hex') },
  }
  const content = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  return [
    { path: 'manifest.json', content },
    { path: 'manifest.json.sig', content: signer.signFile(content) },
  ]
}
