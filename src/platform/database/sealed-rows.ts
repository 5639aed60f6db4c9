import { getTableColumns } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { BoxRefused, type Place, type Safe, type Sealed } from '../crypto/safe.ts'

/** A row as a use case sees it: what is sealed in the table lies open. */
export type Opened<Row> = {
  [K in keyof Row]: NonNullable<Row[K]> extends Sealed<infer T> ? T | Extract<Row[K], null> : Row[K]
}
type SealedKey<Row> = { [K in keyof Row]-?: NonNullable<Row[K]> extends Sealed<unknown> ? K : never }[keyof Row]

/** What is left of a row of which a box does not open: what is not sealed, and why. */
export type Unread<Row> = Omit<Row, SealedKey<Row>> & { readonly refusal: BoxRefused }
/** A row as a list shows it, whatever of it opens. */
export type ToShow<Row> = Opened<Row> | Unread<Row>

/** How the content of a box is written: as JSON, or bytes as they are. */
type Form = 'json' | 'bytes'
type Row = Record<string, unknown>

/** Seals and opens the rows of one table. The types let no row into a statement that was not sealed. */
export type SealedRows<Stored> = {
  /** The same row, or part of one, its personal columns sealed for their places. Throws for a row of another request. */
  seal<K extends keyof Stored>(safe: Safe, row: Pick<Opened<Stored>, K> & { readonly id: string }): Pick<Stored, K>
  /** The same row, or part of one, its boxes opened. Throws `BoxRefused`. */
  open<Part extends { readonly id: string }>(safe: Safe, row: Part): Opened<Part>
  /** The same to be shown, maybe among others, which one that is damaged must not keep from being seen. */
  openToShow<Part extends { readonly id: string }>(safe: Safe, row: Part): ToShow<Part>
}

/**
 * Which columns of a table are sealed, and how. The compiler asks for every one of them. A box belongs to its row's id.
 * `sealedRows(messages, { detail: 'json' })`
 */
export function sealedRows<T extends PgTable>(
  table: T,
  forms: { readonly [K in SealedKey<T['$inferSelect']>]: Form },
): SealedRows<T['$inferSelect']> {
  const { name } = getTableConfig(table)
  const columns = getTableColumns(table)
  const sealed = Object.entries<Form>(forms).map(([key, form]) => {
    const column = columns[key]?.name
    if (column === undefined) throw new Error(`${name} has no column ${key}`)
    return { key, form, column }
  })
  const mapped = (safe: Safe, row: Row, change: (place: Place, value: unknown, form: Form) => unknown): Row => {
    const owner = name === 'requests' ? row.id : row.requestId
    if (owner !== undefined && owner !== safe.request) throw new Error(`a row of ${name} belongs to another safe`)
    const changed = { ...row }
    for (const { key, form, column } of sealed) {
      const value = row[key]
      if (value !== undefined && value !== null) {
        changed[key] = change({ table: name, column, row: String(row.id) }, value, form)
      }
    }
    return changed
  }
  const open = (safe: Safe, row: Row) =>
    mapped(safe, row, (place, box, form) => {
      const content = safe.open(place, asBytes(box))
      return form === 'json' ? JSON.parse(content.toString('utf8')) : content
    })
  const boxes = new Set(sealed.map(({ key }) => key))
  const rows = {
    seal: (safe: Safe, row: Row) =>
      mapped(safe, row, (place, value, form) => safe.seal(place, form === 'json' ? toJson(value) : asBytes(value))),
    open,
    openToShow: (safe: Safe, row: Row) => {
      try {
        return open(safe, row)
      } catch (refusal) {
        if (!(refusal instanceof BoxRefused)) throw refusal
        return { ...Object.fromEntries(Object.entries(row).filter(([key]) => !boxes.has(key))), refusal }
      }
    },
  }
  return rows as SealedRows<T['$inferSelect']> // the same keys, each box for its content and the other way round
}

function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8')
}

function asBytes(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value
  throw new TypeError('a sealed column holds bytes')
}
