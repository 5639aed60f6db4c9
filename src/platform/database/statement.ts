import { Column, DrizzleQueryError, getTableColumns, is, Param, Placeholder } from 'drizzle-orm'
import { getTableConfig, PgDialect, type PgTable } from 'drizzle-orm/pg-core'
import { PgRemoteDatabase, PgRemoteSession, type RemoteCallback } from 'drizzle-orm/pg-proxy'
import type { RowShape, Rows } from './connection.ts'

/** How a statement reaches the server: what a transaction hands to it. */
export type Send = (text: string, parameters: readonly unknown[], shape: RowShape) => Promise<Rows>

/** A statement known by its text: parsed and planned once per connection, so that it goes out without waiting for an answer. */
export type Statement<V, R> = {
  readonly name: string
  /** For transactions only: who runs a statement calls `tx.run`, `database.lookup` or `database.ask`. */
  readonly execute: (send: Send, values: V) => Promise<R>
  /** Where it is an insert that may be joined with others (`joinedInserts`). */
  readonly insert?: (values: V) => Insert
}

/** What an insert sends. It answers nothing. */
export type Insert = {
  readonly name: string
  readonly text: string
  /** The end of the text that one more row repeats, where there can be more than one. */
  readonly row?: string
  readonly parameters: readonly unknown[]
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

/**
 * An insert that answers nothing and reads no row that another insert of its transaction writes: those that a transaction is given
 * one after another are joined into one statement, since each that goes alone costs the server half as much again.
 */
export function insertion<V>(
  name: string,
  text: string,
  parameters: (values: V) => readonly unknown[],
  row?: string,
): Statement<V, unknown> {
  return {
    name,
    execute: (send, values) => send(text, parameters(values), 'objects'),
    insert: (values) => ({ name, text, parameters: parameters(values), ...(row !== undefined && { row }) }),
  }
}

/** An insert of a whole row. `except` leaves to the database what it fills in by itself. */
export function insertionOf<T extends PgTable, E extends keyof T['$inferSelect'] & string = never>(
  name: string,
  table: T,
  except: readonly E[] = [],
): Statement<Omit<T['$inferSelect'], E>, unknown> {
  const left: readonly string[] = except
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => !left.includes(key))
  const { schema, name: tableName } = getTableConfig(table)
  const names = columns.map(([, column]) => `"${column.name}"`).join(', ')
  const places = `(${columns.map((_, at) => `$${at + 1}`).join(', ')})`
  const parametersOf = (row: object) =>
    columns.map(([key, column]) => {
      const value: unknown = Reflect.get(row, key)
      if (value === undefined) throw new Error(`a row for ${tableName} has no ${key}`)
      return value === null ? null : column.mapToDriverValue(value) // null is null in every type
    })
  return insertion(name, `insert into "${schema}"."${tableName}" (${names}) values ${places}`, parametersOf, places)
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
    const execute = shortcut(send, query) ?? prepared.execute.bind(prepared)
    prepared.execute = (values) => quiet(execute(values))
    return prepared
  }
  return new PgRemoteDatabase<Record<string, never>>(dialect, session, undefined)
}

type Decoder = { readonly key: string; readonly column: Column }

/**
 * Runs a query of plain columns without drizzle's tracing, caching and mapping by paths, which cost more than the rest of the way
 * to the server. Undefined for any other query: joins, expressions, results mapped by drizzle.
 */
function shortcut(
  send: Send,
  [query, fields, , , mapper]: Parameters<
    PgRemoteSession<Record<string, never>, Record<string, never>>['prepareQuery']
  >,
): ((values?: Record<string, unknown>) => Promise<unknown>) | undefined {
  if (mapper !== undefined) return undefined
  const fill = query.params.map(parameterOf)
  const parameters = (values: Record<string, unknown>) => fill.map((each) => each(values))
  if (fields === undefined) return (values = {}) => send(query.sql, parameters(values), 'objects')
  const decoders = fields.flatMap(({ path, field }): Decoder[] => {
    const [key, ...deeper] = path
    return key !== undefined && deeper.length === 0 && is(field, Column) ? [{ key, column: field }] : []
  })
  if (decoders.length < fields.length) return undefined
  return async (values = {}) => {
    const rows = await send(query.sql, parameters(values), 'arrays')
    return rows.map((row) => decoded(decoders, row as readonly unknown[])) // asked for as arrays
  }
}

/** How drizzle fills one place of a prepared query: a placeholder, one that a column encodes, or a value that is there already. */
function parameterOf(given: unknown): (values: Record<string, unknown>) => unknown {
  const placeholder = is(given, Param) ? given.value : given
  if (!is(placeholder, Placeholder)) return () => given
  const { name } = placeholder
  const encode = is(given, Param)
    ? (value: unknown) => given.encoder.mapToDriverValue(value)
    : (value: unknown) => value
  return (values) => {
    if (!(name in values)) throw new Error(`No value for placeholder "${name}" was provided`) // as drizzle says it
    return encode(values[name])
  }
}

function decoded(decoders: readonly Decoder[], row: readonly unknown[]): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (let at = 0; at < decoders.length; at++) {
    const decoder = decoders[at]
    const value = row[at]
    if (decoder) found[decoder.key] = value === null ? null : decoder.column.mapFromDriverValue(value)
  }
  return found
}

/** Drizzle's own error shows every parameter in its message. */
function quiet<T>(answer: Promise<T>): Promise<T> {
  const unwrapped = answer.catch((error: unknown) => {
    throw error instanceof DrizzleQueryError ? error.cause : error
  })
  unwrapped.catch(() => undefined) // noted by the transaction, which fails for it; whoever awaits it is told as well
  return unwrapped
}
