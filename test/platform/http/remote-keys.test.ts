import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import t from 'tap'
import type { Instant } from '../../../src/law/calendar.ts'
import { OutboundFailure } from '../../../src/platform/http/outbound.ts'
import { KeysMissing, remoteKeys } from '../../../src/platform/http/remote-keys.ts'

const pair = await generateKeyPair('ES256', { extractable: true })
const [publicJwk, privateJwk] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)])
const setOf = (...kids: string[]) => JSON.stringify({ keys: kids.map((kid) => ({ ...publicJwk, kid })) })
const url = 'https://login.example.org/jwks'
const minute = 60_000

/** Keys at an address that answers as it is told, at a time that moves when it is told. */
function keysOf(first: string | Error) {
  const state = { answer: first, now: 1_800_000_000_000, asked: 0 }
  const keys = remoteKeys({
    fetch: async () => {
      state.asked += 1
      if (state.answer instanceof Error) throw state.answer
      return { body: Buffer.from(state.answer) }
    },
    now: () => state.now as Instant, // milliseconds
  })
  const kids = async (kid?: string) => (await keys.at(url, kid)).keys.map((key) => key.kid)
  return { state, kids, keys }
}

t.test('keys are fetched once in ten minutes, and by a crowd once', async (t) => {
  const { state, kids } = keysOf(setOf('a'))
  t.same(await Promise.all([kids('a'), kids('a'), kids()]), [['a'], ['a'], ['a']])
  t.equal(state.asked, 1)
  state.now += 10 * minute - 1
  await kids('a')
  t.equal(state.asked, 1)
  state.now += 1
  await kids('a')
  t.equal(state.asked, 2)
})

t.test('a key that is not among them is looked for, at most twice a minute', async (t) => {
  const { state, kids } = keysOf(setOf('a'))
  await kids('a')
  state.answer = setOf('b')
  t.same(await kids('b'), ['a'], 'asked just before')
  state.now += minute / 2
  t.same(await kids('b'), ['b'])
  for (let i = 0; i < 100; i++) await kids(`invented-${i}`)
  t.equal(state.asked, 2)
  state.now += minute / 2
  await kids()
  t.equal(state.asked, 3, 'a token that names no key may be signed with a new one')
})

t.test('while the address is away the last keys serve for an hour, and no key that they lack', async (t) => {
  const { state, kids } = keysOf(setOf('a'))
  await kids('a')
  state.answer = new OutboundFailure('unreachable')
  state.now += 11 * minute
  t.same(await kids('a'), ['a'])
  t.same(await kids(), ['a'])
  await t.rejects(kids('b'), new KeysMissing('away'))
  t.equal(state.asked, 2, 'it is not asked again at once')
  state.now += 49 * minute
  await t.rejects(kids('a'), new KeysMissing('away'))
  state.answer = setOf('a')
  state.now += minute / 2
  t.same(await kids('a'), ['a'])
})

t.test('what is away is told from what will not do', async (t) => {
  const away = [new OutboundFailure('timeout'), new OutboundFailure('status', 503), new OutboundFailure('status', 429)]
  for (const failure of away) await t.rejects(keysOf(failure).kids(), new KeysMissing('away'))
  const unusable = [
    ...[new OutboundFailure('not_allowed'), new OutboundFailure('status', 302), new OutboundFailure('too_large')],
    ...['<html>', '{}', '{"keys":{}}', '{"keys":[1]}', 'null', ''],
  ]
  for (const answer of unusable) await t.rejects(keysOf(answer).kids(), new KeysMissing('unusable'))
})

t.test(
  'only public keys for signatures are taken: no secret, no private key, none too short or too long',
  async (t) => {
    const short = { kty: 'RSA', n: 'w'.repeat(171), e: 'AQAB', kid: 'short' }
    const long = { ...short, n: 'w'.repeat(10_000), kid: 'long' }
    const given = [
      { kty: 'oct', k: 'c2VjcmV0', kid: 'secret' },
      { ...privateJwk, kid: 'private' },
      short,
      long,
      { kty: 'EC', kid: 'broken' },
    ]
    const { kids } = keysOf(JSON.stringify({ keys: [...given, { ...publicJwk, kid: 'good' }] }))
    t.same(await kids('good'), ['good'])
  },
)

t.test('what an issuer says of a key besides breaks no check', async (t) => {
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: 'odd' }).sign(pair.privateKey)
  const odd = { ...publicJwk, kid: 'odd', key_ops: ['verify', 'sign'], ext: false, x5t: 7, y5: {} }
  const { keys, kids, state } = keysOf(JSON.stringify({ keys: [odd] }))
  t.equal((await jwtVerify(token, createLocalJWKSet(await keys.at(url, 'odd')))).protectedHeader.kid, 'odd')
  state.answer = JSON.stringify({
    keys: [
      { ...odd, key_ops: ['sign'] },
      { ...odd, key_ops: 'verify' },
    ],
  })
  state.now += 11 * minute
  t.same(await kids('odd'), [])
})

t.test('each address has its own keys', async (t) => {
  const { keys, state } = keysOf(setOf('a'))
  await keys.at(url, 'a')
  state.answer = setOf('b')
  t.equal((await keys.at('https://login.example.com/jwks', 'b')).keys[0]?.kid, 'b')
  t.equal((await keys.at(url, 'a')).keys[0]?.kid, 'a')
})

/** An issuer whose addresses answer as they are told. */
function issuerOf(answers: Record<string, unknown>) {
  const asked: string[] = []
  const state = { now: 1_800_000_000_000, asked }
  const keys = remoteKeys({
    fetch: async (address) => {
      asked.push(address)
      const answer = answers[address]
      if (answer === undefined) throw new OutboundFailure('unreachable')
      return { body: Buffer.from(JSON.stringify(answer)) }
    },
    now: () => state.now as Instant, // milliseconds
  })
  return {
    state,
    answers,
    kids: async (issuer: string, kid?: string) => (await keys.of(issuer, kid)).keys.map((key) => key.kid),
  }
}
const issuer = 'https://login.example.org/realms/staff'
const said = `${issuer}/.well-known/openid-configuration`

t.test('an issuer says where its keys are, and is asked no more often than for them', async (t) => {
  const { state, kids } = issuerOf({ [said]: { issuer, jwks_uri: url, other: 1 }, [url]: JSON.parse(setOf('a')) })
  t.same(await Promise.all([kids(issuer, 'a'), kids(issuer, 'a')]), [['a'], ['a']])
  t.same(state.asked, [said, url])
  state.now += 9 * minute
  await kids(issuer, 'b')
  t.same(state.asked, [said, url, url], 'a new key is looked for where the keys are')
})

t.test('one that ends in a slash has one slash before the rest', async (t) => {
  const { state, kids } = issuerOf({ [said]: { issuer: `${issuer}/`, jwks_uri: url }, [url]: JSON.parse(setOf('a')) })
  t.same(await kids(`${issuer}/`, 'a'), ['a'])
  t.same(state.asked, [said, url])
})

t.test('what another says of itself, or nobody, leads to no keys', async (t) => {
  const wrong = [
    { issuer: `${issuer}/`, jwks_uri: url },
    { issuer: 'https://login.evil.example', jwks_uri: url },
    { jwks_uri: url },
    { issuer },
    [],
    'x',
  ]
  for (const answer of wrong) {
    const { kids } = issuerOf({ [said]: answer, [url]: JSON.parse(setOf('a')) })
    await t.rejects(kids(issuer, 'a'), new KeysMissing('unusable'), JSON.stringify(answer))
  }
})

t.test('while it is away what it said serves for an hour', async (t) => {
  const { state, answers, kids } = issuerOf({ [said]: { issuer, jwks_uri: url }, [url]: JSON.parse(setOf('a')) })
  await kids(issuer, 'a')
  delete answers[said]
  delete answers[url]
  state.now += 59 * minute
  t.same(await kids(issuer, 'a'), ['a'])
  state.now += minute
  await t.rejects(kids(issuer, 'a'), new KeysMissing('away'))
})
