import { isActive, line, neutral, quoted } from '../platform/csv.ts'
import { type Field, fieldAt, forEachValue, type MetField, newField, type ValueKind } from '../records/fields.ts'
import type { JsonObject } from '../records/json-text.ts'

/**
 * The table of one category. Its columns are the union of its records' fields, in the order in which they were first met, so every
 * record is shown to `meet` before the header is written. Fields met when there are `mostColumns` already share one last column, in
 * which each record has its own as a JSON object of names and values: nothing is left out, and the file grows with the records alone.
 */
export type CsvTable = {
  meet(data: JsonObject): void
  /** The same of some records, whose fields are known. */
  meetFields(fields: readonly MetField[]): void
  header(): string
  /** One line, with its CRLF. */
  row(data: JsonObject): string
  /** The lines written, with the header. */
  lines(): number
  columns(): readonly { readonly title: string; readonly datatype: Datatype }[]
  /** The column, from 1, that fields share for which there was no column; undefined where each has its own. */
  shared(): number | undefined
  /**
   * The cells that were neutralised, as RFC 7111 names cells and ranges of cells: from 1, the header being row 1. Undefined where they are
   * too many to be held: then they are found anew by `activeCells`.
   */
  neutralised(): Iterable<string> | undefined
  /** Finds the same cells in a second reading, one record after the other, and holds none of them. */
  activeCells(): { header(): string[]; row(data: JsonObject): string[] }
}
type Datatype = 'string' | 'number' | 'boolean' | 'json'

/**
 * A line has a comma for each column, also where its record has no such field: without a bound, records with a field of their own each
 * would make the file grow with their square. Older spreadsheets show 1,024 columns.
 */
const mostColumns = 1_000
/** The title of what has no column; numbered where a field is called so. */
const sharedTitle = 'further_fields'

/** The one column where no record of a category has a field. */
const wholeRecord = 'record'

/** Runs of neutralised cells that a table holds, eight bytes each. Beyond, their list can be as long as the file. */
const mostRuns = 256 * 1024

type Bounds = { readonly most?: number; readonly runs?: number }

export function csvTable({ most = mostColumns, runs: runsHeld = mostRuns }: Bounds = {}): CsvTable {
  const outermost = newField()
  const columns: { readonly name: string; readonly kinds: ReadonlySet<ValueKind> }[] = []
  let touched: (Runs | undefined)[] | undefined = []
  let held = 0
  const hasRoom = () => columns.length < most
  let overflows = false
  let lines = 0

  const remember = (column: number) => {
    if (touched === undefined) return
    const runs = touched[column] ?? newRuns()
    touched[column] = runs
    if (runs.add(lines)) held += 1
    if (held > runsHeld) touched = undefined
  }
  /** The text of a cell in the line that is being written. */
  const cell = (column: number, text: string, kind: ValueKind): string => {
    if (kind !== 'string') return text
    if (!isActive(text)) return quoted(text)
    remember(column)
    return quoted(neutral(text))
  }
  const titleOfShared = () => {
    const names = new Set(columns.map(({ name }) => name))
    let title = sharedTitle
    for (let i = 2; names.has(title); i += 1) title = `${sharedTitle}_${i}`
    return title
  }
  const meet = (field: Field, kind: ValueKind) => {
    if (field.column === undefined && hasRoom()) {
      field.column = columns.length
      columns.push({ name: field.name ?? '', kinds: field.kinds })
    }
    if (field.column === undefined) overflows = true
    else field.kinds.add(kind)
  }
  return {
    meet: (data) => forEachValue(data, outermost, (field, _value, kind) => meet(field, kind), hasRoom),
    meetFields: (fields) => {
      for (const [steps, kinds] of fields) {
        const field = fieldAt(outermost, steps, hasRoom)
        for (const kind of kinds) meet(field, kind)
      }
    },
    header: () => {
      if (columns.length === 0) columns.push({ name: wholeRecord, kinds: new Set() })
      lines += 1
      const titles = columns.map(({ name }, column) => cell(column, name, 'string'))
      return line(overflows ? [...titles, titleOfShared()] : titles)
    },
    row: (data) => {
      const cells: string[] = new Array(columns.length + (overflows ? 1 : 0)).fill('')
      const members: string[] = []
      lines += 1
      const place = (field: Field, value: string | number | boolean, kind: ValueKind) => {
        const text = String(value)
        if (field.column !== undefined) cells[field.column] = cell(field.column, text, kind)
        else if (overflows) members.push(`${JSON.stringify(field.name)}:${jsonOf(text, kind)}`)
        else throw new Error('a record has a field that its table was not shown')
      }
      forEachValue(data, outermost, place, () => false)
      if (members.length > 0) cells[columns.length] = quoted(`{${members.join(',')}}`)
      return line(cells)
    },
    lines: () => lines,
    columns: () => [
      ...columns.map(({ name, kinds }) => ({
        title: isActive(name) ? neutral(name) : name,
        datatype: datatypeOf(kinds),
      })),
      ...(overflows ? [{ title: titleOfShared(), datatype: 'json' as const }] : []),
    ],
    shared: () => (overflows ? columns.length + 1 : undefined),
    neutralised: () => touched && rangesOf(touched),
    activeCells: () => {
      let line = 1
      return {
        header: () => columns.flatMap(({ name }, column) => (isActive(name) ? [`cell=1,${column + 1}`] : [])),
        row: (data) => {
          const cells: string[] = []
          line += 1
          const look = ({ column }: Field, value: string | number | boolean, kind: ValueKind) => {
            if (column !== undefined && kind === 'string' && isActive(String(value)))
              cells.push(`cell=${line},${column + 1}`)
          }
          forEachValue(data, outermost, look, () => false)
          return cells
        },
      }
    },
  }
}

function* rangesOf(touched: readonly (Runs | undefined)[]): Generator<string> {
  for (const [i, runs] of touched.entries()) {
    if (runs === undefined) continue
    const column = i + 1
    for (const [from, to] of runs.all()) {
      yield from === to ? `cell=${from},${column}` : `cell=${from},${column}-${to},${column}`
    }
  }
}

function jsonOf(text: string, kind: ValueKind): string {
  if (kind === 'empty') return 'null'
  return kind === 'string' ? JSON.stringify(text) : text
}

function datatypeOf(kinds: ReadonlySet<ValueKind>): Datatype {
  const [only = 'string', ...others] = [...kinds].filter((kind) => kind !== 'empty')
  return others.length === 0 ? only : 'string'
}

type Runs = {
  /** Whether it began another run. */ add(line: number): boolean
  all(): Iterable<readonly [number, number]>
}

/**
 * Line numbers, growing, as runs: a column of telephone numbers (`+33…`) is neutralised in every line of a file that may have millions,
 * and then is one run. Eight bytes a run at worst.
 */
function newRuns(): Runs {
  let bounds = new Uint32Array(16)
  let size = 0
  return {
    add: (line) => {
      if (size > 0 && bounds[size - 1] === line - 1) {
        bounds[size - 1] = line
        return false
      }
      if (size === bounds.length) {
        const grown = new Uint32Array(size * 2)
        grown.set(bounds)
        bounds = grown
      }
      bounds[size] = line
      bounds[size + 1] = line
      size += 2
      return true
    },
    all: function* () {
      for (let i = 0; i < size; i += 2) yield [bounds[i] ?? 0, bounds[i + 1] ?? 0]
    },
  }
}
