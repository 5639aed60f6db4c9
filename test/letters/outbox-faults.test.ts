import t from 'tap'
import { feedBetween } from '../../src/evidence/store.ts'
import { civilDateIn } from '../../src/law/calendar.ts'
import { keepLetter, takeLetters } from '../../src/letters/outbox-store.ts'
import { deliveryRecord } from '../../src/letters/record-delivery.ts'
import { insertLetters } from '../../src/letters/store.ts'
import { writeLetter } from '../../src/letters/write-letter.ts'
import { realNow } from '../../src/platform/clock.ts'
import { organisationSafe } from '../../src/platform/crypto/safe.ts'
import type { Database } from '../../src/platform/database/transaction.ts'
import { newId, showId } from '../../src/platform/identifiers.ts'
import { startMailServer } from '../support/mail.ts'
import { until } from '../support/until.ts'
import { order } from './every-letter.ts'
import { firstRight, outbox, startWorker } from './outbox.ts'

const box = await outbox(t)

t.test('one slow letter keeps no other from its way', async (t) => {
  const server = await startMailServer(t)
  server.answer('data', 'silence')
  const slow = await box.queue({ to: { email: 'slow@example.net' } })
  const worker = startWorker(box, server, { stopMs: 50 })
  await server.reaching('data', 1)
  for (let i = 0; i < 8; i += 1) await box.queue({ to: { email: `quick${i}@example.net` } })
  worker.wake()
  await Promise.all(
    Array.from({ length: 8 }, (_, i) => server.arrival(({ rcpt }) => rcpt[0] === `quick${i}@example.net`)),
  )
  await worker.stop()
  t.equal(server.received.length, 8)
  t.match(await box.letter(slow), { state: 'deferred' }, 'stopping does not wait for it longer than its limit')
  await box.makeDue(slow)
  const next = startWorker(box, server)
  await server.arrival(({ rcpt }) => rcpt[0] === 'slow@example.net')
  await next.stop()
})

t.test('stopping lets the letter under way arrive, and begins no other', async (t) => {
  const server = await startMailServer(t)
  const row = await box.queue({ to: { email: 'first@example.net' } })
  const later = await box.queue({ to: { email: 'later@example.net' } })
  const worker = startWorker(box, server, { lanes: 1 })
  await server.reaching('mail', 1)
  await worker.stop()
  t.match(await box.letter(row), { state: 'sent' })
  t.match(await box.letter(later), { state: 'queued', attempts: 0 })
  t.equal(server.received.length, 1)
  const next = startWorker(box, server)
  await server.arrival(({ rcpt }) => rcpt[0] === 'later@example.net')
  await next.stop()
})

t.test('fault 3: what was never committed is never sent', async (t) => {
  const server = await startMailServer(t)
  const lost = writeLetter(
    order({ type: 'new_message' }, { organisation: box.organisation, to: { email: 'lost@example.net' } }),
  )
  const killed = new Error('killed before commit')
  await t.rejects(
    box.inTenant(async (tx) => {
      await Promise.all(
        insertLetters(tx, organisationSafe(box.keyring, box.organisation.id), [{ ...lost, requestId: null }]),
      )
      throw killed
    }),
    killed,
  )
  const row = await box.queue({ to: { email: 'kept@example.net' } })
  const worker = startWorker(box, server)
  await server.arrival()
  await worker.stop()
  t.match(await box.letter(row), { state: 'sent' })
  t.match(server.received, { length: 1 })
  t.same(server.received[0]?.rcpt, ['kept@example.net'])
})

t.test('fault 2: killed between the 250 and the record, it is sent again: the same Message-ID and bytes', async (t) => {
  const server = await startMailServer(t)
  const { request } = await box.request()
  const row = await box.queue({ request: { id: request.id, reference: request.reference }, verification: newId('vrf') })
  const dying = startWorker({ ...box, database: dyingAfter(box.database, 1) }, server)
  await server.arrival()
  await dying.stop()
  t.match(dying.errors, [{ message: 'killed' }])
  t.match(await box.letter(row), { state: 'queued', attempts: 1, sentAt: null })

  await box.makeDue(row)
  const next = startWorker(box, server)
  await server.reaching('data', 2)
  await next.stop()
  const [first, second] = server.received
  t.equal(server.received.length, 2)
  t.equal(first?.mail.messageId, row.messageId)
  t.ok(first?.raw.equals(second?.raw ?? Buffer.alloc(0)))
  t.match(await box.letter(row), { state: 'sent', attempts: 2 })
  t.equal((await box.history(request.id)).filter(({ type }) => type === 'letter_sent').length, 1)
})

t.test('fault 21: of two workers one sends each letter', async (t) => {
  const server = await startMailServer(t)
  const other = await box.newOrganisation('autre')
  const rows = []
  for (let i = 0; i < 12; i += 1) rows.push(await box.queue({}, i % 2 === 0 ? box.organisation : other))
  const workers = [startWorker(box, server), startWorker(box, server)]
  await Promise.all(rows.map((row) => server.arrival(({ mail }) => mail.messageId === row.messageId)))
  await Promise.all(workers.map((worker) => worker.stop()))
  t.same(
    workers.flatMap(({ errors }) => errors),
    [],
  )
  t.equal(server.received.length, 12)
  const names = new Set(server.received.map(({ mail }) => mail.replyTo?.text))
  t.same([...names].sort(), ['dpo@autre.fr', 'dpo@exemple.fr'], 'of every tenant, each in its name')
})

t.test('fault 22: who was paused past its lease changes nothing that another has done', async (t) => {
  const server = await startMailServer(t)
  server.answer('data', 'silence')
  const { request } = await box.request()
  const row = await box.queue({ request: { id: request.id, reference: request.reference } })
  const paused = startWorker(box, server, { idleMs: 60_000, stopMs: 0 })
  await server.reaching('data', 1)
  await box.makeDue(row)
  const other = startWorker(box, server)
  await server.arrival()
  await other.stop()
  t.match(await box.letter(row), { state: 'sent', attempts: 2 })
  await paused.stop() // cuts its connection: it sees a failure, of a try that is no longer its own
  t.match(await box.letter(row), { state: 'sent', attempts: 2, lastError: null, dueAt: null })
  t.equal((await box.history(request.id)).filter(({ type }) => type.startsWith('letter_')).length, 1)
})

t.test('a lease is taken by one, kept by renewal, and lost with the next try', async (t) => {
  const row = await box.queue()
  const soon = (ms: number) => (realNow() + ms) as ReturnType<typeof realNow> // an instant moved by whole milliseconds is one
  const until = soon(30_000)
  const take = () => box.inTenant((tx) => takeLetters(tx, box.keyring, [row.id], { now: realNow(), until }))
  t.match(await take(), [{ attempts: 1, dueAt: until, state: 'queued' }])
  t.same(await take(), [], 'not due until the lease has passed')
  const renewed = soon(60_000)
  await box.inTenant((tx) => keepLetter(tx, { id: row.id, attempts: 1 }, renewed))
  t.equal((await box.letter(row)).dueAt, renewed)
  await box.makeDue(row)
  t.match(await take(), [{ attempts: 2 }])
  await box.inTenant((tx) => keepLetter(tx, { id: row.id, attempts: 1 }, renewed))
  t.equal((await box.letter(row)).dueAt, until, 'the former holder keeps nothing')
  await box.inTenant(async (tx) => {
    t.match(await takeLetters(tx, box.keyring, [row.id], { now: soon(60_000), until }), [{ attempts: 3 }])
    const meanwhile = await box.inTenant((other) =>
      takeLetters(other, box.keyring, [row.id], { now: soon(60_000), until }),
    )
    t.same(meanwhile, [], 'and nobody waits for who is taking it')
  })
  const server = await startMailServer(t)
  await box.makeDue(row)
  const worker = startWorker(box, server)
  await server.arrival()
  await worker.stop()
})

/** The database of a process that is killed after so many transactions. */
function dyingAfter(database: Database, transactions: number): Database {
  let begun = 0
  return {
    ...database,
    transaction: async (organisation, work) => {
      begun += 1
      if (begun > transactions) throw new Error('killed')
      return database.transaction(organisation, work)
    },
  }
}

t.test(
  'fault 29: letters that do not open are set aside, told of in their history, and keep no other from its way',
  async (t) => {
    const server = await startMailServer(t)
    const c = await box.request()
    const told = await box.queue({ request: { id: c.request.id, reference: c.request.reference } })
    const others = await Promise.all(Array.from({ length: 4 }, () => box.queue()))
    const altered = [told, ...others].map(({ id }) => id)
    await box.inTenant((tx) =>
      tx.query(
        `update habeas.letters set detail = set_byte(detail, length(detail) - 1, get_byte(detail, length(detail) - 1) # 1)
       where id = any ($1::uuid[])`,
        [`{${altered.join(',')}}`],
      ),
    )
    const good = await box.queue({ to: { email: 'behind@example.net' } })
    const worker = startWorker(box, server)
    await server.arrival(({ rcpt }) => rcpt[0] === 'behind@example.net')
    await worker.stop()
    t.match(await box.letter(good), { state: 'sent' })
    t.equal(worker.errors.length, altered.length, 'each is told once')
    const rows = await box.inTenant((tx) =>
      tx.query('select state, due_at, last_error from habeas.letters where id = any ($1::uuid[])', [
        `{${altered.join(',')}}`,
      ]),
    )
    t.same(
      rows,
      altered.map(() => ({ state: 'failed', due_at: null, last_error: 'EUNREADABLE' })),
    )
    const events = await box.history(c.request.id)
    t.match(
      events.filter(({ type }) => type === 'letter_failed'),
      [{ facts: { type: 'new_message', reason: 'EUNREADABLE' } }],
    )
  },
)

t.test(
  'fault 29: that a notice to staff about several requests does not open stands in the history of the organisation',
  async (t) => {
    const server = await startMailServer(t)
    const notice = await box.queue({
      letter: { type: 'flood_notice', on: civilDateIn('Europe/Paris', box.now()), perHour: 1 },
    })
    await box.inTenant((tx) =>
      tx.query('update habeas.letters set detail = set_byte(detail, 20, get_byte(detail, 20) # 1) where id = $1', [
        notice.id,
      ]),
    )
    const worker = startWorker(box, server)
    await until(async () => worker.errors.length > 0)
    await worker.stop()
    const everything = { after: 0, horizon: Number.MAX_SAFE_INTEGER, limit: 1_000 }
    const rows = await box.inTenant((tx) => feedBetween(tx, box.keyring, everything))
    t.match(
      rows.filter(({ facts }) => facts.letter === showId('ltr', notice.id)),
      [{ type: 'letter_failed', facts: { type: 'flood_notice', reason: 'EUNREADABLE' } }],
    )
  },
)

t.test(
  'a letter that one process has sent twice, since it slept beyond its lease, is recorded as sent once',
  async (t) => {
    const { request } = await box.request()
    const of = { request: { id: request.id, reference: request.reference } }
    const [other, twice] = [await box.queue(of), await box.queue(of)]
    const record = deliveryRecord({ ...box, onError: (error) => t.fail(String(error)) })
    // What comes while the first is written goes in one round
    await Promise.all([other, twice, twice].map((letter) => record.sent(letter)))
    const sent = (await box.history(request.id)).filter(({ type }) => type === 'letter_sent')
    t.same(
      sent.map(({ facts }) => facts.message_id),
      [other.messageId, twice.messageId],
    )
  },
)

t.test('fault 29: a letter of a request that does not open is sent once, and kept as sent', async (t) => {
  const server = await startMailServer(t)
  const { request } = await box.request()
  const row = await box.queue({ request: { id: request.id, reference: request.reference } })
  await box.inTenant((tx) =>
    tx.query('update habeas.requests set detail = set_byte(detail, 20, get_byte(detail, 20) # 1) where id = $1', [
      request.id,
    ]),
  )
  const worker = startWorker(box, server)
  await server.arrival()
  await worker.stop()
  t.same(worker.errors, [], 'nothing of the request is opened for that')
  t.match((await box.history(request.id)).at(-1), { type: 'letter_sent', facts: { message_id: row.messageId } })
  t.match(await box.letter(row), { state: 'sent', attempts: 1, dueAt: null })
  t.equal(server.received.length, 1)
})

t.test('fault 29: nor is the notice of its extension sent twice, and whoever runs the service is told', async (t) => {
  const server = await startMailServer(t)
  const c = await box.request()
  const { request } = c
  const row = await box.queue({
    request: { id: request.id, reference: request.reference },
    letter: {
      type: 'extension_notice',
      ground: 'complexity',
      reasons: 'x',
      dueOn: null,
      rights: [{ right: 'access', directMarketing: false }],
    },
    tells: { fact: 'extension', rights: [firstRight(c)] },
  })
  await box.inTenant((tx) =>
    tx.query('update habeas.requests set detail = set_byte(detail, 20, get_byte(detail, 20) # 1) where id = $1', [
      request.id,
    ]),
  )
  const worker = startWorker(box, server)
  await server.arrival()
  await worker.stop()
  t.match(worker.errors, [{ name: 'BoxRefused', box: 'requests.detail' }])
  t.match(await box.letter(row), { state: 'sent', attempts: 1, dueAt: null })
  t.equal(server.received.length, 1)
})
