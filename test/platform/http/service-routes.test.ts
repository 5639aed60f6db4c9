import t from 'tap'
import { problems } from '../../../src/platform/problem.ts'
import { sampleApp } from './sample-app.ts'

t.test('every code has a page, in HTML for a browser and in JSON for a program', async (t) => {
  const app = await sampleApp()
  for (const [code, { status, title }] of Object.entries(problems)) {
    const answer = await app.inject(`/problems/${code}`)
    t.match(answer.json(), { object: 'problem_type', code, status, title, help: /\w{3}/ }, code)
  }
  const browser = await app.inject({
    url: '/problems/four_eyes',
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
  })
  t.match(browser.headers, {
    'content-type': /text\/html/,
    'content-security-policy': /default-src 'none'/,
    vary: /Accept/,
  })
  t.match(browser.body, /<h1>Another person must do this<\/h1>/)
  const program = await app.inject({
    url: '/problems/four_eyes',
    headers: { accept: 'application/json, text/html;q=0.1' },
  })
  t.match(program.headers['content-type'], /application\/json/)
})

t.test('a code that is none is 404', async (t) => {
  const app = await sampleApp()
  for (const code of ['nonsense', 'constructor', '__proto__', 'toString', '<script>', 'a'.repeat(80)]) {
    t.equal((await app.inject(`/problems/${encodeURIComponent(code)}`)).statusCode, 404, code)
  }
})

t.test('the type of a problem leads to its page', async (t) => {
  const app = await sampleApp()
  const { type } = (await app.inject('/nowhere')).json()
  t.match((await app.inject(type)).json(), { code: 'not_found' })
})

t.test('the process is alive whatever its surroundings', async (t) => {
  const app = await sampleApp({ checks: { database: () => Promise.reject(new Error('down')) } })
  const answer = await app.inject('/health/live')
  t.equal(answer.statusCode, 200)
  t.same(answer.json(), { object: 'health', status: 'ok' })
})

t.test('it is ready when everything it needs is there', async (t) => {
  const app = await sampleApp({
    checks: { database: async () => 1, migrations: async () => true, queue: async () => undefined },
  })
  t.equal((await app.inject('/health/ready')).statusCode, 200)
})

t.test('attack 78: what is missing is named, and nothing more is said', async (t) => {
  const checks = {
    database: () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:5432 as habeas_app')),
    migrations: async () => false,
    queue: async () => true,
    cache: () => {
      throw new Error('canary')
    },
  }
  const app = await sampleApp({ checks })
  const answer = await app.inject('/health/ready')
  t.equal(answer.statusCode, 503)
  t.equal(answer.headers['retry-after'], '5')
  t.match(answer.json(), { code: 'unavailable' })
  t.same(
    answer.json().errors.map(({ location }: { location: string }) => location),
    ['database', 'migrations', 'cache'],
  )
  t.notMatch(answer.body, /ECONNREFUSED|10\.1|habeas_app|canary/)
})

t.test('attack 78: however many ask, one look is taken at a time', async (t) => {
  let looks = 0
  const gate = Promise.withResolvers<boolean>()
  const app = await sampleApp({
    checks: {
      database: () => {
        looks += 1
        return gate.promise
      },
    },
  })
  await app.ready()
  const asked = Array.from({ length: 20 }, () => app.inject('/health/ready'))
  await app.inject('/health/live')
  gate.resolve(true)
  t.same(new Set((await Promise.all(asked)).map(({ statusCode }) => statusCode)), new Set([200]))
  t.equal(looks, 1)
})

t.test('attack 78: without a token there is health, documentation and nothing of the inside', async (t) => {
  const app = await sampleApp()
  for (const path of [
    '/metrics',
    '/debug',
    '/.env',
    '/.git/config',
    '/package.json',
    '/docs/static/../../package.json',
    '/docs/static/%2e%2e/%2e%2e/package.json',
    '/docs/static/index.css/../../../package.json',
  ]) {
    t.not((await app.inject(path)).statusCode, 200, path)
  }
})
