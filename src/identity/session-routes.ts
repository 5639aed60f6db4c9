import { z } from 'zod'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage } from '../platform/http/cursor.ts'
import { deleteErrors, errorResponses, noFields } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { type RequesterDoor, requesterOf } from './requester-door.ts'
import { pageQuery, sessionList, sessionParams } from './schemas.ts'
import { endSession, listSessions } from './sessions.ts'
import { sessionToView } from './views.ts'

/** Where a person is signed in, and how they sign out (API §6): an ended session's token opens nothing from that moment. */
export function sessionRoutes(app: App, deps: Deps, person: RequesterDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/me/sessions',
    ...person.for(),
    schema: {
      operationId: 'listMySessions',
      description: 'A sign-in that nobody remembers can be ended, and its token is dead at once.',
      tags: ['Requester'],
      summary: 'List where this mailbox is signed in, newest first',
      querystring: pageQuery,
      response: {
        200: sessionList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized'),
      },
    },
    handler: async (request, reply) => {
      const found = await person.read(request, (tx, actor) => listSessions(tx, deps, actor, request.query))
      linkNext(reply, found)
      return mapPage(found, (row) => sessionToView(row, requesterOf(request).id))
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/me/sessions/:id',
    ...person.for(),
    schema: {
      operationId: 'endMySession',
      tags: ['Requester'],
      summary: 'End a session, this one or another',
      description: 'Its token dies at once.',
      params: sessionParams,
      response: {
        204: z.undefined().describe('Ended'),
        ...errorResponses(...deleteErrors, 'unauthorized', 'not_found'),
      },
    },
    handler: (request, reply) =>
      person.write({ request, reply }, async (tx, actor) => {
        await endSession(tx, actor, request.params.id)
        return { status: 204 }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/me/sign-out',
    ...person.for(),
    schema: {
      operationId: 'signOut',
      tags: ['Requester'],
      summary: 'End this session',
      description:
        'The token that is shown dies at once, so a second call is 401; other sessions of the mailbox go on. ' +
        'An `Idempotency-Key` has no effect: there is nothing to be done twice.',
      body: noFields,
      response: {
        204: z.undefined().describe('Signed out'),
        ...errorResponses('invalid', 'unauthorized', 'too_large', 'unsupported_media_type'),
      },
    },
    handler: async (request, reply) => {
      await person.readLogged(request, (tx, actor) => endSession(tx, actor, actor.id))
      return reply.code(204).send()
    },
  })
}
