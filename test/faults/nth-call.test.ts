import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { createLog } from '../../src/platform/http/log.ts'
import type { JobPayload } from '../../src/platform/jobs/jobs.ts'
import { readSettings } from '../../src/settings.ts'
import { jobHandlers } from '../../src/worker.ts'
import { digestRows, done, fresh, openDesk } from '../attacks/desk.ts'
import { prepare } from '../attacks/errands.ts'
import { type Operation, readDocument, send, takesRecords } from '../attacks/operations.ts'
import { runAs } from '../support/database.ts'
import { failingDatabase } from '../support/failing-database.ts'
import { signingAs } from '../support/gateway.ts'
import { type Answer, type Call, callWith, testService } from '../support/service.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const { superuser } = service.database
const failing = failingDatabase(service.database.db)
const deps = { ...service.deps, database: failing.database }
const app = await buildApp({
  settings: readSettings({ NODE_ENV: 'test', OPERATOR_TOKEN: desk.operatorToken }),
  deps,
  log: createLog({ level: 'silent' }),
  ready: { database: () => failing.database.ready() },
})
t.teardown(() => app.close())
const as = (token: string) => callWith(app, { authorization: `Bearer ${token}` })
const callers = {
  open: callWith(app, {}),
  source: callWith(app, {}),
  staff: as(desk.staff.admin.token),
  requester: as(desk.person.token),
  operator: as(desk.operatorToken),
  gateway: signingAs(app, desk.gateway),
}

/** Who signs out has only come to do so. */
const callerOf = async ({ id, door }: Operation): Promise<Call> =>
  id === 'signOut' ? as((await desk.organisation.person(`${fresh('passer-by')}@example.org`)).token) : callers[door]

// So that a proof of identity is followed by the searches it opens
await done(desk.staff.dpo('POST', '/v1/sources', { name: 'CRM', key: 'nth', owner_email: 'nth@example.org' }))

// A download is recorded before its bytes are read: see below.
const writing = document.operations.filter(({ id, method }) => method !== 'GET' && id !== 'downloadMyExport')

for (const operation of writing) {
  t.test(`fault 33: ${operation.id}: whichever call fails, nothing is done; then it is done once`, async (t) => {
    const errand = await prepare(operation, desk)
    const sent = { ...errand, headers: { ...errand.headers, 'idempotency-key': fresh('nth') } }
    const caller = await callerOf(operation)
    const before = await standing()
    let answer: Answer
    for (let n = 1; ; n += 1) {
      failing.failAt(n)
      answer = await send(operation, sent, caller)
      if (failing.calls() < n) break
      t.match(answer, { status: 503, headers: { 'retry-after': /^[1-9]\d*$/ } }, `call ${n}`)
      if (takesRecords(operation)) await deleteUploads()
      if (failing.commits() > 0) t.same(await standing(), before, `call ${n}`)
    }
    failing.failAt(Number.POSITIVE_INFINITY)
    t.ok(answer.status < 300, `${answer.status} ${answer.body?.code ?? ''}`)
    t.equal(answer.headers['idempotent-replayed'], undefined)
  })
}

t.test(
  'fault 33: downloadMyExport: whichever call fails, no byte is given; at most that somebody has come for them is kept',
  async (t) => {
    const operation = document.find('downloadMyExport')
    const errand = await prepare(operation, desk)
    const recorded = async () => {
      const [row] = await runAs(
        superuser,
        `select count(*)::int as n from habeas.events where type = 'export_downloaded'`,
      )
      return Number(row?.n)
    }
    let answer: Answer
    for (let n = 1; ; n += 1) {
      const [before, events] = [await standing(), await recorded()]
      failing.failAt(n)
      answer = await send(operation, errand, callers.requester)
      if (failing.calls() < n) break
      t.match(answer, { status: 503, body: { code: 'unavailable' } }, `call ${n}`)
      const since = (await recorded()) - events
      if (since === 0) t.same(await standing(), before, `call ${n}`)
      else t.equal(since, 1, `call ${n}`)
    }
    failing.failAt(Number.POSITIVE_INFINITY)
    t.equal(answer.status, 200)
    t.equal(answer.raw.length, Number(answer.headers['content-length']))
  },
)

t.test('fault 33: among what was tried, proofs of identity have opened searches by themselves', async (t) => {
  const [row] = await runAs(superuser, `select count(*)::int as n from habeas.tasks where source_key = 'nth'`)
  t.ok(Number(row?.n) > 0)
})

/** What stands in each table, but for the queue: what waits there is worked by `deleteUploads`. */
async function standing(): Promise<Record<string, string>> {
  const { 'pgboss.job': _jobs, ...tables } = await digestRows(service.database)
  return tables
}

/** Records arrive in several transactions: those of a delivery that failed are deleted by a job. */
async function deleteUploads(): Promise<void> {
  const waiting = await runAs(superuser, `delete from pgboss.job where name = 'delete-upload' returning data`)
  for (const { data } of waiting) {
    await jobHandlers(deps)['delete-upload'](data as JobPayload, new AbortController().signal) // as it was enqueued
  }
}
