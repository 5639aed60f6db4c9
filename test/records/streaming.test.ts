import { once } from 'node:events'
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setImmediate as breath } from 'node:timers/promises'
import t from 'tap'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const service = await testService(t, { env: { RECORDS_MAX_BYTES: String(8 * 1024 * 1024) } })
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
await service.app.listen({ host: '127.0.0.1', port: 0 })
const { port } = service.app.server.address() as AddressInfo // it listens on TCP

async function open(): Promise<string> {
  const made = await agent('POST', '/v1/requests', {
    channel: 'email',
    received_at: '2026-03-02T09:00:00Z',
    requester: { name: 'Ana', email: 'ana@example.org' },
    rights: [{ right: 'access' }],
  })
  return made.body.id
}

/** A delivery over a socket, as it is sent: begun, and left to the test. */
function delivery(request: string, headers: Record<string, string | number> = {}, connections?: Agent): ClientRequest {
  return httpRequest({
    port,
    ...(connections === undefined ? {} : { agent: connections }),
    method: 'PUT',
    path: `/v1/requests/${request}/records/crm`,
    headers: { authorization: `Bearer ${agent.token}`, 'content-type': 'application/x-ndjson', ...headers },
  })
}
async function answered(sent: ClientRequest): Promise<{ status: number | undefined; body: unknown }> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage] // what 'response' gives
  return { status: answer.statusCode, body: await json(answer) }
}
const line = (n: number, filler = 'x'.repeat(1_000)) =>
  `${JSON.stringify({ category: 'orders', provided_by: 'observed', data: { n, filler } })}\n`
const rows = async (condition: string) =>
  Number((await runAs(service.database.superuser, `select count(*)::int as n from ${condition}`))[0]?.n)
const listed = async (request: string) => (await agent('GET', `/v1/requests/${request}/records`)).body.data
/** Sends so much as fast as it is taken; a sender who was cut off is done. */
async function send(sent: ClientRequest, pieces: Iterable<string | Buffer>): Promise<void> {
  for (const piece of pieces) {
    if (sent.destroyed) return
    if (sent.write(piece)) continue
    await new Promise<void>((resolve) => {
      sent.once('drain', resolve).once('close', resolve)
    })
    sent.removeAllListeners('drain').removeAllListeners('close')
  }
}
function* times(count: number, make: (n: number) => string | Buffer): Generator<string | Buffer> {
  for (let n = 0; n < count; n += 1) yield make(n)
}
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await breath()
}

t.test('a connection that breaks off leaves the former records, and nothing of its own', async (t) => {
  const request = await open()
  await agent('PUT', `/v1/requests/${request}/records/crm`, line(1, 'former'), {
    'content-type': 'application/x-ndjson',
  })
  for (const headers of [{}, { 'content-length': 50 * 1024 * 1024 }]) {
    const sent = delivery(request, headers)
    sent.on('error', () => undefined)
    await send(
      sent,
      times(3_000, (n) => line(n)),
    )
    await until(
      async () =>
        (await rows(
          `habeas.records r join habeas.record_uploads u on u.id = r.upload_id where u.state = 'receiving'`,
        )) > 0,
    )
    sent.destroy()
    await until(async () => (await rows(`habeas.record_uploads where state = 'receiving'`)) === 0)
    t.match(await listed(request), [{ data: { n: 1, filler: 'former' } }])
  }
})

t.test('a bad line is answered while its sender is still sending', async (t) => {
  const request = await open()
  const sent = delivery(request)
  const answer = answered(sent)
  sent.write(line(1))
  sent.write('{"category":\n')
  await send(
    sent,
    times(2_000, (n) => line(n)),
  )
  sent.end()
  t.match(await answer, { status: 400, body: { errors: [{ location: 'line 2' }] } })
  t.same(await listed(request), [])
})

t.test('after a refusal the connection serves the next request', async (t) => {
  const request = await open()
  const agentOfOne = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agentOfOne.destroy())
  const bad = delivery(request, {}, agentOfOne)
  const refused = answered(bad)
  bad.write('{}\n')
  await send(
    bad,
    times(2_000, (n) => line(n)),
  )
  bad.end()
  t.equal((await refused).status, 400)
  const good = delivery(request, {}, agentOfOne)
  const taken = answered(good)
  good.end(line(1))
  t.match(await taken, { status: 200, body: { count: 1 } })
})

t.test('lines are whole wherever the network cuts them', async (t) => {
  const request = await open()
  const sent = delivery(request)
  const answer = answered(sent)
  const bytes = Buffer.from([1, 2, 3].map((n) => line(n, 'é😀'.repeat(20))).join(''))
  for (const byte of bytes) {
    sent.write(Buffer.of(byte))
    await breath()
  }
  sent.end()
  t.match(await answer, { status: 200, body: { count: 3, bytes: bytes.length } })
  t.equal((await listed(request))[2].data.filler, 'é😀'.repeat(20))
})

t.test('a line without end is refused before it fills the memory', async (t) => {
  const request = await open()
  const sent = delivery(request)
  sent.on('error', () => undefined)
  const answer = answered(sent)
  sent.write('{"category":"orders","provided_by":"observed","data":{"x":"')
  const filler = Buffer.alloc(64 * 1024, 'x')
  await send(
    sent,
    times(128, () => filler),
  )
  sent.end()
  t.match(await answer, {
    status: 400,
    body: { errors: [{ location: 'line 1', message: 'expected at most 4194304 bytes' }] },
  })
})

t.test('a delivery beyond the limit is refused when the limit is reached', async (t) => {
  const request = await open()
  const sent = delivery(request)
  sent.on('error', () => undefined)
  const answer = answered(sent)
  const many = Array.from({ length: 500 }, (_, n) => line(n)).join('')
  await send(
    sent,
    times(20, () => many),
  )
  sent.end()
  t.match(await answer, { status: 413, body: { code: 'too_large' } })
  t.same(await listed(request), [])
})
