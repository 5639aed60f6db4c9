import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createHabeas } from '../openapi/client/habeas.ts'
import { startService } from '../src/service.ts'
import { readSettings } from '../src/settings.ts'
import { runAs } from './support/database.ts'
import { sharedPostgres } from './support/postgres.ts'
import { urlOf } from './support/running-service.ts'
import { until } from './support/until.ts'

const { owner, superuser } = await sharedPostgres(t)
const dataDir = mkdtempSync(join(tmpdir(), 'habeas-copied-'))
t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
const masterKey = randomBytes(32).toString('hex')
const operatorToken = 'operator-of-the-copies'

/** A name that is swept away with those of other test files that were killed. */
const nameOf = (number: number) => `test_${process.pid}_${800 + number}`
const original = nameOf(0)

/** The service on a database, for as long as `work` takes. */
async function servedFrom<T>(database: string, work: (url: string) => Promise<T>): Promise<T> {
  const service = await startService(
    readSettings({
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: urlOf({ ...owner, database }),
      MASTER_KEY: masterKey,
      OPERATOR_TOKEN: operatorToken,
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
    }),
  )
  try {
    return await work(service.url)
  } finally {
    await service.stop()
  }
}

async function dropDatabase(name: string): Promise<void> {
  await runAs(superuser, `drop database if exists ${name} with (force)`)
  await runAs(superuser, `drop role if exists ${name}_app, ${name}_lookup`)
}

/** Asks until whoever was in the database has left, as it can't be copied before. */
async function untilNobodyIsIn(database: string): Promise<void> {
  const visitors = 'select pid from pg_stat_activity where datname = $1'
  await until(async () => (await runAs(superuser, visitors, [database])).length === 0)
}

async function copyOf(t: Test, from: string, number: number): Promise<string> {
  await untilNobodyIsIn(from)
  await runAs(owner, `create database ${nameOf(number)} template ${from}`)
  t.teardown(() => dropDatabase(nameOf(number)))
  return nameOf(number)
}

const write = { requester: { name: 'Zoé', email: 'zoe@person.example' }, rights: [{ right: 'access' as const }] }

/** Sends a form, and reads what the staff sees: the look-ups, the rows of the tenant and the queue are all needed for it. */
async function isAtWork(url: string, client: { id: string; secret: string }): Promise<string[]> {
  const staff = createHabeas({ url, credentials: { clientId: client.id, clientSecret: client.secret } })
  await staff.post('/v1/public/{slug}/requests', { path: { slug: 'acme' }, body: write })
  await staff.get('/health/ready')
  const list = await staff.get('/v1/requests')
  return list.data.map(({ reference }) => reference).sort()
}

await runAs(owner, `create database ${original}`)
t.teardown(() => dropDatabase(original))
const { client, references } = await servedFrom(original, async (url) => {
  const operator = createHabeas({ url, credentials: { token: operatorToken } })
  const opened = await operator.post('/v1/organisations', {
    body: { slug: 'acme', name: 'Acme SAS', country: 'FR', contact: { dpo_email: 'dpo@acme.example' } },
  })
  return { client: opened.client, references: await isAtWork(url, opened.client) }
})

t.test('a copy under another name starts with roles of its own, and the original goes on with its own', async (t) => {
  const copy = await copyOf(t, original, 1)
  const seen = await servedFrom(copy, (url) => isAtWork(url, client))
  t.equal(seen.length, 2)
  t.ok(
    references.every((reference) => seen.includes(reference)),
    'what was in the original is in the copy',
  )
  t.equal((await servedFrom(copy, (url) => isAtWork(url, client))).length, 3, 'and again, with nothing left to change')
  t.equal((await servedFrom(original, (url) => isAtWork(url, client))).length, 2)
})

t.test('no privilege is left on the copy for the roles of the original, which can be dropped', async (t) => {
  const first = await copyOf(t, original, 2)
  await servedFrom(first, (url) => isAtWork(url, client))
  const copy = await copyOf(t, first, 3)
  const target = { ...superuser, database: copy }
  const strangers = [`${first}_app`, `${first}_lookup`]
  const held = () =>
    runAs(
      target,
      `select d.classid::regclass::text as kind, d.objid from pg_shdepend d join pg_database b on b.oid = d.dbid
       where b.datname = current_database() and d.refobjid in (select oid from pg_roles where rolname = any ($1::text[]))`,
      [strangers],
    )
  t.ok((await held()).length > 20, 'a copy brings them')
  const before = await servedFrom(copy, (url) => isAtWork(url, client))
  t.same(await held(), [])
  await runAs(superuser, `drop database ${first} with (force)`)
  await runAs(superuser, `drop role ${strangers.join(', ')}`) // PostgreSQL refuses where any database needs them
  t.equal((await servedFrom(copy, (url) => isAtWork(url, client))).length, before.length + 1)
})

t.test('so does what the owner restored, whose functions are the owner’s and whose grants are another’s', async (t) => {
  const copy = await copyOf(t, original, 4)
  const target = { ...superuser, database: copy }
  await runAs(
    target,
    `do $$ declare f record; begin
       for f in select oid::regprocedure as name from pg_proc where starts_with(proname, 'lookup_') and pronamespace = 'habeas'::regnamespace
       loop execute format('alter function %s owner to ${owner.user}', f.name); end loop;
     end $$`,
  )
  await servedFrom(copy, (url) => isAtWork(url, client))
  const [left] = await runAs(
    target,
    `select count(*)::int as tables from pg_class where relkind in ('r', 'p') and relnamespace in ('habeas'::regnamespace, 'pgboss'::regnamespace)
       and has_table_privilege($1, oid, 'select')`,
    [`${original}_app`],
  )
  t.same(left, { tables: 0 })
})

t.test('a role that others were given is left what it has', async (t) => {
  const copy = await copyOf(t, original, 5)
  const reader = `${copy}_reader`
  await runAs({ ...owner, database: copy }, `create role ${reader}; grant usage on schema habeas to ${reader}`)
  await servedFrom(copy, (url) => isAtWork(url, client))
  const [kept] = await runAs(
    { ...superuser, database: copy },
    `select has_schema_privilege($1, 'habeas', 'usage') as reads`,
    [reader],
  )
  t.same(kept, { reads: true })
  await dropDatabase(copy)
  await runAs(superuser, `drop role ${reader}`)
})
