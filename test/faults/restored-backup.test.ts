import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { run } from '../../src/cli/retention.ts'
import { startService } from '../../src/service.ts'
import { readSettings } from '../../src/settings.ts'
import { childEnv } from '../support/child-env.ts'
import { runAs } from '../support/database.ts'
import { repository } from '../support/embedded-service.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { bytesOf, placesOfText, storedRows } from '../support/stored.ts'
import { startProcess } from './process.ts'

// The drill of the README: a backup is made, a case is erased, the backup is restored, the service starts.
const cluster = await sharedPostgres(t)
const [name, backup] = [`test_${process.pid}_900`, `test_${process.pid}_901`]
const { owner } = cluster
const superuser = { ...cluster.superuser, database: name }
const folder = mkdtempSync(join(tmpdir(), 'habeas-drill-'))
const ledger = join(folder, 'elsewhere', 'erasures.jsonl')
const canary = `kanari${randomBytes(8).toString('hex')}`
const env = {
  NODE_ENV: 'test',
  DATA_DIR: join(folder, 'data'),
  DATABASE_URL: `postgres://${owner.user}@localhost:${owner.port}/${name}?host=${encodeURIComponent(owner.host)}`,
  MASTER_KEY: randomBytes(32).toString('hex'),
  ERASURE_LEDGER: ledger,
  OPERATOR_TOKEN: 'operator',
  TEST_CLOCK: 'on',
  LOG_LEVEL: 'warn',
  WORKER: 'off',
  SMTP_URL: 'smtp://127.0.0.1:1',
}
t.teardown(async () => {
  rmSync(folder, { recursive: true, force: true })
  for (const each of [name, backup]) await runAs(cluster.superuser, `drop database if exists ${each} with (force)`)
  await runAs(cluster.superuser, `drop role if exists ${name}_app, ${name}_lookup`)
})
await runAs(owner, `create database ${name}`)

/** What a service answers, read by path. */
type Json = ReturnType<typeof JSON.parse>
type Call = (method: string, path: string, body?: object | URLSearchParams, token?: string) => Promise<Json>

/** Starts the service, does something with it, and ends it: nobody is in the database afterwards. What came of it, and what it said. */
async function served<T>(t: Test, work: (call: Call) => Promise<T>): Promise<{ result: T; said: string }> {
  const service = await startProcess(t, env.DATA_DIR, env)
  if (service.url === '') throw new Error(service.said())
  const result = await work(callerOf(service.url))
  await service.end('SIGTERM')
  return { result, said: service.said() }
}

/** The same in this process, which is quicker, where nobody listens to what it says. */
async function servedHere<T>(work: (call: Call) => Promise<T>): Promise<T> {
  const service = await startService(readSettings({ ...env, PORT: '0', LOG_LEVEL: 'silent' }))
  try {
    return await work(callerOf(service.url))
  } finally {
    await service.stop()
  }
}

function callerOf(url: string): Call {
  return async (method, path, body, token) => {
    const isForm = body instanceof URLSearchParams
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(body && { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    })
    const json: Json = await answer.json()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`)
    return json
  }
}

/** `npm run habeas -- retention …`, beside no service. */
async function retention(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['src/cli/habeas.ts', 'retention', ...words], {
    cwd: repository,
    env: { ...childEnv, ...env },
  })
  return stdout
}

async function restore(from: string): Promise<void> {
  await runAs(cluster.superuser, `drop database ${name} with (force)`)
  await runAs(cluster.superuser, `create database ${name} template ${from} owner ${owner.user}`)
}

const ledgerLines = (): Json[] =>
  readFileSync(ledger, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

/** What a tool of the organisation reads of the case. */
async function readCase(call: Call, { client, id }: Opened) {
  const form = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret }
  const token: string = (await call('POST', '/oauth/token', new URLSearchParams(form))).access_token
  const view = await call('GET', `/v1/requests/${id}`, undefined, token)
  const { data: events } = await call('GET', `/v1/requests/${id}/events`, undefined, token)
  return { view, events, token }
}
type Opened = { client: { id: string; secret: string }; id: string; held: string }

// By real time the files are long over: five years from 2019
const opened = await servedHere(async (call): Promise<Opened> => {
  await call('POST', '/v1/test/clock', { now: '2019-03-04T09:00:00Z' })
  const contact = { dpo_email: 'dpo@acme.example' }
  const made = await call(
    'POST',
    '/v1/organisations',
    { slug: 'acme', name: 'Acme', country: 'FR', contact },
    'operator',
  )
  const form = { grant_type: 'client_credentials', client_id: made.client.id, client_secret: made.client.secret }
  const { access_token: token } = await call('POST', '/oauth/token', new URLSearchParams(form))
  const ids: string[] = []
  for (const letter of ['first', 'second']) {
    const { id } = await call(
      'POST',
      '/v1/requests',
      {
        channel: 'web',
        requester: { name: `${canary} ${letter}`, email: `${canary}@example.org` },
        rights: [{ right: 'erasure' }],
        message: canary,
      },
      token,
    )
    await call('POST', `/v1/requests/${id}/cancel`, {}, token)
    ids.push(id)
  }
  const [id = '', held = ''] = ids
  for (const each of ids) await call('POST', `/v1/requests/${each}/hold`, { reason: canary }, token)
  return { client: made.client, id, held }
})

t.test('34: a backup is made while the case is held; then the hold ends, and the case is erased', async (t) => {
  await runAs(cluster.superuser, `create database ${backup} template ${name}`)
  await servedHere(async (call) => {
    const { token } = await readCase(call, opened)
    await call('POST', `/v1/requests/${opened.id}/release-hold`, { reason: 'settled' }, token)
  })
  t.match(
    await retention('--dry-run'),
    new RegExp(`${opened.id} HB-\\S+ case_file: due from 2024-03-05, 60 months after closure\n1 parts`),
  )
  t.throws(ledgerLines, { code: 'ENOENT' }, 'a dry run changes nothing')
  t.equal(await retention(), '1 case files erased\n')
  t.equal(await retention(), '0 case files erased\n')
  t.match(ledgerLines(), [{ request: opened.id }])
  await t.rejects(run(['--dry']), { message: /expected --dry-run/ })
})

t.test(
  '69: the backup is restored: the next start erases the case again before it serves, held there or not',
  async (t) => {
    await restore(backup)
    const restored = await storedRows(superuser)
    t.equal(
      restored.requests?.every((row) => row.data_key !== null),
      true,
      'it is back, with its key',
    )
    const [line] = ledgerLines()
    const { result, said } = await served(t, (call) => readCase(call, opened))
    t.match(said, /cases that a backup brought back were erased again/)
    t.match(result.view, { requester: null, message: null, hold: null, erased_at: String, allowed_actions: [] })
    t.match(result.events.at(-1), { type: 'case_erased', details: { cause: 'restored_backup' } })
    for (const [at, event] of result.events.entries()) {
      t.equal(event.previous_hash, result.events[at - 1]?.hash ?? null, 'the chain goes on from where the backup stood')
    }
    t.same(
      ledgerLines().map(({ request, event }) => ({ request, event })),
      [
        { request: opened.id, event: line.event },
        { request: opened.id, event: result.events.at(-1).hash },
      ],
    )
    const after = await storedRows(superuser)
    const keys = (after.requests ?? []).map(({ data_key }) => bytesOf(data_key))
    t.equal(keys.filter((key) => key !== null).length, 1, 'the other case is untouched')
    t.same(
      (await placesOfText(superuser, canary)).filter((place) => place !== 'write-ahead log'),
      [],
    )
  },
)

t.test('69: a start that finds nothing amiss does nothing, and says nothing', async (t) => {
  const before = { rows: await storedRows(superuser), lines: ledgerLines() }
  const { said } = await served(t, async () => undefined)
  t.notMatch(said, /ledger|backup/)
  t.same(
    { rows: (await storedRows(superuser)).requests, lines: ledgerLines() },
    { ...before, rows: before.rows.requests },
  )
})

t.test(
  '69: a ledger that is gone is told and made anew; one cut off in a line is read as far as it goes',
  async (t) => {
    rmSync(ledger)
    const { said } = await served(t, async () => undefined)
    t.match(said, /the erasure ledger is missing, and was made anew/)
    t.match(ledgerLines(), [{ request: opened.id }])
    const [line] = ledgerLines()
    writeFileSync(ledger, `${JSON.stringify(line)}\n{"organisation":"org_`)
    const cut = await served(t, async () => undefined)
    t.match(cut.said, /lines of the erasure ledger cannot be read/)
  },
)

t.test(
  '34: the ledger made anew protects as the first did: restored once more, the case is erased once more',
  async (t) => {
    await restore(backup)
    const result = await servedHere((call) => readCase(call, opened))
    t.match(result.events.at(-1), { type: 'case_erased', details: { cause: 'restored_backup' } })
    t.equal(ledgerLinesReadable(), 2, 'the new line stands behind the one that was cut off')
  },
)

function ledgerLinesReadable(): number {
  return readFileSync(ledger, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}')).length
}
