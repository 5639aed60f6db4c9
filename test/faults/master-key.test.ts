import { execFile } from 'node:child_process'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { newMasterKey } from '../../src/platform/crypto/keyring.ts'
import type { ConnectionFields } from '../../src/platform/database/connection-target.ts'
import { connectionFields } from '../../src/platform/database/connection-target.ts'
import { prepareDatabase } from '../../src/prepare-database.ts'
import { type Service, startService } from '../../src/service.ts'
import { readSettings } from '../../src/settings.ts'
import { childEnv } from '../support/child-env.ts'
import { runAs } from '../support/database.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { repository } from '../support/source-files.ts'
import { storedRows } from '../support/stored.ts'

const cluster = await sharedPostgres(t)
const refusal = { message: "the master key does not open this database's keyring" }
let made = 0

/** A database that nobody has served yet. */
async function emptyDatabase(t: Test): Promise<{ url: string; superuser: ConnectionFields }> {
  const name = `test_${process.pid}_${700 + made++}`
  await runAs(cluster.owner, `create database ${name}`)
  t.teardown(async () => {
    await runAs(cluster.superuser, `drop database ${name} with (force)`)
    await runAs(cluster.superuser, `drop role if exists ${name}_app, ${name}_lookup`)
  })
  const { user, port, host } = cluster.owner
  const url = `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`
  return { url, superuser: { ...cluster.superuser, database: name } }
}

type Keys = { readonly MASTER_KEY: string; readonly MASTER_KEY_PREVIOUS?: string }

function settings(url: string, keys: Keys) {
  // One name for all processes, as behind a balancer: each of them takes the others’ tokens
  const PUBLIC_URL = 'http://127.0.0.1'
  const rest = {
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    WORKER: 'off',
    SMTP_URL: 'smtp://127.0.0.1:1',
    PUBLIC_URL,
  }
  return readSettings({ ...rest, DATABASE_URL: url, ...keys })
}

type Outcome = { code: number; stdout: string; stderr: string }

function habeas(command: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const options = { cwd: repository, env: { ...childEnv, ...env } }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(repository, 'src/cli/habeas.ts'), command], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

async function json(answer: Promise<Response>) {
  const { status, ...rest } = await answer.then(async (got) => ({ status: got.status, body: await got.json() }))
  if (status >= 300) throw new Error(`expected success, got ${status}`)
  return rest.body as Record<string, string> // an object of the contract
}

/** Somebody writes to this process. The reference of their letter. */
async function write({ url }: Service, name: string): Promise<string> {
  const body = JSON.stringify({ requester: { name, email: 'zoe@example.org' }, rights: [{ right: 'access' }] })
  const sent = fetch(`${url}/v1/public/demo/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return (await json(sent)).reference ?? ''
}

async function namesRead({ url }: Service, token: string): Promise<string[]> {
  const answer = await fetch(`${url}/v1/requests?email=zoe@example.org&sort=received_at`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { data } = (await answer.json()) as { data: { requester: { name: string } }[] } // a list of the contract
  return data.map(({ requester }) => requester.name)
}

t.test('27: without a master key nothing starts in production, and the refusal names it', async (t) => {
  const { url, superuser } = await emptyDatabase(t)
  for (const command of ['migrate', 'rotate-master-key']) {
    const { code, stderr } = await habeas(command, { NODE_ENV: 'production', DATABASE_URL: url })
    t.equal(code, 1)
    t.match(stderr, /MASTER_KEY: missing/)
  }
  t.same(await storedRows(superuser), {}, 'and nothing is made')
})

t.test('27: a wrong master key refuses start and migration with a sentence, and changes nothing', async (t) => {
  const { url, superuser } = await emptyDatabase(t)
  const MASTER_KEY = newMasterKey()
  const { release } = await prepareDatabase(settings(url, { MASTER_KEY }))
  await release()
  const passwords = `select rolname, rolpassword from pg_authid where starts_with(rolname, current_database()) order by 1`
  const before = [await storedRows(superuser), await runAs(superuser, passwords)]

  const wrong = { MASTER_KEY: newMasterKey() }
  await t.rejects(startService(settings(url, wrong)), refusal)
  await t.rejects(startService(settings(url, { ...wrong, MASTER_KEY_PREVIOUS: newMasterKey() })), refusal)
  const migrated = await habeas('migrate', { DATABASE_URL: url, ...wrong })
  t.match(migrated, { code: 1, stdout: '', stderr: `cannot migrate: ${refusal.message}\n` })
  t.same([await storedRows(superuser), await runAs(superuser, passwords)], before, 'no row, and no password of a role')
})

t.test(
  '27: while the master key is changed, processes with the old one, with both and with the new one work',
  async (t) => {
    const { url, superuser } = await emptyDatabase(t)
    const [former, next] = [newMasterKey(), newMasterKey()]
    const [old, both, fresh] = [
      { MASTER_KEY: former },
      { MASTER_KEY: next, MASTER_KEY_PREVIOUS: former },
      { MASTER_KEY: next },
    ]
    const start = async (keys: Keys) => {
      const service = await startService(settings(url, keys))
      t.teardown(() => service.stop())
      return service
    }
    const first = await start(old)
    const { demo } = first
    const asked = {
      grant_type: 'client_credentials',
      client_id: demo?.clientId ?? '',
      client_secret: demo?.secret ?? '',
    }
    const { access_token: token = '' } = await json(
      fetch(`${first.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(asked) }),
    )
    await write(first, 'One')

    await t.rejects(startService(settings(url, fresh)), refusal, 'the new key alone comes too early')
    const second = await start(both)
    await write(second, 'Two')
    const again = await start(old)
    t.same(await namesRead(again, token), ['One', 'Two'], 'one with the old key may even restart')

    const rows = 'select id, data_key, detail, xmin::text from habeas.requests order by id'
    const before = await runAs(superuser, rows)
    const done = await habeas('rotate-master-key', { DATABASE_URL: url, ...both })
    t.match(done, { code: 0, stderr: '', stdout: /^MASTER_KEY opens this database now/ })
    t.same(await runAs(superuser, rows), before, 'no request is touched')
    t.match(await habeas('rotate-master-key', { DATABASE_URL: url, ...both }), { code: 0, stdout: /^nothing to do/ })

    const third = await start(fresh)
    await write(third, 'Three')
    await write(first, 'Four')
    for (const service of [first, second, again, third, await start(both)]) {
      t.same(await namesRead(service, token), ['One', 'Two', 'Three', 'Four'])
    }
    await t.rejects(startService(settings(url, old)), refusal, 'the old key alone opens nothing any more')
  },
)

t.test('27: the password of the role that serves stays the same when the master key changes', async (t) => {
  const { url } = await emptyDatabase(t)
  const [former, next] = [newMasterKey(), newMasterKey()]
  const passwordUnder = async (keys: Keys) => {
    const { target, release } = await prepareDatabase(settings(url, keys))
    await release()
    return connectionFields(target).password
  }
  const password = await passwordUnder({ MASTER_KEY: former })
  t.match(password, /^[0-9a-f]{64}$/)
  t.equal(await passwordUnder({ MASTER_KEY: next, MASTER_KEY_PREVIOUS: former }), password)
  await habeas('rotate-master-key', { DATABASE_URL: url, MASTER_KEY: next, MASTER_KEY_PREVIOUS: former })
  t.equal(await passwordUnder({ MASTER_KEY: next }), password)
})

t.test(
  '27: the key is not changed without both, from a key that is not the old one, or where there is none',
  async (t) => {
    const { url, superuser } = await emptyDatabase(t)
    const MASTER_KEY = newMasterKey()
    const none = await habeas('rotate-master-key', {
      DATABASE_URL: url,
      MASTER_KEY,
      MASTER_KEY_PREVIOUS: newMasterKey(),
    })
    t.match(none, { code: 1, stderr: /holds no keyring yet/ })
    const { release } = await prepareDatabase(settings(url, { MASTER_KEY }))
    await release()
    const before = await runAs(superuser, 'select * from habeas.keyring')
    t.match(await habeas('rotate-master-key', { DATABASE_URL: url, MASTER_KEY }), {
      code: 1,
      stderr: /must both be set/,
    })
    const strangers = { MASTER_KEY: newMasterKey(), MASTER_KEY_PREVIOUS: newMasterKey() }
    t.match(await habeas('rotate-master-key', { DATABASE_URL: url, ...strangers }), {
      code: 1,
      stderr: refusal.message,
    })
    t.same(await runAs(superuser, 'select * from habeas.keyring'), before)
  },
)
