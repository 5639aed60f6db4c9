import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { connect } from '../../src/platform/database/connection.ts'
import { type DatabaseOptions, openDatabase } from '../../src/platform/database/transaction.ts'
import { createLog } from '../../src/platform/http/log.ts'
import { readSettings } from '../../src/settings.ts'
import { type Case, countRows, digestRows, done, fresh, letter, openCase, openDesk, uuidOf } from '../attacks/desk.ts'
import { prepare } from '../attacks/errands.ts'
import { readDocument, send, takesRecords } from '../attacks/operations.ts'
import { databaseProxy } from '../support/database-proxy.ts'
import { signingAs } from '../support/gateway.ts'
import { type Answer, callWith, testService } from '../support/service.ts'
import { until } from '../support/until.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const { slug } = desk.organisation
const { superuser } = service.database
const form = { requester: { name: 'Ana', email: 'ana@example.org' }, rights: [{ right: 'access' }] }
const patient = { lockMs: 60_000, statementMs: 60_000, answerMs: 61_000, idleInTransactionMs: 60_000 }

/** The same service over a database that this test can take away: a second instance of it. */
async function instance(t: Test, options: Partial<DatabaseOptions> = {}) {
  const proxy = await databaseProxy(t, service.database.app)
  const database = openDatabase({ ...proxy.target }, { size: 2, ...options })
  const app = await buildApp({
    settings: readSettings({ NODE_ENV: 'test', OPERATOR_TOKEN: desk.operatorToken }),
    deps: { ...service.deps, database },
    log: createLog({ level: 'silent' }),
    ready: { database: () => database.ready() },
    describe: 'when asked',
  })
  t.teardown(async () => {
    await app.close()
    await database.close()
  })
  const as = (token: string) => callWith(app, { authorization: `Bearer ${token}` })
  const callers = {
    open: callWith(app, {}),
    source: callWith(app, {}),
    staff: as(desk.staff.admin.token),
    requester: as(desk.person.token),
    operator: as(desk.operatorToken),
    gateway: signingAs(app, desk.gateway),
  }
  return { app, proxy, callers, agent: as(desk.staff.agent.token) }
}

const keyless = ['issueToken', 'downloadMyExport', 'signOut']
const keyed = document.operations.filter(
  ({ id, method }) => (method === 'POST' || method === 'PUT') && !keyless.includes(id),
)

const unsteady = await instance(t)
for (const operation of keyed) {
  t.test(
    `fault 9: ${operation.id}: the reply to COMMIT lost, the same key gives the answer; it was done once`,
    async (t) => {
      const { proxy, callers } = unsteady
      const errand = await prepare(operation, desk)
      const sent = { ...errand, headers: { ...errand.headers, 'idempotency-key': fresh('lost') } }
      const before = await countRows(service.database)
      await done(callers.open('GET', `/v1/public/${slug}`)) // the organisation is remembered: what commits next is the work
      proxy.loseAnswer('COMMIT\0')
      const lost = await send(operation, sent, callers[operation.door])
      proxy.pass()
      isUnavailable(t, lost)
      const committed = await countRows(service.database)
      t.strictNotSame(committed, before, 'it is committed all the same')
      const again = await send(operation, sent, callers[operation.door])
      t.ok(again.status < 300, `${again.status} ${again.body?.code ?? ''}`)
      // Records arrive in several transactions: here the first reply was lost, before any of them was taken
      if (takesRecords(operation)) return
      t.equal(again.headers['idempotent-replayed'], 'true')
      t.same(await countRows(service.database), committed, 'and nothing is done twice')
    },
  )
}

t.test(
  'fault 3: cut off before COMMIT: no letter, no event, no change; then done once, when it is tried again',
  async (t) => {
    const { proxy, agent } = await instance(t, { size: 1 })
    const c = await openCase(desk)
    const before = await digestRows(service.database)
    const holder = await lockRequest(t, c)
    const headers = { 'idempotency-key': fresh('cut') }
    const acknowledge = () => agent('POST', `/v1/requests/${c.id}/acknowledge`, {}, headers)
    const outcome = acknowledge()
    await holder.isAwaited(outcome)
    proxy.cut()
    t.match(await outcome, { status: 503, body: { code: 'unavailable' } })
    await holder.release()
    t.same(await digestRows(service.database), before)
    // Until the backend that was cut off has noticed, its call is in flight
    let again = await acknowledge()
    await until(async () => {
      if (again.body.code === 'idempotency_in_flight') again = await acknowledge()
      return again.body.code !== 'idempotency_in_flight'
    })
    t.equal(again.status, 200)
    const { data } = await done(desk.staff.agent('GET', `/v1/requests/${c.id}/letters`))
    t.same(
      data.map(({ type }: { type: string }) => type),
      ['acknowledgement'],
    )
  },
)

t.test(
  'fault 11: the pool exhausted: health answers, others wait and then get 503 with Retry-After, and all is well again',
  async (t) => {
    // Whoever holds the connection waits as long as the others are looked at
    const { callers, agent } = await instance(t, { size: 1, patienceMs: 200, limits: patient })
    await until(async () => (await agent('GET', '/v1/requests')).status === 200) // its one connection is open
    const c = await openCase(desk)
    const holder = await lockRequest(t, c)
    const held = agent('POST', `/v1/requests/${c.id}/acknowledge`, {})
    await holder.isAwaited(held)
    const refused = await Promise.all([
      agent('GET', '/v1/requests'),
      agent('POST', '/v1/requests', letter(desk)),
      callers.requester('GET', '/v1/me/requests'),
      callers.open('POST', `/v1/public/${slug}/requests`, form),
      callers.open('POST', `/v1/public/${slug}/sign-in`, { email: 'ana@example.org' }),
      callers.operator('POST', '/v1/organisations', {
        slug: 'late',
        name: 'Late',
        country: 'FR',
        contact: { dpo_email: 'dpo@late.example' },
      }),
    ])
    for (const answer of refused) isUnavailable(t, answer)
    for (const path of ['/health/live', '/health/ready', '/openapi.json']) {
      t.equal((await callers.open('GET', path)).status, 200, path)
    }
    await holder.release()
    t.equal((await held).status, 200, 'who held the connection is answered')
    t.equal((await agent('GET', '/v1/requests')).status, 200)
  },
)

t.test(
  'fault 11: all connections’ worth of statistics at once leave connections to the others, and each is counted in its turn',
  async (t) => {
    const { callers, agent } = await instance(t, {
      size: 2,
      limits: patient,
    })
    const holder = await lock(t, 'lock table habeas.request_facts in access exclusive mode')
    const counted = Array.from({ length: 6 }, () => agent('GET', '/v1/statistics'))
    const printed = agent('GET', '/v1/statistics/report')
    await holder.isAwaited(Promise.race([...counted, printed]))
    for (const path of ['/health/live', '/health/ready']) t.equal((await callers.open('GET', path)).status, 200, path)
    t.equal((await agent('GET', '/v1/requests')).status, 200)
    t.equal((await agent('POST', '/v1/requests', letter(desk))).status, 201)
    await holder.release()
    t.same(new Set((await Promise.all([...counted, printed])).map(({ status }) => status)), new Set([200]))
  },
)

t.test('a service that stops sends away at once who waits for a turn to count', async (t) => {
  const { app, agent } = await instance(t, {
    size: 2,
    limits: patient,
  })
  const holder = await lock(t, 'lock table habeas.request_facts in access exclusive mode')
  const answered: Answer[] = []
  const counted = [1, 2, 3].map(async () => answered.push(await agent('GET', '/v1/statistics')))
  await holder.isAwaited(Promise.all(counted))
  const closed = app.close()
  await until(async () => answered.length === 2)
  for (const answer of answered) isUnavailable(t, answer)
  await holder.release()
  await Promise.all([closed, ...counted])
  t.equal(answered.length, 3, 'who was being counted for is answered too')
})

t.test('the database gone: 503 with Retry-After for what needs it, and recovery without a restart', async (t) => {
  const { proxy, callers, agent } = await instance(t)
  await done(callers.open('GET', `/v1/public/${slug}`))
  t.equal((await callers.open('GET', '/health/ready')).status, 200)
  proxy.moveTo({ ...service.database.app, host: '127.0.0.1', port: 1 }) // where nobody listens
  proxy.cut()
  for (let round = 0; round < 3; round += 1) {
    for (const operation of document.operations.filter(({ door }) => door !== 'open')) {
      if (round > 0 && operation.door === 'staff') continue // one round of all is enough
      isUnavailable(t, await send(operation, await prepare(operation, desk), callers[operation.door]), operation.id)
    }
    isUnavailable(t, await callers.open('POST', `/v1/public/${slug}/requests`, form))
    isUnavailable(t, await callers.open('GET', '/v1/public/unknown'))
    isUnavailable(t, await callers.open('GET', '/health/ready'))
    const token = await prepare(document.find('issueToken'), desk)
    isUnavailable(t, await callers.open('POST', '/oauth/token', String(token.body), { ...token.headers }))
    for (const path of ['/health/live', '/openapi.json', '/problems/unavailable']) {
      t.equal((await callers.open('GET', path)).status, 200, path)
    }
  }
  proxy.moveTo(service.database.app)
  t.equal((await agent('GET', '/v1/requests')).status, 200)
  t.equal((await callers.open('POST', `/v1/public/${slug}/requests`, form)).status, 202)
  t.equal((await callers.open('GET', '/health/ready')).status, 200)
})

function isUnavailable(t: Test, { status, body, headers }: Answer, what = ''): void {
  t.match(
    { status, body, headers },
    { status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': /^[1-9]\d*$/ } },
    what,
  )
}

/** Holds a request's row, as another transaction would that takes its time. */
function lockRequest(t: Test, { id }: Case) {
  return lock(t, 'select from habeas.requests where id = $1 for update', [uuidOf('req', id)])
}

/** Holds what this statement locks. */
async function lock(t: Test, statement: string, parameters: unknown[] = []) {
  const connection = await connect(superuser, { ...patient, connectMs: 10_000 })
  t.teardown(() => connection.close())
  const ask = async (text: string, parameters: unknown[] = []) => {
    const [row] = await connection.send({ text, parameters, as: 'once' })
    return row as Record<string, unknown> | undefined // one row at most, as an object
  }
  await connection.send({ text: 'begin', as: 'script' })
  await ask(statement, parameters)
  return {
    /** Resolves when this call waits for it; rejects where the call is over without having waited. */
    isAwaited: async (call: Promise<unknown>) => {
      let isOver = false
      const end = () => {
        isOver = true
      }
      call.then(end, end)
      await until(async () => {
        const found = await ask(isAwaited)
        if (isOver && found?.so !== true) throw new Error('the call did not come to wait')
        return found?.so === true
      })
    },
    release: () => connection.send({ text: 'rollback', as: 'script' }),
  }
}
// Not pg_stat_activity: within a transaction that shows the backends there were when it first looked
const isAwaited =
  'select exists (select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))) as so'
