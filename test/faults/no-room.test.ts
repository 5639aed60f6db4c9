import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { jobHandlers } from '../../src/worker.ts'
import { sha256 } from '../exports/support.ts'
import { testBucket } from '../support/bucket.ts'
import { runAs } from '../support/database.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { type Answer, testService } from '../support/service.ts'
import { transmissionDesk } from '../transmissions/support.ts'

const receiver = await testReceiver(t)
const bucket = await testBucket(t)
const service = await testService(t, { bucket: bucket.place, outbound: outboundStream(receiver.rules) })
service.at('2026-03-02T10:00:00Z')
const acme = await service.organisation('acme')
const desk = await transmissionDesk(service, acme)
const { superuser, app } = service.database
const never = new AbortController().signal
const recordsOf = async (request: string) => (await desk.agent('GET', `/v1/requests/${request}/records`)).body.data

/** As a server whose disk is full comes back, or a standby that took over: it answers, and takes nothing. */
async function takesNothing(is: boolean): Promise<void> {
  const setting = is ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'
  await runAs(superuser, `alter role ${app.user} in database ${app.database} ${setting}`)
  await runAs(
    superuser,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = $1',
    [app.user],
  )
  // A connection that is lost says so at its next use: whoever has it then is sent away, and calls again
  for (let tries = 0; tries < 20 && (await desk.agent('GET', '/v1/requests')).status !== 200; ) tries += 1
}

function isUnavailable(t: Test, { status, body, headers }: Answer, what: string): void {
  const expected = { status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': /^[1-9]\d*$/ } }
  t.match({ status, body, headers }, expected, what)
}

t.test('fault 19: a database that takes nothing: 503 for what changes, and nothing is half done', async (t) => {
  const { request, id } = await desk.prepared()
  const of = await desk.portable()
  const { id: transmission } = (await desk.transmit(of)).body
  const asked = await desk.ask(request.id, 'access', 'csv')
  const key = { 'idempotency-key': 'once', 'content-type': 'application/x-ndjson' }
  const changes: Record<string, () => Promise<Answer>> = {
    release: () => desk.release(request.id, id),
    upload: () => desk.agent('PUT', `/v1/requests/${request.id}/records/shop`, `${JSON.stringify(desk.record)}\n`, key),
    ask: () => desk.agent('POST', `/v1/requests/${request.id}/exports`, { kind: 'access', format: 'zip' }),
    transmit: () => desk.transmit(of, { endpoint: 'https://other.example.net:8443/in' }),
  }
  const received = receiver.received.length

  await takesNothing(true)
  for (const [what, change] of Object.entries(changes)) isUnavailable(t, await change(), what)
  await t.rejects(desk.compile(asked), { code: 'unavailable' })
  await t.rejects(desk.attempt(transmission), { code: 'unavailable' })
  t.equal(receiver.received.length, received, 'what could not be noted does not leave')
  t.equal((await recordsOf(request.id)).length, 1, 'who only reads is answered')

  await takesNothing(false)
  for (const [what, change] of Object.entries(changes)) t.ok((await change()).status < 300, what)
  await desk.compile(asked)
  await desk.attempt(transmission)
  t.equal((await recordsOf(request.id)).length, 2)
  t.match(await desk.list(of), [{ status: 'queued' }, { id: transmission, status: 'delivered' }])
})

t.test('fault 19: in the middle of a delivery of records, the former ones stay, and it is brought again', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [desk.record])
  const lines = Buffer.from(
    `${JSON.stringify({ ...desk.record, data: { filler: 'f'.repeat(1_000) } })}\n`.repeat(1_500),
  )
  const bring = (between: () => Promise<void>) =>
    service.app.inject({
      method: 'PUT',
      url: `/v1/requests/${request.id}/records/crm`,
      headers: { authorization: `Bearer ${desk.agent.token}`, 'content-type': 'application/x-ndjson' },
      payload: Readable.from(
        (async function* () {
          yield lines
          await between()
          yield lines
        })(),
        { objectMode: false },
      ),
    })
  const broken = await bring(() => takesNothing(true))
  t.match([broken.statusCode, broken.json().code], [503, 'unavailable'])
  t.equal((await recordsOf(request.id)).length, 1)

  await takesNothing(false)
  t.equal((await bring(async () => undefined)).json().count, 3_000)
  // Not even given up: that was refused, too. The sweep finds it after a day.
  await runAs(superuser, `update habeas.record_uploads set created_at = created_at - interval '2 days'`)
  const handlers = jobHandlers(service.deps)
  await handlers.sweep({}, never)
  for (const { data } of await runAs(superuser, `select data from pgboss.job where name = 'delete-upload'`)) {
    await handlers['delete-upload'](data as Record<string, string>, never) // as it was enqueued
  }
  const left = await runAs(
    superuser,
    `select u.state, count(*)::int as records from habeas.record_uploads u join habeas.records r on r.upload_id = u.id
     where u.request_id = (select request_id from habeas.record_uploads where count = 3000) group by u.state`,
  )
  t.same(left, [{ state: 'current', records: 3_000 }])
})

t.test('fault 19: a receiver has the package, and that cannot be noted: the next try notes it, once', async (t) => {
  const of = await desk.portable()
  const { id } = (await desk.transmit(of)).body
  const before = receiver.received.length
  receiver.answers(async (request, response) => {
    await takesNothing(true)
    await takes(202)(request, response)
  })
  await t.rejects(desk.attempt(id), { code: 'unavailable' })
  await takesNothing(false)
  t.match(await desk.list(of), [{ status: 'sending', receipt: null }])
  receiver.answers(takes(202))
  await desk.attempt(id) // as the queue does
  t.match(await desk.list(of), [{ status: 'delivered', attempts: 1 }])
  t.same(
    receiver.received.slice(before).map(({ headers }) => headers['webhook-id']),
    [id, id],
    'the receiver tells by its id that it is the same',
  )
  t.equal((await desk.events(of.request.id, 'export_transmitted')).length, 1)
  t.equal((await desk.letters(of)).filter((type) => type === 'export_transmitted').length, 1)
})

t.test(
  'fault 18: a bucket that is full: the export is tried again, and what was compiled before is given',
  async (t) => {
    const { request, id } = await desk.prepared()
    const next = await desk.ask(request.id, 'access', 'zip')
    for (const status of [507, 503]) {
      bucket.refuseWrites(status)
      await t.rejects(desk.compile(next), { code: 'unavailable' }, `${status}`)
    }
    const shown = async () => (await desk.agent('GET', `/v1/requests/${request.id}/exports/${next}`)).body
    t.match(await shown(), { status: 'compiling' })
    t.equal((await desk.dpo('GET', `/v1/requests/${request.id}/exports/${id}/content`)).status, 200)
    bucket.refuseWrites(undefined)
    await desk.compile(next)
    t.match(await shown(), { status: 'ready', sha256: sha256(await desk.content(request.id, next)) })
  },
)

t.test('fault 18: a bucket that stays full: staff is told, and asks again once there is room', async (t) => {
  const { request } = await desk.prepared()
  const id = await desk.ask(request.id, 'access', 'json')
  bucket.refuseWrites(507)
  for (let run = 1; run <= 5; run += 1) await t.rejects(desk.compile(id), { code: 'unavailable' }, `run ${run}`)
  await desk.compile(id)
  t.equal((await desk.events(request.id, 'export_failed')).length, 1)
  bucket.refuseWrites(undefined)
  const again = await desk.ready(request.id)
  t.ok((await desk.content(request.id, again)).length > 0)
})
