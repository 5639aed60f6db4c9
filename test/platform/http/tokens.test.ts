import { createPublicKey, verify as verifySignature } from 'node:crypto'
import fastify from 'fastify'
import t from 'tap'
import { roles } from '../../../src/platform/actor.ts'
import { realNow } from '../../../src/platform/clock.ts'
import { unlockKeyring } from '../../../src/platform/crypto/keyring.ts'
import { bearerToken, registerTokens, type Tokens, unauthorized } from '../../../src/platform/http/tokens.ts'
import {
  bare,
  claimsOf,
  doors,
  forge,
  goodToken,
  headerOf,
  issuer,
  keyring,
  refuses,
  requesterGrant,
  seconds,
  staffGrant,
  tokens,
} from './forged-tokens.ts'

t.test('a door verifies what it signed and says who, when and until when', async (t) => {
  const before = seconds() * 1000
  const staff = tokens.staff.verify(goodToken.staff())
  const { tokenId, issuedAt, expiresAt, ...grant } = staff
  t.same(grant, staffGrant)
  t.match(tokenId, /^[\w-]{22}$/)
  t.ok(issuedAt >= before && issuedAt <= realNow())
  t.equal(expiresAt - issuedAt, 600_000)
  const requester = tokens.requester.verify(goodToken.requester())
  t.match(requester, requesterGrant)
  t.equal(requester.expiresAt - requester.issuedAt, 1_800_000)
  t.equal(tokens.staff.lifetimeSeconds, 600)
  t.equal(tokens.requester.lifetimeSeconds, 1800)
})

t.test('every role passes through a token', async (t) => {
  for (const role of roles) t.equal(tokens.staff.verify(tokens.staff.sign({ ...staffGrant, role })).role, role)
})

t.test('a token is EdDSA with the typ of its door, and holds TypeIDs', async (t) => {
  for (const door of doors) {
    const [header = '', payload = ''] = goodToken[door]().split('.')
    t.same(JSON.parse(Buffer.from(header, 'base64url').toString()), headerOf(door))
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    t.same(Object.keys(claims).sort(), Object.keys(claimsOf(door)).sort())
    t.match(claims, { iss: issuer, aud: door, org: /^org_/, sub: door === 'staff' ? /^cli_/ : /^vrf_/ })
  }
})

t.test('no two tokens are the same', async (t) => {
  t.equal(new Set(Array.from({ length: 50 }, goodToken.staff)).size, 50)
})

t.test('the key pair is Ed25519 from the seed of the keyring: RFC 8032 section 7.1, test 1', async (t) => {
  const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
  const known = fastify()
  await registerTokens(known, { keyring: { key: () => Buffer.from(seed) }, issuer })
  const published = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex')
  const x = published.toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const token = known.jwt.staff.sign({})
  const [header, payload, signature = ''] = token.split('.')
  t.ok(verifySignature(null, Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url')))
})

t.test('instances of one installation accept each other, those of another don’t', async (t) => {
  const sibling = await registerTokens(fastify(), { keyring: await unlockKeyring(bare, Buffer.alloc(32, 5)), issuer })
  const stranger = await registerTokens(fastify(), { keyring: await unlockKeyring(bare, Buffer.alloc(32, 6)), issuer })
  const movedApp = fastify()
  const moved = await registerTokens(movedApp, { keyring, issuer: 'https://other.example' })
  t.match(sibling.staff.verify(goodToken.staff()), staffGrant)
  for (const door of doors) {
    t.ok(refuses(stranger[door], goodToken[door]()), `${door}: another root`)
    t.ok(refuses(moved[door], goodToken[door]()), `${door}: another issuer`)
    t.throws(
      () => movedApp.jwt[door].verify(goodToken[door]()),
      { code: 'FAST_JWT_INVALID_CLAIM_VALUE' },
      'by the library',
    )
  }
})

t.test('a start with an issuer that would make tokens too long is refused, one as long as allowed works', async (t) => {
  const longest = `https://${'h'.repeat(1016)}`
  const working = await registerTokens(fastify(), { keyring, issuer: longest })
  t.match(working.staff.verify(working.staff.sign(staffGrant)), staffGrant)
  t.match(working.requester.verify(working.requester.sign(requesterGrant)), requesterGrant)
  await t.rejects(registerTokens(fastify(), { keyring, issuer: `${longest}h` }), {
    message: 'the issuer of tokens is too long',
  })
})

for (const door of doors) {
  t.test(`a ${door} token ends with the second of its exp, cached or not`, async (t) => {
    const [seen, unseen] = [goodToken[door](), goodToken[door]()]
    const { expiresAt } = tokens[door].verify(seen)
    let time = expiresAt - 1
    t.intercept(Date, 'now', { value: () => time })
    t.notOk(refuses(tokens[door], seen), 'a millisecond before, cached')
    time = expiresAt
    t.ok(refuses(tokens[door], seen), 'at exp, cached')
    t.ok(refuses(tokens[door], seen), 'at exp, cached no more')
    t.ok(refuses(tokens[door], unseen), 'at exp, never seen before')
  })
}

t.test('a verified token is kept, and nobody can change what is kept', async (t) => {
  const good = goodToken.staff()
  const first = tokens.staff.verify(good)
  t.equal(tokens.staff.verify(good), first, 'the very same object: verified once')
  t.ok(Object.isFrozen(first))
})

t.test('the cache forgets the oldest, and a forgotten token is verified again', async (t) => {
  const own: Tokens = await registerTokens(fastify(), { keyring, issuer })
  const oldest = goodToken.staff()
  const first = own.staff.verify(oldest)
  const claims = claimsOf('staff')
  for (let count = 1; count < 10_000; count++) {
    own.staff.verify(forge('staff', JSON.stringify({ ...claims, jti: `${count}`.padStart(22, 'x') })))
  }
  t.equal(own.staff.verify(oldest), first, 'ten thousand fit')
  const newest = goodToken.staff()
  const last = own.staff.verify(newest)
  const again = own.staff.verify(oldest)
  t.not(again, first, 'the first made room')
  t.same(again, first, 'and says the same')
  t.equal(own.staff.verify(newest), last)
})

t.test('the token of an Authorization header, or the one problem', async (t) => {
  const good = goodToken.staff()
  for (const header of [`Bearer ${good}`, `bearer ${good}`, `BEARER   ${good}`]) t.equal(bearerToken(header), good)
  const missing = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    good,
    `Basic ${good}`,
    `Bearer ${good} x`,
    `Bearer ${good},Bearer x`,
    `Bearer\t${good}`,
  ]
  for (const header of missing) t.throws(() => bearerToken(header), unauthorized(), `${header}`.slice(0, 20))
})
