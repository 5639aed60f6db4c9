import t from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { eraseDueCases } from '../../src/retention/erase-due-cases.ts'
import { resumeAbandonedTransmissions } from '../../src/transmissions/send-package.ts'
import { sha256 } from '../exports/support.ts'
import { runAs } from '../support/database.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { transmissionDesk, uuidOf } from './support.ts'

const receiver = await testReceiver(t)
const service = await testService(t, { outbound: outboundStream(receiver.rules) })
service.at('2026-03-02T10:00:00Z')
const acme = await service.organisation('acme')
const desk = await transmissionDesk(service, acme)
const { portable, transmit, attempt, list, show, letters, waiting } = desk
const { superuser } = service.database
const last = () => receiver.received.at(-1) ?? { path: '', headers: {}, body: Buffer.alloc(0), isWhole: false }
const eventsOf = async (of: { request: { id: string } }, type: string) => desk.events(of.request.id, type)

t.test(
  'a receiver that is away is tried again, later each time, under the same id and with a new signature',
  async (t) => {
    receiver.answers(takes(503, { 'retry-after': '7200' }))
    const of = await portable()
    const { id } = (await transmit(of)).body
    t.same(await waiting(id), [{ data: { organisation: acme.id, transmission: uuidOf(id), attempt: '1' }, in: 0 }])
    await attempt(id)
    const first = last().headers
    const [tried] = await list(of)
    t.match(tried, { status: 'queued', attempts: 1, last_error: { reason: 'status', status: 503 }, finished_at: null })
    const [, second] = await waiting(id)
    t.match(second, { data: { attempt: '2' }, in: 7200 }, 'as it asks')
    t.ok(Date.parse(tried.next_attempt_at) > Date.now())
    await attempt(id)
    t.equal(receiver.received.length, receiver.received.indexOf(last()) + 1)
    t.equal((await waiting(id)).length, 3, 'a try that is run again after a kill makes no third job of its own number')
    receiver.answers(takes(204))
    await attempt(id, 2)
    t.equal(last().headers['webhook-id'], first['webhook-id'])
    t.match(await list(of), [
      { status: 'delivered', attempts: 2, last_error: { status: 503 }, receipt: { status: 204 } },
    ])
    t.equal((await eventsOf(of, 'transmission_failed')).length, 0)
    const before = receiver.received.length
    await attempt(id, 2)
    await attempt(id, 3)
    t.equal(receiver.received.length, before, 'what is delivered is not sent again')
  },
)

t.test('after ten tries it has failed: staff is warned, until portability is decided anew', async (t) => {
  receiver.answers((_request, response) => response.destroy())
  const of = await portable()
  const { id } = (await transmit(of)).body
  for (let number = 1; number <= 10; number += 1) await attempt(id, number)
  t.match(await list(of), [
    {
      status: 'failed',
      attempts: 10,
      next_attempt_at: null,
      receipt: null,
      last_error: { reason: 'unreachable', status: null },
    },
  ])
  t.match(await eventsOf(of, 'transmission_failed'), [
    { details: { transmission: id, attempts: 10, reason: 'unreachable' } },
  ])
  t.match(await show(of), { warnings: [{ code: 'transmission_failed' }], rights: [{ status: 'decided' }] })
  service.at('2026-03-04T10:00:00Z')
  const right = `/v1/requests/${of.request.id}/rights/${of.request.rights[0]?.id}`
  await desk.dpo('POST', `${right}/revise`, { reason: 'not feasible' })
  const partly = { outcome: 'partially_granted', grounds: ['transfer_not_feasible'], reasons: 'Their server is away.' }
  t.equal((await desk.dpo('POST', `${right}/decide`, partly)).status, 200)
  t.same((await show(of)).warnings, [])
  service.at('2026-03-02T10:00:00Z')
})

t.test('a refusal of the receiver is final; one that arrives later takes the warning away', async (t) => {
  const of = await portable()
  for (const status of [400, 401, 404, 410, 413, 422]) {
    receiver.answers(takes(status))
    const { id } = (await transmit(of)).body
    await attempt(id)
    t.match(
      (await list(of))[0],
      { id, status: 'failed', attempts: 1, last_error: { reason: 'status', status } },
      `${status}`,
    )
  }
  t.match((await show(of)).warnings, [{ code: 'transmission_failed' }])
  receiver.answers(takes(201))
  await attempt((await transmit(of)).body.id)
  t.match(await show(of), { warnings: [], rights: [{ status: 'fulfilled' }] })
})

t.test('a receiver that says yes before it has the whole has not received it', async (t) => {
  receiver.answers((_request, response) => response.writeHead(200).end())
  const request = await desk.open([{ right: 'portability' }])
  const large = Array.from({ length: 12_000 }, (_, n) => ({ ...desk.record, data: { n, filler: 'f'.repeat(1_000) } }))
  await desk.put(request.id, 'crm', large)
  await desk.grant(request)
  const of = { request, id: await desk.ready(request.id, 'portability') }
  const { id } = (await transmit(of)).body
  await attempt(id)
  t.match(await list(of), [{ status: 'queued', last_error: { reason: 'unreachable' } }])
  receiver.answers(takes(200))
  await attempt(id, 2)
  t.equal(sha256(last().body), (await desk.agent('GET', `/v1/requests/${request.id}/exports/${of.id}`)).body.sha256)
})

t.test('what may not leave any more is not sent, though it was asked for', async (t) => {
  receiver.answers(takes(503))
  const [revoked, reviewed, expired] = [await portable(), await portable(), await portable()]
  const ids = await Promise.all([revoked, reviewed, expired].map(async (of) => (await transmit(of)).body.id))
  for (const id of ids) await attempt(id)
  const before = receiver.received.length
  await desk.dpo('POST', `/v1/requests/${revoked.request.id}/exports/${revoked.id}/revoke`)
  t.match(await list(revoked), [{ status: 'failed', last_error: { reason: 'revoked' } }], 'at once')
  t.same((await show(revoked)).warnings, [], 'as staff wanted it')
  const [record] = (await desk.agent('GET', `/v1/requests/${reviewed.request.id}/records`)).body.data
  await desk.agent('PATCH', `/v1/requests/${reviewed.request.id}/records/${record.id}`, {
    withheld: true,
    reason: 'Names a neighbour.',
  })
  await attempt(ids[1] ?? '', 2)
  t.match(await list(reviewed), [{ status: 'failed', last_error: { reason: 'export_not_ready' } }])
  t.match((await show(reviewed)).warnings, [{ code: 'transmission_failed' }])
  service.at('2026-04-02T10:00:00Z')
  await attempt(ids[2] ?? '', 2)
  service.at('2026-03-02T10:00:00Z')
  t.match(await list(expired), [{ status: 'failed', last_error: { reason: 'export_not_ready' } }])
  for (const id of ids) await attempt(id, 2)
  t.equal(receiver.received.length, before)
})

t.test('two runs of one try: the receiver may get it twice, all else happens once', async (t) => {
  receiver.answers(takes(200))
  const of = await portable()
  const { id } = (await transmit(of)).body
  const before = receiver.received.length
  await Promise.all([attempt(id), attempt(id)])
  const ids = receiver.received.slice(before).map(({ headers }) => headers['webhook-id'])
  t.ok(ids.length <= 2 && ids.every((each) => each === id))
  t.equal((await eventsOf(of, 'export_transmitted')).length, 1)
  t.equal((await letters(of)).filter((type) => type === 'export_transmitted').length, 1)
})

t.test('a try whose every run was killed counts as failed, and the next one takes its turn', async (t) => {
  const of = await portable()
  const { id } = (await transmit(of)).body
  const stopping = new AbortController()
  receiver.answers(() => stopping.abort(new Error('the service is stopping')))
  await t.rejects(attempt(id, 1, stopping.signal), { message: 'the service is stopping' })
  t.match(await list(of), [{ status: 'sending', attempts: 1, last_error: null }], 'as a kill would leave it')
  await runAs(
    superuser,
    `update pgboss.job set state = 'failed', completed_on = now() where data ->> 'transmission' = $1`,
    [uuidOf(id)],
  )
  await resumeAbandonedTransmissions(service.deps)
  t.match(await list(of), [{ status: 'queued', attempts: 1, last_error: { reason: 'interrupted' } }])
  await resumeAbandonedTransmissions(service.deps)
  t.match(await waiting(id), [{ data: { attempt: '2' } }], 'once')
  receiver.answers(takes(200))
  await attempt(id, 2)
  t.match(await list(of), [{ status: 'delivered' }])
})

t.test('of an erased case nothing of it is left, and nothing is sent any more', async (t) => {
  receiver.answers(takes(503))
  const of = await portable()
  const { id } = (await transmit(of)).body
  await attempt(id)
  await desk.release(of.request.id, of.id)
  await desk.dpo('POST', `/v1/requests/${of.request.id}/close`, { reason: 'completed' })
  service.at('2031-03-05T10:00:00Z')
  t.ok((await eraseDueCases(service.deps)) > 0)
  const before = receiver.received.length
  await attempt(id, 2)
  t.equal(receiver.received.length, before)
  const [count] = await runAs(superuser, 'select count(*)::int as n from habeas.transmissions where id = $1', [
    uuidOf(id),
  ])
  t.same(count, { n: 0 })
  service.at('2026-03-02T10:00:00Z')
})
