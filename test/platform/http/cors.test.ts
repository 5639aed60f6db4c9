import t from 'tap'
import { z } from 'zod'
import { allowListedOrigins } from '../../../src/platform/http/cors.ts'
import { defaultRateLimits, rateLimits } from '../../../src/platform/http/rate-limit.ts'
import { createServer } from '../../../src/platform/http/server.ts'
import { problem } from '../../../src/platform/problem.ts'

const origins: Record<string, readonly string[]> = {
  acme: ['https://acme.example', 'https://shop.acme.example'],
  globex: ['https://globex.example'],
}

function corsApp(form = 1_000) {
  const limits = rateLimits({ ...defaultRateLimits, form })
  const asked: string[] = []
  const app = createServer()
  allowListedOrigins(app, {
    isListed: async (origin) => {
      asked.push(origin)
      if (origin === 'https://fails.example') throw new Error('no database')
      return Object.values(origins).some((list) => list.includes(origin))
    },
    admit: limits.limited('form'),
    originsOf: async (request, { atHand }) => {
      if (atHand) return ['https://at-hand.example']
      if (request.headers['x-fault'] === 'database') throw new Error('canary: select allowed_origins')
      return origins[z.object({ slug: z.string() }).safeParse(request.params).data?.slug ?? '']
    },
  })
  app.get('/v1/public/:slug', async (request) => {
    const { slug } = z.object({ slug: z.string() }).parse(request.params)
    if (slug === 'nobody') throw problem('not_found', 'no such organisation')
    return { object: 'form' }
  })
  app.get('/v1/limited', async () => {
    throw problem('rate_limited', 'too many')
  })
  app.post('/v1/public/:slug/requests', async () => {
    throw problem('invalid', 'an error', { retryAfterSeconds: 1 })
  })
  return { app, asked }
}

const preflight = (origin: string) => ({
  method: 'OPTIONS' as const,
  url: '/v1/public/acme/requests',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,idempotency-key',
  },
})

t.test('a preflight is answered for an origin that any organisation lists', async (t) => {
  const { app } = corsApp()
  for (const origin of ['https://acme.example', 'https://globex.example']) {
    const { statusCode, headers } = await app.inject(preflight(origin))
    t.equal(statusCode, 204)
    t.match(headers, {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': /POST/,
      'access-control-allow-headers': /Idempotency-Key/,
      'access-control-max-age': '600',
      vary: /Origin/,
    })
    t.notOk(headers['access-control-allow-credentials'])
  }
})

t.test('a preflight from anywhere else is answered without leave', async (t) => {
  const { app, asked } = corsApp()
  for (const origin of [
    'https://evil.example',
    'null',
    'https://acme.example.evil.example',
    'chrome-extension://x',
    'https://a b',
    `https://${'a'.repeat(400)}`,
  ]) {
    const { statusCode, headers } = await app.inject(preflight(origin))
    t.equal(statusCode, 204, origin)
    t.notOk(headers['access-control-allow-origin'], origin)
    t.match(headers.vary, /Origin/)
  }
  t.same(
    asked,
    ['https://evil.example', 'https://acme.example.evil.example'],
    'and asks the database only for web origins',
  )
})

t.test('the answer itself is readable for the origins of the organisation concerned only', async (t) => {
  const { app } = corsApp()
  const headersFor = async (slug: string, origin: string) =>
    (await app.inject({ url: `/v1/public/${slug}`, headers: { origin } })).headers
  t.match(await headersFor('acme', 'https://shop.acme.example'), {
    'access-control-allow-origin': 'https://shop.acme.example',
    'access-control-expose-headers': 'ETag, Link, Retry-After, X-Request-Id, Idempotent-Replayed',
    vary: /Origin/,
  })
  for (const [slug, origin] of [
    ['acme', 'https://globex.example'],
    ['globex', 'https://acme.example'],
    ['nobody', 'https://acme.example'],
  ] as const) {
    const headers = await headersFor(slug, origin)
    t.notOk(headers['access-control-allow-origin'], `${slug} from ${origin}`)
    t.match(headers.vary, /Origin/)
  }
})

t.test('an error is readable too', async (t) => {
  const { app } = corsApp()
  const headers = { origin: 'https://acme.example' }
  const refused = await app.inject({ method: 'POST', url: '/v1/public/acme/requests', headers })
  t.equal(refused.statusCode, 400)
  t.equal(refused.headers['access-control-allow-origin'], 'https://acme.example')
  const wrongType = await app.inject({
    method: 'POST',
    url: '/v1/public/acme/requests',
    headers: { ...headers, 'content-type': 'text/plain' },
    payload: 'x',
  })
  t.equal(wrongType.statusCode, 415)
  t.equal(wrongType.headers['access-control-allow-origin'], 'https://acme.example')
})

t.test('a request that comes from no page gets no CORS header, but a cache is told', async (t) => {
  const { app } = corsApp()
  const { headers } = await app.inject('/v1/public/acme')
  t.notOk(headers['access-control-allow-origin'])
  t.equal(headers.vary, 'Origin')
})

t.test('the look-up is asked once for a crowd, and again after it failed', async (t) => {
  const { app, asked } = corsApp()
  await Promise.all(Array.from({ length: 20 }, () => app.inject(preflight('https://acme.example'))))
  t.same(asked, ['https://acme.example'])
  t.equal((await app.inject(preflight('https://fails.example'))).statusCode, 500)
  t.equal((await app.inject(preflight('https://fails.example'))).statusCode, 500)
  t.equal(asked.filter((origin) => origin === 'https://fails.example').length, 2)
})

t.test(
  'attack 76: a network that asks for ever new origins is refused, and what is remembered still answered',
  async (t) => {
    const { app, asked } = corsApp(3)
    const from = (remoteAddress: string, origin: string) => app.inject({ ...preflight(origin), remoteAddress })
    t.equal((await from('203.0.113.9', 'https://acme.example')).statusCode, 204)
    const flood = await Promise.all(Array.from({ length: 20 }, (_, i) => from('203.0.113.9', `https://${i}.example`)))
    const refused = flood.filter(({ statusCode }) => statusCode === 429)
    t.same([refused.length, asked.length], [18, 3])
    for (const { headers } of refused) t.match(headers, { 'retry-after': /^\d+$/, vary: /Origin/ })
    const known = await from('203.0.113.9', 'https://acme.example')
    t.equal(known.headers['access-control-allow-origin'], 'https://acme.example')
    t.equal((await from('203.0.113.10', 'https://globex.example')).statusCode, 204, 'nor is another network refused')
  },
)

t.test('attack 76: who is refused for asking too often causes no look-up by it', async (t) => {
  const { app } = corsApp()
  const answer = await app.inject({ url: '/v1/limited', headers: { origin: 'https://at-hand.example' } })
  t.equal(answer.statusCode, 429)
  t.equal(answer.headers['access-control-allow-origin'], 'https://at-hand.example', 'and a page reads it all the same')
})

t.test('an answer is given as it is when the origins cannot be found', async (t) => {
  const { app } = corsApp()
  const headers = { origin: 'https://acme.example', 'x-fault': 'database' }
  for (const [url, status] of [
    ['/v1/public/acme', 200],
    ['/v1/public/nobody', 404],
  ] as const) {
    const answer = await app.inject({ url, headers })
    t.equal(answer.statusCode, status)
    t.notOk(answer.headers['access-control-allow-origin'])
    t.notMatch(answer.body, /canary/)
  }
})

t.test('OPTIONS that is no preflight is like any method that is not offered', async (t) => {
  const { app } = corsApp()
  t.equal((await app.inject({ method: 'OPTIONS', url: '/v1/public/acme' })).statusCode, 405)
})
