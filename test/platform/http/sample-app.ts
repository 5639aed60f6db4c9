import { z } from 'zod'
import { linkNext, openCursor, page, sealCursor } from '../../../src/platform/http/cursor.ts'
import { healthRoutes, type ReadinessChecks } from '../../../src/platform/http/health.ts'
import { acceptUploads, uploadBody } from '../../../src/platform/http/multipart.ts'
import { documentApi, security } from '../../../src/platform/http/openapi.ts'
import { problemRoutes } from '../../../src/platform/http/problems.ts'
import {
  civilDateText,
  email,
  errorResponses,
  instantText,
  jsonObject,
  listOf,
  listQuery,
  localeTag,
  maybe,
  oneOrMany,
  queryBoolean,
  strictObject,
  text,
  typeId,
} from '../../../src/platform/http/schemas.ts'
import { type App, createServer, type ServerOptions } from '../../../src/platform/http/server.ts'
import { newId, type OrganisationId } from '../../../src/platform/identifiers.ts'
import { problem } from '../../../src/platform/problem.ts'

export const cursorKey = Buffer.alloc(32, 7)
export const organisation: OrganisationId = newId('org')

const address = strictObject({ name: text({ max: 200 }), email: maybe(email()) }).meta({
  id: 'SampleAddress',
  examples: [{ name: 'Ada', email: 'ada@example.org' }],
})
const note = z
  .object({
    id: typeId('req'),
    object: z.literal('note'),
    address: z.object({ name: z.string(), email: z.string().optional() }).optional(),
    text: z.string(),
    at: instantText.nullish(),
    on: civilDateText.nullish(),
    locale: z.string().optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'SampleNote' })
const notes = listOf(note, 'SampleNoteList')
const writeNote = strictObject({
  address,
  text: text({ max: 2_000, multiline: true }),
  at: maybe(instantText),
  on: maybe(civilDateText),
  locale: maybe(localeTag),
  metadata: maybe(jsonObject({ maxBytes: 16_384 })),
}).meta({ id: 'SampleWriteNote', examples: [{ address: { name: 'Ada' }, text: 'Dear controller,\n…' }] })

const writeErrors = ['invalid', 'not_found', 'too_large', 'unsupported_media_type', 'action_not_allowed'] as const

/** A small service with every kind of route, to show the platform's HTTP at work. */
export async function sampleApp(options: ServerOptions & { checks?: ReadinessChecks } = {}): Promise<App> {
  const app = createServer(options)
  await documentApi(app, { version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } })
  healthRoutes(app, options.checks ?? {})
  problemRoutes(app)
  sampleRoutes(app)
  await app.register(sampleUploads)
  return app
}

export function sampleRoutes(app: App): void {
  app.route({
    method: 'POST',
    url: '/v1/notes/:id',
    schema: {
      operationId: 'writeNote',
      tags: ['Requests'],
      summary: 'Write a note',
      security: security.none,
      params: strictObject({ id: typeId('req') }),
      body: writeNote,
      response: { 200: note, ...errorResponses(...writeErrors) },
    },
    handler: async ({ params, body }) => {
      if (body.text === 'closed') {
        throw problem('action_not_allowed', 'this note is closed', { allowedActions: ['reopen'] })
      }
      if (body.text === 'boom') throw new Error(`cannot insert ${body.address.email}`)
      // `hidden` is no field of the answer
      return { id: params.id, object: 'note' as const, ...body, address: undefined, hidden: 'never leaves' }
    },
  })
  app.route({
    method: 'GET',
    url: '/v1/notes',
    schema: {
      operationId: 'listNotes',
      tags: ['Requests'],
      summary: 'List notes',
      security: security.none,
      querystring: listQuery({
        status: oneOrMany(z.enum(['open', 'closed'])).optional(),
        overdue: queryBoolean.optional(),
      }),
      response: { 200: notes, ...errorResponses('invalid', 'invalid_cursor') },
    },
    handler: async ({ query: { limit, cursor, ...filters } }, reply) => {
      const binding = { organisation, scope: { list: 'notes', ...filters } }
      const from = cursor === undefined ? 0 : Number(openCursor(cursorKey, binding, cursor)[0]) + 1
      const all = Array.from({ length: 5 }, (_, number) => ({ number, id: newId('req') }))
      const rows = all.slice(from, from + limit + 1)
      const found = page(rows, limit, (last) => sealCursor(cursorKey, binding, [last.number]))
      linkNext(reply, found)
      return {
        ...found,
        data: found.data.map(({ id, number }) => ({ id, object: 'note' as const, text: `${number}` })),
      }
    },
  })
}

const uploadFields = { kind: z.enum(['identity', 'evidence']), note: text({ max: 20 }).optional() }

/** A scope that takes files up to 1 MiB. */
export async function sampleUploads(scope: App): Promise<void> {
  const { readUpload } = await acceptUploads(scope, { maxBytes: 1024 * 1024 })
  scope.route({
    method: 'POST',
    url: '/v1/files',
    config: { documentedBody: uploadBody(uploadFields) },
    schema: {
      operationId: 'uploadFile',
      tags: ['Correspondence'],
      summary: 'Upload a file',
      security: security.none,
      response: {
        201: z.object({ kind: z.string(), name: z.string().optional(), bytes: z.int() }).meta({ id: 'SampleFile' }),
        ...errorResponses('invalid', 'too_large', 'unsupported_media_type'),
      },
    },
    handler: async (request, reply) => {
      const { fields, file } = await readUpload(request, strictObject(uploadFields))
      return reply.code(201).send({ kind: fields.kind, name: file.name, bytes: file.bytes.length })
    },
  })
}
