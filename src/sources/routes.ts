import { z } from 'zod'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { warningsOfUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById, readOn } from '../platform/http/cursor.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { deleteErrors, errorResponses, listQuery, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { changeSource, createSource, deleteSource, getSource } from './keep-sources.ts'
import { ownerRoutes } from './owner-routes.ts'
import { changeSourceBody, createSourceBody, showSource, sourceList, sourceView } from './schemas.ts'
import { allSources } from './store.ts'
import { taskRoutes } from './task-routes.ts'

const writing = [...writeErrors, 'unauthorized', 'role_too_low'] as const
const params = z.object({ id: typeId('src') })

/** The systems of an organisation that hold data, and the searches that are made in them. */
export async function sourceRoutes(
  app: App,
  deps: Deps,
  { staff, limits, maxBytes }: { readonly staff: StaffDoor; readonly limits: RateLimits; readonly maxBytes: number },
): Promise<void> {
  taskRoutes(app, deps, staff)
  await ownerRoutes(app, deps, { limits, maxBytes })

  app.route({
    method: 'POST',
    url: '/v1/sources',
    ...staff.for('dpo'),
    schema: {
      operationId: 'createSource',
      tags: ['Sources'],
      summary: 'Add a source of data',
      description:
        'A system that holds data of people, and whom to ask for it. With `activities` it is searched for rights that reach one of them; without, for every right. At most 200.',
      body: createSourceBody,
      response: {
        201: sourceView.describe('The source'),
        ...errorResponses(...writing, 'source_key_taken', 'unknown_activity', 'not_permitted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => ({
        status: 201,
        body: showSource(await createSource(tx, deps, request.body, { actor, at })),
      })),
  })

  app.route({
    method: 'GET',
    url: '/v1/sources',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listSources',
      tags: ['Sources'],
      summary: 'List the sources of data',
      description: 'In the order they were added.',
      querystring: listQuery({}),
      response: {
        200: sourceList.describe('One page of sources'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { found, warningsOf } = await staff.read(request, async (tx) => {
        const all = await allSources(tx, deps.keyring)
        const binding = { organisation: tx.organisation, scope: { list: 'sources' } }
        const onPage = await pageById(deps, binding, request.query, readOn(all, 'oldest_first'))
        return { found: onPage, warningsOf: await warningsOfUnread(tx, request.log, onPage.data) }
      })
      linkNext(reply, found)
      return mapPage(found, (source) => showSource(source, warningsOf(source)))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/sources/:id',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getSource',
      description: 'A system that holds data of people, and who answers for it.',
      tags: ['Sources'],
      summary: 'Read a source of data',
      params,
      response: {
        200: sourceView.describe('The source'),
        ...errorResponses('invalid', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: (request) =>
      staff.read(request, async (tx) => {
        const source = await getSource(tx, deps, request.params.id)
        const warningsOf = await warningsOfUnread(tx, request.log, [source])
        return showSource(source, warningsOf(source))
      }),
  })

  app.route({
    method: 'PATCH',
    url: '/v1/sources/:id',
    ...staff.for('dpo'),
    schema: {
      operationId: 'changeSource',
      tags: ['Sources'],
      summary: 'Change a source of data',
      description: 'Tasks that were opened stay with the owner they were sent to.',
      params,
      body: changeSourceBody,
      response: {
        200: sourceView.describe('As changed'),
        ...errorResponses(...writing, 'not_found', 'unknown_activity'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => ({
        status: 200,
        body: showSource(await changeSource(tx, deps, request.params.id, request.body, { actor, at })),
      })),
  })

  app.route({
    method: 'DELETE',
    url: '/v1/sources/:id',
    ...staff.for('dpo'),
    schema: {
      operationId: 'deleteSource',
      tags: ['Sources'],
      summary: 'Delete a source of data',
      description: 'Nobody is asked for it any more. Its tasks and records stay with their requests.',
      params,
      response: {
        204: z.undefined().describe('Deleted'),
        ...errorResponses(...deleteErrors, 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        await deleteSource(tx, deps, request.params.id, { actor, at })
        return { status: 204 }
      }),
  })
}
