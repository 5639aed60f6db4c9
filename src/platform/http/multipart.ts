import fastifyMultipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem, problem } from '../problem.ts'
import { binary } from './openapi.ts'
import { whyUnsafe } from './safe-text.ts'
import type { App } from './server.ts'
import { expectation, invalid } from './validation.ts'

const largestFile = 10 * 1024 * 1024 // API section 6
const largestField = 4 * 1024 // a kind and a note
const mostFields = 8
const framing = 64 * 1024 // boundaries and headers of all parts, with what a client may put before and after them
// Slow senders hold what has arrived so far; beyond this all together, newcomers are asked to come back
const largestHeld = 128 * 1024 * 1024
const longestFileName = 255

export type Upload<Fields> = {
  readonly fields: Fields
  /** What the client says of the file: neither its name nor its type is to be believed (SECURITY, architecture 13). */
  readonly file: { readonly name: string | undefined; readonly type: string; readonly bytes: Buffer }
}

export type Uploads = {
  /**
   * Reads one `multipart/form-data` body: one file in the part named `file`, and text fields that make the schema, in
   * any order. Throws 400 where the body is cut, incomplete or holds anything else, 413 where it is too large, 415
   * where it is not multipart.
   */
  readUpload<Fields extends z.ZodType>(request: FastifyRequest, fields: Fields): Promise<Upload<z.output<Fields>>>
}

/** Makes a scope take uploads, and nothing else, as bodies. To be awaited in a plugin of its own, before its routes. */
export async function acceptUploads(
  scope: App,
  { maxBytes = largestFile }: { maxBytes?: number } = {},
): Promise<Uploads> {
  scope.removeAllContentTypeParsers()
  await scope.register(fastifyMultipart, {
    throwFileSizeLimit: true, // without it a file that is too large would be cut silently
    limits: {
      fileSize: maxBytes,
      files: 1,
      fields: mostFields,
      parts: mostFields + 1,
      fieldSize: largestField,
      fieldNameSize: 100,
      headerPairs: 20,
    },
  })
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, longBody: true }
  })
  const held = { bytes: 0 }
  return {
    readUpload: async (request, fields) => {
      if (!request.isMultipart()) {
        throw problem('unsupported_media_type', 'a file is accepted as multipart/form-data')
      }
      try {
        const { file, given } = await readParts(request, maxBytes, held)
        const parsed = fields.safeParse(given, { error: expectation })
        if (!parsed.success) throw invalid('body', parsed.error.issues)
        return { fields: parsed.data, file }
      } catch (error) {
        throw refusalOfUpload(error, request)
      }
    },
  }
}

/** What an upload looks like, for `config.documentedBody` of its route: `uploadBody({ kind: z.enum(…) })`. */
export function uploadBody(fields: z.ZodRawShape): Readonly<Record<string, z.ZodType>> {
  return { 'multipart/form-data': z.strictObject({ ...fields, file: binary }) }
}

type Parts = { readonly file: Upload<unknown>['file']; readonly given: Record<string, string> }

async function readParts(request: FastifyRequest, maxBytes: number, held: { bytes: number }): Promise<Parts> {
  const given = new Map<string, string>()
  let file: Parts['file'] | undefined
  const parts = request.parts()
  limitWhole(request, maxBytes + mostFields * largestField + framing)
  for await (const part of parts) {
    const isExpected = part.type === 'file' ? part.fieldname === 'file' && !file : !given.has(part.fieldname)
    if (!isExpected) throw unexpected(part.type === 'file' ? 'a file' : 'a field twice')
    if (part.type === 'file') file = await readFile(part, held)
    else if (typeof part.value !== 'string' || part.valueTruncated || part.fieldnameTruncated)
      throw unexpected('so long a field')
    else given.set(part.fieldname, part.value)
  }
  if (file !== undefined && file.bytes.length > 0) return { file, given: Object.fromEntries(given) }
  const message = 'expected one file that is not empty, in the part named file'
  throw problem('invalid', 'the upload holds no file', { errors: [{ location: 'body.file', message }] })
}

async function readFile(part: MultipartFile, held: { bytes: number }): Promise<Parts['file']> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of part.file) {
      const bytes: Buffer = chunk
      size += bytes.length
      held.bytes += bytes.length
      if (held.bytes > largestHeld) throw problem('unavailable', 'too many uploads at a time', { retryAfterSeconds: 5 })
      chunks.push(bytes)
    }
  } finally {
    held.bytes -= size
  }
  const name = (part.filename ?? '').normalize('NFC')
  const isUsable = whyUnsafe(name, { max: longestFileName }) === undefined
  return { name: isUsable ? name : undefined, type: part.mimetype, bytes: Buffer.concat(chunks, size) }
}

/**
 * The parser's limits hold for each part; what stands before, between and after them is only limited here (SECURITY,
 * traps).
 */
function limitWhole({ raw }: FastifyRequest, limit: number): void {
  if (Number(raw.headers['content-length'] ?? 0) > limit) throw tooLarge()
  let received = 0
  raw.on('data', (chunk: Buffer) => {
    received += chunk.length
    if (received > limit) raw.destroy()
  })
}

function tooLarge(): Problem {
  return problem('too_large', 'the file is larger than is accepted here')
}

function unexpected(what: string): Problem {
  return problem('invalid', 'the upload holds a part that is not expected', {
    errors: [
      { location: 'body', message: `expected one file in the part named file and the documented fields, not ${what}` },
    ],
  })
}

const limitCodes = new Set(['FST_FILES_LIMIT', 'FST_PARTS_LIMIT', 'FST_FIELDS_LIMIT', 'FST_PROTO_VIOLATION'])

/** What the parser throws are errors of many makes; all but bugs mean that the body is not what it should be. */
function refusalOfUpload(error: unknown, { raw }: FastifyRequest): unknown {
  raw.unpipe() // nobody parses the rest, and a paused socket would never be done with it
  raw.resume()
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return error
  const refusal = error instanceof Problem ? error : refusalByParser('code' in error ? String(error.code) : '')
  return problem(refusal.code, refusal.message, {
    ...refusal.extras,
    headers: { ...refusal.extras.headers, connection: 'close' },
  })
}

function refusalByParser(code: string): Problem {
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge()
  if (limitCodes.has(code)) return unexpected('more parts')
  return problem('invalid', 'the upload is not complete multipart/form-data')
}
