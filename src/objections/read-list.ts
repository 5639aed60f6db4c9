import type { z } from 'zod'
import type { CivilDate } from '../law/calendar.ts'
import { civilDateText, email, strictObject } from '../platform/http/schemas.ts'
import { expectation } from '../platform/http/validation.ts'
import { problem } from '../platform/problem.ts'
import { readObjectText } from '../records/json-text.ts'
import type { RecordText } from '../records/record-lines.ts'

export const listLine = strictObject({ email: email(), objected_on: civilDateText }).meta({
  id: 'ListedObjection',
  examples: [{ email: 'ana@example.org', objected_on: '2025-11-04' }],
})
type ListLine = z.output<typeof listLine>

/** A line that was read, by its number in the body. */
export type ReadLine = { readonly line: number; readonly mailbox: Buffer; readonly objectedOn: CivilDate }
/** Why a line is not taken over; never what it holds. */
export type BadLine = { readonly line: number; readonly message: string }
export type ReadList = { readonly lines: readonly ReadLine[]; readonly bad: readonly BadLine[] }

/** Of one call, which is one transaction. A longer list comes in parts: what is known already is only counted. */
export const mostLines = 100_000

/**
 * Reads a list of who objected, line by line as it arrives; of each address only its fingerprint is held on to. A line that is no such line
 * is told, and keeps none of the others from being read. Throws 413 beyond the most lines, and what `texts` throws.
 */
export async function readList(
  texts: AsyncIterable<readonly RecordText[]>,
  fingerprint: (address: string) => Buffer,
): Promise<ReadList> {
  const lines: ReadLine[] = []
  const bad: BadLine[] = []
  for await (const some of texts) {
    for (const { position: line, text } of some) {
      if (lines.length + bad.length >= mostLines) throw problem('too_large', `a list has at most ${mostLines} lines`)
      const read = readLine(text)
      if (typeof read === 'string') bad.push({ line, message: read })
      else lines.push({ line, mailbox: fingerprint(read.email), objectedOn: read.objected_on })
    }
  }
  return { lines, bad }
}

/** The line, or what is wrong with it. */
function readLine(text: string): ListLine | string {
  const object = readObjectText(text)
  if (!object.ok) return object.message
  const parsed = listLine.safeParse(object.value, { error: expectation })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.code === 'unrecognized_keys' ? undefined : issue?.path.join('.')
  return `${field ? `${field}: ` : ''}${issue?.message ?? 'expected another value'}`
}
