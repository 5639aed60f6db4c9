import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage } from '../platform/http/cursor.ts'
import { acceptUploads } from '../platform/http/multipart.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { logRefused } from '../requests/find-request.ts'
import { getFollowedRequest, listFollowedRequests } from '../requests/requests-of-mailbox.ts'
import { addDocument, hashOfUpload } from './documents.ts'
import { receiveMessage } from './messages.ts'
import { cancelOwnRequest, toMyRequest } from './my-request.ts'
import type { RequesterDoor } from './requester-door.ts'
import {
  cancelBody,
  documentList,
  documentParams,
  documentView,
  messageList,
  messageView,
  myRequestList,
  myRequestView,
  pageQuery,
  personMessageBody,
  personUpload,
  personUploadBody,
  requestParams,
} from './schemas.ts'
import { documentContent } from './send-file.ts'
import { threadReads } from './thread-reads.ts'
import { documentToView, messageToView } from './views.ts'

const reading = ['invalid', 'invalid_cursor', 'unauthorized', 'not_found'] as const
const writing = [...writeErrors, 'unauthorized', 'not_found', 'not_permitted'] as const

/** The requester door (API §6): a person and the requests they wrote. Anybody else's are absent. */
export async function myRoutes(app: App, deps: Deps, person: RequesterDoor): Promise<void> {
  const thread = threadReads(deps, person)
  app.route({
    method: 'GET',
    url: '/v1/me/requests',
    ...person.for(),
    schema: {
      operationId: 'listMyRequests',
      description:
        'Of this organisation, open and closed. A redeemed code proves the mailbox, so what was written from it is shown, whoever typed the address.',
      tags: ['Requester'],
      summary: 'List the requests written from this mailbox, or answered to it, newest first',
      querystring: pageQuery,
      response: {
        200: myRequestList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized'),
      },
    },
    handler: async (request, reply) => {
      const { keyring } = deps
      const found = await person.read(request, (tx, actor) =>
        listFollowedRequests(tx, { keyring, log: request.log }, actor, request.query),
      )
      linkNext(reply, found)
      const now = deps.now()
      return mapPage(found, ({ c, part }) => toMyRequest(c, { part, now }))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/me/requests/:id',
    ...person.for(),
    schema: {
      operationId: 'getMyRequest',
      description:
        'What the person may know of it: rights with outcome, reasons and remedies (art. 12(4)), the day due, and in `asks` what is asked of them. No names of staff, no notes.',
      tags: ['Requester'],
      summary: 'Follow a request',
      params: requestParams,
      response: { 200: myRequestView.describe('The request'), ...errorResponses('unauthorized', 'not_found') },
    },
    handler: async (request) => {
      const { c, part } = await person.read(request, (tx, actor) =>
        getFollowedRequest(tx, deps, actor, request.params.id),
      )
      logRefused(request.log, [c])
      return toMyRequest(c, { part, now: deps.now() })
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/me/requests/:id/cancel',
    ...person.for(),
    schema: {
      operationId: 'cancelMyRequest',
      tags: ['Requester'],
      summary: 'Give up a request',
      description: 'Every right that is still unanswered lapses, and the request is closed.',
      params: requestParams,
      body: cancelBody,
      response: {
        200: myRequestView.describe('The request as it stands now'),
        ...errorResponses(...writing, 'action_not_allowed', 'authority_not_accepted', 'no_address'),
      },
    },
    handler: (request, reply) =>
      person.write({ request, reply }, async (tx, actor, at) => {
        const cancel = { request: request.params.id, reason: request.body?.reason }
        return {
          status: 200,
          body: toMyRequest(await cancelOwnRequest(tx, deps, cancel, { actor, at }), { part: 'requester', now: at }),
        }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/me/requests/:id/messages',
    ...person.for(),
    schema: {
      operationId: 'listMyMessages',
      description: 'What the person wrote and what staff wrote to them.',
      tags: ['Requester'],
      summary: 'Read the messages of a request, oldest first',
      params: requestParams,
      querystring: pageQuery,
      response: { 200: messageList.describe('One page'), ...errorResponses(...reading) },
    },
    handler: thread.messages,
  })

  app.route({
    method: 'POST',
    url: '/v1/me/requests/:id/messages',
    ...person.for(),
    schema: {
      operationId: 'writeMyMessage',
      tags: ['Requester'],
      summary: 'Write to the organisation about a request',
      description:
        '`answers` says that this is the reply to the question that is open. Whether it suffices the organisation judges, and counts it from today.',
      params: requestParams,
      body: personMessageBody,
      response: {
        201: messageView.describe('The message'),
        ...errorResponses(...writing, 'action_not_allowed'),
      },
    },
    handler: (request, reply) =>
      person.write({ request, reply }, async (tx, actor, at) => {
        const row = await receiveMessage(tx, deps, request.params.id, request.body, { actor, at })
        return { status: 201, body: messageToView(row) }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/me/requests/:id/documents',
    ...person.for(),
    schema: {
      operationId: 'listMyDocuments',
      description: 'What the person handed in, and what staff filed for them to read as a `letter`.',
      tags: ['Requester'],
      summary: 'List what was handed in for a request, and its letters, oldest first',
      params: requestParams,
      querystring: pageQuery,
      response: { 200: documentList.describe('One page'), ...errorResponses(...reading) },
    },
    handler: thread.documents,
  })

  app.route({
    method: 'GET',
    url: '/v1/me/requests/:id/documents/:doc/content',
    ...person.for(),
    schema: {
      operationId: 'getMyDocumentContent',
      tags: ['Requester'],
      summary: 'Read a letter of the organisation',
      description:
        'Documents of the kind `letter`; what was handed in is not given back. Each look is recorded in the history of the request.',
      params: documentParams,
      response: {
        200: { description: 'The file, as an attachment', content: documentContent },
        ...errorResponses('unauthorized', 'not_found'),
      },
    },
    handler: thread.content,
  })

  await app.register(async (scope: App) => {
    const uploads = await acceptUploads(scope)
    const door = person.for()
    scope.route({
      method: 'POST',
      url: '/v1/me/requests/:id/documents',
      ...door,
      config: { ...door.config, documentedBody: personUploadBody },
      schema: {
        operationId: 'handInDocument',
        tags: ['Requester'],
        summary: 'Hand in a document',
        description:
          'PDF, PNG or JPEG by content and by name, at most 10 MiB. A copy of an identity document is deleted once it is checked.',
        params: requestParams,
        response: {
          201: documentView.describe('The document'),
          ...errorResponses(...writing, 'action_not_allowed'),
        },
      },
      handler: async (request, reply) => {
        const { fields, file } = await uploads.readUpload(request, personUpload)
        const upload = { ...fields, name: file.name, bytes: file.bytes }
        return person.write({ request, reply, body: hashOfUpload(upload) }, async (tx, actor, at) => {
          const row = await addDocument(tx, deps, request.params.id, upload, { actor, at })
          return { status: 201, body: documentToView(row) }
        })
      },
    })
  })
}
