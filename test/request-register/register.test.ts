import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import jsonld from 'jsonld'
import t from 'tap'
import { outcomes, rightStatuses } from '../../src/law/lifecycle.ts'
import { groundCodes } from '../../src/law/refusal.ts'
import { rightNames } from '../../src/law/rights.ts'
import { csvLines } from '../../src/request-register/csv.ts'
import type { Entry } from '../../src/request-register/entry.ts'
import { jsonLdEnds, jsonLdRecord } from '../../src/request-register/json-ld.ts'
import { jobHandlers } from '../../src/worker.ts'
import { done, letter, openDesk } from '../attacks/desk.ts'
import { sampled } from '../support/sampled.ts'
import { type Answer, testService } from '../support/service.ts'

const service = await testService(t)
const desk = await openDesk(service, 'acme')
const { agent, dpo, auditor } = desk.staff
const path = '/v1/register-of-requests'
const told = (at: string) => ({ by: 'other', at })

/** A letter that was asked about, extended, refused in part and closed; one without any of this; and a person who waits. */
service.at('2026-03-02T09:00:00Z')
const first = await done(
  agent(
    'POST',
    '/v1/requests',
    letter(desk, { rights: [{ right: 'access' }, { right: 'objection', direct_marketing: true }] }),
  ),
)
const act = (action: string, body: object) => done(dpo('POST', `/v1/requests/${first.id}/${action}`, body))
service.at('2026-03-04T09:00:00Z')
const ask = {
  doubt: 'a doubt',
  question: 'Who?',
  accepted_methods: ['known_facts'],
  told: told('2026-03-04T09:00:00Z'),
}
await act('ask-identity', ask)
service.at('2026-03-10T09:00:00Z')
await act('confirm-identity', { method: 'known_facts', note: 'compared' })
await act('extend', { ground: 'complexity', reasons: 'Forty systems.', told: told('2026-03-10T09:00:00Z') })
const refusal = {
  outcome: 'refused',
  grounds: ['excessive'],
  reasons: 'The fourth this week.',
  told: told('2026-03-12T09:00:00Z'),
}
service.at('2026-03-12T09:00:00Z')
await act(`rights/${first.rights[0].id}/decide`, refusal)
await act(`rights/${first.rights[1].id}/decide`, { outcome: 'granted' })
await act(`rights/${first.rights[1].id}/fulfil`, { note: 'done', told: told('2026-03-12T09:00:00Z') })
await act('close', { reason: 'completed' })
service.at('2026-03-13T09:00:00Z')
const second = await done(agent('POST', '/v1/requests', letter(desk, { channel: 'post', received_on: '2026-03-09' })))
service.at('2026-03-14T09:00:00Z')
const third = await done(agent('POST', '/v1/requests', letter(desk)))

const march = `${path}?from=2026-03-01&to=2026-03-31`
const fetched = async (url: string, accept: string) => auditor('GET', url, undefined, { accept })

t.test('it tells what was asked, answered and refused, when, and whether in time', async (t) => {
  const { data, has_more } = await done(auditor('GET', march))
  t.equal(has_more, false)
  t.same(
    data.map(({ reference }: { reference: string }) => reference),
    [first.reference, second.reference, third.reference],
  )
  t.match(data[0], {
    object: 'register_entry',
    request_id: first.id,
    received_on: '2026-03-02',
    channel: 'web',
    status: 'closed',
    closed_reason: 'completed',
    closed_on: '2026-03-12',
    overdue: false,
    rights: [
      {
        right: 'access',
        outcome: 'refused',
        grounds: ['excessive'],
        decided_on: '2026-03-12',
        answered_on: '2026-03-12',
        answered_in_time: true,
        days: 10,
      },
      { right: 'objection', direct_marketing: true, outcome: 'granted', fulfilled_on: '2026-03-12', days: 10 },
    ],
    pauses: [{ reason: 'identity', from: '2026-03-04', until: '2026-03-10', days: 6 }],
    paused_days: 6,
    extension: { ground: 'complexity', decided_on: '2026-03-10', notified_on: '2026-03-10', valid: true },
    erased_on: null,
  })
  t.match(data[1], { channel: 'post', status: 'received', rights: [{ status: 'pending', due_on: '2026-04-09' }] })
})

t.test('nothing of the person stands in it, in any form', async (t) => {
  for (const format of ['json', 'csv', 'json_ld']) {
    const { raw } = await auditor('GET', `${march}&format=${format}`)
    for (const personal of ['Zoé', 'Łukasiewicz', desk.email, 'Lilas', 'fourth this week']) {
      t.notOk(raw.toString().includes(personal), `${format}: ${personal}`)
    }
  }
})

t.test('its pages are the list, whatever their size; only the days asked for are in it', async (t) => {
  const whole = (await done(auditor('GET', march))).data
  let pages: object[] = []
  let url: string | undefined = `${march}&limit=1`
  while (url !== undefined) {
    const answer: Answer = await auditor('GET', url)
    pages = [...pages, ...answer.body.data]
    url = /<(.*)>; rel="next"/.exec(String(answer.headers.link ?? ''))?.[1]
  }
  t.same(pages, whole)
  t.same((await done(auditor('GET', `${path}?from=2026-03-03&to=2026-03-09`))).data, [whole[1]])
  t.same((await done(auditor('GET', `${path}?from=2026-03-15&to=2026-03-15`))).data, [])
})

t.test('as CSV a line for each right, by Accept or by name', async (t) => {
  const { status, headers, raw } = await fetched(march, 'text/csv')
  t.equal(status, 200)
  t.equal(headers['content-type'], 'text/csv; charset=utf-8; header=present')
  t.equal(headers['content-disposition'], 'attachment; filename="register-of-requests-2026-03-01-2026-03-31.csv"')
  t.equal((await auditor('GET', `${march}&format=csv`)).raw.toString(), raw.toString())
  const lines: Record<string, string>[] = parse(raw, { columns: true, record_delimiter: '\r\n' })
  t.match(lines, [
    { reference: first.reference, right: 'access', grounds: 'excessive', answered_in_time: 'true', days: '10' },
    {
      reference: first.reference,
      right: 'objection',
      direct_marketing: 'true',
      pauses: 'identity 2026-03-04/2026-03-10',
    },
    { reference: second.reference, right: 'erasure', outcome: '', due_on: '2026-04-09', extension_valid: '' },
    { reference: third.reference, received_on: '2026-03-14' },
  ])
  t.equal(lines.length, 4)
})

t.test('an Accept that none of the three suits is a 406, and one that prefers JSON gets it', async (t) => {
  t.match(await fetched(march, 'application/pdf'), { status: 406, body: { code: 'not_acceptable' } })
  t.match(await fetched(march, 'text/csv;q=0.5, application/json'), { status: 200, body: { object: 'list' } })
  t.equal((await fetched(march, 'application/ld+json, */*;q=0.1')).headers['content-type'], 'application/ld+json')
})

t.test('a period that ends before it begins is refused with its place, and one of more than ten years', async (t) => {
  for (const url of [path, '/v1/statistics']) {
    const refused = { status: 400, body: { code: 'invalid', errors: [{ location: 'query.from' }] } }
    t.match(await auditor('GET', `${url}?from=2026-03-02&to=2026-03-01`), refused)
    t.match(await auditor('GET', `${url}?from=2016-01-01&to=2026-03-01`), { status: 400 })
  }
})

const vocabulary = JSON.parse(readFileSync(new URL('vocabulary.json', import.meta.url), 'utf8'))
const terms = new Set(
  Object.entries<string[]>(vocabulary.terms).flatMap(([base, names]) => names.map((name) => base + name)),
)
/** Nothing is fetched, and nothing is dropped: a document that needs either is refused. */
const strictly = {
  safe: true,
  documentLoader: async (url: string): Promise<never> => {
    throw new Error(`the document asks for ${url}`)
  },
}
const expand = async (document: object) =>
  jsonld.expand(document as jsonld.JsonLdDocument, strictly as jsonld.Options.Expand) // types older than the option

/** Every IRI of an expanded document but the ids of its own nodes. */
function irisIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(irisIn)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === '@value') return []
    if (key === '@id') return String(value).startsWith('urn:uuid:') ? [] : [String(value)]
    if (key === '@type') return [value].flat().map(String)
    return [key, ...irisIn(value)]
  })
}

t.test(
  'as JSON-LD it expands without a network, and every term in it is one that its vocabulary defines',
  async (t) => {
    const { headers, raw } = await fetched(march, 'application/ld+json')
    t.equal(headers['content-type'], 'application/ld+json')
    const expanded = await expand(JSON.parse(raw.toString()))
    const iris = irisIn(expanded)
    t.ok(iris.length > 50)
    t.same(
      [...new Set(iris)].filter((iri) => !terms.has(iri)),
      [],
    )
    const [register] = expanded
    const records = register?.['http://purl.org/dc/terms/hasPart'] as Record<string, unknown[]>[] // nested, as the register writes them
    t.equal(records.length, 3)
    const [record] = records
    t.same(record?.['https://w3id.org/dpv#hasIdentifier'], [{ '@value': first.reference }])
    // Two rights, a pause and the extension
    t.equal(record?.['http://purl.org/dc/terms/hasPart']?.length, 4)
  },
)

const date = fc.constantFrom('2026-03-02', '2026-04-30') as fc.Arbitrary<Entry['receivedOn']> // both are days
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })
const entries: fc.Arbitrary<Entry> = fc.record({
  id: fc.uuid() as fc.Arbitrary<Entry['id']>, // a UUID is one
  reference: fc.constant('HB-7F3K-92QD'),
  channel: fc.constant('web' as const),
  receivedOn: date,
  status: fc.constant('closed' as const),
  closedReason: fc.constant(null),
  closedOn: orNull(date),
  dueOn: orNull(date),
  overdue: fc.boolean(),
  pauses: fc.array(
    fc.record({
      reason: fc.constantFrom('identity' as const, 'clarification' as const),
      from: date,
      until: fc.option(date, { nil: undefined }),
      days: fc.constant(undefined),
    }),
    { maxLength: 2 },
  ),
  pausedDays: orNull(fc.nat()),
  extension: orNull(
    fc.record({
      ground: fc.constantFrom('complexity' as const, 'number_of_requests' as const),
      decidedOn: date,
      notifiedOn: orNull(date),
      valid: fc.boolean(),
    }),
  ),
  rights: fc.array(
    fc.record({
      id: fc.uuid() as fc.Arbitrary<Entry['rights'][number]['id']>, // a UUID is one
      right: fc.constantFrom(...rightNames),
      directMarketing: fc.boolean(),
      status: fc.constantFrom(...rightStatuses),
      outcome: orNull(fc.constantFrom(...outcomes)),
      grounds: fc.uniqueArray(fc.constantFrom(...groundCodes), { maxLength: 3 }),
      dueOn: orNull(date),
      decidedOn: orNull(date),
      fulfilledOn: orNull(date),
      answeredOn: orNull(date),
      answeredInTime: orNull(fc.boolean()),
      days: orNull(fc.nat()),
    }),
    { maxLength: 4 },
  ),
  erasedOn: orNull(date),
  regime: fc.constantFrom('gdpr' as const, 'uk_gdpr' as const),
})

t.test(
  'whatever a register holds, its JSON-LD uses terms of the vocabulary only, and its CSV has every line',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(entries, { maxLength: 5 }), async (drawn) => {
        const { head, tail } = jsonLdEnds({ controller: 'Acme "SAS"', from: '2026-01-01', to: '2026-12-31' })
        const document = JSON.parse(`${head}${drawn.map(jsonLdRecord).join(',')}${tail}`)
        const iris = irisIn(await expand(document))
        const unknown = iris.filter((iri) => !terms.has(iri))
        if (unknown.length > 0) throw new Error(`no term of the vocabulary: ${unknown.join(', ')}`)
        const lines: string[][] = parse(drawn.map(csvLines).join(''), { record_delimiter: '\r\n' })
        const expected = drawn.reduce((sum, { rights }) => sum + Math.max(1, rights.length), 0)
        if (lines.length !== expected) throw new Error(`expected ${expected} lines, got ${lines.length}`)
      }),
      sampled(200),
    )
    t.pass('for each of them')
  },
)

t.test('a case stays in it, with the same dates and outcomes, when its file is erased', async (t) => {
  const [before] = (await done(auditor('GET', march))).data
  service.at('2031-03-13T09:00:00Z')
  await jobHandlers(service.deps).retention({}, new AbortController().signal)
  const [after] = (await done(auditor('GET', march))).data
  t.same(after, { ...before, erased_on: '2031-03-13' })
})
