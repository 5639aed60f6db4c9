import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { connect } from '../../src/platform/database/connection.ts'
import { startEmbedded, stopWhenAbandoned } from '../../src/platform/database/embedded.ts'
import { runAs } from '../support/database.ts'
import { isRunning } from '../support/embedded-service.ts'
import { until } from '../support/until.ts'
import { type Running, startProcess } from './process.ts'

// One DATA_DIR and one story: the service is started, killed, started again and stopped, with people before its door.
const folder = mkdtempSync(join(tmpdir(), 'habeas-faults-'))
chmodSync(folder, 0o711) // started by root, PostgreSQL runs as another user, who must pass through
const dataDir = join(folder, 'data')
t.teardown(async () => {
  await stopWhenAbandoned(dataDir, 20)
  rmSync(folder, { recursive: true, force: true })
})

/** Whoever is started last is killed at the end of the file, should it still run. */
const start = async (env: Record<string, string> = {}): Promise<Running> => {
  const started = await startProcess(t, dataDir, env)
  if (started.url === '') throw new Error(`it does not start: ${started.said()}`)
  return started
}
let service = await start()
const [, clientId = '', secret = ''] = await service.saying(/client (cli_\w+), secret (\S+) \(told this once\)/)

t.test('a second start on the same DATA_DIR says what runs where, and leaves it alone', async (t) => {
  const second = await startProcess(t, dataDir)
  t.equal(await second.ended, 1)
  t.equal(second.said(), `Habeas is already running on ${dataDir}: process ${service.pid}, ${service.url}`)
  t.equal((await ask(service, 'GET', '/health/ready')).status, 200)
})

t.test(
  'fault 1: kill -9 while intakes run: every one that was acknowledged is there after the restart, with its letter',
  async (t) => {
    const acknowledged = new Map<string, string>()
    const open = new Set<number>()
    const enough = Promise.withResolvers<void>()
    let sent = 0
    const person = async () => {
      for (;;) {
        const at = sent++
        open.add(at)
        const answer = await intake(service, at).catch(() => undefined)
        if (answer?.status !== 202) return // it was killed
        open.delete(at)
        acknowledged.set(emailOf(at), answer.body.reference)
        if (acknowledged.size === 25) enough.resolve()
      }
    }
    const people = Array.from({ length: 6 }, person)
    await enough.promise
    t.equal(await service.end('SIGKILL'), 'SIGKILL')
    await Promise.all(people)
    t.ok(open.size > 0, `${acknowledged.size} acknowledged, ${open.size} without an answer`)

    service = await start()
    t.match(service.url, /^http/, service.said())
    const token = await signIn(service)
    const known = await references(service, token)
    t.same(
      [...acknowledged.values()].filter((reference) => !known.has(reference)),
      [],
      'acknowledged is kept',
    )
    for (const at of open) {
      const answer = await intake(service, at)
      t.equal(answer.status, 202, 'who had no answer sends it again, under the same key')
      acknowledged.set(emailOf(at), answer.body.reference)
    }
    const after = await references(service, token)
    t.equal(after.size, acknowledged.size, 'and nothing is there twice')
    const owed = [...acknowledged.keys()]
    const { run, leave } = await besideTheService()
    await run('update habeas.letters set due_at = now() where due_at is not null') // what the killed one held would wait its lease
    await leave()
    const missing = async () => {
      const { data } = (await ask(service, 'GET', '/dev/mailbox?limit=1000')).body
      const told = new Set(data.map(({ to }: { to: string }) => to))
      return owed.filter((email) => !told.has(email))
    }
    while ((await missing()).length > 0) await delay(50)
    t.same(await missing(), [], 'every letter owed is sent')
  },
)

t.test(
  'fault 3: kill -9 in the middle of an action: nothing of it has happened, and no mail of it goes out',
  async (t) => {
    const token = await signIn(service)
    const { id } = (await ask(service, 'POST', '/v1/requests', { token, body: letter })).body
    const { hold, leave } = await besideTheService()
    const held = await hold('lock table habeas.letters in share mode')
    const acknowledging = ask(service, 'POST', `/v1/requests/${id}/acknowledge`, { token, body: {} }).catch(() => 'cut')
    await held.isAwaited([acknowledging])
    await service.end('SIGKILL')
    t.equal(await acknowledging, 'cut')
    await held.release()
    await leave()

    service = await start()
    const { status, body } = await ask(service, 'GET', `/v1/requests/${id}`, { token })
    t.equal(status, 200, 'a token of before the crash still opens: the keys are kept')
    t.match(body, { status: 'received', version: 1 })
    const { data } = (await ask(service, 'GET', `/v1/requests/${id}/letters`, { token })).body
    t.same(data, [])
    const { data: mails } = (await ask(service, 'GET', '/dev/mailbox?limit=1000')).body
    t.notOk(mails.some(({ to }: { to: string }) => to === letter.requester.email))
  },
)

t.test(
  'fault 23: SIGTERM under load: what is in flight is answered, then the service is gone, and PostgreSQL with it',
  async (t) => {
    const token = await signIn(service)
    const made = await Promise.all(
      [1, 2, 3, 4].map(() => ask(service, 'POST', '/v1/requests', { token, body: letter })),
    )
    const { hold, leave, postmaster } = await besideTheService()
    const held = await hold('lock table habeas.letters in share mode')
    const inFlight = made.map(({ body }) =>
      ask(service, 'POST', `/v1/requests/${body.id}/acknowledge`, { token, body: {} }),
    )
    await held.isAwaited(inFlight)
    const ending = service.end('SIGTERM')
    await service.saying(/^SIGTERM: finishing what is in flight/)
    process.kill(service.pid, 'SIGTERM') // a second one changes nothing
    await refusesConnections(service)
    await held.release()
    const answers = await Promise.all(inFlight)
    t.same(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    )
    t.equal(await ending, 0)
    t.ok(isRunning(postmaster), 'PostgreSQL runs on while somebody uses it')
    await leave()
    t.notOk(isRunning(postmaster), 'and the last one out stops it')

    service = await start({ SHUTDOWN_SECONDS: '1' })
    const { data } = (await ask(service, 'GET', `/v1/requests?status=in_progress`, { token })).body
    t.equal(data.length, 4, 'what was answered is there')
  },
)

t.test('fault 23: what will not end is cut at the limit', async (t) => {
  const token = await signIn(service)
  const { body } = await ask(service, 'POST', '/v1/requests', { token, body: letter })
  const { hold, leave, postmaster } = await besideTheService()
  const held = await hold('lock table habeas.letters in share mode')
  const stuck = ask(service, 'POST', `/v1/requests/${body.id}/acknowledge`, { token, body: {} }).catch(() => 'cut')
  await held.isAwaited([stuck])
  t.equal(await service.end('SIGTERM'), 1)
  t.match(service.said(), /cannot stop in time: still busy after 1 s/)
  t.equal(await stuck, 'cut')
  await held.release()
  await leave()
  t.notOk(isRunning(postmaster), 'what it left running is stopped by the next one out')
})

const letter = {
  channel: 'web',
  requester: { name: 'Zoé', email: 'zoe@example.org' },
  rights: [{ right: 'access' }],
}

// biome-ignore lint/suspicious/noExplicitAny: read by path, as everywhere in the tests
type Reply = { status: number; body: any }

/** One call over a connection of its own. */
async function ask(
  { url }: Running,
  method: 'GET' | 'POST',
  path: string,
  { token, body, key }: { token?: string; body?: object | string; key?: string } = {},
): Promise<Reply> {
  const form = typeof body === 'string'
  const headers = {
    connection: 'close',
    ...(body !== undefined && { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(key !== undefined && { 'idempotency-key': key }),
  }
  const sent = body === undefined ? {} : { body: form ? body : JSON.stringify(body) }
  const answer = await fetch(url + path, { method, headers, ...sent })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

const thisRun = crypto.randomUUID()
function emailOf(at: number): string {
  return `person-${at}@example.org`
}

function intake(to: Running, at: number): Promise<Reply> {
  const body = { requester: { name: `Person ${at}`, email: emailOf(at) }, rights: [{ right: 'access' }] }
  return ask(to, 'POST', '/v1/public/demo/requests', { body, key: `${thisRun}-${at}` })
}

async function signIn(to: Running): Promise<string> {
  const body = `grant_type=client_credentials&client_id=${clientId}&client_secret=${secret}`
  return (await ask(to, 'POST', '/oauth/token', { body })).body.access_token
}

/** The references of all requests. */
async function references(of: Running, token: string): Promise<Set<string>> {
  const found = new Set<string>()
  let cursor = ''
  for (;;) {
    const { body } = await ask(of, 'GET', `/v1/requests?limit=100${cursor}`, { token })
    for (const { reference } of body.data) {
      if (found.has(reference)) throw new Error('one reference twice')
      found.add(reference)
    }
    if (!body.has_more) return found
    cursor = `&cursor=${body.next_cursor}`
  }
}

/** Resolves once the service takes no new connections. */
async function refusesConnections({ url }: Running): Promise<void> {
  await until(() =>
    fetch(`${url}/health/live`, { headers: { connection: 'close' } }).then(
      (answer) => answer.text().then(() => false),
      (error) => error.cause?.code === 'ECONNREFUSED',
    ),
  )
}

/** Comes to the service's PostgreSQL as another process that uses it. */
async function besideTheService() {
  const embedded = await startEmbedded({ dataDir })
  if (embedded.role !== 'attached') throw new Error('the service’s PostgreSQL does not run')
  return {
    postmaster: embedded.pid,
    leave: () => embedded.release(),
    run: (text: string) => runAs(embedded.superuser, text),
    /** Holds a lock in a transaction of its own. */
    hold: async (lock: string) => {
      const connection = await connect(embedded.superuser, { ...patient, connectMs: 10_000 })
      await connection.send({ text: `begin; ${lock}`, as: 'script' })
      return {
        /** Resolves when all these calls wait for it; rejects where one is over without having waited. */
        isAwaited: async (calls: readonly Promise<unknown>[]) => {
          let isOver = false
          const end = () => {
            isOver = true
          }
          Promise.race(calls).then(end, end)
          await until(async () => {
            const [row] = await connection.send({ text: waiting, as: 'once' })
            const isSo = (row as { count: number }).count >= calls.length // the column of the text below
            if (isOver && !isSo) throw new Error('a call did not come to wait')
            return isSo
          })
        },
        release: async () => {
          await connection.send({ text: 'rollback', as: 'script' })
          connection.close()
        },
      }
    },
  }
}
// Not pg_stat_activity: within a transaction that shows the backends there were when it first looked
const waiting =
  'select count(distinct pid)::int as count from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))'
const patient = { lockMs: 60_000, statementMs: 60_000, answerMs: 61_000, idleInTransactionMs: 60_000 }
