import fc from 'fast-check'
import t from 'tap'
import { canonicalEmail, email, envelopeAddress } from '../../../src/platform/http/schemas.ts'
import { sampled } from '../../support/sampled.ts'

const isTaken = (address: unknown) => email().safeParse(address).success

t.test('plain addresses are taken as typed', async (t) => {
  const usual = [
    'ada@example.org',
    'Ada.Lovelace+gdpr@mail.example.co.uk',
    "o'brien@example.ie",
    'a@b.fr',
    '1@2x.de',
    'x_y=z@example.org',
  ]
  for (const address of usual) t.equal(email().parse(address), address)
  t.ok(isTaken(`${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.fr`), '254 characters')
})

t.test('domains in any script are taken', async (t) => {
  for (const address of ['a@bücher.example', 'a@例え.テスト', 'a@παράδειγμα.δοκιμή', 'a@xn--bcher-kva.example']) {
    t.equal(email().parse(address), address)
  }
  t.equal(email().parse('a@bu\u0308cher.example'), 'a@b\u00fccher.example', 'in NFC')
})

t.test('attack 42: lists, comments, groups and line breaks are no address', async (t) => {
  const forms = [
    'a@example.org,b@example.org',
    'a@example.org;b@example.org',
    'a@example.org b@example.org',
    'a@example.org\r\nBcc: b@example.org',
    'a@example.org\nb@example.org',
    'a@example.org\0',
    'a(comment)@example.org',
    'a@(comment)example.org',
    'a@example.org(comment)',
    'Ada <a@example.org>',
    '<a@example.org>',
    'friends:a@example.org;',
    'a@b@example.org',
    'a%b@example.org@example.com',
    ['a@example.org'],
    { address: 'a@example.org' },
  ]
  for (const form of forms) t.notOk(isTaken(form), JSON.stringify(form))
})

t.test('attack 43: odd forms that a mailer could read otherwise are refused', async (t) => {
  const forms = [
    '"a b"@example.org',
    '"a@b"@example.org',
    'a\\b@example.org',
    '.a@example.org',
    'a.@example.org',
    'a..b@example.org',
    ' a@example.org',
    'a@example.org ',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@127.1',
    'a@[IPv6:::1]',
    'a@localhost',
    'a@example',
    'a@-example.org',
    'a@example-.org',
    'a@example..org',
    'a@example.org.',
    'a@exa%6dple.org',
    'a@exam_ple.org',
    'a@example.org/x',
    'a@example.org?x',
    'a@example.123',
    'é@example.org',
    'a\u202e@example.org',
    '@example.org',
    'a@',
    '',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(64)}.org`,
    `a@${'b.'.repeat(130)}org`,
  ]
  for (const form of forms) t.notOk(isTaken(form), JSON.stringify(form))
})

t.test('whatever is taken has one at sign, no space and nothing of a header', async (t) => {
  const pieces = fc.constantFrom(
    'a',
    'B',
    '.',
    '@',
    ',',
    ' ',
    '\r\n',
    '<',
    '>',
    '"',
    '(',
    ')',
    '\\',
    ';',
    ':',
    '%',
    '_',
    '-',
    'ü',
    '例',
    'org',
    '.org',
    '[',
    ']',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const address = parts.join('')
      if (isTaken(address)) t.match(address, /^[^\s@<>"(),;:\\[\]]+@[^\s@<>"(),;:\\[\]]+$/u)
    }),
    sampled(20_000),
  )
})

t.test('a mailbox has one canonical form: folded, in A-labels, with its plus-tag', async (t) => {
  t.equal(canonicalEmail('Ada+GDPR@BÜCHER.example'), 'ada+gdpr@xn--bcher-kva.example')
  t.equal(canonicalEmail('ada+gdpr@xn--BCHER-kva.example'), 'ada+gdpr@xn--bcher-kva.example')
  t.equal(canonicalEmail('ada@bu\u0308cher.example'), canonicalEmail('ada@b\u00fccher.example'))
  t.equal(canonicalEmail('ada@ＥＸＡＭＰＬＥ.org'), 'ada@example.org')
  t.not(canonicalEmail('ada+a@example.org'), canonicalEmail('ada@example.org'), 'a tag is not cut off')
  t.not(canonicalEmail('а@example.org'), canonicalEmail('a@example.org'), 'a look-alike is somebody else')
})

t.test('the envelope keeps the local part, which only its host may fold', async (t) => {
  t.equal(envelopeAddress('Ada@BÜCHER.example'), 'Ada@xn--bcher-kva.example')
  t.equal(envelopeAddress('a@b, c@d'), undefined)
})
