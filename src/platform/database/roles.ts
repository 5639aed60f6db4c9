import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import type { Connection } from './connection.ts'
import { DatabaseRefusal } from './failure.ts'

/** As whom we come to the database (SECURITY, architecture 1). */
export type Roles = {
  /** Migrates, and owns what it has made. */
  readonly owner: string
  /** Serves. Owns nothing, bypasses nothing, changes no history. */
  readonly app: string
  /** Nobody: owns the few functions that look across tenants, and may read for them. */
  readonly lookup: string
}

export type AppLogin = {
  /** Whether we make the role; otherwise it is used as it is. */
  readonly isOurs: boolean
  readonly password: string | undefined
}

/** History: added to and read, never changed. Triggers tell the owner the same. */
const appendOnly = [
  'events',
  'signing_keys',
  'checkpoints',
  'checkpoint_deliveries',
  'register_versions',
  'letter_versions',
]
/** What the look-ups across tenants read. */
const lookedUp = [
  'organisations',
  'clients',
  'letters',
  'letter_budgets',
  'events',
  'checkpoints',
  'checkpoint_deliveries',
  'exports',
  'record_uploads',
  'tasks',
  'requests',
  'verifications',
  'sessions',
  'idempotent_answers',
  'calendar_feeds',
  'documents',
  'objections',
  'spent_challenges',
  'screenings',
  'gateways',
  'inbound_mail',
  'webhook_endpoints',
  'webhook_deliveries',
]

/** Of a table of which a look-up needs a part only: history holds what people wrote. */
const lookedUpColumns: Readonly<Record<string, string>> = {
  events: '(organisation_id, feed_position)',
  tasks: '(organisation_id, request_id, id, secret_hash, state)',
  gateways: '(organisation_id, id, generation, former_until, deleted_at)',
  inbound_mail: '(organisation_id, seen_at)',
  webhook_endpoints: '(organisation_id, id, status, position, replay_after, failing_since, leased_until, deleted_at)',
  webhook_deliveries: '(organisation_id, endpoint_id, status, next_attempt_at, finished_at)',
}

/** Makes the roles that are missing. @throws where a role is too mighty, or with the SQL that only a superuser may run. */
export async function ensureRoles(connection: Connection, roles: Roles, app: AppLogin): Promise<void> {
  const known = (await connection.send({
    text: 'select rolname, rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname = any ($1::text[])',
    parameters: [[roles.owner, roles.app, roles.lookup]],
    as: 'once',
  })) as readonly unknown[] as Role[] // the columns of the text above
  const find = (name: string) => known.find((role) => role.rolname === name)
  refuseMighty(roles, find(roles.app))

  const missing: string[] = []
  if (find(roles.app) === undefined) {
    if (!app.isOurs) throw new Error(`cannot serve as ${roles.app}: there is no such role`)
    missing.push(`create role ${quoted(roles.app)} login nosuperuser nobypassrls`)
  }
  if (find(roles.lookup) === undefined) missing.push(`create role ${quoted(roles.lookup)} nologin`)
  const owner = find(roles.owner)
  if (missing.length > 0 && owner?.rolsuper !== true && owner?.rolcreaterole !== true) {
    throw superuserNeeded(roles, [...missing, `grant ${quoted(roles.lookup)} to ${quoted(roles.owner)}`])
  }
  for (const text of missing) await connection.send({ text, as: 'script' })
  if (app.isOurs && app.password !== undefined) await setPassword(connection, roles.app, app.password)
}

/** Gives a role a password: printable ASCII. Two who do so at once fail: under the lock of the migrations. */
export async function setPassword(connection: Connection, role: string, password: string): Promise<void> {
  await connection.send({
    text: `alter role ${quoted(role)} password ${literal(scramVerifier(password))}`,
    as: 'script',
  })
}

/**
 * Makes the owner a member of the lookup role for the rest of this transaction, so that it can give functions to it, and replace
 * those it gave before. Kept, membership would let the owner read through the lookup policies.
 * @returns what ends it again. @throws with the SQL that only a superuser may run.
 */
export async function joinLookup(connection: Connection, roles: Roles): Promise<() => Promise<void>> {
  const holds = `select pg_has_role(${literal(roles.lookup)}, 'USAGE') as holds`
  const [before] = await connection.send({ text: holds, as: 'once' })
  if (isTrue(before, 'holds')) return async () => undefined
  const membership = `${quoted(roles.lookup)} to ${quoted(roles.owner)}`
  try {
    await connection.send({ text: `grant ${membership}`, as: 'script' })
  } catch (error) {
    if (error instanceof DatabaseRefusal) throw superuserNeeded(roles, [`grant ${membership}`])
    throw error
  }
  return async () => {
    await connection.send({ text: `revoke ${quoted(roles.lookup)} from ${quoted(roles.owner)}`, as: 'script' })
  }
}

/** Grants what each role needs and takes away what it doesn't. The same however often it runs. */
export async function grantAll(connection: Connection, roles: Roles): Promise<void> {
  const [app, lookup] = [quoted(roles.app), quoted(roles.lookup)]
  const [facts] = await connection.send({
    text: `select pg_has_role($1, $2, 'MEMBER') as is_owner, pg_has_role($1, $3, 'MEMBER') as is_lookup,
             has_database_privilege($1, current_database(), 'CONNECT') as connects, current_database() as database`,
    parameters: [roles.app, roles.owner, roles.lookup],
    as: 'once',
  })
  if (isTrue(facts, 'is_owner'))
    throw new Error(`cannot serve as ${roles.app}: it has the rights of the owner ${roles.owner}`)
  if (isTrue(facts, 'is_lookup')) throw new Error(`cannot serve as ${roles.app}: it has the rights of ${roles.lookup}`)
  const tables = await namesOf(
    connection,
    `select relname as name from pg_class where relnamespace = 'habeas'::regnamespace and relkind in ('r', 'p')`,
  )
  // `lookup_…` is the mark of a function that looks across tenants.
  const functions = await namesOf(
    connection,
    `select oid::regprocedure::text as name from pg_proc
     where pronamespace = 'habeas'::regnamespace and starts_with(proname, 'lookup_')
       and proowner <> ${literal(roles.lookup)}::regrole`,
  )
  // Making a policy locks its table against every reader, so only where it is missing or meant for another role.
  const policies = await namesOf(
    connection,
    `select relname as name from pg_class c where relnamespace = 'habeas'::regnamespace and relrowsecurity
       and relname = any (${literal(`{${lookedUp}}`)}) and not exists (
         select from pg_policy p where p.polrelid = c.oid and polname = 'lookup' and polroles = array[${literal(roles.lookup)}::regrole::oid])`,
  )
  const read = tables.filter((table) => lookedUp.includes(table))
  await connection.send({
    text: [
      ...(isTrue(facts, 'connects')
        ? []
        : [`grant connect on database ${quoted(textOf(facts, 'database'))} to ${app}`]),
      `grant usage on schema habeas, drizzle to ${app}`,
      `grant select on drizzle.__drizzle_migrations to ${app}`,
      `revoke all on all tables in schema habeas from public, ${app}, ${lookup}`,
      ...tables.map(
        (table) =>
          `grant ${appendOnly.includes(table) ? 'select, insert' : 'select, insert, update, delete'} on ${ours(table)} to ${app}`,
      ),
      `grant usage, select on all sequences in schema habeas to ${app}`,
      `grant usage, create on schema habeas to ${lookup}`, // create: or it can't be given a function
      ...functions.map((name) => `alter function ${name} owner to ${lookup}`),
      `revoke create on schema habeas from ${lookup}`,
      ...read.map((table) => `grant select ${lookedUpColumns[table] ?? ''} on ${ours(table)} to ${lookup}`),
      'revoke all on all functions in schema habeas from public',
      `grant execute on all functions in schema habeas to ${app}, ${lookup}`,
      ...policies.flatMap((table) => [
        `drop policy if exists lookup on ${ours(table)}`,
        `create policy lookup on ${ours(table)} for select to ${lookup} using (true)`,
      ]),
    ].join(';\n'),
    as: 'script',
  })
}

type Role = { rolname: string; rolsuper: boolean; rolcreaterole: boolean; rolbypassrls: boolean }

/** Row level security, grants and triggers bind none of these. */
function refuseMighty(roles: Roles, app: Role | undefined): void {
  if (app === undefined) return
  const why = app.rolsuper
    ? 'is a superuser'
    : app.rolbypassrls
      ? 'bypasses row level security'
      : app.rolcreaterole
        ? 'may create roles, and so give itself the rights of others'
        : undefined
  if (why !== undefined) throw new Error(`cannot serve as ${roles.app}: it ${why}`)
}

function superuserNeeded(roles: Roles, statements: readonly string[]): Error {
  const missesApp = statements.some((statement) => statement.includes(quoted(roles.app)))
  const then = missesApp ? ` Give ${roles.app} a password, and the service a database URL of its own for it.` : ''
  return new Error(`the owner ${roles.owner} may not do this; a superuser must run: ${statements.join('; ')};${then}`)
}

/**
 * The verifier that PostgreSQL would make of the password (RFC 5803), so that the password itself is in no statement:
 * statements are logged. Printable ASCII only, which SASLprep (RFC 4013) leaves as it is.
 */
function scramVerifier(password: string): string {
  if (!/^[ -~]+$/.test(password)) throw new Error('the password of the app role must be printable ASCII')
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256')
  const key = (name: string) => createHmac('sha256', salted).update(name).digest()
  const stored = createHash('sha256').update(key('Client Key')).digest('base64')
  return `SCRAM-SHA-256$4096:${salt.toString('base64')}$${stored}:${key('Server Key').toString('base64')}`
}

async function namesOf(connection: Connection, text: string): Promise<string[]> {
  const rows = await connection.send({ text, as: 'once' })
  return rows.map((row) => textOf(row, 'name'))
}

function textOf(row: unknown, column: string): string {
  return String((row as Record<string, unknown>)[column]) // a row is an object of its columns
}

function isTrue(row: unknown, column: string): boolean {
  return (row as Record<string, unknown>)[column] === true // a row is an object of its columns
}

function ours(table: string): string {
  return `habeas.${quoted(table)}`
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}

/** For texts without backslashes, which ours are (`standard_conforming_strings`). */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
