import t from 'tap'
import { rawStatement } from '../../../src/platform/database/statement.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { runAs, testDatabase } from '../../support/database.ts'
import { refusal } from './notes.ts'

const { db, owner, app, superuser } = await testDatabase(t)
const [organisation, stranger] = [newId('org'), newId('org')]

const tables = await runAs(
  superuser,
  `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as is_forced,
     (select a.attname from pg_attribute a where a.attrelid = c.oid
        and a.attname = case when c.relname = 'organisations' then 'id' else 'organisation_id' end) as tenant,
     (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)))
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
   from pg_class c where c.relnamespace = 'habeas'::regnamespace and c.relkind in ('r', 'p') order by 1`,
)
type Column = { name: string; type: string }
const tenantTables = tables.filter(({ tenant }) => tenant !== null)

const appendOnly = [
  'events',
  'signing_keys',
  'checkpoints',
  'checkpoint_deliveries',
  'register_versions',
  'letter_versions',
]

/** A value that every column of its type takes, once nothing is checked. */
const samples: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: `'x'`,
  integer: '1',
  smallint: '1',
  bigint: '1',
  boolean: 'false',
  date: 'current_date',
  jsonb: `'{}'`,
  bytea: `'\\x00'`,
  xid8: `'1'`,
  'text[]': `'{}'`,
  'timestamp with time zone': 'now()',
}
// One row in every table of a tenant, whatever its constraints would say of it: here only row level security is asked.
await runAs(
  superuser,
  `set session_replication_role = replica;
   do $$ declare c record; begin
     for c in select conrelid::regclass as t, conname from pg_constraint where connamespace = 'habeas'::regnamespace and contype = 'c'
     loop execute format('alter table %s drop constraint %I', c.t, c.conname); end loop;
   end $$;
   ${tenantTables
     .map(({ name, tenant, columns }) => {
       const given = columns as Column[] // as the query above builds them
       const values = given.map((column) =>
         column.name === tenant ? `'${organisation}'` : (samples[column.type] ?? 'null'),
       )
       return `insert into habeas."${name}" ("${given.map((column) => column.name).join('", "')}") values (${values.join(', ')})`
     })
     .join(';\n')}`,
)

const countOf = (table: unknown) =>
  rawStatement<object, { count: number }>(
    `count ${table}`,
    `select count(*)::int as count from habeas."${table}"`,
    () => [],
  )

t.test('every table with an organisation has row level security, forced', async (t) => {
  t.ok(tenantTables.length > 10)
  for (const { name, is_forced } of tenantTables) t.equal(is_forced, true, String(name))
})

t.test(
  'attack 73: with the setting unset, empty or of another, a tenant table has no rows, and takes none',
  async (t) => {
    for (const { name, tenant } of tenantTables) {
      const table = countOf(name)
      t.same(
        await db.inOneTrip(organisation, (tx) => [tx.run(table, {})]),
        [[{ count: 1 }]],
        `${name}: the row is there`,
      )
      t.same(await db.lookup(table, {}), [{ count: 0 }], `${name}: unset`)
      t.same(await db.inOneTrip(stranger, (tx) => [tx.run(table, {})]), [[{ count: 0 }]], `${name}: of another`)
      const count = `select count(*)::int as count from habeas."${name}"`
      const empty = await runAs(app, `set app.organisation = ''; ${count}`)
      t.same(empty[1], [{ count: 0 }], `${name}: empty`)
      const wild = await runAs(app, `set app.organisation = '%'; ${count}`).catch(({ sqlstate }) => sqlstate)
      t.equal(wild, '22P02', `${name}: no uuid at all`)
      if (appendOnly.includes(String(name))) continue // which nobody may change: attack 72
      for (const change of [
        `update habeas."${name}" set "${tenant}" = "${tenant}" returning 1`,
        `delete from habeas."${name}" returning 1`,
      ]) {
        if (change.startsWith('delete from habeas."organisations"')) {
          await t.rejects(runAs(app, change), refusal('42501'), 'an organisation is never deleted')
        } else t.equal((await runAs(app, change)).length, 0, change)
      }
    }
    for (const { name, tenant } of tenantTables) {
      await t.rejects(
        db.transaction(stranger, (tx) =>
          tx.query(`insert into habeas."${name}" ("${tenant}") values ($1)`, [organisation]),
        ),
        { name: 'DatabaseRefusal', message: /42501|23502/ },
        `${name} takes no row of another`,
      )
    }
    const [left] = await runAs(
      superuser,
      `select ${tenantTables.map(({ name }) => `(select count(*) from habeas."${name}")`).join(' + ')} as rows`,
    )
    t.equal(Number(left?.rows), tenantTables.length, 'every row is still there')
  },
)

t.test(
  'attack 72: the app role is refused (42501) whatever would change history, the tables or the guards',
  async (t) => {
    const refused = [
      ...appendOnly.map((table) => `update habeas.${table} set organisation_id = organisation_id`),
      ...appendOnly.map((table) => `delete from habeas.${table}`),
      ...tables.map(({ name }) => `truncate habeas."${name}" cascade`),
      ...tables.map(({ name }) => `drop table habeas."${name}" cascade`),
      ...tables.map(({ name }) => `alter table habeas."${name}" disable row level security`),
      ...tables.map(({ name }) => `alter table habeas."${name}" no force row level security`),
      'alter table habeas.events disable trigger all',
      'drop policy tenant on habeas.requests',
      'create policy mine on habeas.requests using (true)',
      'create table habeas.mine (a integer)',
      'create table public.mine (a integer)',
      'create schema mine',
      'create function habeas.mine() returns integer language sql return 1',
      'drop schema habeas cascade',
      'set session_replication_role = replica',
      'create role mine',
      `set role ${owner.user}`,
      `alter role ${app.user} bypassrls`,
      `grant ${owner.user} to ${app.user}`,
      `copy habeas.requests to program 'cat'`,
      'select pg_read_file($$/etc/passwd$$)',
      'delete from drizzle.__drizzle_migrations',
    ]
    for (const text of refused) {
      const outcome = await runAs(app, `set app.organisation = '${organisation}'; ${text}`).then(
        () => 'done',
        ({ sqlstate }) => sqlstate,
      )
      t.equal(outcome, '42501', text)
    }
    t.same(await db.inOneTrip(organisation, (tx) => [tx.run(countOf('events'), {})]), [[{ count: 1 }]])
  },
)

t.test('attack 71: history is not changed by its owner either, even where FORCE no longer blinds it', async (t) => {
  await runAs(owner, 'alter table habeas.events no force row level security')
  t.teardown(() => runAs(owner, 'alter table habeas.events force row level security'))
  t.equal((await runAs(owner, 'select from habeas.events')).length, 1, 'the owner sees the row')
  for (const text of [
    `update habeas.events set type = 'other'`,
    'delete from habeas.events',
    'truncate habeas.events',
  ]) {
    const outcome = await runAs(owner, text).then(
      () => 'done',
      ({ sqlstate }) => sqlstate,
    )
    t.equal(outcome, '42501', text)
  }
})
