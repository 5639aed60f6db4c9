import t from 'tap'
import { runAs } from '../support/database.ts'
import { type Answer, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')
const intake = await acme.client('intake')

const open = async (more: object, as = agent) => {
  const made = await as('POST', '/v1/requests', {
    channel: 'email',
    received_on: '2026-04-20',
    requester: { name: 'Nobody', email: 'nobody@example.org' },
    rights: [{ right: 'access' }],
    ...more,
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body
}

const zoe = await open({
  requester: { name: 'Zoé ŁUKASIEWICZ', email: 'Zoe@Example.ORG' },
  rights: [{ right: 'erasure' }],
  assignee: 'desk@acme.example',
  received_on: '2026-04-01',
})
const late = await open({ requester: { name: 'Straße Ørsted' }, received_on: '2026-03-02', channel: 'phone' })
const paused = await open({ received_on: '2026-04-10', external_reference: 'X-9' })
await agent('POST', `/v1/requests/${paused.id}/ask-identity`, {
  doubt: 'none of our addresses',
  question: 'Who are you?',
  accepted_methods: ['document'],
})
const extended = await open({ received_on: '2026-04-21', rights: [{ right: 'access' }, { right: 'withdrawal' }] })
await dpo('POST', `/v1/requests/${extended.id}/extend`, { ground: 'complexity', reasons: 'Many systems.' })
const closed = await open({ received_on: '2026-04-22' })
await agent('POST', `/v1/requests/${closed.id}/cancel`, {})
const own = await open({ received_on: '2026-04-23', rights: [{ right: 'post_mortem' }] }, intake)

const found = async (query: string, as = agent): Promise<string[]> => {
  const { status, body } = await as('GET', `/v1/requests?${query}`)
  if (status !== 200) throw new Error(`${query}: ${JSON.stringify(body)}`)
  return body.data.map((request: { id: string }) => request.id)
}
const same = async (
  t: { same(found: unknown, wanted: unknown, message: string): unknown },
  query: string,
  expected: { id: string }[],
  message = query,
) => t.same((await found(query)).sort(), expected.map(({ id }) => id).sort(), message)

t.test('each filter by itself', async (t) => {
  await same(t, 'status=closed', [closed])
  await same(t, 'status=awaiting_requester', [paused])
  await same(t, 'status=closed&status=awaiting_requester', [closed, paused], 'given twice means or')
  await same(t, 'right=erasure', [zoe])
  await same(t, 'right=withdrawal&right=post_mortem', [extended, own])
  await same(t, 'channel=phone', [late])
  await same(t, 'assignee=desk%40acme.example', [zoe])
  await same(t, 'clock_state=paused', [paused])
  await same(t, 'clock_state=stopped', [closed])
  await same(t, 'overdue=true', [late])
  await same(t, 'overdue=false', [zoe, paused, extended, closed, own])
  await same(t, 'at_risk=true', [])
  await same(t, 'extended=true', [extended])
  await same(t, 'extended=false&status=closed', [closed])
  await same(t, 'due_before=2026-04-03', [late])
  await same(t, 'due_after=2026-05-21', [own])
  await same(t, 'received_before=2026-03-03T00:00:00Z', [late])
  await same(t, 'received_after=2026-04-22T12:00:00Z', [own])
  await same(t, 'updated_after=2027-01-01T00:00:00Z', [])
  await same(t, `reference=${zoe.reference}`, [zoe])
  await same(t, 'external_reference=X-9', [paused])
  await same(t, 'email=zoe%40example.org', [zoe], 'case of the address does not matter')
})

t.test('q finds whole words of names and the reference, accents and case folded', async (t) => {
  await same(t, 'q=zoe', [zoe])
  await same(t, 'q=lukasiewicz%20ZO%C3%89', [zoe])
  await same(t, 'q=zoe%20orsted', [], 'all of the words')
  await same(t, 'q=strasse', [late])
  await same(t, 'q=orsted', [late])
  await same(t, 'q=orst', [], 'whole words only')
  await same(t, `q=${zoe.reference}`, [zoe])
  await same(t, 'q=%2D%2D', [], 'nothing to look for finds nothing')
})

t.test('while paused a request is listed under its strict date; stopped ones come last', async (t) => {
  const byDue = await found('sort=due_on')
  t.same(byDue, [late.id, zoe.id, paused.id, extended.id, own.id, closed.id])
  t.same(await found('sort=-due_on'), [own.id, extended.id, paused.id, zoe.id, late.id, closed.id])
  t.same(await found('sort=received_at'), [late.id, zoe.id, paused.id, extended.id, closed.id, own.id])
  t.same(await found('sort=-received_at'), [own.id, closed.id, extended.id, paused.id, zoe.id, late.id])
})

for (const sort of ['due_on', '-due_on', 'received_at', '-received_at', 'updated_at', '-updated_at']) {
  t.test(`pages of one, ${sort}: nothing twice, nothing lost`, async (t) => {
    const whole = await found(`sort=${sort}&limit=100`)
    const seen: string[] = []
    let url: string | undefined = `/v1/requests?sort=${sort}&limit=1`
    while (url) {
      const page: Answer = await agent('GET', url)
      seen.push(...page.body.data.map((request: { id: string }) => request.id))
      const link: string | undefined = /<([^>]+)>; rel="next"/.exec(String(page.headers.link ?? ''))?.[1]
      t.equal(link !== undefined, page.body.has_more)
      url = link
    }
    t.same(seen, whole)
  })
}

t.test('attack 46: a cursor of another list, another tenant, or altered is refused', async (t) => {
  const { body } = await agent('GET', '/v1/requests?limit=1')
  const cursor: string = body.next_cursor
  const beta = await service.organisation('beta')
  const stranger = await beta.client('agent')
  const refused = [
    await agent('GET', `/v1/requests?limit=1&status=closed&cursor=${cursor}`),
    await agent('GET', `/v1/requests?limit=1&sort=due_on&cursor=${cursor}`),
    await stranger('GET', `/v1/requests?limit=1&cursor=${cursor}`),
    await agent('GET', `/v1/requests?limit=1&cursor=${cursor.slice(0, -2)}AA`),
    await agent('GET', '/v1/requests?cursor=%00'),
  ]
  for (const answer of refused) t.equal(answer.status, 400)
  t.equal((await agent('GET', `/v1/requests?limit=7&cursor=${cursor}`)).status, 200, 'the size of a page may change')
})

t.test('attack 45: SQL through sort, filter and search', async (t) => {
  const before = (await found('limit=100')).length
  for (const sql of [
    `' or 1=1 --`,
    `'; drop table habeas.requests; --`,
    `received_at; select 1`,
    `\\'`,
    `%' or '1'='1`,
  ]) {
    const text = encodeURIComponent(sql)
    t.equal((await agent('GET', `/v1/requests?sort=${text}`)).status, 400)
    t.same(await found(`q=${text}`), [])
    t.same(await found(`reference=${text.slice(0, 30)}`), [])
    t.same(await found(`external_reference=${text}`), [])
    t.equal((await agent('GET', `/v1/requests?email=${text}`)).status, 400)
  }
  t.equal((await found('limit=100')).length, before)
})

t.test('intake reads what it created, and nothing else', async (t) => {
  t.same(await found('limit=100', intake), [own.id])
  t.equal((await intake('GET', `/v1/requests/${own.id}`)).status, 200)
  const foreign = await intake('GET', `/v1/requests/${zoe.id}`)
  t.equal(foreign.status, 404)
  t.equal((await intake('POST', `/v1/requests/${own.id}/acknowledge`, {})).status, 403)
})

t.test('bad queries are 400', async (t) => {
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=x',
    'colour=red',
    'overdue=yes',
    'due_before=2026-13-01',
    'status=',
    'cursor=',
  ]) {
    t.equal((await agent('GET', `/v1/requests?${query}`)).status, 400, query)
  }
})

t.test('what is found by a fingerprint is found through its index', async (t) => {
  const { superuser } = service.database
  await runAs(
    superuser,
    `insert into habeas.requests
     select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'reference', 'X' || n, 'client_id', null,
       'assignee', case n % 40 when 0 then sha256((n % 7)::text::bytea)::text end,
       'external_reference', case n % 40 when 0 then sha256(n::text::bytea)::text end))).*
     from habeas.requests r, generate_series(1, 4000) n where r.reference = $1`,
    [zoe.reference],
  )
  await runAs(superuser, 'analyze habeas.requests')
  const plan = async (condition: string, print: Buffer) => {
    const text = `explain select * from habeas.requests where organisation_id = $1 and ${condition} in ($2)
      order by received_at desc, id desc limit 26`
    const lines = await service.deps.database.transaction(acme.id, (tx) => tx.query(text, [acme.id, print]))
    return lines.map((line) => line['QUERY PLAN']).join(' ')
  }
  const assignee = service.keyring.fingerprint(acme.id, 'assignee', 'desk@acme.example')
  t.match(await plan('assignee', assignee), /Index Scan Backward using requests_by_assignee/)
  const reference = service.keyring.fingerprint(acme.id, 'reference', 'X-9')
  t.match(await plan('external_reference', reference), /Index Scan using requests_by_external_reference/)
  t.same(await found('external_reference=X-9'), [paused.id])
})
