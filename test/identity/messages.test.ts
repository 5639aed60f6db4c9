import t from 'tap'
import { runAs } from '../support/database.ts'
import { type Call, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const auditor = await acme.client('auditor')
const zoe = await acme.person('zoe@example.org')
const eve = await acme.person('eve@example.org')

const open = async (more: object = {}): Promise<{ id: string }> => {
  const made = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester: { name: 'Zoé', email: 'Zoe@Example.ORG' },
    rights: [{ right: 'access' }],
    ...more,
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body
}
const act = async (as: Call, url: string, body: object) => {
  const { status, body: answer } = await as('POST', url, body)
  if (status !== 200) throw new Error(JSON.stringify(answer))
  return answer
}
const lettersOf = async (id: string): Promise<string[]> =>
  (
    await runAs(
      service.database.superuser,
      `select l.type from habeas.letters l join habeas.requests r on r.id = l.request_id where r.reference = $1 order by l.id`,
      [(await agent('GET', `/v1/requests/${id}`)).body.reference],
    )
  ).map(({ type }) => String(type))

t.test('messages pass both ways, also after closure; the person never learns who wrote', async (t) => {
  const { id } = await open()
  const before = (await agent('GET', `/v1/requests/${id}`)).body
  const headers = { 'acting-user': 'staff-canary@acme.example' }
  const sent = await agent('POST', `/v1/requests/${id}/messages`, { text: 'We found\r\nyour file.' }, headers)
  t.equal(sent.status, 201)
  t.same(sent.body, {
    id: sent.body.id,
    object: 'message',
    email: null,
    author: 'staff',
    text: 'We found\nyour file.',
    answers: null,
    created_at: sent.body.created_at,
  })
  t.same(await lettersOf(id), ['new_message'])
  await act(agent, `/v1/requests/${id}/cancel`, {})
  const received = await zoe('POST', `/v1/me/requests/${id}/messages`, { text: 'Thank you.' })
  t.match(received, { status: 201, body: { author: 'requester', text: 'Thank you.' } })
  const read = await zoe('GET', `/v1/me/requests/${id}/messages`)
  t.same(read.body.data, [sent.body, received.body])
  t.notMatch(read.raw.toString(), /canary|cli_/)
  t.same((await auditor('GET', `/v1/requests/${id}/messages`)).body.data, [sent.body, received.body])
  const after = (await agent('GET', `/v1/requests/${id}`)).body
  t.equal(after.version, before.version + 3, 'two messages and a cancellation')
  const events = (await agent('GET', `/v1/requests/${id}/events`)).body.data
  t.same(
    events.map((event: { type: string }) => event.type),
    ['request_received', 'message_sent', 'request_cancelled', 'message_received'],
  )
  t.match(events[1], { details: { text: 'We found\nyour file.' }, actor: { acting_user: 'staff-canary@acme.example' } })
  t.notMatch(service.logged.join(''), /We found|Thank you/)
})

t.test('an answer by message is recorded with the day it arrived', async (t) => {
  const { id } = await open()
  await act(agent, `/v1/requests/${id}/ask-clarification`, { question: 'Since when?', large_volume: true })
  const answer = (await zoe('POST', `/v1/me/requests/${id}/messages`, { text: 'Since 2021.' })).body
  const own = (await agent('POST', `/v1/requests/${id}/messages`, { text: 'Well?' })).body
  const recorded = (message: string) =>
    agent('POST', `/v1/requests/${id}/record-answer`, { in_reply_to: message, sufficient: true })
  t.equal((await recorded(own.id)).status, 404, 'staff does not answer itself')
  t.match(await recorded(answer.id), { status: 200, body: { clock_state: 'running' } })
})

t.test('whom the desk answers by post gets no e-mail about a message', async (t) => {
  const { id } = await open({
    reply_by: 'post',
    requester: { name: 'Zoé', email: 'zoe@example.org', postal_address: 'Paris' },
  })
  t.equal((await agent('POST', `/v1/requests/${id}/messages`, { text: 'Hello.' })).status, 201)
  t.same(await lettersOf(id), [])
})

t.test('a message that is none is 400; there is an end to them (attack 59)', async (t) => {
  const { id } = await open()
  for (const text of ['', '   ', 'a'.repeat(20_001), 5, null]) {
    t.equal(
      (await zoe('POST', `/v1/me/requests/${id}/messages`, { text })).status,
      400,
      JSON.stringify(text)?.slice(0, 20),
    )
  }
  t.equal((await zoe('POST', `/v1/me/requests/${id}/messages`, { text: 'x', author: 'staff' })).status, 400)
  await runAs(
    service.database.superuser,
    `insert into habeas.messages (organisation_id, id, request_id, author, detail, created_at)
     select organisation_id, gen_random_uuid(), id, 'requester', '\\x01', now()
     from habeas.requests, generate_series(1, 499) where reference = $1`,
    [(await agent('GET', `/v1/requests/${id}`)).body.reference],
  )
  t.equal((await zoe('POST', `/v1/me/requests/${id}/messages`, { text: 'x' })).status, 201)
  t.match(await zoe('POST', `/v1/me/requests/${id}/messages`, { text: 'x' }), {
    status: 422,
    body: { code: 'not_permitted' },
  })
  t.equal((await agent('POST', `/v1/requests/${id}/messages`, { text: 'x' })).status, 201)
})

t.test('an Idempotency-Key makes a repeated message one; the same key of another person is another', async (t) => {
  const { id } = await open()
  const key = { 'idempotency-key': 'the-key-of-one-message' }
  const write = (as: Call, request: string) => as('POST', `/v1/me/requests/${request}/messages`, { text: 'once' }, key)
  const first = await write(zoe, id)
  t.same((await write(zoe, id)).body, first.body)
  t.same((await write(await acme.person('zoe@example.org'), id)).body, first.body, 'after signing in again')
  t.equal((await write(eve, id)).status, 404, 'and no answer of somebody else’s (attack 65)')
  t.equal((await zoe('GET', `/v1/me/requests/${id}/messages`)).body.data.length, 1)
})
