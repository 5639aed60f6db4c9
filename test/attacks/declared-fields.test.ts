import t, { type Test } from 'tap'
import { rightFields } from '../../src/requests/right-schemas.ts'
import { type Answer, testService } from '../support/service.ts'
import { callerAt, done, letter, openDesk } from './desk.ts'
import { prepare } from './errands.ts'
import { type Operation, readDocument, send } from './operations.ts'
import { faultsOf } from './schema-walk.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')

for (const operation of document.operations) {
  t.test(`26: ${operation.id} answers with what the document declares, and nothing else`, async (t) => {
    const answer = await send(operation, await prepare(operation, desk), callerAt(desk, operation))
    t.ok(answer.status < 300, `${answer.status} ${answer.body?.code ?? ''}`)
    isDeclared(t, operation, answer)
    if (operation.door === 'open') return
    isDeclared(t, operation, await send(operation, await prepare(operation, desk), service.call))
  })
}

const full = {
  channel: 'post',
  received_on: '2026-03-01',
  data_subject: { name: 'Zoé Ł.', identifiers: [{ type: 'customer', value: 'C-17' }] },
  message: 'Send me all of it.',
  locale: 'fr-CA',
  reply_by: 'email',
  assignee: 'desk@acme.example',
  external_reference: 'T-17',
  metadata: { ticket: { number: 17 } },
  rights: [
    { right: 'access', scope: 'all', health_data: 'recent' },
    {
      right: 'rectification',
      corrections: [{ field: 'name', current: 'Zoe', wanted: 'Zoé' }],
      supplementary_statement: 'x',
    },
    { right: 'erasure', ground: 'b', scope: 'newsletter' },
    { right: 'restriction', ground: 'a', scope: 'orders' },
    { right: 'objection', direct_marketing: true, situation: 'x', scope: 'letters' },
    { right: 'portability', format: 'csv', transfer_to: { name: 'Other SA', endpoint: 'https://other.example/in' } },
    {
      right: 'post_mortem',
      purpose: 'estate',
      directives: [{ instruction: 'keep', scope: 'x', recipient: 'y' }],
      deceased: { name: 'Jan' },
    },
    { right: 'withdrawal', consents: ['newsletter'] },
  ],
}

t.test('26: a request with everything that can be said shows each reader what is declared for them', async (t) => {
  const { admin, agent, dpo } = desk.staff
  const { id, rights } = await done(agent('POST', '/v1/requests', letter(desk, full)))
  const step = (path: string, body: object) => done(dpo('POST', `/v1/requests/${id}/${path}`, body))
  const invoices = { key: 'invoices', name: 'Invoices', legal_basis: 'legal_obligation' }
  await done(dpo('PUT', '/v1/register', { activities: [invoices] }))
  await step('ask-identity', { doubt: 'doubt-canary', question: 'Which shop?', accepted_methods: ['known_facts'] })
  await step('ask-clarification', { question: 'Since when?', large_volume: true })
  await step('record-answer', { answered_at: '2026-03-02T09:00:00Z', sufficient: true })
  await step('confirm-identity', { method: 'known_facts', note: 'note-canary' })
  await step('extend', { ground: 'complexity', reasons: 'Forty systems.', rights: [rights[0].id] })
  await step(`rights/${rights[2].id}/decide`, {
    outcome: 'partially_granted',
    grounds: ['legal_obligation'],
    reasons: 'Invoices are kept.',
    items: [
      { activity: 'invoices', legal_basis: 'legal_obligation', outcome: 'refused', grounds: ['legal_obligation'] },
    ],
    note: 'note-canary',
  })
  await step(`rights/${rights[2].id}/fulfil`, {
    note: 'note-canary',
    recipients: [{ name: 'CRM Ltd', told_at: '2026-03-02T08:00:00Z' }],
    public_measures: 'delisted',
    systems: [{ system: 'crm', what: 'Account erased.' }],
    remains: [{ activity: 'invoices', what: 'Invoices of 2025', reasons: 'They are audited.', until: '2035-12-31' }],
  })
  await done(agent('PATCH', `/v1/requests/${id}`, { metadata: { note: 'metadata-canary' } }))
  const staffReads = [
    'getRequest',
    'getClock',
    'getAssessment',
    'listEvents',
    'listLetters',
    'listRequests',
    'readFeed',
    'listMessages',
    'listDocuments',
    'listRecords',
    'listExports',
  ]
  for (const name of staffReads) {
    const operation = document.find(name)
    isDeclared(t, operation, await send(operation, { ids: { id } }, admin))
  }
  for (const name of ['getMyRequest', 'listMyRequests', 'listMyMessages', 'listMyDocuments', 'listMyExports']) {
    const operation = document.find(name)
    const answer = await send(operation, { ids: { id } }, desk.person)
    t.equal(answer.status, 200, name)
    isDeclared(t, operation, answer)
    t.notMatch(
      answer.raw.toString(),
      /canary|desk@acme|\bT-17\b|hash"|organisation/, // an id may hold any four letters
      `${name} tells the person nothing of the desk's own`,
    )
  }

  const { body } = await admin('GET', `/v1/requests/${id}`)
  const { properties = {} } = document.resolve({ $ref: '#/components/schemas/RightView' })
  for (const right of body.rights) {
    const own = Object.keys(rightFields[right.right as keyof typeof rightFields]) // the name of a right
    const further = Object.keys(right).filter((field) => !(field in properties) && !own.includes(field))
    t.same(further, [], `${right.right}: its own fields stand beside those of every right, and no others`)
  }
})

t.test('26: an error holds the members of a problem and no other', async (t) => {
  const problem = { $ref: '#/components/schemas/Problem' }
  const { admin, auditor } = desk.staff
  const errors = [
    await service.call('GET', '/nowhere'),
    await service.call('DELETE', '/v1/requests'),
    await admin('POST', '/v1/requests', '{'),
    await admin('POST', '/v1/requests', {}),
    await admin('POST', '/v1/requests', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
    await admin('GET', '/v1/requests?cursor=x'),
    await auditor('POST', '/v1/requests', {}),
    await service.call('GET', '/v1/requests'),
    await service.call('GET', '/v1/public/nobody'),
    await service.call('GET', '/%'),
    await admin('POST', '/v1/clients', { name: 'x', role: 'dpo' }, { 'idempotency-key': 'a b' }),
  ]
  for (const { status, body, headers } of errors) {
    t.ok(status >= 400 && status < 500, `${status}`)
    t.equal(headers['content-type'], 'application/problem+json')
    t.same(faultsOf(document, problem, body), [])
    t.match(body, { status, type: `/problems/${body.code}` })
  }
})

/** Its status is documented, and its body is the one documented for it, to the field. */
function isDeclared(t: Test, operation: Operation, { status, headers, body }: Answer): boolean {
  const [type = ''] = String(headers['content-type'] ?? '').split(';', 1)
  const what = `${operation.id}: ${status} ${type}`
  const media = operation.answers[status]
  if (media === undefined) return t.fail(`${what} is not documented`)
  if (status === 204) return t.same(media, {}, what)
  const schema = media[type]?.schema
  if (schema === undefined) return t.fail(`${what} is not documented`)
  if (schema.format === 'binary') return t.match(headers, { 'content-disposition': /^attachment; / }, what)
  const times = operation.id === 'getOpenApi' ? [] : otherTimes(body) // which quotes what goes in, too
  return t.same([...faultsOf(document, schema, body), ...times], [], what)
}

/** Instants go out with Z and whole seconds, legal days as they are (API section 1): also where a schema leaves the field open. */
function otherTimes(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const at = `${place}.${name}`
    const form = name.endsWith('_at') ? instant : name.endsWith('_on') ? day : undefined
    const isOther = form !== undefined && member !== null && typeof member !== 'object' && !form.test(String(member))
    return isOther ? [`${at} is ${member}`] : otherTimes(member, at)
  })
}
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const day = /^\d{4}-\d\d-\d\d$/
