import type { Words } from '../words/words.ts'
import type { CsvTable } from './csv-table.ts'

export type TableFacts = {
  /** The file it describes. */
  readonly url: string
  /** The category as the source named it. */
  readonly category: string
  readonly words: Words
  readonly controller: string
  /** What else is to be said of the table: records that were left out of it, and why. */
  readonly notes?: readonly Note[]
}
export type Note = {
  readonly kind: 'withheld' | 'redacted' | 'left_out'
  readonly text: string
  readonly records: number
}

/** The cells of a table that were neutralised, as RFC 7111 names them. */
export type Cells = Iterable<string> | AsyncIterable<string>

/** How many names of cells go out in one piece. */
const cellsAtOnce = 1_000

/**
 * What describes one CSV file, after it was written: W3C "Metadata Vocabulary for Tabular Data" (CSVW), 2015. In pieces, since it
 * names each neutralised cell, and a file may have many.
 */
export async function* csvMetadata(table: CsvTable, facts: TableFacts, neutralised: Cells): AsyncGenerator<string> {
  const head = {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': facts.words.tag }],
    url: facts.url,
    'dc:title': { '@value': facts.category },
    'dc:publisher': { '@value': facts.controller },
    dialect: {
      encoding: 'utf-8',
      delimiter: ',',
      quoteChar: '"',
      doubleQuote: true,
      lineTerminators: ['\r\n'],
      header: true,
      headerRowCount: 1,
    },
    tableSchema: { columns: table.columns().map(({ title, datatype }) => ({ titles: title, datatype })) },
  }
  yield `${JSON.stringify(head).slice(0, -1)},"notes":[`
  const shared = table.shared()
  const first = [
    ...(facts.notes ?? []),
    ...(shared === undefined
      ? []
      : [
          { kind: 'shared_column', text: facts.words.say('csv.shared_column'), target: [`${facts.url}#col=${shared}`] },
        ]),
  ]
  yield first.map((note) => JSON.stringify(note)).join(',')
  yield* neutralisedNote(neutralised, { ...facts, isFirst: first.length === 0 })
  yield ']}\n'
}

async function* neutralisedNote(
  cells: Cells,
  { url, words, isFirst }: TableFacts & { readonly isFirst: boolean },
): AsyncGenerator<string> {
  let pending: string[] = []
  let begun = false
  function* flush(): Generator<string> {
    if (pending.length === 0) return
    const opening = { kind: 'neutralised', text: words.say('csv.neutralised') }
    yield begun ? ',' : `${isFirst ? '' : ','}${JSON.stringify(opening).slice(0, -1)},"target":[`
    yield pending.join(',')
    begun = true
    pending = []
  }
  for await (const cell of cells) {
    pending.push(JSON.stringify(`${url}#${cell}`))
    if (pending.length === cellsAtOnce) yield* flush()
  }
  yield* flush()
  if (begun) yield ']}'
}
