import type { CsvTable } from './csv-table.ts'

export type TableFacts = {
  /** The file it describes. */
  readonly url: string
  /** The category as the source named it. */
  readonly category: string
  readonly locale: string
  readonly controller: string
}

/** How many names of cells go out in one piece. */
const cellsAtOnce = 1_000

/**
 * What describes one CSV file, after it was written: W3C "Metadata Vocabulary for Tabular Data" (CSVW), 2015. In pieces, since it
 * names each neutralised cell, and a file may have many.
 */
export function* csvMetadata(table: CsvTable, facts: TableFacts): Generator<string> {
  const head = {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': facts.locale }],
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
  if (shared !== undefined) {
    yield JSON.stringify({ kind: 'shared_column', text: sharedText, target: [`${facts.url}#col=${shared}`] })
  }
  yield* neutralisedNote(table.neutralised(), { url: facts.url, isFirst: shared === undefined })
  yield ']}\n'
}

function* neutralisedNote(
  cells: Iterable<string>,
  { url, isFirst }: { readonly url: string; readonly isFirst: boolean },
): Generator<string> {
  let pending: string[] = []
  let begun = false
  function* flush(): Generator<string> {
    if (pending.length === 0) return
    const opening = { kind: 'neutralised', text: neutralisedText }
    yield begun ? ',' : `${isFirst ? '' : ','}${JSON.stringify(opening).slice(0, -1)},"target":[`
    yield pending.join(',')
    begun = true
    pending = []
  }
  for (const cell of cells) {
    pending.push(JSON.stringify(`${url}#${cell}`))
    if (pending.length === cellsAtOnce) yield* flush()
  }
  yield* flush()
  if (begun) yield ']}'
}

const sharedText =
  'The records have more fields than this table has columns. Those first met beyond them share this column (RFC 7111): a JSON object of the names and values that a record has there.'
const neutralisedText =
  'These cells (RFC 7111; the header is row 1) held text that a spreadsheet could run. An apostrophe stands before it: without it, the text is as it was.'
