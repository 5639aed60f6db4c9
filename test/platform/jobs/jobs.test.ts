import { once } from 'node:events'
import t from 'tap'
import { createLog } from '../../../src/platform/http/log.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import {
  installQueue,
  type JobHandler,
  type JobName,
  type JobQueue,
  openJobs,
} from '../../../src/platform/jobs/jobs.ts'
import { runAs, testDatabase } from '../../support/database.ts'

const database = await testDatabase(t)
const { db, app, owner } = database
const organisation = newId('org')
await installQueue(owner, app.user)

const lines: string[] = []
const log = createLog({ stream: { write: (line) => lines.push(line) } })

/** A queue of its own process, as far as the database can tell; stopped at the end of its test. */
function queueFor(t: { teardown(fn: () => Promise<void>): unknown }): JobQueue {
  const queue = openJobs(app, { log })
  t.teardown(() => queue.stop(1_000))
  return queue
}

function handlers(given: Partial<Record<JobName, JobHandler>>): Record<JobName, JobHandler> {
  const nothing = async () => undefined
  return {
    'compile-export': nothing,
    'delete-export': nothing,
    'delete-upload': nothing,
    'recompute-cases': nothing,
    'recompute-retention': nothing,
    checkpoint: nothing,
    retention: nothing,
    sweep: nothing,
    'tell-recipient': nothing,
    'transmit-export': nothing,
    'watch-deadlines': nothing,
    ...given,
  }
}

function signal<T>() {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const send = (queue: JobQueue, name: JobName, payload: Record<string, string>, options?: { singletonKey?: string }) =>
  db.transaction(organisation, (tx) => queue.send(tx, name, payload, options))

t.test('a job of a committed transaction is worked, with its payload, by a worker that was woken', async (t) => {
  const queue = queueFor(t)
  const worked = signal<unknown>()
  await queue.start(handlers({ 'compile-export': async (payload) => worked.resolve(payload) }))
  await send(queue, 'compile-export', { export: 'one' })
  t.same(await worked.promise, { export: 'one' })
})

t.test('a job of a transaction that failed does not exist', async (t) => {
  const queue = queueFor(t)
  await t.rejects(
    db.transaction(organisation, async (tx) => {
      await queue.send(tx, 'delete-upload', { upload: 'never' })
      throw new Error('the use case refuses')
    }),
    { message: 'the use case refuses' },
  )
  t.same(await runAs(owner, `select id from pgboss.job where name = 'delete-upload'`), [])
})

t.test('two workers, one job: it is worked by one of them (fault 21)', async (t) => {
  const queues = [queueFor(t), queueFor(t), queueFor(t)]
  const seen: string[] = []
  const all = signal<void>()
  const handler: JobHandler = async (payload) => {
    seen.push(payload.export ?? '?')
    if (seen.length === 30) all.resolve()
  }
  for (const queue of queues) await queue.start(handlers({ 'compile-export': handler }))
  for (let i = 0; i < 30; i += 1) await send(queues[i % 3] ?? queueFor(t), 'compile-export', { export: String(i) })
  await all.promise
  t.same(new Set(seen).size, 30)
  const [left] = await runAs(
    owner,
    `select count(*)::int as n from pgboss.job where name = 'compile-export' and state < 'active'`,
  )
  t.same(left, { n: 0 })
})

t.test('a job that fails is tried again, and neither log nor table learns what it failed with', async (t) => {
  const queue = queueFor(t)
  const tries = signal<number>()
  let count = 0
  await runAs(owner, `update pgboss.queue set retry_delay = 0, retry_backoff = false where name = 'delete-export'`)
  await queue.start(
    handlers({
      'delete-export': async () => {
        count += 1
        if (count === 1) throw new Error('canary zoe@example.org')
        tries.resolve(count)
      },
    }),
  )
  await send(queue, 'delete-export', { export: 'two' })
  t.equal(await tries.promise, 2)
  t.ok(lines.some((line) => line.includes('"job":"delete-export"')))
  t.notOk(lines.some((line) => line.includes('canary')))
  const rows = await runAs(owner, `select output::text as output from pgboss.job where name = 'delete-export'`)
  t.notMatch(JSON.stringify(rows), /canary/)
})

t.test('of several sweeps with one key that wait, one is kept', async (t) => {
  const queue = queueFor(t)
  await send(queue, 'sweep', {}, { singletonKey: 'now' })
  await send(queue, 'sweep', {}, { singletonKey: 'now' })
  const [waiting] = await runAs(
    owner,
    `select count(*)::int as n from pgboss.job where name = 'sweep' and singleton_key = 'now'`,
  )
  t.same(waiting, { n: 1 })
})

t.test('what is done every few minutes is done at once where somebody asks for it', async (t) => {
  const queue = queueFor(t)
  const [watched, erased] = [signal<void>(), signal<void>()]
  await queue.start(
    handlers({ 'watch-deadlines': async () => watched.resolve(), retention: async () => erased.resolve() }),
  )
  await queue.doNow(['watch-deadlines', 'retention'])
  await Promise.all([watched.promise, erased.promise])
  const waiting = await runAs(
    owner,
    `select name from pgboss.job where name in ('watch-deadlines', 'retention') and state < 'active'`,
  )
  t.same(waiting, [], 'and none waits for its turn')
})

t.test('what is swept is due every ten minutes, what is looked at every five', async (t) => {
  t.match(await runAs(owner, 'select name, cron from pgboss.schedule order by name'), [
    { name: 'checkpoint', cron: '*/5 * * * *' },
    { name: 'retention', cron: '*/10 * * * *' },
    { name: 'sweep', cron: '*/10 * * * *' },
    { name: 'watch-deadlines', cron: '*/5 * * * *' },
  ])
})

t.test('stopping asks what runs to stop, waits for it, and leaves the job to be worked again', async (t) => {
  const queue = openJobs(app, { log })
  const running = signal<void>()
  let ended = false
  await queue.start(
    handlers({
      'compile-export': async (_payload, signal) => {
        running.resolve()
        await once(signal, 'abort')
        ended = true
        throw signal.reason
      },
    }),
  )
  await send(queue, 'compile-export', { export: 'three' })
  await running.promise
  t.equal(await queue.ready(), true)
  await queue.stop(5_000)
  t.ok(ended)
  t.equal(await queue.ready(), false)
  const [job] = await runAs(
    owner,
    `select state from pgboss.job where name = 'compile-export' and data ->> 'export' = 'three'`,
  )
  t.same(job, { state: 'retry' })
})

t.test('installing again changes nothing, and the app may not change the schema', async (t) => {
  await installQueue(owner, app.user)
  await t.rejects(runAs(app, 'create table pgboss.other (id integer)'), /42501/)
  await t.rejects(runAs(app, 'drop table pgboss.job'), /42501/)
})

t.test('a queue that is not installed is not ready, and refuses to start', async (t) => {
  const empty = await testDatabase(t)
  await runAs(empty.owner, 'drop schema pgboss cascade')
  const queue = openJobs(empty.app, { log })
  t.equal(await queue.ready(), false)
  await t.rejects(queue.start(handlers({})), { message: /not installed/ })
  await queue.stop(1_000)
})
