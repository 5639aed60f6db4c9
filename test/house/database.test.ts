import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { runAs, testDatabase } from '../support/database.ts'
import { repository } from '../support/source-files.ts'

// What the catalogue of a migrated database says, whatever the migrations meant to write.
const database = await testDatabase(t)
const [app, owner] = [database.app.user, database.owner.user]

/** The tables that belong to no tenant, each with its reason. */
const shared = {
  keyring: 'the root key of the installation, wrapped',
}
/** Appended, never changed. */
const history = [
  'checkpoint_deliveries',
  'checkpoints',
  'events',
  'letter_versions',
  'register_versions',
  'signing_keys',
]
/** Unique without the organisation: what finds the organisation in the first place. */
const findsTenant = [
  'calendar_feeds (secret_hash)',
  'clients (id)',
  'gateways (id)',
  'organisations (id)',
  'organisations (slug)',
  'tasks (secret_hash)',
]

/** The first column of what the superuser is told. */
async function list(text: string, parameters: readonly unknown[] = []): Promise<string[]> {
  const rows = await runAs(database.superuser, text, parameters)
  return rows.map((row) => String(Object.values(row)[0]))
}

const tables = await list(
  `select relname from pg_class where relnamespace = 'habeas'::regnamespace and relkind in ('r', 'p') order by 1`,
)
const tenantTables = tables.filter((table) => !Object.hasOwn(shared, table))

/** Columns of a key, in its order. */
const keyColumns = (numbers: string, relation: string) =>
  `(select array_agg(attname::text order by at) from unnest(${numbers}) with ordinality k (number, at)
    join pg_attribute on attrelid = ${relation} and attnum = k.number)`

t.test('there are tables to look at', async (t) => {
  t.ok(tenantTables.length > 10)
  t.same(
    Object.keys(shared).filter((table) => !tables.includes(table)),
    [],
  )
})

t.test(
  'every table of a tenant has row level security, forced, and a policy on the organisation for all it does',
  async (t) => {
    const guarded = await list(
      `select relname from pg_class where relnamespace = 'habeas'::regnamespace and relrowsecurity and relforcerowsecurity order by 1`,
    )
    t.same(guarded, tenantTables)
    const policies = await list(
      `select relname || ' ' || polcmd::text || ' ' || polpermissive::text || ' ' || pg_get_expr(polqual, polrelid) || ' ' ||
       coalesce(pg_get_expr(polwithcheck, polrelid), 'the same')
     from pg_policy join pg_class on pg_class.oid = polrelid
     where relnamespace = 'habeas'::regnamespace and polroles = '{0}' order by 1`,
    )
    const own = (table: string) => (table === 'organisations' ? 'id' : 'organisation_id')
    const setting = `(NULLIF(current_setting('app.organisation'::text, true), ''::text))::uuid`
    t.same(
      policies,
      tenantTables.map((table) => `${table} * true (${own(table)} = ${setting}) the same`),
    )
  },
)

t.test('a policy for somebody in particular only lets the lookup role read', async (t) => {
  const others = await list(
    `select distinct polcmd::text || ' to ' || array_to_string(array(select rolname from pg_roles where oid = any (polroles)), ', ')
     from pg_policy join pg_class on pg_class.oid = polrelid
     where relnamespace = 'habeas'::regnamespace and polroles <> '{0}'`,
  )
  t.same(others, [`r to ${app.replace(/_app$/, '_lookup')}`])
})

t.test('the organisation leads every primary key', async (t) => {
  const leading = await list(
    `select relname || ' ' || (${keyColumns('conkey', 'conrelid')})[1] from pg_constraint join pg_class on pg_class.oid = conrelid
     where connamespace = 'habeas'::regnamespace and contype = 'p' and relname = any ($1::text[]) order by 1`,
    [tenantTables],
  )
  t.same(
    leading,
    tenantTables.map((table) => `${table} ${table === 'organisations' ? 'id' : 'organisation_id'}`),
  )
})

t.test('a foreign key carries the organisation on both sides', async (t) => {
  const keys = await runAs(
    database.superuser,
    `select conrelid::regclass::text as name, confrelid::regclass::text as target,
       ${keyColumns('conkey', 'conrelid')} as columns, ${keyColumns('confkey', 'confrelid')} as targets
     from pg_constraint where connamespace = 'habeas'::regnamespace and contype = 'f'`,
  )
  t.ok(keys.length > 5)
  const astray = keys.filter(({ target, columns, targets }) => {
    const [from, to] = [columns, targets].map(String).map((names) => names.split(','))
    const key = target === 'habeas.organisations' ? 'id' : 'organisation_id'
    return from?.[0] !== 'organisation_id' || to?.[0] !== key
  })
  t.same(astray, [])
})

t.test('what is unique is unique within its organisation', async (t) => {
  const unique = await list(
    `select t.relname || ' (' || array_to_string(${keyColumns('i.indkey::smallint[]', 'i.indrelid')}, ', ') || ')'
     from pg_index i join pg_class t on t.oid = i.indrelid
     where t.relnamespace = 'habeas'::regnamespace and i.indisunique and t.relname = any ($1::text[]) order by 1`,
    [tenantTables],
  )
  t.ok(unique.length > 10)
  t.same(
    unique.filter((key) => !key.includes('(organisation_id')),
    findsTenant,
  )
})

t.test('the app role is nobody mighty, and owns nothing', async (t) => {
  const [role] = await runAs(
    database.superuser,
    'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = $1',
    [app],
  )
  t.same(role, {
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolreplication: false,
  })
  t.same(await list(`select roleid::regrole::text from pg_auth_members where member = $1::regrole`, [app]), [])
  t.same(await list(`select deptype::text from pg_shdepend where refobjid = $1::regrole and deptype = 'o'`, [app]), [])
  const creates = await list(
    `select nspname from pg_namespace where has_schema_privilege($1, oid, 'CREATE') and nspname !~ '^pg_temp'`,
    [app],
  )
  t.same(creates, [])
})

t.test('the app role adds to history, and can change none of it', async (t) => {
  const granted = await list(
    `select table_name || ' ' || privilege_type from information_schema.role_table_grants
     where table_schema = 'habeas' and table_name = any ($2::text[]) and grantee = $1 order by 1`,
    [app, history],
  )
  t.same(
    granted,
    history.flatMap((table) => [`${table} INSERT`, `${table} SELECT`]),
  )
  const columns = await list(
    `select column_name from information_schema.column_privileges
     where table_schema = 'habeas' and table_name = any ($2::text[]) and grantee = $1 and privilege_type = 'UPDATE'`,
    [app, history],
  )
  t.same(columns, [])
  const truncates = await list(
    `select relname from pg_class where relnamespace = 'habeas'::regnamespace and relkind = 'r'
       and has_table_privilege($1, oid, 'TRUNCATE, TRIGGER, REFERENCES')`,
    [app],
  )
  t.same(truncates, [], 'TRUNCATE asks no policy, on any table')
})

t.test(
  'history refuses the owner, too, and so do an organisation and the keyring that are to be deleted',
  async (t) => {
    const refusing = await list(
      `select relname || ' ' || tgtype from pg_trigger join pg_class on pg_class.oid = tgrelid
     where relnamespace = 'habeas'::regnamespace and tgenabled = 'O' and not tgisinternal order by 1`,
    )
    const statementBeforeDeleteTruncate = 2 + 8 + 32 // bits of tgtype (pg_trigger.h)
    const update = 16
    const expected = history.map((table) => `${table} ${statementBeforeDeleteTruncate + update}`)
    const kept = ['keyring', 'organisations'].map((table) => `${table} ${statementBeforeDeleteTruncate}`)
    t.same(refusing, [...expected, ...kept].sort())
  },
)

t.test(
  'a function that runs as somebody else is the lookup role’s, on a fixed search_path, and not for everybody',
  async (t) => {
    const functions = await runAs(
      database.superuser,
      `select proname, proowner::regrole::text as owner, coalesce(array_to_string(proconfig, ' '), '') as config,
       exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0) as is_public
     from pg_proc where pronamespace = 'habeas'::regnamespace and prosecdef order by 1`,
    )
    t.ok(functions.length > 3)
    const lookup = app.replace(/_app$/, '_lookup')
    t.same(
      functions.filter(
        ({ owner, config, is_public }) => owner !== lookup || config !== 'search_path=pg_catalog' || is_public,
      ),
      [],
    )
    const unfixed = await list(
      `select proname from pg_proc where pronamespace = 'habeas'::regnamespace and not 'search_path=pg_catalog' = any (coalesce(proconfig, '{}')) order by 1`,
    )
    t.same(unfixed, [...qualified], 'and every other function has its search_path, too, but for those below')
  },
)

/** Called for every intake or every read: a search path of its own costs such a function more than its work. */
const qualified = ['begin_idempotent', 'next_feed_position', 'read_request'] as const

t.test('a function without a search_path of its own trusts no other', async (t) => {
  const shadows = `
    create schema shadows;
    create function shadows.alarm(uuid, uuid) returns boolean language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.alarm(bytea, bytea) returns boolean language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.alarm(timestamptz, timestamptz) returns boolean language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.alarm(bigint, integer) returns bigint language plpgsql as $$ begin raise 'shadowed'; end $$;
    create operator shadows.= (leftarg = uuid, rightarg = uuid, function = shadows.alarm);
    create operator shadows.= (leftarg = bytea, rightarg = bytea, function = shadows.alarm);
    create operator shadows.< (leftarg = timestamptz, rightarg = timestamptz, function = shadows.alarm);
    create operator shadows.& (leftarg = bigint, rightarg = integer, function = shadows.alarm);
    create function shadows.nextval(regclass) returns bigint language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.encode(bytea, text) returns text language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.hashtextextended(text, bigint) returns bigint language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.pg_try_advisory_xact_lock(bigint) returns boolean language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.pg_advisory_xact_lock_shared(integer, integer) returns void language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.set_config(text, text, boolean) returns text language plpgsql as $$ begin raise 'shadowed'; end $$;
    create function shadows.row_to_json(record) returns json language plpgsql as $$ begin raise 'shadowed'; end $$;
    set search_path = shadows, pg_catalog;`
  const someone = '00000000-0000-7000-8000-000000000000'
  const calls: Readonly<Record<(typeof qualified)[number], string>> = {
    begin_idempotent: `select habeas.begin_idempotent('${someone}', '\\x00', pg_catalog.now())`,
    next_feed_position: 'select habeas.next_feed_position()',
    read_request: `select habeas.read_request('${someone}', '${someone}', '${someone}')`,
  }
  await t.rejects(
    runAs(database.superuser, `begin; ${shadows} select 1::bigint & 1; rollback`),
    'the shadows are there',
  )
  for (const name of qualified) {
    await t.resolves(runAs(database.superuser, `begin; ${shadows} ${calls[name]}; rollback`), name)
  }
})

t.test('the lookup role is nobody: it has no login, no members, and only reads', async (t) => {
  const lookup = app.replace(/_app$/, '_lookup')
  t.same(
    await runAs(database.superuser, 'select rolcanlogin, rolbypassrls, rolsuper from pg_roles where rolname = $1', [
      lookup,
    ]),
    [{ rolcanlogin: false, rolbypassrls: false, rolsuper: false }],
  )
  t.same(
    await list('select member::regrole::text from pg_auth_members where roleid = $1::regrole and inherit_option', [
      lookup,
    ]),
    [],
  )
  const may = await list(
    `select distinct privilege_type from information_schema.role_table_grants where grantee = $1`,
    [lookup],
  )
  t.same(may, ['SELECT'])
  const ofEvents = await list(
    `select column_name from information_schema.column_privileges
     where table_schema = 'habeas' and table_name = 'events' and grantee = $1 order by 1`,
    [lookup],
  )
  t.same(ofEvents, ['feed_position', 'organisation_id'], 'and nothing of what people wrote')
  t.not(owner, lookup)
})

t.test('the migrated database has the columns that the last snapshot says', async (t) => {
  const journal = JSON.parse(readFileSync(join(repository, 'drizzle/meta/_journal.json'), 'utf8'))
  const last = String(journal.entries.at(-1).idx).padStart(4, '0')
  const snapshot: Snapshot = JSON.parse(readFileSync(join(repository, `drizzle/meta/${last}_snapshot.json`), 'utf8'))
  const declared = Object.values(snapshot.tables).flatMap(({ name, columns }) =>
    Object.values(columns).map((column) => {
      return `${name}.${column.name} ${column.type.replace(/(\w) \((\d)\)/, '$1($2)')} ${column.notNull || column.primaryKey}`
    }),
  )
  const found = await list(
    `select relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull
     from pg_attribute join pg_class on pg_class.oid = attrelid
     where relnamespace = 'habeas'::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped`,
  )
  t.same(found.sort(), declared.sort())
})

type Column = { name: string; type: string; notNull: boolean; primaryKey: boolean }
type Snapshot = { tables: Record<string, { name: string; columns: Record<string, Column> }> }
