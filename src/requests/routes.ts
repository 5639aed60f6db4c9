import { z } from 'zod'
import { concerns, noteDirectives } from '../directives/find-directives.ts'
import { actorOf, type StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { StaffActor } from '../platform/actor.ts'
import { DatabaseRefusal } from '../platform/database/failure.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage } from '../platform/http/cursor.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { errorResponses, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { collectAtReceipt } from '../sources/collect.ts'
import { accountRoutes } from './account-routes.ts'
import { actionRoutes } from './action-routes.ts'
import type { Case } from './case.ts'
import { changeCase } from './change-case.ts'
import { clockRoutes } from './clock-routes.ts'
import { listRequestsQuery } from './list-query.ts'
import { listRequests } from './list-requests.ts'
import { logRefused } from './open-case.ts'
import { openRequest, storeCase, withFreeReference } from './open-request.ts'
import { patchRequest } from './patch-request.ts'
import { openRequestBody, patchRequestBody, requestList, requestView } from './schemas.ts'
import { splitRoutes } from './split-routes.ts'
import { askForCase } from './store.ts'
import { requestView as view } from './view.ts'

export const requestParams = z.object({ id: typeId('req') })

/** The register: what staff and their tools read and write (API §4.1 to §4.3). */
export function requestRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  /** What a form hands in learns nothing of what is kept about a person. */
  async function noteFor(tx: Tx, { role }: StaffActor, cases: readonly Case[]): Promise<void> {
    if (role !== 'intake') await noteDirectives(tx, deps.keyring, cases)
  }

  app.route({
    method: 'POST',
    url: '/v1/requests',
    ...staff.for('agent', { intake: true }),
    schema: {
      operationId: 'openRequest',
      tags: ['Requests'],
      summary: 'Register a letter',
      description:
        'The clock runs from its receipt. `received_on` alone means noon of that day in the organisation’s zone.',
      body: openRequestBody,
      response: {
        201: requestView.describe('The request as registered'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low', 'external_reference_taken'),
      },
    },
    handler: (request, reply) =>
      withFreeReference(() =>
        staff.write({ request, reply }, async (tx, actor, now) => {
          const c = openRequest(deps.keyring, await getOrganisation(tx), request.body, { actor, at: now })
          const storeSearches = await collectAtReceipt(tx, deps, c, { actor, at: now })
          await Promise.all([...storeCase(tx, deps, c), ...storeSearches(tx)]).catch(refuseTakenReference)
          await noteFor(tx, actor, [c])
          return {
            status: 201,
            body: view(c, now),
            about: c.request.id,
            headers: { etag: etag(1), location: `/v1/requests/${showId('req', c.request.id)}` },
          }
        }),
      ),
  })

  app.route({
    method: 'GET',
    url: '/v1/requests',
    ...staff.for('auditor', { intake: true }),
    schema: {
      operationId: 'listRequests',
      tags: ['Requests'],
      summary: 'List requests',
      description: 'A filter given twice means “or”. `q` finds whole words of names and the reference, all of them.',
      querystring: listRequestsQuery,
      response: {
        200: requestList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const now = deps.now()
      const found = await staff.read(request, async (tx, actor) => {
        const listed = await listRequests(tx, deps, actor, request.query, now)
        await noteFor(tx, actor, listed.data)
        return listed
      })
      logRefused(request.log, found.data)
      linkNext(reply, found)
      return mapPage(found, (c) => view(c, now))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/requests/:id',
    ...staff.for('auditor', { intake: true }),
    schema: {
      operationId: 'getRequest',
      description:
        'With its rights, dates, warnings and what its state allows. `ETag` is its `version`, for `If-Match`. `intake` reads what it created.',
      tags: ['Requests'],
      summary: 'Read a request',
      params: requestParams,
      response: {
        200: requestView.describe('The request'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const found = await staff.ask(request, (actor) => askForCase(deps, actor, request.params.id))
      const actor = actorOf(request)
      // `intake` reads what it created; the rest does not exist for it.
      if (!found || (actor.role === 'intake' && found.request.clientId !== actor.id)) {
        throw problem('not_found', 'there is no such request')
      }
      logRefused(request.log, [found])
      if (concerns(found)) await staff.read(request, (tx) => noteFor(tx, actor, [found]))
      reply.header('etag', etag(found.request.version))
      return view(found, deps.now())
    },
  })

  app.route({
    method: 'PATCH',
    url: '/v1/requests/:id',
    ...staff.for('agent'),
    schema: {
      operationId: 'patchRequest',
      tags: ['Requests'],
      summary: 'Assign a request, or change a reference of yours',
      description: 'What was keyed wrong is put right by `correct`. A field that is null is removed.',
      params: requestParams,
      body: patchRequestBody,
      response: {
        200: requestView.describe('The request as changed'),
        ...errorResponses(
          ...writeErrors,
          'unauthorized',
          'role_too_low',
          'not_found',
          'action_not_allowed',
          'external_reference_taken',
          'version_mismatch',
        ),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const change = { request: request.params.id, actor, now }
        const c = await changeCase(tx, deps, change, (found) => {
          demandVersion(request, found.request.version)
          patchRequest(found, request.body, { actor, at: now })
        }).catch(refuseTakenReference)
        return { status: 200, body: view(c, now), headers: { etag: etag(c.request.version) } }
      }),
  })

  actionRoutes(app, deps, staff)
  accountRoutes(app, deps, staff)
  clockRoutes(app, deps, staff)
  splitRoutes(app, deps, staff)
}

function refuseTakenReference(error: unknown): never {
  if (error instanceof DatabaseRefusal && error.constraint === 'requests_external_reference') {
    throw problem('external_reference_taken', 'this client has used this external reference for another request')
  }
  throw error
}
