import { type JsonObject, readJson } from '../records/json-text.ts'
import type { ReadRecord } from '../records/read-records.ts'
import { newTally, type Tally } from './about.ts'
import { cover, newPreview } from './cover.ts'
import { csvMetadata } from './csv-metadata.ts'
import { type CsvTable, csvTable } from './csv-table.ts'
import { fileNames } from './file-names.ts'
import { jsonDocument } from './json-document.ts'
import type { PackageFacts } from './package-facts.ts'
import type { ExportFormat } from './tables.ts'
import { type AddFile, type FileFacts, zipPackage } from './zip-package.ts'

/** Reads the records of the request from the first to the last, or those of one category. */
export type ReadPages = (category?: string) => AsyncIterable<readonly ReadRecord[]>

/** The bytes of an export, made while they are read. `tally` is complete once they are. */
export function packageBytes(
  format: ExportFormat,
  facts: PackageFacts,
  pages: ReadPages,
): { readonly bytes: AsyncIterable<Buffer>; readonly tally: Tally } {
  const tally = newTally(facts.kind)
  if (format === 'json') return { bytes: encoded(jsonDocument(facts, included(pages(), tally), tally.about)), tally }
  const fill = format === 'csv' ? fillCsv : fillZip
  return { bytes: zipPackage(facts.generatedAt, (add) => fill(add, facts, { pages, tally })), tally }
}

type Making = { readonly pages: ReadPages; readonly tally: Tally }

/** A CSV file and its metadata for each category. The records are read twice: the header names every field of every record. */
async function fillCsv(add: AddFile, facts: PackageFacts, { pages, tally }: Making): Promise<void> {
  const tables = new Map<string, CsvTable>()
  for await (const page of included(pages(), tally)) for (const record of page) meet(tables, record)
  await addTables(add, facts, { pages, tables, nameOf: namesFor(tables) })
}

/** The JSON document, the tables, a cover and a manifest, side by side. The reading for the document also finds the tables' fields. */
async function fillZip(add: AddFile, facts: PackageFacts, { pages, tally }: Making): Promise<void> {
  const tables = new Map<string, CsvTable>()
  const preview = newPreview()
  const seen = async function* () {
    for await (const page of included(pages(), tally)) {
      for (const record of page) preview.take(record.category, meet(tables, record))
      yield page
    }
  }
  const document = await add('records.json', jsonDocument(facts, seen(), tally.about))
  const nameOf = namesFor(tables)
  const files: FileFacts[] = [document, ...(await addTables(add, facts, { pages, tables, nameOf }))]
  const fileOf = (category: string) => `${nameOf.get(category)}.csv`
  files.push(await add('cover.html', [cover(facts, tally.about(), { fileOf, preview })]))
  await add('manifest.json', [`${JSON.stringify({ files }, null, 2)}\n`])
}

type Tables = {
  readonly pages: ReadPages
  readonly tables: ReadonlyMap<string, CsvTable>
  readonly nameOf: ReadonlyMap<string, string>
}

async function addTables(add: AddFile, facts: PackageFacts, { pages, tables, nameOf }: Tables): Promise<FileFacts[]> {
  const files: FileFacts[] = []
  for (const [category, table] of tables) {
    const url = `${nameOf.get(category)}.csv`
    files.push(await add(url, csvLines(table, included(pages(category), newTally(facts.kind)))))
    const described = { url, category, locale: facts.locale, controller: facts.controller.name }
    files.push(await add(`${nameOf.get(category)}-metadata.json`, csvMetadata(table, described)))
  }
  return files
}

async function* csvLines(table: CsvTable, pages: AsyncIterable<readonly ReadRecord[]>): AsyncGenerator<string> {
  yield table.header()
  for await (const page of pages) yield page.map(({ text }) => table.row(dataOf(text))).join('')
}

/** Counts every record, and hands on those that the export holds. */
async function* included(pages: AsyncIterable<readonly ReadRecord[]>, tally: Tally): AsyncGenerator<ReadRecord[]> {
  for await (const page of pages) yield page.filter((record) => tally.take(record))
}

/** Shows a record to the table of its category; its data. */
function meet(tables: Map<string, CsvTable>, { category, text }: ReadRecord): JsonObject {
  const table = tables.get(category) ?? csvTable()
  tables.set(category, table)
  const data = dataOf(text)
  table.meet(data)
  return data
}

function dataOf(text: string): JsonObject {
  return readJson(text) as JsonObject // only objects are stored, and redaction leaves an object
}

function namesFor(tables: ReadonlyMap<string, CsvTable>): ReadonlyMap<string, string> {
  const nameOf = fileNames()
  return new Map([...tables.keys()].map((category) => [category, nameOf(category)]))
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece)
}
