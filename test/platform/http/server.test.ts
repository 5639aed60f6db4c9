import t from 'tap'
import { z } from 'zod'
import { errorResponses, strictObject, typeId } from '../../../src/platform/http/schemas.ts'
import { createServer } from '../../../src/platform/http/server.ts'
import { newId, showId } from '../../../src/platform/identifiers.ts'
import { problem } from '../../../src/platform/problem.ts'
import { sampleApp } from './sample-app.ts'

const id = showId('req', newId('req'))
const url = `/v1/notes/${id}`
const note = { address: { name: 'Ada' }, text: 'Dear controller' }
const json = { 'content-type': 'application/json' }

t.test('an answer follows its schema', async (t) => {
  const app = await sampleApp()
  const body = { ...note, at: '2026-03-02T10:30:00.5+02:00', on: '2026-03-02', locale: 'fr_fr', metadata: { a: 1 } }
  const answer = await app.inject({ method: 'POST', url, payload: body })
  t.equal(answer.statusCode, 200)
  t.same(answer.json(), {
    id,
    object: 'note',
    text: 'Dear controller',
    at: '2026-03-02T08:30:00Z',
    on: '2026-03-02',
    locale: 'fr-FR',
    metadata: { a: 1 },
  })
})

t.test('an error is a problem, with its code, its documentation and the request id', async (t) => {
  const app = await sampleApp()
  const answer = await app.inject({ method: 'POST', url, payload: { ...note, text: 'closed' } })
  t.equal(answer.statusCode, 409)
  t.equal(answer.headers['content-type'], 'application/problem+json')
  t.same(answer.json(), {
    type: '/problems/action_not_allowed',
    title: 'The state of the request does not allow this action',
    status: 409,
    detail: 'this note is closed',
    code: 'action_not_allowed',
    request_id: answer.headers['x-request-id'],
    allowed_actions: ['reopen'],
  })
})

t.test('a body is refused with every place and what was expected there, never with what was given', async (t) => {
  const app = await sampleApp()
  const canary = 'canary@example.org, canary'
  const payload = {
    address: { name: 5, email: canary, canary: 1 },
    text: 'canary\u202e',
    at: canary,
    on: canary,
    surplus: canary,
  }
  const answer = await app.inject({ method: 'POST', url, payload })
  t.equal(answer.statusCode, 400)
  t.same(
    answer.json().errors.map(({ location }: { location: string }) => location),
    ['body.address.name', 'body.address.email', 'body.address.canary', 'body.at', 'body.on', 'body.surplus'],
  )
  t.equal(answer.json().errors[0].message, 'expected text')
  t.notMatch(answer.body, /canary@|canary,/)
  const missing = await app.inject({ method: 'POST', url, payload: {} })
  t.match(missing.json().errors, [
    { location: 'body.address', message: /required/ },
    { location: 'body.text', message: /required/ },
  ])
})

t.test('a malformed id on a path is the same 404 as one that names nothing', async (t) => {
  const app = createServer()
  app.route({
    method: 'GET',
    url: '/v1/notes/:id',
    schema: {
      params: strictObject({ id: typeId('req') }),
      response: { 200: z.object({}), ...errorResponses('not_found') },
    },
    handler: async () => {
      throw problem('not_found', 'another detail for another reason')
    },
  })
  const bodies = []
  for (const name of [id, 'nonsense', 'req_', 'a'.repeat(300), '%00', '..%2f..', id.replace('req_', 'rgt_')]) {
    const answer = await app.inject({ url: `/v1/notes/${name}`, headers: { 'x-request-id': 'same-for-all' } })
    t.equal(answer.statusCode, 404, name)
    bodies.push(answer.body)
  }
  bodies.push((await app.inject({ url: '/nowhere', headers: { 'x-request-id': 'same-for-all' } })).body)
  t.equal(new Set(bodies).size, 1)
})

t.test('attack 36: only application/json in UTF-8 is read as JSON', async (t) => {
  const app = await sampleApp()
  const payload = JSON.stringify(note)
  const send = (type: string | undefined, more = {}) =>
    app.inject({
      method: 'POST',
      url,
      payload,
      headers: { ...(type !== undefined && { 'content-type': type }), ...more },
    })
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset=UTF-8',
    'application/json; charset="utf-8"',
  ]) {
    t.equal((await send(type)).statusCode, 200, type)
  }
  const tricks = [
    undefined,
    '',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=utf-7',
    'application/json, text/plain',
    'application/json;',
    'application/jsonp',
    'application/vnd.api+json',
    'application/json\u00a0',
    'application',
    '*/*',
  ]
  for (const type of tricks) {
    const answer = await send(type)
    t.equal(answer.statusCode, 415, String(type))
    t.equal(answer.json().code, 'unsupported_media_type')
    t.match(answer.json().detail, 'application/json', 'what is accepted')
  }
  const packed = await send('application/json', { 'content-encoding': 'gzip' })
  t.equal(packed.statusCode, 415)
  t.equal(packed.headers['accept-encoding'], 'identity')
})

t.test('attacks 37 to 39: what JSON.parse would let through is 400 with its place', async (t) => {
  const app = await sampleApp()
  const send = async (payload: string | Buffer) => {
    const answer = await app.inject({ method: 'POST', url, payload, headers: json })
    t.equal(answer.statusCode, 400, payload.toString('latin1' as never).slice(0, 60)) // a string ignores the encoding
    return answer.json().errors[0]
  }
  t.match(await send('{"address":{"__proto__":{"name":"x"}},"text":"x"}'), { location: 'body.address.__proto__' })
  t.match(await send('{"metadata":{"constructor":{"prototype":{}}}}'), { location: 'body.metadata.constructor' })
  t.match(await send('{"text":"a","text":"b"}'), { location: 'body', message: /once \(at character 12\)/ })
  t.match(await send('{"metadata":{"a":"\\u0000"}}'), { message: /control character.*at character 18/ })
  t.match(await send('{"metadata":{"a":"\\ud800"}}'), { message: /lone surrogate/ })
  t.match(await send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), { message: /UTF-8/ })
  t.match(await send('{"text":'), { message: /expected JSON/ })
  t.match(await send('["text"]'), { message: 'expected an object' })
  t.match(await send(''), { message: 'expected an object' })
})

t.test('attack 60: deep, huge and wide bodies are refused', async (t) => {
  const app = await sampleApp()
  const send = (payload: string) => app.inject({ method: 'POST', url, payload, headers: json })
  t.equal((await send('['.repeat(200_000))).statusCode, 400)
  t.equal((await send(`{"metadata":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`)).statusCode, 400)
  t.equal((await send(`{"metadata":[${'1,'.repeat(120_000)}1]}`)).statusCode, 400)
  const wrong = await send(
    JSON.stringify({ ...note, ...Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`k${n}`, n])) }),
  )
  t.equal(wrong.statusCode, 400)
  t.equal(wrong.json().errors.length, 32, 'with as many errors as help, not as were made')
  const huge = await send(JSON.stringify({ ...note, text: 'x'.repeat(256 * 1024) }))
  t.equal(huge.statusCode, 413)
  t.equal(huge.json().code, 'too_large')
})

t.test('every answer carries the security headers and no server version', async (t) => {
  const app = await sampleApp({ strictTransport: true })
  const answers = [
    await app.inject({ method: 'POST', url, payload: note }),
    await app.inject({ method: 'POST', url, payload: { ...note, text: 'boom' } }),
    await app.inject('/nowhere'),
    await app.inject('/%zz'),
    await app.inject({ method: 'DELETE', url }),
    await app.inject('/health/live'),
  ]
  t.same(
    answers.map(({ statusCode }) => statusCode),
    [200, 500, 404, 400, 405, 200],
  )
  for (const { headers } of answers) {
    t.match(headers, {
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': /default-src 'none'/,
      'x-request-id': /^[\w-]{8,64}$/,
    })
    t.notOk(headers.server ?? headers['x-powered-by'])
  }
  t.match(answers[0]?.headers, { 'strict-transport-security': /max-age/ })
})

t.test('a request id is taken over only where it is a short plain token', async (t) => {
  const app = await sampleApp()
  const idFor = async (given: string) =>
    (await app.inject({ url: '/health/live', headers: { 'x-request-id': given } })).headers['x-request-id']
  t.equal(await idFor('trace-0042_x'), 'trace-0042_x')
  for (const bad of [
    'short',
    'ada@example.org',
    'has space',
    'a'.repeat(65),
    '<script>x</script>',
    '../../../../etc',
    'é'.repeat(10),
  ]) {
    t.not(await idFor(bad), bad)
  }
})

t.test('a path under another method is 405 and says which', async (t) => {
  const app = await sampleApp()
  const answer = await app.inject({ method: 'DELETE', url: `${url}?x=1` })
  t.equal(answer.statusCode, 405)
  t.equal(answer.headers.allow, 'POST')
  t.equal(answer.json().code, 'method_not_allowed')
  t.equal((await app.inject({ method: 'PUT', url: '/v1/notes' })).headers.allow, 'GET, HEAD')
  t.equal((await app.inject({ method: 'OPTIONS', url })).statusCode, 405)
  t.equal((await app.inject({ method: 'PUT', url: '/nowhere' })).statusCode, 404)
})

t.test('attack 33: X-Forwarded headers count only from a trusted proxy', async (t) => {
  const seenBy = async (trustProxy?: string) => {
    const app = createServer({ trustProxy })
    app.get('/ip', (request) => ({ ip: request.ip, protocol: request.protocol, host: request.host }))
    const headers = {
      'x-forwarded-for': '203.0.113.9, 198.51.100.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      host: 'habeas.test',
    }
    return (await app.inject({ url: '/ip', headers, remoteAddress: '10.0.0.1' })).json()
  }
  t.same(await seenBy(), { ip: '10.0.0.1', protocol: 'http', host: 'habeas.test' })
  t.same(
    await seenBy('192.168.0.0/16'),
    { ip: '10.0.0.1', protocol: 'http', host: 'habeas.test' },
    'another proxy is trusted',
  )
  t.match(await seenBy('10.0.0.0/8'), { ip: '198.51.100.7', protocol: 'https' }, 'and then only the hop it has seen')
})

t.test('attack 35: no answer repeats the Host', async (t) => {
  const app = await sampleApp()
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
  for (const path of [
    '/v1/notes?limit=2',
    '/nowhere',
    '/docs',
    '/openapi.json',
    '/problems/invalid',
    '/%zz',
    '/health/ready',
  ]) {
    const answer = await app.inject({ url: path, headers })
    t.notMatch(JSON.stringify(answer.headers) + answer.body, /evil\.example/, path)
  }
})

t.test('an answer whose status the route does not document is heard of', async (t) => {
  const heard: string[] = []
  const app = await sampleApp({ onUndocumented: (route, status) => heard.push(`${route} ${status}`) })
  const undeclared = 418 as 200 // on purpose
  app.get('/odd', { schema: { hide: true, response: { 200: z.object({}) } } }, async (_request, reply) =>
    reply.code(undeclared).send({}),
  )
  await app.inject({ method: 'POST', url, payload: note })
  await app.inject('/odd')
  t.same(heard, ['GET /odd 418'])
})
