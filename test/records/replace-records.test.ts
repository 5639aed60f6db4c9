import { createHash } from 'node:crypto'
import t from 'tap'
import { realNow } from '../../src/platform/clock.ts'
import { deleteUpload, removeAbandonedUploads } from '../../src/records/sweep-uploads.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const service = await testService(t, { env: { RECORDS_MAX_BYTES: String(3 * 1024 * 1024) } })
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')
const auditor = await acme.client('auditor')
const superuser = service.database.superuser

const ndjson = { 'content-type': 'application/x-ndjson' }
const line = (data: object, more: object = {}) =>
  JSON.stringify({ category: 'orders', data, provided_by: 'observed', ...more })
const lines = (...given: object[]) => `${given.map((data) => line(data)).join('\n')}\n`

async function open(): Promise<string> {
  const made = await agent('POST', '/v1/requests', {
    channel: 'email',
    received_at: '2026-03-02T09:00:00Z',
    requester: { name: 'Ana', email: 'ana@example.org' },
    rights: [{ right: 'access' }],
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}
const put = (request: string, source: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  agent('PUT', `/v1/requests/${request}/records/${source}`, body, { ...ndjson, ...headers })
const list = (request: string, query = '') => agent('GET', `/v1/requests/${request}/records${query}`)
const datas = async (request: string, query = '') =>
  (await list(request, query)).body.data.map((each: { data: unknown }) => each.data)
const events = async (request: string, type: string) =>
  (await agent('GET', `/v1/requests/${request}/events?limit=100`)).body.data.filter(
    (event: { type: string }) => event.type === type,
  )

t.test('a delivery replaces what its source brought before, and says what arrived', async (t) => {
  const request = await open()
  const body = lines({ n: 1 }, { n: 2 })
  const first = await put(request, 'crm', body)
  t.same(
    [first.status, first.body],
    [
      200,
      {
        object: 'records',
        source: 'crm',
        count: 2,
        bytes: Buffer.byteLength(body),
        sha256: createHash('sha256').update(body).digest('hex'),
      },
    ],
  )
  await put(request, 'shop', lines({ n: 3 }))
  t.equal((await put(request, 'crm', lines({ n: 4 }))).body.count, 1)
  t.same(await datas(request), [{ n: 3 }, { n: 4 }])
  t.same(await datas(request, '?source=crm'), [{ n: 4 }])
  const [, , event] = await events(request, 'records_replaced')
  t.match(event.details, { source: 'crm', count: 1 })
})

t.test('what was replaced is deleted by its job, and what is current is not', async (t) => {
  const request = await open()
  await put(request, 'crm', lines({ n: 1 }))
  await put(request, 'crm', lines({ n: 2 }))
  const jobs = await runAs(superuser, `select data from pgboss.job where name = 'delete-upload' order by created_on`)
  const uploads = await runAs(superuser, 'select organisation_id, id from habeas.record_uploads where state = $1', [
    'current',
  ])
  for (const { data } of jobs)
    await deleteUpload(service.deps, data as Record<string, string>, new AbortController().signal) // as it was enqueued
  for (const { organisation_id, id } of uploads) {
    await deleteUpload(
      service.deps,
      { organisation: String(organisation_id), upload: String(id) },
      new AbortController().signal,
    )
  }
  t.same(await runAs(superuser, `select id from habeas.record_uploads where state <> 'current'`), [])
  t.same(await datas(request), [{ n: 2 }])
})

t.test('a bad line is named, and the former records stay', async (t) => {
  const request = await open()
  await put(request, 'crm', lines({ n: 1 }))
  const long = `{"category":"orders","provided_by":"observed","data":{"x":"${'a'.repeat(200)}`
  for (const [bad, message] of [
    ['{"category":"orders"', 'expected a JSON object'],
    ['[1]', 'expected a JSON object'],
    [line({}, { extra: 1 }), 'extra: expected no such field'],
    [line({}, { category: '' }), 'category: expected at least 1 character'],
    [line({}, { provided_by: 'me' }), 'provided_by: expected one of subject, observed, inferred, third_party'],
    [
      line({}, { collected_at: '2026-03-02' }),
      'collected_at: expected an instant with its offset (RFC 3339), such as 2026-03-02T09:30:00Z',
    ],
    [line([]), 'data: expected an object'],
    ['{"category":"orders","provided_by":"observed"}', 'data: expected an object'],
    ['{"category":"a","category":"b","provided_by":"observed","data":{}}', 'expected each member once'],
    ['{"category":"a","provided_by":"observed","data":{"a":1,"a":2}}', 'expected each member once'],
    ['{"category":"a","provided_by":"observed","data":{"a":"\\ud800"}}', 'expected no lone surrogate'],
    ['{"category":"a","provided_by":"observed","data":{"a":"\\u0000"}}', 'expected no NUL character'],
    ['{"category":"a","provided_by":"observed","data":{"__proto__":{}}}', 'expected no member named __proto__'],
    [Buffer.from([0x22, 0xff, 0x22]).toString('latin1'), 'expected valid UTF-8'],
    [long, 'expected a JSON object'],
  ] as const) {
    const body = Buffer.concat([
      Buffer.from(lines({ n: 2 }, { n: 3 })),
      Buffer.from(`\n${bad}\n`, message.includes('UTF-8') ? 'latin1' : 'utf8'),
      Buffer.from(lines({ n: 5 })),
    ])
    const refused = await put(request, 'crm', body)
    t.equal(refused.status, 400, message)
    t.same(refused.body.errors, [{ location: 'line 4', message }])
  }
  t.same(await datas(request), [{ n: 1 }])
  t.equal((await events(request, 'records_replaced')).length, 1)
  t.same(await runAs(superuser, `select id from habeas.record_uploads where state = 'receiving'`), [])
})

t.test('data come back as they went in, to the digit', async (t) => {
  const request = await open()
  const data =
    '{"amount":1.10,"id":12345678901234567890,"tiny":0.00000001,"list":[-0,1e400],"2":"b","1":"a","é":"\\u00e9"}'
  await put(request, 'crm', `{"data": ${data} ,"category":"orders","provided_by":"subject"}`)
  const answer = await list(request)
  t.match(answer.raw.toString(), /"amount":1\.10,"id":12345678901234567890,"tiny":0\.00000001,"list":\[-0,1e400\]/)
})

t.test('a JSON array is the same, with records counted instead of lines', async (t) => {
  const request = await open()
  const json = { 'content-type': 'application/json; charset=utf-8' }
  const done = await put(request, 'crm', `[ ${line({ n: 1 })},\n${line({ n: 2 })} ]`, json)
  t.equal(done.body.count, 2)
  const refused = await put(request, 'crm', `[${line({ n: 1 })},{"category":1}]`, json)
  t.equal(refused.body.errors[0].location, 'record 2')
  t.equal((await put(request, 'crm', '{"a":1}', json)).body.errors[0].location, 'body')
  t.same(await datas(request), [{ n: 1 }, { n: 2 }])
  t.equal((await put(request, 'crm', '[]', json)).body.count, 0)
})

t.test('an empty delivery empties the source; blank lines and a missing last line end are no records', async (t) => {
  const request = await open()
  t.equal((await put(request, 'crm', `\n\r\n${line({ n: 1 })}\r\n   \n${line({ n: 2 })}`)).body.count, 2)
  t.equal((await put(request, 'crm', '')).body.count, 0)
  t.same(await datas(request), [])
})

t.test('only these types of body, and only UTF-8', async (t) => {
  const request = await open()
  for (const type of ['text/plain', 'application/x-ndjson; charset=latin1', 'application/json; charset=utf-16']) {
    t.equal((await put(request, 'crm', line({}), { 'content-type': type })).status, 415, type)
  }
})

t.test('one source brings so much, and all sources of a request eight times as much', async (t) => {
  const request = await open()
  const large = `${Array.from({ length: 3_000 }, (_, n) => line({ n, filler: 'x'.repeat(900) })).join('\n')}\n`
  t.equal((await put(request, 'crm', large)).status, 200)
  const more = await put(request, 'crm', large + large)
  t.same([more.status, more.body.code], [413, 'too_large'])
  for (let n = 2; n <= 8; n += 1) t.equal((await put(request, `source-${n}`, large)).status, 200)
  t.equal((await put(request, 'ninth', large)).status, 413)
  t.equal((await put(request, 'crm', large)).status, 200, 'what it replaces does not count')
  t.equal((await list(request, '?limit=1&source=crm')).body.data.length, 1)
})

t.test('one source holds at most 500 categories', async (t) => {
  const request = await open()
  const many = Array.from({ length: 501 }, (_, n) => line({ n }, { category: `category ${n}` })).join('\n')
  t.match(await put(request, 'crm', many), { status: 400, body: { errors: [{ location: 'line 501' }] } })
})

t.test('an Idempotency-Key answers once, and another body is refused', async (t) => {
  const request = await open()
  const key = { 'idempotency-key': `put-${request}` }
  const first = await put(request, 'crm', lines({ n: 1 }), key)
  await put(request, 'crm', lines({ n: 2 }))
  const again = await put(request, 'crm', lines({ n: 1 }), key)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.same(again.body, first.body)
  t.equal((await put(request, 'crm', lines({ n: 3 }), key)).body.code, 'idempotency_mismatch')
  t.same(await datas(request), [{ n: 2 }])
  t.same(await runAs(superuser, `select id from habeas.record_uploads where state = 'receiving'`), [])
})

t.test('a closed request takes no records and no reviews; another organisation has none of it', async (t) => {
  const request = await open()
  await put(request, 'crm', lines({ n: 1 }))
  const [record] = (await list(request)).body.data
  const other = await (await service.organisation('other')).client('admin')
  for (const answer of [
    await other('PUT', `/v1/requests/${request}/records/crm`, lines({}), ndjson),
    await other('GET', `/v1/requests/${request}/records`),
    await other('PATCH', `/v1/requests/${request}/records/${record.id}`, { withheld: true, reason: 'x' }),
  ]) {
    t.equal(answer.status, 404)
  }
  await dpo('POST', `/v1/requests/${request}/cancel`, {})
  t.match(await put(request, 'crm', lines({ n: 2 })), {
    status: 409,
    body: { code: 'action_not_allowed', allowed_actions: ['reopen'] },
  })
  t.equal(
    (await agent('PATCH', `/v1/requests/${request}/records/${record.id}`, { withheld: true, reason: 'x' })).status,
    409,
  )
  t.same(await datas(request), [{ n: 1 }])
})

t.test('an auditor reads, and brings nothing in', async (t) => {
  const request = await open()
  t.equal((await auditor('PUT', `/v1/requests/${request}/records/crm`, lines({}), ndjson)).status, 403)
  t.equal((await auditor('GET', `/v1/requests/${request}/records`)).status, 200)
})

t.test('pages walk over categories and sources, each record once, also where few fit on a page', async (t) => {
  const request = await open()
  const of = (source: string) =>
    Array.from({ length: 30 }, (_, n) => line({ source, n }, { category: ['b', 'a', 'c'][n % 3] })).join('\n')
  await put(request, 'crm', of('crm'))
  await put(request, 'shop', of('shop'))
  const walk = async (query: string) => {
    const seen: { category: string; source: string; data: { n: number } }[] = []
    let cursor = ''
    for (;;) {
      const { body } = await list(request, `?limit=7${query}${cursor}`)
      seen.push(...body.data)
      if (!body.has_more) return seen
      t.equal(body.data.length, 7)
      cursor = `&cursor=${body.next_cursor}`
    }
  }
  const all = await walk('')
  t.equal(new Set(all.map(({ source, data }) => `${source} ${data.n}`)).size, 60)
  t.same(
    all.map(({ category }) => category),
    all.map(({ category }) => category).toSorted(),
  )
  t.equal((await walk('&source=shop')).length, 30)
  t.equal((await walk('&category=a&category=c')).length, 40)
  t.equal((await walk('&category=a&source=crm')).length, 10)
  t.equal((await walk('&source=none')).length, 0)
  const { body } = await list(request, '?limit=7')
  t.equal((await list(request, `?limit=7&source=crm&cursor=${body.next_cursor}`)).body.code, 'invalid_cursor')
})

t.test('a record is withheld or redacted with a reason that is kept; a pointer to nothing is refused', async (t) => {
  const request = await open()
  await put(request, 'crm', lines({ guests: [{ name: 'Eve' }, { name: 'Bob' }], total: 1.1 }))
  const [record] = (await list(request)).body.data
  const patch = (body: object) => agent('PATCH', `/v1/requests/${request}/records/${record.id}`, body)
  for (const pointer of ['guests', '', '/guests/2', '/guests/0/age', '/toString', '/guests/~2']) {
    t.equal((await patch({ redact: [pointer], reason: 'x' })).body.errors[0].location, 'body.redact.0', pointer)
  }
  t.equal((await patch({ reason: 'x' })).status, 400)
  const redacted = await patch({ redact: ['/guests/0/name'], reason: 'Names another guest.' })
  t.match(redacted.body, {
    withheld: false,
    redact: ['/guests/0/name'],
    reason: 'Names another guest.',
    data: { guests: [{ name: 'Eve' }, {}] },
  })
  t.match((await patch({ withheld: true, reason: 'Too much.' })).body, {
    withheld: true,
    redact: ['/guests/0/name'],
    reason: 'Too much.',
  })
  t.match((await list(request)).body.data[0], { withheld: true, reviewed_at: /^2026-03-02T09:0/ })
  const reviews = await events(request, 'record_reviewed')
  t.match(
    reviews.map((event: { details: object }) => event.details),
    [
      { record: record.id, withheld: false, redacted: 1 },
      { record: record.id, withheld: true, redacted: 1 },
    ],
  )
})

t.test(
  'an upload whose service died while it arrived is swept after a day, and one that is arriving is not',
  async (t) => {
    const request = await open()
    await put(request, 'crm', lines({ n: 1 }))
    const forge = (hours: number) =>
      runAs(
        superuser,
        `insert into habeas.record_uploads (organisation_id, id, request_id, source, state, count, bytes, created_at)
       select organisation_id, gen_random_uuid(), request_id, 'crm', 'receiving', 0, 0, $1 from habeas.record_uploads
       where state = 'current' limit 1`,
        [new Date(realNow() - hours * 3_600_000).toISOString()],
      )
    await forge(25)
    await forge(23)
    service.at('2030-01-01T00:00:00Z')
    await removeAbandonedUploads(service.deps)
    service.at('2026-03-02T09:00:00Z')
    t.same(await runAs(superuser, `select count(*)::int as n from habeas.record_uploads where state = 'receiving'`), [
      { n: 1 },
    ])
  },
)
