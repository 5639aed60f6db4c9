import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { problem } from '../platform/problem.ts'
import { itemTexts } from './json-text.ts'

/** One record as text, and where it stands in the body: a line of NDJSON, or an item of an array, from 1. */
export type RecordText = { readonly position: number; readonly location: string; readonly text: string }

/** What was read of a body so far. */
export type Meter = { readonly bytes: () => number; readonly sha256: () => Buffer }

/** One record: a long e-mail with its history. What is larger is a document, not a record. */
const longestLine = 4 * 1024 * 1024
/** A JSON array is read whole before its first item is known to be good; NDJSON is for more. */
const largestArray = 8 * 1024 * 1024

const newline = 0x0a
/** A line of nothing but JSON's own white space is no record; anything else must be one, a byte order mark too. */
const blank = /^[ \t\r]*$/

/**
 * Reads a body as records, some at a time and never the whole of it (an array excepted). Throws 400 where it breaks off or is no UTF-8,
 * 413 where it is larger than `maxBytes`.
 */
export function recordTexts(
  body: AsyncIterable<Buffer>,
  { form, maxBytes }: { readonly form: 'ndjson' | 'array'; readonly maxBytes: number },
): { readonly texts: AsyncIterable<readonly RecordText[]>; readonly meter: Meter } {
  const hash = createHash('sha256')
  let bytes = 0
  const limit = form === 'array' ? Math.min(largestArray, maxBytes) : maxBytes
  async function* metered(): AsyncGenerator<Buffer> {
    for await (const chunk of whole(body)) {
      bytes += chunk.length
      if (bytes > limit) throw problem('too_large', `the body is larger than the ${limit} bytes that are accepted here`)
      hash.update(chunk)
      yield chunk
    }
  }
  return {
    texts: form === 'ndjson' ? lines(metered()) : items(metered()),
    meter: { bytes: () => bytes, sha256: () => hash.copy().digest() },
  }
}

/** A connection that breaks off must not look like an end: the former records would be replaced by half of the new ones. */
async function* whole(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body
  } catch {
    throw problem('invalid', 'the connection broke off before the end of the body')
  }
}

async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordText[]> {
  let position = 0
  let rest: Buffer[] = []
  let restBytes = 0
  const lineOf = (bytes: Buffer): RecordText[] => {
    position += 1
    const location = `line ${position}`
    if (!isUtf8(bytes)) throw refusedRecord(location, 'expected valid UTF-8')
    const text = bytes.toString('utf8')
    return blank.test(text) ? [] : [{ position, location, text }]
  }
  for await (const chunk of chunks) {
    const found: RecordText[] = []
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const piece = chunk.subarray(start, end)
      found.push(...lineOf(rest.length === 0 ? piece : Buffer.concat([...rest, piece])))
      rest = []
      restBytes = 0
      start = end + 1
    }
    const piece = chunk.subarray(start)
    restBytes += piece.length
    if (restBytes > longestLine) throw refusedRecord(`line ${position + 1}`, `expected at most ${longestLine} bytes`)
    if (piece.length > 0) rest.push(piece)
    if (found.length > 0) yield found
  }
  const last = lineOf(Buffer.concat(rest))
  if (last.length > 0) yield last
}

async function* items(chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordText[]> {
  const held: Buffer[] = []
  for await (const chunk of chunks) held.push(chunk)
  const bytes = Buffer.concat(held)
  const texts = isUtf8(bytes) ? itemTexts(bytes.toString('utf8')) : undefined
  if (texts === undefined) throw refusedRecord('body', 'expected a JSON array of objects, in UTF-8')
  yield texts.map((text, i) => ({ position: i + 1, location: `record ${i + 1}`, text }))
}

/** 400 that says which line or item is bad and what was expected, never what was given. */
export function refusedRecord(location: string, message: string) {
  return problem('invalid', 'the body is not as it is accepted here; nothing of it was taken', {
    errors: [{ location, message }],
  })
}
