import t from 'tap'
import { type Instant, instantFrom } from '../../src/law/calendar.ts'
import { bounceLetter } from '../../src/letters/bounce-letter.ts'
import { recordPosted } from '../../src/letters/change-letter.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { tell } from '../../src/requests/tell.ts'
import { startMailServer } from '../support/mail.ts'
import { day } from './every-letter.ts'
import { firstRight, outbox, startWorker } from './outbox.ts'

const box = await outbox(t)
/** Sets the service's time. */
const at = (time: string) => box.clock.set(instantFrom(time) as Instant) // a literal

/** A request of 2 March, of which the person must be told by 2 April that it takes longer, and the notice of that, queued. */
async function extended(time: string) {
  at('2026-03-02T09:00:00Z')
  const opened = await box.request()
  at(time)
  const rights = [firstRight(opened)]
  const c = await box.change(opened.request.id, (c) => {
    const by = { actor: { type: 'service' as const, organisation: box.organisation.id }, at: box.now() }
    c.request.extensions.push({ ground: 'complexity', rights, decided_at: box.now() })
    const kinds = [{ right: 'access', directMarketing: false }] as const
    const letter = { type: 'extension_notice', ground: 'complexity', reasons: 'x', dueOn: null, rights: kinds } as const
    tell(c, { by: 'email' }, letter, { fact: 'extension', rights }, by)
  })
  const [notice] = c.letters
  if (notice === undefined) throw new Error('the extension has a notice')
  return { request: c.request.id, notice, extension: async () => (await box.read(c.request.id)).request.extensions[0] }
}
const dpo = { type: 'client', organisation: box.organisation.id, id: newId('cli'), role: 'dpo' } as const

t.test('a notice that is refused is told to staff at once, with the last day on which it can be given', async (t) => {
  const server = await startMailServer(t)
  const { request, notice, extension } = await extended('2026-03-20T09:00:00Z')
  server.answer('rcpt', { code: 550, text: 'unknown' })
  const worker = startWorker(box, server)
  const told = await server.arrival(({ rcpt }) => rcpt[0] === 'dpo@exemple.fr')
  await worker.stop()
  t.match(
    told.mail.text?.replace(/\s+/g, ' '),
    /prolongation, dont la personne n’est pas encore informée\. .* au plus tard le 2 avril 2026/,
  )
  t.match(await box.letter(notice), { state: 'failed' })
  t.equal((await extension())?.notified_at, undefined)
  const by = { actor: dpo, now: box.now() }
  await box.inTenant((tx) =>
    recordPosted(tx, box, notice.id, { posted_on: day('2026-03-20'), tracking: undefined }, by),
  )
  t.type((await extension())?.notified_at, 'number', 'posted in time, it is given')
  t.equal((await box.history(request)).at(-1)?.type, 'extension_notified')
})

t.test('one that is put off until its last day is near is told to staff while it is still tried, once', async (t) => {
  const server = await startMailServer(t)
  const { request, notice, extension } = await extended('2026-03-31T09:00:00Z')
  server.answer('rcpt', { code: 451 })
  await box.look(`update habeas.letters set attempts = 8 where id = '${notice.id}'`)
  const worker = startWorker(box, server)
  const told = await server.arrival(({ rcpt }) => rcpt[0] === 'dpo@exemple.fr')
  await worker.stop()
  t.match(told.mail.text?.replace(/\s+/g, ' '), /au plus tard le 2 avril 2026/)
  t.match(await box.letter(notice), { state: 'deferred', attempts: 9 })
  t.match(
    (await box.history(request)).filter(({ type }) => type.startsWith('letter_')),
    [{ type: 'letter_delayed', facts: { type: 'extension_notice', reason: /^451/ } }, {}],
  )
  server.answer('rcpt', { code: 451 })
  await box.makeDue(notice)
  const next = startWorker(box, server)
  await server.reaching('rcpt', 3)
  await next.stop()
  t.equal(server.received.length, 1, 'and not again')

  const by = { actor: dpo, now: box.now() }
  await box.inTenant((tx) =>
    recordPosted(tx, box, notice.id, { posted_on: day('2026-03-31'), tracking: undefined }, by),
  )
  t.match(await box.letter(notice), { state: 'posted', dueAt: null }, 'what is posted instead is not tried any more')
  t.type((await extension())?.notified_at, 'number')
})

t.test('one that is put off with weeks to go waits without a word: its failure is told in time', async (t) => {
  const server = await startMailServer(t)
  const { request, notice } = await extended('2026-03-10T09:00:00Z')
  server.answer('rcpt', { code: 451 })
  await box.look(`update habeas.letters set attempts = 8 where id = '${notice.id}'`)
  const worker = startWorker(box, server)
  await server.reaching('rcpt', 1)
  await worker.stop()
  t.match(await box.letter(notice), { state: 'deferred', attempts: 9 })
  t.notOk((await box.history(request)).some(({ type }) => type === 'letter_delayed'))
  await box.look(`delete from habeas.letters where id = '${notice.id}'`)
})

t.test('one that comes back stays given; staff is told at once until when the person can be told again', async (t) => {
  const server = await startMailServer(t)
  for (const [time, says] of [
    ['2026-03-20T09:00:00Z', /réputé donné .* informez de nouveau la personne, .* au plus tard le 2 avril 2026/],
    ['2026-04-10T09:00:00Z', /réputé donné .* informez de nouveau la personne, au besoin par courrier postal\./],
  ] as const) {
    const { request, notice, extension } = await extended('2026-03-12T09:00:00Z')
    const worker = startWorker(box, server)
    await server.arrival(({ mail }) => mail.messageId === notice.messageId)
    await worker.stop()
    const given = (await extension())?.notified_at
    t.type(given, 'number')
    at(time)
    const actor = { type: 'gateway', organisation: box.organisation.id, id: newId('gwy') } as const
    const bounce = { kind: 'hard', status: '5.1.1' } as const
    const by = { actor, at: box.now() }
    const outcome = await box.inTenant((tx) => bounceLetter(tx, box, { letter: notice.id }, bounce, by))
    t.match(outcome, { outcome: 'failed' })
    const before = server.received.length
    const teller = startWorker(box, server)
    const told = await server.arrival((message) => server.received.indexOf(message) >= before)
    await teller.stop()
    t.same(told.rcpt, ['dpo@exemple.fr'])
    t.match(told.mail.text?.replace(/\s+/g, ' '), says)
    t.equal((await extension())?.notified_at, given)
    const last = (await box.read(request)).request.dueOn
    t.equal(last, '2026-06-02', 'and no deadline moves')
  }
})
