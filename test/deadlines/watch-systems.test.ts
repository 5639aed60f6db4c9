import t from 'tap'
import { watchDeadlines } from '../../src/deadlines/watch.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { startWorker } from '../letters/outbox.ts'
import { searchDesk } from '../sources/desk.ts'
import { startMailServer } from '../support/mail.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { transmissionDesk } from '../transmissions/support.ts'

const receiver = await testReceiver(t)
const service = await testService(t, { outbound: outboundStream(receiver.rules) })
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme', { locale: 'en' })
const server = await startMailServer(t)
const searches = await searchDesk(service, acme)
const sending = await transmissionDesk(service, acme)

/** What the looks so far have counted, each. */
const counts = async (): Promise<object[]> =>
  (await searches.dpo('GET', '/v1/events?limit=100')).body.data
    .filter(({ type }: { type: string }) => type === 'digest_written')
    .map(({ details }: { details: { counts: object } }) => details.counts)
const watchAt = async (time: string) => {
  service.at(time)
  await watchDeadlines(service.deps)
}

await searches.source('crm')
await searches.source('billing')
const { id, reference, due_on } = await searches.open({ channel: 'email', received_at: '2026-03-02T09:00:00Z' })
const [crm, billing] = await searches.ask(id, { due_on: '2026-03-10' })

t.test('staff is told of a search the working day after it was due, and once in each week after that', async (t) => {
  t.equal(due_on, '2026-04-02', 'nothing of the request itself is told on these days')
  await watchAt('2026-03-10T08:00:00Z')
  t.same(await counts(), [], 'due today is not late')
  await watchAt('2026-03-11T08:00:00Z')
  t.same(await counts(), [{ searches_late: 1 }])
  await watchAt('2026-03-12T08:00:00Z')
  t.equal((await counts()).length, 1, 'told')
  await watchAt('2026-03-16T08:00:00Z')
  t.same((await counts()).slice(1), [{ searches_late: 1 }], 'a Monday')
})

t.test('the digest names the systems by their keys, and nobody', async (t) => {
  const isDigest = ({ mail }: { mail: { subject?: string | undefined } }) => /^Deadlines /.test(mail.subject ?? '')
  const worker = startWorker({ ...service.deps, database: service.deps.database }, server)
  await server.arrival(() => server.received.filter(isDigest).length >= 2)
  await worker.stop()
  t.same(worker.errors, [])
  const digest = server.received
    .filter(isDigest)
    .map(({ mail }) => ({ subject: mail.subject ?? '', text: (mail.text ?? '').replace(/\s+/g, ' ') }))
    .find(({ subject }) => /16.March/.test(subject))
  t.match(digest?.subject, /1 request to look at/)
  t.match(
    digest?.text,
    new RegExp(`${reference} – Access to your data – due on 2.April.2026, billing and crm: 6 days late`),
  )
  t.notMatch(digest?.text, /zoé|łukasiewicz|example\.org|crm@|billing@/i)
})

t.test('an answer that has come, or a search that was called off, is late no longer', async (t) => {
  if (crm === undefined || billing === undefined) throw new Error('two were asked')
  t.equal((await searches.on(id, crm.id, 'cancel', { reason: 'asked by telephone' })).status, 200)
  t.equal((await searches.owner(billing.id)('POST', '/v1/tasks/answer', { answer: 'nothing_held' })).status, 200)
  const before = (await counts()).length
  await watchAt('2026-03-23T08:00:00Z')
  t.equal((await counts()).slice(before).filter((each) => 'searches_late' in each).length, 0)
})

t.test('a transmission that has failed is told at the next look, once; one that was taken back is not', async (t) => {
  receiver.answers(takes(410))
  const failed = await sending.portable()
  const revoked = await sending.portable()
  await sending.attempt((await sending.transmit(failed)).body.id)
  t.match(await sending.list(failed), [{ status: 'failed' }])
  await sending.transmit(revoked)
  t.equal(
    (await sending.dpo('POST', `/v1/requests/${revoked.request.id}/exports/${revoked.id}/revoke`, { reason: 'wrong' }))
      .status,
    200,
  )
  const before = (await counts()).length
  await watchAt('2026-03-24T08:00:00Z')
  t.same((await counts()).slice(before), [{ transmission_failed: 1 }])
  await watchAt('2026-03-25T08:00:00Z')
  t.equal((await counts()).slice(before).filter((each) => 'transmission_failed' in each).length, 1)
})
