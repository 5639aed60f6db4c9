import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { atPort, readSettings } from '../src/settings.ts'
import { settingsExample, settingsTable } from '../src/settings-table.ts'

const masterKey = 'ab'.repeat(32)
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://rights.example.org',
  DATABASE_URL: 'postgres://owner:hunter2@db.example.org/habeas?sslmode=require',
  SMTP_URL: 'smtps://user:pa55@mail.example.org:465',
  MASTER_KEY: masterKey,
}

/** What the start is refused with, by setting. */
function refusals(env: Record<string, string | undefined>): Record<string, string> {
  try {
    readSettings(env)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    return Object.fromEntries(
      [...message.matchAll(/^ {2}([A-Z_]+): (.+)$/gm)].map(([, name = '', why = '']) => [name, why]),
    )
  }
  return {}
}

t.test('MAIL_FROM_DOMAINS gives organisations, by their slugs, the domains they may send from', async (t) => {
  const given = (MAIL_FROM_DOMAINS: string) => [...readSettings({ MAIL_FROM_DOMAINS }).senderDomains]
  t.same(given('shop=Example.org, shop=example.com,other=example.net'), [
    ['shop', ['example.org', 'example.com']],
    ['other', ['example.net']],
  ])
  t.same(given(''), [])
  for (const wrong of [
    'example.org',
    'shop=',
    'shop=*',
    'shop=localhost',
    'Shop=example.org',
    'shop=a@example.org',
    'a=b=c',
  ]) {
    t.match(refusals({ MAIL_FROM_DOMAINS: wrong }), { MAIL_FROM_DOMAINS: /^expected slug=domain/ }, wrong)
  }
})

t.test('with an empty environment the service starts on this machine alone', async (t) => {
  t.match(readSettings({}), {
    production: false,
    host: '127.0.0.1',
    port: 8080,
    publicUrl: 'http://127.0.0.1:8080',
    database: { url: undefined, appUrl: undefined },
    dataDir: '.data',
    mail: { url: undefined, from: { address: 'no-reply@localhost' } },
    masterKey: undefined,
    operatorToken: undefined,
    testClock: false,
    trustProxy: [],
    rateLimits: { form: 300, requests: 60, 'sign-in': 200, redeem: 120, calendar: 120, inbound: 600 },
    recordsMaxBytes: 2 * 1024 ** 3,
    worker: true,
  })
})

t.test('.env.example says what the table says', async (t) => {
  const file = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
  t.equal(file, settingsExample(), 'write settingsExample() to .env.example')
})

t.test('.env.example, as it stands, gives the defaults', async (t) => {
  const lines = settingsExample()
    .split('\n')
    .filter((line) => /^[A-Z_]+=/.test(line))
  const env = Object.fromEntries(lines.map((line) => line.split('=', 2)))
  t.equal(lines.length, settingsTable.filter((setting) => 'default' in setting).length)
  t.same(readSettings(env), readSettings({}))
})

t.test('unset, empty and blank are the same', async (t) => {
  const blank = Object.fromEntries(settingsTable.map(({ name }, at) => [name, at % 2 === 0 ? '' : '  ']))
  t.same(readSettings(blank), readSettings({}))
})

t.test('production names everything that is missing, at once', async (t) => {
  const missing = 'missing, and needed in production'
  t.same(refusals({ NODE_ENV: 'production' }), {
    DATABASE_URL: missing,
    SMTP_URL: missing,
    MASTER_KEY: missing,
    PUBLIC_URL: missing,
  })
  t.same(refusals({ ...production, SMTP_URL: '' }), { SMTP_URL: missing })
  t.same(refusals(production), {})
})

t.test('missing and wrong settings are told in one error, with what was expected', async (t) => {
  const why = refusals({ NODE_ENV: 'production', PORT: 'http', WORKER: 'maybe', MASTER_KEY: 'short', TEST_CLOCK: '1' })
  t.same(Object.keys(why).sort(), [
    'DATABASE_URL',
    'MASTER_KEY',
    'PORT',
    'PUBLIC_URL',
    'SMTP_URL',
    'TEST_CLOCK',
    'WORKER',
  ])
  t.equal(why.PORT, 'expected a whole number from 0 to 65535')
  t.equal(why.MASTER_KEY, 'expected 32 bytes in hex or base64')
  t.equal(why.WORKER, 'expected on or off')
})

t.test('a refusal never shows what was given', async (t) => {
  const secret = 'S3CRET*value'
  const wrong = Object.fromEntries(settingsTable.map(({ name }) => [name, secret]))
  for (const env of [wrong, { ...wrong, NODE_ENV: 'production' }]) {
    try {
      readSettings(env)
      t.fail('was not refused')
    } catch (error) {
      t.ok(error instanceof Error && error.message.includes('OPERATOR_TOKEN'))
      t.notOk(String(error).includes(secret))
      t.notOk(String(error).includes('S3CRET'))
    }
  }
  for (const url of [
    'postgres://o:hunter2@h/d?sslmode=prefer',
    'postgres://o:hunter2@h',
    'postgres://o:%zz@h/d',
    'mysql://a:hunter2@b/c',
  ]) {
    t.match(refusals({ DATABASE_URL: url }).DATABASE_URL, /^expected postgres:/)
    t.notMatch(refusals({ DATABASE_URL: url }).DATABASE_URL, /hunter2|zz/)
  }
})

t.test('a misspelt NODE_ENV is no silent development', async (t) => {
  for (const name of ['Production', 'prod', 'staging', 'live'])
    t.match(refusals({ NODE_ENV: name }), { NODE_ENV: /^expected one of/ })
})

t.test('the public URL is https in production, and never carries more than a place', async (t) => {
  t.equal(
    readSettings({ ...production, PUBLIC_URL: 'https://example.org/rights/' }).publicUrl,
    'https://example.org/rights',
  )
  t.match(refusals({ ...production, PUBLIC_URL: 'http://rights.example.org' }), { PUBLIC_URL: /https/ })
  for (const url of [
    'ftp://a.example',
    'rights.example.org',
    'https://u:p@a.example',
    'https://a.example/?x=1',
    'https://a.example/#x',
    `https://a.example/${'a'.repeat(1100)}`,
  ]) {
    t.match(refusals({ PUBLIC_URL: url }), { PUBLIC_URL: /^expected/ }, url)
  }
})

t.test('outside production the public URL is where a browser on this machine finds the service', async (t) => {
  t.equal(readSettings({ HOST: '0.0.0.0', PORT: '9000' }).publicUrl, 'http://localhost:9000')
  t.equal(readSettings({ HOST: '::1' }).publicUrl, 'http://[::1]:8080')
  t.equal(readSettings({ HOST: 'desk.lan' }).publicUrl, 'http://desk.lan:8080')
})

t.test('checkpoints go to a file or to an https address, and to nothing else', async (t) => {
  for (const place of [
    '/var/log/habeas/roots.jsonl',
    'roots.jsonl',
    'https://log.example.org/roots',
    'https://log.example.org:8443/',
  ]) {
    t.equal(readSettings({ CHECKPOINTS_TO: place }).checkpointsTo, place)
  }
  t.equal(readSettings({}).checkpointsTo, undefined)
  for (const place of [
    'http://log.example.org/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://log.example.org:444/',
    'https://user@log.example.org/',
    'ftp://log.example.org/',
    'HTTPS://log.example.org/',
    'file:///var/log/roots',
  ]) {
    t.match(refusals({ CHECKPOINTS_TO: place }), { CHECKPOINTS_TO: /^expected the path of a file/ }, place)
  }
})

t.test(
  'letters are signed with a key that can sign, given as text or as a file; any other is refused at start',
  async (t) => {
    const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = pemOf(privateKey)
    const signing = { MAIL_FROM: 'no-reply@mail.example.org', DKIM_SELECTOR: 'habeas2026' }
    const folder = t.testdir({ 'dkim.pem': pem, 'garbage.pem': 'hunter2' })
    const file = join(folder, 'dkim.pem')
    for (const given of [pem, pem.replaceAll('\n', '\\n'), file]) {
      const { dkim } = readSettings({ ...signing, DKIM_PRIVATE_KEY: given }).mail
      t.match(dkim, { domain: 'mail.example.org', selector: 'habeas2026' })
      t.ok(dkim?.privateKey.equals(privateKey))
    }
    t.equal(readSettings({ MAIL_FROM: signing.MAIL_FROM }).mail.dkim, undefined)

    for (const [given, why] of [
      ['/nowhere/hunter2.pem', /^expected a private key as PEM text, or the path/],
      [join(folder, 'garbage.pem'), /^expected a private key as PEM, without a password/],
      ['-----BEGIN PRIVATE KEY-----hunter2', /^expected a private key as PEM, without a password/],
      [publicKey.export({ type: 'spki', format: 'pem' }).toString(), /^expected a private key as PEM/],
      [
        privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' }).toString(),
        /without a password/,
      ],
      [pemOf(generateKeyPairSync('ed25519').privateKey), /^expected an RSA key/],
      [pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), /2048 bits/],
    ] as const) {
      const { DKIM_PRIVATE_KEY: refusal } = refusals({ ...signing, DKIM_PRIVATE_KEY: given })
      t.match(refusal, why)
      t.notMatch(refusal, 'hunter2')
    }

    const whole = { ...signing, DKIM_PRIVATE_KEY: pem }
    t.match(readSettings({ ...whole, DKIM_DOMAIN: 'Example.org' }).mail.dkim, { domain: 'example.org' })
    for (const domain of ['example.com', 'ample.org', 'x.mail.example.org']) {
      t.match(refusals({ ...whole, DKIM_DOMAIN: domain }), { DKIM_DOMAIN: /^expected the domain of MAIL_FROM/ }, domain)
    }
    t.match(refusals({ ...whole, DKIM_DOMAIN: 'a;d=b' }), { DKIM_DOMAIN: /^expected/ })
    t.match(refusals({ ...whole, DKIM_SELECTOR: 'a b' }), { DKIM_SELECTOR: /^expected a selector/ })
    t.match(refusals({ ...whole, DKIM_SELECTOR: '' }), { DKIM_SELECTOR: /^expected beside DKIM_PRIVATE_KEY/ })
    t.match(refusals(signing), { DKIM_PRIVATE_KEY: /^expected beside DKIM_SELECTOR/ })
  },
)

t.test('the test clock is refused in production', async (t) => {
  t.equal(readSettings({ TEST_CLOCK: '1' }).testClock, true)
  t.equal(readSettings({ TEST_CLOCK: 'off' }).testClock, false)
  t.match(refusals({ ...production, TEST_CLOCK: '1' }), { TEST_CLOCK: /^expected off/ })
  t.same(refusals({ ...production, TEST_CLOCK: '0' }), {})
})

t.test('an operator token of production has 128 bits; it fits behind Bearer everywhere', async (t) => {
  t.equal(readSettings({ OPERATOR_TOKEN: 'op' }).operatorToken, 'op')
  t.match(refusals({ ...production, OPERATOR_TOKEN: 'a'.repeat(21) }), { OPERATOR_TOKEN: /^expected 22 or more/ })
  t.same(refusals({ ...production, OPERATOR_TOKEN: 'a'.repeat(22) }), {})
  for (const token of ['two words', 'é'.repeat(22), '"quoted"'])
    t.match(refusals({ OPERATOR_TOKEN: token }), { OPERATOR_TOKEN: /^expected/ })
})

t.test('33: only named proxies are believed, never everybody', async (t) => {
  t.same(readSettings({ TRUST_PROXY: '10.0.0.0/8, ::1,loopback' }).trustProxy, ['10.0.0.0/8', '::1', 'loopback'])
  for (const list of [
    'true',
    '*',
    '1',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/8,',
    'proxy.example.org',
    '10.0.0.0/8/8',
  ]) {
    t.match(refusals({ TRUST_PROXY: list }), { TRUST_PROXY: /^expected addresses/ }, list)
  }
})

t.test('letters are sent from an address, named or not; by default from the host of the public URL', async (t) => {
  const from = (MAIL_FROM: string) => readSettings({ MAIL_FROM }).mail.from
  t.same(from('dpo@example.org'), { address: 'dpo@example.org' })
  t.same(from('Société Générale <dpo@example.org>'), { name: 'Société Générale', address: 'dpo@example.org' })
  t.same(from('"Desk, Rights" <dpo@example.org>'), { name: 'Desk, Rights', address: 'dpo@example.org' })
  t.same(readSettings(production).mail.from, { address: 'no-reply@rights.example.org' })
  for (const wrong of [
    'Desk',
    'a@example.org, b@example.org',
    'Desk <dpo@example.org> x',
    'A <a@example.org> <b@example.org>',
  ]) {
    t.match(refusals({ MAIL_FROM: wrong }), { MAIL_FROM: /^expected an e-mail address/ }, wrong)
  }
  t.match(refusals({ ...production, PUBLIC_URL: 'https://192.0.2.1' }), { MAIL_FROM: /domain to send from/ })
})

t.test('a setting that needs another is refused alone', async (t) => {
  t.match(refusals({ DATABASE_APP_URL: 'postgres://app:x@h/d' }), { DATABASE_URL: /beside DATABASE_APP_URL/ })
  t.match(refusals({ MASTER_KEY_PREVIOUS: masterKey }), { MASTER_KEY: /beside MASTER_KEY_PREVIOUS/ })
  t.match(readSettings({ MASTER_KEY_PREVIOUS: masterKey, MASTER_KEY: 'cd'.repeat(32) }), {
    masterKey: Buffer.alloc(32, 0xcd),
    masterKeyPrevious: Buffer.alloc(32, 0xab),
  })
})

t.test('numbers are whole and within their bounds', async (t) => {
  t.equal(readSettings({ PORT: '0' }).port, 0)
  for (const port of ['-1', '65536', '80.5', '8e3', '0x50', 'NaN', ' 8 0'])
    t.match(refusals({ PORT: port }), { PORT: /whole number/ }, port)
  t.match(refusals({ RATE_LIMIT_FORM: '0' }), { RATE_LIMIT_FORM: /from 1/ })
})

t.test('a port that was found free is in the public URL, unless another was set', async (t) => {
  t.match(atPort(readSettings({ PORT: '0', HOST: '::1' }), 4711), { port: 4711, publicUrl: 'http://[::1]:4711' })
  const set = readSettings({ PORT: '0', PUBLIC_URL: 'http://desk.example' })
  t.match(atPort(set, 4711), { port: 4711, publicUrl: 'http://desk.example' })
})

t.test('a bucket is named without its secrets, and reached by https but on this machine', async (t) => {
  const keys = { BLOBS_ACCESS_KEY_ID: 'AKIA', BLOBS_SECRET_ACCESS_KEY: 'shh' }
  const of = (url: string, more: Record<string, string> = {}) =>
    readSettings({ BLOBS_URL: url, ...keys, ...more }).bucket
  t.equal(readSettings(keys).bucket, undefined)
  t.same(of('s3://exports?region=eu-west-3'), {
    name: 'exports',
    prefix: '',
    region: 'eu-west-3',
    endpoint: undefined,
    accessKeyId: 'AKIA',
    secretAccessKey: 'shh',
    isReadOnly: false,
  })
  t.match(of('s3://exports/habeas/prod/?endpoint=https://s3.example.org', { BLOBS_READ_ONLY: 'on' }), {
    prefix: 'habeas/prod/',
    region: 'us-east-1',
    endpoint: 'https://s3.example.org',
    isReadOnly: true,
  })
  for (const host of ['127.0.0.1:9000', 'localhost', '[::1]:9000']) t.ok(of(`s3://exports?endpoint=http://${host}`))
  for (const url of [
    'https://exports.s3.example.org',
    's3://exports',
    's3://user:secret@exports?region=eu-west-3',
    's3://exports?region=eu-west-3&acl=public',
    's3://exports?endpoint=http://s3.example.org',
    's3://exports?endpoint=https://user:secret@s3.example.org',
    's3://exports?endpoint=ftp://127.0.0.1',
    's3://Exports_1?region=eu-west-3',
    's3://exports/a%2F..?region=eu-west-3',
    's3://exports?region=eu west 3',
  ]) {
    t.match(refusals({ BLOBS_URL: url, ...keys }).BLOBS_URL, /^expected s3:/, url)
  }
  t.same(Object.keys(refusals({ BLOBS_URL: 's3://exports?region=eu-west-3' })), Object.keys(keys))
})
