import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import type { Case } from '../requests/case.ts'
import { storeOf } from './blob-stores.ts'
import { chunkBytes } from './chunk-writer.ts'
import type { ExportRow } from './store.ts'
import { placeOfChunk, runOfChunk } from './tables.ts'

/** A package that somebody may have: what it is, and its bytes, from one to another (both included). */
export type Download = {
  readonly bytes: number
  readonly sha256: Buffer
  readonly filename: string
  readonly mediaType: string
  /** Its first bytes are there when this resolves. Throws `unavailable` where the store does not answer. */
  read(range?: ByteRange): Promise<Readable>
}
export type ByteRange = { readonly from: number; readonly to: number }

/** A compiled export as a download. The name says whose request it answers by its reference, which tells nobody else anything. */
export function downloadOf(
  deps: Pick<Deps, 'database' | 'bucket'>,
  { safe, request: { reference } }: Case,
  row: ExportRow,
): Download {
  const { bytes, sha256, format, kind } = row
  if (bytes === null || sha256 === null) throw problem('export_not_ready', 'the export is not compiled')
  const isJson = format === 'json'
  return {
    bytes,
    sha256,
    filename: `${reference}-${kind}.${isJson ? 'json' : 'zip'}`,
    mediaType: isJson ? 'application/json' : 'application/zip',
    read: async ({ from, to } = { from: 0, to: bytes - 1 }) => {
      const content = contentOf(deps, safe, { ...row, bytes }, { from, to })
      // Before a status is sent: where nothing can be had, that is what is answered.
      const first = await content.next()
      return Readable.from(resumed(first, content), { objectMode: false })
    },
  }
}

async function* resumed(
  first: IteratorResult<Buffer, void>,
  rest: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer> {
  if (first.done === true) return
  yield first.value
  yield* rest
}

/** One chunk at a time, each by a call of its own, when the reader has taken the one before: no transaction waits on the network. */
async function* contentOf(
  deps: Pick<Deps, 'database' | 'bucket'>,
  safe: CaseSafe,
  { organisationId: organisation, id, attempt, bytes, detail }: ExportRow & { readonly bytes: number },
  { from, to }: ByteRange,
): AsyncGenerator<Buffer, void> {
  const store = storeOf(deps, detail)
  const runs = detail.runs ?? [{ attempt, from: 0 }]
  for (let position = Math.floor(from / chunkBytes); position * chunkBytes <= to; position += 1) {
    const name = { organisation, export: id, attempt: runOfChunk(runs, position), position }
    const box = await store.get(name)
    // Revoked or expired meanwhile: the download breaks off, and can't pass for a whole one.
    if (box === undefined) throw new Error('the content of the export is gone')
    // A shorter package has another last chunk, and the one that stands there was not sealed as the last.
    const chunk = safe.open(placeOfChunk({ ...name, isLast: (position + 1) * chunkBytes >= bytes }), box)
    const start = position * chunkBytes
    yield chunk.subarray(Math.max(0, from - start), to - start + 1)
  }
}

/**
 * The one range of a `Range` header that this size admits (RFC 9110 section 14.2); undefined where the whole is to be sent: no header,
 * another unit, several ranges. Throws 416 where it lies beyond the end.
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const range =
    first === ''
      ? { from: Math.max(0, bytes - Number(last)), to: bytes - 1 }
      : { from: Number(first), to: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) }
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined // not a range at all: ignored
  if (range.from < bytes && range.from <= range.to) return range
  throw problem('range_not_satisfiable', 'the range lies beyond the end of the export', {
    headers: { 'content-range': `bytes */${bytes}` },
  })
}

/**
 * Sends a download: as a file that is saved and never shown, kept by no cache, named by no Referer (SECURITY 13, attack 16). A single
 * range is answered with 206.
 */
export async function sendDownload(reply: FastifyReply, download: Download): Promise<FastifyReply> {
  const { bytes, sha256, filename, mediaType } = download
  const range = rangeOf(reply.request.headers.range, bytes)
  const content = await download.read(range)
  reply.headers({
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${filename}"`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    // RFC 9530: of the whole, also where a part is sent, so that whoever resumes can check what was put together
    'repr-digest': `sha-256=:${sha256.toString('base64')}:`,
    'content-length': range === undefined ? bytes : range.to - range.from + 1,
  })
  if (range === undefined) return reply.code(200).send(content)
  return reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${bytes}`).send(content)
}
