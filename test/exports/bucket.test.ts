import t from 'tap'
import { compileExport } from '../../src/exports/compile-export.ts'
import { deleteContent } from '../../src/exports/delete-content.ts'
import { removeOrphans } from '../../src/exports/sweep-blobs.ts'
import type { Bucket } from '../../src/platform/bucket.ts'
import { newId, showId } from '../../src/platform/identifiers.ts'
import { testBucket } from '../support/bucket.ts'
import { runAs } from '../support/database.ts'
import { runningService } from '../support/running-service.ts'
import { testService } from '../support/service.ts'
import { exportDesk, sha256 } from './support.ts'

const bucket = await testBucket(t)
const service = await testService(t, { bucket: bucket.place })
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const never = new AbortController().signal
const mebi = 1024 * 1024

const canary = 'canary of a bucket'
const large = Array.from({ length: 3_000 }, (_, n) => ({
  ...desk.record,
  data: { n, filler: `${canary} ${'z'.repeat(900)}` },
}))
const folderOf = (id: string) => `${acme.typeId}.${id}`
const exists = async (id: string, key = '1-0') => (await bucket.client.get(`${folderOf(id)}/${key}`)) !== undefined
const url = (request: string, id: string) => `/v1/requests/${request}/exports/${id}/content`
const chunksOf = async (id: string) => {
  const [row] = await runAs(
    service.database.superuser,
    'select count(*)::int as n from habeas.export_chunks where export_id = $1',
    [desk.idOf(id)],
  )
  return row?.n
}

t.test('an export lies in the bucket alone, sealed, and comes back whole and in ranges', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', large)
  const id = await desk.ready(request.id)
  const shown = await desk.show(request.id, id)
  t.equal(shown.status, 'ready')
  const content = await desk.content(request.id, id)
  t.same([content.length, sha256(content)], [shown.bytes, shown.sha256])
  t.equal(await chunksOf(id), 0)
  for (const position of Array.from({ length: Math.ceil(content.length / mebi) }, (_, n) => n)) {
    const box = await bucket.client.get(`${folderOf(id)}/1-${position}`)
    t.ok(box !== undefined && !box.includes(canary), `chunk ${position}`)
  }
  for (const [from, to] of [
    [0, 0],
    [mebi - 5, mebi + 5],
    [mebi, 2 * mebi - 1],
    [content.length - 3, content.length - 1],
  ] as const) {
    const part = await service.app.inject({
      method: 'GET',
      url: url(request.id, id),
      headers: { range: `bytes=${from}-${to}`, authorization: `Bearer ${desk.dpo.token}` },
    })
    t.equal(part.statusCode, 206)
    t.ok(part.rawPayload.equals(content.subarray(from, to + 1)), `${from} to ${to}`)
  }
})

t.test('away: an export is tried again, a download answers 503 until it is back', async (t) => {
  const { request, id } = await desk.prepared()
  await bucket.goAway()
  const refused = await desk.dpo('GET', url(request.id, id))
  t.match(refused, { status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '5' } })
  t.equal(refused.headers['content-disposition'], undefined)
  const next = await desk.ask(request.id, 'access', 'zip')
  await t.rejects(desk.compile(next), { code: 'unavailable' })
  t.equal((await desk.show(request.id, next)).status, 'compiling')
  await bucket.comeBack()
  await desk.compile(next)
  const content = await desk.content(request.id, next)
  t.equal(sha256(content), (await desk.show(request.id, next)).sha256)
  t.equal((await desk.dpo('GET', url(request.id, id))).status, 200)
})

t.test('the setting may change: each export lies where it was put', async (t) => {
  const { request, id } = await desk.prepared()
  const { bucket: open, ...without } = service.deps
  if (open === undefined) throw new Error('there is a bucket')
  const payload = (each: string) => ({ organisation: acme.id, export: desk.idOf(each) })
  const readOnly: Bucket = { ...open, isReadOnly: true }

  const [back, inDatabase] = await Promise.all([
    desk.ask(request.id, 'access', 'json'),
    desk.ask(request.id, 'access', 'csv'),
  ])
  await compileExport({ ...service.deps, bucket: readOnly }, payload(back), never)
  await compileExport(without, payload(inDatabase), never)
  t.same(await Promise.all([id, back, inDatabase].map((each) => exists(each))), [true, false, false])
  for (const each of [id, back, inDatabase]) {
    t.equal(sha256(await desk.content(request.id, each)), (await desk.show(request.id, each)).sha256)
  }
})

t.test('what nobody may have any more is deleted, in the bucket and in the database', async (t) => {
  const { request, id } = await desk.prepared()
  await desk.dpo('POST', `/v1/requests/${request.id}/exports/${id}/revoke`)
  t.ok(await exists(id), 'by a job')
  const payload = { organisation: acme.id, export: desk.idOf(id) }
  await deleteContent(service.deps, payload, never)
  t.notOk(await exists(id))
  await deleteContent(service.deps, payload, never)
})

t.test('the sweep removes what belongs to no export, and leaves alone what is another installation’s', async (t) => {
  const { request, id } = await desk.prepared()
  const revoked = await desk.ready(request.id)
  await desk.dpo('POST', `/v1/requests/${request.id}/exports/${revoked}/revoke`)
  const unknown = showId('exp', newId('exp'))
  const foreign = `${showId('org', newId('org'))}.${unknown}/1-0`
  for (const key of [`${folderOf(unknown)}/1-0`, foreign, 'notes/1-0', `${folderOf(unknown)}.x/1-0`]) {
    await bucket.client.put(key, Buffer.from('x'))
  }
  await removeOrphans(service.deps, never)
  t.same(await Promise.all([id, revoked, unknown].map((each) => exists(each))), [true, false, false])
  for (const key of [foreign, 'notes/1-0', `${folderOf(unknown)}.x/1-0`]) t.ok(await bucket.client.get(key), key)
})

t.test('a run that was overtaken leaves what it had written unread (fault 22)', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', large)
  const id = await desk.ask(request.id, 'access', 'json')
  await Promise.all([desk.compile(id), desk.compile(id), desk.compile(id)])
  t.equal((await desk.events(request.id, 'export_compiled')).length, 1)
  t.equal(sha256(await desk.content(request.id, id)), (await desk.show(request.id, id)).sha256)
})

t.test('a service whose bucket is away serves, and says that it is not ready', async (t) => {
  await bucket.goAway()
  const { url } = await runningService(t, {
    BLOBS_URL: bucket.url,
    BLOBS_ACCESS_KEY_ID: bucket.place.accessKeyId,
    BLOBS_SECRET_ACCESS_KEY: bucket.place.secretAccessKey,
    DATA_DIR: t.testdir(),
  })
  t.equal((await fetch(`${url}/health/live`)).status, 200)
  const unready = await fetch(`${url}/health/ready`)
  t.match([unready.status, await unready.json()], [503, { errors: [{ location: 'bucket' }] }])
  await bucket.comeBack()
  t.equal((await fetch(`${url}/health/ready`)).status, 200)
})
