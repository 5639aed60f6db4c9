import { readFileSync } from 'node:fs'
import t from 'tap'
import { openApiFile } from '../../src/cli/openapi.ts'
import { eventTypes } from '../../src/evidence/event-types.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { forgetDeliveries } from '../../src/webhooks/forget-deliveries.ts'
import { runAs } from '../support/database.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { uuidOf, webhookDesk } from './support.ts'

const receiver = await testReceiver(t)
receiver.answers(takes(200))
const outbound = outboundStream(receiver.rules)
const service = await testService(t)
service.at('2026-03-02T10:00:00Z')
const desk = webhookDesk(service, await service.organisation('acme'))
const { superuser } = service.database
const countOf = async (table: string, id: string) => {
  const column = table === 'webhook_endpoints' ? 'id' : 'endpoint_id'
  const [row] = await runAs(superuser, `select count(*)::int as n from habeas.${table} where ${column} = $1`, [
    uuidOf('whe', id),
  ])
  return Number(row?.n)
}

t.test('the contract names each type that there is, and the test', async (t) => {
  const { webhooks, components } = JSON.parse(readFileSync(openApiFile, 'utf8'))
  t.same(Object.keys(webhooks).sort(), [...Object.keys(eventTypes), 'test'].sort())
  t.same(components.schemas.WebhookMessage.properties.type.enum.toSorted(), Object.keys(webhooks).sort())
  t.ok(components.parameters.SentWebhookSignature)
})

t.test('an endpoint says what it gets; unknown types, and none at all, are refused', async (t) => {
  const { id } = await desk.create({ types: ['right_decided', 'right_decided', 'request_closed'] })
  t.match(await desk.show(id), { types: ['right_decided', 'request_closed'], status: 'enabled', queued: 0 })
  t.match(await desk.change(id, { name: 'Other', types: ['*'] }), { name: 'Other', types: ['*'] })
  for (const types of [[], ['nonsense'], ['test'], 'right_decided']) {
    const answer = await desk.admin('PATCH', `/v1/webhook-endpoints/${id}`, { types })
    t.match([answer.status, String(answer.body.errors?.[0]?.location)], [400, /^body\.types/], JSON.stringify(types))
  }
  t.match(await desk.events('webhook_endpoint_changed'), [{ endpoint: id, types: ['*'], status: 'enabled' }])
  const history = JSON.stringify((await desk.admin('GET', '/v1/events?limit=100')).body)
  t.match(history, /"host":"import\.example\.net:8443"/)
  t.notMatch(history, /s3cret/, 'a path may be a key')
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('a filter that passes over most of the history keeps up with it', async (t) => {
  const { id } = await desk.create({ types: ['request_closed'] })
  const { id: request } = await desk.open()
  await desk.serve(outbound)
  t.same(await desk.deliveries(id), [])
  await desk.admin('POST', `/v1/requests/${request}/close`, { reason: 'not_controller' })
  await desk.serve(outbound)
  t.match(await desk.deliveries(id), [{ type: 'request_closed', status: 'delivered' }])
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test(
  'what was delivered is forgotten after thirty days, what waits is not; of a deleted endpoint all goes',
  async (t) => {
    const { id } = await desk.create({ types: ['request_received'] })
    await desk.open()
    await desk.serve(outbound)
    await forgetDeliveries(service.deps)
    t.equal((await desk.deliveries(id)).length, 1)
    const age = (days: number) =>
      runAs(
        superuser,
        `update habeas.webhook_deliveries set finished_at = now() - make_interval(days => $2::int) where endpoint_id = $1`,
        [uuidOf('whe', id), days],
      )
    await age(29)
    await forgetDeliveries(service.deps)
    t.equal((await desk.deliveries(id)).length, 1)
    await age(30)
    await desk.post(`${id}/test`)
    await forgetDeliveries(service.deps)
    t.match(await desk.deliveries(id), [{ type: 'test', status: 'queued' }])

    await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
    t.same([await countOf('webhook_endpoints', id), await countOf('webhook_deliveries', id)], [1, 1])
    await forgetDeliveries(service.deps)
    t.same([await countOf('webhook_endpoints', id), await countOf('webhook_deliveries', id)], [0, 0])
  },
)

t.test('an organisation has at most fifty, and pages through them and through what was sent', async (t) => {
  for (let n = 1; n <= 50; n += 1) await desk.create({ types: ['request_received'] })
  const more = () => desk.admin('POST', '/v1/webhook-endpoints', { name: 'x', url: 'https://tool.example.net/' })
  t.match(await more(), { status: 422, body: { code: 'not_permitted' } })
  const first = (await desk.admin('GET', '/v1/webhook-endpoints?limit=30')).body
  const second = (await desk.admin('GET', `/v1/webhook-endpoints?limit=30&cursor=${first.next_cursor}`)).body
  const found = [...first.data, ...second.data].map(({ id }: { id: string }) => id)
  t.same([found.length, new Set(found).size, second.has_more], [50, 50, false])
  const [id] = found
  for (let n = 1; n <= 3; n += 1) await desk.post(`${id}/test`)
  const page = (await desk.admin('GET', `/v1/webhook-endpoints/${id}/deliveries?limit=2&status=queued`)).body
  const rest = `/v1/webhook-endpoints/${id}/deliveries?limit=2&cursor=${page.next_cursor}`
  t.equal((await desk.admin('GET', `${rest}&status=queued`)).body.data.length, 1)
  t.equal((await desk.admin('GET', rest)).status, 400, 'a cursor belongs to its filter')
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
  t.equal((await more()).status, 201, 'a deleted one makes room')
})
