import t from 'tap'
import { writtenLanguages } from '../../src/words/languages.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const { call } = service
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')

const letter = (more: object = {}) => ({
  channel: 'post',
  received_on: '2026-01-31',
  requester: { name: 'Zoé Łukasiewicz', postal_address: '3 rue des Lilas, 75011 Paris' },
  rights: [{ right: 'access' }],
  ...more,
})

t.test('a letter received on 31 January is due on 2 March: 28 February is a Saturday', async (t) => {
  const made = await agent('POST', '/v1/requests', letter())
  t.equal(made.status, 201)
  t.match(made.body, {
    object: 'request',
    status: 'received',
    received_at: '2026-01-31T11:00:00Z',
    received_on: '2026-01-31',
    due_on: '2026-03-02',
    nominal_due_on: '2026-02-28',
    strict_due_on: '2026-03-02',
    refusal_due_on: '2026-03-02',
    clock_state: 'running',
    days_left: 0,
    overdue: false,
    reply_by: 'post',
    capacity: 'self',
    version: 1,
    identity: { status: 'unproven', level: 'none', needed: 'verified' },
    authority: { status: 'not_needed' },
  })
  t.match(made.body.id, /^req_[0-9a-z]{26}$/)
  t.match(made.body.reference, /^HB-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  t.equal(made.headers.etag, '"1"')
  const read = await agent('GET', `/v1/requests/${made.body.id}`)
  t.same(read.body, made.body, 'what is read is what was answered')
  const clock = await agent('GET', `/v1/requests/${made.body.id}/clock`)
  t.equal(clock.body.due_on, made.body.due_on, 'the stored date is the explained one')
  t.ok(clock.body.explanation.length >= 3)
})

t.test('a receipt near midnight counts as the controller’s local day', async (t) => {
  const before = await agent('POST', '/v1/requests', {
    ...letter({ received_on: undefined, received_at: '2025-06-30T21:59:59Z' }),
  })
  t.equal(before.body.received_on, '2025-06-30')
  const after = await agent('POST', '/v1/requests', {
    ...letter({ received_on: undefined, received_at: '2025-06-30T22:00:00Z' }),
  })
  t.equal(after.body.received_on, '2025-07-01')
})

t.test('every right with its own fields, and each one bare', async (t) => {
  const rights = [
    { right: 'access', scope: 'all', health_data: 'recent' },
    { right: 'rectification', corrections: [{ field: 'name', current: 'Zoe', wanted: 'Zoé' }] },
    { right: 'erasure', ground: 'b' },
    { right: 'restriction', ground: 'a' },
    { right: 'objection', direct_marketing: true },
    { right: 'portability', format: 'csv', transfer_to: { name: 'Other SA', endpoint: 'https://other.example/in' } },
    { right: 'post_mortem', purpose: 'estate', deceased: { name: 'Jan Ł.', date_of_death: '2026-01-02' } },
    { right: 'withdrawal', consents: ['newsletter'] },
  ]
  const full = await agent('POST', '/v1/requests', letter({ rights }))
  t.equal(full.status, 201)
  for (const [position, right] of rights.entries()) t.match(full.body.rights[position], right)
  t.equal(full.body.rights[4].act_by, '2026-01-31', 'a marketing objection is acted on at receipt')
  t.equal(full.body.rights[7].act_by, '2026-01-31')
  t.equal(full.body.rights[0].act_by, '2026-02-09', 'recent health data: eight days, a Sunday moved to Monday')
  const bare = await agent('POST', '/v1/requests', letter({ rights: rights.map(({ right }) => ({ right })) }))
  t.equal(bare.status, 201, 'a layperson’s letter may be silent on all but the right')
})

t.test('null is the same as absent', async (t) => {
  const made = await agent('POST', '/v1/requests', letter({ message: null, assignee: null, received_at: null }))
  t.equal(made.status, 201)
  t.equal(made.body.message, null)
})

t.test('what is not a letter is refused, with its place', async (t) => {
  const bad: [string, object, string][] = [
    ['an unknown field', { surprise: 1 }, 'body.surprise'],
    ['no rights', { rights: [] }, 'body.rights'],
    ['seventeen rights', { rights: Array.from({ length: 17 }, () => ({ right: 'access' })) }, 'body.rights'],
    ['an unknown right', { rights: [{ right: 'oblivion' }] }, 'body.rights.0.right'],
    ['a field of another right', { rights: [{ right: 'access', ground: 'b' }] }, 'body.rights.0.ground'],
    ['a receipt in the future', { received_on: '2026-03-03' }, 'body.received_on'],
    ['an hour still to come', { received_on: undefined, received_at: '2026-03-02T11:00:00Z' }, 'body.received_at'],
    ['a receipt before the GDPR', { received_on: '2018-05-24' }, 'body.received_on'],
    ['a day that does not exist', { received_on: '2026-02-29' }, 'body.received_on'],
    ['both receipts', { received_at: '2026-01-31T10:00:00Z' }, 'body.received_on'],
    ['neither receipt', { received_on: undefined }, 'body.received_at'],
    ['a NUL', { message: 'a\u0000b' }, 'body'],
    ['a lone surrogate', { message: 'a\ud800b' }, 'body'],
    [
      'a deceased with instructions of the living',
      {
        rights: [{ right: 'post_mortem', purpose: 'register', deceased: { name: 'X' } }],
      },
      'body.rights.0.deceased',
    ],
    [
      'a private endpoint',
      {
        rights: [{ right: 'portability', transfer_to: { name: 'X', endpoint: 'https://127.0.0.1/' } }],
      },
      'body.rights.0.transfer_to.endpoint',
    ],
  ]
  for (const [what, more, location] of bad) {
    const { status, body, headers } = await agent('POST', '/v1/requests', letter(more))
    t.equal(status, 400, what)
    t.match(String(headers['content-type']), /^application\/problem\+json/)
    t.ok(
      body.errors?.some((error: { location: string }) => error.location.startsWith(location)),
      `${what}: ${JSON.stringify(body.errors)}`,
    )
  }
})

t.test('an external reference is the client’s own, once', async (t) => {
  const first = await agent('POST', '/v1/requests', letter({ external_reference: 'T-1' }))
  t.equal(first.status, 201)
  const again = await agent('POST', '/v1/requests', letter({ external_reference: 'T-1' }))
  t.equal(again.status, 409)
  t.equal(again.body.code, 'external_reference_taken')
  const other = await acme.client('agent')
  t.equal((await other('POST', '/v1/requests', letter({ external_reference: 'T-1' }))).status, 201)
})

t.test('a bigger body than 256 KiB is 413', async (t) => {
  const { status, body } = await agent('POST', '/v1/requests', letter({ message: 'x'.repeat(260 * 1024) }))
  t.equal(status, 413)
  t.equal(body.code, 'too_large')
})

t.test('the public form: receipt, clock, and the letter in the outbox', async (t) => {
  const sent = await call('POST', '/v1/public/acme/requests', {
    requester: { name: 'Ana', email: 'ana@example.org' },
    rights: [{ right: 'portability', format: 'json' }],
  })
  t.equal(sent.status, 202)
  t.match(sent.body, { object: 'intake_receipt', received_on: '2026-03-02', due_on: '2026-04-02' })
  const found = await agent('GET', `/v1/requests?reference=${sent.body.reference}`)
  t.equal(found.body.data.length, 1, 'the request exists though no code was redeemed')
  t.match(found.body.data[0], { channel: 'web', status: 'received', due_on: '2026-04-02' })
  const letters = await agent('GET', `/v1/requests/${found.body.data[0].id}/letters`)
  t.match(letters.body.data, [{ type: 'receipt', state: 'queued', by: 'email' }])
})

t.test('the public form takes no receipt date, no endpoint, no staff field', async (t) => {
  const form = { requester: { name: 'Ana', email: 'ana@example.org' }, rights: [{ right: 'access' }] }
  for (const more of [
    { received_at: '2020-01-01T00:00:00Z' },
    { channel: 'post' },
    { assignee: 'x@example.org' },
    { metadata: {} },
    { rights: [{ right: 'portability', transfer_to: { name: 'X', endpoint: 'https://other.example/in' } }] },
    { requester: { name: 'Ana' } },
  ]) {
    t.equal((await call('POST', '/v1/public/acme/requests', { ...form, ...more })).status, 400, JSON.stringify(more))
  }
  t.equal((await call('POST', '/v1/public/nobody/requests', form)).status, 404)
})

t.test('the form says what a page needs, in the reader’s language', async (t) => {
  const french = await call('GET', '/v1/public/acme', undefined, { 'accept-language': 'fr-CA, en;q=0.5' })
  t.equal(french.body.rights.length, 8)
  t.equal(french.headers['content-language'], 'fr')
  const english = await call('GET', '/v1/public/acme', undefined, { 'accept-language': 'ja, en;q=0.8, fr;q=0.7' })
  t.equal(english.headers['content-language'], 'en')
  t.match(english.body.rights[0], { right: 'access', article: /15/, schema: { type: 'object' } })
  t.notOk('right' in english.body.rights[0].schema.properties)
  t.equal(english.body.rights[0].schema.properties.scope.title, 'What it is about')
  t.equal(french.body.rights[0].schema.properties.scope.title, 'Ce qui est visé')
  t.same(english.body.locales, writtenLanguages)
})
