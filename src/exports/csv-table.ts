import { isRawNumber, type Json, type JsonObject } from '../records/json-text.ts'

/** A value of a record as one cell. A string may be active content in a spreadsheet; a number, `-5` too, is not. */
export type Cell = { readonly text: string; readonly kind: 'string' | 'number' | 'boolean' | 'empty' }

/** One column of a category: the dotted name of a field, and what kinds of values it has held. */
type Column = { readonly name: string; readonly kinds: Set<Cell['kind']> }

/**
 * The table of one category. Its columns are the union of its records' fields, in the order in which they were first met, so every
 * record is shown to `meet` before the header is written.
 */
export type CsvTable = {
  meet(data: JsonObject): void
  header(): string
  /** One line, with its CRLF. */
  row(data: JsonObject): string
  /** The lines written, with the header. */
  lines(): number
  columns(): readonly { readonly title: string; readonly datatype: 'string' | 'number' | 'boolean' }[]
  /** The cells that were neutralised, as RFC 7111 names cells and ranges of cells: from 1, the header being row 1. */
  neutralised(): Iterable<string>
}

/** A cell of this name holds the whole record where no record of a category has a field. */
const wholeRecord = 'record'

export function csvTable(): CsvTable {
  const columns = new Map<string, Column & { readonly index: number }>()
  const touched: (Runs | undefined)[] = []
  let lines = 0

  const line = (cells: readonly (Cell | undefined)[]): string => {
    lines += 1
    const written = cells.map((cell, i) => {
      if (cell === undefined) return ''
      if (!isActive(cell)) return quoted(cell)
      touched[i] ??= newRuns()
      touched[i].add(lines)
      return quoted({ ...cell, text: neutral(cell.text) })
    })
    // A lone empty cell would make an empty line, which readers skip.
    return `${written.length === 1 && written[0] === '' ? '""' : written.join(',')}\r\n`
  }

  return {
    meet: (data) => {
      forEachLeaf(data, (name, { kind }) => {
        const known = columns.get(name)
        if (known !== undefined) known.kinds.add(kind)
        else columns.set(name, { name, kinds: new Set([kind]), index: columns.size })
      })
    },
    header: () => {
      if (columns.size === 0) columns.set(wholeRecord, { name: wholeRecord, kinds: new Set(['string']), index: 0 })
      return line([...columns.values()].map(({ name }) => ({ text: name, kind: 'string' })))
    },
    row: (data) => {
      const cells: (Cell | undefined)[] = new Array(columns.size).fill(undefined)
      forEachLeaf(data, (name, cell) => {
        const column = columns.get(name)
        if (column === undefined) throw new Error('a record has a field that its table was not shown')
        cells[column.index] = cell
      })
      return line(cells)
    },
    lines: () => lines,
    columns: () =>
      [...columns.values()].map(({ name, kinds }) => ({
        title: isActive({ text: name, kind: 'string' }) ? neutral(name) : name,
        datatype: datatypeOf(kinds),
      })),
    neutralised: function* () {
      for (const [i, runs] of touched.entries()) {
        if (runs === undefined) continue
        const column = i + 1
        for (const [from, to] of runs.all()) {
          yield from === to ? `cell=${from},${column}` : `cell=${from},${column}-${to},${column}`
        }
      }
    },
  }
}

/**
 * Every value of a record that is no object or array, with its dotted name: `address.city`, `items.0.price`. A dot or a backslash
 * in a name is escaped by a backslash, so that no two fields of one record share a name. An empty object or array is a value.
 */
export function forEachLeaf(data: JsonObject, visit: (name: string, cell: Cell) => void): void {
  const walk = (value: Json, name: string): void => {
    if (typeof value === 'string') visit(name, { text: value, kind: 'string' })
    else if (typeof value === 'number') visit(name, { text: String(value), kind: 'number' })
    else if (typeof value === 'boolean') visit(name, { text: String(value), kind: 'boolean' })
    else if (value === null) visit(name, { text: '', kind: 'empty' })
    else if (isRawNumber(value)) visit(name, { text: value.rawJSON, kind: 'number' })
    else if (Array.isArray(value)) {
      if (value.length === 0) visit(name, { text: '[]', kind: 'string' })
      for (let i = 0; i < value.length; i += 1) walk(value[i] ?? null, `${name}.${i}`)
    } else members(value, name)
  }
  const members = (value: JsonObject, under: string | undefined): void => {
    const names = Object.keys(value)
    if (names.length === 0 && under !== undefined) visit(under, { text: '{}', kind: 'string' })
    for (const name of names)
      walk(value[name] ?? null, under === undefined ? escaped(name) : `${under}.${escaped(name)}`)
  }
  members(data, undefined)
}

function escaped(name: string): string {
  return name.includes('.') || name.includes('\\') ? name.replace(/[.\\]/g, '\\$&') : name
}

/** What a spreadsheet would run (OWASP, CSV injection): text that begins with one of these. */
function isActive({ text, kind }: Cell): boolean {
  if (kind !== 'string') return false
  const first = text.charCodeAt(0)
  // = + - @ tab CR
  return first === 0x3d || first === 0x2b || first === 0x2d || first === 0x40 || first === 0x09 || first === 0x0d
}

function neutral(text: string): string {
  return `'${text}`
}

/** RFC 4180 section 2. An empty text is quoted, which tells it from a value that is missing; so is what was neutralised. */
function quoted({ text, kind }: Cell): string {
  if (kind !== 'string') return text
  if (text !== '' && !/[",\r\n]|^[' ]| $/.test(text)) return text
  return `"${text.replaceAll('"', '""')}"`
}

function datatypeOf(kinds: ReadonlySet<Cell['kind']>): 'string' | 'number' | 'boolean' {
  const [only = 'string', ...others] = [...kinds].filter((kind) => kind !== 'empty')
  return others.length === 0 ? only : 'string'
}

type Runs = { add(line: number): void; all(): Iterable<readonly [number, number]> }

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
        return
      }
      if (size === bounds.length) {
        const grown = new Uint32Array(size * 2)
        grown.set(bounds)
        bounds = grown
      }
      bounds[size] = line
      bounds[size + 1] = line
      size += 2
    },
    all: function* () {
      for (let i = 0; i < size; i += 2) yield [bounds[i] ?? 0, bounds[i + 1] ?? 0]
    },
  }
}
