import t from 'tap'
import { hashSecret, newReference, newSecret, sameHash } from '../../../src/platform/crypto/secrets.ts'

t.test('a secret is hbs_ and 256 bits, never the same', async (t) => {
  const secrets = Array.from({ length: 1000 }, newSecret)
  t.equal(new Set(secrets).size, 1000)
  for (const secret of secrets) {
    if (!/^hbs_[\w-]{43}$/.test(secret) || Buffer.from(secret.slice(4), 'base64url').length !== 32) t.fail(secret)
  }
})

t.test('a secret is stored as SHA-256: FIPS 180-4, "abc"', async (t) => {
  t.equal(hashSecret('abc').toString('hex'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

t.test('hashes compare by content, and other lengths are simply different', async (t) => {
  const hash = hashSecret(newSecret())
  t.ok(sameHash(hash, Buffer.from(hash)))
  t.notOk(sameHash(hash, hashSecret(newSecret())))
  t.notOk(sameHash(hash, hash.subarray(1)))
  t.notOk(sameHash(hash, Buffer.alloc(0)))
})

t.test('a reference is HB-XXXX-XXXX without I, L, O and U, uses the whole alphabet and does not repeat', async (t) => {
  const references = Array.from({ length: 2000 }, newReference)
  t.ok(references.every((reference) => /^HB-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/.test(reference)))
  t.equal(new Set(references).size, 2000)
  t.equal(new Set(references.flatMap((reference) => [...reference.slice(3).replace('-', '')])).size, 32)
})
