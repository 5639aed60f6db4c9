import t from 'tap'
import { type Call, testService } from '../support/service.ts'
import { form, pdf } from './files.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const zoe = await acme.person('zoe@example.org')
const eve = await acme.person('eve@example.org')

const open = async (more: object = {}): Promise<string> => {
  const requester = { name: 'Zoé', email: 'zoe@example.org' }
  const made = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester,
    rights: [{ right: 'access' }],
    ...more,
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}
const act = async (id: string, action: string, body: object) => {
  const { status, body: answer } = await agent('POST', `/v1/requests/${id}/${action}`, body)
  if (status !== 200) throw new Error(JSON.stringify(answer))
  return answer
}
const askIdentity = (id: string) =>
  act(id, 'ask-identity', { doubt: 'a new address', question: 'Is it you?', accepted_methods: ['document'] })
const askClarification = (id: string) => act(id, 'ask-clarification', { question: 'Since when?', large_volume: true })
const write = (id: string, body: object, as: Call = zoe) => as('POST', `/v1/me/requests/${id}/messages`, body)
const upload = (as: Call, url: string, fields: Record<string, string>) => {
  const { body, headers } = form(fields, { name: 'paper.pdf', content: pdf() })
  return as('POST', url, body, headers)
}
const handIn = (id: string, fields: Record<string, string>) => upload(zoe, `/v1/me/requests/${id}/documents`, fields)
const asksOf = async (id: string) => (await zoe('GET', `/v1/me/requests/${id}`)).body.asks
const lettersOf = async (id: string): Promise<string[]> =>
  (await agent('GET', `/v1/requests/${id}/letters`)).body.data.map(({ type }: { type: string }) => type)
const lastEvent = async (id: string) => (await agent('GET', `/v1/requests/${id}/events`)).body.data.at(-1)

t.test('a message says which question it answers: staff sees it, and nothing ends by itself', async (t) => {
  const id = await open()
  await askClarification(id)
  const reply = await write(id, { text: 'Since 2021.', answers: 'clarification' })
  t.match(reply, { status: 201, body: { text: 'Since 2021.', answers: 'clarification', author: 'requester' } })
  await write(id, { text: 'By the way.' })
  const { data } = (await agent('GET', `/v1/requests/${id}/messages`)).body
  t.same(
    data.map(({ answers }: { answers: string }) => answers),
    ['clarification', null],
  )
  t.same((await zoe('GET', `/v1/me/requests/${id}/messages`)).body.data, data)
  const [received] = (await agent('GET', `/v1/requests/${id}/events`)).body.data.filter(
    ({ type }: { type: string }) => type === 'message_received',
  )
  t.match(received.details, { message: reply.body.id, answers: 'clarification' }, 'and so does whoever reads the feed')
  t.match(await asksOf(id), [{ kind: 'clarification', replied_at: reply.body.created_at }])
  t.match((await agent('GET', `/v1/requests/${id}`)).body, { clock_state: 'paused', status: 'awaiting_requester' })
})

t.test('an answer is counted from the day it arrived, however late staff looks at it', async (t) => {
  const id = await open()
  await askClarification(id)
  service.at('2026-05-11T09:00:00Z')
  const reply = await write(id, { text: 'Since 2021.', answers: 'clarification' })
  service.at('2026-05-25T09:00:00Z')
  await act(id, 'record-answer', { in_reply_to: reply.body.id, sufficient: true })
  const clock = (await agent('GET', `/v1/requests/${id}/clock`)).body
  t.match(clock, { state: 'running', pauses: [{ from: '2026-05-04', until: '2026-05-11' }] })
  t.same(await asksOf(id), [])
  const { data } = (await zoe('GET', `/v1/me/requests/${id}/messages`)).body
  t.match(data, [{ answers: 'clarification' }], 'it stays the answer that it was')
  service.at('2026-05-04T09:00:00Z')
})

t.test('a document answers the question about identity, and no other one’s', async (t) => {
  const id = await open()
  await askIdentity(id)
  await askClarification(id)
  const paper = await handIn(id, { kind: 'identity', answers: 'identity' })
  t.match(paper, { status: 201, body: { kind: 'identity', answers: 'identity' } })
  t.match((await lastEvent(id)).details, { document: paper.body.id, answers: 'identity' })
  t.match((await agent('GET', `/v1/requests/${id}/documents`)).body.data, [{ id: paper.body.id, answers: 'identity' }])
  t.match(await asksOf(id), [
    { kind: 'identity', replied_at: paper.body.created_at },
    { kind: 'clarification', replied_at: null },
  ])
  t.match((await agent('GET', `/v1/requests/${id}`)).body, { identity: { status: 'asked', level: 'none' } })
})

t.test('what answers no open question is refused, and nothing of it is kept', async (t) => {
  const id = await open()
  const refused = {
    status: 409,
    body: { code: 'action_not_allowed', allowed_actions: ['cancel', 'messages', 'documents'] },
  }
  t.match(await write(id, { text: 'x', answers: 'identity' }), refused)
  t.match(await handIn(id, { kind: 'identity', answers: 'clarification' }), refused)
  await askIdentity(id)
  t.match(await write(id, { text: 'x', answers: 'clarification' }), refused, 'another question is open')
  t.equal(
    (await write(id, { text: 'x', answers: 'identity' }, eve)).status,
    404,
    'nor is it another person’s to answer',
  )
  t.equal((await write(id, { text: 'x', answers: 'everything' })).status, 400)
  t.equal((await handIn(id, { kind: 'identity', answers: 'everything' })).status, 400)
  const byStaff = await agent('POST', `/v1/requests/${id}/messages`, { text: 'x', answers: 'identity' })
  t.equal(byStaff.status, 400, 'staff answers no question of its own')
  t.same((await agent('GET', `/v1/requests/${id}/messages`)).body.data, [])
  t.same((await agent('GET', `/v1/requests/${id}/documents`)).body.data, [])
  t.equal((await write(id, { text: 'It is me.', answers: 'identity' })).status, 201)
  await act(id, 'reject-identity', { reason: 'not legible' })
  t.match(await write(id, { text: 'x', answers: 'identity' }), refused, 'a rejected proof is waited for no more')
  await askIdentity(id)
  t.equal((await write(id, { text: 'Here again.', answers: 'identity' })).status, 201, 'until it is asked for anew')
})

t.test('a letter that staff files waits at the person’s door, and they are told so', async (t) => {
  const id = await open()
  const letter = await upload(agent, `/v1/requests/${id}/documents`, { kind: 'letter' })
  const evidence = await upload(agent, `/v1/requests/${id}/documents`, { kind: 'evidence' })
  t.same(await lettersOf(id), ['new_message'], 'of the letter, and of nothing else')
  const own = await handIn(id, { kind: 'identity' })
  const { version } = (await agent('GET', `/v1/requests/${id}`)).body
  const content = (doc: string, as: Call = zoe) => as('GET', `/v1/me/requests/${id}/documents/${doc}/content`)
  const read = await content(letter.body.id)
  t.equal(read.status, 200)
  t.ok(read.raw.equals(pdf()))
  t.match(read.headers, {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${letter.body.id}.pdf"`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  t.match(await lastEvent(id), {
    type: 'document_viewed',
    actor: { type: 'requester' },
    details: { document: letter.body.id },
  })
  t.equal((await agent('GET', `/v1/requests/${id}`)).body.version, version, 'looking changes nothing')
  const absent = await content('doc_01h2xcejqtf2nbrexx3vqjhp41')
  t.equal(absent.status, 404)
  for (const refused of [
    await content(evidence.body.id),
    await content(own.body.id),
    await content(letter.body.id, eve),
  ]) {
    t.equal(refused.status, 404)
    t.same({ ...refused.body, request_id: '' }, { ...absent.body, request_id: '' })
  }
})

t.test('whom the desk answers by post gets no e-mail about a letter that is filed', async (t) => {
  const requester = { name: 'Zoé', email: 'zoe@example.org', postal_address: 'Paris' }
  const id = await open({ reply_by: 'post', requester })
  t.equal((await upload(agent, `/v1/requests/${id}/documents`, { kind: 'letter' })).status, 201)
  t.same(await lettersOf(id), [])
})

t.test('a person with 150 requests sees all of them by cursor, and the second sign-in proves the rest', async (t) => {
  const requester = { name: 'Mo', email: 'mo@example.org' }
  const ids: string[] = []
  for (let i = 0; i < 150; i += 1) ids.unshift(await open({ requester }))
  const levels = async (): Promise<string[]> =>
    Promise.all(ids.map(async (id) => (await agent('GET', `/v1/requests/${id}`)).body.identity.level))
  const mo = await acme.person('mo@example.org')
  const seen: string[] = []
  for (let url = '/v1/me/requests?limit=40'; url !== ''; ) {
    const page = await mo('GET', url)
    seen.push(...page.body.data.map(({ id }: { id: string }) => id))
    url = /<([^>]+)>/.exec(String(page.headers.link ?? ''))?.[1] ?? ''
  }
  t.same(seen, ids, 'each once, the newest first')
  t.same(
    await levels(),
    ids.map((_, at) => (at < 100 ? 'mailbox' : 'none')),
  )
  for (const id of ids.slice(0, 100)) await askIdentity(id)
  await acme.person('mo@example.org')
  t.same(
    await levels(),
    ids.map(() => 'mailbox'),
    'also where the newest wait for another answer than a code',
  )
})
