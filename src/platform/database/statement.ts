import { DrizzleQueryError } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { PgRemoteDatabase, PgRemoteSession, type RemoteCallback } from 'drizzle-orm/pg-proxy'
import type { RowShape, Rows } from './connection.ts'

/** How a statement reaches the server: what a transaction hands to it. */
export type Send = (text: string, parameters: readonly unknown[], shape: RowShape) => Promise<Rows>

/** A statement known by its text: parsed and planned once per connection, so that it goes out without waiting for an answer. */
export type Statement<V, R> = {
  readonly name: string
  /** For transactions only: who runs a statement calls `tx.run` or `database.lookup`. */
  readonly execute: (send: Send, values: V) => Promise<R>
}

/** Drizzle for PostgreSQL, without `transaction`: nothing but `Database` opens one. */
export type Drizzle = Omit<PgRemoteDatabase, 'transaction'>

/** Any drizzle query: select, insert, update or delete. */
type Preparable<R> = { prepare(name: string): { execute(values?: Record<string, unknown>): Promise<R> } }

/**
 * A statement written with drizzle, its values left open as `sql.placeholder('name')`. Built at its first use, once.
 * `statement('select_request', (db) => db.select().from(requests).where(eq(requests.id, sql.placeholder('id'))))`
 */
export function statement<V extends Record<string, unknown> = Record<string, unknown>, R = unknown>(
  name: string,
  build: (db: Drizzle) => Preparable<R>,
): Statement<V, R> {
  let prepared: ReturnType<Preparable<R>['prepare']> | undefined
  return {
    name,
    execute: (send, values) => {
      prepared ??= build(builder).prepare(name)
      sending = send
      try {
        return prepared.execute(values) // calls `send` before it returns: `builder` refuses if it ever comes later
      } finally {
        sending = undefined
      }
    },
  }
}

/** A statement written in SQL, for what drizzle cannot say: CTEs over several tables, calls of our functions. */
export function rawStatement<V, Row extends object>(
  name: string,
  text: string,
  parameters: (values: V) => readonly unknown[],
): Statement<V, Row[]> {
  return {
    name,
    execute: async (send, values) => (await send(text, parameters(values), 'objects')) as Row[], // the text's own columns
  }
}

/** The transaction that a drizzle statement is being sent in. Set and cleared within one call, so that none can end up in another's. */
let sending: Send | undefined

const builder = drizzleOver((text, parameters, shape) => {
  if (sending === undefined) throw new Error('a prepared statement cannot be sent outside of the call that runs it')
  return sending(text, parameters, shape)
})

/** Drizzle over a way to send. What it rejects with holds no parameters, and crashes nothing where nobody awaits it. */
export function drizzleOver(send: Send): Drizzle {
  const callback: RemoteCallback = async (text, parameters, method) => ({
    rows: await send(text, parameters, method === 'all' ? 'arrays' : 'objects'),
  })
  const dialect = new PgDialect()
  const session = new PgRemoteSession<Record<string, never>, Record<string, never>>(callback, dialect, undefined)
  const prepareQuery = session.prepareQuery.bind(session)
  session.prepareQuery = (...query) => {
    const prepared = prepareQuery(...query)
    const execute = prepared.execute.bind(prepared)
    prepared.execute = (values) => quiet(execute(values))
    return prepared
  }
  return new PgRemoteDatabase<Record<string, never>>(dialect, session, undefined)
}

/** Drizzle's own error shows every parameter in its message. */
function quiet<T>(answer: Promise<T>): Promise<T> {
  const unwrapped = answer.catch((error: unknown) => {
    throw error instanceof DrizzleQueryError ? error.cause : error
  })
  unwrapped.catch(() => undefined) // noted by the transaction, which fails for it; whoever awaits it is told as well
  return unwrapped
}
