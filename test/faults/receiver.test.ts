import t from 'tap'
import { createLog } from '../../src/platform/http/log.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { openJobs } from '../../src/platform/jobs/jobs.ts'
import { jobHandlers } from '../../src/worker.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { endpoint, transmissionDesk } from '../transmissions/support.ts'

const receiver = await testReceiver(t)
const limits = { idleMs: 1_500, slowest: 1_000_000, longestMs: 60_000 }
const service = await testService(t, { outbound: outboundStream(receiver.rules, limits) })
service.at('2026-03-02T10:00:00Z')
const desk = await transmissionDesk(service, await service.organisation('acme'))
const log = createLog({ stream: { write: (line: string) => service.logged.push(line) } })
const queue = openJobs(service.database.app, { log })
await queue.start(jobHandlers(service.deps))
t.teardown(() => queue.stop(1_000))

t.test('32: a receiver that never answers is left after its time, and keeps no other from theirs', async (t) => {
  receiver.answers((request, response) => {
    if (!request.url?.startsWith('/silent')) return takes(200)(request, response)
  })
  const [silent, other] = [await desk.portable(), await desk.portable()]
  const statusOf = async (of: typeof silent) => (await desk.list(of))[0]?.status
  t.equal((await desk.transmit(silent, { endpoint: 'https://import.example.net:8443/silent' })).status, 202)
  await until(async () => (await statusOf(silent)) === 'sending')
  t.equal((await desk.transmit(other, { endpoint })).status, 202)
  await until(async () => (await statusOf(other)) === 'delivered')
  await until(async () => (await desk.list(silent))[0]?.last_error !== null)
  t.match(await desk.list(silent), [{ attempts: 1, last_error: { reason: 'timeout', status: null } }])

  receiver.answers(takes(200))
  await until(async () => (await statusOf(silent)) === 'delivered')
  t.match(await desk.list(silent), [{ attempts: 2 }], 'and once it answers, the queue comes back to it by itself')
  t.notOk(service.logged.some((line) => line.includes('job failed')))
})
