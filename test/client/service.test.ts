import type { AddressInfo } from 'node:net'
import t from 'tap'
import { createHabeas, type Habeas, HabeasProblem, type Schema } from '../../openapi/client/habeas.ts'
import { rejection } from '../support/rejection.ts'
import { testService } from '../support/service.ts'
import { frontOf } from './front.ts'

// The client and the service, over a socket; `front` is what networks do to calls between them.

const service = await testService(t)
const acme = await service.organisation('acme')
const { id: clientId, secret: clientSecret } = await acme.client('dpo')
await service.app.listen({ port: 0, host: '127.0.0.1' })
const { port } = service.app.server.address() as AddressInfo // it listens on a port
const front = await frontOf(t, `http://127.0.0.1:${port}`)
const habeas = createHabeas({
  url: `${front.url}/`,
  credentials: { clientId, clientSecret },
  actingUser: 'ada@example.org',
  retrying: { firstMs: 1 },
})
const visitor = createHabeas({ url: front.url, retrying: { firstMs: 1 } })

const letter = {
  channel: 'post',
  received_on: '2026-03-02',
  requester: { name: 'Zoé Łukasiewicz', postal_address: '3 rue des Lilas, 75011 Paris' },
  rights: [{ right: 'access' }],
} satisfies Schema<'OpenRequest'>

function register(by: Habeas = habeas): Promise<Schema<'Request'>> {
  return by.post('/v1/requests', { body: letter })
}

t.test('a request whose answer is lost is registered once, and its answer comes again', async (t) => {
  const before = await all(habeas.pages('/v1/requests'))
  await habeas.get('/v1/organisation')
  front.next('lose', 'lose')
  const request = await register()
  t.equal(request.object, 'request')
  const after = await all(habeas.pages('/v1/requests'))
  t.same(
    after.map(({ id }) => id).filter((id) => !before.some((known) => known.id === id)),
    [request.id],
  )
})

t.test('a list is read to its end, page by page, under its filters', async (t) => {
  const made = []
  for (let n = 0; n < 7; n++) {
    made.push(await habeas.post('/v1/requests', { body: { ...letter, assignee: `${n % 2}@example.org` } }))
  }
  const mine = made.filter(({ assignee }) => assignee === '0@example.org').map(({ id }) => id)
  const read = await all(habeas.pages('/v1/requests', { query: { assignee: ['0@example.org'], limit: 1 } }))
  t.same(read.map(({ id }) => id).sort(), mine.sort())
  t.equal(mine.length, 4)
})

t.test('a list that is left early asks for no further page', async (t) => {
  const asked = front.calls.length
  for await (const request of habeas.pages('/v1/requests', { query: { limit: 2 } })) {
    t.equal(request.object, 'request')
    break
  }
  t.equal(front.calls.length, asked + 1)
})

t.test('the change feed goes on after the last event that was handled', async (t) => {
  const events = await all(habeas.pages('/v1/events', { query: { limit: 3 } }))
  t.ok(events.length > 3)
  const [last] = events.slice(-1)
  if (last === undefined) throw new Error('there is no event')
  const middle = events[4]
  if (middle === undefined) throw new Error('there are too few events')
  t.same(
    (await all(habeas.pages('/v1/events', { query: { after: middle.id, limit: 3 } }))).map(({ id }) => id),
    events.slice(5).map(({ id }) => id),
  )
  const { id } = await register()
  const news = await all(habeas.pages('/v1/events', { query: { after: last.id } }))
  t.ok(news.length > 0 && news.every(({ request_id }) => request_id === id))
  t.ok(news.every(({ actor }) => actor.acting_user === 'ada@example.org'))
})

t.test('two who change one request at a time: the second is told', async (t) => {
  const { id } = await register()
  const { data, etag } = await habeas.call('get', '/v1/requests/{id}', { path: { id } })
  t.equal(etag, `"${data.version}"`)
  const body = { assignee: 'ada@example.org' }
  const changed = await habeas.patch('/v1/requests/{id}', { path: { id }, body, ifMatch: data.version })
  t.equal(changed.version, data.version + 1)
  const late = habeas.patch('/v1/requests/{id}', { path: { id }, body, ...(etag !== undefined && { ifMatch: etag }) })
  t.match(await rejection(HabeasProblem, late), { status: 412, code: 'version_mismatch' })
})

t.test('a problem says what is wrong and where, and what could be done', async (t) => {
  const { id } = await register()
  const path = { id }
  const wrong = habeas.post('/v1/requests', { body: { ...letter, rights: [] } })
  const invalid = await rejection(HabeasProblem, wrong)
  t.match(invalid, { status: 400, code: 'invalid', title: /./, type: '/problems/invalid' })
  t.equal(invalid.errors[0]?.location, 'body.rights')
  t.match(invalid.request_id, /./)
  t.notMatch(invalid.message, 'Łukasiewicz')
  const reopen = habeas.post('/v1/requests/{id}/reopen', { path, body: { reason: 'by mistake' } })
  const refused = await rejection(HabeasProblem, reopen)
  t.match(refused, { status: 409, code: 'action_not_allowed' })
  t.ok(refused.allowed_actions?.includes('acknowledge'))
  const nobody = rejection(HabeasProblem, visitor.get('/v1/requests/{id}', { path }))
  t.match(await nobody, { status: 401, code: 'unauthorized', allowed_actions: undefined, errors: [] })
})

t.test(
  'a document is handed in as a form, also where the first answer is lost, and comes back byte by byte',
  async (t) => {
    const { id } = await register()
    const bytes = new TextEncoder().encode('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
    const file = new File([bytes], 'mandat.pdf', { type: 'application/pdf' })
    front.next('lose')
    const document = await habeas.post('/v1/requests/{id}/documents', { path: { id }, body: { kind: 'letter', file } })
    const listed = await all(habeas.pages('/v1/requests/{id}/documents', { path: { id } }))
    t.same(
      listed.map(({ id }) => id),
      [document.id],
    )
    const path = { id, doc: document.id }
    const content = await habeas.get('/v1/requests/{id}/documents/{doc}/content', { path })
    t.ok(content instanceof Blob)
    t.same(new Uint8Array(await content.arrayBuffer()), bytes)
    t.same(await habeas.get('/v1/requests/{id}/documents/{doc}/content', { path, as: 'bytes' }), bytes)
    const stream = await habeas.get('/v1/requests/{id}/documents/{doc}/content', { path, as: 'stream' })
    t.same(new Uint8Array(await new Response(stream).arrayBuffer()), bytes)
  },
)

t.test('records are brought in as lines: as a list, or made one after the other for each try', async (t) => {
  const { id } = await register()
  const path = { id, source: 'crm' }
  const records = [1, 2, 3].map(
    (number): Schema<'RecordLine'> => ({ category: 'orders', data: { number }, provided_by: 'observed' }),
  )
  async function* fromSystem() {
    yield* records
  }
  const listed = await habeas.put('/v1/requests/{id}/records/{source}', { path, body: records })
  front.next('lose')
  const streamed = await habeas.put('/v1/requests/{id}/records/{source}', { path, body: fromSystem })
  t.match(streamed, { object: 'records', count: 3, sha256: listed.sha256 })
  const [sent] = front.calls.slice(-1)
  t.match(sent?.headers, { 'content-type': 'application/x-ndjson', 'transfer-encoding': 'chunked' })
  const held = await all(habeas.pages('/v1/requests/{id}/records', { path: { id } }))
  t.equal(held.length, 3)
  const source = held[0]?.id ?? ''
  const body = { withheld: true, reason: 'Names a neighbour.' }
  const reviewed = await habeas.patch('/v1/requests/{id}/records/{source}', { path: { id, source }, body })
  t.match(reviewed, { id: source, withheld: true })
})

t.test('records that can be made but once are sent once', async (t) => {
  const { id } = await register()
  const path = { id, source: 'crm' }
  const record: Schema<'RecordLine'> = { category: 'orders', data: { number: 1 }, provided_by: 'observed' }
  async function* once() {
    yield record
  }
  const calls = front.calls.length
  front.next('lose')
  await t.rejects(habeas.put('/v1/requests/{id}/records/{source}', { path, body: once() }), {
    name: 'HabeasUnreachable',
  })
  t.equal(front.calls.length, calls + 1)
  t.match(await habeas.put('/v1/requests/{id}/records/{source}', { path, body: once() }), { count: 1 })
})

t.test('the public and the requester’s door need no client: a person asks, proves the mailbox and reads', async (t) => {
  const path = { slug: acme.slug }
  t.match(await visitor.get('/v1/public/{slug}', { path }), { object: 'form', name: 'acme SAS' })
  const body = { requester: { name: 'Zoé', email: 'zoe@example.org' }, rights: [{ right: 'access' as const }] }
  front.next('lose')
  const { reference, verification } = await visitor.post('/v1/public/{slug}/requests', { path, body })
  const { access_token: token } = await visitor.post('/v1/public/{slug}/verifications/{vrf}/redeem', {
    path: { ...path, vrf: verification.id },
    body: { code: service.code(verification.id) },
  })
  const person = createHabeas({ url: front.url, credentials: { token } })
  const mine = await all(person.pages('/v1/me/requests'))
  t.same(
    mine.map((request) => request.reference),
    [reference],
  )
  t.equal(await person.post('/v1/me/sign-out', {}), undefined)
  t.match(await rejection(HabeasProblem, person.get('/v1/me/requests')), { status: 401 })
})

t.test('what is no JSON comes as text', async (t) => {
  t.match(await visitor.get('/evidence/signing-key.pem'), /^-----BEGIN PUBLIC KEY-----\n/)
  t.match(JSON.parse(await visitor.get('/v1/languages', { as: 'text' })), { object: 'list' })
})

async function all<T>(members: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = []
  for await (const member of members) read.push(member)
  return read
}
