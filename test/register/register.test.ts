import t from 'tap'
import { register as demo } from '../../src/cli/demo/processing.ts'
import { feedBetween } from '../../src/evidence/store.ts'
import { runAs } from '../support/database.ts'
import { type TestOrganisation, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:30:00Z')
let made = 0

async function fresh() {
  made += 1
  const organisation = await service.organisation(`register-${made}`)
  return { organisation, dpo: await organisation.client('dpo'), auditor: await organisation.client('auditor') }
}
async function changesOf({ id }: TestOrganisation) {
  const whole = { after: 0, horizon: Number.MAX_SAFE_INTEGER, limit: 100 }
  const rows = await service.database.db.transaction(id, (tx) => feedBetween(tx, service.keyring, whole))
  return rows.filter((row) => row.type === 'register_changed')
}
const service_ = { key: 'service', name: 'The service', legal_basis: 'contract' }
const support = { key: 'support', name: 'Support', legal_basis: 'legitimate_interests' }
const locations = ({ body }: { body: { errors: { location: string }[] } }) => body.errors.map((each) => each.location)

t.test('an organisation without a register has an empty one, of version 0', async (t) => {
  const { auditor } = await fresh()
  const { status, body, headers } = await auditor('GET', '/v1/register')
  t.same([status, headers.etag], [200, '"0"'])
  t.same(body, {
    object: 'register',
    version: 0,
    updated_at: null,
    categories: [],
    activities: [],
    recipients: [],
    sources: { direct: [], indirect: [] },
  })
})

t.test('the register of a real controller is taken as it is, and comes back the same', async (t) => {
  const { dpo, auditor } = await fresh()
  const put = await dpo('PUT', '/v1/register', demo)
  t.same([put.status, put.headers.etag], [200, '"1"'])
  t.match(put.body, { object: 'register', version: 1, updated_at: /^2026-03-02T09:3/ })
  t.match(put.body, demo)
  t.equal(put.body.activities.length, 13)
  t.match(put.body.activities[0], { direct_marketing: true, automated: true, purpose: null })
  t.match(put.body.activities[9], { key: 'advertising', direct_marketing: false })
  const { body, headers } = await auditor('GET', '/v1/register')
  t.same([body, headers.etag], [put.body, '"1"'])
  const { object: _object, version: _version, updated_at: _updated, ...parts } = body
  const again = await dpo('PUT', '/v1/register', parts)
  t.same(again.body, put.body, 'what was read can be put back, and changes nothing')
})

t.test('a change is an event that names what was added, changed and removed', async (t) => {
  const { organisation, dpo } = await fresh()
  const person = { name: 'Ada Lovelace', role: 'accountant' }
  await dpo('PUT', '/v1/register', { activities: [service_, support], categories: [{ key: 'c', name: 'C' }] })
  await dpo(
    'PUT',
    '/v1/register',
    {
      activities: [
        { ...service_, retention: 'P5Y' },
        { ...support, key: 'newsletter' },
      ],
      recipients: [person],
      sources: { direct: ['form'] },
    },
    { 'acting-user': 'grace@example.org' },
  )
  await dpo('PUT', '/v1/register', {
    activities: [
      { ...service_, retention: 'P5Y' },
      { ...support, key: 'newsletter' },
    ],
    recipients: [person],
    sources: { direct: ['form'] },
  })
  const [, second, ...more] = await changesOf(organisation)
  t.same(more, [], 'putting the same again is no event')
  t.same(second?.facts, {
    version: 2,
    categories: { added: [], changed: [], removed: ['c'] },
    activities: { added: ['newsletter'], changed: ['service'], removed: ['support'] },
    sources_changed: true,
  })
  t.match(second?.detail, {
    recipients: { added: ['Ada Lovelace'], changed: [], removed: [] },
    acting_user: 'grace@example.org',
  })
  const stored = await runAs(
    service.database.superuser,
    `select content::text || (select string_agg(e::text, ' ') from habeas.events e) as text from habeas.register_versions`,
  )
  const name = new RegExp(`Ada Lovelace|${Buffer.from('Ada Lovelace').toString('hex')}`)
  t.notMatch(
    stored.map(({ text }) => String(text)).join(),
    name,
    'and the name of a recipient lies in the clear nowhere',
  )
})

t.test('every version is kept, and none is changed afterwards', async (t) => {
  const { organisation, dpo, auditor } = await fresh()
  await dpo('PUT', '/v1/register', { activities: [service_] })
  await dpo('PUT', '/v1/register', { activities: [support] })
  const keys = async (query: string) =>
    (await auditor('GET', `/v1/register${query}`)).body.activities.map((each: { key: string }) => each.key)
  t.same([await keys(''), await keys('?version=1'), await keys('?version=0')], [['support'], ['service'], []])
  const beyond = await auditor('GET', '/v1/register?version=3')
  t.same([beyond.status, beyond.body.code], [404, 'not_found'])
  const change = `update habeas.register_versions set version = 9 where organisation_id = $1`
  await t.rejects(runAs(service.database.superuser, change, [organisation.id]), { message: /42501/ })
})

t.test('If-Match keeps two people from overwriting each other', async (t) => {
  const { dpo } = await fresh()
  const put = (key: string, tag: string) =>
    dpo('PUT', '/v1/register', { activities: [{ ...service_, key }] }, { 'if-match': tag })
  t.equal((await put('a', '"1"')).status, 412)
  t.equal((await put('a', '"0"')).status, 200)
  const both = await Promise.all([put('b', '"1"'), put('c', '"1"')])
  t.same(both.map(({ status }) => status).sort(), [200, 412])
  t.equal(both.find(({ status }) => status === 412)?.body.code, 'version_mismatch')
})

t.test('what names nothing in the register is refused at its place, and so is what stands twice', async (t) => {
  const { organisation, dpo } = await fresh()
  const refused = await dpo('PUT', '/v1/register', {
    categories: [
      { key: 'c', name: 'C' },
      { key: 'c', name: 'D' },
    ],
    activities: [
      { ...service_, categories: ['c', 'unknown'], recipients: ['Nobody'] },
      { ...support, key: 'service' },
    ],
    recipients: [{ name: 'R', activities: ['service', 'other'] }, { name: 'R' }],
  })
  t.equal(refused.status, 400)
  t.same(locations(refused).sort(), [
    'body.activities.0.categories.1',
    'body.activities.0.recipients.0',
    'body.activities.1.key',
    'body.categories.1.key',
    'body.recipients.0.activities.1',
    'body.recipients.1.name',
  ])
  const wrong: [string, object][] = [
    ['body.activities.0.legal_basis', { activities: [{ ...service_, legal_basis: 'habit' }] }],
    ['body.activities.0.name', { activities: [{ key: 'a', legal_basis: 'consent' }] }],
    ['body.activities.0.basis', { activities: [{ ...service_, basis: 'consent' }] }],
    ['body.recipients.0.transfer', { recipients: [{ name: 'R', transfer: 'yes' }] }],
    ['body.data_categories', { data_categories: [] }],
    ['body.activities', { activities: Array.from({ length: 301 }, (_, i) => ({ ...service_, key: `a${i}` })) }],
    ['body.activities.0.purpose', { activities: [{ ...service_, purpose: 'x'.repeat(2_001) }] }],
  ]
  for (const [location, body] of wrong) {
    const answer = await dpo('PUT', '/v1/register', body)
    t.same([answer.status, locations(answer)], [400, [location]], location)
  }
  t.equal((await dpo('PUT', '/v1/register', { sources: { direct: ['x'.repeat(1_100_000)] } })).status, 413)
  t.same(await changesOf(organisation), [])
})

t.test('it is read by auditors and kept by data protection officers, each for their own organisation', async (t) => {
  const [one, other] = [await fresh(), await fresh()]
  await one.dpo('PUT', '/v1/register', { activities: [service_] })
  t.equal((await other.auditor('GET', '/v1/register')).body.version, 0)
  const agent = await one.organisation.client('agent')
  for (const call of [agent, one.auditor]) {
    const answer = await call('PUT', '/v1/register', {})
    t.same([answer.status, answer.body.code], [403, 'role_too_low'])
  }
  t.equal((await one.auditor('GET', '/v1/register')).body.version, 1)
})
