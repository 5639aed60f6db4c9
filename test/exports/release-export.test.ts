import t from 'tap'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { exportDesk, type OpenRequest } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const { prepared, record } = desk
const { superuser } = service.database

const showRequest = async (request: OpenRequest) => (await desk.agent('GET', `/v1/requests/${request.id}`)).body
t.test('release answers the granted right, fulfils it, tells the person and gives them thirty days', async (t) => {
  const { request, id } = await prepared()
  service.at('2026-03-05T10:00:00Z')
  const released = await desk.release(request.id, id)
  service.at('2026-03-02T09:00:00Z')
  t.match(
    [released.status, released.body],
    [200, { id, status: 'released', released_at: /^2026-03-05T10:00:0/, expires_at: /^2026-04-04T10:00:0/ }],
  )
  t.match(await showRequest(request), {
    clock_state: 'stopped',
    rights: [
      {
        status: 'fulfilled',
        outcome: 'granted',
        answered_on: '2026-03-05',
        answered_in_time: true,
        fulfilled_at: /^2026-03-05/,
      },
    ],
  })
  const letters = (await desk.agent('GET', `/v1/requests/${request.id}/letters`)).body.data
  t.ok(letters.some((letter: { type: string }) => letter.type === 'export_ready'))
  const types = ['right_fulfilled', 'right_answered', 'export_released']
  for (const type of types) t.equal((await desk.events(request.id, type)).length, 1, type)
})

t.test('release may happen again: the person is told, its time begins anew, and no other date moves', async (t) => {
  const { request, id } = await prepared()
  await desk.release(request.id, id)
  const before = await showRequest(request)
  service.at('2026-03-20T09:00:00Z')
  const again = await desk.release(request.id, id, {}, desk.dpo2)
  t.match(again.body, { status: 'released', released_at: /^2026-03-02/, expires_at: /^2026-04-19/ })
  const after = await showRequest(request)
  t.same(after.rights, before.rights)
  t.equal((await desk.events(request.id, 'right_answered')).length, 1)
  const letters = (await desk.agent('GET', `/v1/requests/${request.id}/letters`)).body.data
  t.equal(letters.filter((letter: { type: string }) => letter.type === 'export_ready').length, 2)
  service.at('2026-03-02T09:00:00Z')
})

t.test('released twice on one day, the person is told once, whatever way', async (t) => {
  const requester = { name: 'Ana', email: 'ana@example.org', postal_address: '1 rue Haute, Lyon' }
  for (const told of [{}, { told: { by: 'post' } }]) {
    const { request, id } = await prepared({ requester })
    const first = await desk.release(request.id, id, told)
    service.at('2026-03-02T15:00:00Z')
    const again = await desk.release(request.id, id, told, desk.dpo2)
    t.same([again.status, again.body], [200, first.body])
    const letters = (await desk.agent('GET', `/v1/requests/${request.id}/letters`)).body.data
    t.equal(letters.filter((letter: { type: string }) => letter.type === 'export_ready').length, 1)
    t.equal((await desk.events(request.id, 'export_released')).length, 1)
    service.at('2026-03-02T09:00:00Z')
  }
})

t.test('an organisation may switch four eyes off, with a reason', async (t) => {
  const alone = await service.organisation('alone')
  const own = await exportDesk(service, alone)
  await alone.admin('PATCH', '/v1/organisation', {
    settings: { four_eyes: { required: false, reason: 'A team of one' } },
  })
  const request = await own.open()
  await own.grant(request)
  const asked = await own.dpo('POST', `/v1/requests/${request.id}/exports`, { kind: 'access', format: 'json' })
  await own.compile(asked.body.id)
  t.equal((await own.release(request.id, asked.body.id)).status, 200)
})

t.test('only what is ready is released, by a data protection officer, on an open request', async (t) => {
  const request = await desk.open()
  await desk.grant(request)
  const id = await desk.ask(request.id, 'access', 'json')
  t.match(await desk.release(request.id, id), { status: 409, body: { code: 'export_not_ready' } })
  await desk.compile(id)
  t.equal((await desk.release(request.id, id, {}, desk.agent)).status, 403)
  t.equal((await desk.release((await desk.open()).id, id)).status, 404, 'another request')
  await desk.dpo('POST', `/v1/requests/${request.id}/cancel`, {})
  t.match(await desk.release(request.id, id), {
    status: 409,
    body: { code: 'action_not_allowed', allowed_actions: ['reopen'] },
  })
  t.match(await desk.agent('POST', `/v1/requests/${request.id}/exports`, { kind: 'access', format: 'json' }), {
    status: 409,
    body: { code: 'action_not_allowed' },
  })
})

t.test('nothing is released without a grant of its kind, the level, and for another the authority', async (t) => {
  const both = [{ right: 'access' }, { right: 'portability' }]
  const undecided = await desk.open(both)
  t.equal((await desk.release(undecided.id, await desk.ready(undecided.id))).body.code, 'right_not_granted')
  await desk.grant(undecided, 1)
  t.equal(
    (await desk.release(undecided.id, await desk.ready(undecided.id))).body.code,
    'right_not_granted',
    'a grant of the other kind',
  )
  const refused = await desk.open()
  const refusal = { outcome: 'refused', grounds: ['excessive'], reasons: 'The fifth this week.' }
  await desk.dpo('POST', `/v1/requests/${refused.id}/rights/${refused.rights[0]?.id}/decide`, refusal)
  t.equal((await desk.release(refused.id, await desk.ready(refused.id))).body.code, 'right_not_granted')

  const { request, id } = await prepared()
  await desk.dpo('POST', `/v1/requests/${request.id}/reject-identity`, { reason: 'The proof was forged.' })
  t.match(await desk.release(request.id, id), { status: 422, body: { code: 'identity_level_too_low' } })

  const another = { capacity: 'representative', data_subject: { name: 'Zoé' } }
  const forZoe = await desk.open([{ right: 'access' }], another)
  await desk.dpo('POST', `/v1/requests/${forZoe.id}/confirm-authority`, { note: 'mandate seen' })
  await desk.grant(forZoe)
  const package_ = await desk.ready(forZoe.id)
  await desk.dpo('POST', `/v1/requests/${forZoe.id}/reject-authority`, { note: 'the mandate has ended' })
  t.match(await desk.release(forZoe.id, package_), { status: 422, body: { code: 'authority_not_accepted' } })
})

t.test('an export that was compiled before a record was withheld is not released', async (t) => {
  const { request, id } = await prepared()
  const [listed] = (await desk.agent('GET', `/v1/requests/${request.id}/records`)).body.data
  await desk.agent('PATCH', `/v1/requests/${request.id}/records/${listed.id}`, {
    withheld: true,
    reason: 'Names a neighbour.',
  })
  t.match(await desk.release(request.id, id), { status: 409, body: { code: 'export_not_ready' } })
  t.equal((await desk.release(request.id, await desk.ready(request.id))).status, 200)
})

t.test(
  'a package that was released before a record was redacted is neither released again nor handed out',
  async (t) => {
    const person = await acme.person('ana@example.org')
    const { request, id } = await prepared()
    const download = async (of: string) =>
      (await person('POST', `/v1/me/requests/${request.id}/exports/${of}/download`)).status
    const listed = async () =>
      (await person('GET', `/v1/me/requests/${request.id}/exports`)).body.data.map((each: { id: string }) => each.id)
    await desk.release(request.id, id)
    t.same([await download(id), await listed()], [200, [id]])

    const [crm] = (await desk.agent('GET', `/v1/requests/${request.id}/records`)).body.data
    const redaction = { redact: ['/n'], reason: 'Names a neighbour.' }
    await desk.agent('PATCH', `/v1/requests/${request.id}/records/${crm.id}`, redaction)
    t.match(await desk.release(request.id, id), { status: 409, body: { code: 'export_not_ready', detail: /new one/ } })
    t.same([await download(id), await listed()], [404, []])

    const anew = await desk.ready(request.id)
    t.equal((await desk.release(request.id, anew)).status, 200)
    t.same([await download(anew), await download(id), await listed()], [200, 404, [anew]])
  },
)

t.test(
  'records that a source brings in again keep a package from another release, but not from who was given it',
  async (t) => {
    const person = await acme.person('ana@example.org')
    const { request, id } = await prepared()
    await desk.release(request.id, id)
    await desk.put(request.id, 'crm', [{ ...record, data: { n: 2 } }])
    t.match(await desk.release(request.id, id), { status: 409, body: { code: 'export_not_ready' } })
    t.equal((await person('POST', `/v1/me/requests/${request.id}/exports/${id}/download`)).status, 200)
  },
)

t.test('told by post, the right is answered when the letter is posted; told otherwise, when staff says', async (t) => {
  const address = {
    requester: { name: 'Ana', email: 'ana@example.org', postal_address: '3 rue des Lilas\n75011 Paris' },
  }
  const { request, id } = await prepared(address)
  await desk.release(request.id, id, { told: { by: 'post' } })
  t.match(await showRequest(request), { rights: [{ status: 'fulfilled', answered_on: null }] })
  const other = await prepared()
  service.at('2026-03-06T09:00:00Z')
  await desk.release(other.request.id, other.id, { told: { by: 'other', at: '2026-03-04T10:00:00Z' } })
  t.match(await showRequest(other.request), { rights: [{ status: 'fulfilled', answered_on: '2026-03-04' }] })
  service.at('2026-03-02T09:00:00Z')
  const nowhere = await prepared()
  t.match(await desk.release(nowhere.request.id, nowhere.id, { told: { by: 'post' } }), {
    status: 422,
    body: { code: 'no_address' },
  })
  t.match(await showRequest(nowhere.request), { rights: [{ status: 'decided' }] }, 'and nothing is half done')
  t.equal((await desk.show(nowhere.request.id, nowhere.id)).status, 'ready')
})

t.test('exports are listed newest first, page by page', async (t) => {
  const request = await desk.open()
  const asked: string[] = []
  for (const format of ['json', 'csv', 'zip']) asked.unshift(await desk.ask(request.id, 'access', format))
  const url = `/v1/requests/${request.id}/exports?limit=2`
  const first = (await desk.agent('GET', url)).body
  const second = (await desk.agent('GET', `${url}&cursor=${first.next_cursor}`)).body
  t.same(
    [...first.data, ...second.data].map(({ id }: { id: string }) => id),
    asked,
  )
  t.match([first.has_more, second.has_more], [true, false])
  t.match(first.data[0], {
    object: 'export',
    kind: 'access',
    format: 'zip',
    status: 'queued',
    bytes: null,
    expires_at: null,
  })
  t.equal((await desk.agent('GET', `/v1/requests/${(await desk.open()).id}/exports/${asked[0]}`)).status, 404)
})

t.test('nothing of a record reaches the log or a job', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [{ ...record, data: { note: 'canary-of-ana' } }])
  await desk.ready(request.id, 'access', 'zip')
  t.notMatch(service.logged.join('\n'), /canary-of-ana/)
  t.notMatch(JSON.stringify(await runAs(superuser, 'select data, output from pgboss.job')), /canary|Ana|example\.org/)
})
