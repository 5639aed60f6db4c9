import type { Test } from 'tap'
import { rawStatement } from '../../../src/platform/database/statement.ts'
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Tx,
} from '../../../src/platform/database/transaction.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { Problem } from '../../../src/platform/problem.ts'
import { runAs, testDatabase } from '../../support/database.ts'
import { until } from '../../support/until.ts'

export const insert = rawStatement<{ text: string }, object>(
  'insert_effect',
  'insert into habeas.effects (text) values ($1)',
  ({ text }) => [text],
)
export const increment = rawStatement<{ name: string }, { count: number }>(
  'increment',
  'update habeas.counters set count = count + 1 where name = $1 returning count',
  ({ name }) => [name],
)
export const ownPid = rawStatement<object, { pid: number }>('own_pid', 'select pg_backend_pid() as pid', () => [])
export const conflict = rawStatement<object, object>('conflict', 'select habeas.conflict()', () => [])
export const sleepLong = rawStatement<object, object>('sleep_long', 'select pg_sleep(600)', () => [])
export const organisation = newId('org')
/** As short as a laden machine allows: the outcome is what is tried, never how long it takes. */
export const short = { lockMs: 200, statementMs: 400, answerMs: 1_200, idleInTransactionMs: 10_000, connectMs: 1_500 }

/** The process that serves this transaction's connection. */
export async function pidOf(tx: Tx): Promise<number> {
  const [row] = await tx.run(ownPid, {})
  return row?.pid ?? 0
}

/** 503 with `Retry-After`, and not a word of the driver's. */
export async function isUnavailable(t: Test, outcome: Promise<unknown>, sqlstate?: string): Promise<void> {
  const error: unknown = await outcome.then(
    () => 'it succeeded',
    (error: unknown) => error,
  )
  t.ok(error instanceof Problem, String(error))
  t.match(error, { code: 'unavailable', status: 503, extras: { retryAfterSeconds: 1 } })
  t.match(error, { message: /^(the database|every database connection|the service|the work)[a-z ]+$/ })
  if (sqlstate !== undefined) t.match(error, { cause: { name: 'DatabaseRefusal', sqlstate } })
}

/** A database in which faults leave traces: one row for each effect, and counters to lock. */
export async function effectsDatabase(t: Test) {
  const { owner, app, superuser } = await testDatabase(t)
  // Without row level security, on purpose: it is the first line of defence that is tried here, not the second.
  await runAs(
    owner,
    `create table habeas.effects (text text not null);
     create table habeas.counters (name text primary key, count integer not null);
     grant select, insert, update, delete on habeas.effects, habeas.counters to ${app.user};
     create function habeas.conflict() returns void language plpgsql as $$
     begin raise exception using errcode = 'serialization_failure'; end $$`,
  )
  // Deadlocks are looked for after a second otherwise.
  await runAs(superuser, `alter database ${owner.database} set deadlock_timeout = '10ms'`)

  /** Asks the server until it says so. */
  const untilServer = (question: string, parameters: readonly unknown[]) =>
    until(async () => (await runAs(superuser, `select (${question}) as so`, parameters))[0]?.so === true)
  /** All effects since this was last asked. */
  async function effects(): Promise<unknown[]> {
    const rows = await runAs(superuser, 'delete from habeas.effects returning text')
    return rows.map(({ text }) => text).sort()
  }
  const terminate = (pid: number) => runAs(superuser, 'select pg_terminate_backend($1)', [pid])
  const gone = (pid: number) => untilServer('not exists (select from pg_stat_activity where pid = $1)', [pid])
  return {
    app,
    superuser,
    until: untilServer,
    effects,
    terminate,
    gone,
    terminated: async (pid: number) => {
      await terminate(pid)
      await gone(pid)
    },
    /** What a counter says; it begins with 0. */
    counter: async (name: string): Promise<unknown> => {
      await runAs(superuser, 'insert into habeas.counters values ($1, 0) on conflict do nothing', [name])
      const [row] = await runAs(superuser, 'select count from habeas.counters where name = $1', [name])
      return row?.count
    },
    /** As the service opens it, but with one connection. */
    open: (t: Test, options: Partial<DatabaseOptions> = {}, target = app): Database => {
      const db = openDatabase(target, { size: 1, ...options })
      t.teardown(() => db.close())
      return db
    },
    stillWorks: async (t: Test, db: Database): Promise<void> => {
      await db.inOneTrip(organisation, (tx) => [tx.run(insert, { text: 'afterwards' })])
      t.same(await effects(), ['afterwards'], 'nothing but what came afterwards is there')
    },
  }
}
