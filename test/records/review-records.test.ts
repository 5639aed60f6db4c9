import { parse } from 'node:querystring'
import t from 'tap'
import type { Tx } from '../../src/platform/database/transaction.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { listRecords } from '../../src/records/list-records.ts'
import { countUnreviewed } from '../../src/records/review-store.ts'
import { listRecordsQuery } from '../../src/records/schemas.ts'
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

/** How many records the server read for this, in whatever way it found them. */
async function readFor(work: (tx: Tx) => Promise<unknown>): Promise<number> {
  return service.database.db.transaction(acme.id, async (tx) => {
    const readSoFar = async () => {
      const [row] = await tx.query(
        `select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_xact_user_tables
         where schemaname = 'habeas' and relname = 'records'`,
        [],
      )
      return Number(row?.read)
    }
    const before = await readSoFar()
    await work(tx)
    return (await readSoFar()) - before
  })
}

t.test('among many records, what is asked for is found without reading the rest', async (t) => {
  const id = await open()
  const others = [4_000, 9_001, 14_000, 19_001]
  const many = Array.from({ length: 20_000 }, (_, n) => ({
    n,
    category: n % 2 === 0 ? 'even' : 'odd',
    provided_by: others.includes(n) ? 'third_party' : 'observed',
  }))
  t.equal((await put(id, 'crm', many)).status, 200)
  t.equal((await put(id, 'shop', [{ n: 1, category: 'notes', provided_by: 'subject' }])).status, 200)
  await runAs(superuser, 'analyze habeas.records')
  const request = parseId('req', id) ?? ('' as never) // the id of a request just made
  const asked: Record<string, number[]> = {
    'provided_by=third_party': others,
    'provided_by=third_party&category=even': [4_000, 14_000],
    'source=shop': [1],
    'source=shop&source=crm&provided_by=subject&provided_by=third_party': [...others, 1],
    'reviewed=true': [],
  }
  const query = (text: string) => listRecordsQuery.parse(parse(text))
  for (const [text, expected] of Object.entries(asked)) {
    t.same((await numbers(id, `?${text}`)).sort(), [...expected].sort(), text)
    const read = await readFor((tx) => listRecords(tx, service.deps, request, query(text)))
    t.ok(read <= 2 * expected.length, `${text}: ${read} read`)
  }
  t.equal(
    (await review(id, { provided_by: ['observed'], category: ['even'], reason: 'Looked at.' })).body.has_more,
    true,
  )
  t.equal(
    (await review(id, { provided_by: ['observed'], category: ['even'], reason: 'Looked at.' })).body.reviewed,
    4_998,
  )
  const left = await readFor((tx) =>
    listRecords(tx, service.deps, request, query('category=even&reviewed=false&limit=1')),
  )
  t.ok(left <= 4, `past all that were reviewed: ${left} read`)
  t.ok((await readFor((tx) => countUnreviewed(tx, request, 10))) <= 4)
  const current = [...new Set((await list(id, '?limit=100')).map(({ source }: { source: string }) => source))]
  t.same(current, ['crm'], 'a page of all is in the order of category, source and line')
})

t.test('pages of a filter follow each other in the order of category, source and line, none twice', async (t) => {
  const id = await open()
  for (const source of ['crm', 'shop', 'mail']) {
    const given = Array.from({ length: 9 }, (_, n) => ({
      n,
      category: ['b', 'a', 'c'][n % 3] ?? '',
      provided_by: n % 2 === 0 ? 'subject' : 'observed',
    }))
    await put(id, source, given)
  }
  type Listed = { category: string; source: string; data: { n: number } }
  const told = ({ category, source, data }: Listed) => `${category} ${source} ${data.n}`
  const all = (await list(id, '?limit=100')).map(told)
  const filter = 'source=crm&source=mail&source=shop&provided_by=subject&provided_by=observed&reviewed=false'
  const paged: string[] = []
  for (let cursor = ''; ; ) {
    const { body } = await agent('GET', `/v1/requests/${id}/records?${filter}&limit=4${cursor}`)
    paged.push(...body.data.map(told))
    if (!body.has_more) break
    cursor = `&cursor=${body.next_cursor}`
  }
  t.equal(all.length, 27)
  t.same(paged, all)
})
