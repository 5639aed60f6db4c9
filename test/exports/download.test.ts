import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { openDownload, releasedExports } from '../../src/exports/open-download.ts'
import type { Place } from '../../src/exports/release-export.ts'
import { expireExports } from '../../src/exports/sweep-exports.ts'
import type { RequesterActor } from '../../src/platform/actor.ts'
import { newId, parseId, type RequestId } from '../../src/platform/identifiers.ts'
import { Problem } from '../../src/platform/problem.ts'
import { mailboxOf } from '../../src/requests/fingerprints.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { exportDesk, sha256 } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const { prepared, record } = desk
const { superuser } = service.database

const person = (email = 'ana@example.org', organisation = acme.id): RequesterActor => ({
  type: 'requester',
  organisation,
  mailbox: mailboxOf(service.keyring, organisation, email).toString('hex'),
  id: newId('vrf'),
})
const requestId = (text: string): RequestId => parseId('req', text) ?? (text as RequestId) // a test may hand in what is none
const open = async (actor: RequesterActor, place: Place, options: { range?: string } = {}) => {
  const opened = await service.deps.database.transaction(actor.organisation, (tx) =>
    openDownload(tx, service.deps, place, options, { actor, at: service.deps.now() }),
  )
  if (opened instanceof Problem) throw opened
  return opened
}
const download = (request: string, id: string, actor = person(), options: { range?: string } = {}) =>
  open(actor, { request: requestId(request), export: desk.idOf(id) }, options)
const downloads = async (request: string) => (await desk.events(request, 'export_downloaded')).length

t.test('the person downloads what was released, each download recorded, two at once too (attack 19)', async (t) => {
  const { request, id } = await prepared()
  await desk.release(request.id, id)
  const both = await Promise.all([download(request.id, id), download(request.id, id)])
  const [one, two] = await Promise.all(both.map(async (each) => buffer(await each.read())))
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
  for (const range of [undefined, 'bytes=0-', 'bytes=9-5', 'lines=1-']) {
    await download(request.id, id, ana, range === undefined ? {} : { range })
  }
  t.equal(await downloads(request.id), 6, 'the whole is recorded each time, whatever the header looks like')
  await t.rejects(download(request.id, id, person(), { range: 'bytes=999999-' }), { code: 'range_not_satisfiable' })
  t.equal(await downloads(request.id), 6)
})

t.test(
  'unknown, foreign, not released, expired, revoked, proof fallen: one and the same 404 (attacks 18, 21 to 23)',
  async (t) => {
    const absent = { code: 'not_found', status: 404, message: 'there is no such export' }
    const refused = (given: Promise<unknown>, why: string) => t.rejects(given, absent, why)
    const { request, id } = await prepared()
    await refused(download(request.id, id), 'not released')
    await desk.release(request.id, id)
    await download(request.id, id)
    const other = await prepared()
    await desk.release(other.request.id, other.id)
    await refused(open(person(), { request: newId('req'), export: desk.idOf(id) }), 'unknown request')
    await refused(open(person(), { request: requestId(request.id), export: newId('exp') }), 'unknown export')
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
    await refused(
      download(other.request.id, other.id, person('eve@example.org')),
      'a changed address drops the proof (attack 3)',
    )
    await refused(download(other.request.id, other.id), 'and the old address is not hers any more')
  },
)

t.test(
  'what is released and handed out is what the organisation’s own level of identity allows, at any time',
  async (t) => {
    const { request, id } = await prepared()
    const level = (own: object | null) =>
      acme.admin('PATCH', '/v1/organisation', { settings: { identity: { levels: { access: own } } } })
    const act = (action: string, body: object) => desk.dpo('POST', `/v1/requests/${request.id}/${action}`, body)
    await act('reject-identity', { reason: 'another of this name' })
    await act('confirm-identity', { method: 'mailbox_code', note: 'read to us by phone' })
    t.match(await desk.release(request.id, id), { status: 422, body: { code: 'identity_level_too_low' } })
    await level({ level: 'mailbox', reason: 'A newsletter: an address and nothing else.' })
    t.equal((await desk.release(request.id, id)).status, 200)
    await download(request.id, id)
    await level(null)
    await t.rejects(download(request.id, id), { code: 'not_found' }, 'not once more is asked for again')
    t.same(await downloads(request.id), 1)
  },
)

t.test('the person sees what they can download, and nothing else', async (t) => {
  const { request, id } = await prepared()
  const list = () =>
    service.deps.database.transaction(acme.id, (tx) =>
      releasedExports(tx, service.deps, person(), requestId(request.id), service.deps.now()),
    )
  t.same(await list(), [])
  await desk.release(request.id, id)
  t.same(
    (await list()).map((row) => row.id),
    [desk.idOf(id)],
  )
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
  const jobs = await runAs(
    superuser,
    `select data from pgboss.job where name = 'delete-export' and data ->> 'export' = $1`,
    [desk.idOf(id)],
  )
  t.same(jobs, [{ data: { organisation: acme.id, export: desk.idOf(id) } }])
  t.match(await desk.release(request.id, id), { status: 409, body: { code: 'export_not_ready' } })
  t.match(await desk.dpo('POST', `/v1/requests/${request.id}/exports/${id}/revoke`), { status: 409 })
})

t.test('a download that loses its content midway breaks off', async (t) => {
  const request = await desk.open()
  await desk.put(
    request.id,
    'crm',
    Array.from({ length: 3_000 }, (_, n) => ({ ...record, data: { n, filler: 'z'.repeat(900) } })),
  )
  await desk.grant(request)
  const id = await desk.ready(request.id)
  await desk.release(request.id, id)
  const { read } = await download(request.id, id)
  const chunks = (await read())[Symbol.asyncIterator]()
  t.equal((await chunks.next()).done, false)
  await runAs(superuser, 'delete from habeas.export_chunks where export_id = $1', [desk.idOf(id)])
  await t.rejects(
    (async () => {
      while (!(await chunks.next()).done);
    })(),
    { message: 'the content of the export is gone' },
  )
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
  const get = (range: string) =>
    desk.dpo('GET', `/v1/requests/${request.id}/exports/${id}/content`, undefined, { range })
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
    t.match(
      part.headers,
      { 'content-range': `bytes ${from}-${to}/${size}`, 'content-length': String(to - from + 1) },
      range,
    )
  }
  for (const range of [`bytes=${size}-`, `bytes=${size + 5}-${size + 9}`, 'bytes=-0']) {
    const refused = await get(range)
    t.match(
      [refused.status, refused.body.code, refused.headers['content-range']],
      [416, 'range_not_satisfiable', `bytes */${size}`],
      range,
    )
  }
  for (const range of ['bytes=0-1,3-4', 'lines=0-1', 'bytes=9-5', 'bytes=-', 'bytes']) {
    const all = await get(range)
    t.equal(all.status, 200, range)
    t.same(all.raw, whole, range)
  }
})
