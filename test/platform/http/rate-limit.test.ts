import t from 'tap'
import { networkOf, rateLimits } from '../../../src/platform/http/rate-limit.ts'
import { createServer } from '../../../src/platform/http/server.ts'

const settings = { form: 5, requests: 3, 'sign-in': 2, redeem: 2, calendar: 5, inbound: 5 }

function limitedApp(trustProxy?: string) {
  const app = createServer({ trustProxy })
  const { limited } = rateLimits(settings)
  app.get('/form', { onRequest: limited('form') }, () => ({}))
  app.post('/requests', { onRequest: limited('requests') }, () => ({}))
  app.get('/staff', () => ({}))
  return app
}
type App = ReturnType<typeof limitedApp>
const post = (app: App, remoteAddress: string, headers = {}) =>
  app.inject({ method: 'POST', url: '/requests', remoteAddress, headers })

t.test('attack 76: beyond its limit a network gets 429 with Retry-After, and staff are still served', async (t) => {
  const app = limitedApp()
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(app, '203.0.113.9')))
  t.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 3)
  const refusals = answers.filter(({ statusCode }) => statusCode === 429)
  t.equal(refusals.length, 47)
  t.match(refusals[0]?.json(), { code: 'rate_limited', status: 429 })
  const wait = Number(refusals[0]?.headers['retry-after'])
  t.ok(wait >= 1 && wait <= 60, String(wait))
  t.equal((await app.inject({ url: '/staff', remoteAddress: '203.0.113.9' })).statusCode, 200)
  t.equal(
    (await app.inject({ url: '/form', remoteAddress: '203.0.113.9' })).statusCode,
    200,
    'each kind has a bucket of its own',
  )
  t.equal((await post(app, '203.0.113.10')).statusCode, 200, 'and each network')
})

t.test('routes that draw from one bucket share it', async (t) => {
  const app = createServer()
  const { limited } = rateLimits(settings)
  for (const url of ['/a', '/b']) app.get(url, { onRequest: limited('sign-in') }, () => ({}))
  const statuses = []
  for (const url of ['/a', '/b', '/a', '/b']) statuses.push((await app.inject(url)).statusCode)
  t.same(statuses, [200, 200, 429, 429])
})

t.test('each answer says where the caller stands', async (t) => {
  const app = limitedApp()
  const remaining = []
  for (let i = 0; i < 4; i += 1) {
    const { headers } = await post(app, '203.0.113.9')
    t.equal(headers['ratelimit-policy'], '"requests";q=3;w=60')
    remaining.push(/^"requests";r=(\d+);t=\d+$/.exec(String(headers.ratelimit))?.[1])
  }
  t.same(remaining, ['2', '1', '0', '0'])
})

t.test('attack 34: an IPv6 /64 is one network, and mapped IPv4 is IPv4', async (t) => {
  t.equal(networkOf('203.0.113.9'), '203.0.113.9')
  t.equal(networkOf('::ffff:203.0.113.9'), '203.0.113.9')
  t.equal(networkOf('::ffff:cb00:7109'), '203.0.113.9')
  t.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  t.equal(networkOf('2001:DB8:1:2::1'), '2001:db8:1:2::/64')
  t.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64')
  t.equal(networkOf('2001:db8:0:0:ffff::'), '2001:db8:0:0::/64')
  t.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
  t.equal(networkOf('64:ff9b::192.0.2.33'), '64:ff9b:0:0::/64')
  t.equal(networkOf('::1'), '0:0:0:0::/64')
  t.equal(networkOf(undefined), 'local')

  const app = limitedApp()
  const statuses = []
  for (let i = 0; i < 5; i += 1) statuses.push((await post(app, `2001:db8:1:2::${i.toString(16)}`)).statusCode)
  t.same(statuses, [200, 200, 200, 429, 429])
  t.equal((await post(app, '2001:db8:1:3::1')).statusCode, 200)
})

t.test('attack 33: a forged X-Forwarded-For gives no fresh bucket', async (t) => {
  const spoofed = async (app: App) => {
    const statuses = []
    for (let i = 0; i < 5; i += 1) {
      statuses.push((await post(app, '203.0.113.9', { 'x-forwarded-for': `198.51.100.${i}, 203.0.113.9` })).statusCode)
    }
    return statuses
  }
  t.same(await spoofed(limitedApp()), [200, 200, 200, 429, 429])
  t.same(await spoofed(limitedApp('10.0.0.0/8')), [200, 200, 200, 429, 429])
  const behindProxy = limitedApp('203.0.113.9')
  t.equal((await post(behindProxy, '203.0.113.9', { 'x-forwarded-for': 'forged, 198.51.100.1' })).statusCode, 200)
})

t.test('more networks than can be counted share the bucket of their provider', async (t) => {
  const app = createServer()
  const { limited } = rateLimits({ ...settings, requests: 2 }, { networks: 2 })
  app.post('/requests', { onRequest: limited('requests') }, () => ({}))
  const statusFor = async (address: string) => (await post(app, address)).statusCode
  const known = ['203.0.113.1', '2001:db8:1:1::1']
  for (const address of known) t.equal(await statusFor(address), 200)
  t.same(
    [await statusFor('2001:db8:2:1::1'), await statusFor('2001:db8:3:1::1'), await statusFor('2001:db8:4:1::1')],
    [200, 200, 429],
  )
  t.same(
    [await statusFor('198.51.100.1'), await statusFor('198.51.100.2'), await statusFor('198.51.100.3')],
    [200, 200, 429],
  )
  for (const address of known) t.equal(await statusFor(address), 200, 'those met before keep their own')
})
