import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import {
  OtherContent,
  type Packing,
  packageWriter,
  plainPacking,
  type Written,
} from '../../src/exports/package-writer.ts'
import { zipPacking } from '../../src/exports/zip-package.ts'
import type { Instant } from '../../src/law/calendar.ts'
import { unzip } from './support.ts'

const mtime = Date.parse('2026-03-02T09:00:01Z') as Instant // a valid instant

type Given = readonly (readonly [path: string, pieces: readonly string[]])[]

/** Writes files; every place from which another writer could go on, with what had been written by then. */
async function written(packing: Packing, files: Given, from?: { written: Written; bytes: Buffer }) {
  const parts: Buffer[] = from === undefined ? [] : [from.bytes]
  const places: { written: Written; bytes: Buffer }[] = []
  const sink = {
    write: async (bytes: Buffer) => void parts.push(bytes),
    reached: async (reached: Written) =>
      void places.push({ written: JSON.parse(JSON.stringify(reached)), bytes: Buffer.concat(parts) }),
  }
  const { add, finish } = packageWriter(sink, packing, from?.written)
  const facts = []
  for (const [path, pieces] of files) facts.push(await add(path, pieces))
  await finish()
  return { bytes: Buffer.concat(parts), places, facts }
}

const long = (seed: number) => Array.from({ length: 5 }, (_, n) => `${seed}.${n} `.repeat(60_000)) // some blocks each
const files: Given = [
  ['records.json', long(1)],
  ['orders.csv', long(2)],
  ['empty.csv', []],
  ['données-metadata.json', ['{}']],
]

t.test('a ZIP opens elsewhere, with the files and the hour that went in', async (t) => {
  const { bytes, facts } = await written(zipPacking(mtime), files)
  const found = await unzip(bytes)
  t.same(
    [...found.keys()],
    files.map(([path]) => path),
  )
  for (const [path, pieces] of files) t.equal(found.get(path)?.toString(), pieces.join(''), path)
  t.same(
    facts.map(({ sha256 }) => sha256),
    files.map(([, pieces]) => createHash('sha256').update(pieces.join('')).digest('hex')),
  )
  const file = join(t.testdir(), 'package.zip')
  writeFileSync(file, bytes)
  t.match(execFileSync('unzip', ['-tq', file], { encoding: 'utf8' }), /No errors detected/)
  t.match(
    execFileSync('unzip', ['-lv', file], { encoding: 'utf8', env: { TZ: 'UTC' } }),
    /2026-03-02 09:00 .* orders\.csv|03-02-2026 09:00 .* orders\.csv/,
  )
})

t.test('an empty package is a ZIP too', async (t) => {
  const { bytes } = await written(zipPacking(mtime), [])
  t.equal((await unzip(bytes)).size, 0)
})

for (const [what, packing] of Object.entries({ 'a ZIP': zipPacking(mtime), 'a plain file': plainPacking })) {
  const given = packing === plainPacking ? files.slice(0, 1) : files
  t.test(`${what} is gone on with from every place, and is the same`, async (t) => {
    const whole = await written(packing, given)
    t.ok(whole.places.length > 3)
    for (const [at, place] of whole.places.entries()) {
      const again = await written(packing, given, place)
      t.ok(again.bytes.equals(whole.bytes), `from place ${at}`)
      t.same(again.facts, whole.facts)
    }
  })
}

t.test('what is made otherwise than before is not gone on with', async (t) => {
  const [[path, pieces] = ['', []], ...others] = files
  const { places } = await written(zipPacking(mtime), files)
  const midway = places[1]
  t.equal(midway?.written.open?.path, path)
  for (const [why, changed] of Object.entries({
    'another letter': [`x${pieces.join('').slice(1)}`],
    'cut elsewhere': [pieces.join('').slice(0, 300_000), pieces.join('').slice(300_000)],
    shorter: pieces.slice(0, 1),
  })) {
    await t.rejects(written(zipPacking(mtime), [[path, changed], ...others], midway), OtherContent, why)
  }
})

t.test('what is written is not made again, unless another file needs what is learnt of it', async (t) => {
  const made: string[] = []
  const making = async function* (path: string) {
    made.push(path)
    yield path
  }
  const written = ['document', 'table', 'metadata'].map((path) => ({
    path,
    bytes: 1,
    sha256: '',
    offset: 0,
    packed: 1,
    crc32: 0,
  }))
  const sink = { write: async () => {}, reached: async () => {} }
  const { add } = packageWriter(sink, plainPacking, { offset: 3, files: written })
  await add('document', making('document'))
  await add('table', making('table'), { feeds: 'metadata' })
  await add('metadata', making('metadata'), { feeds: 'nothing yet' })
  t.same(made, ['document', 'metadata'])
})

t.test('sizes beyond 32 bits stand where ZIP64 has them', async (t) => {
  const packing = zipPacking(mtime)
  const large = {
    path: 'large.csv',
    bytes: 5_000_000_000,
    sha256: '',
    offset: 6_000_000_000,
    packed: 4_400_000_000,
    crc32: 7,
  }
  const directory = packing.finish([large], 10_400_000_100)
  const of64 = (at: number) => Number(directory.readBigUInt64LE(at))
  const extra = 46 + large.path.length + 9
  t.equal(directory.readUInt16LE(extra), 1)
  t.same([of64(extra + 4), of64(extra + 12), of64(extra + 20)], [large.bytes, large.packed + 2, large.offset])
  const end = directory.indexOf(Buffer.from([0x50, 0x4b, 0x06, 0x06]))
  t.same([of64(end + 32), of64(end + 48)], [1, 10_400_000_100])
  const descriptor = packing.end(large)
  t.same([descriptor.length, Number(descriptor.readBigUInt64LE(10))], [2 + 24, large.packed + 2])
})

t.test('any files come back as they were, in any pieces', async (t) => {
  const file = fc.tuple(
    fc.stringMatching(/^[a-z]{1,8}\.csv$/),
    fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }),
  )
  const some = fc.uniqueArray(file, { selector: ([path]) => path, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(some, async (given) => {
      const found = await unzip((await written(zipPacking(mtime), given)).bytes)
      t.same(
        [...found].map(([path, bytes]) => [path, bytes.toString()]),
        given.map(([path, pieces]) => [path, pieces.join('')]),
      )
    }),
    { numRuns: 30 },
  )
})
