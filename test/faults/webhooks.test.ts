import { once } from 'node:events'
import t from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { deliverWebhooks, shareOf } from '../../src/webhooks/deliver-webhooks.ts'
import { runAs } from '../support/database.ts'
import { failingDatabase } from '../support/failing-database.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { toldBy, webhookDesk } from '../webhooks/support.ts'

const receiver = await testReceiver(t)
const outbound = outboundStream(receiver.rules)
const service = await testService(t)
service.at('2026-03-02T10:00:00Z')
const desk = webhookDesk(service, await service.organisation('acme'))
const types = ['request_received']
const since = (before: number) => receiver.received.slice(before)

t.test('33: whichever call to the database fails, each event arrives, under one id, in its order', async (t) => {
  receiver.answers(takes(200))
  const failing = failingDatabase(service.database.db)
  const deps = { ...service.deps, database: failing.database }
  let cuts = 0
  for (let n = 1; ; n += 1) {
    const { id } = await desk.create({ types })
    const opened = [await desk.open(), await desk.open()]
    const before = receiver.received.length
    failing.failAt(n)
    const failure: unknown = await desk.serve(outbound, deps).then(
      () => undefined,
      (error: unknown) => error ?? 'nothing',
    )
    const isBeyond = failing.calls() < n
    failing.failAt(Number.POSITIVE_INFINITY)
    await desk.expireLease(id)
    await desk.hasten(id)
    await desk.serve(outbound)
    const got = since(before).map((each) => [toldBy(each).data.request_id, each.headers['webhook-id']].join())
    t.same(
      [...new Set(got)].map((each) => each.split(',')[0]),
      opened.map((each) => each.id),
      `call ${n}`,
    )
    t.same(
      (await desk.deliveries(id)).map(({ status }: { status: string }) => status),
      ['delivered', 'delivered'],
      `call ${n}`,
    )
    await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
    if (isBeyond) {
      t.equal(failure, undefined)
      t.equal(got.length, 2, 'where none fails, each comes once')
      break
    }
    cuts += 1
    t.ok(failure, `call ${n} fails`)
  }
  t.ok(cuts > 10, `${cuts} cuts`)
})

t.test('2: killed between the answer and its record, the same event is sent again under the same id', async (t) => {
  receiver.answers(takes(200))
  const { id } = await desk.create({ types })
  await desk.open()
  const before = receiver.received.length
  const killed = new Error('killed')
  /** Whoever serves is gone once the receiver has answered. */
  const dies: typeof outbound = async (...call) => {
    await outbound(...call)
    throw killed
  }
  await t.rejects(desk.serve(dies), killed)
  await desk.serve(outbound)
  t.equal(since(before).length, 1, 'nobody else sends it while its lease runs')
  await desk.expireLease(id)
  await desk.serve(outbound)
  t.equal(since(before).length, 2)
  const [first, second] = since(before)
  t.equal(first?.headers['webhook-id'], second?.headers['webhook-id'])
  t.same(first?.body, second?.body)
  t.match(await desk.deliveries(id), [{ status: 'delivered', attempts: 2 }])
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('21, 22: two workers never send at once, and one that comes back after its lease records nothing', async (t) => {
  const { id } = await desk.create({ types })
  await desk.open()
  const before = receiver.received.length
  let underWay = 0
  let most = 0
  receiver.answers(async (request, response) => {
    underWay += 1
    most = Math.max(most, underWay)
    request.resume()
    await once(request, 'end')
    await Promise.all([desk.serve(outbound), desk.serve(outbound)]) // others look meanwhile
    underWay -= 1
    response.writeHead(200).end()
  })
  await Promise.all([desk.serve(outbound), desk.serve(outbound), desk.serve(outbound)])
  t.same([since(before).length, most], [1, 1])

  await desk.open()
  receiver.answers(async (request, response) => {
    request.resume()
    await once(request, 'end')
    const isFirst = since(before).length === 2
    if (isFirst) {
      await desk.expireLease(id)
      await desk.serve(outbound)
    }
    response.writeHead(isFirst ? 500 : 200).end()
  })
  await desk.serve(outbound)
  t.equal(since(before).length, 3)
  t.match((await desk.deliveries(id))[0], { status: 'delivered', attempts: 2, last_status: 200 })
  t.match(await desk.show(id), { failing_since: null })
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('32: receivers that never answer keep no other from theirs, and the worker stops all the same', async (t) => {
  const silent = []
  for (let n = 0; n < 3; n += 1) {
    silent.push(await desk.create({ types, url: 'https://import.example.net:8443/silent' }))
  }
  receiver.answers((request, response) => {
    if (!request.url?.startsWith('/silent')) return takes(200)(request, response)
  })
  const errors: unknown[] = []
  const limits = { idleMs: 60_000, slowest: 1_000_000, longestMs: 60_000 }
  const worker = deliverWebhooks(service.deps, {
    outbound: outboundStream(receiver.rules, limits),
    onError: (error) => errors.push(error),
    idleMs: 20,
    stopMs: 50,
    lanes: 16,
  })
  worker.start()
  const before = receiver.received.length
  await desk.open()
  await until(async () => since(before).length === 3)
  const { id } = await desk.create({ types })
  const opened = [await desk.open(), await desk.open(), await desk.open()]
  await until(async () => (await desk.deliveries(id, '&status=delivered')).length === 3)
  t.same(
    since(before)
      .filter(({ path }) => !path.startsWith('/silent'))
      .map((each) => toldBy(each).data.request_id),
    opened.map((each) => each.id),
  )
  await worker.stop()
  t.same(errors, [])
  const open = await Promise.all(silent.map((each) => desk.deliveries(each.id)))
  t.same(
    open.map((list) => list.map(({ status }: { status: string }) => status)),
    silent.map(() => ['queued']),
    'what was cut is sent again once its lease is over',
  )
})

t.test('23: a call under way when the worker stops is finished and recorded, and no other begins', async (t) => {
  const desk = webhookDesk(service, await service.organisation('stopping'))
  const { id } = await desk.create({ types })
  const opened = [await desk.open(), await desk.open()]
  const before = receiver.received.length
  const worker = deliverWebhooks(service.deps, { outbound, onError: (error) => t.error(error), idleMs: 20 })
  let stopped: Promise<void> | undefined
  receiver.answers(async (request, response) => {
    stopped ??= worker.stop()
    await takes(200)(request, response)
  })
  worker.start()
  await until(async () => stopped !== undefined)
  await stopped
  const mine = since(before).filter((each) => opened.some((one) => one.id === toldBy(each).data.request_id))
  t.equal(mine.length, 1, 'of both')
  t.match(await desk.deliveries(id, '&status=delivered'), [{ request_id: opened[0]?.id, attempts: 1 }])
  await desk.serve(outbound)
  t.equal((await desk.deliveries(id, '&status=delivered')).length, 2, 'the next worker goes on at once')
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('32: fifty endpoints of one organisation that never answer keep no other from its own', async (t) => {
  const busy = webhookDesk(service, await service.organisation('busy'))
  const calm = webhookDesk(service, await service.organisation('calm'))
  const waiting: (() => void)[] = []
  let isLetGo = false
  receiver.answers((request, response) => {
    const answer = () => takes(200)(request, response)
    if (isLetGo || !request.url?.startsWith('/silent')) return answer()
    waiting.push(answer)
  })
  for (let n = 0; n < 50; n += 1) {
    await busy.create({ types, url: `https://import.example.net:8443/silent/${n}` })
  }
  const { id } = await calm.create({ types })
  const errors: unknown[] = []
  const limits = { idleMs: 60_000, slowest: 1_000_000, longestMs: 60_000 }
  const workers = [1, 2].map(() =>
    deliverWebhooks(service.deps, {
      outbound: outboundStream(receiver.rules, limits),
      onError: (error) => errors.push(error),
      idleMs: 20,
      lanes: 16,
    }),
  )
  const most = workers.length * shareOf(16).ofOne
  for (const worker of workers) worker.start()
  await busy.open()
  await until(async () => waiting.length >= most)
  const opened = await calm.open()
  await until(async () => (await calm.deliveries(id, '&status=delivered')).length === 1)
  t.match(await calm.deliveries(id), [{ request_id: opened.id, attempts: 1 }])
  t.equal(waiting.length, most, 'it has its share of the lanes of each process, and no more')

  isLetGo = true
  for (const answer of waiting) answer()
  await until(async () => (await arrivedOf(busy)) === 50)
  for (const worker of workers) await worker.stop()
  t.equal(await arrivedOf(busy), 50, 'and once they answer, each of them has its own')
  t.same(errors, [])
})

async function arrivedOf({ organisation }: typeof desk): Promise<number> {
  const [row] = await runAs(
    service.database.superuser,
    `select count(*)::int as n from habeas.webhook_deliveries where organisation_id = $1 and status = 'delivered'`,
    [organisation],
  )
  return Number(row?.n)
}
