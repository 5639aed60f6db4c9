import { type JsonObject, readJson } from '../records/json-text.ts'
import type { ReadRecord } from '../records/read-records.ts'
import type { Words } from '../words/words.ts'
import { newTally, selection, type Tally } from './about.ts'
import { cover, newPreview, type Preview } from './cover.ts'
import { type Cells, csvMetadata, type Note } from './csv-metadata.ts'
import { type CsvTable, csvTable } from './csv-table.ts'
import { type About, documentSchema, schemaFile, schemaPath } from './document-schema.ts'
import { fileNames } from './file-names.ts'
import { jsonDocument } from './json-document.ts'
import type { PackageFacts } from './package-facts.ts'
import { type AddFile, type FileFacts, type Packing, plainPacking } from './package-writer.ts'
import { keyFile, manifestFiles } from './signed-manifest.ts'
import type { ExportFormat } from './tables.ts'
import { zipPacking } from './zip-package.ts'

/** Reads the records of the request from the first to the last, or those of one category. */
export type ReadPages = (category?: string) => AsyncIterable<readonly ReadRecord[]>

/** How the files of an export become one. */
export function packingOf(format: ExportFormat, { generatedAt }: PackageFacts): Packing {
  return format === 'json' ? plainPacking : zipPacking(generatedAt)
}

/** How often the records are read, one reading after the other. */
export function readingsOf(format: ExportFormat): number {
  return format === 'json' ? 1 : 2
}

/** Writes the files of an export, one after the other; what was counted meanwhile. The same facts and records give the same bytes. */
export async function writeFiles(
  format: ExportFormat,
  facts: PackageFacts,
  pages: ReadPages,
  add: AddFile,
): Promise<Tally> {
  const tally = newTally(facts)
  if (format === 'json') {
    const said = { about: tally.about, schema: `${facts.publicUrl}${schemaPath}` }
    await add('records.json', jsonDocument(facts, counted(pages(), tally), said))
  } else {
    await (format === 'csv' ? fillCsv : fillZip)(add, facts, { pages, tally })
  }
  return tally
}

type Making = { readonly pages: ReadPages; readonly tally: Tally }

/** A CSV file and its metadata for each category, and a cover. The records are read twice: the header names every field of every record. */
async function fillCsv(add: AddFile, facts: PackageFacts, { pages, tally }: Making): Promise<void> {
  const { take, finish } = newAcquaintance()
  for await (const page of counted(pages(), tally)) for (const record of page) take(record)
  const { tables, preview } = finish()
  const about = tally.about()
  const nameOf = namesFor(tables)
  await addTables(add, facts, { pages, tables, nameOf, about })
  await add('cover.html', [coverOf(facts, about, { nameOf, preview, format: 'csv' })])
}

/**
 * The JSON document with its schema, the tables, a cover, and a signed manifest, side by side. The reading for the document also finds the
 * tables' fields.
 */
async function fillZip(add: AddFile, facts: PackageFacts, { pages, tally }: Making): Promise<void> {
  const { take, finish } = newAcquaintance()
  const seen = async function* () {
    for await (const page of counted(pages(), tally)) {
      for (const record of page) take(record)
      yield page
    }
  }
  const said = { about: tally.about, schema: schemaFile }
  const document = await add('records.json', jsonDocument(facts, seen(), said))
  const { tables, preview } = finish()
  const about = tally.about()
  const nameOf = namesFor(tables)
  const files: FileFacts[] = [document, await add(schemaFile, [`${JSON.stringify(documentSchema(), null, 2)}\n`])]
  files.push(...(await addTables(add, facts, { pages, tables, nameOf, about })))
  files.push(await add('cover.html', [coverOf(facts, about, { nameOf, preview, format: 'zip' })]))
  files.push(await add(keyFile, [facts.signer.publicKeyPem]))
  for (const { path, content } of manifestFiles(files, facts.signer)) await add(path, [content])
}

type Covering = {
  readonly nameOf: ReadonlyMap<string, string>
  readonly preview: Preview
  readonly format: 'csv' | 'zip'
}

function coverOf(facts: PackageFacts, about: About, { nameOf, preview, format }: Covering): string {
  return cover(facts, about, { fileOf: (category) => `${nameOf.get(category)}.csv`, preview, format })
}

type Tables = {
  readonly pages: ReadPages
  readonly tables: Map<string, CsvTable>
  readonly nameOf: ReadonlyMap<string, string>
  readonly about: About
}

async function addTables(
  add: AddFile,
  facts: PackageFacts,
  { pages, tables, nameOf, about }: Tables,
): Promise<FileFacts[]> {
  const files: FileFacts[] = []
  const select = selection(facts)
  const held = (category: string) => included(pages(category), (record) => select(record) === undefined)
  for (const [category, table] of tables) {
    const url = `${nameOf.get(category)}.csv`
    const metadata = `${nameOf.get(category)}-metadata.json`
    files.push(await add(url, csvLines(table, held(category)), { feeds: metadata }))
    const { words, controller } = facts
    const described = { url, category, words, controller: controller.name, notes: notesOn(category, about, words) }
    const neutralised = table.neutralised() ?? cellsFoundAnew(table, held(category))
    files.push(await add(metadata, csvMetadata(table, described, neutralised)))
    tables.delete(category) // with all that it remembers of its cells
  }
  return files
}

async function* csvLines(table: CsvTable, pages: AsyncIterable<readonly ReadRecord[]>): AsyncGenerator<string> {
  yield table.header()
  for await (const page of pages) yield page.map((record) => table.row(dataOf(record))).join('')
}

async function* cellsFoundAnew(table: CsvTable, pages: AsyncIterable<readonly ReadRecord[]>): Cells {
  const active = table.activeCells()
  yield* active.header()
  for await (const page of pages) for (const record of page) yield* active.row(dataOf(record))
}

/** What was left out of the table of a category, or of its records. */
function notesOn(category: string, { withheld, redacted, left_out = [] }: About, { say }: Words): Note[] {
  const reviewed = (kind: 'withheld' | 'redacted', list: About['withheld']) =>
    list
      .filter((each) => each.category === category)
      .map(({ records, reason }) => ({ kind, records, text: reason ?? say('cover.no_reason') }))
  const unreached = left_out
    .filter((each) => each.category === category)
    .map(({ why, category: _category, ...each }) => ({ kind: 'left_out' as const, text: why, ...each }))
  return [...reviewed('withheld', withheld), ...reviewed('redacted', redacted), ...unreached]
}

/** Counts every record, and hands on those that the export holds. */
function counted(pages: AsyncIterable<readonly ReadRecord[]>, tally: Tally): AsyncGenerator<ReadRecord[]> {
  return included(pages, tally.take)
}

async function* included(
  pages: AsyncIterable<readonly ReadRecord[]>,
  isIncluded: (record: ReadRecord) => boolean,
): AsyncGenerator<ReadRecord[]> {
  for await (const page of pages) yield page.filter(isIncluded)
}

/**
 * Learns in one reading which fields the tables have, and what the cover shows. Records that were stored together, and are here together and
 * whole, are known by their fields, without reading any value of theirs.
 */
function newAcquaintance() {
  const tables = new Map<string, CsvTable>()
  const preview = newPreview()
  let together: ReadRecord[] = []
  const meet = () => {
    const [first] = together
    if (first === undefined) return
    const { category, box } = first
    const table = tables.get(category) ?? csvTable()
    tables.set(category, table)
    if (box?.records === together.length && together.every(({ review }) => review === 'none'))
      table.meetFields(box.fields)
    else for (const record of together) table.meet(dataOf(record))
    together = []
  }
  return {
    take: (record: ReadRecord) => {
      if (record.box === undefined || record.box !== together[0]?.box) meet()
      together.push(record)
      if (preview.wants(record.category)) preview.take(record.category, dataOf(record))
    },
    finish: () => {
      meet()
      return { tables, preview }
    },
  }
}

function dataOf({ text, isExact }: ReadRecord): JsonObject {
  return readJson(text, isExact) as JsonObject // only objects are stored, and redaction leaves an object
}

function namesFor(tables: ReadonlyMap<string, CsvTable>): ReadonlyMap<string, string> {
  const nameOf = fileNames()
  return new Map([...tables.keys()].map((category) => [category, nameOf(category)]))
}
