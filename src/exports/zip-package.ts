import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Instant } from '../law/calendar.ts'

export type FileFacts = { readonly path: string; readonly bytes: number; readonly sha256: string }
export type Piece = string | Buffer
export type Pieces = AsyncIterable<Piece> | Iterable<Piece>
/** Adds a file, and waits until its last piece has been taken; what it was. */
export type AddFile = (path: string, pieces: Pieces) => Promise<FileFacts>

/** What is waiting between two steps, in bytes: enough that neither the database nor the compressor stands still. */
const inFlight = 256 * 1024

/**
 * A ZIP as a stream: `fill` adds one file after the other, each written as it is made. Nothing is held but what is in flight; a slow
 * reader slows the making down. What `fill` throws, reading throws; who stops reading ends `fill`.
 */
export function zipPackage(mtime: Instant, fill: (add: AddFile) => Promise<void>): AsyncIterable<Buffer> {
  const zip = new ZipFile()
  const output = zip.outputStream as Readable // a PassThrough; its type says less
  let source: Readable | undefined
  const add: AddFile = (path, pieces) =>
    new Promise((resolve, reject) => {
      const measured = measure(path, pieces)
      source = Readable.from(measured.pieces, { objectMode: false, highWaterMark: inFlight })
      source.once('error', reject)
      source.once('close', () => reject(new Error('the package is no longer read'))) // too late to count after `end`
      source.once('end', () => resolve(measured.facts()))
      const opened = source
      // yazl pipes: it neither hears an error of the source nor ends it
      zip.addReadStreamLazy(path, { mtime: new Date(mtime) }, (pipe) => pipe(null, opened))
    })
  zip.on('error', (error: Error) => output.destroy(error))
  output.once('close', () => source?.destroy())
  fill(add).then(
    () => zip.end(),
    (error: unknown) => output.destroy(error instanceof Error ? error : new Error('a file could not be made')),
  )
  return output
}

function measure(path: string, pieces: Pieces): { pieces: AsyncIterable<Buffer>; facts: () => FileFacts } {
  const hash = createHash('sha256')
  let bytes = 0
  let sha256 = ''
  async function* measured(): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      if (piece.length === 0) continue
      const buffer = typeof piece === 'string' ? Buffer.from(piece) : piece
      bytes += buffer.length
      hash.update(buffer)
      yield buffer
    }
    sha256 = hash.digest('hex')
  }
  return { pieces: measured(), facts: () => ({ path, bytes, sha256 }) }
}
