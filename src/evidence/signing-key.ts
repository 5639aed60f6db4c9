import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { type Canonical, canonical } from './canonical.ts'

/** What signs the evidence of this installation. */
export type SigningKey = {
  /** The first 16 bytes of the SHA-256 of the public key, in hex: whoever has the key can tell its id. */
  readonly id: string
  readonly algorithm: 'Ed25519'
  /** 32 bytes (RFC 8032 section 5.1.5). */
  readonly publicKey: Buffer
}

/** What is signed: its `type` keeps a signature over one kind of statement from passing for another. */
export type Statement = { readonly type: `habeas.${string}`; readonly [member: string]: Canonical }

export type Signer = SigningKey & {
  /** Ed25519 (RFC 8032) over the canonical form of a statement: 64 bytes. */
  sign(statement: Statement): Buffer
  /**
   * Ed25519 over the bytes of a JSON file as they are, so that any tool can check it: 64 bytes. Throws where the file could pass for a
   * statement: what is signed must begin with a brace and the end of a line, as no canonical form does.
   */
  signFile(content: Buffer): Buffer
  /** The public key as OpenSSL reads it (RFC 8410, PEM). */
  readonly publicKeyPem: string
  /** Ed25519 over a message of the Standard Webhooks scheme, `id.timestamp.payload`: 64 bytes. It begins as no statement does, and passes for none. */
  signMessage(message: `${'trm' | 'rcp'}_${string}`): Buffer
}

const idBytes = 16

/**
 * The key that signs now, the same for every instance that opens this keyring. Another one is another purpose of the keyring;
 * the public keys of former ones stay in the table `signing_keys`.
 */
export function signerOf(keyring: Keyring): Signer {
  // RFC 8410 section 7: PKCS#8 is a fixed prefix and the seed
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), keyring.key('evidence')])
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(privateKey)
  const publicKey = spki.export({ format: 'der', type: 'spki' }).subarray(-32) // RFC 8410 section 4
  return {
    id: hash('sha256', publicKey, 'buffer').subarray(0, idBytes).toString('hex'),
    algorithm: 'Ed25519',
    publicKey,
    publicKeyPem: spki.export({ format: 'pem', type: 'spki' }).toString(),
    signMessage: (message) => sign(null, Buffer.from(message), privateKey),
    sign: (statement) => sign(null, Buffer.from(canonical(statement)), privateKey),
    signFile: (content) => {
      if (content.subarray(0, 2).toString() !== '{\n')
        throw new Error('a file to be signed must not look like a statement')
      return sign(null, content, privateKey)
    },
  }
}

/** SHA-256 of the canonical form of a statement: by which the next one names it. */
export function statementHash(statement: Statement): Buffer {
  return hash('sha256', canonical(statement), 'buffer')
}
