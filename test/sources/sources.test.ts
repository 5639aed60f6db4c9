import t from 'tap'
import { testService } from '../support/service.ts'
import { searchDesk } from './desk.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await searchDesk(service, acme)
const { agent, dpo } = desk

t.test('a source is added, read, changed and deleted; its key stays and is its own', async (t) => {
  const given = { name: 'CRM', key: 'crm', owner_email: 'owner@acme.example', holds: 'Orders.' }
  const made = await dpo('POST', '/v1/sources', given)
  t.match(made, { status: 201, body: { ...given, object: 'source', active: true } })
  const url = `/v1/sources/${made.body.id}`
  t.same((await agent('GET', url)).body, made.body)
  t.match(await dpo('POST', '/v1/sources', given), { status: 409, body: { code: 'source_key_taken' } })
  t.match((await dpo('PATCH', url, { active: false, holds: null })).body, { active: false, holds: null, name: 'CRM' })
  t.equal((await dpo('PATCH', url, { key: 'other' })).status, 400)
  t.equal((await agent('PATCH', url, { active: true })).status, 403)
  t.equal((await agent('GET', '/v1/sources')).body.data.length, 1)
  t.equal((await dpo('DELETE', url)).status, 204)
  t.equal((await dpo('GET', url)).status, 404)
  const events = (await acme.admin('GET', '/v1/events?limit=100')).body.data.map(({ type }: { type: string }) => type)
  t.same(
    events.filter((type: string) => type.startsWith('source_')),
    ['source_created', 'source_changed', 'source_deleted'],
  )
})

t.test('one task and one letter for each active source, once', async (t) => {
  const [crm, shop, off] = [
    await desk.source('crm'),
    await desk.source('shop', { holds: 'Baskets.' }),
    await desk.source('off', { active: false }),
  ]
  const request = await desk.open()
  t.same((await desk.show(request.id)).tasks, { open: 0, answered: 0 })
  const { status, body } = await agent('POST', `/v1/requests/${request.id}/tasks`, { note: 'The archive, too.' })
  t.equal(status, 201)
  t.match(body.data, [
    {
      source: { id: crm, key: 'crm', owner_email: 'crm@acme.example' },
      state: 'open',
      due_on: '2026-03-23',
      records: 0,
    },
    { source: { id: shop }, note: 'The archive, too.', overdue: false, link_expires_at: '2026-04-01T22:00:00Z' },
  ])
  t.equal(body.data.length, 2)
  t.equal((await desk.letters(request.id)).length, 2)
  t.same((await desk.show(request.id)).tasks, { open: 2, answered: 0 })
  t.equal((await desk.show(request.id)).status, 'received', 'what staff asks colleagues is no step towards the person')
  t.same(await desk.ask(request.id), [], 'asked once')
  t.match(await desk.ask(request.id, { sources: [off, crm] }), [{ source: { id: off } }], 'by name also what is off')
  t.equal((await desk.letters(request.id)).length, 3)
  const refused = (body: object) => agent('POST', `/v1/requests/${request.id}/tasks`, body)
  t.match(await refused({ sources: ['src_01h2xcejqtf2nbrexx3vqjhp41'] }), {
    status: 400,
    body: { errors: [{ location: 'body.sources.0' }] },
  })
  t.match(await refused({ due_on: '2026-03-01' }), { status: 400, body: { errors: [{ location: 'body.due_on' }] } })
  await dpo('DELETE', `/v1/sources/${off}`)
  t.equal((await desk.tasks(request.id)).length, 3, 'a source that is deleted takes no task away')
})

t.test('staff reminds, answers for the owner and calls off; each is an event, and the request counts', async (t) => {
  const request = await desk.open()
  const [crm, shop] = await desk.ask(request.id)
  if (!crm || !shop) throw new Error('two sources were added above')
  t.equal((await desk.on(request.id, crm.id, 'remind')).status, 200)
  t.equal((await desk.letters(request.id)).length, 3)
  t.match(await desk.on(request.id, crm.id, 'answer', { answer: 'cannot' }), {
    status: 400,
    body: { errors: [{ location: 'body.reason' }] },
  })
  const cannot = { answer: 'cannot', reason: 'Being restored.' }
  t.match((await desk.on(request.id, crm.id, 'answer', cannot)).body, { state: 'cannot', reason: 'Being restored.' })
  t.match((await desk.on(request.id, crm.id, 'answer', { answer: 'nothing_held' })).body, {
    state: 'nothing_held',
    reason: null,
  })
  t.match(await desk.on(request.id, crm.id, 'remind'), { status: 422, body: { code: 'not_permitted' } })
  t.match((await desk.on(request.id, shop.id, 'cancel', { reason: 'Shut down.' })).body, { state: 'cancelled' })
  t.match(await desk.on(request.id, shop.id, 'answer', { answer: 'found' }), { status: 422 })
  t.same((await desk.show(request.id)).tasks, { open: 0, answered: 1 })
  t.same(await desk.events(request.id), [
    'task_opened',
    'task_opened',
    'task_reminded',
    'task_answered',
    'task_answered',
    'task_cancelled',
  ])
  t.match(await desk.ask(request.id), [{ source: { key: 'shop' } }], 'what was called off can be asked anew')
})

t.test('what records were brought of is not said to hold nothing', async (t) => {
  const request = await desk.open()
  const [crm] = await desk.ask(request.id)
  const line = JSON.stringify({ category: 'orders', provided_by: 'observed', data: { n: 1 } })
  const put = (body: string) =>
    agent('PUT', `/v1/requests/${request.id}/records/crm`, body, { 'content-type': 'application/x-ndjson' })
  await put(line)
  const nothing = { answer: 'nothing_held' }
  t.match(await desk.on(request.id, crm?.id ?? '', 'answer', nothing), { status: 422, body: { code: 'not_permitted' } })
  t.match((await desk.on(request.id, crm?.id ?? '', 'answer', { answer: 'found' })).body, {
    state: 'found',
    records: 1,
  })
  await put('')
  t.equal((await desk.on(request.id, crm?.id ?? '', 'answer', nothing)).status, 200)
})

t.test('a closed request opens no task and changes none', async (t) => {
  const request = await desk.open()
  const [crm] = await desk.ask(request.id)
  await agent('POST', `/v1/requests/${request.id}/cancel`, {})
  for (const answer of [
    await agent('POST', `/v1/requests/${request.id}/tasks`, {}),
    await desk.on(request.id, crm?.id ?? '', 'remind'),
    await desk.on(request.id, crm?.id ?? '', 'answer', { answer: 'found' }),
    await desk.on(request.id, crm?.id ?? '', 'cancel', { reason: 'x' }),
  ]) {
    t.match(answer, { status: 409, body: { code: 'action_not_allowed' } })
  }
})

t.test(
  'owners are reminded by the look at the deadlines: three days before, on the day, each week, once each',
  async (t) => {
    service.at('2026-06-01T09:00:00Z')
    const request = await desk.open()
    const [task] = await desk.ask(request.id, { due_on: '2026-06-12' })
    const other = await desk.open()
    await desk.ask(other.id, { due_on: '2026-06-12' })
    await agent('POST', `/v1/requests/${other.id}/cancel`, {})
    const told = async (id: string) => (await desk.events(id)).filter((type) => type === 'task_reminded').length
    for (const [time, reminders] of [
      ['2026-06-02T07:00:00Z', 0],
      ['2026-06-09T07:00:00Z', 2],
      ['2026-06-09T09:00:00Z', 2],
      ['2026-06-10T07:00:00Z', 2],
      ['2026-06-12T07:00:00Z', 4],
      ['2026-06-15T07:00:00Z', 4],
      ['2026-06-22T07:00:00Z', 6],
    ] as const) {
      await desk.watch(time)
      t.equal(await told(request.id), reminders, time)
      if (time.startsWith('2026-06-15')) await desk.watch(time)
    }
    await desk.on(request.id, task?.id ?? '', 'answer', { answer: 'nothing_held' })
    await desk.watch('2026-06-29T07:00:00Z')
    t.equal(await told(request.id), 7, 'who has answered is left in peace')
    t.equal(await told(other.id), 0, 'nor is anybody asked for a closed request')
    t.match(await desk.tasks(request.id), [{ overdue: false }, { overdue: true, last_told_on: '2026-06-29' }])
    service.at('2026-03-02T09:00:00Z')
  },
)
