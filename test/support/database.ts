import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Connection, connect } from '../../src/platform/database/connection.ts'
import { type ConnectionFields, connectionFields } from '../../src/platform/database/connection-target.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { type Database, type DatabaseOptions, openDatabase } from '../../src/platform/database/transaction.ts'
import { installQueue } from '../../src/platform/jobs/jobs.ts'
import { sharedPostgres } from './postgres.ts'
import { until } from './until.ts'

/** A database of the test file's own, migrated and empty. */
export type TestDatabase = {
  /** Owns the tables; forced row level security binds it. */
  readonly owner: ConnectionFields
  /** For what only a superuser can do: ending backends, looking past every policy. */
  readonly superuser: ConnectionFields
  /** As whom the service comes. */
  readonly app: ConnectionFields
  readonly db: Database
  /** What a superuser sees, on one connection that is kept: for what is asked again and again. */
  look(text: string): Promise<Record<string, unknown>[]>
  /** Done by itself at the end of the file. */
  drop(): Promise<void>
}

type Teardown = { teardown(fn: () => Promise<void>): unknown }

/** Clones a database from the migrated template (50 ms), which the first test file of this version makes. Hand in the file's root `t`. */
export async function testDatabase(t: Teardown, options: Partial<DatabaseOptions> = {}): Promise<TestDatabase> {
  const cluster = await sharedPostgres(t)
  const name = `test_${process.pid}_${clones++}`
  const template = `template_${digestOfMigrations()}`
  await asUser(cluster.owner, async (connection) => {
    await ensureTemplate(connection, cluster, template)
    // Copied as files, without a line in the log for each page.
    await connection.send({ text: `create database ${name} template ${template} strategy file_copy`, as: 'script' })
  })
  const at = (target: ConnectionFields) => ({ ...target, database: name })
  const app = { ...at(cluster.owner), user: `${template}_app`, password: appPassword }
  const db = openDatabase(app, { size: 8, ...options })
  let looking: Promise<Connection> | undefined
  const look = async (text: string) => {
    looking ??= connect(at(cluster.superuser), limits)
    const rows: readonly unknown[] = await (await looking).send({ text, parameters: [], as: 'prepared' })
    return rows as Record<string, unknown>[] // objects of their columns
  }
  let dropping: Promise<void> | undefined
  const drop = () => {
    dropping ??= Promise.all([db.close(), looking?.then((connection) => connection.close())])
      .then(() =>
        // The owner may not end the sessions of the superuser, of which some may still be closing.
        asUser(cluster.superuser, (connection) =>
          connection.send({ text: `drop database ${name} with (force)`, as: 'script' }),
        ),
      )
      .then(() => undefined)
    return dropping
  }
  t.teardown(drop)
  return { owner: at(cluster.owner), superuser: at(cluster.superuser), app, db, look, drop }
}

/** Runs SQL on a connection of its own, in autocommit: as another than the service would. */
export async function runAs(
  target: ConnectionFields,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const rows: readonly unknown[] = await asUser(target, (connection) =>
    connection.send({ text, parameters, as: parameters.length > 0 ? 'once' : 'script' }),
  )
  return rows as Record<string, unknown>[] // objects of their columns
}

let clones = 0
const appPassword = 'of-the-tests'
/** Of a connection that looks from outside the service. */
export const limits = {
  lockMs: 60_000,
  statementMs: 60_000,
  answerMs: 61_000,
  idleInTransactionMs: 60_000,
  connectMs: 10_000,
}

async function asUser<T>(target: ConnectionFields, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(target, limits)
  try {
    return await work(connection)
  } finally {
    connection.close()
  }
}

/** Test files start at once: one makes the template, the others wait for the lock. Half made, it isn't marked as one, and is made again. */
async function ensureTemplate(
  connection: Connection,
  { owner, superuser }: Pick<TestDatabase, 'owner' | 'superuser'>,
  template: string,
): Promise<void> {
  await connection.send({ text: `select pg_advisory_lock(hashtext('template'))`, as: 'script' })
  const [found] = await connection.send({
    text: 'select datistemplate as is_done from pg_database where datname = $1',
    parameters: [template],
    as: 'once',
  })
  const isDone = found !== undefined && (found as { is_done: boolean }).is_done // the column of the text above
  if (!isDone) {
    // As the superuser: some tests make databases that another role owns.
    await asUser(superuser, dropAbandoned)
    await connection.send({ text: `drop database if exists ${template} with (force)`, as: 'script' })
    await connection.send({ text: `create database ${template}`, as: 'script' })
    const target = { ...connectionFields(owner), database: template }
    const app = await migrate({ owner: target, app: undefined, appPassword })
    await installQueue(target, connectionFields(app).user)
    // A database is cloned only while nobody is in it, and sessions that were closed take their time to leave.
    await connection.send({ text: `alter database ${template} allow_connections false`, as: 'script' })
    await until(async () => !(await isVisited(superuser, template)))
    await connection.send({ text: `alter database ${template} is_template true`, as: 'script' })
  }
  await connection.send({ text: `select pg_advisory_unlock(hashtext('template'))`, as: 'script' })
}

/** Shows the door to whoever is in the database. @returns whether somebody was. */
async function isVisited(superuser: ConnectionFields, database: string): Promise<boolean> {
  const visitors = await runAs(superuser, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
    database,
  ])
  return visitors.length > 0
}

/** The databases of test files that were killed. */
async function dropAbandoned(connection: Connection): Promise<void> {
  const rows = await connection.send({
    text: `select datname from pg_database where datname ~ '^test_[0-9]+_[0-9]+$'`,
    as: 'script',
  })
  const names = (rows as readonly unknown[] as { datname: string }[]).map(({ datname }) => datname) // the column of the text above
  for (const name of names.filter((name) => !isAlive(Number(name.split('_')[1])))) {
    await connection.send({ text: `drop database if exists ${name} with (force)`, as: 'script' })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false // no such process
  }
}

let digest: string | undefined

/** The template's version: the migrations, and the grants that are made with them. */
function digestOfMigrations(): string {
  if (digest !== undefined) return digest
  const hash = createHash('sha256')
  const folder = fileURLToPath(new URL('../../drizzle/', import.meta.url))
  const migrations = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  const grants = ['database/migrate.ts', 'database/roles.ts', 'jobs/jobs.ts'].map(
    (name) => new URL(`../../src/platform/${name}`, import.meta.url),
  )
  for (const file of [...migrations.sort().map((name) => folder + name), `${folder}meta/_journal.json`, ...grants]) {
    hash.update(readFileSync(file))
  }
  digest = hash.digest('hex').slice(0, 12)
  return digest
}
