import t from 'tap'
import { urgentLetters } from '../../src/letters/letter-content.ts'
import type { LetterRow } from '../../src/letters/write-letter.ts'
import { startMailServer } from '../support/mail.ts'
import { until } from '../support/until.ts'
import { outbox, startWorker } from './outbox.ts'

const box = await outbox(t)

/** So few that what a minute gives anew is nothing while a test runs. */
const lettersPerMinute = 2
const flood = (letters: number, of = box.organisation) =>
  Promise.all(Array.from({ length: letters }, (_, n) => box.queue({ to: { email: `flood-${n}@example.net` } }, of)))
const statesOf = async (rows: readonly LetterRow[]) =>
  box.look(
    `select state, last_error, attempts, count(*)::int from habeas.letters where id = any ('{${rows.map(({ id }) => id).join(',')}}')
     group by 1, 2, 3 order by 1 desc`,
  )
const aMinutePasses = () =>
  box.look(`update habeas.letter_budgets set spent_until = spent_until - interval '1 minute', marked_at = null`)
const code = { letter: { type: 'code', purpose: 'sign_in' } } as const

t.test('of a flood so many leave in a minute; the rest shows that it waits, and goes at its turn', async (t) => {
  const server = await startMailServer(t)
  const rows = await flood(6)
  const workers = [1, 2].map(() => startWorker(box, server, { lettersPerMinute }))
  const waiting = async (n: number) =>
    (await statesOf(rows)).some(({ last_error, count }) => last_error === 'sender_limit' && count === n)
  await until(() => waiting(4))
  await until(async () => (await statesOf(rows)).some(({ state, count }) => state === 'sent' && count === 2))
  t.same(await statesOf(rows), [
    { state: 'sent', last_error: null, attempts: 1, count: 2 },
    { state: 'deferred', last_error: 'sender_limit', attempts: 0, count: 4 },
  ])
  t.equal(server.received.length, 2, 'of two workers together')
  await aMinutePasses()
  await until(() => waiting(2))
  await aMinutePasses()
  await until(async () => (await statesOf(rows)).every(({ state }) => state === 'sent'))
  await Promise.all(workers.map((worker) => worker.stop()))
  t.same(
    workers.flatMap(({ errors }) => errors),
    [],
  )
  t.equal(server.received.length, 6, 'none is lost, none is sent twice')
  t.same(await statesOf(rows), [{ state: 'sent', last_error: null, attempts: 1, count: 6 }])
})

t.test('what is urgent goes at once, before what is due longer, and counts', async (t) => {
  const server = await startMailServer(t)
  await aMinutePasses()
  const rows = await flood(3)
  const { request } = await box.request()
  const rights = [{ right: 'access', directMarketing: false }] as const
  const urgent = [
    await box.queue(code),
    await box.queue({
      request: { id: request.id, reference: request.reference },
      letter: { type: 'extension_notice', ground: 'complexity', reasons: 'x', dueOn: null, rights },
    }),
  ]
  const worker = startWorker(box, server, { lettersPerMinute })
  await until(async () => (await statesOf(rows)).some(({ state, count }) => state === 'deferred' && count === 3))
  await until(async () => (await statesOf(urgent)).every(({ state }) => state === 'sent'))
  t.same(await statesOf(rows), [{ state: 'deferred', last_error: 'sender_limit', attempts: 0, count: 3 }])
  const late = await box.queue(code)
  await server.arrival(({ mail }) => mail.messageId === late.messageId)
  await worker.stop()
  t.equal(server.received.length, 3, 'though the budget is spent beyond its end')
  await box.look(`delete from habeas.letter_budgets`)
  const next = startWorker(box, server, { lettersPerMinute: 100 })
  await until(async () => (await statesOf(rows)).every(({ state }) => state === 'sent'))
  await next.stop()
})

t.test('the database takes the same letters for urgent', async (t) => {
  const [{ body } = {}] = await box.look(
    `select pg_get_functiondef('habeas.lookup_due_letters'::regproc) || pg_get_indexdef('habeas.letters_due_urgent'::regclass) as body`,
  )
  const named = [...String(body).matchAll(/'([a-z_]+)'(?:::text)?(?=[,)\]])/g)].map(([, type]) => type)
  t.same([...new Set(named)].sort(), [...urgentLetters].sort())
})

t.test('a flood at one organisation keeps no other waiting', async (t) => {
  const server = await startMailServer(t)
  const other = await box.newOrganisation('autre')
  const rows = await flood(6)
  const worker = startWorker(box, server, { lettersPerMinute })
  await until(async () => (await statesOf(rows)).some(({ last_error }) => last_error === 'sender_limit'))
  const theirs = await flood(2, other)
  await Promise.all(theirs.map(({ messageId }) => server.arrival(({ mail }) => mail.messageId === messageId)))
  await worker.stop()
  t.equal(server.received.filter(({ mail }) => mail.replyTo?.text === 'dpo@autre.fr').length, 2)
  t.ok(server.received.length <= 4)
})
