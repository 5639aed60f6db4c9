import fc from 'fast-check'
import t from 'tap'
import type { Instant } from '../../src/law/calendar.ts'
import { origins } from '../../src/law/portability.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { inBoxes, packRecords, unpackRecords } from '../../src/records/record-box.ts'
import { sampled } from '../support/sampled.ts'

const data = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => JSON.stringify({ text })),
  fc.integer({ min: 0, max: 30_000 }).map((length) => JSON.stringify({ text: 'é'.repeat(length) })),
  fc.constantFrom('{}', '{\n "a": 1.10,\n "b": -0\n}', '{"n":123456789012345678}'),
)
const note = fc.record({ source_id: fc.string(), purpose: fc.string() }, { requiredKeys: [], noNullPrototype: true })
const origin = fc.record({
  providedBy: fc.constantFrom(...origins),
  collectedAt: fc.option(fc.integer({ min: 0, max: 4e12 }).map((at) => at as Instant)), // in milliseconds
})
const record = fc
  .record({ note, data, origin })
  .map(({ origin, ...each }) => ({ id: newId('rec'), ...origin, ...each }))

t.test('what is packed together comes out in its order, to the last character, with what is known of it', async (t) => {
  const property = fc.property(fc.array(record, { minLength: 1, maxLength: 12 }), (records) => {
    const [holder = newId('rec')] = records.map(({ id }) => id)
    const unpacked = unpackRecords(packRecords(records), holder)
    t.strictSame(
      unpacked.map(({ id, note, data, origin }) => ({ id, note, data, ...origin })),
      records.map(({ id, note, data, providedBy, collectedAt }) => ({ id, note, data, providedBy, collectedAt })),
      'as it came',
    )
    for (const { data, isExact, box } of unpacked) {
      t.equal(isExact, !/1\.10|-0|123456789012345678/.test(data))
      t.equal(box?.records, records.length)
    }
  })
  fc.assert(property, sampled(100))
})

t.test('a box that a version before this has written holds the one record of its row', async (t) => {
  const holder = newId('rec')
  const records = unpackRecords(Buffer.from('{"source_id":"7","purpose":"sales"}\n{"a":\n1}'), holder)
  const note = { source_id: '7', purpose: 'sales' }
  const unknown = { isExact: undefined, box: undefined, origin: undefined }
  t.strictSame(records, [{ id: holder, note, data: '{"a":\n1}', ...unknown }], 'nobody has looked')
})

t.test('a box that left the origin of its records to their rows is read', async (t) => {
  const [holder, other] = [newId('rec'), newId('rec')]
  const contents = [
    [[['a'], ['number']]],
    [
      [holder, 7, true, {}],
      [other, 8, true, { purpose: 'sales' }],
    ],
  ]
  const content = Buffer.from(`${JSON.stringify(contents)}\n{"a":1}{"a":22}`)
  const records = unpackRecords(content, holder)
  t.match(records, [
    { id: holder, data: '{"a":1}' },
    { id: other, data: '{"a":22}', note: { purpose: 'sales' } },
  ])
  t.ok(records.every(({ origin }) => origin === undefined))
})

t.test(
  'records share boxes in their order: each is in one, and no box grows beyond its size but for a large record',
  async () => {
    const property = fc.property(fc.array(record, { maxLength: 600 }), (records) => {
      const boxes = inBoxes(records)
      const length = (box: typeof records) => box.reduce((sum, each) => sum + each.data.length, 0)
      const isFull = (box: typeof records, next: typeof records) =>
        box.length === 256 || length(box) + (next[0]?.data.length ?? 0) > 65_536
      return (
        boxes.flat().every((each, at) => each === records[at]) &&
        boxes.flat().length === records.length &&
        boxes.every((box) => box.length <= 256 && (box.length === 1 || length(box) <= 65_536)) &&
        boxes.slice(1).every((box, at) => isFull(boxes[at] ?? [], box))
      )
    })
    fc.assert(property, sampled(100))
  },
)
