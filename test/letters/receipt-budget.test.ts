import t from 'tap'
import { insertVerification, newVerification } from '../../src/identity/verification.ts'
import type { Instant } from '../../src/law/calendar.ts'
import { resendLetter } from '../../src/letters/change-letter.ts'
import type { LetterRow } from '../../src/letters/write-letter.ts'
import { codeFor } from '../../src/platform/crypto/codes.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { mailboxOf } from '../../src/requests/fingerprints.ts'
import { startMailServer } from '../support/mail.ts'
import { until } from '../support/until.ts'
import { day } from './every-letter.ts'
import { outbox, startWorker } from './outbox.ts'

const box = await outbox(t)
/** Sets the service's time. */
const at = (time: string) => box.clock.set(Date.parse(time) as Instant) // a literal
at('2026-05-04T09:00:00Z')

/** A form's receipt, as the public door writes it. */
const receiptTo = async (email: string, of = box.organisation): Promise<LetterRow> => {
  const verification = newVerification(of.id, mailboxOf(box.keyring, of.id, email), 'receipt', box.now())
  await box.database.transaction(of.id, (tx) => insertVerification(tx, verification))
  const c = of === box.organisation ? await box.request() : undefined
  return box.queue(
    {
      ...(c && { request: { id: c.request.id, reference: c.request.reference } }),
      verification: verification.id,
      letter: { type: 'receipt', receivedOn: day('2026-05-04'), dueOn: day('2026-06-04'), rights: [] },
      to: { email },
    },
    of,
  )
}
const untilAll = async (rows: readonly LetterRow[], settled: (row: LetterRow) => boolean): Promise<LetterRow[]> => {
  for (const row of rows) await until(async () => settled(await box.letter(row)))
  return Promise.all(rows.map((row) => box.letter(row)))
}
const isSettled = ({ state }: LetterRow) => state === 'sent' || state === 'failed'
const statesOf = (rows: readonly LetterRow[]) => {
  const counts: Record<string, number> = {}
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

t.test(
  'attack 10: of a hundred forms with one address five receipts an hour are sent, the rest shows why not',
  async (t) => {
    const server = await startMailServer(t)
    const rows: LetterRow[] = []
    for (let i = 0; i < 100; i += 1) rows.push(await receiptTo(i % 2 ? 'victim@example.org' : 'Victim@Example.ORG'))
    const others = await receiptTo('bystander@example.org')
    const workers = [startWorker(box, server), startWorker(box, server)]
    const settled = await untilAll([...rows, others], isSettled)
    await Promise.all(workers.map((worker) => worker.stop()))
    t.same(
      workers.flatMap(({ errors }) => errors),
      [],
    )
    t.same(statesOf(settled), { sent: 6, failed: 95 })
    t.match(await box.letter(others), { state: 'sent' }, 'nobody else is concerned')
    t.equal(server.received.filter(({ rcpt }) => rcpt[0]?.toLowerCase() === 'victim@example.org').length, 5)
    const held = settled.filter(({ state }) => state === 'failed')
    t.ok(held.every(({ lastError, dueAt }) => lastError === 'mailbox_budget' && dueAt === null))
    const [first] = held
    if (!first?.requestId || !first.verificationId) throw new Error('a receipt belongs to a request and a code')
    const events = await box.history(first.requestId)
    t.match(events.at(-1), { type: 'letter_held_back', facts: { type: 'receipt', reason: 'mailbox_budget' } })
    t.equal(events.filter(({ type }) => type === 'letter_held_back').length, 1, 'told once')
    t.match((await box.read(first.requestId)).request, { clockState: 'running', closedAt: null }, 'its clock runs')
    const [row] = await box.inTenant((tx) =>
      tx.query('select admitted, expires_at = created_at as ended from habeas.verifications where id = $1', [
        first.verificationId,
      ]),
    )
    t.same(row, { admitted: false, ended: true }, 'its code can’t be redeemed: nobody was sent it')

    t.test('another organisation counts for itself', async (t) => {
      const other = await box.newOrganisation('autre')
      const theirs = await receiptTo('victim@example.org', other)
      const worker = startWorker(box, server)
      await server.arrival(({ mail }) => mail.messageId === theirs.messageId)
      await worker.stop()
      t.pass()
    })

    t.test('an hour later five more, and twenty in a day', async (t) => {
      for (const [time, expected] of [
        ['2026-05-04T09:40:00Z', 0],
        ['2026-05-04T10:30:00Z', 5],
        ['2026-05-04T12:00:00Z', 5],
        ['2026-05-04T14:00:00Z', 5],
        ['2026-05-04T16:00:00Z', 0],
        ['2026-05-05T09:30:00Z', 5],
      ] as const) {
        at(time)
        const more: LetterRow[] = []
        for (let i = 0; i < 7; i += 1) more.push(await receiptTo('victim@example.org'))
        const worker = startWorker(box, server)
        const done = await untilAll(more, isSettled)
        await worker.stop()
        t.equal(statesOf(done).sent ?? 0, expected, time)
      }
    })

    t.test('what staff sends again goes out', async (t) => {
      const actor = { type: 'client', organisation: box.organisation.id, id: newId('cli'), role: 'agent' } as const
      const deps = { keyring: box.keyring, outbox: { wake: () => undefined } }
      const resent = await box.inTenant((tx) => resendLetter(tx, deps, first.id, { actor, now: box.now() }))
      const worker = startWorker(box, server)
      await server.arrival(({ mail }) => mail.messageId === resent.messageId)
      const [done] = await untilAll([resent], isSettled)
      await worker.stop()
      t.match(done, { state: 'sent' })
    })
  },
)

t.test('a receipt that is tried again is not counted again', async (t) => {
  const server = await startMailServer(t)
  server.answer('data', { code: 451 }, { code: 451 })
  const rows = await Promise.all(Array.from({ length: 5 }, () => receiptTo('slow@example.org')))
  const worker = startWorker(box, server)
  await untilAll(rows, ({ state }) => state === 'sent' || state === 'deferred')
  await worker.stop()
  for (const row of rows) if ((await box.letter(row)).state === 'deferred') await box.makeDue(row)
  const next = startWorker(box, server)
  t.same(statesOf(await untilAll(rows, isSettled)), { sent: 5 })
  await next.stop()
})

t.test(
  'a flood over many addresses leaves at the organisation’s pace; staff is told once, and its letters go on',
  async (t) => {
    const server = await startMailServer(t)
    const organisation = await box.newOrganisation('inondee')
    const rows: LetterRow[] = []
    for (let i = 0; i < 30; i += 1) rows.push(await receiptTo(`person${i}@example.org`, organisation))
    const staffs = await box.queue({}, organisation)
    const of = <T>(work: Parameters<typeof box.database.transaction<T>>[1]) =>
      box.database.transaction(organisation.id, work)
    const states = () =>
      of((tx) =>
        tx.query(
          `select state, count(*)::int as count from habeas.letters where type = 'receipt' group by 1 order by 1`,
          [],
        ),
      )
    const workers = [1, 2].map(() => startWorker(box, server, { receiptsPerHour: 10 }))
    const notice = await server.arrival(({ rcpt }) => rcpt[0] === 'dpo@inondee.fr')
    await server.arrival(({ mail }) => mail.messageId === staffs.messageId)
    for (let all = 0; all < 30; ) {
      const found = await states()
      all = found.filter(({ state }) => state !== 'queued').reduce((sum, { count }) => sum + Number(count), 0)
    }
    await Promise.all(workers.map((worker) => worker.stop()))
    t.same(
      workers.flatMap(({ errors }) => errors),
      [],
    )
    t.same(await states(), [
      { state: 'deferred', count: 20 },
      { state: 'sent', count: 10 },
    ])
    t.match(notice.mail.subject, 'Nombreuses demandes')
    t.equal(server.received.filter(({ rcpt }) => rcpt[0] === 'dpo@inondee.fr').length, 1)
    const told = await of((tx) => tx.query(`select facts from habeas.events where type = 'receipts_delayed'`, []))
    t.same(
      told.map(({ facts }) => facts),
      [{ per_hour: 10 }],
    )

    const turns = await of((tx) =>
      tx.query(`select due_at, attempts, last_error from habeas.letters where state = 'deferred' order by due_at`, []),
    )
    t.ok(turns.every(({ attempts, last_error }) => attempts === 0 && last_error === 'organisation_budget'))
    const dues = turns.map(({ due_at }) => Number(due_at))
    const gaps = dues.slice(1).map((due, i) => due - (dues[i] ?? 0))
    t.same(
      gaps,
      Array.from({ length: 19 }, () => 360_000),
      'one after the other, six minutes apart',
    )

    t.test('at its turn each is sent, without being counted again', async (t) => {
      await of((tx) => tx.query(`update habeas.letters set due_at = now() where state = 'deferred'`, []))
      const worker = startWorker(box, server, { receiptsPerHour: 10 })
      for (let i = 0; i < 30; i += 1) await server.arrival(({ rcpt }) => rcpt[0] === `person${i}@example.org`)
      await worker.stop()
      t.same(await states(), [{ state: 'sent', count: 30 }])
    })

    t.test('beyond three days of waiting a receipt is held back, with the reason', async (t) => {
      await of((tx) => tx.query(`update habeas.receipt_budgets set spent_until = now() + interval '74 hours'`, []))
      const row = await receiptTo('late@example.org', organisation)
      const worker = startWorker(box, server, { receiptsPerHour: 10 })
      const read = () =>
        of((tx) => tx.query('select state, last_error, due_at from habeas.letters where id = $1', [row.id]))
      let [found] = await read()
      await until(async () => {
        ;[found] = await read()
        return found?.state !== 'queued'
      })
      await worker.stop()
      t.same(found, { state: 'failed', last_error: 'organisation_budget', due_at: null })
    })
  },
)

t.test('a flood of letters at one organisation keeps no other waiting', async (t) => {
  const server = await startMailServer(t)
  const loud = await box.newOrganisation('bruyante')
  for (let i = 0; i < 60; i += 1) await box.queue({ to: { email: 'loud@example.org' } }, loud)
  const quiet = await Promise.all(['calme', 'tranquille'].map((slug) => box.newOrganisation(slug)))
  const rows = await Promise.all(
    quiet.map((organisation) => box.queue({ to: { email: 'quiet@example.org' } }, organisation)),
  )
  const worker = startWorker(box, server, { lanes: 1 })
  await Promise.all(rows.map((row) => server.arrival(({ mail }) => mail.messageId === row.messageId)))
  const before = server.received.filter(({ rcpt }) => rcpt[0] === 'loud@example.org').length
  await worker.stop()
  t.ok(before <= 5, `${before} of the loud one's were sent before`)
})

t.test('the code of a receipt that was sent is the one in its letter', async (t) => {
  const server = await startMailServer(t)
  const row = await receiptTo('reader@example.org')
  const worker = startWorker(box, server)
  const arrived = await server.arrival(({ mail }) => mail.messageId === row.messageId)
  await worker.stop()
  t.match(arrived.mail.text, codeFor(box.keyring, row.verificationId ?? newId('vrf')))
})
