import type { FastifyReply } from 'fastify'
import { binary } from '../platform/http/openapi.ts'
import { documentTypes } from './document-file.ts'

/** What a document may be, for the answers of the contract. */
export const documentContent = Object.fromEntries(Object.keys(documentTypes).map((type) => [type, { schema: binary }]))

/** Never rendered in place, whatever it holds (SECURITY, architecture 13); `nosniff` and `no-store` are on every answer. */
export function sendFile(
  reply: FastifyReply,
  file: { readonly content: Buffer; readonly mediaType: string; readonly filename: string },
): FastifyReply {
  reply.header('content-disposition', `attachment; filename="${file.filename}"`)
  return reply.type(file.mediaType).send(file.content)
}
