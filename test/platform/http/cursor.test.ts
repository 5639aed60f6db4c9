import fc from 'fast-check'
import t from 'tap'
import { linkNext, mapPage, openCursor, type Position, page, sealCursor } from '../../../src/platform/http/cursor.ts'
import { createServer } from '../../../src/platform/http/server.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { Problem } from '../../../src/platform/problem.ts'
import { cursorKey as key, organisation, sampleApp } from './sample-app.ts'

const binding = { organisation, scope: { list: 'requests', status: ['received'], q: undefined, sort: 'due_on' } }
const position: Position = ['2026-03-02', null, newId('req'), 5, true]

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof sampleApp>>['inject']>>

/** Whether a cursor is refused as it must be, and only so. */
function isRefused(open: () => unknown): boolean {
  try {
    open()
    return false
  } catch (error) {
    return error instanceof Problem && error.code === 'invalid_cursor' && error.status === 400
  }
}

t.test('a cursor opens for the same list, whatever the order of its filters', async (t) => {
  const cursor = sealCursor(key, binding, position)
  t.match(cursor, /^[\w-]+$/)
  t.same(openCursor(key, binding, cursor), position)
  t.same(
    openCursor(key, { organisation, scope: { sort: 'due_on', list: 'requests', status: ['received'] } }, cursor),
    position,
  )
  t.not(sealCursor(key, binding, position), cursor, 'and tells nothing by being the same twice')
  t.notMatch(Buffer.from(cursor, 'base64url').toString('latin1'), /2026/)
})

t.test('attack 46: another tenant, list, filter, sort or key does not open it', async (t) => {
  const cursor = sealCursor(key, binding, position)
  const { scope } = binding
  t.ok(isRefused(() => openCursor(key, { organisation: newId('org'), scope }, cursor)))
  t.ok(isRefused(() => openCursor(key, { organisation, scope: { ...scope, list: 'events' } }, cursor)))
  t.ok(isRefused(() => openCursor(key, { organisation, scope: { ...scope, status: ['closed'] } }, cursor)))
  t.ok(isRefused(() => openCursor(key, { organisation, scope: { ...scope, q: 'ada' } }, cursor)))
  t.ok(isRefused(() => openCursor(key, { organisation, scope: { ...scope, sort: '-due_on' } }, cursor)))
  t.ok(isRefused(() => openCursor(Buffer.alloc(32, 8), binding, cursor)))
})

t.test('attack 46: a cursor altered anywhere is refused', async (t) => {
  const cursor = sealCursor(key, binding, position)
  for (let i = 0; i < cursor.length; i += 1) {
    const other = cursor[i] === 'A' ? 'B' : 'A'
    t.ok(
      isRefused(() => openCursor(key, binding, cursor.slice(0, i) + other + cursor.slice(i + 1))),
      `character ${i}`,
    )
    t.ok(
      isRefused(() => openCursor(key, binding, cursor.slice(0, i))),
      `cut at ${i}`,
    )
  }
  for (const odd of [`${cursor}A`, `${cursor}=`, ` ${cursor}`, `${cursor}\n`, '', 'e30', "' or 1=1 --", '../../x']) {
    t.ok(
      isRefused(() => openCursor(key, binding, odd)),
      JSON.stringify(odd),
    )
  }
})

t.test('attack 46: no text that the service has not made opens', async (t) => {
  const forged = fc.oneof(
    fc.string(),
    fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  )
  fc.assert(
    fc.property(forged, (cursor) => {
      t.ok(isRefused(() => openCursor(key, binding, cursor)))
    }),
  )
})

t.test('a page has one row less than was asked for where there are more', async (t) => {
  const toCursor = (row: number) => `after ${row}`
  t.same(page([1, 2, 3], 2, toCursor), { object: 'list', data: [1, 2], has_more: true, next_cursor: 'after 2' })
  t.same(page([1, 2], 2, toCursor), { object: 'list', data: [1, 2], has_more: false })
  t.same(page([], 2, toCursor), { object: 'list', data: [], has_more: false })
  t.same(mapPage(page([1, 2, 3], 2, toCursor), String), {
    object: 'list',
    data: ['1', '2'],
    has_more: true,
    next_cursor: 'after 2',
  })
})

t.test('following the links walks the whole list', async (t) => {
  const app = await sampleApp()
  let url: string | undefined = '/v1/notes?status=open&status=closed&limit=2'
  const texts: string[] = []
  while (url !== undefined) {
    const answer: Answer = await app.inject(url)
    t.equal(answer.statusCode, 200)
    const list = answer.json()
    texts.push(...list.data.map(({ text }: { text: string }) => text))
    const link: string | undefined = answer.headers.link?.toString()
    t.equal(link !== undefined, list.has_more)
    url = link && /^<(\/v1\/notes\?[^>]+)>; rel="next"$/.exec(link)?.[1]
    if (link) t.match(url, /status=open&status=closed&limit=2&cursor=/)
  }
  t.same(texts, ['0', '1', '2', '3', '4'])
})

t.test('attack 43: nothing of a request becomes a header line of its own', async (t) => {
  const app = createServer()
  app.get('/odd/*', (_request, reply) => {
    linkNext(reply, { next_cursor: 'next' })
    return {}
  })
  const answer = await app.inject('/odd/a>b%0d%0a?q=x%0d%0aset-cookie:%20a=b&r=%3E;%20rel=%22prev%22')
  const query = 'q=x%0D%0Aset-cookie%3A+a%3Db&r=%3E%3B+rel%3D%22prev%22&cursor=next'
  t.equal(answer.headers.link, `</odd/a%3Eb%0d%0a?${query}>; rel="next"`)
  t.notOk(answer.headers['set-cookie'])
})

t.test('attack 46: a cursor with other filters is 400 with its code', async (t) => {
  const app = await sampleApp()
  const { next_cursor } = (await app.inject('/v1/notes?status=open&limit=2')).json()
  const answer = await app.inject(`/v1/notes?status=closed&cursor=${next_cursor}`)
  t.equal(answer.statusCode, 400)
  t.match(answer.json(), { code: 'invalid_cursor', errors: [{ location: 'query.cursor' }] })
  t.equal(
    (await app.inject(`/v1/notes?status=open&limit=4&cursor=${next_cursor}`)).statusCode,
    200,
    'another limit is fine',
  )
})
