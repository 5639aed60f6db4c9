import t from 'tap'
import { findLetter } from '../../src/letters/store.ts'
import { newId, parseId } from '../../src/platform/identifiers.ts'
import { done } from '../attacks/desk.ts'
import { runAs } from '../support/database.ts'
import { handIn, newGateway, reportOf } from '../support/gateway.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:30:00Z')
const acme = await service.organisation('acme')
const [agent, dpo] = [await acme.client('agent'), await acme.client('dpo')]
const gateway = await newGateway(service.app, acme.admin)

type Letter = { id: string; type: string; message_id: string; state: string; last_error: string | null; by: string }

const lettersOf = async (id: string): Promise<Letter[]> => (await done(agent('GET', `/v1/requests/${id}/letters`))).data
const read = (id: string) => done(agent('GET', `/v1/requests/${id}`))
const eventsOf = async (id: string) => (await done(agent('GET', `/v1/requests/${id}/events?limit=100`))).data
const report = (body: object) => gateway('POST', '/v1/letters/bounces', body)

/** As if the mail server had taken them. */
async function allSent(): Promise<void> {
  await runAs(
    service.database.superuser,
    `update habeas.letters set state = 'sent', due_at = null where state = 'queued' and by = 'email'`,
  )
}

/** A request that was refused by e-mail, its decision sent. */
async function answered(more: object = {}) {
  const requester = { name: 'Zoé', email: 'zoe@example.org', postal_address: '3 rue des Lilas, 75011 Paris' }
  const { id, rights } = await done(
    agent('POST', '/v1/requests', { channel: 'web', requester, rights: [{ right: 'erasure' }], ...more }),
  )
  const refusal = { outcome: 'refused', grounds: ['legal_obligation'], reasons: 'Invoices are kept.' }
  await done(dpo('POST', `/v1/requests/${id}/rights/${rights[0].id}/decide`, refusal))
  await allSent()
  const letter = (await lettersOf(id)).find(({ type }) => type === 'decision')
  if (letter === undefined) throw new Error('no decision was written')
  return { id, letter }
}

t.test('a hard bounce takes the answer back, tells staff at once, warns, and opens the postal way', async (t) => {
  const { id, letter } = await answered({ assignee: 'ada@acme.example' })
  const before = await read(id)
  t.ok(before.rights[0].answered_at)
  const told = await report({
    message_id: letter.message_id,
    kind: 'hard',
    status: '5.1.1',
    at: '2026-03-02T09:30:00Z',
  })
  t.match(told, { status: 202, body: { object: 'bounce', letter: letter.id, outcome: 'failed' } })
  const after = await read(id)
  t.ok(after.version > before.version)
  t.match(after.rights[0], { answered_at: null, status: 'decided' })
  t.match(after, { clock_state: 'running', due_on: '2026-04-02', warnings: [{ code: 'letter_undelivered' }] })
  const letters = await lettersOf(id)
  t.match(
    letters.find((each) => each.id === letter.id),
    { state: 'failed', last_error: 'bounced 5.1.1' },
  )
  const notice = letters.filter(({ type }) => type === 'bounce')
  t.match(notice, [{ by: 'email', state: 'queued' }])
  t.equal(notice.length, 1)
  const types = (await eventsOf(id)).map(({ type }: { type: string }) => type)
  t.same(types.slice(-3), ['letter_failed', 'right_unanswered', 'deadline_moved'])
  t.match(
    (await report({ letter: letter.id, kind: 'hard' })).body,
    { outcome: 'known' },
    'said again, nothing more happens',
  )

  const pdf = await agent('GET', `/v1/letters/${letter.id}/pdf`)
  t.equal(pdf.headers['content-type'], 'application/pdf')
  const posted = await done(agent('POST', `/v1/letters/${letter.id}/record-posted`, { posted_on: '2026-03-02' }))
  t.match(posted, { state: 'posted', by: 'post', posted_on: '2026-03-02' })
  const end = await read(id)
  t.match(end, { rights: [{ answered_on: '2026-03-02', answered_in_time: true }], clock_state: 'stopped' })
  t.notMatch(end.warnings, [{ code: 'letter_undelivered' }])
  t.match((await report({ letter: letter.id, kind: 'hard' })).body, { outcome: 'known' })
})

t.test('sent again, a letter that came back is on its way, and may come back again', async (t) => {
  const { id, letter } = await answered()
  await done(report({ letter: letter.id, kind: 'hard' }))
  const resent = await done(agent('POST', `/v1/letters/${letter.id}/resend`))
  t.not(resent.message_id, letter.message_id)
  t.same((await read(id)).warnings, [])
  t.match(
    await report({ message_id: letter.message_id, kind: 'hard' }),
    { status: 404 },
    'what comes late about the first delivery',
  )
  t.match(
    await report({ letter: letter.id, kind: 'hard' }),
    { body: { outcome: 'known' } },
    'nor by its id: it has not been tried',
  )
  await allSent()
  t.match(await report({ message_id: resent.message_id, kind: 'hard' }), { body: { outcome: 'failed' } })
})

t.test('a soft bounce is noted, and changes nothing else', async (t) => {
  const { id, letter } = await answered()
  const before = await read(id)
  t.match((await report({ letter: letter.id, kind: 'soft', status: '4.2.2' })).body, { outcome: 'noted' })
  const after = await read(id)
  t.equal(after.version, before.version + 1)
  t.same(after.rights, before.rights)
  t.match(
    (await lettersOf(id)).find((each) => each.id === letter.id),
    { state: 'sent', last_error: 'delayed 4.2.2' },
  )
  t.equal((await eventsOf(id)).at(-1).type, 'letter_delayed')
})

t.test('a delivery report that comes by mail does the same, by our Message-ID in what it returns', async (t) => {
  const take = async (raw: string) => done(handIn(gateway, raw))
  const { id, letter } = await answered()
  t.match(await take(reportOf(letter.message_id, { action: 'delayed', status: '4.4.1' })), {
    outcome: 'bounce',
    letter: letter.id,
  })
  t.ok((await read(id)).rights[0].answered_at)
  t.match(await take(reportOf(letter.message_id, { action: 'delivered', status: '2.0.0' })), {
    outcome: 'left_alone',
    reason: 'no_failure',
  })
  t.match(await take(reportOf(letter.message_id, { action: 'failed', status: '4.4.7' })), {
    outcome: 'bounce',
    letter: letter.id,
  })
  t.equal((await read(id)).rights[0].answered_at, null, 'the server has given up, whatever its status')
  t.match(await take(reportOf('<nobody@elsewhere.example>')), { outcome: 'left_alone', reason: 'unknown_letter' })
  t.match(await take(reportOf('')), { outcome: 'left_alone', reason: 'automatic' })
})

t.test('another organisation’s letter, paper, and what was never sent are one and the same 404', async (t) => {
  const other = await service.organisation('other')
  const theirs = await newGateway(service.app, other.admin)
  const { id, letter } = await answered()
  await done(agent('POST', `/v1/requests/${id}/messages`, { text: 'x' }))
  const onPaper = {
    channel: 'post',
    received_on: '2026-03-02',
    requester: { name: 'Zoé', postal_address: 'Paris' },
    rights: [{ right: 'access' }],
  }
  const paper = await done(agent('POST', '/v1/requests', onPaper))
  await done(agent('POST', `/v1/requests/${paper.id}/acknowledge`, {}))
  const [acknowledged] = await lettersOf(paper.id)
  const answers = [
    await theirs('POST', '/v1/letters/bounces', { letter: letter.id, kind: 'hard' }),
    await theirs('POST', '/v1/letters/bounces', { message_id: letter.message_id, kind: 'hard' }),
    await report({ letter: acknowledged?.id, kind: 'hard' }),
    await report({ letter: 'ltr_01h2xcejqtf2nbrexx3vqjhp41', kind: 'hard' }),
    await report({ message_id: 'never-sent@example.org', kind: 'hard' }),
  ]
  for (const { status, body } of answers) t.match({ status, code: body.code }, { status: 404, code: 'not_found' })
  t.ok((await read(id)).rights[0].answered_at)
  for (const body of [
    { kind: 'hard' },
    { letter: letter.id, message_id: letter.message_id, kind: 'hard' },
    { letter: letter.id, kind: 'hard', status: '550' },
    { letter: letter.id, kind: 'hard', at: '2026-03-03T09:30:00Z' },
  ]) {
    t.equal((await report(body)).status, 400)
  }
})

t.test('staff is told of twenty in an hour; the others stand on their requests', async (t) => {
  await runAs(service.database.superuser, `delete from habeas.letters where type = 'bounce'`)
  const count = async () =>
    Number(
      (await runAs(service.database.superuser, `select count(*) from habeas.letters where type = 'bounce'`))[0]?.count,
    )
  for (let at = 0; at < 22; at += 1) {
    const { id, letter } = await answered()
    await done(report({ letter: letter.id, kind: 'hard' }))
    t.match((await read(id)).warnings, [{ code: 'letter_undelivered' }])
  }
  t.equal(await count(), 20)
})

t.test(
  'a notice to staff that comes back is told to nobody, and is not sent to the person when it is sent again',
  async (t) => {
    await runAs(service.database.superuser, `delete from habeas.letters where type = 'bounce'`)
    const { id, letter } = await answered()
    await done(report({ letter: letter.id, kind: 'hard' }))
    await allSent()
    const notice = (await lettersOf(id)).find(({ type }) => type === 'bounce')
    t.match((await report({ letter: notice?.id, kind: 'hard' })).body, { outcome: 'failed' })
    t.equal((await lettersOf(id)).filter(({ type }) => type === 'bounce').length, 1)
    t.match(await agent('POST', `/v1/letters/${notice?.id}/record-posted`, { posted_on: '2026-03-02' }), {
      status: 409,
    })
    await done(agent('POST', `/v1/letters/${notice?.id}/resend`))
    const told = parseId('ltr', notice?.id ?? '') ?? newId('ltr')
    const again = await service.deps.database.transaction(acme.id, (tx) => findLetter(tx, service.keyring, told))
    t.same(again?.detail.to, { email: 'dpo@acme.example' })
  },
)
