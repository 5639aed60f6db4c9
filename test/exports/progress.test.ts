import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { followExport, type Progress } from '../../src/exports/follow-export.ts'
import { testService } from '../support/service.ts'
import { exportDesk } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const auditor = await acme.client('auditor')
await service.app.listen({ host: '127.0.0.1', port: 0 })
const { port } = service.app.server.address() as AddressInfo // of a TCP server that listens

const asked = async (records = 3) => {
  const request = await desk.open()
  await desk.put(
    request.id,
    'crm',
    Array.from({ length: records }, () => desk.record),
  )
  const id = await desk.ask(request.id, 'access', 'zip')
  return { request: request.id, id, path: `/v1/requests/${request.id}/exports/${id}/progress` }
}
/** On a connection of its own: one kept for the next request would be open when the service closes. */
const open = (path: string, token = auditor.token) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    get({ host: '127.0.0.1', port, path, agent: false, headers }, resolve).on('error', reject)
  })
const leave = (...streams: IncomingMessage[]) => {
  for (const stream of streams) stream.destroy()
}
/** The events of a stream, as they come. */
async function* eventsOf(stream: IncomingMessage): AsyncGenerator<{ event: string; data: Progress }> {
  let text = ''
  for await (const part of stream.setEncoding('utf8')) {
    text += part
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? []
      text = text.slice(end + 2)
      yield { event, data: JSON.parse(data) }
    }
  }
}

t.test('an export is followed from the queue to its end, and the stream closes', async (t) => {
  const { request, id, path } = await asked()
  const response = await open(path)
  t.match(
    [response.statusCode, response.headers['content-type'], response.headers['cache-control']],
    [200, 'text/event-stream', 'no-store'],
  )
  const events = eventsOf(response)
  t.same((await events.next()).value, {
    event: 'progress',
    data: { status: 'queued', records_done: 0, records_total: 0 },
  })
  await desk.compile(id)
  t.same((await events.next()).value, { event: 'end', data: { status: 'ready', records_done: 3, records_total: 3 } })
  t.equal((await events.next()).done, true)
  t.equal((await desk.show(request, id)).status, 'ready')
})

t.test('one that is over says so and closes', async (t) => {
  const { request, id, path } = await asked()
  await desk.dpo('POST', `/v1/requests/${request}/exports/${id}/revoke`)
  const answer = await auditor('GET', path)
  t.equal(answer.status, 200)
  t.match(answer.body, /^event: end\ndata: \{"status":"revoked",/)
})

t.test('only changes are told, silence is broken by a comment, and a signal ends it', async (t) => {
  const at = (records_done: number): Progress => ({ status: 'compiling', records_done, records_total: 9 })
  const looks = [at(0), at(0), at(4), ...Array.from({ length: 15 }, () => at(4)), at(9)]
  const stop = new AbortController()
  const told: string[] = []
  const stream = followExport({
    look: async () => looks.shift(),
    pause: async () => (looks.length === 0 ? stop.abort() : undefined),
    signal: stop.signal,
  })
  for await (const text of stream) told.push(text)
  t.same(
    told.map((text) => /records_done":(\d)/.exec(text)?.[1] ?? text),
    ['0', '4', ':\n\n', '9'],
  )
})

t.test('what nobody may see any more ends without a word', async (t) => {
  const looks = [{ status: 'queued', records_done: 0, records_total: 1 } as const]
  const stream = followExport({
    look: async () => looks.shift(),
    pause: async () => {},
    signal: new AbortController().signal,
  })
  const told: string[] = []
  for await (const text of stream) told.push(text)
  t.equal(told.length, 1)
})

t.test('unknown, of another request, of another tenant and without a token: as for the export itself', async (t) => {
  const { request, id, path } = await asked()
  const other = await asked()
  const foreign = await (await service.organisation('foreign')).client('auditor')
  t.equal((await auditor('GET', path.replace(id, other.id))).status, 404)
  t.equal((await auditor('GET', path.replace(request, other.request))).status, 404)
  t.equal((await foreign('GET', path)).status, 404)
  t.equal((await service.call('GET', path)).status, 401)
})

t.test('a deleted client sees no more of it', async (t) => {
  const { path, id } = await asked()
  const leaving = await acme.client('auditor')
  const events = eventsOf(await open(path, leaving.token))
  t.equal((await events.next()).value?.event, 'progress')
  await acme.admin('DELETE', `/v1/clients/${leaving.id}`)
  t.equal((await events.next()).done, true, 'closed without end')
  await desk.compile(id)
})

t.test('a client follows twenty at a time; one that goes away makes room', async (t) => {
  const { path } = await asked()
  const streams = await Promise.all(Array.from({ length: 20 }, () => open(path)))
  t.same(new Set(streams.map(({ statusCode }) => statusCode)), new Set([200]))
  const refused = await open(path)
  t.match([refused.statusCode, refused.headers['retry-after']], [429, '5'])
  const another = await open(path, desk.agent.token)
  t.equal(another.statusCode, 200, 'another client has its own')
  leave(...streams.slice(1), refused, another)
  let last = await open(path)
  for (; last.statusCode === 429; last = await open(path)) leave(last)
  t.equal(last.statusCode, 200)
  leave(last, ...streams.slice(0, 1))
})

t.test('closing the service closes the streams at once', async (t) => {
  const { path } = await asked()
  const events = eventsOf(await open(path))
  t.equal((await events.next()).value?.event, 'progress')
  const closed = once(service.app.server, 'close')
  await service.app.close()
  await closed
  t.equal((await events.next()).done, true)
})
