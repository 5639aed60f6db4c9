import t, { type Test } from 'tap'
import { compileExport, failAbandonedExports } from '../../src/exports/compile-export.ts'
import { deleteContent } from '../../src/exports/delete-content.ts'
import { expireExports } from '../../src/exports/sweep-exports.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import type { JobPayload } from '../../src/platform/jobs/jobs.ts'
import { openDelivery } from '../../src/records/replace-records.ts'
import { deleteUpload, removeAbandonedUploads } from '../../src/records/sweep-uploads.ts'
import { resumeAbandonedTransmissions, sendPackage } from '../../src/transmissions/send-package.ts'
import { jobHandlers } from '../../src/worker.ts'
import { sha256 } from '../exports/support.ts'
import { searchDesk } from '../sources/desk.ts'
import { testBucket } from '../support/bucket.ts'
import { runAs } from '../support/database.ts'
import { failingDatabase } from '../support/failing-database.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { transmissionDesk, uuidOf } from '../transmissions/support.ts'

const morning = '2026-03-02T10:00:00Z'
const receiver = await testReceiver(t)
const bucket = await testBucket(t)
const service = await testService(t, { bucket: bucket.place, outbound: outboundStream(receiver.rules) })
service.at(morning)
const acme = await service.organisation('acme')
const desk = await transmissionDesk(service, acme)
const search = await searchDesk(service, acme)
const failing = failingDatabase(service.database.db)
const deps = { ...service.deps, database: failing.database }
const { bucket: _bucket, ...withoutBucket } = deps
const never = new AbortController().signal
const ofExport = (id: string) => ({ organisation: acme.id, export: desk.idOf(id) })
const organisation = acme.id

/** Does a job whose first call fails, then the second, and so on, until none is left that could; how many there were. */
async function whicheverFails(
  t: Test,
  job: () => Promise<unknown>,
  holds: (what: string) => Promise<unknown> = async () => undefined,
): Promise<number> {
  for (let n = 1; ; n += 1) {
    failing.failAt(n)
    const failure: unknown = await job().then(
      () => undefined,
      (error: unknown) => error ?? 'nothing',
    )
    const isBeyond = failing.calls() < n
    failing.failAt(Number.POSITIVE_INFINITY)
    if (isBeyond && failure === undefined) return n - 1
    if (isBeyond) throw failure
    t.ok(failure, `call ${n} fails the job`)
    await holds(`call ${n}`)
  }
}

const waiting = async (name: string, key: string, id: string): Promise<JobPayload[]> => {
  const rows = await runAs(
    service.database.superuser,
    `select data from pgboss.job where name = $1 and data ->> $2 = $3 and state = 'created'`,
    [name, key, id],
  )
  return rows.map(({ data }) => data as JobPayload) // as it was enqueued
}
const countOf = async (text: string, id: string) => {
  const [row] = await runAs(service.database.superuser, `select count(*)::int as n ${text}`, [id])
  return Number(row?.n)
}
const shown = async (request: string, id: string) =>
  (await desk.agent('GET', `/v1/requests/${request}/exports/${id}`)).body
const chunksOf = (id: string) => countOf('from habeas.export_chunks where export_id = $1', desk.idOf(id))
const inBucket = async (id: string, run: number) =>
  (await bucket.client.get(`${acme.typeId}.${id}/${run}-0`)) !== undefined

t.test('fault 33: an export ends with its event and the job that deletes its content, or not yet', async (t) => {
  const { request, id } = await desk.prepared()
  service.at('2026-04-02T10:00:00Z')
  const ended = async () => [
    (await desk.events(request.id, 'export_expired')).length,
    (await waiting('delete-export', 'export', desk.idOf(id))).length,
    await countOf(`from habeas.exports where id = $1 and status = 'expired'`, desk.idOf(id)),
  ]
  t.ok(
    (await whicheverFails(
      t,
      () => expireExports(deps),
      async (what) => t.same(await ended(), [0, 0, 0], what),
    )) > 5,
  )
  t.same(await ended(), [1, 1, 1])
  await whicheverFails(t, () => deleteContent(deps, ofExport(id), never))
  t.same([await chunksOf(id), await inBucket(id, 1)], [0, false])
  service.at(morning)
})

for (const [where, stored] of Object.entries({ 'the database': withoutBucket, 'a bucket': deps })) {
  t.test(`fault 33: an export compiled into ${where} is ready whole and once, whichever call fails`, async (t) => {
    const request = await desk.open()
    await desk.put(request.id, 'crm', [desk.record])
    let id = await desk.ask(request.id, 'access', 'json')
    let ready = 0
    const compile = () => compileExport(stored, ofExport(id), never)
    const isWhole = async (what: string) => {
      ready += 1
      const { status, sha256: told } = await shown(request.id, id)
      t.same([status, sha256(await desk.content(request.id, id))], ['ready', told], what)
      t.equal((await desk.events(request.id, 'export_compiled')).length, ready, what)
      const [row] = await runAs(service.database.superuser, 'select attempt from habeas.exports where id = $1', [
        desk.idOf(id),
      ])
      const run = Number(row?.attempt)
      const isStored = [await inBucket(id, run), await inBucket(id, run - 1), await chunksOf(id)]
      t.same(isStored, where === 'a bucket' ? [true, false, 0] : [false, false, 1], what)
    }
    const calls = await whicheverFails(t, compile, async (what) => {
      const isReady = (await shown(request.id, id)).status === 'ready'
      t.equal((await desk.events(request.id, 'export_compiled')).length, isReady ? ready + 1 : ready, what)
      await compile() // as the queue does
      await isWhole(what)
      id = await desk.ask(request.id, 'access', 'json')
    })
    t.ok(calls > 15, `${calls} calls`)
    await isWhole('none')
  })
}

t.test('fault 33: an export that the queue has given up fails with its event, once', async (t) => {
  const request = await desk.open()
  const id = await desk.ask(request.id, 'access', 'json')
  const jobs = { ...deps.jobs, givenUp: async () => [ofExport(id)] }
  const failed = async () => [
    (await desk.events(request.id, 'export_failed')).length,
    (await waiting('delete-export', 'export', desk.idOf(id))).length,
  ]
  await whicheverFails(
    t,
    () => failAbandonedExports({ ...deps, jobs }),
    async (what) => t.same(await failed(), [0, 0], what),
  )
  t.same(await failed(), [1, 1])
})

t.test('fault 33: a package that has arrived is told of once, with its event, whichever call fails', async (t) => {
  receiver.answers(takes(202))
  const of = await desk.portable()
  const { id } = (await desk.transmit(of)).body
  const attempt = { organisation, transmission: uuidOf(id), attempt: '1' }
  const before = receiver.received.length
  const told = async () => [
    (await desk.events(of.request.id, 'export_transmitted')).length,
    (await desk.letters(of)).filter((type) => type === 'export_transmitted').length,
  ]
  await whicheverFails(
    t,
    () => sendPackage(deps, attempt, never),
    async (what) => t.same(await told(), [0, 0], what),
  )
  t.same(await told(), [1, 1])
  t.match(await desk.list(of), [{ status: 'delivered', attempts: 1, receipt: { status: 202 } }])
  const sent = receiver.received.slice(before)
  t.same(new Set(sent.map(({ headers }) => headers['webhook-id'])), new Set([id]), 'a receiver knows it by its id')
})

t.test('fault 33: a try that failed is followed by one other, whichever call fails, also after a kill', async (t) => {
  receiver.answers(takes(503))
  const of = await desk.portable()
  const { id } = (await desk.transmit(of)).body
  const attempt = { organisation, transmission: uuidOf(id), attempt: '1' }
  const next = async () =>
    (await waiting('transmit-export', 'transmission', uuidOf(id))).map(({ attempt }) => attempt).sort()
  await whicheverFails(
    t,
    () => sendPackage(deps, attempt, never),
    async (what) => t.same(await next(), ['1'], what),
  )
  t.same(await next(), ['1', '2'])
  const jobs = { ...deps.jobs, givenUp: async () => [{ ...attempt, attempt: '2' }] }
  await whicheverFails(
    t,
    () => resumeAbandonedTransmissions({ ...deps, jobs }),
    async (what) => t.same(await next(), ['1', '2'], what),
  )
  t.same(await next(), ['1', '2', '3'])
  t.match(await desk.list(of), [{ status: 'queued', attempts: 2, last_error: { reason: 'interrupted' } }])
})

t.test('fault 33: what is left of a delivery goes, and what it was to replace stays', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [desk.record])
  const id = parseId('req', request.id)
  if (id === undefined) throw new Error('a request has an id')
  const place = { request: id, source: 'crm', maxBytes: 1_000 }
  const { upload } = await service.database.db.transaction(organisation, (tx) => openDelivery(tx, service.deps, place))
  await runAs(
    service.database.superuser,
    `update habeas.record_uploads set created_at = created_at - interval '2 days' where id = $1`,
    [upload.id],
  )
  await whicheverFails(
    t,
    () => removeAbandonedUploads(deps),
    async (what) => t.equal((await waiting('delete-upload', 'upload', upload.id)).length, 0, what),
  )
  const [payload = {}, ...others] = await waiting('delete-upload', 'upload', upload.id)
  t.same(others, [])
  await whicheverFails(t, () => deleteUpload(deps, payload, never))
  t.equal(await countOf('from habeas.record_uploads where id = $1', upload.id), 0)
  t.equal((await desk.agent('GET', `/v1/requests/${request.id}/records`)).body.data.length, 1)
})

t.test(
  'fault 33: an owner is reminded of two requests on the day, in one letter, whichever call of the look fails',
  async (t) => {
    service.at('2026-06-01T09:00:00Z')
    await search.source('crm')
    const asked = await Promise.all([search.open(), search.open()])
    for (const { id } of asked) await search.ask(id, { due_on: '2026-06-12' })
    await search.watch('2026-06-08T07:00:00Z')
    service.at('2026-06-09T07:00:00Z')
    const reminded = async () => {
      const events = await Promise.all(asked.map(({ id }) => search.events(id)))
      return [
        await countOf(
          `from habeas.letters where organisation_id = $1 and type = 'collection_task' and request_id is null`,
          organisation,
        ),
        ...events.map((types) => types.filter((type) => type === 'task_reminded').length),
      ]
    }
    const calls = await whicheverFails(
      t,
      () => jobHandlers(deps)['watch-deadlines']({}, never),
      async (what) => {
        const [letters, ...events] = await reminded()
        t.ok(Number(letters) <= 1 && events.every((each) => each === letters), what)
      },
    )
    t.ok(calls > 15, `${calls} calls`)
    t.same(await reminded(), [1, 1, 1])
    service.at(morning)
  },
)
