import { z } from 'zod'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { warningsOfUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById } from '../platform/http/cursor.ts'
import { deleteErrors, errorResponses, listQuery, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { createGateway, deleteGateway, rotateGateway, type WithSecret } from './keep-gateways.ts'
import {
  createGatewayBody,
  gatewayList,
  gatewayParams,
  newGatewayView,
  overlapOf,
  rotateGatewayBody,
  showCounted,
  showGateway,
} from './schemas.ts'
import { type GatewayToShow, liveGateways, mailCounted } from './store.ts'

const writing = [...writeErrors, 'unauthorized', 'role_too_low'] as const

/** What may hand in mail for the organisation. */
export function gatewayRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'POST',
    url: '/v1/gateways',
    ...staff.for('admin'),
    schema: {
      operationId: 'createGateway',
      tags: ['Inbound'],
      summary: 'Register a mail gateway',
      description:
        'What hands in mail for the organisation, and reports letters that came back. The answer holds the secret that it signs with; it is shown this once. At most 20.',
      body: createGatewayBody,
      response: {
        201: newGatewayView.describe('The gateway, with its secret'),
        ...errorResponses(...writing, 'not_permitted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => ({
        status: 201,
        body: shown(await createGateway(tx, deps, request.body, { actor, at })),
      })),
  })

  app.route({
    method: 'GET',
    url: '/v1/gateways',
    ...staff.for('admin'),
    schema: {
      operationId: 'listGateways',
      tags: ['Inbound'],
      summary: 'List the mail gateways',
      description:
        'Those whose calls are taken, in the order they were registered, and what was done with their mails.',
      querystring: listQuery({}),
      response: {
        200: gatewayList.describe('One page of gateways'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { found, counted, warningsOf } = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'gateways' } }
        const onPage = await pageById<GatewayToShow>(deps, binding, request.query, (onward) =>
          liveGateways(tx, deps.keyring, onward),
        )
        const ids = onPage.data.map(({ id }) => id)
        const [mails, told] = await Promise.all([mailCounted(tx, ids), warningsOfUnread(tx, request.log, onPage.data)])
        return { found: onPage, counted: mails, warningsOf: told }
      })
      linkNext(reply, found)
      return mapPage(found, (row) => showCounted(row, counted, warningsOf(row)))
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/gateways/:id/rotate',
    ...staff.for('admin'),
    schema: {
      operationId: 'rotateGateway',
      tags: ['Inbound'],
      summary: 'Give a mail gateway another secret',
      description:
        'The answer holds it; it is shown this once. The secret before signs for `overlap_hours` more, the one before that no more.',
      params: gatewayParams,
      body: rotateGatewayBody,
      response: {
        200: newGatewayView.describe('The gateway, with its new secret'),
        ...errorResponses(...writing, 'not_found'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => ({
        status: 200,
        body: shown(await rotateGateway(tx, deps, request.params.id, overlapOf(request.body), { actor, at })),
      })),
  })

  app.route({
    method: 'DELETE',
    url: '/v1/gateways/:id',
    ...staff.for('admin'),
    schema: {
      operationId: 'deleteGateway',
      tags: ['Inbound'],
      summary: 'Delete a mail gateway',
      description: 'Nothing that it signs is taken from now on.',
      params: gatewayParams,
      response: {
        204: z.undefined().describe('Deleted'),
        ...errorResponses(...deleteErrors, 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        await deleteGateway(tx, deps, request.params.id, { actor, at })
        return { status: 204 }
      }),
  })
}

function shown({ gateway, secret }: WithSecret) {
  return { ...showGateway(gateway), secret }
}
