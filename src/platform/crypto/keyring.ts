import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { OrganisationId } from '../identifiers.ts'
import { newKey, openWith, sealWith } from './seal.ts'

/**
 * What a key is for. Each purpose has keys of its own, derived from the root by its name: renaming one changes its keys,
 * and with them every code, token, cursor, fingerprint or box made under it.
 */
export type Purpose =
  | 'staff_token'
  | 'requester_token'
  | 'code'
  /** Makes the secrets of links. */
  | 'link'
  /** Makes the tags of addresses by which answers join a thread. */
  | 'thread'
  /** Makes the secrets that mail gateways sign with. */
  | 'gateway'
  /** Makes the secrets that webhooks are signed with. */
  | 'webhook'
  | 'cursor'
  | 'idempotency'
  | 'fingerprint'
  | 'app_role'
  /** Signs the challenges of public forms. */
  | 'form_challenge'
  /** Signs checkpoints and evidence bundles: an Ed25519 seed. */
  | 'evidence'
  /** Closes the data key of each request. */
  | 'data_key'
  /** Closes what belongs to an organisation and to no request. */
  | 'organisation_data'

/**
 * Bytes kept of each kind of fingerprint. What names a person or a case keeps all 32: a match decides whose requests are shown.
 * A word keeps 16: a request has many, each an index entry, and 128 bits still make a chance collision a matter of 2^64 words,
 * whose worst effect is one line too many in a search that staff may read anyway.
 * The body of an idempotent request is compared under its own key only, and is told by its length from the plain hash of former versions.
 */
const fingerprintBytes = {
  email: 32,
  assignee: 32,
  reference: 32,
  letter: 32,
  idempotency: 32,
  body: 24,
  identifier: 32,
  mail: 32,
  word: 16,
} as const
export type FingerprintKind = keyof typeof fingerprintBytes

/** All secret keys of one installation, derived from its one root key (HKDF-SHA256, RFC 5869). */
export type Keyring = {
  /** The 32-byte key of a purpose, for an HMAC or as a seed; a copy, so that nobody can change the kept one. */
  key(purpose: Purpose): Buffer
  /**
   * HMAC-SHA-256 of a canonical text: equal texts of one organisation and kind give equal bytes, and nothing else can be told
   * from them without the key. The caller canonicalises. 32 bytes, 16 for a word.
   */
  fingerprint(organisation: OrganisationId, kind: FingerprintKind, canonical: string): Buffer
  /** AES-256-GCM under a key of this purpose, bound to its place: see `sealWith`. */
  seal(purpose: Purpose, plaintext: Buffer, associatedData: string): Buffer
  /** What `seal` closed, or undefined where it was cut, altered, moved, or made for another purpose or installation. */
  open(purpose: Purpose, sealed: Buffer, associatedData: string): Buffer | undefined
}

/** Holder of the master key: the environment, or a key service that never lets the key out. */
export type KeyProvider = {
  /** Names the key without telling anything of it; stored beside what it wrapped. */
  readonly id: string
  wrap(bytes: Buffer): Promise<Buffer>
  /** Rejects where this key did not wrap the bytes, with the sentence an operator should read. */
  unwrap(wrapped: Buffer): Promise<Buffer>
}

/** The row of `habeas.keyring`. */
export type WrappedRoot = { readonly wrapped: Buffer; readonly masterKeyId: string }

const rootBytes = 32
const wrappedPlace = 'habeas.keyring.wrapped'

/** A master key handed over as 32 bytes (`MASTER_KEY`). Throws where it has another length. */
export function environmentKey(masterKey: Buffer): KeyProvider {
  if (masterKey.length !== rootBytes) throw new Error('the master key is not 32 bytes long')
  const wrappingKey = derive(masterKey, 'master/wrap')
  return {
    id: derive(masterKey, 'master/id').subarray(0, 8).toString('hex'),
    wrap: async (bytes) => sealWith(wrappingKey, bytes, wrappedPlace),
    unwrap: async (wrapped) => {
      const bytes = openWith(wrappingKey, wrapped, wrappedPlace)
      if (bytes === undefined) throw new Error("the master key does not open this database's keyring")
      return bytes
    },
  }
}

/** A new root key for a new installation, wrapped. */
export async function newWrappedRoot(provider: KeyProvider): Promise<WrappedRoot> {
  return { wrapped: await provider.wrap(newKey()), masterKeyId: provider.id }
}

/** Rotates the master key: the same root under another one, so that no derived key and no fingerprint changes. */
export async function rewrapRoot(from: KeyProvider, to: KeyProvider, wrapped: Buffer): Promise<WrappedRoot> {
  return { wrapped: await to.wrap(await unwrapRoot(from, wrapped)), masterKeyId: to.id }
}

/** The keyring of this installation. Rejects where the provider's key is not the one that wrapped it: the start is then refused. */
export async function unlockKeyring(provider: KeyProvider, wrapped: Buffer): Promise<Keyring> {
  return keyringFrom(await unwrapRoot(provider, wrapped))
}

/** A master key as an operator writes it: 32 bytes in hex, base64 or base64url, padded or not; undefined for anything else. */
export function masterKeyFrom(text: string): Buffer | undefined {
  const written = text.trim() // a key read from a file ends in a newline
  if (/^[0-9a-f]{64}$/i.test(written)) return Buffer.from(written, 'hex')
  for (const alphabet of ['base64', 'base64url'] as const) {
    const bytes = Buffer.from(written, alphabet)
    // Node skips what is not of the alphabet: only a text that comes out again was one
    if (bytes.length === rootBytes && unpadded(bytes.toString(alphabet)) === unpadded(written)) return bytes
  }
  return undefined
}

/** A new master key as text: hex, which no shell, YAML or .env file needs quoted. */
export function newMasterKey(): string {
  return newKey().toString('hex')
}

async function unwrapRoot(provider: KeyProvider, wrapped: Buffer): Promise<Buffer> {
  const root = await provider.unwrap(wrapped)
  if (root.length !== rootBytes) throw new Error('the root key of the keyring is not 32 bytes long')
  return root
}

function keyringFrom(root: Buffer): Keyring {
  // As key objects: of bytes, Node makes one for each use, which takes several times as long as the use itself
  const derived = new Map<string, KeyObject>()
  // `use` keeps the algorithms apart: no HMAC key or Ed25519 seed is ever an AES key as well
  const keyFor = (use: 'key' | 'seal', purpose: Purpose): KeyObject => {
    const label = `${use}/${purpose}`
    const known = derived.get(label)
    if (known !== undefined) return known
    const made = createSecretKey(derive(root, label))
    derived.set(label, made)
    return made
  }
  return {
    key: (purpose) => keyFor('key', purpose).export(),
    fingerprint: (organisation, kind, canonical) =>
      createHmac('sha256', keyFor('key', 'fingerprint'))
        // neither an id nor a kind holds a NUL, so the first two end where they seem to
        .update(`${organisation}\0${kind}\0${canonical}`, 'utf8')
        .digest()
        .subarray(0, fingerprintBytes[kind]),
    seal: (purpose, plaintext, associatedData) => sealWith(keyFor('seal', purpose), plaintext, associatedData),
    open: (purpose, sealed, associatedData) => openWith(keyFor('seal', purpose), sealed, associatedData),
  }
}

// RFC 5869 section 3.1: no salt is needed where the input is a uniformly random key; the label goes into `info` (section 3.2)
function derive(secret: Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `habeas/v1/${label}`, rootBytes))
}

function unpadded(text: string): string {
  return text.replace(/={1,2}$/, '')
}
