import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { environmentKey, unlockKeyring } from '../src/platform/crypto/keyring.ts'
import { type Connection, connect } from '../src/platform/database/connection.ts'
import type { ConnectionFields } from '../src/platform/database/connection-target.ts'
import { migrate, underMigrationLock } from '../src/platform/database/migrate.ts'
import type { RecordId } from '../src/platform/identifiers.ts'
import { Problem } from '../src/platform/problem.ts'
import { prepareDatabase } from '../src/prepare-database.ts'
import { type RecordContent, unpackRecords } from '../src/records/record-box.ts'
import { sealPlainRows } from '../src/seal-plain-rows.ts'
import { startService } from '../src/service.ts'
import { readSettings } from '../src/settings.ts'
import { callerAt, openDesk } from './attacks/desk.ts'
import { prepare } from './attacks/errands.ts'
import { readDocument, send } from './attacks/operations.ts'
import { limits, runAs } from './support/database.ts'
import { sharedPostgres } from './support/postgres.ts'
import { testService } from './support/service.ts'
import { repository } from './support/source-files.ts'
import { bytesOf, openedRows, placesOfText, type StoredRow, storedRows } from './support/stored.ts'
import { until } from './support/until.ts'

const cluster = await sharedPostgres(t)
const service = await testService(t)
const desk = await openDesk(service, 'acme')
const canary = `kanari${randomBytes(8).toString('hex')}`
const { agent } = desk.staff
const killed = new Error('killed')
let formerDatabases = 0

// Everything that can be done, once, and a request whose every part tells the canary: rows of every kind
const document = await readDocument(service.call)
for (const operation of document.operations) {
  const errand = await prepare(operation, desk)
  const headers = {
    ...errand.headers,
    'idempotency-key': `former-${operation.id}`,
    'acting-user': `${canary}@desk.example`,
  }
  await send(operation, { ...errand, headers }, callerAt(desk, operation))
}
const made = await agent('POST', '/v1/requests', {
  channel: 'web',
  requester: { name: `${canary} Ana`, email: `${canary}@example.org` },
  rights: [{ right: 'erasure', scope: canary }],
  message: canary,
  assignee: `${canary}@desk.example`,
  external_reference: canary,
})

const sealedThen = await columnsWhenSealed()
/** Every row as this version reads it, and as the version before encryption would hold it. */
const current = openedRows(service.keyring, withoutIssuers(await storedRows(service.database.superuser)))

t.test(
  'what a version before encryption left in the clear is sealed at the next start, and reads as before',
  async (t) => {
    const { superuser, url } = await formerDatabase(t)
    const plain = await placesOfText(superuser, canary)
    for (const place of ['table habeas.requests', 'table habeas.events', 'data files'])
      t.ok(plain.includes(place), place)

    const { keyring, release } = await prepareDatabase(settingsFor(url))
    await release()
    const rows = await storedRows(superuser)
    t.same(comparable(openedRows(keyring, rows)), comparable(current))
    t.same(
      (await placesOfText(superuser, canary)).filter((place) => place !== 'write-ahead log'),
      [],
      'in no table and no data file',
    )
    t.same(await unproven(superuser), [], 'the constraints hold for every row')
    t.same(await forced(superuser), [], 'row level security is forced again')
    const refused = await runAs(superuser, 'update habeas.events set type = type').catch((error: unknown) => error)
    t.match(refused, { sqlstate: '42501' }, 'history refuses again')

    const before = await storedRows(superuser)
    const again = await prepareDatabase(settingsFor(url))
    await again.release()
    t.same(await storedRows(superuser), before, 'the next start finds nothing to do')
  },
)

t.test('whoever still sees the plain rows is waited for, here or while writing in another database', async (t) => {
  for (const where of ['this database', 'another'] as const) {
    const { superuser, url } = await formerDatabase(t)
    const other = await connect(where === 'another' ? cluster.superuser : superuser, limits)
    t.teardown(() => other.close())
    const look = where === 'another' ? 'select pg_current_xact_id()' : 'select 1'
    await other.send({ text: `begin isolation level repeatable read; ${look}`, as: 'script' })
    let isDone = false
    const preparing = prepareDatabase(settingsFor(url)).finally(() => {
      isDone = true
    })
    await until(async () => isDone || (await isWaiting(superuser)))
    t.not(isDone, true, `in ${where}`)
    await other.send({ text: 'commit', as: 'script' })
    await (await preparing).release()
    const places = await placesOfText(superuser, canary)
    t.notOk(places.includes('data files'), 'and then all is written anew')
  }
})

t.test('the service serves it: found by what is only a fingerprint now, its papers and packages whole', async (t) => {
  const { url } = await formerDatabase(t)
  const started = await startService(settingsFor(url))
  t.teardown(() => started.stop())
  const { id, secret } = desk.staff.admin
  const asked = await fetch(`${started.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
  })
  const { access_token: token } = (await asked.json()) as { access_token: string } // as the contract says
  const get = (path: string) => fetch(`${started.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
  const list = async (path: string) => {
    const answer = await get(path)
    t.equal(answer.status, 200, path)
    return ((await answer.json()) as { data: StoredRow[] }).data // every list of the contract
  }
  for (const filter of [
    `assignee=${canary}@desk.example`,
    `external_reference=${canary}`,
    `email=${canary}@example.org`,
    `q=${canary}`,
  ]) {
    const found = await list(`/v1/requests?${filter}`)
    t.match(found, [{ id: made.body.id, message: canary, external_reference: canary }], filter)
  }
  let read = 0
  for (const request of await list('/v1/requests?limit=100')) {
    for (const what of ['documents', 'exports', 'events', 'letters', 'messages', 'records']) {
      for (const { id: each, object, deleted_at, status } of await list(
        `/v1/requests/${request.id}/${what}?limit=100`,
      )) {
        const isKept =
          object === 'document' ? deleted_at === null : object === 'export' && /^(ready|released)$/.test(String(status))
        if (!isKept) continue
        const content = await get(`/v1/requests/${request.id}/${what}/${each}/content`)
        t.ok((await content.arrayBuffer()).byteLength > 0)
        read += 1
      }
    }
  }
  t.ok(read >= 3, 'documents and packages were among them')
})

t.test('sealing that is killed at any moment goes on at the next start, and nothing is sealed twice', async (t) => {
  const { superuser, owner } = await formerDatabase(t)
  await migrate({ owner, app: undefined })
  const keyring = await unlockKeyring(environmentKey(service.masterKey), wrappedRoot())
  let kills = 0
  for (let statements = 1; ; statements += 1 + Math.floor(statements / 2)) {
    const isDone = await underMigrationLock(owner, (connection) =>
      sealPlainRows(dyingAfter(statements, connection), keyring),
    ).then(
      () => true,
      (error: unknown) => {
        t.ok(error === killed || error instanceof Problem, 'what was cut, or what was under way when it was')
        return false
      },
    )
    t.same(await forced(superuser), [], 'what was lifted is back')
    if (isDone) break
    kills += 1
  }
  t.ok(kills > 5)
  t.same(comparable(openedRows(keyring, await storedRows(superuser))), comparable(current))
})

t.test('a wrong master key: the former database is left as it is, and not even migrated', async (t) => {
  const { superuser, url } = await formerDatabase(t)
  const before = await storedRows(superuser)
  const wrong = readSettings({ NODE_ENV: 'test', DATABASE_URL: url, MASTER_KEY: 'ef'.repeat(32) })
  await t.rejects(prepareDatabase(wrong), { message: "the master key does not open this database's keyring" })
  t.same(await storedRows(superuser), before)
})

/** Whether the start asks, again and again, for transactions older than the sealing. */
async function isWaiting(superuser: ConnectionFields): Promise<boolean> {
  const rows = await runAs(
    superuser,
    `select 1 from pg_stat_activity
     where datname = current_database() and query ~ '^select 1 from (pg_snapshot_xmin|pg_locks)'`,
  )
  return rows.length > 0
}

/** A connection that is cut after so many statements. */
function dyingAfter(statements: number, connection: Connection): Connection {
  let sent = 0
  return {
    ...connection,
    send: (query) => {
      sent += 1
      if (sent <= statements) return connection.send(query)
      connection.discard()
      return Promise.reject(killed)
    },
  }
}

function settingsFor(url: string) {
  return readSettings({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: url,
    MASTER_KEY: service.masterKey.toString('hex'),
    LOG_LEVEL: 'silent',
    WORKER: 'off',
    SMTP_URL: 'smtp://127.0.0.1:1',
  })
}

/** A database as the last version before encryption left it: its migrations, and every row in the clear. */
async function formerDatabase(t: Test) {
  const name = `test_${process.pid}_${800 + formerDatabases++}`
  await runAs(cluster.owner, `create database ${name}`)
  const owner: ConnectionFields = { ...cluster.owner, database: name }
  const superuser: ConnectionFields = { ...cluster.superuser, database: name }
  t.teardown(async () => {
    await runAs(cluster.superuser, `drop database ${name} with (force)`)
    await runAs(cluster.superuser, `drop role if exists ${name}_app, ${name}_lookup`)
  })
  await migrate({ owner, app: undefined, migrationsFolder: formerMigrations(t) })
  const rows = Object.entries(current)
    .filter(([table]) => sealedThen.has(table))
    .flatMap(([table, each]) => each.map((row) => [table, formerly(table, row)] as const))
  const text = rows.map(([table, row]) => {
    const json = JSON.stringify(row).replaceAll("'", "''")
    return `insert into habeas."${table}" select * from json_populate_record(null::habeas."${table}", '${json}')`
  })
  // Without the order that foreign keys ask for
  await runAs(superuser, `set session_replication_role = replica; ${text.join(';\n')}`)
  await runAs(superuser, 'analyze') // statistics hold samples of what is plain, too
  const url = `postgres://${owner.user}@localhost:${owner.port}/${name}?host=${encodeURIComponent(owner.host)}`
  return { owner, superuser, url }
}

/** The tables and their columns as the migration left them after which everything is sealed: what came later was never plain. */
async function columnsWhenSealed(): Promise<Map<string, ReadonlySet<string>>> {
  const name = `test_${process.pid}_${800 + formerDatabases++}`
  await runAs(cluster.owner, `create database ${name}`)
  await migrate({
    owner: { ...cluster.owner, database: name },
    app: undefined,
    migrationsFolder: formerMigrations(t, 'and the one that seals'),
  })
  const rows = await runAs(
    { ...cluster.superuser, database: name },
    `select table_name, array_agg(column_name::text) as columns from information_schema.columns
     where table_schema = 'habeas' group by 1`,
  )
  await runAs(cluster.superuser, `drop database ${name} with (force)`)
  await runAs(cluster.superuser, `drop role if exists ${name}_app, ${name}_lookup`)
  return new Map(rows.map(({ table_name, columns }) => [String(table_name), new Set(columns as string[])])) // as asked for
}

function formerMigrations(t: Pick<Test, 'teardown'>, and?: 'and the one that seals'): string {
  const folder = mkdtempSync(join(tmpdir(), 'habeas-former-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(repository, 'drizzle'), folder, { recursive: true })
  const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'))
  const sealing = journal.entries.findIndex(({ tag }: { tag: string }) => tag.endsWith('seal_cases'))
  const entries = journal.entries.slice(0, and === undefined ? sealing : sealing + 1)
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }))
  return folder
}

/** What signs staff in with another's tokens is a client without a secret, of which that version knew nothing. */
function withoutIssuers(tables: Record<string, StoredRow[]>): Record<string, StoredRow[]> {
  return { ...tables, clients: (tables.clients ?? []).filter(({ secret_hash: secret }) => secret !== null) }
}

/** A row as the version before encryption held it. */
function formerly(table: string, row: StoredRow): StoredRow {
  const detail = row.detail as StoredRow | null // an object, where the table has one
  if (table === 'requests') {
    const { assignee = null, external_reference = null, ...rest } = detail ?? {}
    return { ...row, detail: rest, assignee, external_reference }
  }
  if (table === 'events') return { ...row, detail: detail?.detail ?? null, detail_key: detail && `\\x${detail.key}` }
  if (table === 'exports') return { ...row, detail: { ...detail, attempt: row.attempt } }
  if (table === 'records') {
    const { note, data } = contentOf(row, current.records ?? [])
    const { reason, redact = [] } = (row.reason ?? {}) as { reason?: string; redact?: string[] } // the review of a record
    return { ...row, ...note, data, redact, reason: reason === undefined ? null : { reason } }
  }
  if (table === 'record_uploads') return { ...row, sha256: `\\x${'ab'.repeat(32)}` }
  if (table === 'idempotent_answers') return { ...row, body_hash: `\\x${'cd'.repeat(32)}` }
  return row
}

/** What stands of a record in the box of its row, or in that of the row that holds it. */
function contentOf({ id, held_by: holder }: StoredRow, records: readonly StoredRow[]): RecordContent {
  const held = records.find((row) => row.id === (holder ?? id))
  const box = unpackRecords(bytesOf(held?.data) ?? Buffer.alloc(0), held?.id as RecordId) // as it was stored
  const content = box.find((record) => record.id === id)
  if (content === undefined) throw new Error('no box holds the record')
  return { note: content.note, data: content.data }
}

/** In one order, without what that version did not know (holds, whose answers), and what PostgreSQL writes otherwise, or cannot be made of what is no real hash. */
function comparable(tables: Record<string, StoredRow[]>): Record<string, StoredRow[]> {
  const alike = (row: StoredRow) => ({
    ...row,
    ...('body_hash' in row && { body_hash: String(row.body_hash).length, request_id: null }),
    ...('held_at' in row && { held_at: null }),
    ...('upload_id' in row && { data: contentOf(row, tables.records ?? []) }),
  })
  const order = ({ id, key, position, term }: StoredRow) => JSON.stringify([id, key, position, term])
  const then = (table: string, row: StoredRow) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => sealedThen.get(table)?.has(column)))
  return Object.fromEntries(
    Object.entries(tables)
      .filter(([table]) => sealedThen.has(table))
      .map(([table, rows]) => [
        table,
        rows.map((row) => then(table, alike(row))).toSorted((a, b) => (order(a) < order(b) ? -1 : 1)),
      ]),
  )
}

function wrappedRoot(): Buffer {
  const [row] = current.keyring ?? []
  return bytesOf(row?.wrapped) ?? Buffer.alloc(0)
}

function unproven(superuser: ConnectionFields) {
  return runAs(
    superuser,
    `select conname from pg_constraint where connamespace = 'habeas'::regnamespace and not convalidated`,
  )
}

/** Tables of ours that the policies do not bind for their owner. */
function forced(superuser: ConnectionFields) {
  return runAs(
    superuser,
    `select relname from pg_class where relnamespace = 'habeas'::regnamespace and relrowsecurity and not relforcerowsecurity`,
  )
}
