import t from 'tap'
import { openDatabase } from '../../src/platform/database/transaction.ts'
import { createLog } from '../../src/platform/http/log.ts'
import { retentionJob } from '../../src/retention/erase-due-cases.ts'
import { heedLedger } from '../../src/retention/ledger.ts'
import { digestRows, done, openCase, openDesk, uuidOf } from '../attacks/desk.ts'
import { closedCase } from '../retention/closed-case.ts'
import { databaseProxy } from '../support/database-proxy.ts'
import { failingDatabase } from '../support/failing-database.ts'
import { testService } from '../support/service.ts'
import { storedRows } from '../support/stored.ts'

const service = await testService(t)
const desk = await openDesk(service, 'acme')
const { dpo, auditor } = desk.staff
const never = new AbortController().signal
const killed = new Error('killed')
const erasedAt = async (id: string) => (await dpo('GET', `/v1/requests/${id}`)).body.erased_at
const ledgerOf = async () => ((await service.deps.erasures.read())?.lines ?? []) as { request: string; event: string }[] // as they were written

const failing = failingDatabase(service.database.db)
const deps = { ...service.deps, database: failing.database }

t.test(
  '28, 33: killed before any statement of an erasure, the case is as it was, to the last row; the next round erases it',
  async (t) => {
    service.at('2026-03-02T09:00:00Z')
    const c = await closedCase(desk)
    service.at('2031-03-03T09:00:00Z')
    const before = await digestRows(service.database)
    let n = 1
    for (; ; n += 1) {
      failing.failAt(n)
      const round = retentionJob(deps)({}, never)
      if (
        await round.then(
          () => true,
          () => false,
        )
      )
        break
      t.ok(failing.calls() >= n)
      t.same(await digestRows(service.database), before, `before statement ${n}`)
      t.same(await ledgerOf(), [])
    }
    t.ok(n > 15, `${n - 1} statements`)
    t.not(await erasedAt(c.id), null)
    t.same(
      (await ledgerOf()).map(({ request }) => request),
      [c.id],
    )
  },
)

t.test('28: one case that cannot be erased keeps no other from it, and the job says that it failed', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const cases = await Promise.all([openCase(desk), openCase(desk), openCase(desk)])
  for (const { id } of cases) await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  service.at('2031-03-03T09:00:00Z')
  failing.failAt(5)
  await t.rejects(retentionJob(deps)({}, never), AggregateError)
  const states = await Promise.all(cases.map(({ id }) => erasedAt(id)))
  t.equal(states.filter((at) => at === null).length, 1)
  await retentionJob(service.deps)({}, never)
  t.notOk((await Promise.all(cases.map(({ id }) => erasedAt(id)))).includes(null))
})

t.test('28: asked to stop, the job leaves what is left for the next round', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const { id } = await openCase(desk)
  await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  service.at('2031-03-03T09:00:00Z')
  await t.rejects(retentionJob(service.deps)({}, AbortSignal.abort(killed)), killed)
  t.equal(await erasedAt(id), null)
  await retentionJob(service.deps)({}, never)
  t.not(await erasedAt(id), null)
})

t.test(
  '28: cut off while COMMIT is answered, it is erased once, and the ledger learns of it in the next round',
  async (t) => {
    service.at('2026-03-02T09:00:00Z')
    const { id } = await openCase(desk)
    await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
    service.at('2031-03-03T09:00:00Z')
    const proxy = await databaseProxy(t, service.database.app)
    const database = openDatabase({ ...proxy.target }, { size: 1 })
    t.teardown(() => database.close())
    const job = retentionJob({ ...service.deps, database })
    proxy.loseAnswer('COMMIT\0')
    await t.rejects(job({}, never))
    proxy.pass()
    t.not(await erasedAt(id), null, 'it is committed all the same')
    t.notOk((await ledgerOf()).some(({ request }) => request === id))
    await job({}, never)
    const events = (await auditor('GET', `/v1/requests/${id}/events`)).body.data
    t.equal(events.filter(({ type }: { type: string }) => type === 'case_erased').length, 1)
    t.match(
      (await ledgerOf()).filter(({ request }) => request === id),
      [{ event: events.at(-1).hash }],
    )
  },
)

t.test(
  '28: killed between commit and ledger: the next start writes the line; a disk that refuses it fails the job',
  async (t) => {
    service.at('2026-03-02T09:00:00Z')
    const { id } = await openCase(desk)
    await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
    service.at('2031-03-03T09:00:00Z')
    const full = { ...service.deps.erasures, append: () => Promise.reject(new Error('ENOSPC')) }
    await t.rejects(retentionJob({ ...service.deps, erasures: full })({}, never), AggregateError)
    t.not(await erasedAt(id), null)
    t.notOk((await ledgerOf()).some(({ request }) => request === id))
    await heedLedger(service.deps, createLog({ level: 'silent' }))
    t.equal((await ledgerOf()).filter(({ request }) => request === id).length, 1)
    const tables = await storedRows(service.database.superuser)
    t.equal(tables.requests?.find((row) => row.id === uuidOf('req', id))?.data_key, null)
  },
)
