import { once } from 'node:events'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { fromReadme } from '../support/readme.ts'
import { type Received, takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { toldBy, webhookDesk } from './support.ts'

type MessageOf = (secret: string, body: string | Buffer, headers: Record<string, string>) => unknown
const messageOf = await fromReadme<MessageOf>('messageOf')
const receiver = await testReceiver(t)
const outbound = outboundStream(receiver.rules)
const service = await testService(t)
service.at('2026-03-02T10:00:00Z')
const desk = webhookDesk(service, await service.organisation('acme'))
const since = (before: number) => receiver.received.slice(before)
const ids = (received: readonly Received[]) => received.map(({ headers }) => headers['webhook-id'])
const headersOf = ({ headers }: Received) => headers as Record<string, string> // a call of ours sends each once

t.test(
  'a tool is told each event of its types once, in the order of the feed, and verifies it with its library',
  async (t) => {
    receiver.answers(takes(204))
    const before = receiver.received.length
    const { id, secret } = await desk.create({ types: ['request_received', 'request_acknowledged'] })
    const [first, second] = [await desk.open(), await desk.open('Ana', 'ana@example.org')]
    await desk.admin('POST', `/v1/requests/${first.id}/acknowledge`, { assignee: 'ada@acme.example' })
    await desk.serve(outbound)
    const got = since(before)
    const told = got.map(toldBy)
    t.same(
      told.map(({ type, data }) => [type, data.request_id]),
      [
        ['request_received', first.id],
        ['request_received', second.id],
        ['request_acknowledged', first.id],
      ],
    )
    const feed = (await desk.admin('GET', '/v1/events?limit=100')).body.data
    for (const each of got) {
      t.same(messageOf(secret, each.body, headersOf(each)), toldBy(each))
      t.throws(() => messageOf(secret, `${each.body} `, headersOf(each)))
      const event = feed.find((one: { id: string }) => one.id === toldBy(each).data.event_id)
      t.match(event, { type: toldBy(each).type, at: toldBy(each).timestamp, sequence: toldBy(each).data.sequence })
      t.equal(headersOf(each)['webhook-id'], event.id)
      t.equal(headersOf(each)['content-type'], 'application/json')
    }
    t.same(told[2]?.data, {
      event_id: told[2]?.data.event_id,
      request_id: first.id,
      sequence: told[2]?.data.sequence,
      status: 'in_progress',
      received_on: '2026-03-02',
      due_on: '2026-04-02',
      strict_due_on: '2026-04-02',
      closed_at: null,
    })
    t.notMatch(Buffer.concat(got.map(({ body }) => body)).toString(), /Zo|Ana|example\.org|acme|ada/)
    await desk.serve(outbound)
    t.equal(since(before).length, 3, 'and no more')
    t.match(await desk.deliveries(id), [
      { status: 'delivered', attempts: 1, last_status: 204, event_id: told[2]?.data.event_id, next_attempt_at: null },
      { type: 'request_received', status: 'delivered' },
      { type: 'request_received', status: 'delivered' },
    ])
    await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
  },
)

t.test('after a rotation both secrets verify for the time named, then the new one alone', async (t) => {
  receiver.answers(takes(200))
  const { id, secret } = await desk.create()
  const test = async () => {
    const before = receiver.received.length
    t.equal((await desk.post(`${id}/test`)).status, 202)
    await desk.serve(outbound)
    const found = since(before).find((each) => toldBy(each).type === 'test')
    if (found === undefined) throw new Error('no test has arrived')
    return found
  }
  const isGood = (with_: string, received: Received) => {
    try {
      return new Webhook(with_).verify(received.body, headersOf(received)) !== undefined
    } catch {
      return false // how the library says no
    }
  }
  const rotated = await desk.post(`${id}/rotate`, { overlap_hours: 2 })
  t.match(rotated, { status: 200, body: { id, secret: /^whsec_/ } })
  const during = await test()
  t.match(headersOf(during)['webhook-signature'], /^v1,\S+ v1,\S+$/)
  t.same(
    [secret, rotated.body.secret].map((each) => isGood(each, during)),
    [true, true],
  )
  const ended = await desk.post(`${id}/rotate`, { overlap_hours: 0 })
  const after = await test()
  t.same(
    [secret, rotated.body.secret, ended.body.secret].map((each) => isGood(each, after)),
    [false, false, true],
  )
  const hours = [-1, 169, 1.5]
  for (const overlap_hours of hours) t.equal((await desk.post(`${id}/rotate`, { overlap_hours })).status, 400)
  t.notMatch(JSON.stringify(await desk.show(id)), /whsec_/, 'a secret is told once')
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('what fails is tried again later under the same id, and keeps no later one back', async (t) => {
  const { id, secret } = await desk.create({ types: ['request_received'] })
  const poison = await desk.open()
  receiver.answers(async (request, response) => {
    request.resume()
    await once(request, 'end')
    const isPoison = receiver.received.at(-1)?.body.toString().includes(poison.id)
    response.writeHead(isPoison ? 500 : 200, isPoison ? { 'retry-after': '3600' } : {}).end()
  })
  const before = receiver.received.length
  await desk.serve(outbound)
  const other = await desk.open()
  await desk.serve(outbound)
  t.same(
    since(before).map((each) => toldBy(each).data.request_id),
    [poison.id, other.id],
  )
  const [delivered, waiting] = await desk.deliveries(id)
  t.match(delivered, { status: 'delivered', request_id: other.id })
  t.match(waiting, { status: 'queued', last_status: 500, last_error: 'status' })
  receiver.answers(takes(200))
  await desk.hasten(id)
  await desk.serve(outbound)
  const last = receiver.received.at(-1)
  t.same([last && toldBy(last).data.request_id, last?.headers['webhook-id']], [poison.id, ids(since(before))[0]])
  t.ok(last && new Webhook(secret).verify(last.body, headersOf(last)))
  t.same(
    (await desk.deliveries(id)).map(({ status }: { status: string }) => status),
    ['delivered', 'delivered'],
  )
  t.match(await desk.show(id), { failing_since: null, queued: 0 })
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('once what had failed arrives, all that waits is sent at once, in its order', async (t) => {
  const { id } = await desk.create({ types: ['request_received'] })
  receiver.answers(takes(503))
  const down = [await desk.open('one'), await desk.open('two'), await desk.open('three')].map((each) => each.id)
  await desk.serve(outbound)
  t.match(await desk.show(id), { queued: 3 })
  receiver.answers(takes(200))
  const before = receiver.received.length
  await desk.hastenOne(id)
  await desk.serve(outbound)
  t.same(
    since(before).map((each) => toldBy(each).data.request_id),
    down,
  )
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('what is refused again and again keeps its tries, however many others arrive', async (t) => {
  const { id } = await desk.create({ types: ['request_received'] })
  const start = receiver.received.length
  receiver.answers(takes(503))
  for (const name of ['one', 'two', 'three']) await desk.open(name)
  await desk.serve(outbound)
  const [refused] = ids(since(start))
  const before = receiver.received.length
  receiver.answers((request, response) =>
    takes(request.headers['webhook-id'] === refused ? 500 : 200)(request, response),
  )
  await desk.hasten(id)
  await desk.serve(outbound, service.deps, 60_000)
  t.equal(ids(since(before)).filter((each) => each === refused).length, 1)
  t.equal(since(before).length, 3)
  t.match(await desk.deliveries(id, '&status=queued'), [{ attempts: 2 }])
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('one delivery, or a range of events, is sent again with its former ids and in its order', async (t) => {
  receiver.answers(takes(200))
  const start = receiver.received.length
  await desk.open('before it was made')
  const { id } = await desk.create({ types: ['request_received'] })
  for (const name of ['one', 'two', 'three']) await desk.open(name)
  await desk.serve(outbound)
  const [one, two, three] = ids(since(start))
  t.equal(since(start).length, 3)

  const deliveryOfTwo = (await desk.deliveries(id))[1]
  t.equal(deliveryOfTwo.event_id, two)
  const replayed = await desk.post(`${id}/deliveries/${deliveryOfTwo.id}/replay`)
  t.match(replayed, { status: 202, body: { id: deliveryOfTwo.id, status: 'queued', attempts: 0 } })
  await desk.serve(outbound)
  t.same(ids(since(start)).slice(3), [two])

  t.equal((await desk.post(`${id}/replay`, { from_event: two })).status, 202)
  await desk.serve(outbound)
  t.same(ids(since(start)).slice(4), [two, three])

  const past = receiver.received.length
  t.match(await desk.post(`${id}/replay`, { since: '2026-03-01T00:00:00Z' }), {
    status: 202,
    body: { replaying: true },
  })
  await desk.serve(outbound)
  const feed = (await desk.admin('GET', '/v1/events?limit=100')).body.data
  const everyOne = feed
    .filter(({ type }: { type: string }) => type === 'request_received')
    .map((each: { id: string }) => each.id)
  t.same(ids(since(past)), everyOne, 'also what happened before the endpoint was made')
  t.ok(everyOne.includes(one) && everyOne.length > 3)
  t.match(await desk.show(id), { replaying: false, queued: 0 })

  const none = receiver.received.length
  for (const range of [
    { since: '2027-01-01T00:00:00Z' },
    { since: '2020-01-01T00:00:00Z', until: '2020-02-01T00:00:00Z' },
  ]) {
    t.match(await desk.post(`${id}/replay`, range), { status: 202, body: { replaying: false } })
  }
  await desk.serve(outbound)
  t.equal(receiver.received.length, none)
  for (const [range, location] of [
    [{}, 'body.since'],
    [{ since: '2026-03-02T00:00:00Z', from_event: one }, 'body.since'],
    [{ from_event: 'evt_01h2xcejqtf2nbrexx3vqjhp41' }, 'body.from_event'],
  ] as const) {
    t.match(await desk.post(`${id}/replay`, range), { status: 400, body: { errors: [{ location }] } })
  }
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test(
  'a receiver that answers 410 gets nothing more, and staff is told; enabled again, it gets what happened since',
  async (t) => {
    const { id } = await desk.create({ types: ['request_received'] })
    const [first, letters] = [await desk.open(), await desk.letters()]
    receiver.answers(takes(410))
    const before = receiver.received.length
    await desk.serve(outbound)
    t.match(await desk.show(id), { status: 'disabled', disabled_reason: 'gone' })
    t.match((await desk.events('webhook_endpoint_disabled')).at(-1), { endpoint: id, reason: 'gone' })
    t.equal(await desk.letters(), letters + 1)
    const second = await desk.open()
    await desk.serve(outbound)
    t.equal(since(before).length, 1)
    t.match(await desk.post(`${id}/test`), { status: 422, body: { code: 'not_permitted' } })
    t.match(await desk.post(`${id}/replay`, { since: '2026-03-02T00:00:00Z' }), { status: 422 })
    receiver.answers(takes(200))
    t.match(await desk.change(id, { enabled: true }), { status: 'enabled', disabled_reason: null, disabled_at: null })
    await desk.serve(outbound)
    t.same(
      since(before + 1).map((each) => toldBy(each).data.request_id),
      [first.id, second.id],
    )
    await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
  },
)

t.test(
  'after three days of nothing but failure an endpoint is disabled, with one letter; not an hour before',
  async (t) => {
    const { id } = await desk.create({ types: ['request_received'] })
    const letters = await desk.letters()
    receiver.answers(takes(503))
    const first = await desk.open()
    await desk.serve(outbound)
    t.match(await desk.show(id), { status: 'enabled', failing_since: /Z$/, queued: 1 })
    await desk.failingSince(id, 71)
    await desk.hasten(id)
    await desk.serve(outbound)
    t.match(await desk.show(id), { status: 'enabled' })
    await desk.failingSince(id, 72)
    await desk.hasten(id)
    await desk.serve(outbound)
    t.match(await desk.show(id), { status: 'disabled', disabled_reason: 'failing' })
    t.match((await desk.deliveries(id))[0], { request_id: first.id, attempts: 3, status: 'queued' })
    t.equal(await desk.letters(), letters + 1)
    t.match(await desk.change(id, { enabled: false }), { disabled_reason: 'failing' }, 'it is so already')
    await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
  },
)

t.test('after its last try a delivery has failed, and is found as such', async (t) => {
  const { id } = await desk.create({ types: ['request_received'] })
  receiver.answers(takes(500))
  await desk.open()
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await desk.serve(outbound)
    t.match((await desk.deliveries(id))[0], { attempts: attempt, status: attempt === 10 ? 'failed' : 'queued' })
    await desk.hasten(id)
  }
  t.same(await desk.deliveries(id, '&status=queued&status=delivered'), [])
  t.match(await desk.deliveries(id, '&status=failed'), [{ next_attempt_at: null, finished_at: /Z$/ }])
  receiver.answers(takes(200))
  await desk.change(id, { enabled: false })
  await desk.change(id, { enabled: true })
  await desk.serve(outbound)
  t.match(await desk.deliveries(id), [{ status: 'delivered', attempts: 1 }], 'enabled anew, it had its tries again')
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('with the access of a client its endpoints end, and can’t be enabled', async (t) => {
  receiver.answers(takes(200))
  const client = (await desk.admin('POST', '/v1/clients', { name: 'tool', role: 'auditor' })).body
  const { id } = await desk.create({ client: client.id, types: ['client_revoked', 'request_received'] })
  const [before, letters] = [receiver.received.length, await desk.letters()]
  await desk.admin('DELETE', `/v1/clients/${client.id}`)
  await desk.open()
  await desk.serve(outbound)
  t.equal(receiver.received.length, before)
  t.match(await desk.show(id), { client: client.id, status: 'disabled', disabled_reason: 'client_revoked' })
  t.equal(await desk.letters(), letters, 'whoever revoked it knows')
  t.match(await desk.admin('PATCH', `/v1/webhook-endpoints/${id}`, { enabled: true }), { status: 422 })
  const unknown = { name: 'x', url: 'https://import.example.net/', client: client.id }
  t.match(await desk.admin('POST', '/v1/webhook-endpoints', unknown), {
    status: 400,
    body: { errors: [{ location: 'body.client' }] },
  })
})

t.test('an endpoint far behind gets all of it, a window at a time', async (t) => {
  receiver.answers(takes(200))
  const { id } = await desk.create({ types: ['request_changed'] })
  const { id: request } = await desk.open()
  for (let n = 0; n < 130; n += 1) {
    await desk.admin('PATCH', `/v1/requests/${request}`, { external_reference: `ticket-${n}` })
  }
  const before = receiver.received.length
  await desk.serve(outbound)
  const told = since(before).map((each) => Number(toldBy(each).data.sequence))
  t.equal(told.length, 130)
  t.same(
    told,
    told.toSorted((a, b) => a - b),
  )
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
  t.equal((await desk.admin('GET', `/v1/webhook-endpoints/${id}`)).status, 404)
})
