import t from 'tap'
import { runAs } from '../support/database.ts'
import { type Call, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme', {
  supervisory_authority: { name: 'CNIL', url: 'https://www.cnil.fr/' },
})
const other = await service.organisation('other')
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')
const auditor = await acme.client('auditor')
const foreign = await other.client('admin')
const zoe = await acme.person('zoe@example.org')
const eve = await acme.person('eve@example.org')
const zoeElsewhere = await other.person('zoe@example.org')

const open = async (more: object = {}, as = agent): Promise<{ id: string; rights: { id: string }[] }> => {
  const made = await as('POST', '/v1/requests', {
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
const mine = async (id: string) => (await zoe('GET', `/v1/me/requests/${id}`)).body
const lettersOf = async (id: string): Promise<string[]> =>
  (
    await runAs(
      service.database.superuser,
      `select l.type from habeas.letters l join habeas.requests r on r.id = l.request_id where r.reference = $1 order by l.id`,
      [(await agent('GET', `/v1/requests/${id}`)).body.reference],
    )
  ).map(({ type }) => String(type))
const told = (answer: Awaited<ReturnType<Call>>) => {
  const { 'x-request-id': _id, date: _date, ...headers } = answer.headers
  return { status: answer.status, headers, body: { ...answer.body, request_id: '' } }
}

t.test('a person sees their request, and exactly the declared fields (attack 26)', async (t) => {
  const { id, rights } = await open({
    assignee: 'staff-canary@acme.example',
    external_reference: 'canary-1',
    metadata: { note: 'canary' },
    message: 'canary of the person',
    rights: [{ right: 'access' }, { right: 'withdrawal' }],
  })
  const seen = await zoe('GET', `/v1/me/requests/${id}`)
  t.equal(seen.status, 200)
  t.same(seen.body, {
    id,
    object: 'my_request',
    reference: seen.body.reference,
    status: 'received',
    rights: [
      {
        id: rights[0]?.id,
        right: 'access',
        title: 'Accès à vos données',
        status: 'pending',
        outcome: null,
        reasons: null,
        remedies: null,
        due_on: '2026-06-04',
      },
      {
        id: rights[1]?.id,
        right: 'withdrawal',
        title: 'Retrait du consentement',
        status: 'pending',
        outcome: null,
        reasons: null,
        remedies: null,
        due_on: '2026-06-04',
      },
    ],
    received_on: '2026-05-04',
    due_on: '2026-06-04',
    asks: [],
    allowed_actions: ['cancel', 'messages', 'documents'],
  })
  t.notMatch(seen.raw.toString(), /canary/)
  t.match(seen.headers, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
})

t.test('texts follow the language of the request, and fall back', async (t) => {
  for (const [locale, title] of [
    ['en-GB', 'Access to your data'],
    ['fr-CA', 'Accès à vos données'],
    ['ja', 'Accès à vos données'],
  ] as const) {
    const { id } = await open({ locale })
    t.equal((await mine(id)).rights[0].title, title, locale)
  }
})

t.test('an open ask shows its question; the doubt stays with the desk', async (t) => {
  const { id } = await open()
  await act(agent, `/v1/requests/${id}/ask-identity`, {
    doubt: 'doubt-canary',
    question: 'Which shop did you visit last?',
    accepted_methods: ['known_facts', 'mailbox_code'],
  })
  await act(agent, `/v1/requests/${id}/ask-clarification`, { question: 'Since when?', large_volume: false })
  const seen = await zoe('GET', `/v1/me/requests/${id}`)
  const [{ asked_at } = { asked_at: '' }] = seen.body.asks
  t.match(asked_at, /^2026-05-04T09:/)
  t.same(seen.body.asks, [
    {
      kind: 'identity',
      question: 'Which shop did you visit last?',
      accepted_methods: ['known_facts', 'mailbox_code'],
      asked_at,
      replied_at: null,
    },
    {
      kind: 'clarification',
      question: 'Since when?',
      accepted_methods: null,
      asked_at: seen.body.asks[1].asked_at,
      replied_at: null,
    },
  ])
  t.match(seen.body, { status: 'awaiting_requester', due_on: null })
  t.notMatch(seen.raw.toString(), /doubt-canary/)
})

t.test(
  'a refusal shows its reasons and where to turn (art. 12(4)); notes and grounds stay with the desk',
  async (t) => {
    const { id, rights } = await open({ rights: [{ right: 'erasure' }] })
    await act(dpo, `/v1/requests/${id}/rights/${rights[0]?.id}/decide`, {
      outcome: 'refused',
      grounds: ['legal_obligation'],
      reasons: 'Invoices are kept for ten years.',
      note: 'note-canary',
    })
    const seen = await zoe('GET', `/v1/me/requests/${id}`)
    const [right] = seen.body.rights
    t.match(right, { status: 'decided', outcome: 'refused', reasons: 'Invoices are kept for ten years.', due_on: null })
    t.match(right.remedies, /CNIL \(https:\/\/www\.cnil\.fr\/\)/)
    t.match(right.remedies, /article.77.*article.79/s)
    t.notMatch(seen.raw.toString(), /note-canary|legal_obligation/)

    const closed = await open()
    await act(dpo, `/v1/requests/${closed.id}/close`, { reason: 'not_controller' })
    const [refused] = (await mine(closed.id)).rights
    t.match(refused, { outcome: 'refused', reasons: /pas responsables du traitement.*\(article.4/, remedies: /CNIL/ })

    const lapsed = await open()
    await act(dpo, `/v1/requests/${lapsed.id}/close`, { reason: 'not_a_rights_request' })
    t.match((await mine(lapsed.id)).rights[0], { status: 'lapsed', outcome: null, remedies: /CNIL/ })
  },
)

t.test('the list holds what was written from the mailbox, newest first, and nothing else', async (t) => {
  const lea = await acme.person('lea@example.org')
  t.same((await lea('GET', '/v1/me/requests')).body, { object: 'list', data: [], has_more: false })
  const all: string[] = []
  for (let i = 0; i < 5; i += 1) {
    all.unshift((await open({ requester: { name: 'Léa', email: i % 2 ? 'lea@example.org' : 'LEA@example.org' } })).id)
  }
  await open({ requester: { name: 'Léa', email: 'lea+shop@example.org' } })
  await open({ requester: { name: 'lea@example.org', postal_address: 'somewhere' }, reply_by: 'post' })
  const seen: string[] = []
  let url = '/v1/me/requests?limit=2'
  for (let pages = 0; pages < 3; pages += 1) {
    const page = await lea('GET', url)
    seen.push(...page.body.data.map((request: { id: string }) => request.id))
    t.equal(page.body.has_more, pages < 2)
    url = /<([^>]+)>/.exec(String(page.headers.link))?.[1] ?? ''
  }
  t.same(seen, all)
  const { next_cursor } = (await lea('GET', '/v1/me/requests?limit=2')).body
  t.equal((await eve('GET', `/v1/me/requests?cursor=${next_cursor}`)).status, 400, 'a cursor belongs to its person')
})

t.test('the list of a mailbox is read through the index of the terms, in its order', async (t) => {
  const { superuser } = service.database
  const { id } = await open({ requester: { name: 'Many', email: 'many@example.org' } })
  const { reference } = (await agent('GET', `/v1/requests/${id}`)).body
  await runAs(
    superuser,
    `insert into habeas.requests
     select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'reference', 'X' || n))).*
     from habeas.requests r, generate_series(1, 3000) n where r.reference = $1`,
    [reference],
  )
  await runAs(
    superuser,
    `insert into habeas.request_terms
     select organisation_id, sha256((reference || n)::bytea), id, case n when 1 then 'email' else 'word' end
     from habeas.requests, generate_series(1, 4) n where reference like 'X%'`,
  )
  await runAs(superuser, 'analyze habeas.requests; analyze habeas.request_terms')
  const plan = await service.deps.database.transaction(acme.id, (tx) =>
    tx.query(
      `explain select r.* from habeas.request_terms t
       join habeas.requests r on r.organisation_id = t.organisation_id and r.id = t.request_id
       where t.organisation_id = $1 and t.term = $2 and t.kind = 'email' and t.request_id < $3
       order by t.request_id desc limit 26`,
      [acme.id, Buffer.alloc(32), 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ),
  )
  const lines = plan.map((line) => String(line['QUERY PLAN'])).join('\n')
  t.match(lines, /Index Scan Backward using request_terms_organisation_id_term_request_id_pk/)
  t.match(lines, /Index Cond:[^\n]*term = [^\n]*request_id </)
  t.notMatch(lines, /Sort|Seq Scan/)
})

t.test('a changed address moves the request to its new holder (attack 3)', async (t) => {
  const { id } = await open()
  t.equal((await zoe('GET', `/v1/me/requests/${id}`)).status, 200)
  const requester = { name: 'Zoé', email: 'eve@example.org' }
  await act(dpo, `/v1/requests/${id}/correct`, { requester, reason: 'a wrong address was keyed' })
  t.equal((await zoe('GET', `/v1/me/requests/${id}`)).status, 404)
  t.equal((await eve('GET', `/v1/me/requests/${id}`)).status, 200)
  const ids = (await zoe('GET', '/v1/me/requests?limit=100')).body.data.map((request: { id: string }) => request.id)
  t.notOk(ids.includes(id))
})

t.test('a person gives up a request, once', async (t) => {
  const { id } = await open()
  const gone = await zoe('POST', `/v1/me/requests/${id}/cancel`, { reason: 'Found it.' })
  t.match(gone, { status: 200, body: { status: 'closed', allowed_actions: ['messages', 'documents'], due_on: null } })
  t.match(gone.body.rights[0], { status: 'lapsed', remedies: null, due_on: null })
  t.match((await agent('GET', `/v1/requests/${id}`)).body, { closed_reason: 'cancelled', status: 'closed' })
  const events = (await agent('GET', `/v1/requests/${id}/events`)).body.data
  t.match(events.at(-1), { type: 'request_cancelled', actor: { type: 'requester' } })
  t.same(await lettersOf(id), ['cancellation'])
  const again = await zoe('POST', `/v1/me/requests/${id}/cancel`)
  t.match(again, { status: 409, body: { code: 'action_not_allowed', allowed_actions: ['messages', 'documents'] } })
  t.equal((await zoe('POST', `/v1/me/requests/${(await open()).id}/cancel`)).status, 200, 'no body is needed')
})

t.test('another person’s and another tenant’s requests are a 404 identical to absent (attacks 21 to 23)', async (t) => {
  const { id } = await open()
  const absentId = 'req_01h2xcejqtf2nbrexx3vqjhp41'
  const routes = [
    ['GET', ''],
    ['GET', '/messages'],
    ['GET', '/documents'],
    ['POST', '/messages', { text: 'x' }],
    ['POST', '/cancel', {}],
  ] as const
  for (const [method, path, body] of routes) {
    const absent = await zoe(method, `/v1/me/requests/${absentId}${path}`, body)
    t.equal(absent.status, 404, `${method} ${path}`)
    for (const [who, as] of Object.entries({ eve, zoeElsewhere })) {
      const refused = await as(method, `/v1/me/requests/${id}${path}`, body)
      t.same(told(refused), told(absent), `${method} ${path} by ${who}`)
    }
  }
  for (const [method, body] of [['GET'], ['POST', { text: 'x' }]] as const) {
    const absent = await agent(method, `/v1/requests/${absentId}/messages`, body)
    t.same(
      told(await foreign(method, `/v1/requests/${id}/messages`, body)),
      told(absent),
      `${method} by another tenant`,
    )
  }
  t.equal((await agent('GET', `/v1/requests/${id}`)).body.version, 1, 'nothing was changed')
})

t.test('doors and roles: a token opens its own door only (attack 30)', async (t) => {
  const { id } = await open()
  t.equal((await service.call('GET', '/v1/me/requests')).status, 401)
  t.match((await service.call('GET', '/v1/me/requests')).headers, { 'www-authenticate': /Bearer/ })
  t.equal((await agent('GET', '/v1/me/requests')).status, 401)
  t.equal((await zoe('GET', `/v1/requests/${id}/messages`)).status, 401)
  t.equal((await auditor('POST', `/v1/requests/${id}/messages`, { text: 'x' })).status, 403)
  const intake = await acme.client('intake')
  t.equal((await intake('GET', `/v1/requests/${id}/messages`)).status, 403)
})
