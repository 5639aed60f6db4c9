import t from 'tap'
import { createLog } from '../../src/platform/http/log.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { openJobs } from '../../src/platform/jobs/jobs.ts'
import { jobHandlers } from '../../src/worker.ts'
import { recipientDesk } from '../recipients/support.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { endpoint, transmissionDesk } from '../transmissions/support.ts'

const receiver = await testReceiver(t)
const limits = { idleMs: 60_000, slowest: 1_000_000, longestMs: 60_000 }
const service = await testService(t, { outbound: outboundStream(receiver.rules, limits) })
service.at('2026-03-02T10:00:00Z')
const log = createLog({ stream: { write: (line: string) => service.logged.push(line) } })
const queue = openJobs(service.database.app, { log })
await queue.start(jobHandlers(service.deps))
t.teardown(() => queue.stop(1_000))

/** More than there are workers of a kind; and how many of these one organisation may have. */
const many = 14
const share = 4
const silent = (n: number) => `https://import.example.net:8443/silent/${n}`

/** Receivers at `/silent` hold their calls open until they are let go. */
function silentReceivers() {
  const waiting: (() => void)[] = []
  let isLetGo = false
  receiver.answers((request, response) => {
    const answer = () => takes(200)(request, response)
    if (isLetGo || !request.url?.startsWith('/silent')) return answer()
    waiting.push(answer)
  })
  return {
    waiting: () => waiting.length,
    letGo: () => {
      isLetGo = true
      for (const answer of waiting) answer()
    },
  }
}

t.test('32: an organisation whose recipients never answer keeps no other’s from their notices (art. 19)', async (t) => {
  const held = silentReceivers()
  const busy = await recipientDesk(service, 'busy')
  const calm = await recipientDesk(service, 'calm')
  const told = async (desk: typeof calm, c: Parameters<typeof calm.list>[0]) =>
    (await desk.list(c)).filter(({ status }: { status: string }) => status === 'told').length
  const cases = []
  for (let n = 0; n < many; n += 1) {
    const { c, rcp } = await busy.erased()
    t.equal((await busy.on(c, rcp, 'tell', { by: 'webhook', endpoint: silent(n) })).status, 200)
    cases.push(c)
  }
  await until(async () => held.waiting() >= share)
  const { c, rcp } = await calm.erased()
  t.equal((await calm.on(c, rcp, 'tell', { by: 'webhook' })).status, 200)
  await until(async () => (await told(calm, c)) === 1)
  t.equal(held.waiting(), share, 'it has its share of the workers, and no more')

  held.letGo()
  for (const each of cases) await until(async () => (await told(busy, each)) === 1)
  t.notOk(service.logged.some((line) => line.includes('job failed')))
})

t.test('32: an organisation whose packages nobody takes keeps no other’s from theirs (art. 20)', async (t) => {
  const held = silentReceivers()
  const busy = await transmissionDesk(service, await service.organisation('packages'))
  const calm = await transmissionDesk(service, await service.organisation('package'))
  const [stuck, other] = [await busy.portable(), await calm.portable()]
  const arrived = async (desk: typeof calm, of: typeof stuck) =>
    (await desk.list(of)).filter(({ status }: { status: string }) => status === 'delivered').length
  for (let n = 0; n < many; n += 1) {
    t.equal((await busy.transmit(stuck, { endpoint: silent(n) })).status, 202)
  }
  await until(async () => held.waiting() >= share)
  t.equal((await calm.transmit(other, { endpoint })).status, 202)
  await until(async () => (await arrived(calm, other)) === 1)
  t.equal(held.waiting(), share, 'it has its share of the workers, and no more')

  held.letGo()
  await until(async () => (await arrived(busy, stuck)) === many)
  t.notOk(service.logged.some((line) => line.includes('job failed')))
})
