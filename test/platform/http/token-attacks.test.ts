import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { newId, showId } from '../../../src/platform/identifiers.ts'
import { sampled } from '../../support/sampled.ts'
import {
  claimsOf,
  doors,
  forge,
  goodToken,
  headerOf,
  libraryRefuses,
  privateKey,
  refuses,
  seconds,
  segment,
  tokens,
} from './forged-tokens.ts'

t.test('the forger of these tests makes tokens that pass when nothing is wrong with them', async (t) => {
  for (const door of doors) {
    t.notOk(refuses(tokens[door], forge(door, JSON.stringify(claimsOf(door)))), door)
    t.notOk(refuses(tokens[door], forge(door, ` ${JSON.stringify(claimsOf(door))} `)), `${door}, with blanks`)
  }
})

t.test('27: alg none, however written, signed or not', async (t) => {
  for (const door of doors) {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const header = JSON.stringify({ ...headerOf(door), alg })
      const [first, second, signature] = forge(door, JSON.stringify(claimsOf(door)), header).split('.')
      for (const text of [`${first}.${second}.`, `${first}.${second}`, `${first}.${second}.${signature}`]) {
        t.ok(refuses(tokens[door], text), `${door} ${alg}`)
        t.ok(libraryRefuses(door, text), `${door} ${alg}, by the library`)
      }
    }
    const [first, second] = goodToken[door]().split('.')
    t.ok(refuses(tokens[door], `${first}.${second}.`), 'the signature cut off')
    t.ok(refuses(tokens[door], `${first}.${second}`), 'and its dot')
  }
})

t.test('28: HMAC with the public key in each of its spellings', async (t) => {
  for (const door of doors) {
    const publicKey = createPublicKey(privateKey(door))
    const secrets = [
      publicKey.export({ format: 'pem', type: 'spki' }),
      publicKey.export({ format: 'pem', type: 'spki' }).toString().trim(),
      publicKey.export({ format: 'der', type: 'spki' }),
      publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ]
    for (const bits of [256, 384, 512]) {
      for (const alg of [`HS${bits}`, 'EdDSA']) {
        for (const secret of secrets) {
          const input = `${segment(JSON.stringify({ ...headerOf(door), alg }))}.${segment(JSON.stringify(claimsOf(door)))}`
          const text = `${input}.${createHmac(`sha${bits}`, secret).update(input).digest('base64url')}`
          t.ok(refuses(tokens[door], text), `${door} ${alg} ${bits}`)
          t.ok(libraryRefuses(door, text), `${door} ${alg} ${bits}, by the library`)
        }
      }
    }
  }
})

t.test('another algorithm or another Ed25519 key', async (t) => {
  const stranger = generateKeyPairSync('ed25519').privateKey
  for (const door of doors) {
    t.ok(refuses(tokens[door], forge(door, JSON.stringify(claimsOf(door)), JSON.stringify(headerOf(door)), stranger)))
    for (const alg of ['ES256', 'RS256', 'PS512', 'Ed25519', 'eddsa', 'EdDSA ', 1, null, ['EdDSA'], { alg: 'EdDSA' }]) {
      const text = forge(door, JSON.stringify(claimsOf(door)), JSON.stringify({ ...headerOf(door), alg }))
      t.ok(refuses(tokens[door], text), `${door} ${JSON.stringify(alg)}`)
      t.ok(libraryRefuses(door, text), `${door} ${JSON.stringify(alg)}, by the library`)
    }
  }
})

t.test('29: each claim missing, or of a wrong type or value', async (t) => {
  // JSON texts, for JSON.stringify can't write them all: 1e999 is read as Infinity
  const wrong = 'null true 0 -1 1.5 1e999 -1e999 9007199254740993 "" "x" "0" [] {} [null] "\\u0000"'.split(' ')
  const ownClaims = ['role', 'mbx'] // which the library is not told of
  for (const door of doors) {
    const claims = claimsOf(door)
    for (const name of Object.keys(claims)) {
      const { [name]: value, ...others } = claims
      const rest = JSON.stringify(others).slice(1, -1)
      t.ok(refuses(tokens[door], forge(door, `{${rest}}`)), `${door}: no ${name}`)
      if (!ownClaims.includes(name))
        t.ok(libraryRefuses(door, forge(door, `{${rest}}`)), `${door}: no ${name}, by the library`)
      const disguised = [
        `[${JSON.stringify(value)}]`,
        JSON.stringify(typeof value === 'number' ? `${value}` : `${value}\n`),
      ]
      for (const json of [...wrong, ...disguised]) {
        t.ok(refuses(tokens[door], forge(door, `{${rest},"${name}":${json}}`)), `${door}: ${name} ${json}`)
      }
    }
  }
})

t.test('29: a claim that holds the id of another kind, a role that is none, or half a fingerprint', async (t) => {
  const bad = [
    ['staff', 'sub', showId('vrf', newId('vrf'))],
    ['staff', 'sub', showId('org', newId('org'))],
    ['staff', 'sub', newId('cli')],
    ['staff', 'org', showId('cli', newId('cli'))],
    ['staff', 'role', 'operator'],
    ['staff', 'role', 'DPO'],
    ['staff', 'role', 'toString'],
    ['requester', 'sub', showId('cli', newId('cli'))],
    ['requester', 'mbx', 'cd'.repeat(16)],
    ['requester', 'mbx', 'CD'.repeat(32)],
  ] as const
  for (const [door, name, value] of bad) {
    t.ok(
      refuses(tokens[door], forge(door, JSON.stringify({ ...claimsOf(door), [name]: value }))),
      `${door}: ${name} ${value}`,
    )
  }
})

t.test('29: a claim too many, nbf in whatever form among them', async (t) => {
  const extras = [
    '"nbf":0',
    `"nbf":${seconds() - 60}`,
    `"nbf":${seconds() + 60}`,
    '"nbf":"x"',
    '"nbf":1e999',
    '"nbf":null',
    '"nbf":{}',
  ]
  for (const door of doors) {
    const claims = JSON.stringify(claimsOf(door)).slice(1, -1)
    for (const extra of [...extras, '"admin":true', '"__proto__":{"role":"admin"}', '"constructor":{}', '"cnf":{}']) {
      t.ok(refuses(tokens[door], forge(door, `{${claims},${extra}}`)), `${door}: ${extra}`)
    }
  }
})

t.test('29: a payload that is no object', async (t) => {
  const payloads = ['null', 'true', '1', '"x"', '[]', '[{}]', '{}', '', '{', '\u0000', '{"iss":', '\ufeff{}']
  for (const door of doors) {
    for (const payload of payloads)
      t.ok(refuses(tokens[door], forge(door, payload)), `${door}: ${JSON.stringify(payload)}`)
  }
})

t.test('29: times that contradict each other, or a life longer than the door gives', async (t) => {
  const now = seconds()
  for (const door of doors) {
    const lifetime = tokens[door].lifetimeSeconds
    const odd = [
      { iat: now, exp: now + lifetime + 1, why: 'too long a life' },
      { iat: now - lifetime - 1, exp: now + 1, why: 'too long a life, nearly over' },
      { iat: now + 90, exp: now + 120, why: 'issued in the future' },
      { iat: now, exp: now - 1, why: 'expired before it was issued' },
      { iat: now - 20, exp: now - 10, why: 'expired' },
      { iat: now * 1000, exp: (now + 60) * 1000, why: 'milliseconds' },
      { iat: now, exp: now + 60.5, why: 'half a second' },
      { iat: now - 0.5, exp: now + 60, why: 'issued at half a second' },
    ]
    for (const { why, ...times } of odd) {
      t.ok(refuses(tokens[door], forge(door, JSON.stringify({ ...claimsOf(door), ...times }))), `${door}: ${why}`)
    }
    const skewed = { ...claimsOf(door), iat: now + 30, exp: now + 30 + lifetime }
    t.notOk(refuses(tokens[door], forge(door, JSON.stringify(skewed))), `${door}: another instance half a minute ahead`)
  }
})

t.test('30: a token of one door at the other, as it is or dressed up with the other’s claims and typ', async (t) => {
  const other = { staff: 'requester', requester: 'staff' } as const
  for (const door of doors) {
    const foreign = goodToken[other[door]]()
    t.ok(refuses(tokens[door], foreign), `${door}: as it is`)
    t.ok(libraryRefuses(door, foreign), `${door}: as it is, by the library`)
    t.notOk(refuses(tokens[other[door]], foreign), 'its own door knows it, and keeps it in its cache')
    t.ok(refuses(tokens[door], foreign), `${door}: still not after the other door has cached it`)
    const dressed = forge(door, JSON.stringify(claimsOf(door)), JSON.stringify(headerOf(door)), privateKey(other[door]))
    t.ok(refuses(tokens[door], dressed), `${door}: the other key alone`)
    const typ = forge(door, JSON.stringify(claimsOf(door)), JSON.stringify(headerOf(other[door])))
    t.ok(refuses(tokens[door], typ), `${door}: the other typ alone`)
    t.ok(libraryRefuses(door, typ), `${door}: the other typ alone, by the library`)
    const audience = forge(door, JSON.stringify({ ...claimsOf(door), aud: other[door] }))
    t.ok(refuses(tokens[door], audience), `${door}: the other audience alone`)
    t.ok(libraryRefuses(door, audience), `${door}: the other audience alone, by the library`)
    t.ok(
      refuses(tokens[door], forge(door, JSON.stringify({ ...claimsOf(door), aud: [...doors] }))),
      `${door}: both audiences`,
    )
  }
})

t.test('31: jwk, jku, kid, crit and their kin in the header, even under the right key', async (t) => {
  const attacker = generateKeyPairSync('ed25519')
  const jwk = attacker.publicKey.export({ format: 'jwk' })
  const extras = [
    { jwk },
    { jku: 'https://attacker.example/keys' },
    { x5u: 'https://attacker.example/cert' },
    { x5c: ['MIIB'] },
    { kid: '../../dev/null' },
    { kid: "' or 1=1 --" },
    { kid: `${jwk.x}` },
    { crit: [] },
    { crit: ['exp'] },
    { crit: ['b64'], b64: false },
    { crit: 'exp' },
    { cty: 'JWT' },
    { zip: 'DEF' },
    JSON.parse('{"__proto__":{"alg":"none"}}'),
    { typ: 'JWT' },
    { typ: undefined },
    { typ: 'at+jwt' },
  ]
  for (const door of doors) {
    for (const extra of extras) {
      const header = JSON.stringify({ ...headerOf(door), ...extra })
      t.ok(refuses(tokens[door], forge(door, JSON.stringify(claimsOf(door)), header)), `${door}: ${header}`)
      const own = forge(door, JSON.stringify(claimsOf(door)), header, attacker.privateKey)
      t.ok(refuses(tokens[door], own), `${door}: ${header} and the attacker's key`)
      t.ok(libraryRefuses(door, own), `${door}: ${header} and the attacker's key, by the library`)
    }
  }
})

t.test('the same header spelled otherwise is not the one the door writes', async (t) => {
  const spellings = [
    '{"typ":"staff+jwt","alg":"EdDSA"}',
    '{ "alg":"EdDSA","typ":"staff+jwt"}',
    '{"alg":"none","alg":"EdDSA","typ":"staff+jwt"}',
  ]
  for (const header of spellings)
    t.ok(refuses(tokens.staff, forge('staff', JSON.stringify(claimsOf('staff')), header)), header)
})

t.test('a token with any one character changed, added or left out is refused', async (t) => {
  for (const door of doors) {
    const good = goodToken[door]()
    tokens[door].verify(good) // so that a changed one meets a warm cache
    for (let index = 0; index < good.length; index++) {
      const flipped = good[index] === 'A' ? 'B' : 'A'
      const variants = [
        good.slice(0, index) + flipped + good.slice(index + 1),
        good.slice(0, index) + good.slice(index + 1),
      ]
      if (!variants.every((text) => refuses(tokens[door], text))) t.fail(`${door}: character ${index}`)
    }
    for (const text of [
      `${good}=`,
      `${good}.`,
      `${good}.x`,
      ` ${good}`,
      `${good}\n`,
      `.${good}`,
      `Bearer ${good}`,
      `${good}A`,
    ]) {
      t.ok(refuses(tokens[door], text), JSON.stringify(text.slice(-12)))
    }
  }
})

t.test('one signature has one spelling', async (t) => {
  const good = goodToken.staff()
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(good.slice(-1))
  const others = Array.from({ length: 15 }, (_, bits) => good.slice(0, -1) + alphabet.charAt((last & 48) + bits + 1))
  t.equal(others.filter((text) => !libraryRefuses('staff', text)).length, 15, 'the library takes sixteen')
  t.equal(others.filter((text) => !refuses(tokens.staff, text)).length, 0)
})

t.test('garbage of any kind and size is refused in the same words', async () => {
  for (const door of doors) {
    const [header = '', payload = ''] = goodToken[door]().split('.')
    const segments = fc.oneof(
      fc.constantFrom(header, payload, '', segment('{}'), segment('null')),
      fc.base64String(),
      fc.string(),
    )
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit))).map((units) => units.join('')), // lone surrogates too
      fc.array(segments, { maxLength: 5 }).map((parts) => parts.join('.')),
      fc.string().map((text) => `${header}.${payload}.${text}`),
      fc.json().map((json) => `${header}.${segment(json)}.${'A'.repeat(86)}`),
    )
    fc.assert(
      fc.property(texts, (text) => refuses(tokens[door], text)),
      sampled(500),
    )
    fc.assert(fc.property(fc.json(), (json) => refuses(tokens[door], forge(door, json))))
  }
})

t.test('a token longer than any of ours is refused unread', async (t) => {
  const claims = JSON.stringify(claimsOf('staff'))
  t.notOk(refuses(tokens.staff, forge('staff', claims + ' '.repeat(1000))), 'long, but within the limit')
  t.ok(refuses(tokens.staff, forge('staff', claims + ' '.repeat(4000))), 'beyond it, though all else is right')
  t.ok(refuses(tokens.staff, 'a'.repeat(1_000_000)))
  t.ok(refuses(tokens.staff, '.'.repeat(1_000_000)))
})
