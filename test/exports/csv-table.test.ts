import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { csvMetadata } from '../../src/exports/csv-metadata.ts'
import { csvTable } from '../../src/exports/csv-table.ts'
import { fileNames } from '../../src/exports/file-names.ts'
import { fieldsOf } from '../../src/records/fields.ts'
import type { JsonObject } from '../../src/records/json-text.ts'
import { chooseLanguage } from '../../src/words/languages.ts'
import { wordsIn } from '../../src/words/words.ts'
import { sampled } from '../support/sampled.ts'

const facts = { url: 'orders.csv', category: 'orders', words: wordsIn(chooseLanguage('en')), controller: 'Example' }

type Bounds = { readonly most?: number; readonly runs?: number }

async function written(records: readonly JsonObject[], bounds: Bounds = {}) {
  const table = csvTable(bounds)
  for (const record of records) table.meet(record)
  const csv = table.header() + records.map((record) => table.row(record)).join('')
  const active = table.activeCells()
  const cells = table.neutralised() ?? [...active.header(), ...records.flatMap((record) => active.row(record))]
  let metadata = ''
  for await (const piece of csvMetadata(table, facts, cells)) metadata += piece
  return { csv, metadata: JSON.parse(metadata) }
}
type Written = Awaited<ReturnType<typeof written>>

/** Reads the file with another parser and takes back what the metadata says was neutralised. */
function readBack({ csv, metadata }: Written): string[][] {
  const rows: string[][] = parse(csv, { record_delimiter: '\r\n' })
  const notes: { kind: string; target: string[] }[] = metadata.notes
  for (const target of notes.filter(({ kind }) => kind === 'neutralised').flatMap((note) => note.target)) {
    const [, row1, column1, row2, column2] = /^orders\.csv#cell=(\d+),(\d+)(?:-(\d+),(\d+))?$/.exec(target) ?? []
    for (let row = Number(row1); row <= Number(row2 ?? row1); row += 1) {
      for (let column = Number(column1); column <= Number(column2 ?? column1); column += 1) {
        const cells = rows[row - 1] ?? []
        const cell = cells[column - 1]
        if (!cell?.startsWith("'")) throw new Error(`${target} names a cell that was not neutralised`)
        cells[column - 1] = cell.slice(1)
      }
    }
  }
  return rows
}

/** The flattened values of a record, written down a second time and in another way. */
function flattened(value: unknown, path: readonly string[]): [string, string][] {
  const name = path.join('.')
  if (value === null) return [[name, '']]
  if (typeof value !== 'object') return [[name, String(value)]]
  const inner = Object.entries(value)
  if (inner.length === 0 && path.length > 0) return [[name, Array.isArray(value) ? '[]' : '{}']]
  return inner.flatMap(([key, member]) =>
    flattened(member, [...path, key.replaceAll('\\', '\\\\').replaceAll('.', '\\.')]),
  )
}

const active = fc
  .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', "'="), fc.string())
  .map((parts) => parts.join(''))
const word = fc.oneof(fc.string({ unit: 'binary' }), active, fc.constantFrom('', '"', 'a,b', 'a\r\nb', '\n', ' ', "'"))
const name = fc
  .oneof(fc.string({ unit: 'grapheme' }), active, fc.constantFrom('a.b', 'a', 'b', '0', '1', '\\', ''))
  .filter((each) => each !== '__proto__')
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(name, tie('any'), { maxKeys: 3 }),
  ),
})).any
const records = fc.array(fc.dictionary(name, value, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>, { maxLength: 8 }) // made of JSON above

t.test(
  'a first field that begins with U+FEFF is none of a byte-order mark, also to a reader that takes that away',
  async (t) => {
    const { csv, metadata } = await written([{ '\uFEFFname': '\uFEFFZoé', other: 1 }])
    t.notOk(csv.startsWith('\uFEFF'))
    t.same(parse(csv, { record_delimiter: '\r\n', bom: true }), [
      ['\uFEFFname', 'other'],
      ['\uFEFFZoé', '1'],
    ])
    t.match(metadata.tableSchema.columns, [{ titles: '\uFEFFname' }, {}])
  },
)

t.test(
  'another parser, told by the metadata what was neutralised, reads the flattened values of every record',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(records, fc.constantFrom({}, { runs: 1 }), async (given, bounds) => {
        const [header = [], ...rows] = readBack(await written(given, bounds))
        t.equal(rows.length, given.length)
        for (const [i, record] of given.entries()) {
          const expected = new Map(flattened(record, []))
          for (const [column, cell] of (rows[i] ?? []).entries()) {
            const title = header[column] ?? '?'
            if (cell !== (expected.get(title) ?? '')) return false
            expected.delete(title)
          }
          if (expected.size > 0) return false
        }
        return true
      }),
      sampled(3_000),
    )
  },
)

t.test('fields beyond the columns share one, and another parser reads them all the same', async () => {
  await fc.assert(
    fc.asyncProperty(records, fc.integer({ min: 1, max: 4 }), async (given, most) => {
      const file = await written(given, { most })
      const [header = [], ...rows] = readBack(file)
      const shared: number | undefined =
        file.metadata.notes.find(({ kind }: { kind: string }) => kind === 'shared_column') && most
      if (header.length > most + (shared === undefined ? 0 : 1)) return false
      if (new Set(header).size !== header.length) return false
      return given.every((record, i) => {
        const expected = new Map(flattened(record, []))
        for (const [column, cell] of (rows[i] ?? []).entries()) {
          const values: [string, unknown][] =
            column === shared ? Object.entries(JSON.parse(cell || '{}')) : [[header[column] ?? '?', cell]]
          for (const [title, found] of values) {
            if (String(found ?? '') !== (expected.get(title) ?? '')) return false
            expected.delete(title)
          }
        }
        return expected.size === 0
      })
    }),
    sampled(2_000),
  )
})

t.test('the fields of some records make the table that each of them by itself makes', async (t) => {
  const property = fc.property(fc.array(records, { maxLength: 4 }), fc.integer({ min: 1, max: 12 }), (boxes, most) => {
    const [one, other] = [csvTable({ most }), csvTable({ most })]
    for (const box of boxes) {
      one.meetFields(fieldsOf(box))
      for (const record of box) other.meet(record)
    }
    const [columns, expected] = [one, other].map((table) =>
      table.columns().map(({ title, datatype }) => [title, datatype]),
    )
    t.strictSame(columns, expected)
    t.equal(one.shared(), other.shared())
    t.strictSame(
      boxes.flat().map((record) => one.row(record)),
      boxes.flat().map((record) => other.row(record)),
    )
  })
  fc.assert(property, sampled(300))
})

t.test(
  'a table whose every record has fields of its own grows with the records, and not with their square',
  async (t) => {
    const strangers = (count: number) =>
      Array.from({ length: count }, (_, i): JsonObject => ({ id: i, [`a${i}`]: true, [`b${i}`]: { c: `+${i}` } }))
    const [some, twice] = [await written(strangers(2_000)), await written(strangers(4_000))]
    t.ok(twice.csv.length < some.csv.length * 2.1, `${some.csv.length} and ${twice.csv.length} characters`)
    const { columns } = twice.metadata.tableSchema
    t.same([columns.length, columns.at(-1)], [1_001, { titles: 'further_fields', datatype: 'json' }])
    t.match(twice.metadata.notes, [{ kind: 'shared_column', target: ['orders.csv#col=1001'] }, { kind: 'neutralised' }])
    const rows = readBack(twice)
    t.same([rows[1]?.[1], rows[1]?.[2], rows[1]?.at(-1)], ['true', '+0', ''])
    t.same(JSON.parse(rows.at(-1)?.at(-1) ?? ''), { a3999: true, 'b3999.c': '+3999' })
  },
)

t.test('a list in one record and an object with numbers for names in another share their columns', async (t) => {
  const { csv } = await written([{ a: ['x', 'y'] }, { a: { 1: 'z' } }])
  t.equal(csv, 'a.0,a.1\r\nx,y\r\n,z\r\n')
})

t.test('the shared column has a title that no field has', async (t) => {
  const { csv } = await written([{ further_fields: 1, b: 2 }], { most: 1 })
  t.equal(csv, 'further_fields,further_fields_2\r\n1,"{""b"":2}"\r\n')
})

t.test('no cell begins with what a spreadsheet would run, but for numbers (attack 47)', async () => {
  await fc.assert(
    fc.asyncProperty(records, async (given) => {
      const rows: string[][] = parse((await written(given)).csv, { record_delimiter: '\r\n' })
      return rows.flat().every((cell) => !/^[=+\-@\t\r]/.test(cell) || /^-\d+$/.test(cell))
    }),
    sampled(1_000),
  )
})

t.test('what is neutralised is quoted and named, a number stays a number', async (t) => {
  const { csv, metadata } = await written([
    { phone: '+33 1 23', amount: -5, note: '=1+1', ok: true },
    { phone: '+33 4 56', amount: 2.5, note: 'plain', ok: false },
    { phone: null, amount: -0.25, note: '@x', '=bad': '' },
  ])
  t.equal(
    csv,
    [
      'phone,amount,note,ok,"\'=bad"',
      '"\'+33 1 23",-5,"\'=1+1",true,',
      '"\'+33 4 56",2.5,plain,false,',
      ',-0.25,"\'@x",,""',
      '',
    ].join('\r\n'),
  )
  t.same(
    metadata.notes.map(({ target }: { target: string[] }) => target),
    [['orders.csv#cell=2,1-3,1', 'orders.csv#cell=2,3', 'orders.csv#cell=4,3', 'orders.csv#cell=1,5']],
  )
  t.same(
    metadata.tableSchema.columns.map(({ datatype }: { datatype: string }) => datatype),
    ['string', 'number', 'string', 'boolean', 'string'],
  )
  t.equal(metadata.url, 'orders.csv')
  t.same(metadata['@context'], ['http://www.w3.org/ns/csvw', { '@language': 'en' }])
})

t.test('a million neutralised telephone numbers are one entry of the metadata', async (t) => {
  const table = csvTable()
  table.meet({ phone: '+1' })
  table.header()
  for (let i = 0; i < 1_000_000; i += 1) table.row({ phone: '+1' })
  t.same([...(table.neutralised() ?? [])], ['cell=2,1-1000001,1'])
  t.equal(table.lines(), 1_000_001)
})

t.test('the metadata of cells scattered over many lines is whole', async (t) => {
  const many = Array.from({ length: 5_001 }, (_, i) => ({ note: i % 2 === 0 ? '=x' : 'x' }))
  const { metadata } = await written(many)
  t.equal(metadata.notes.length, 1)
  t.equal(metadata.notes[0].target.length, 2_501)
})

t.test(
  'a list of neutralised cells that grows with the file is not held: a second reading finds the same cells',
  async (t) => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({ note: i % 2 === 0 ? '=x' : 'x', '=formula': '+', '': i }))
    const table = csvTable({ runs: 1_000 })
    for (const record of many) table.meet(record)
    table.header()
    for (const record of many) table.row(record)
    t.equal(table.neutralised(), undefined)
    t.same(readBack(await written(many, { runs: 1_000 })), readBack(await written(many)))
    t.same(readBack(await written(many, { runs: 1_000 })).slice(0, 2), [
      ['note', '=formula', ''],
      ['=x', '+', '0'],
    ])
  },
)

t.test('records without a field have a line each', async (t) => {
  t.equal((await written([{}, {}])).csv, 'record\r\n""\r\n""\r\n')
  t.equal((await written([{ a: null }])).csv, 'a\r\n""\r\n')
})

t.test('a file name is made of the category, safe, and given once', async (t) => {
  const nameOf = fileNames()
  const names = [
    'orders',
    'Orders',
    'orders-2',
    'Données bancaires',
    '../../etc/passwd',
    'CON',
    '订单',
    '',
    '订单',
    'a/b\\c:d',
    '.hidden',
    'x'.repeat(300),
    `${'x'.repeat(300)}y`,
  ].map(nameOf)
  t.same(names.slice(0, 11), [
    'orders',
    'Orders-2',
    'orders-2-2',
    'Donnees-bancaires',
    'etc-passwd',
    'CON-records',
    'category',
    'category-2',
    'category-3',
    'a-b-c-d',
    'hidden',
  ])
  t.equal(new Set(names.map((each) => each.toLowerCase())).size, names.length)
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (categories) => {
      const nameFor = fileNames()
      const made = categories.map(nameFor)
      return (
        made.every((each) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(each)) &&
        new Set(made.map((each) => each.toLowerCase())).size === made.length
      )
    }),
  )
})
