import { getTableColumns, type SQL, sql, type Table } from 'drizzle-orm'

type Columns<T extends Table> = { [K in keyof T['_']['columns'] & string]: SQL }

/**
 * A placeholder for every column of a table, under the column's own name: the values of a prepared insert, or the set of a
 * prepared update, which is then run with a whole row. `except` leaves to the database what it fills in by itself.
 */
export function placeholdersOf<T extends Table, E extends keyof T['_']['columns'] & string = never>(
  table: T,
  except: readonly E[] = [],
): Omit<Columns<T>, E> {
  const left: readonly string[] = except
  return Object.fromEntries(
    Object.entries(getTableColumns(table))
      .filter(([name]) => !left.includes(name))
      .map(([name, column]) => {
        // Null is null in every type; drizzle would have the column encode it, which makes the JSON text `null` of it.
        const encoder = {
          mapToDriverValue: (value: unknown) => (value === null ? null : column.mapToDriverValue(value)),
        }
        return [name, sql`${sql.param(sql.placeholder(name), encoder)}`]
      }),
  ) as Omit<Columns<T>, E> // fromEntries forgets the keys
}
