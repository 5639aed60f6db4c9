import t from 'tap'
import { z } from 'zod'
import { createLog } from '../../../src/platform/http/log.ts'
import { createServer } from '../../../src/platform/http/server.ts'
import { newId, showId } from '../../../src/platform/identifiers.ts'
import { sampleApp } from './sample-app.ts'

const url = `/v1/notes/${showId('req', newId('req'))}`

t.test('an unknown failure tells the client nothing and the log no value', async (t) => {
  const lines: string[] = []
  const app = await sampleApp({
    log: createLog({ stream: { write: (line) => lines.push(line) } }),
    actorOf: () => 'cli_actor',
  })
  const payload = { address: { name: 'Canary', email: 'canary@example.org' }, text: 'boom' }
  const headers = {
    authorization: 'Bearer canary',
    'user-agent': 'canary',
    'x-forwarded-for': 'canary',
    cookie: 'canary',
  }
  const answer = await app.inject({ method: 'POST', url: `${url}?email=canary@example.org`, payload, headers })
  t.equal(answer.statusCode, 500)
  t.match(answer.json(), { code: 'internal', detail: 'the request could not be carried out' })
  await app.inject({ url: '/canary?canary', headers })
  await app.inject({ url: '/%zzcanary', headers })
  await app.inject({ url: '/v1/notes?canary=canary', headers })
  t.notMatch(lines.join(''), /canary/i)
  const [failure, done] = lines.map((line) => JSON.parse(line))
  t.match(failure, {
    level: 'error',
    error: 'Error',
    stack: /at .*sample-app\.ts:\d+/,
    route: '/v1/notes/:id',
    request_id: answer.headers['x-request-id'],
  })
  t.match(done, {
    level: 'info',
    method: 'POST',
    route: '/v1/notes/:id',
    status: 500,
    actor: 'cli_actor',
    duration_ms: Number,
  })
  t.same(Object.keys(done).sort(), ['actor', 'duration_ms', 'level', 'method', 'request_id', 'route', 'status', 'time'])
})

t.test('a database failure is logged by its SQLSTATE; a passing one is 503 with Retry-After', async (t) => {
  const lines: string[] = []
  const app = createServer({ log: createLog({ stream: { write: (line) => lines.push(line) } }) })
  const driverError = (code: string) =>
    Object.assign(new Error('insert into t values (canary)'), {
      code,
      severity: 'ERROR',
      detail: 'Key (email)=(canary)',
    })
  app.get('/fail/:code', (request) => {
    const { code } = z.object({ code: z.string() }).parse(request.params)
    throw new Error('Failed query: canary\nparams: canary\n    at canary (canary:1:1)', { cause: driverError(code) })
  })
  const duplicate = await app.inject('/fail/23505')
  t.equal(duplicate.statusCode, 500)
  for (const code of ['40001', '57014', '53300', '08006', '55P03']) {
    const answer = await app.inject(`/fail/${code}`)
    t.equal(answer.statusCode, 503, code)
    t.match(answer.headers, { 'retry-after': '1' })
    t.match(answer.json(), { code: 'unavailable' })
  }
  t.notMatch(lines.join('') + duplicate.body, /canary/)
  t.match(JSON.parse(lines[0] ?? ''), { error: 'Error < Error', sqlstate: '23505' })
})

t.test('an answer that does not fit its schema is 500, and the log names the field', async (t) => {
  const lines: string[] = []
  const app = createServer({ log: createLog({ stream: { write: (line) => lines.push(line) } }) })
  const view = z.object({ rights: z.array(z.object({ due_on: z.string() })) })
  app.get('/bad', { schema: { response: { 200: view } } }, () => ({ rights: [{ due_on: 20260302 as never }] })) // wrong on purpose
  const answer = await app.inject('/bad')
  t.equal(answer.statusCode, 500)
  t.notMatch(answer.body, /due_on|20260302/)
  t.match(JSON.parse(lines[0] ?? ''), { error: /ResponseSerializationError/, fields: 'rights.0.due_on:invalid_type' })
})

t.test('what a library would log of a URL is withheld', async (t) => {
  const lines: string[] = []
  const log = createLog({ stream: { write: (line) => lines.push(line) } })
  log.warn('Reply was already sent in the "/v1/notes?email=canary@example.org" route')
  log.error({ err: new TypeError('canary'), email: 'canary', req: { url: 'canary' } }, 'request errored')
  log.child({ email: 'canary', request_id: 'r1' }).info({ status: 200, body: 'canary' })
  log.error(new Error('canary'))
  log.debug('not at this level')
  t.equal(lines.length, 4)
  t.notMatch(lines.join(''), /canary/)
  t.match(JSON.parse(lines[0] ?? ''), { msg: 'message withheld' })
  t.match(JSON.parse(lines[1] ?? ''), { error: 'TypeError', msg: 'request errored' })
  t.match(JSON.parse(lines[2] ?? ''), { request_id: 'r1', status: 200 })
})
