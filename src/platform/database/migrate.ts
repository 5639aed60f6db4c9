import { fileURLToPath } from 'node:url'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'
import { type Connection, connect } from './connection.ts'
import { type ConnectionTarget, connectionFields } from './connection-target.ts'
import { DatabaseRefusal } from './failure.ts'
import { leaveFormerRoles } from './former-roles.ts'
import { ensureRoles, grantAll, joinLookup, type Roles } from './roles.ts'
import type { Database } from './transaction.ts'

/** Where the migrations are: reviewed by hand, only ever added to. */
const ourMigrations = fileURLToPath(new URL('../../../drizzle', import.meta.url))
/** Two numbers of ours: a space of locks that no other use of advisory locks here shares. */
const migrating = [0x68_61_62_65, 1] as const
/** Before 15, everybody may create in the schema `public`: the app role would own things after all. */
const oldestServer = 150_000
/** A migration takes as long as it takes. */
const patient = {
  lockMs: Number.POSITIVE_INFINITY,
  statementMs: Number.POSITIVE_INFINITY,
  answerMs: Number.POSITIVE_INFINITY,
  idleInTransactionMs: Number.POSITIVE_INFINITY,
  connectMs: 10_000,
}

export type Migration = {
  /** Migrates: owns the database, or may make a schema in it. */
  readonly owner: ConnectionTarget
  /** As whom to serve. Undefined: a role `<database>_app` of our own. */
  readonly app?: ConnectionTarget | undefined
  /** For a role of our own. Undefined where the server trusts who reaches it, or it is given later (`setPassword`). */
  readonly appPassword?: string | undefined
  readonly migrationsFolder?: string
}

/**
 * Brings a database up to date, with its roles and grants, and returns as whom to serve. All of it is one transaction under one
 * lock: of two who come at once, one waits and then finds nothing to do; of one that is killed midway, nothing remains.
 * A database that was copied from another is made one of its own.
 * @throws where the server is older than 15, where an applied migration was changed since, where a role is too mighty,
 * and with the SQL for a superuser where the owner may not make roles.
 */
export async function migrate({ owner, app, appPassword, migrationsFolder }: Migration): Promise<ConnectionTarget> {
  const migrations = readMigrationFiles({ migrationsFolder: migrationsFolder ?? ourMigrations })
  const fields = connectionFields(owner)
  const appFields = app === undefined ? undefined : connectionFields(app)
  const connection = await connect(fields, patient)
  try {
    const { version, database, user } = await factsOf(connection)
    if (version < oldestServer)
      throw new Error(`PostgreSQL 15 or later is needed; this is ${Math.floor(version / 10_000)}`)
    const roles: Roles = {
      owner: user,
      app: appFields?.user ?? roleName(database, 'app'),
      lookup: roleName(database, 'lookup'),
    }
    await connection.send({ text: 'begin', as: 'script' })
    await connection.send({ text: 'select pg_advisory_xact_lock($1, $2)', parameters: migrating, as: 'once' })
    const pending = await pendingOf(connection, migrations)
    // A database that a later version has migrated is left to that version: it knows grants that we don't.
    if (pending !== undefined) {
      await ensureRoles(connection, roles, { isOurs: app === undefined, password: appPassword })
      await leaveFormerRoles(connection, roles)
      const leaveLookup = await joinLookup(connection, roles)
      await apply(connection, migrations, pending)
      await grantAll(connection, roles)
      await leaveLookup()
    }
    await connection.send({ text: 'commit', as: 'script' })
    return app ?? { ...fields, user: roles.app, password: appPassword }
  } finally {
    connection.close() // with what is not committed
  }
}

/** What is done as the owner, one process at a time: one session holds the lock, however many transactions it takes. */
export async function underMigrationLock<T>(
  owner: ConnectionTarget,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(connectionFields(owner), patient)
  try {
    await connection.send({ text: 'select pg_advisory_lock($1, $2)', parameters: migrating, as: 'once' })
    return await work(connection)
  } finally {
    connection.close() // and the lock with it
  }
}

/** The look-ups of one connection: what concerns no tenant. */
export function lookupsOf(connection: Connection): Pick<Database, 'lookup'> {
  return {
    lookup: (statement, values) =>
      statement.execute(
        (text, parameters, shape) => connection.send({ text, parameters, shape, as: 'prepared' }),
        values,
      ),
  }
}

/** How many migrations this database still lacks, as `readyz` asks; the app role may ask, too. */
export async function pendingMigrations(target: ConnectionTarget, migrationsFolder = ourMigrations): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder })
  const connection = await connect(connectionFields(target), {
    ...patient,
    statementMs: 2_000,
    answerMs: 3_000,
    connectMs: 2_000,
  })
  try {
    return Math.max(0, migrations.length - (await appliedOf(connection)).length)
  } finally {
    connection.close()
  }
}

async function apply(connection: Connection, migrations: readonly MigrationMeta[], pending: readonly MigrationMeta[]) {
  // The journal as drizzle-kit keeps it.
  await connection.send({ text: 'create schema if not exists drizzle', as: 'script' })
  await connection.send({
    text: 'create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
    as: 'script',
  })
  for (const migration of pending) {
    for (const [at, text] of migration.sql.entries()) {
      await connection.send({ text, as: 'script' }).catch((error: unknown) => {
        const sqlstate = error instanceof DatabaseRefusal ? error.sqlstate : 'none'
        const where = `statement ${at + 1} of migration ${String(migrations.indexOf(migration)).padStart(4, '0')}`
        throw new Error(`${where} failed (SQLSTATE ${sqlstate})`, { cause: error })
      })
    }
    await connection.send({
      text: 'insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)',
      parameters: [migration.hash, migration.folderMillis],
      as: 'once',
    })
  }
}

/** What is left to apply; undefined where the database is ahead of us. @throws where the two have parted. */
async function pendingOf(connection: Connection, migrations: readonly MigrationMeta[]) {
  const applied = await appliedOf(connection)
  for (const [at, migration] of migrations.entries()) {
    if (applied[at] !== undefined && applied[at] !== migration.hash) {
      throw new Error(`migration ${String(at).padStart(4, '0')} is not what was applied to this database`)
    }
  }
  return applied.length > migrations.length ? undefined : migrations.slice(applied.length)
}

async function appliedOf(connection: Connection): Promise<string[]> {
  const [journal] = await connection.send({
    text: `select to_regclass('drizzle.__drizzle_migrations') as found`,
    as: 'once',
  })
  if ((journal as { found: string | null }).found === null) return [] // the column of the text above
  const rows = await connection.send({
    text: 'select hash from drizzle.__drizzle_migrations order by created_at, id',
    as: 'once',
  })
  return (rows as readonly unknown[] as { hash: string }[]).map(({ hash }) => hash) // the column of the text above
}

async function factsOf(connection: Connection): Promise<{ version: number; database: string; user: string }> {
  const [facts] = await connection.send({
    text: `select current_setting('server_version_num')::int as version, current_database() as database, current_user as user`,
    as: 'once',
  })
  return facts as { version: number; database: string; user: string } // the columns of the text above
}

/** PostgreSQL cuts names at 63 bytes; two databases must not come to share a role. */
function roleName(database: string, kind: 'app' | 'lookup'): string {
  const name = `${database}_${kind}`
  if (Buffer.byteLength(name) > 63)
    throw new Error(`the name of the database ${database} is too long: it names roles, too`)
  return name
}
