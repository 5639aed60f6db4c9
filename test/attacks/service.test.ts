import { type AddressInfo, connect } from 'node:net'
import t, { type Test } from 'tap'
import { runAs } from '../support/database.ts'
import { type Answer, callWith, type Method, testService } from '../support/service.ts'
import { digestRows, openCase, openDesk } from './desk.ts'
import { prepare } from './errands.ts'
import { readDocument, send } from './operations.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const { app } = service
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo // it listens on a port
// The service's own limits, shortened: node looks for overdue requests once a second
app.server.headersTimeout = 300
app.server.requestTimeout = 300

const slowly: [string, string][] = [
  ['its headers', 'GET /health/live HTTP/1.1\r\nhost: x\r\nx-slow: '],
  ['the body of a form', head('POST', `/v1/public/${desk.organisation.slug}/requests`, 'application/json')],
  ['the body of a sign-in', head('POST', `/v1/public/${desk.organisation.slug}/sign-in`, 'application/json')],
  ['the body of a token request', head('POST', '/oauth/token', 'application/x-www-form-urlencoded')],
]

t.test(
  '77: whoever sends slowly is cut, whatever they send, while others are served; nothing of it is kept',
  async (t) => {
    const { id } = await openCase(desk)
    const staff = `authorization: Bearer ${desk.staff.agent.token}\r\n`
    const person = `authorization: Bearer ${desk.person.token}\r\n`
    const upload = 'multipart/form-data; boundary=slow'
    const clients = [
      ...slowly,
      ['a letter', head('POST', '/v1/requests', 'application/json', staff)],
      ['an upload of records', head('PUT', `/v1/requests/${id}/records/crm`, 'application/x-ndjson', staff)],
      ['a document', `${head('POST', `/v1/requests/${id}/documents`, upload, staff)}--slow\r\n`],
      ['a document of the person', `${head('POST', `/v1/me/requests/${id}/documents`, upload, person)}--slow\r\n`],
    ] as const
    const before = await digestRows(service.database)
    const cut = clients.map(async ([what, bytes]) => [what, await drip(t, bytes)] as const)
    const served = await fetch(`http://127.0.0.1:${port}/v1/requests`, {
      headers: { authorization: `Bearer ${desk.staff.agent.token}` },
    })
    t.equal(served.status, 200)
    for (const [what, answer] of await Promise.all(cut)) {
      t.match(answer, /^(HTTP\/1\.1 408 [\s\S]*"code":"too_slow"[\s\S]*)?$/, what)
    }
    const { 'habeas.record_uploads': _uploads, 'pgboss.job': _jobs, ...facts } = await digestRows(service.database)
    t.match(before, facts)
  },
)

t.test('77: two hundred idle connections keep nobody from being served', async (t) => {
  const idle = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  t.teardown(() => {
    for (const socket of idle) socket.destroy()
  })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => fetch(`http://127.0.0.1:${port}/v1/public/${desk.organisation.slug}`)),
  )
  t.same([...new Set(answers.map(({ status }) => status))], [200])
})

/** A request that announces more than it will ever send. */
function head(method: Method, path: string, type: string, more = ''): string {
  return `${method} ${path} HTTP/1.1\r\nhost: x\r\n${more}content-type: ${type}\r\ncontent-length: 5000\r\n\r\n`
}

/** Sends a byte now and then until the service has had enough; all that it answered. */
async function drip(t: Test, start: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    received += chunk
  })
  socket.on('error', () => socket.destroy()) // a reset is one of the ways in which a server cuts
  socket.write(start)
  const timer = setInterval(() => socket.writable && socket.write(' '), 20)
  t.teardown(() => socket.destroy())
  await new Promise((resolve) => socket.once('close', resolve))
  clearInterval(timer)
  return received
}

const never = [
  '/metrics',
  '/debug',
  '/status',
  '/health',
  '/admin',
  '/.env',
  '/.git/config',
  '/v1',
  '/v1/',
  '/package.json',
  '/src/main.ts',
  '/dev/mailbox',
  '/docs/../src/main.ts',
  '/docs/static/../../package.json',
  '/docs/static/%2e%2e/%2e%2e/package.json',
  '/docs/json',
  '/docs/yaml',
  '/openapi.yaml',
  '/v1/test/clock',
]

t.test('78: without a token there is what the document calls open, and nothing else', async (t) => {
  const plain = await testService(t, { env: { TEST_CLOCK: '' } })
  for (const path of never) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) {
      const answer = await plain.call(method, path)
      t.ok([404, 405].includes(answer.status), `${method} ${path}: ${answer.status}`)
      saysNothingInternal(t, answer, path)
    }
  }
  const { body } = await plain.call('GET', '/openapi.json')
  const open = document.operations.filter(({ door }) => door === 'open').map(({ id }) => id)
  t.same(open.sort(), [
    'getExportSchema',
    'getForm',
    'getLiveness',
    'getOpenApi',
    'getProblemType',
    'getReadiness',
    'getSigningKey',
    'issueToken',
    'listLanguages',
    'readCalendar',
    'redeemCode',
    'sendRequest',
    'signIn',
  ])
  t.notMatch(JSON.stringify(Object.keys(body.paths)), /\/test\/|\/dev\//)
})

for (const operation of document.operations.filter(({ door }) => door !== 'open')) {
  t.test(`78: ${operation.id} tells whoever has no token nothing, under any method`, async (t) => {
    const { headers: { authorization: _secret, ...headers } = {}, ...sent } = await prepare(operation, desk)
    const errand = { ...sent, headers } // an owner's link is a token, too
    const answers: [string, Answer][] = []
    for (const method of [operation.method, ...(operation.method === 'GET' ? (['HEAD'] as const) : [])]) {
      answers.push([method, await send({ ...operation, method: method as Method }, errand, service.call)]) // HEAD comes with each GET
    }
    for (const [method, answer] of answers) {
      t.equal(answer.status, 401, method)
      if (method === 'HEAD') t.equal(answer.raw.length, 0)
      saysNothingInternal(t, answer, method)
    }
    const other = operation.method === 'DELETE' ? 'PUT' : 'DELETE'
    const wrong = await send({ ...operation, method: other }, errand, service.call)
    t.ok([401, 404, 405].includes(wrong.status), `${other}: ${wrong.status}`)
    saysNothingInternal(t, wrong, other)
  })
}

t.test('78: what breaks inside is told outside as a number, and no word more', async (t) => {
  const { superuser } = service.database
  const canary = 'canary-of-a-person'
  const staff = callWith(app, { authorization: `Bearer ${desk.staff.admin.token}` })
  const { id } = await openCase(desk)
  await runAs(superuser, 'alter table habeas.requests rename column channel to channel_gone')
  t.teardown(() => runAs(superuser, 'alter table habeas.requests rename column channel_gone to channel'))
  const answers = [
    await staff('GET', `/v1/requests/${id}`),
    await staff('GET', `/v1/requests?q=${canary}`),
    await staff('POST', `/v1/requests/${id}/cancel`, { reason: canary }),
    await service.call('POST', `/v1/public/${desk.organisation.slug}/requests`, {
      requester: { name: canary, email: `${canary}@example.org` },
      rights: [{ right: 'access', scope: canary }],
    }),
    await desk.person('GET', '/v1/me/requests'),
  ]
  for (const answer of answers) {
    t.match(answer, { status: 500, body: { code: 'internal', detail: 'the request could not be carried out' } })
    saysNothingInternal(t, answer, 'internal')
  }
  const logged = service.logged.join('\n')
  t.match(logged, /42703/, 'the log has the SQLSTATE')
  t.notOk(logged.includes(canary), 'and nothing of the person')
  t.notMatch(logged, /select |insert |update habeas/i)
})

t.test('78: the answers say nothing of what they are made with', async (t) => {
  for (const operation of document.operations.filter(({ door }) => door === 'open')) {
    const { headers } = await send(operation, await prepare(operation, desk), service.call)
    for (const name of ['server', 'x-powered-by', 'via', 'x-runtime', 'x-aspnet-version'])
      t.notOk(name in headers, name)
    t.match(headers, { 'x-content-type-options': 'nosniff', 'x-request-id': /^[\w-]{8,64}$/ })
  }
})

/** No stack, no path of a file, no SQL, no name of a library or its version. */
function saysNothingInternal(t: Test, { raw, headers }: Answer, what: string): void {
  const said = `${JSON.stringify(headers)}${raw.toString('latin1')}`
  t.notMatch(
    said,
    /\bat .+:\d+:\d+|node_modules|\.ts\b|node:|fastify|postgres|drizzle|zod|\bselect\b|\brelation\b|habeas\.|SQLSTATE|\bv?\d+\.\d+\.\d+\b/i,
    what,
  )
}
