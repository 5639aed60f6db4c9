import { isNull } from 'drizzle-orm'
import t from 'tap'
import { events } from '../../src/evidence/tables.ts'
import { civilDateIn, instantFrom } from '../../src/law/calendar.ts'
import { retryAfter } from '../../src/letters/deliver-letters.ts'
import { takeLetters } from '../../src/letters/outbox-store.ts'
import { realNow } from '../../src/platform/clock.ts'
import { codeFor } from '../../src/platform/crypto/codes.ts'
import { newId, showId } from '../../src/platform/identifiers.ts'
import { tell } from '../../src/requests/tell.ts'
import { startMailServer } from '../support/mail.ts'
import { firstRight, outbox, startWorker } from './outbox.ts'

const box = await outbox(t)

t.test('a letter is delivered once, to one recipient, with the organisation as its sender', async (t) => {
  const server = await startMailServer(t)
  const { request } = await box.request()
  const row = await box.queue({ request: { id: request.id, reference: request.reference } })
  const worker = startWorker(box, server)
  const { from, rcpt, mail } = await server.arrival()
  await worker.stop()
  t.same(worker.errors, [])
  t.equal(server.received.length, 1)
  t.equal(from, 'no-reply@exemple.fr')
  t.same(rcpt, ['zoe@example.net'])
  t.equal(mail.from?.text, '"Société Exemple" <no-reply@exemple.fr>')
  t.equal(mail.replyTo?.text, 'dpo@exemple.fr')
  t.equal(mail.messageId, row.messageId)
  t.equal(mail.subject, row.detail.subject)
  t.equal(mail.text, row.detail.text)
  t.equal(mail.html, row.detail.html)
  t.equal(mail.headers.get('auto-submitted'), 'auto-generated')
  t.equal(mail.headers.get('content-language'), 'fr')
  const sent = await box.letter(row)
  t.match(sent, { state: 'sent', attempts: 1, dueAt: null, lastError: null })
  t.type(sent.sentAt, 'number')
})

t.test('the history says that it was sent; what the request shows has not changed', async (t) => {
  const server = await startMailServer(t)
  const before = await box.request()
  const { request } = before
  box.clock.set(instantFrom('2026-03-05T09:00:00Z'))
  const row = await box.queue({ request: { id: request.id, reference: request.reference } })
  const worker = startWorker(box, server)
  await server.arrival()
  await worker.stop()
  box.clock.set(undefined)
  const event = (await box.history(request.id)).at(-1)
  t.match(event, {
    type: 'letter_sent',
    actor: { type: 'service' },
    facts: { letter: showId('ltr', row.id), type: 'new_message', message_id: row.messageId },
  })
  t.equal(event?.at.toString(), (await box.letter(row)).sentAt?.toString(), 'in the service’s time')
  t.equal((await box.read(request.id)).request.version, before.request.version)
})

t.test('the code is in the letter and in no row', async (t) => {
  const server = await startMailServer(t)
  const verification = newId('vrf')
  const row = await box.queue({ verification, letter: { type: 'code', purpose: 'sign_in' } })
  const worker = startWorker(box, server)
  const { mail } = await server.arrival()
  await worker.stop()
  const code = codeFor(box.keyring, verification)
  t.equal(mail.text?.split(code).length, 2)
  t.equal(String(mail.html).split(code).length, 2)
  t.notMatch(`${mail.text}${mail.html}`, '{{')
  t.notMatch(JSON.stringify(await box.letter(row)), code)
  t.match(await box.letter(row), { state: 'sent' })
})

t.test('fault 14: put off with 451, it is sent later, under the same Message-ID', async (t) => {
  const server = await startMailServer(t)
  server.answer('rcpt', { code: 451, text: 'zoe@example.net: greylisted' })
  const { request } = await box.request()
  const row = await box.queue({ request: { id: request.id, reference: request.reference } })
  const first = startWorker(box, server)
  await server.reaching('rcpt', 1)
  const before = realNow()
  await first.stop()
  const deferred = await box.letter(row)
  t.match(deferred, { state: 'deferred', attempts: 1, sentAt: null })
  t.match(deferred.lastError, /^451/)
  t.notMatch(deferred.lastError, 'zoe')
  t.ok((deferred.dueAt ?? 0) > before, 'not at once')
  t.equal((await box.history(request.id)).length, 1, 'nothing that staff must know has happened')

  await box.makeDue(row)
  const second = startWorker(box, server)
  const { mail } = await server.arrival()
  await second.stop()
  t.equal(server.received.length, 1)
  t.equal(mail.messageId, row.messageId)
  t.match(await box.letter(row), { state: 'sent', attempts: 2, lastError: null, dueAt: null })
})

t.test('fault 15: refused with 550, staff is told, the answer was never given, and no deadline moves', async (t) => {
  const server = await startMailServer(t)
  server.answer('rcpt', { code: 550, text: 'zoe@example.net unknown' })
  const opened = await box.request()
  const right = firstRight(opened)
  await box.change(opened.request.id, (c) => {
    const [decided] = c.rights
    if (!decided) throw new Error('the request has no right')
    Object.assign(decided, { status: 'decided', outcome: 'refused', grounds: ['excessive'], decidedAt: box.now() })
    const letter = {
      type: 'decision' as const,
      rights: [{ kind: { right: 'access' as const }, outcome: 'refused' as const, grounds: ['excessive' as const] }],
      replaces: false,
    }
    const by = { actor: { type: 'service' as const, organisation: box.organisation.id }, at: box.now() }
    tell(c, { by: 'email' }, letter, { fact: 'answer', rights: [right] }, by)
  })
  const answered = await box.read(opened.request.id)
  t.type(answered.rights[0]?.answeredAt, 'number', 'told by being queued')

  const worker = startWorker(box, server)
  const told = await server.arrival()
  await worker.stop()
  t.same(worker.errors, [])
  t.match(told.rcpt, [/^dpo@/], 'staff is written to at once')
  t.match(told.mail.subject, opened.request.reference)
  t.match(told.mail.text, /550/)
  t.notMatch(told.raw.toString('latin1'), 'zoe@')
  const after = await box.read(opened.request.id)
  t.match(after.rights[0], { status: 'decided', answeredAt: null, answeredOn: null, dueOn: opened.rights[0]?.dueOn })
  t.equal(after.request.dueOn, opened.request.dueOn)
  t.ok(after.request.version > answered.request.version, 'whoever polls sees that it changed')
  const events = await box.history(opened.request.id)
  const failed = events.findIndex(({ type }) => type === 'letter_failed')
  t.match(events.slice(failed, failed + 3), [
    { type: 'letter_failed', facts: { type: 'decision', reason: /^550/ } },
    { type: 'right_unanswered', facts: { right: showId('rgt', right) } },
    // The clock had stopped with the answer: it shows the same date again.
    { type: 'deadline_moved' },
  ])
  t.notMatch(JSON.stringify(events.map(({ facts }) => facts)), 'zoe@')
})

t.test('a digest that staff never gets is told by the organisation’s history, and can be sent again', async (t) => {
  const server = await startMailServer(t)
  server.answer('rcpt', { code: 550, text: 'ada@exemple.fr has left' })
  const on = civilDateIn('Europe/Paris', box.now())
  const row = await box.queue({
    letter: { type: 'deadline_digest', on, sections: [] },
    to: { email: 'ada@exemple.fr' },
  })
  const worker = startWorker(box, server)
  await server.reaching('rcpt', 1)
  await worker.stop()
  t.same(worker.errors, [])
  t.match(await box.letter(row), { state: 'failed', requestId: null })
  const history = await box.inTenant((tx) => tx.db.select().from(events).where(isNull(events.requestId)))
  const failed = history.filter(({ type }) => type === 'letter_failed')
  t.match(failed, [{ facts: { letter: showId('ltr', row.id), type: 'deadline_digest', reason: /^550/ } }])
  t.equal(failed.length, 1)
  t.notMatch(JSON.stringify(failed), 'ada@')
})

t.test('the notice of an extension counts as given with the mail server’s 250, not before (art. 12(3))', async (t) => {
  const server = await startMailServer(t)
  const opened = await box.request()
  const rights = [firstRight(opened)]
  await box.change(opened.request.id, (c) => {
    const by = { actor: { type: 'service' as const, organisation: box.organisation.id }, at: box.now() }
    c.request.extensions.push({ ground: 'complexity', rights, decided_at: box.now() })
    const letter = {
      type: 'extension_notice' as const,
      ground: 'complexity' as const,
      reasons: 'x',
      dueOn: null,
      rights: [{ right: 'access' as const }],
    }
    tell(c, { by: 'email' }, letter, { fact: 'extension', rights }, by)
  })
  t.equal((await box.read(opened.request.id)).request.extensions[0]?.notified_at, undefined)
  const worker = startWorker(box, server)
  await server.arrival()
  await worker.stop()
  t.type((await box.read(opened.request.id)).request.extensions[0]?.notified_at, 'number')
  t.match((await box.history(opened.request.id)).slice(-2), [{ type: 'letter_sent' }, { type: 'extension_notified' }])
})

t.test(
  'fault 16: a silent mail server: the letter waits, others of another server’s are not its business',
  async (t) => {
    const server = await startMailServer(t)
    server.answer('data', 'silence')
    const row = await box.queue()
    const worker = startWorker(box, server, { silenceMs: 200 })
    await server.reaching('data', 1)
    await worker.stop()
    t.match(await box.letter(row), { state: 'deferred', attempts: 1, lastError: 'ETIMEDOUT' })
    await box.makeDue(row)
    const second = startWorker(box, server)
    await server.arrival()
    await second.stop()
    t.match(await box.letter(row), { state: 'sent' })
  },
)

t.test('a letter that was tried too often is not sent again', async (t) => {
  const server = await startMailServer(t)
  const row = await box.queue({ letter: { type: 'code', purpose: 'sign_in' } })
  await box.inTenant(async (tx) => {
    for (let tries = 0; tries < 7; tries += 1) {
      await takeLetters(tx, box.keyring, [row.id], { now: realNow(), until: realNow() })
    }
  })
  const next = await box.queue({ to: { email: 'next@example.net' } })
  const worker = startWorker(box, server)
  await server.arrival()
  await worker.stop()
  t.match(await box.letter(row), { state: 'failed', lastError: 'ETOOMANY', attempts: 8 })
  t.match(await box.letter(next), { state: 'sent' })
  t.equal(server.received.length, 1)
})

t.test('tried after 10 s, doubling to an hour, for three days; a code for ten minutes', (t) => {
  const waits = (type: string) => {
    const list: number[] = []
    for (let wait = retryAfter(1, type); wait !== undefined; wait = retryAfter(list.length + 1, type)) list.push(wait)
    return list
  }
  const usual = waits('decision')
  t.same(
    usual.slice(0, 11).map((ms) => ms / 1000),
    [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600],
  )
  const hours = (list: number[]) => list.reduce((sum, ms) => sum + ms, 0) / 3_600_000
  t.ok(hours(usual) >= 72)
  t.ok(hours(usual.slice(0, -1)) < 72)
  t.same(
    waits('code').map((ms) => ms / 1000),
    [10, 20, 40, 80, 160, 320],
  )
  t.end()
})
