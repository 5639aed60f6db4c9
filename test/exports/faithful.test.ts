import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { sampled } from '../support/sampled.ts'
import { anyRecord } from './arbitrary.ts'
import { factsWith, packed } from './package.ts'
import { unzip } from './support.ts'

// For random nested records, read back by other programs: JSON gives exactly what came in, a table its flattened values.

t.test('JSON gives back each record as its source wrote it, to the digit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRecord, { maxLength: 10 }), async (records) => {
      const document = (await packed('json', factsWith(), records)).content.toString()
      const held = records.filter(({ review }) => review !== 'withheld')
      const parsed: { records: Record<string, unknown[]> } = JSON.parse(document)
      const categories = [...new Set(held.map(({ category }) => category))]
      if (Object.keys(parsed.records).length !== categories.length) return false
      return categories.every((category) => {
        const own = held.filter((record) => record.category === category)
        const whole = `${JSON.stringify(category)}:[\n${own.map(({ text }) => text).join(',\n')}]`
        return document.includes(whole) && parsed.records[category]?.length === own.length
      })
    }),
    sampled(500),
  )
})

type Metadata = {
  readonly url: string
  readonly notes: { readonly kind: string; readonly target: readonly string[] }[]
}

/** The cells of a table as another parser reads them, with what the metadata says was neutralised taken back. */
function restored(csv: string, { url, notes }: Metadata): string[][] {
  const rows: string[][] = parse(csv, { record_delimiter: '\r\n' })
  for (const target of notes.filter(({ kind }) => kind === 'neutralised').flatMap((note) => note.target)) {
    if (!target.startsWith(`${url}#cell=`)) throw new Error(`${target} is no cell of ${url}`)
    const [from = '', to = from] = target.slice(`${url}#cell=`.length).split('-')
    const [row1 = 0, column1 = 0] = from.split(',').map(Number)
    const [row2 = 0, column2 = 0] = to.split(',').map(Number)
    for (let row = row1; row <= row2; row += 1) {
      for (let column = column1; column <= column2; column += 1) {
        const cells = rows[row - 1] ?? []
        const cell = cells[column - 1]
        if (!cell?.startsWith("'")) throw new Error(`${target} was not neutralised`)
        cells[column - 1] = cell.slice(1)
      }
    }
  }
  return rows
}

/** The flattened values of JSON text, by dotted names, numbers as they were written. */
function flattened(text: string): Map<string, string> {
  const found = new Map<string, string>()
  const written = new Map<unknown, string>()
  const walk = (value: unknown, path: readonly string[]): void => {
    const name = path.join('.')
    if (value === null) found.set(name, '')
    else if (typeof value !== 'object') found.set(name, String(value))
    else if (written.has(value)) found.set(name, written.get(value) ?? '')
    else {
      const inner = Object.entries(value)
      if (inner.length === 0 && path.length > 0) found.set(name, Array.isArray(value) ? '[]' : '{}')
      for (const [key, member] of inner) {
        walk(member, [...path, Array.isArray(value) ? key : key.replaceAll('\\', '\\\\').replaceAll('.', '\\.')])
      }
    }
  }
  // TypeScript's library does not know the third argument of a reviver yet
  const parseWithSource = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => unknown // JSON.parse itself: ECMAScript's "JSON.parse source text access"
  const value = parseWithSource(text, (_key, given, { source }) => {
    if (typeof given !== 'number') return given
    const number = {} // stands for the number, and is told apart by its identity
    written.set(number, source ?? '')
    return number
  })
  walk(value, [])
  return found
}

t.test('a table gives the flattened values of each record, un-neutralised by its metadata', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRecord, { maxLength: 10 }), async (records) => {
      const files = await unzip((await packed('csv', factsWith(), records)).content)
      const held = records.filter(({ review }) => review !== 'withheld')
      const tables = [...files.keys()].filter((path) => path.endsWith('.csv'))
      let seen = 0
      for (const path of tables) {
        const metadata = JSON.parse(files.get(path.replace(/\.csv$/, '-metadata.json'))?.toString() ?? '')
        const own = held.filter(({ category }) => category === metadata['dc:title']['@value'])
        const [header = [], ...rows] = restored(files.get(path)?.toString() ?? '', metadata)
        if (metadata.url !== path || rows.length !== own.length) return false
        if (new Set(header).size !== header.length) return false
        for (const [i, { text }] of own.entries()) {
          const expected = flattened(text)
          for (const [column, cell] of (rows[i] ?? []).entries()) {
            const title = header[column] ?? '?'
            if (cell !== (expected.get(title) ?? '')) throw new Error(`${path}: ${title} of record ${i} is ${cell}`)
            expected.delete(title)
          }
          if (expected.size > 0) throw new Error(`${path}: ${[...expected.keys()]} are missing`)
        }
        seen += own.length
      }
      return seen === held.length
    }),
    sampled(500),
  )
})
