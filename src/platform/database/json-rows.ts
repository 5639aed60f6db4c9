import { getTableColumns, type Table } from 'drizzle-orm'
import { instantFromJson } from './encoding.ts'

type Decode = (value: never) => unknown

/** What JSON has no type for, by the column's type; all else comes as it is: text, numbers, booleans, lists, documents, dates. */
const decoders: Readonly<Record<string, (text: string) => unknown>> = {
  'timestamp (3) with time zone': instantFromJson,
  bytea: (text) => Buffer.from(text.slice(2), 'hex'),
}

/**
 * Reads rows of a table as PostgreSQL's `row_to_json` writes them: for a function that answers with several rows of several tables.
 * `bigint` columns beyond 2^53 are not for this: JSON.parse would round them.
 */
export function jsonRowReader<T extends Table>(table: T): (row: unknown) => T['$inferSelect'] {
  const columns = Object.entries(getTableColumns(table)).map(([key, column]) => {
    const decode: Decode | undefined = decoders[column.getSQLType()]
    return { key, name: column.name, decode }
  })
  return (row) => {
    const given = row as Record<string, never> // an object of the table's columns
    const read: Record<string, unknown> = {}
    for (const { key, name, decode } of columns) {
      const value = given[name]
      if (value === undefined) throw new Error(`a row has no ${name}`)
      read[key] = value === null || decode === undefined ? value : decode(value)
    }
    return read
  }
}
