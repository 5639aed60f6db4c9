import { createHmac } from 'node:crypto'
import t from 'tap'
import { codeFor, codeMatches } from '../../../src/platform/crypto/codes.ts'
import { type KeyProvider, unlockKeyring } from '../../../src/platform/crypto/keyring.ts'
import { newId, type VerificationId } from '../../../src/platform/identifiers.ts'

const bare: KeyProvider = { id: 'bare', wrap: async (bytes) => bytes, unwrap: async (bytes) => bytes }
const keyring = await unlockKeyring(bare, Buffer.alloc(32, 3))
const verification = newId('vrf')

/** The nth of a fixed row of ids, so that the statistics below never vary. */
function fixedId(n: number): VerificationId {
  return `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}` as VerificationId // shaped as newId makes them
}

t.test('a code is 8 digits, the same each time it is asked for', async (t) => {
  t.match(codeFor(keyring, verification), /^[0-9]{8}$/)
  t.equal(codeFor(keyring, verification), codeFor(keyring, verification))
})

t.test('a code is HMAC-SHA-256 of the id under the key of codes, modulo 10^8', async (t) => {
  const hmac = createHmac('sha256', keyring.key('code')).update(verification).digest()
  const remainder = [...hmac].reduce((sum, byte) => (sum * 256 + byte) % 1e8, 0)
  t.equal(Number(codeFor(keyring, verification)), remainder)
})

t.test('another installation has other codes for the same challenges', async (t) => {
  const other = await unlockKeyring(bare, Buffer.alloc(32, 4))
  const same = Array.from({ length: 100 }, (_, n) => fixedId(n)).filter(
    (id) => codeFor(keyring, id) === codeFor(other, id),
  )
  t.equal(same.length, 0)
})

t.test('each digit is as likely as any other at each of the 8 places: chi-square over 20,000 codes', async (t) => {
  const codes = Array.from({ length: 20_000 }, (_, n) => codeFor(keyring, fixedId(n)))
  for (let place = 0; place < 8; place++) {
    const counts = Array.from({ length: 10 }, (_, digit) => codes.filter((code) => code[place] === `${digit}`).length)
    const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)
    t.ok(chiSquare < 40, `place ${place}: ${chiSquare.toFixed(1)}, 9 degrees of freedom pass 40 once in 100,000`)
  }
  t.ok(new Set(codes).size > 19_980, 'about two pairs of 20,000 coincide by chance')
})

t.test('the code matches as typed, however spaced', async (t) => {
  const code = codeFor(keyring, verification)
  const [front, back] = [code.slice(0, 4), code.slice(4)]
  for (const typed of [
    code,
    `${front} ${back}`,
    ` ${code}\n`,
    `${front}\u00a0${back}`,
    `${front}\u202f${back}`,
    [...code].join(' '),
  ]) {
    t.ok(codeMatches(keyring, verification, typed), JSON.stringify(typed))
  }
})

t.test('14: the code of another challenge does not match', async (t) => {
  const matching = Array.from({ length: 200 }, (_, n) =>
    codeMatches(keyring, verification, codeFor(keyring, fixedId(n))),
  )
  t.notOk(matching.includes(true))
})

t.test('a code with any one digit changed does not match', async (t) => {
  const code = codeFor(keyring, verification)
  for (let place = 0; place < 8; place++) {
    for (let step = 1; step < 10; step++) {
      const digit = (Number(code[place]) + step) % 10
      t.notOk(codeMatches(keyring, verification, code.slice(0, place) + digit + code.slice(place + 1)))
    }
  }
})

t.test('what is no code is simply wrong, never an error', async (t) => {
  const code = codeFor(keyring, verification)
  const wrong = [
    '',
    ' ',
    code.slice(1),
    `${code}0`,
    `0${code}`,
    `+${code}`,
    `${code}.0`,
    `${code}\0`,
    'abcdefgh',
    'é'.repeat(8),
  ]
  const fullWidth = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')
  for (const typed of [...wrong, fullWidth, `${code}${' '.repeat(25)}`, ' '.repeat(100_000)]) {
    t.equal(codeMatches(keyring, verification, typed), false, JSON.stringify(typed.slice(0, 40)))
  }
})
