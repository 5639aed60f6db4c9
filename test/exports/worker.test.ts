import t from 'tap'
import { createLog } from '../../src/platform/http/log.ts'
import { openJobs } from '../../src/platform/jobs/jobs.ts'
import { jobHandlers } from '../../src/worker.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { exportDesk, sha256 } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const desk = await exportDesk(service, await service.organisation('acme'))
const log = createLog({ stream: { write: (line: string) => service.logged.push(line) } })

// Two services on one database, as far as the queue can tell.
for (const queue of [openJobs(service.database.app, { log }), openJobs(service.database.app, { log })]) {
  await queue.start(jobHandlers(service.deps))
  t.teardown(() => queue.stop(1_000))
}

const rows = async (text: string) => Number((await runAs(service.database.superuser, text))[0]?.n)

t.test('what is asked for is compiled by one of two workers, once (fault 21)', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [desk.record, desk.record])
  const ids = await Promise.all(['json', 'csv', 'zip'].map((format) => desk.ask(request.id, 'access', format)))
  for (const id of ids) {
    await until(async () => (await desk.show(request.id, id)).status === 'ready')
    const { bytes, sha256: hash } = await desk.show(request.id, id)
    const content = await desk.content(request.id, id)
    t.same([content.length, sha256(content)], [bytes, hash])
  }
  t.equal((await desk.events(request.id, 'export_compiled')).length, ids.length)
})

t.test('what was revoked or replaced is deleted', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [desk.record])
  await desk.put(request.id, 'crm', [desk.record])
  const id = await desk.ask(request.id, 'access', 'json')
  await until(async () => (await desk.show(request.id, id)).status === 'ready')
  await desk.dpo('POST', `/v1/requests/${request.id}/exports/${id}/revoke`)
  await until(
    async () =>
      (await rows(`select count(*)::int as n from habeas.export_chunks where export_id = '${desk.idOf(id)}'`)) === 0,
  )
  await until(
    async () => (await rows(`select count(*)::int as n from habeas.record_uploads where state = 'replaced'`)) === 0,
  )
  t.equal(await rows('select count(*)::int as n from habeas.records'), 3, 'two of the test before, one of this')
  t.equal((await desk.agent('GET', `/v1/requests/${request.id}/records`)).body.data.length, 1)
  t.notOk(service.logged.some((line) => line.includes('job failed')))
})
