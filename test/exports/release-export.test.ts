import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { openDownload, releasedExports } from '../../src/exports/open-download.ts'
import { expireExports } from '../../src/exports/sweep-exports.ts'
import type { RequesterActor } from '../../src/platform/actor.ts'
import { newId, parseId, type RequestId } from '../../src/platform/identifiers.ts'
import { mailboxOf } from '../../src/requests/search-terms.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { exportDesk, type OpenRequest, sha256 } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const { superuser } = service.database

const record = { category: 'orders', provided_by: 'subject', data: { n: 1 } }
/** A request with records, its access granted and an export of it ready. */
async function prepared(more: object = {}): Promise<{ request: OpenRequest; id: string }> {
  const request = await desk.open([{ right: 'access' }], more)
  await desk.put(request.id, 'crm', [record])
  await desk.grant(request)
  return { request, id: await desk.ready(request.id) }
}
const showRequest = async (request: OpenRequest) => (await desk.agent('GET', `/v1/requests/${request.id}`)).body
const person = (email = 'ana@example.org', organisation = acme.id): RequesterActor => ({
  type: 'requester',
  organisation,
  mailbox: mailboxOf(service.keyring, organisation, email).toString('hex'),
  id: newId('vrf'),
})
const requestId = (text: string): RequestId => parseId('req', text) ?? (text as RequestId) // a test may hand in what is none
const download = (request: string, id: string, actor = person(), options: { range?: string } = {}) =>
  openDownload(service.deps, actor, requestId(request), desk.idOf(id), options)
const downloads = async (request: string) => (await desk.events(request, 'export_downloaded')).length

t.test('release answers the granted right, fulfils it, tells the person and gives them thirty days', async (t) => {
  const { request, id } = await prepared()
  service.at('2026-03-05T10:00:00Z')
  const released = await desk.release(request.id, id)
  service.at('2026-03-02T09:00:00Z')
  t.match([released.status, released.body], [
    200,
    { id, status: 'released', released_at: /^2026-03-05T10:00:0/, expires_at: /^2026-04-04T10:00:0/ },
  ])
  t.match(await showRequest(request), {
    clock_state: 'stopped',
    rights: [{ status: 'fulfilled', outcome: 'granted', answered_on: '2026-03-05', answered_in_time: true, fulfilled_at: /^2026-03-05/ }],
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

t.test('an export is not released by who asked for it (attack 62)', async (t) => {
  const request = await desk.open()
  await desk.grant(request)
  const askAs = async (user?: string) => {
    const headers: Record<string, string> = user === undefined ? {} : { 'acting-user': user }
    const asked = await desk.dpo('POST', `/v1/requests/${request.id}/exports`, { kind: 'access', format: 'json' }, headers)
    await desk.compile(asked.body.id)
    return asked.body.id
  }
  const anonymous = await askAs()
  const byEve = await askAs('eve@acme.example')
  const releaseAs = (id: string, user?: string) =>
    desk.release(request.id, id, {}, desk.dpo, user === undefined ? {} : { 'acting-user': user })
  for (const [id, user] of [
    [anonymous, undefined],
    [anonymous, 'bob@acme.example'],
    [byEve, undefined],
    [byEve, 'eve@acme.example'],
    [byEve, 'EVE@ACME.example'],
  ] as const) {
    const refused = await releaseAs(id, user)
    t.match([refused.status, refused.body.code], [403, 'four_eyes'], `${user}`)
  }
  t.match(await showRequest(request), { rights: [{ status: 'decided', answered_on: null }] }, 'and nothing has happened')
  t.equal((await desk.events(request.id, 'export_released')).length, 0)
  t.equal((await releaseAs(byEve, 'bob@acme.example')).status, 200, 'another person before the same tool')
  t.equal((await desk.release(request.id, anonymous, {}, desk.dpo2)).status, 200, 'another client')
})

t.test('an organisation may switch four eyes off, with a reason', async (t) => {
  const alone = await service.organisation('alone')
  const own = await exportDesk(service, alone)
  await alone.admin('PATCH', '/v1/organisation', { settings: { four_eyes: { required: false, reason: 'A team of one' } } })
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
  t.match(await desk.release(request.id, id), { status: 409, body: { code: 'action_not_allowed', allowed_actions: ['reopen'] } })
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
  t.equal((await desk.release(undecided.id, await desk.ready(undecided.id))).body.code, 'right_not_granted', 'a grant of the other kind')
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
  await desk.agent('PATCH', `/v1/requests/${request.id}/records/${listed.id}`, { withheld: true, reason: 'Names a neighbour.' })
  t.match(await desk.release(request.id, id), { status: 409, body: { code: 'export_not_ready' } })
  t.equal((await desk.release(request.id, await desk.ready(request.id))).status, 200)
})

t.test('told by post, the right is answered when the letter is posted; told otherwise, when staff says', async (t) => {
  const address = { requester: { name: 'Ana', email: 'ana@example.org', postal_address: '3 rue des Lilas\n75011 Paris' } }
  const { request, id } = await prepared(address)
  await desk.release(request.id, id, { told: { by: 'post' } })
  t.match(await showRequest(request), { rights: [{ status: 'fulfilled', answered_on: null }] })
  const other = await prepared()
  await desk.release(other.request.id, other.id, { told: { by: 'other', at: '2026-03-01T10:00:00Z' } })
  t.match(await showRequest(other.request), { rights: [{ status: 'fulfilled', answered_on: '2026-03-01' }] })
  const nowhere = await prepared()
  t.match(await desk.release(nowhere.request.id, nowhere.id, { told: { by: 'post' } }), { status: 422, body: { code: 'no_address' } })
  t.match(await showRequest(nowhere.request), { rights: [{ status: 'decided' }] }, 'and nothing is half done')
  t.equal((await desk.show(nowhere.request.id, nowhere.id)).status, 'ready')
})

t.test('the person downloads what was released, each download recorded, two at once too (attack 19)', async (t) => {
  const { request, id } = await prepared()
  await desk.release(request.id, id)
  const both = await Promise.all([download(request.id, id), download(request.id, id)])
  const [one, two] = await Promise.all(both.map((each) => buffer(each.read())))
  t.same(one, two)
  t.equal(sha256(one ?? Buffer.alloc(0)), (await desk.show(request.id, id)).sha256)
  t.match(both[0], { filename: `${request.reference}-access.json`, mediaType: 'application/json', bytes: one?.length })
  t.equal(await downloads(request.id), 2)
  const [event] = await desk.events(request.id, 'export_downloaded')
  t.match(event, { actor: { type: 'requester' }, details: { export: id } })
})

t.test('the ranges of one sign-in are one download, another sign-in is another (attack 20)', async (t) => {
  const { request, id } = await prepared()
  await desk.release(request.id, id)
  const ana = person()
  for (const range of ['bytes=0-9', 'bytes=10-19', 'bytes=20-']) await download(request.id, id, ana, { range })
  t.equal(await downloads(request.id), 1)
  await download(request.id, id, person(), { range: 'bytes=20-' })
  t.equal(await downloads(request.id), 2, 'and taking the end only is no way around it')
  await download(request.id, id, ana)
  t.equal(await downloads(request.id), 3)
})

t.test('unknown, foreign, not released, expired, revoked, proof fallen: one and the same 404 (attacks 18, 21 to 23)', async (t) => {
  const absent = { code: 'not_found', status: 404, message: 'there is no such export' }
  const refused = (given: Promise<unknown>, why: string) => t.rejects(given, absent, why)
  const { request, id } = await prepared()
  await refused(download(request.id, id), 'not released')
  await desk.release(request.id, id)
  await download(request.id, id)
  const other = await prepared()
  await desk.release(other.request.id, other.id)
  await refused(openDownload(service.deps, person(), newId('req'), desk.idOf(id)), 'unknown request')
  await refused(openDownload(service.deps, person(), requestId(request.id), newId('exp')), 'unknown export')
  await refused(download(request.id, other.id), 'of another request')
  await refused(download(request.id, id, person('eve@example.org')), 'another person')
  const foreign = await service.organisation('foreign')
  await refused(download(request.id, id, person('ana@example.org', foreign.id)), 'another organisation')

  service.at('2026-04-01T09:01:00Z')
  await refused(download(request.id, id), 'expired')
  t.equal((await desk.show(request.id, id)).status, 'expired')
  service.at('2026-03-02T09:00:00Z')

  await desk.dpo('POST', `/v1/requests/${request.id}/exports/${id}/revoke`, { reason: 'Sent in error.' })
  await refused(download(request.id, id), 'revoked')

  await desk.dpo('POST', `/v1/requests/${other.request.id}/correct`, {
    requester: { name: 'Ana', email: 'eve@example.org' },
    reason: 'She has moved.',
  })
  await refused(download(other.request.id, other.id, person('eve@example.org')), 'a changed address drops the proof (attack 3)')
  await refused(download(other.request.id, other.id), 'and the old address is not hers any more')
})

t.test('the person sees what they can download, and nothing else', async (t) => {
  const { request, id } = await prepared()
  const list = () =>
    service.deps.database.transaction(acme.id, (tx) =>
      releasedExports(tx, service.deps, person(), requestId(request.id), service.deps.now()),
    )
  t.same(await list(), [])
  await desk.release(request.id, id)
  t.same((await list()).map((row) => row.id), [desk.idOf(id)])
  service.at('2026-04-01T09:01:00Z')
  t.same(await list(), [])
  service.at('2026-03-02T09:00:00Z')
})

t.test('a released export expires with an event, once, and its content goes', async (t) => {
  const { request, id } = await prepared()
  await desk.release(request.id, id)
  await expireExports(service.deps)
  t.equal((await desk.events(request.id, 'export_expired')).length, 0)
  service.at('2026-04-01T09:01:00Z')
  await Promise.all([expireExports(service.deps), expireExports(service.deps)])
  t.match(await desk.events(request.id, 'export_expired'), [{ actor: { type: 'service' }, details: { export: id } }])
  service.at('2026-03-02T09:00:00Z')
  t.equal((await desk.show(request.id, id)).status, 'expired')
  const jobs = await runAs(superuser, `select data from pgboss.job where name = 'delete-export' and data ->> 'export' = $1`, [desk.idOf(id)])
  t.same(jobs, [{ data: { organisation: acme.id, export: desk.idOf(id) } }])
  t.match(await desk.release(request.id, id), { status: 409, body: { code: 'export_not_ready' } })
  t.match(await desk.dpo('POST', `/v1/requests/${request.id}/exports/${id}/revoke`), { status: 409 })
})

t.test('a download that loses its content midway breaks off', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', Array.from({ length: 3_000 }, (_, n) => ({ ...record, data: { n, filler: 'z'.repeat(900) } })))
  await desk.grant(request)
  const id = await desk.ready(request.id)
  await desk.release(request.id, id)
  const { read } = await download(request.id, id)
  const chunks = read()[Symbol.asyncIterator]()
  t.equal((await chunks.next()).done, false)
  await runAs(superuser, 'delete from habeas.export_chunks where export_id = $1', [desk.idOf(id)])
  await t.rejects((async () => {
    while (!(await chunks.next()).done);
  })(), { message: 'the content of the export is gone' })
})

t.test('a preview is an attachment that no cache keeps, recorded, and open to the officer only', async (t) => {
  const { request, id } = await prepared()
  const url = `/v1/requests/${request.id}/exports/${id}/content`
  const whole = await desk.dpo('GET', url)
  t.match(whole.headers, {
    'content-type': 'application/json',
    'content-disposition': `attachment; filename="${request.reference}-access.json"`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-length': String(whole.raw.length),
    'accept-ranges': 'bytes',
    'repr-digest': `sha-256=:${Buffer.from(sha256(whole.raw), 'hex').toString('base64')}:`,
  })
  t.equal((await desk.events(request.id, 'export_viewed')).length, 1)
  t.equal((await desk.agent('GET', url)).status, 403)
  t.equal((await desk.events(request.id, 'export_viewed')).length, 1)
})

t.test('one range is answered with 206, one beyond the end with 416, anything else with the whole', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [record])
  const id = await desk.ready(request.id, 'access', 'csv')
  const get = (range: string) => desk.dpo('GET', `/v1/requests/${request.id}/exports/${id}/content`, undefined, { range })
  const { raw: whole } = await get('none')
  const size = whole.length
  for (const [range, from, to] of [
    ['bytes=0-0', 0, 0],
    ['bytes=5-9', 5, 9],
    [`bytes=10-${size + 100}`, 10, size - 1],
    ['bytes=10-', 10, size - 1],
    ['bytes=-7', size - 7, size - 1],
    [`bytes=-${size * 2}`, 0, size - 1],
  ] as const) {
    const part = await get(range)
    t.equal(part.status, 206, range)
    t.same(part.raw, whole.subarray(from, to + 1), range)
    t.match(part.headers, { 'content-range': `bytes ${from}-${to}/${size}`, 'content-length': String(to - from + 1) }, range)
  }
  for (const range of [`bytes=${size}-`, `bytes=${size + 5}-${size + 9}`, 'bytes=-0']) {
    const refused = await get(range)
    t.match([refused.status, refused.body.code, refused.headers['content-range']], [416, 'range_not_satisfiable', `bytes */${size}`], range)
  }
  for (const range of ['bytes=0-1,3-4', 'lines=0-1', 'bytes=9-5', 'bytes=-', 'bytes']) {
    const all = await get(range)
    t.equal(all.status, 200, range)
    t.same(all.raw, whole, range)
  }
})

t.test('exports are listed newest first, page by page', async (t) => {
  const request = await desk.open()
  const asked: string[] = []
  for (const format of ['json', 'csv', 'zip']) asked.unshift(await desk.ask(request.id, 'access', format))
  const url = `/v1/requests/${request.id}/exports?limit=2`
  const first = (await desk.agent('GET', url)).body
  const second = (await desk.agent('GET', `${url}&cursor=${first.next_cursor}`)).body
  t.same([...first.data, ...second.data].map(({ id }: { id: string }) => id), asked)
  t.match([first.has_more, second.has_more], [true, false])
  t.match(first.data[0], { object: 'export', kind: 'access', format: 'zip', status: 'queued', bytes: null, expires_at: null })
  t.equal((await desk.agent('GET', `/v1/requests/${(await desk.open()).id}/exports/${asked[0]}`)).status, 404)
})

t.test('nothing of a record reaches the log or a job', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [{ ...record, data: { note: 'canary-of-ana' } }])
  await desk.ready(request.id, 'access', 'zip')
  t.notMatch(service.logged.join('\n'), /canary-of-ana/)
  t.notMatch(JSON.stringify(await runAs(superuser, 'select data, output from pgboss.job')), /canary|Ana|example\.org/)
})
