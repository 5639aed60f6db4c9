import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { acceptUploads } from '../platform/http/multipart.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { addDocument, hashOfUpload } from './documents.ts'
import { sendMessage } from './messages.ts'
import {
  documentList,
  documentParams,
  documentView,
  messageBody,
  messageList,
  messageView,
  pageQuery,
  requestParams,
  staffUpload,
  staffUploadBody,
} from './schemas.ts'
import { documentContent } from './send-file.ts'
import { threadReads } from './thread-reads.ts'
import { documentToView, messageToView } from './views.ts'

const reading = ['invalid', 'invalid_cursor', 'unauthorized', 'role_too_low', 'not_found'] as const
const writing = [
  ...writeErrors,
  'unauthorized',
  'role_too_low',
  'not_found',
  'not_permitted',
  'action_not_allowed',
] as const

/** Messages and documents of a request, as staff reads and writes them (API §4.3). All of it also works on a closed request. */
export async function threadRoutes(app: App, deps: Deps, staff: StaffDoor): Promise<void> {
  const thread = threadReads(deps, staff)
  app.route({
    method: 'GET',
    url: '/v1/requests/:id/messages',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listMessages',
      description:
        'Of the person and of staff, those that came by mail with the sender they name. What answers a question says so in `answers`.',
      tags: ['Correspondence'],
      summary: 'Read the messages of a request, oldest first',
      params: requestParams,
      querystring: pageQuery,
      response: { 200: messageList.describe('One page'), ...errorResponses(...reading) },
    },
    handler: thread.messages,
  })

  app.route({
    method: 'POST',
    url: '/v1/requests/:id/messages',
    ...staff.for('agent'),
    schema: {
      operationId: 'sendMessage',
      tags: ['Correspondence'],
      summary: 'Write to the person',
      description:
        'Waits behind the requester’s door. Where the person is answered by e-mail, a letter says that it waits, not what it says.',
      params: requestParams,
      body: messageBody,
      response: { 201: messageView.describe('The message'), ...errorResponses(...writing) },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const row = await sendMessage(tx, deps, request.params.id, request.body.text, { actor, at })
        return { status: 201, body: messageToView(row) }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/requests/:id/documents',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listDocuments',
      description:
        'What the person handed in and what staff filed, by kind; the bytes are at `/content`, and each reading of them is in the history.',
      tags: ['Correspondence'],
      summary: 'List the documents of a request, oldest first',
      params: requestParams,
      querystring: pageQuery,
      response: { 200: documentList.describe('One page'), ...errorResponses(...reading) },
    },
    handler: thread.documents,
  })

  app.route({
    method: 'GET',
    url: '/v1/requests/:id/documents/:doc/content',
    ...staff.for('agent'),
    schema: {
      operationId: 'getDocumentContent',
      tags: ['Correspondence'],
      summary: 'Read a document',
      description:
        'Each look is recorded in the history of the request. A copy of an identity document is gone once it is checked.',
      params: documentParams,
      response: {
        200: {
          description: 'The file, as an attachment',
          content: documentContent,
        },
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: thread.content,
  })

  await app.register(async (scope: App) => {
    const uploads = await acceptUploads(scope)
    const agent = staff.for('agent')
    scope.route({
      method: 'POST',
      url: '/v1/requests/:id/documents',
      ...agent,
      config: { ...agent.config, documentedBody: staffUploadBody },
      schema: {
        operationId: 'addDocument',
        tags: ['Correspondence'],
        summary: 'File a document',
        description: 'PDF, PNG or JPEG by content and by name, at most 10 MiB.',
        params: requestParams,
        response: { 201: documentView.describe('The document'), ...errorResponses(...writing) },
      },
      handler: async (request, reply) => {
        const { fields, file } = await uploads.readUpload(request, staffUpload)
        const upload = { kind: fields.kind, name: file.name, bytes: file.bytes }
        return staff.write({ request, reply, body: hashOfUpload(upload) }, async (tx, actor, at) => {
          const row = await addDocument(tx, deps, request.params.id, upload, { actor, at })
          return { status: 201, body: documentToView(row) }
        })
      },
    })
  })
}
