import t from 'tap'
import { parseId } from '../../src/platform/identifiers.ts'
import { countUnreviewed } from '../../src/records/review-store.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const auditor = await acme.client('auditor')
const superuser = service.database.superuser

const ndjson = { 'content-type': 'application/x-ndjson' }
type Line = { category?: string; provided_by?: string; n: number }
const lines = (given: readonly Line[]) =>
  given
    .map(({ category = 'notes', provided_by = 'third_party', n }) =>
      JSON.stringify({ category, provided_by, data: { n } }),
    )
    .join('\n')

async function open(rights: object[] = [{ right: 'access' }]): Promise<string> {
  const made = await agent('POST', '/v1/requests', {
    channel: 'email',
    received_at: '2026-03-02T09:00:00Z',
    requester: { name: 'Ana', email: 'ana@example.org' },
    rights,
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}
const put = (request: string, source: string, given: readonly Line[]) =>
  agent('PUT', `/v1/requests/${request}/records/${source}`, lines(given), ndjson)
const list = async (request: string, query = '') =>
  (await agent('GET', `/v1/requests/${request}/records${query}`)).body.data
const numbers = async (request: string, query: string): Promise<number[]> =>
  (await list(request, query)).map(({ data }: { data: { n: number } }) => data.n)
const review = (request: string, body: object, headers: Record<string, string> = {}) =>
  agent('POST', `/v1/requests/${request}/records/review`, body, headers)
const warnings = async (request: string): Promise<{ code: string; message: string }[]> =>
  (await agent('GET', `/v1/requests/${request}`)).body.warnings
const codes = async (request: string) => (await warnings(request)).map(({ code }) => code)

t.test('records are listed by who provided them, and by whether somebody has reviewed them', async (t) => {
  const id = await open()
  await put(id, 'crm', [{ n: 1, provided_by: 'subject' }, { n: 2 }, { n: 3 }, { n: 4, provided_by: 'observed' }])
  t.same(await numbers(id, '?provided_by=third_party'), [2, 3])
  t.same(await numbers(id, '?provided_by=subject&provided_by=observed'), [1, 4])
  const [second] = await list(id, '?provided_by=third_party')
  const cleared = await agent('PATCH', `/v1/requests/${id}/records/${second.id}`, {
    withheld: false,
    reason: 'A name.',
  })
  t.match(cleared.body, { withheld: false, reason: 'A name.', reviewed_at: /^2026/ })
  t.same(await numbers(id, '?provided_by=third_party&reviewed=false'), [3])
  t.same(await numbers(id, '?reviewed=true'), [2])
  t.same(await numbers(id, '?reviewed=false'), [1, 3, 4])
  t.same(await numbers(id, '?reviewed=false&category=other'), [])
  const { body } = await agent('GET', `/v1/requests/${id}/records?limit=1&reviewed=false`)
  const elsewhere = await agent('GET', `/v1/requests/${id}/records?limit=1&reviewed=true&cursor=${body.next_cursor}`)
  t.equal(elsewhere.body.code, 'invalid_cursor')
})

t.test('many records are reviewed alike, with one reason and one event; what was reviewed before stays', async (t) => {
  const id = await open()
  await put(id, 'crm', [{ n: 1 }, { n: 2, category: 'calls' }, { n: 3 }, { n: 4, provided_by: 'subject' }])
  await put(id, 'shop', [{ n: 5 }])
  const [first] = await list(id, '?source=crm&category=notes')
  await agent('PATCH', `/v1/requests/${id}/records/${first.id}`, { withheld: true, reason: 'By itself.' })

  const answer = await review(id, {
    source: ['crm'],
    category: ['notes'],
    provided_by: ['third_party'],
    withheld: true,
    reason: 'Notes of others.',
  })
  t.same(
    [answer.status, answer.body],
    [200, { object: 'records_review', reviewed: 1, withheld: true, unreviewed: 2, has_more: false }],
  )
  const shown = (await list(id)).map(({ data, withheld, reason }: Record<string, { n: number }>) => [
    data?.n,
    withheld,
    reason,
  ])
  t.same(shown.toSorted(), [
    [1, true, 'By itself.'],
    [2, false, null],
    [3, true, 'Notes of others.'],
    [4, false, null],
    [5, false, null],
  ])
  t.match((await review(id, { reason: 'All the rest is theirs.' })).body, {
    reviewed: 3,
    withheld: false,
    unreviewed: 0,
  })
  const { body } = await agent('GET', `/v1/requests/${id}/events?limit=100`)
  const events = body.data.filter(({ type }: { type: string }) => type === 'records_reviewed')
  t.match(
    events.map(({ details }: { details: object }) => details),
    [
      { records: 1, withheld: true, reason: 'Notes of others.', source: ['crm'], category: ['notes'] },
      { records: 3, withheld: false, reason: 'All the rest is theirs.' },
    ],
  )
  t.match((await review(id, { reason: 'Once more.' })).body, { reviewed: 0, unreviewed: 0, has_more: false })
  const again = await agent('GET', `/v1/requests/${id}/events?limit=100`)
  t.equal(again.body.data.length, body.data.length, 'nothing was reviewed, and nothing is recorded')
})

t.test('a review of more than one call carries says that there is more', async (t) => {
  const id = await open()
  await put(
    id,
    'crm',
    Array.from({ length: 5_001 }, (_, n) => ({ n })),
  )
  const body = { provided_by: ['third_party'], reason: 'Cleared.' }
  const key = { 'idempotency-key': `review-${id}` }
  t.match((await review(id, body, key)).body, { reviewed: 5_000, unreviewed: 1, has_more: true })
  t.match(
    await review(id, body, key),
    { body: { reviewed: 5_000, has_more: true }, headers: { 'idempotent-replayed': 'true' } },
    'said again, done once',
  )
  t.match((await review(id, body)).body, { reviewed: 1, unreviewed: 0, has_more: false })
})

t.test('a request whose copy waits for a review warns of it until the last record is reviewed or gone', async (t) => {
  const id = await open()
  t.same(await codes(id), [])
  await put(id, 'crm', [{ n: 1 }, { n: 2 }])
  t.match(await warnings(id), [{ code: 'records_unreviewed', message: /tiers.*\(2\).*15\(4\)/ }])
  const [first] = await list(id)
  await agent('PATCH', `/v1/requests/${id}/records/${first.id}`, { redact: ['/n'], reason: 'A number.' })
  t.match(await warnings(id), [{ message: /\(1\)/ }])
  await put(id, 'crm', [{ n: 3, provided_by: 'subject' }])
  t.same(await codes(id), [], 'what is replaced needs no review')
  await put(id, 'shop', [{ n: 4 }])
  t.same(await codes(id), ['records_unreviewed'])
  await review(id, { reason: 'Cleared.' })
  t.same(await codes(id), [])
})

t.test('where no copy is given nobody is warned', async (t) => {
  const id = await open([{ right: 'erasure' }, { right: 'portability' }])
  await put(id, 'crm', [{ n: 1 }])
  t.same(await codes(id), [])
})

t.test('an auditor reviews nothing, a closed request neither, and a reason is asked for', async (t) => {
  const id = await open()
  await put(id, 'crm', [{ n: 1 }])
  t.equal((await auditor('POST', `/v1/requests/${id}/records/review`, { reason: 'x' })).status, 403)
  t.equal((await review(id, { withheld: true })).status, 400)
  t.equal((await review(id, { provided_by: ['me'], reason: 'x' })).status, 400)
  await agent('POST', `/v1/requests/${id}/cancel`, {})
  t.equal((await review(id, { reason: 'x' })).body.code, 'action_not_allowed')
  t.same(await codes(id), [])
})

t.test('what waits for a review is found by its index, among many records that do not', async (t) => {
  const id = await open()
  const many = Array.from({ length: 20_000 }, (_, n) => ({ n, provided_by: n === 9_000 ? 'third_party' : 'observed' }))
  t.equal((await put(id, 'crm', many)).status, 200)
  await runAs(superuser, 'analyze habeas.records')
  const request = parseId('req', id) ?? ('' as never) // the id of a request just made
  const found = await service.database.db.transaction(acme.id, (tx) => countUnreviewed(tx, request, 10))
  t.equal(found, 1)
  const plan = await runAs(
    superuser,
    `explain (format json) select from habeas.records where organisation_id = '${acme.id}' and request_id = '${request}'
       and provided_by = 'third_party' and reviewed_at is null`,
  )
  t.match(JSON.stringify(plan), /records_unreviewed/)
  t.same(await numbers(id, '?provided_by=third_party&reviewed=false'), [9_000])
})
