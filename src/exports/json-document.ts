import { showInstant } from '../law/calendar.ts'
import type { ReadRecord } from '../records/read-records.ts'
import type { About } from './document-schema.ts'
import type { PackageFacts } from './package-facts.ts'

/**
 * The JSON document of an export (API §4.4), in pieces: each record's data as it came, to the digit. What it says about itself comes
 * last, when the records have gone by. `schema` is where its JSON Schema is, as a URL or beside it.
 */
export async function* jsonDocument(
  { controller, reference, kind, generatedAt }: PackageFacts,
  pages: AsyncIterable<readonly ReadRecord[]>,
  { about, schema }: { readonly about: () => About; readonly schema: string },
): AsyncGenerator<string> {
  const head = { $schema: schema, controller, reference, kind, generated_at: showInstant(generatedAt) }
  yield `${JSON.stringify(head).slice(0, -1)},\n"records":{`
  let open: string | undefined
  for await (const page of pages) {
    let piece = ''
    for (const { category, text } of page) {
      if (category === open) piece += ',\n'
      else piece += `${open === undefined ? '' : '],'}\n${JSON.stringify(category)}:[\n`
      open = category
      piece += text
    }
    yield piece
  }
  yield `${open === undefined ? '' : ']'}},\n"about":${JSON.stringify(about())}}\n`
}
