import t from 'tap'
import { z } from 'zod'
import {
  canonicalLocale,
  civilDateText,
  errorResponses,
  httpsUrl,
  instantText,
  jsonObject,
  listOf,
  listQuery,
  localeTag,
  maybe,
  oneOrMany,
  optionalBody,
  origin,
  queryBoolean,
  strictObject,
  typeId,
} from '../../../src/platform/http/schemas.ts'
import { expectation } from '../../../src/platform/http/validation.ts'
import { newId, showId } from '../../../src/platform/identifiers.ts'

const messageOf = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: expectation }).error?.issues[0]?.message

t.test('an instant comes with any offset and goes in UTC, whole seconds', async (t) => {
  const instant = instantText.parse('2026-03-02T10:30:00.750+02:00')
  t.equal(instant, Date.UTC(2026, 2, 2, 8, 30, 0, 750))
  t.equal(z.encode(instantText, instant), '2026-03-02T08:30:00Z')
  for (const bad of ['2026-03-02', '2026-03-02T10:30:00', '2026-02-30T10:00:00Z', '1772447400', 'now', 5, null]) {
    t.notOk(instantText.safeParse(bad).success, String(bad))
  }
})

t.test('a legal day is a real day of the calendar', async (t) => {
  t.equal(civilDateText.parse('2028-02-29'), '2028-02-29')
  for (const bad of ['2026-02-29', '2026-3-2', '02/03/2026', '2026-03-02T00:00:00Z', 20260302]) {
    t.match(messageOf(civilDateText, bad), /expected/, String(bad))
  }
})

t.test('an id is a TypeID on the wire and a UUID in code', async (t) => {
  const id = newId('req')
  const wire = showId('req', id)
  t.equal(typeId('req').parse(wire), id)
  t.equal(z.encode(typeId('req'), id), wire)
  for (const bad of [
    id,
    wire.replace('req_', 'rgt_'),
    `${wire}x`,
    wire.toUpperCase(),
    '',
    'req_',
    `req_8${'z'.repeat(25)}`,
    7,
  ]) {
    t.match(messageOf(typeId('req'), bad), /expected/, String(bad))
  }
})

t.test('a language falls back, it never fails', async (t) => {
  t.equal(localeTag.parse('fr_fr'), 'fr-FR')
  t.equal(localeTag.parse('ZH-hant-tw'), 'zh-Hant-TW')
  for (const odd of ['', 'x', 'no such language', '!!', '../../etc', 'fr'.repeat(500)])
    t.equal(localeTag.parse(odd), undefined, odd)
  t.equal(canonicalLocale(undefined), undefined)
})

t.test('an address to send data to is https with a public name', async (t) => {
  t.equal(httpsUrl().parse('https://Example.org'), 'https://example.org/')
  t.equal(httpsUrl().parse('https://bücher.example:8443/in?x=1'), 'https://xn--bcher-kva.example:8443/in?x=1')
  const bad = [
    'http://example.org',
    'ftp://example.org',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '//example.org',
    'example.org',
    'https://user@example.org',
    'https://user:secret@example.org',
    'https://:@example.org@evil.example',
    'https://example.org:22',
    'https://example.org/#fragment',
    'https://127.0.0.1',
    'https://127.1',
    'https://0x7f.1',
    'https://2130706433',
    'https://169.254.169.254/latest',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://localhost',
    'https://a.localhost',
    'https://localhost.',
    'https://intranet',
    'https://db.internal',
    'https://printer.local',
    ' https://example.org',
    'https://exam\nple.org',
    `https://example.org/${'a'.repeat(2_000)}`,
  ]
  for (const url of bad) t.notOk(httpsUrl().safeParse(url).success, url)
})

t.test('an origin is written as browsers send it', async (t) => {
  for (const good of [
    'https://www.example.org',
    'https://example.org:8443',
    'http://localhost:5173',
    'http://127.0.0.1:3000',
  ]) {
    t.equal(origin().parse(good), good)
  }
  for (const bad of [
    '*',
    'null',
    'https://*.example.org',
    'https://example.org/',
    'https://EXAMPLE.org',
    'https://example.org:443',
    'http://example.org',
    'https://user@example.org',
    '',
  ]) {
    t.notOk(origin().safeParse(bad).success, bad)
  }
})

t.test('a list asks for 25 at a time, and its filters may be given twice', async (t) => {
  const query = listQuery({
    status: oneOrMany(z.enum(['open', 'closed'])).optional(),
    overdue: queryBoolean.optional(),
  })
  t.same(query.parse({}), { limit: 25 })
  t.same(query.parse({ limit: '100', status: 'open', overdue: 'false' }), {
    limit: 100,
    status: ['open'],
    overdue: false,
  })
  t.same(query.parse({ status: ['open', 'closed'] }), { limit: 25, status: ['open', 'closed'] })
  for (const bad of [
    { limit: '0' },
    { limit: '101' },
    { limit: '1e1' },
    { limit: '5.0' },
    { limit: ['1', '2'] },
    { status: 'lost' },
    { overdue: '1' },
    { unknown: '1' },
    { cursor: '' },
  ]) {
    t.match(messageOf(query, bad), /expected/, JSON.stringify(bad))
  }
})

t.test('a field that may be missing may also be null', async (t) => {
  const body = strictObject({ at: maybe(instantText), note: maybe(z.string()) })
  t.same(body.parse({}), {})
  t.same(body.parse({ at: null, note: 'x' }), { at: undefined, note: 'x' })
  t.match(messageOf(body, { at: 'x' }), /RFC 3339/)
  t.same(optionalBody(body).parse(null), {})
  t.notOk(optionalBody(body).safeParse([]).success)
})

t.test('metadata is any JSON object up to its size', async (t) => {
  const metadata = jsonObject({ maxBytes: 20 })
  t.same(metadata.parse({ a: [1, { b: null }] }), { a: [1, { b: null }] })
  t.match(messageOf(metadata, { a: 'é'.repeat(10) }), /at most 20 bytes/)
  for (const bad of [[], 'text', 1, null]) t.notOk(metadata.safeParse(bad).success)
})

t.test('an answer keeps the declared fields only, also in lists', async (t) => {
  const list = listOf(z.object({ id: typeId('req') }), 'TestOnlyDeclared')
  const id = newId('req')
  const written = z.encode(list, { object: 'list', data: [Object.assign({ id }, { secret: 1 })], has_more: false })
  t.same(written, { object: 'list', data: [{ id: showId('req', id) }], has_more: false })
})

t.test('error answers are gathered by status, and every route can fail', async (t) => {
  const responses = errorResponses('invalid', 'invalid_cursor', 'action_not_allowed')
  t.same(Object.keys(responses), ['400', '409', '500', '503'])
  t.match(responses[400].description, /`invalid`.*`invalid_cursor`/)
  t.ok('application/problem+json' in responses[409].content)
})
