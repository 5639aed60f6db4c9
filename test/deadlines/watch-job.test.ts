import t from 'tap'
import { createLog } from '../../src/platform/http/log.ts'
import { openJobs } from '../../src/platform/jobs/jobs.ts'
import { jobHandlers } from '../../src/worker.ts'
import { watchedDesk } from './watched-desk.ts'

const { service, acme, open, told, digests } = await watchedDesk(t)
const log = createLog({ level: 'error', stream: { write: (line: string) => service.logged.push(line) } })

t.test('21: two instances work the job, each of them more than once: staff is told once', async (t) => {
  await open('2026-03-02T09:00:00Z', { assignee: 'ada@acme.example' })
  service.at('2026-03-19T07:00:00Z')
  const wanted = 6
  let done = 0
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const handlers = jobHandlers(service.deps)
  const counted = {
    ...handlers,
    'watch-deadlines': async (...given: Parameters<(typeof handlers)['watch-deadlines']>) => {
      await handlers['watch-deadlines'](...given)
      done += 1
      if (done === wanted) finish()
    },
  }
  const instances = [1, 2].map(() => openJobs(service.database.app, { log }))
  await Promise.all(instances.map((instance) => instance.start(counted)))
  for (let sent = 0; sent < wanted; sent++) {
    await service.deps.database.transaction(acme.id, async (tx) => {
      await instances[sent % 2]?.send(tx, 'watch-deadlines', {}, { singletonKey: `round ${sent}` })
    })
  }
  await finished
  await Promise.all(instances.map((instance) => instance.stop()))
  t.ok(done >= wanted, 'the schedule may have added one of its own')
  t.equal((await told()).length, 1)
  t.same(
    (await digests()).map(({ to }) => to),
    ['ada@acme.example', 'dpo@acme.example'],
  )
  t.notMatch(service.logged.join(''), 'job failed')
})
