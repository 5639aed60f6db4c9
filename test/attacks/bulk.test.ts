import t from 'tap'
import { type Answer, testService } from '../support/service.ts'
import { digestRows, letter, openCase, openDesk, refusedCallerAt } from './desk.ts'
import { prepare } from './errands.ts'
import { readDocument, send, takesRecords } from './operations.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const kib = 1024

/** Whose bodies are JSON of at most 256 KiB: records have a reader of their own, a download reads 8 KiB. */
const ofJson = document.operations.filter(
  ({ id, bodies }) => 'application/json' in bodies && !takesRecords({ id }) && id !== 'downloadMyExport',
)

/** Bodies of the largest size that is read at all (256 KiB), each the worst for somebody who reads it: depth, width, numbers, names. */
const worst: Record<string, string> = {
  'lists in lists': '['.repeat(250 * kib),
  'closed lists in lists': '['.repeat(120 * kib) + ']'.repeat(120 * kib),
  'objects in objects': '{"a":'.repeat(40 * kib),
  'a list of lists': `[${'[],'.repeat(80 * kib)}[]]`,
  'many members': `{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":1`).join()}}`,
  'many equal members': `{${'"a":1,'.repeat(30_000)}"a":1}`,
  'a long number': `{"a":${'9'.repeat(250 * kib)}}`,
  'a long fraction': `{"a":0.${'1'.repeat(250 * kib)}}`,
  'a huge exponent': `{"a":1e${'9'.repeat(100)}}`,
  escapes: `{"a":"${'\\u0041'.repeat(40 * kib)}"}`,
  quotes: `{"a":"${'\\"'.repeat(120 * kib)}"}`,
  'an open text': `{"a":"${'\\\\'.repeat(120 * kib)}`,
  blanks: `${' '.repeat(250 * kib)}x`,
  'a long name': `{"${'a'.repeat(250 * kib)}":1}`,
}

t.test('60: the deepest, widest and longest bodies are answered with 400 on every JSON route', async (t) => {
  const bodies = Object.entries(worst)
  for (const [at, operation] of ofJson.entries()) {
    const prepared = await prepare(operation, desk)
    const errand = { ...prepared, headers: { ...prepared.headers, 'content-type': 'application/json' } }
    const call = refusedCallerAt(desk, operation)
    const before = await digestRows(service.database)
    // One parser reads them all: the public door is sent each, the others one in turn
    const sent = operation.id === 'sendRequest' ? bodies : bodies.slice(at % bodies.length).slice(0, 1)
    for (const [what, body] of sent)
      t.equal((await send(operation, { ...errand, body }, call)).status, 400, `${operation.id}: ${what}`)
    const tooLong = `{"a":"${'a'.repeat(257 * kib)}"}`
    t.equal((await send(operation, { ...errand, body: tooLong }, call)).status, 413, `${operation.id}: beyond 256 KiB`)
    t.same(await digestRows(service.database), before)
  }
})

t.test('60: texts that make patterns backtrack, lists at their limits and one beyond', async (t) => {
  const { agent } = desk.staff
  const open = (more: object) => agent('POST', '/v1/requests', letter(desk, more))
  const requester = { name: 'Ana', email: 'ana@example.org' }
  const refused: [string, object][] = [
    ['an address without an end', { requester: { ...requester, email: `${'a'.repeat(100 * kib)}@` } }],
    ['an address of dots', { requester: { ...requester, email: `${'a.'.repeat(50 * kib)}@example.org` } }],
    ['an address of at signs', { requester: { ...requester, email: '@'.repeat(100 * kib) } }],
    ['a domain of dots', { requester: { ...requester, email: `a@${'a.'.repeat(50 * kib)}a` } }],
    ['a domain of hyphens', { requester: { ...requester, email: `a@${'-'.repeat(100 * kib)}.org` } }],
    ['a name of marks', { requester: { ...requester, name: `a${'\u0301'.repeat(50 * kib)}` } }],
    ['a day that goes on', { received_on: `2026-03-${'0'.repeat(100 * kib)}2` }],
    [
      'an endless URL',
      {
        rights: [
          { right: 'portability', transfer_to: { name: 'x', endpoint: `https://${'a.'.repeat(50 * kib)}example` } },
        ],
      },
    ],
    ['17 rights', { rights: Array.from({ length: 17 }, () => ({ right: 'access' })) }],
    ['20,000 empty rights', { rights: Array.from({ length: 19_000 }, () => 0) }],
    ['metadata beyond 16 KiB', { metadata: { a: 'a'.repeat(17 * kib) } }],
    ['metadata 40 levels deep', { metadata: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) }],
    [
      '51 corrections',
      { rights: [{ right: 'rectification', corrections: Array.from({ length: 51 }, () => ({ field: 'a' })) }] },
    ],
  ]
  const before = await digestRows(service.database)
  for (const [what, more] of refused) t.match(await open(more), { status: 400 }, what)
  t.same(await digestRows(service.database), before)

  const longest = 'a '.repeat(9_999)
  const full = await open({
    rights: [
      ...Array.from({ length: 8 }, () => ({ right: 'access', scope: longest })),
      { right: 'withdrawal', consents: Array.from({ length: 100 }, (_, at) => `c${at}`) },
    ],
    message: longest,
    data_subject: {
      name: 'a b c '.repeat(33),
      identifiers: Array.from({ length: 20 }, () => ({ type: 'x', value: 'y'.repeat(200) })),
    },
    locale: 'x-'.repeat(5 * kib),
    metadata: { a: 'a'.repeat(16_000) },
    received_at: `2026-03-02T09:00:00.${'0'.repeat(10 * kib)}Z`, // RFC 3339 section 5.6 sets no end to a fraction
  })
  t.equal(full.status, 201, 'what is just within every limit is taken; a locale that is none falls back')
  t.equal((await agent('GET', `/v1/requests/${full.body.id}`)).status, 200)
})

t.test('60: paths, queries and headers at their limits are answered, not read for ever', async (t) => {
  const { admin } = desk.staff
  const many = (what: string) => Array.from({ length: 2_000 }, () => what).join('&')
  const answers: [string, Answer][] = [
    ['a long id', await admin('GET', `/v1/requests/req_${'0'.repeat(10 * kib)}`)],
    ['a path of slashes', await admin('GET', `/${'/'.repeat(10 * kib)}`)],
    ['a path of dots', await admin('GET', `/v1/${'../'.repeat(3 * kib)}nowhere`)],
    ['a filter two thousand times', await admin('GET', `/v1/requests?${many('status=closed')}`)],
    ['two thousand names', await admin('GET', `/v1/requests?${many('a=b')}`)],
    ['nested names', await admin('GET', `/v1/requests?q${'[a]'.repeat(3 * kib)}=b`)],
    ['a long search', await admin('GET', `/v1/requests?q=${'a+'.repeat(5 * kib)}`)],
    ['a long cursor', await admin('GET', `/v1/requests?cursor=${'A'.repeat(10 * kib)}`)],
    [
      'a long key',
      await admin('POST', '/v1/clients', { name: 'x', role: 'dpo' }, { 'idempotency-key': 'k'.repeat(10 * kib) }),
    ],
    [
      'a long If-Match',
      await admin('PATCH', '/v1/organisation', { name: 'x' }, { 'if-match': `"${'1'.repeat(10 * kib)}"` }),
    ],
    [
      'a long Acting-User',
      await admin('GET', '/v1/organisation', undefined, { 'acting-user': `${'a.'.repeat(5 * kib)}@x` }),
    ],
    [
      'a long token',
      await service.call('GET', '/v1/organisation', undefined, { authorization: `Bearer ${'a.'.repeat(7 * kib)}` }),
    ],
    ['a long slug', await service.call('GET', `/v1/public/${'a'.repeat(10 * kib)}`)],
  ]
  for (const [what, { status }] of answers) t.ok(status >= 400 && status < 500, `${what}: ${status}`)
  const form = await service.call('GET', `/v1/public/${desk.organisation.slug}`, undefined, {
    'accept-language': 'q,;='.repeat(3 * kib),
  })
  t.equal(form.status, 200, 'a language that is none falls back')
})

t.test('60: uploads of too many parts, endless heads and endless lines are cut off and leave nothing', async (t) => {
  const { id } = await openCase(desk)
  const { agent } = desk.staff
  const part = '--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nevidence\r\n'
  const type = { 'content-type': 'multipart/form-data; boundary=x' }
  const uploads = {
    'ten thousand parts': part.repeat(10_000),
    'a head that goes on': `--x\r\ncontent-disposition: form-data; name="${'a'.repeat(100 * kib)}"\r\n\r\nx\r\n--x--\r\n`,
    'heads that go on': `--x\r\n${'a: b\r\n'.repeat(20 * kib)}\r\nx\r\n--x--\r\n`,
    'almost boundaries': `--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n${'\r\n--'.repeat(50 * kib)}`,
    'nothing but boundaries': '--x\r\n'.repeat(50 * kib),
  }
  for (const [what, body] of Object.entries(uploads)) {
    for (const [call, path] of [
      [agent, 'requests'],
      [desk.person, 'me/requests'],
    ] as const) {
      const { status } = await call('POST', `/v1/${path}/${id}/documents`, body, type)
      t.ok(status === 400 || status === 413, `${what}: ${status}`)
    }
  }
  const lines = {
    'a line without end': `{"category":"${'a'.repeat(3 * kib * kib)}`,
    'a line of depth': `{"category":"a","provided_by":"subject","data":${'{"a":'.repeat(50 * kib)}1${'}'.repeat(50 * kib)}}`,
    'a line of names': `{"category":"a","provided_by":"subject","data":{},${Array.from({ length: 20_000 }, (_, at) => `"k${at}":1`).join()}}`,
    'a long category': `{"category":"${'a'.repeat(100 * kib)}","provided_by":"subject","data":{}}`,
    'a thousand categories': Array.from(
      { length: 1_000 },
      (_, at) => `{"category":"c${at}","provided_by":"subject","data":{}}`,
    ).join('\n'),
    'a number of digits in a bad place': `{"category":${'9'.repeat(500 * kib)}}`,
  }
  for (const [what, body] of Object.entries(lines)) {
    const { status } = await agent('PUT', `/v1/requests/${id}/records/crm`, body, {
      'content-type': 'application/x-ndjson',
    })
    t.ok(status === 400 || status === 413, `${what}: ${status}`)
  }
  t.same((await agent('GET', `/v1/requests/${id}/records`)).body.data, [])
  t.same((await agent('GET', `/v1/requests/${id}/documents`)).body.data, [])
  t.equal((await service.call('GET', '/health/ready')).status, 200)
})
