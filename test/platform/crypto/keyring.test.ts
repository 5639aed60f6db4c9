import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import {
  environmentKey,
  type FingerprintKind,
  type KeyProvider,
  masterKeyFrom,
  newMasterKey,
  newWrappedRoot,
  type Purpose,
  rewrapRoot,
  unlockKeyring,
} from '../../../src/platform/crypto/keyring.ts'
import { openWith } from '../../../src/platform/crypto/seal.ts'
import { newId, type OrganisationId } from '../../../src/platform/identifiers.ts'

const purposes: Purpose[] = [
  'staff_token',
  'requester_token',
  'code',
  'link',
  'cursor',
  'idempotency',
  'fingerprint',
  'app_role',
  'evidence',
  'data_key',
  'organisation_data',
]
const wrongKey = { message: "the master key does not open this database's keyring" }

/** A provider that wraps nothing, to hand in a known root. */
const bare: KeyProvider = { id: 'bare', wrap: async (bytes) => bytes, unwrap: async (bytes) => bytes }
const root = Buffer.from(Array.from({ length: 32 }, (_, index) => index))

/** HKDF-SHA256 written from RFC 5869 section 2, to compare with. */
function hkdf(input: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  const pseudorandomKey = createHmac('sha256', salt.length === 0 ? Buffer.alloc(32) : salt)
    .update(input)
    .digest()
  let previous: Buffer = Buffer.alloc(0)
  let output: Buffer = Buffer.alloc(0)
  for (let counter = 1; output.length < length; counter++) {
    previous = createHmac('sha256', pseudorandomKey).update(previous).update(info).update(Buffer.of(counter)).digest()
    output = Buffer.concat([output, previous])
  }
  return output.subarray(0, length)
}

t.test('every key is HKDF-SHA256 of the root under its label, as RFC 5869 writes it', async (t) => {
  const a1 = { salt: '000102030405060708090a0b0c', info: 'f0f1f2f3f4f5f6f7f8f9' }
  const input = Buffer.alloc(22, 0x0b)
  t.equal(
    hkdf(input, Buffer.from(a1.salt, 'hex'), Buffer.from(a1.info, 'hex'), 42).toString('hex'),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    'RFC 5869 appendix A.1',
  )
  t.equal(
    hkdf(input, Buffer.alloc(0), Buffer.alloc(0), 42).toString('hex'),
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    'RFC 5869 appendix A.3',
  )
  const keyring = await unlockKeyring(bare, root)
  for (const purpose of purposes) {
    t.same(keyring.key(purpose), hkdf(root, Buffer.alloc(0), Buffer.from(`habeas/v1/key/${purpose}`), 32), purpose)
  }
})

t.test('no two purposes share a key, and sealing uses yet another', async (t) => {
  const keyring = await unlockKeyring(bare, root)
  t.equal(new Set(purposes.map((purpose) => keyring.key(purpose).toString('hex'))).size, purposes.length)
  const box = keyring.seal('cursor', Buffer.from('text'), 'here')
  for (const purpose of purposes.filter((purpose) => purpose !== 'cursor')) {
    t.equal(keyring.open(purpose, box, 'here'), undefined, purpose)
  }
  t.equal(
    openWith(keyring.key('cursor'), box, 'here'),
    undefined,
    'the key of the purpose itself does not open the box',
  )
})

t.test('a key handed out can be overwritten without harm', async (t) => {
  const keyring = await unlockKeyring(bare, root)
  const before = keyring.key('code').toString('hex')
  keyring.key('code').fill(0)
  t.equal(keyring.key('code').toString('hex'), before)
})

t.test('an installation makes one root, and whoever holds the master key unlocks the same keys', async (t) => {
  const masterKey = Buffer.alloc(32, 1)
  const { wrapped, masterKeyId } = await newWrappedRoot(environmentKey(masterKey))
  t.equal(masterKeyId, environmentKey(masterKey).id)
  const one = await unlockKeyring(environmentKey(masterKey), wrapped)
  const other = await unlockKeyring(environmentKey(Buffer.from(masterKey)), wrapped)
  t.same(one.key('code'), other.key('code'))
  const next = await newWrappedRoot(environmentKey(masterKey))
  const another = await unlockKeyring(environmentKey(masterKey), next.wrapped)
  t.notSame(
    one.key('code'),
    another.key('code'),
    'a second installation has a root of its own under the same master key',
  )
  t.equal(another.open('cursor', one.seal('cursor', Buffer.from('text'), 'here'), 'here'), undefined)
})

t.test('fault 27: a wrong master key, or a damaged keyring, refuses the start and says so', async (t) => {
  const { wrapped } = await newWrappedRoot(environmentKey(Buffer.alloc(32, 1)))
  await t.rejects(unlockKeyring(environmentKey(Buffer.alloc(32, 2)), wrapped), wrongKey)
  for (let index = 0; index < wrapped.length; index++) {
    const damaged = Buffer.from(wrapped)
    damaged.writeUInt8(damaged.readUInt8(index) ^ 1, index)
    await t.rejects(unlockKeyring(environmentKey(Buffer.alloc(32, 1)), damaged), wrongKey, `byte ${index}`)
  }
  await t.rejects(unlockKeyring(environmentKey(Buffer.alloc(32, 1)), Buffer.alloc(0)), wrongKey)
  await t.rejects(unlockKeyring(bare, Buffer.alloc(16)), {
    message: 'the root key of the keyring is not 32 bytes long',
  })
  t.throws(() => environmentKey(Buffer.alloc(16)), { message: 'the master key is not 32 bytes long' })
})

t.test(
  'rotating the master key changes no key and no fingerprint, and the old one opens nothing any more',
  async (t) => {
    const [old, fresh] = [environmentKey(Buffer.alloc(32, 1)), environmentKey(Buffer.alloc(32, 2))]
    const before = await newWrappedRoot(old)
    const after = await rewrapRoot(old, fresh, before.wrapped)
    t.equal(after.masterKeyId, fresh.id)
    t.not(before.masterKeyId, after.masterKeyId)
    const [one, other] = [await unlockKeyring(old, before.wrapped), await unlockKeyring(fresh, after.wrapped)]
    const organisation = newId('org')
    for (const purpose of purposes) t.same(one.key(purpose), other.key(purpose), purpose)
    t.same(one.fingerprint(organisation, 'email', 'a@b.fr'), other.fingerprint(organisation, 'email', 'a@b.fr'))
    t.same(other.open('data_key', one.seal('data_key', Buffer.from('text'), 'here'), 'here'), Buffer.from('text'))
    await t.rejects(unlockKeyring(old, after.wrapped), wrongKey)
    await t.rejects(rewrapRoot(fresh, old, before.wrapped), wrongKey)
  },
)

t.test('the id of a master key is short and shows nothing of it', async (t) => {
  const masterKey = Buffer.alloc(32, 1)
  const { id } = environmentKey(masterKey)
  t.match(id, /^[0-9a-f]{16}$/)
  t.notOk(masterKey.toString('hex').includes(id))
  t.not(environmentKey(Buffer.alloc(32, 2)).id, id)
})

t.test('a keyring and a provider print no key', async (t) => {
  const keyring = await unlockKeyring(bare, root)
  const code = keyring.key('code')
  const printed = inspect([keyring, environmentKey(root)], { depth: 9, showHidden: true }) + JSON.stringify(keyring)
  for (const secret of [root, code]) {
    t.notOk(printed.includes(secret.toString('hex')))
    t.notOk(printed.includes(secret.toString('hex', 0, 8).replace(/..\B/g, '$& ')), 'not as a Buffer is inspected')
  }
})

t.test('a fingerprint is HMAC-SHA-256 over organisation, kind and text', async (t) => {
  const keyring = await unlockKeyring(bare, root)
  const organisation = newId('org')
  const expected = createHmac('sha256', keyring.key('fingerprint')).update(`${organisation}\0email\0zoë@b.fr`).digest()
  t.same(keyring.fingerprint(organisation, 'email', 'zoë@b.fr'), expected)
})

t.test('a fingerprint has 32 bytes, of a word 16', async (t) => {
  const keyring = await unlockKeyring(bare, root)
  const organisation = newId('org')
  t.equal(keyring.fingerprint(organisation, 'email', 'a@b.fr').length, 32)
  t.equal(keyring.fingerprint(organisation, 'reference', 'HB-7F3K-92QD').length, 32)
  t.equal(keyring.fingerprint(organisation, 'word', 'dupont').length, 16)
  t.equal(keyring.fingerprint(organisation, 'body', 'ab').length, 24, 'told from a plain SHA-256 by its length')
})

t.test('the same text under another organisation, kind or installation has another fingerprint', async () => {
  const keyring = await unlockKeyring(bare, root)
  const other = await unlockKeyring(bare, Buffer.alloc(32, 9))
  const organisations: OrganisationId[] = [newId('org'), newId('org')]
  const kinds: FingerprintKind[] = ['email', 'word', 'reference']
  // texts that would run into the kind if nothing but joining kept them apart
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', 'email\0', '\0email\0a', 'email'))
  fc.assert(
    fc.property(fc.uniqueArray(texts, { minLength: 1, maxLength: 6 }), (canonicals) => {
      const seen = [keyring, other].flatMap((ring) =>
        organisations.flatMap((organisation) =>
          kinds.flatMap((kind) =>
            canonicals.map((text) => ring.fingerprint(organisation, kind, text).toString('hex', 0, 16)),
          ),
        ),
      )
      return new Set(seen).size === 2 * 2 * 3 * canonicals.length
    }),
  )
})

t.test('70: what a purpose sealed opens for that purpose and place only', async () => {
  const keyring = await unlockKeyring(bare, root)
  const sealed = fc.record({
    purpose: fc.constantFrom(...purposes),
    text: fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    place: fc.string({ unit: 'binary' }),
  })
  fc.assert(
    fc.property(
      sealed,
      fc.constantFrom(...purposes),
      fc.string({ unit: 'binary' }),
      ({ purpose, text, place }, askedFor, askedAt) => {
        const box = keyring.seal(purpose, text, place)
        const opened = keyring.open(askedFor, box, askedAt)
        const own = askedFor === purpose && askedAt === place
        return (
          (own ? opened?.equals(text) : opened === undefined) &&
          keyring.open(purpose, box, place)?.equals(text) === true
        )
      },
    ),
  )
})

t.test('a master key is read from hex, base64 and base64url, padded or not, with a newline behind it', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (array) => {
      const key = Buffer.from(array)
      const written = [
        key.toString('hex'),
        key.toString('hex').toUpperCase(),
        key.toString('base64'),
        key.toString('base64').replace('=', ''),
        key.toString('base64url'),
        `${key.toString('base64url')}=`,
        `${key.toString('base64')}\n`,
      ]
      return written.every((text) => masterKeyFrom(text)?.equals(key) === true)
    }),
  )
  t.equal(masterKeyFrom(newMasterKey())?.length, 32)
  t.not(newMasterKey(), newMasterKey())
})

t.test('anything else is no master key', async (t) => {
  const of = (length: number) => Buffer.alloc(length, 0xfb)
  const noKeys = [
    '',
    'changeme',
    'x'.repeat(32),
    of(31).toString('hex'),
    of(33).toString('hex'),
    of(31).toString('base64'),
    of(33).toString('base64'),
    `${of(32).toString('hex').slice(0, -1)}g`,
    of(32).toString('base64').replace('/', '-').replace('+', '_'),
    `${of(16).toString('base64')} ${of(16).toString('base64')}`,
    `${of(32).toString('base64')}==`,
    `0x${of(32).toString('hex')}`,
    `${'A'.repeat(42)}B`, // 32 bytes and two bits too many
  ]
  for (const text of noKeys) t.equal(masterKeyFrom(text), undefined, text)
})
