import t from 'tap'
import { exportDesk } from '../exports/support.ts'
import { testService } from '../support/service.ts'
import { digestRows } from './desk.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const { agent } = desk
const note = { category: 'notes', provided_by: 'third_party', data: { text: 'A neighbour says so.' } }

const granted = async (right: string) => {
  const request = await desk.open([{ right }])
  await desk.put(request.id, 'crm', [desk.record, note])
  await desk.grant(request)
  return request
}

t.test('75: an export with a record of a third party that nobody has reviewed is not released', async (t) => {
  const request = await granted('access')
  const id = await desk.ready(request.id)
  const before = await digestRows(service.database)
  const refused = await desk.release(request.id, id)
  t.match(refused, {
    status: 422,
    body: { code: 'records_unreviewed', detail: /^one record .*provided_by=third_party and reviewed=false/ },
  })
  t.same(await digestRows(service.database), before, 'nobody was told, and nothing was changed')

  const [unreviewed] = (await agent('GET', `/v1/requests/${request.id}/records?provided_by=third_party&reviewed=false`))
    .body.data
  const cleared = { withheld: false, reason: 'It names nobody.' }
  t.equal((await agent('PATCH', `/v1/requests/${request.id}/records/${unreviewed.id}`, cleared)).status, 200)
  t.equal((await desk.release(request.id, id)).body.code, 'export_not_ready', 'compiled before it was reviewed')
  t.equal((await desk.release(request.id, await desk.ready(request.id))).status, 200)
})

t.test('75: nor again, once a source brings such a record after the release', async (t) => {
  const request = await granted('access')
  await agent('POST', `/v1/requests/${request.id}/records/review`, { withheld: true, reason: 'A neighbour.' })
  const id = await desk.ready(request.id)
  t.equal((await desk.release(request.id, id)).status, 200)
  await desk.put(request.id, 'shop', [note])
  t.equal((await desk.release(request.id, id)).body.code, 'records_unreviewed')
  const anew = await desk.ready(request.id)
  t.equal((await desk.release(request.id, anew)).body.code, 'records_unreviewed')
  await desk.put(request.id, 'shop', [])
  t.equal((await desk.release(request.id, await desk.ready(request.id))).status, 200, 'what is gone needs no review')
})

t.test('75: a broken delivery of such records holds nothing up', async (t) => {
  const request = await granted('access')
  await agent('POST', `/v1/requests/${request.id}/records/review`, { reason: 'Cleared.' })
  const body = `${JSON.stringify(note)}\n${'{'}`
  const headers = { 'content-type': 'application/x-ndjson' }
  t.equal((await agent('PUT', `/v1/requests/${request.id}/records/shop`, body, headers)).status, 400)
  t.equal((await desk.release(request.id, await desk.ready(request.id))).status, 200)
})

t.test('75: portability holds no such record, and is not held up', async (t) => {
  const request = await granted('portability')
  t.equal((await desk.release(request.id, await desk.ready(request.id, 'portability'))).status, 200)
})
