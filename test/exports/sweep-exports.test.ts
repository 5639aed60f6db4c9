import { PgBoss } from 'pg-boss'
import t from 'tap'
import { compileExport, failAbandonedExports } from '../../src/exports/compile-export.ts'
import { deleteContent } from '../../src/exports/delete-content.ts'
import { expireExports } from '../../src/exports/sweep-exports.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { exportDesk } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const { prepared } = desk
const { superuser, app } = service.database
const never = new AbortController().signal

const chunks = async (id: string) => {
  const [row] = await runAs(superuser, 'select count(*)::int as n from habeas.export_chunks where export_id = $1', [
    desk.idOf(id),
  ])
  return Number(row?.n)
}

/** A run that is killed before it has compiled anything: it has taken the export up, and never says anything again. */
async function beginAndDie(id: string): Promise<void> {
  const killed = new AbortController()
  killed.abort(new Error('killed'))
  const payload = { organisation: acme.id, export: desk.idOf(id) }
  await t.rejects(compileExport(service.deps, payload, killed.signal), { message: 'killed' })
}

/** The jobs of an export as a worker that was killed leaves them: taken up, and no sign of life for an hour. */
async function leaveForDead(id: string, retries: number): Promise<void> {
  await runAs(
    superuser,
    `update pgboss.job set state = 'active', started_on = now() - interval '2 hours', heartbeat_on = now() - interval '1 hour',
       retry_count = $2 where name = 'compile-export' and data ->> 'export' = $1`,
    [desk.idOf(id), retries],
  )
}

/** The queue's own look at what gives no sign of life. */
async function supervise(): Promise<void> {
  const { host, port, user, database, password = '' } = app
  const target = { host, port, user, database, password }
  const boss = new PgBoss({ ...target, schema: 'pgboss', migrate: false, createSchema: false, schedule: false })
  await boss.start()
  try {
    await boss.supervise('compile-export')
  } finally {
    await boss.stop({ graceful: false })
  }
}

t.test('an export whose runs were all killed fails at the next sweep, once, and staff may ask again', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [desk.record])
  const [lost, tried] = [await desk.ask(request.id, 'access', 'json'), await desk.ask(request.id, 'access', 'csv')]
  for (const id of [lost, tried]) await beginAndDie(id)
  await leaveForDead(lost, 6)
  await leaveForDead(tried, 5)
  await failAbandonedExports(service.deps)
  t.equal((await desk.show(request.id, lost)).status, 'compiling', 'the queue has not given it up yet')

  await supervise()
  await Promise.all([failAbandonedExports(service.deps), failAbandonedExports(service.deps)])
  await failAbandonedExports(service.deps)
  t.equal((await desk.show(request.id, lost)).status, 'failed')
  t.equal((await desk.show(request.id, tried)).status, 'compiling', 'its last try is still to come')
  t.match(await desk.events(request.id, 'export_failed'), [
    { actor: { type: 'service' }, details: { export: lost, attempts: 1 } },
  ])
  await desk.compile(lost)
  t.equal((await desk.show(request.id, lost)).status, 'failed', 'a run that comes late finds itself overtaken')
  await desk.compile(tried)
  t.equal((await desk.show(request.id, tried)).status, 'ready')
  t.equal((await desk.show(request.id, await desk.ready(request.id))).status, 'ready')
})

t.test('an export that nobody releases expires thirty days after it was asked for, and its content goes', async (t) => {
  const { request, id } = await prepared()
  const waiting = await desk.ask(request.id, 'access', 'csv')
  t.match(await desk.show(request.id, id), { status: 'ready', expires_at: null })
  service.at('2026-04-01T08:59:00Z')
  await expireExports(service.deps)
  t.equal((await desk.show(request.id, id)).status, 'ready')

  service.at('2026-04-01T09:01:00Z')
  t.equal((await desk.show(request.id, id)).status, 'expired', 'also before the sweep')
  t.match(await desk.release(request.id, id), { status: 409, body: { code: 'export_not_ready' } })
  t.equal((await desk.dpo('GET', `/v1/requests/${request.id}/exports/${id}/content`)).status, 409)
  await Promise.all([expireExports(service.deps), expireExports(service.deps)])
  t.equal((await desk.events(request.id, 'export_expired')).length, 2)
  t.equal(await chunks(id), 1)
  for (const each of [id, waiting]) {
    await deleteContent(service.deps, { organisation: acme.id, export: desk.idOf(each) }, never)
    await desk.compile(each)
    t.same([await chunks(each), (await desk.show(request.id, each)).status], [0, 'expired'])
  }
  const anew = await desk.ready(request.id)
  t.equal((await desk.release(request.id, anew)).status, 200)
  service.at('2026-03-02T09:00:00Z')
})

t.test(
  'fault 29: an export that does not open keeps no other from its end, and the sweep says that it failed',
  async (t) => {
    service.at('2026-03-02T09:00:00Z')
    const [{ id: altered }, { id: sound }] = [await prepared(), await prepared()]
    await runAs(
      superuser,
      `update habeas.exports set detail = set_byte(detail, length(detail) - 1, get_byte(detail, length(detail) - 1) # 1)
     where id = $1`,
      [desk.idOf(altered)],
    )
    service.at('2026-06-02T09:00:00Z')
    await t.rejects(expireExports(service.deps), { name: 'AggregateError', errors: [{ name: 'BoxRefused' }] })
    const statuses = await runAs(
      superuser,
      'select status from habeas.exports where id = any ($1::uuid[]) order by 1',
      [`{${desk.idOf(altered)},${desk.idOf(sound)}}`],
    )
    t.same(statuses, [{ status: 'expired' }, { status: 'ready' }])
  },
)
