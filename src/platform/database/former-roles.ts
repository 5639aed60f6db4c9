import type { Connection } from './connection.ts'
import { quoted, type Roles } from './roles.ts'

/** What a database of ours is made of: the journal, the tables, the queue. */
const schemas = ['drizzle', 'habeas', 'pgboss']

/** Asks by the mark of a function that looks across tenants: `lookup_…`. */
const lookupFunctions = `pg_proc p where p.pronamespace = to_regnamespace('habeas') and starts_with(p.proname, 'lookup_')`

/**
 * Makes a database that was copied, restored or renamed one of its own. It comes with the functions, policies and grants of the roles
 * it had under its former name: the functions come back to the owner, and from the former roles all is taken, on this database alone.
 * Where nothing is of another, nothing is done. To be called before migrations, which may replace a function, and before `grantAll`, which makes the policies again.
 */
export async function leaveFormerRoles(connection: Connection, roles: Roles): Promise<void> {
  const former = await formerRoles(connection, roles)
  if (former.length === 0) return
  const strangers = former.map(quoted).join(', ')
  const texts = [
    ...(await functionsMadeAnew(connection, roles)),
    ...(await schemasPresent(connection)).flatMap((schema) =>
      ['all tables in schema', 'all sequences in schema', 'all functions in schema', 'schema'].map(
        (what) => `revoke all on ${what} ${schema} from ${strangers}`,
      ),
    ),
    `revoke all on database ${quoted(await databaseOf(connection))} from ${strangers}`,
  ]
  await connection.send({ text: texts.join(';\n'), as: 'script' })
}

/**
 * The roles that looked up and served under the former name. Only a database that another looks up in has any: so whoever
 * serves as another role of their own (`DATABASE_APP_URL`) takes nothing from the one that still serves.
 */
async function formerRoles(connection: Connection, { owner, app, lookup }: Roles): Promise<string[]> {
  const looksUp = await namesOf(
    connection,
    `select p.proowner as role from ${lookupFunctions}
     union select unnest(polroles) from pg_policy where polname = 'lookup' and polrelid in (
       select oid from pg_class where relnamespace = to_regnamespace('habeas'))`,
    [owner, app, lookup],
  )
  if (looksUp.length === 0) return []
  const calls = await namesOf(
    connection,
    `select a.grantee as role from (select p.proacl from ${lookupFunctions}) f, aclexplode(f.proacl) a`,
    [owner, app, lookup],
  )
  return [...new Set([...looksUp, ...calls])]
}

/** What may be given to another is what one owns; the owner of the schema may at least drop it, and then makes it again. */
async function functionsMadeAnew(connection: Connection, { owner, lookup }: Roles): Promise<string[]> {
  const rows = await connection.send({
    text: `select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as definition
           from ${lookupFunctions} and pg_get_userbyid(p.proowner) <> all ($1::text[])`,
    parameters: [[owner, lookup]],
    as: 'once',
  })
  const found = rows as readonly unknown[] as { name: string; definition: string }[] // the columns of the text above
  return found.flatMap(({ name, definition }) => [`drop function ${name}`, definition])
}

async function schemasPresent(connection: Connection): Promise<string[]> {
  const rows = await connection.send({
    text: 'select nspname as name from pg_namespace where nspname = any ($1::text[])',
    parameters: [schemas],
    as: 'once',
  })
  return (rows as readonly unknown[] as { name: string }[]).map(({ name }) => name) // the column of the text above
}

async function databaseOf(connection: Connection): Promise<string> {
  const [row] = await connection.send({ text: 'select current_database() as name', as: 'once' })
  return (row as { name: string }).name // the column of the text above
}

/** The names of the roles that a query finds, but for everybody (0) and those given. */
async function namesOf(connection: Connection, query: string, ours: readonly string[]): Promise<string[]> {
  const rows = await connection.send({
    text: `select distinct rolname as name from (${query}) found join pg_roles on pg_roles.oid = found.role
           where rolname <> all ($1::text[]) order by 1`,
    parameters: [ours],
    as: 'once',
  })
  return (rows as readonly unknown[] as { name: string }[]).map(({ name }) => name) // the column of the text above
}
