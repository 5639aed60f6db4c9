import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { createHabeas } from '../openapi/client/habeas.ts'
import { holdFreePort } from '../src/platform/http/free-port.ts'
import { runningService } from './support/running-service.ts'
import { testService } from './support/service.ts'
import { repository } from './support/source-files.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'habeas-service-'))
t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
const { url, operatorToken } = await runningService(t, { DATA_DIR: dataDir })

t.test('on a port that was free, tokens are issued by the address that the service listens on', async (t) => {
  const operator = createHabeas({ url, credentials: { token: operatorToken } })
  const { client } = await operator.post('/v1/organisations', {
    body: { slug: 'acme', name: 'Acme SAS', country: 'FR', contact: { dpo_email: 'dpo@acme.example' } },
  })
  const { access_token: token } = await createHabeas({ url }).post('/oauth/token', {
    body: { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret },
  })
  const { iss } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  t.match(url, /:[1-9]\d+$/)
  t.equal(iss, url)
  t.match(await createHabeas({ url, credentials: { token } }).get('/v1/requests'), { object: 'list' })
})

t.test('the address alone leads to the documentation, and in production nowhere', async (t) => {
  const answer = await fetch(url, { redirect: 'manual' })
  t.same([answer.status, answer.headers.get('location')], [302, '/docs'])
  t.equal((await fetch(url)).status, 200)
  const production = await testService(t, {
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://nobody@localhost/nothing',
      SMTP_URL: 'smtps://mail.example',
      MASTER_KEY: 'ab'.repeat(32),
      PUBLIC_URL: 'https://rights.example',
      TEST_CLOCK: '',
    },
  })
  t.match(await production.call('GET', '/'), { status: 404, body: { code: 'not_found' } })
})

t.test('a port that is held is nobody else’s until it is let go', async (t) => {
  const held = await holdFreePort('127.0.0.1')
  const listens = () =>
    new Promise<string>((resolve) => {
      const server = createServer()
      server.on('error', (error) => resolve(error.message))
      server.listen(held.port, '127.0.0.1', () => server.close(() => resolve('listened')))
    })
  t.match(await listens(), /EADDRINUSE/)
  await held.release()
  await held.release()
  t.equal(await listens(), 'listened')
})

t.test('no port is free at an address of another machine', async (t) => {
  await t.rejects(holdFreePort('192.0.2.1'), { code: 'EADDRNOTAVAIL' })
})

t.test('a port that is taken is named at the start, with the setting that chooses another', async (t) => {
  const { port } = new URL(url)
  await t.rejects(runningService(t, { DATA_DIR: dataDir, PORT: port }), {
    message: `port ${port} of 127.0.0.1 is taken; PORT chooses another`,
  })
})

t.test('npm start says what is missing where nothing is installed yet', async (t) => {
  const bare = mkdtempSync(join(tmpdir(), 'habeas-bare-'))
  t.teardown(() => rmSync(bare, { recursive: true, force: true }))
  copyFileSync(join(repository, 'package.json'), join(bare, 'package.json'))
  for (const command of ['start', 'demo']) {
    const started = promisify(execFile)('npm', ['run', command], { cwd: bare })
    await t.rejects(started, { code: 1, stderr: /run npm ci first/ })
  }
})
