import { z } from 'zod'
import { feedHorizon } from '../evidence/settled-feed.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { warningsOfUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById } from '../platform/http/cursor.ts'
import { deleteErrors, errorResponses, listQuery, noFields, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { type DeliveryRow, deliveriesOf, queuedCounted } from './delivery-store.ts'
import { changeEndpoint, createEndpoint, deleteEndpoint, getEndpoint, rotateEndpoint } from './keep-endpoints.ts'
import { replayDelivery, replayRange, testEndpoint } from './replay.ts'
import {
  changeEndpointBody,
  createEndpointBody,
  deliveryList,
  deliveryParams,
  deliveryView,
  endpointList,
  endpointParams,
  endpointView,
  listDeliveriesQuery,
  newEndpointView,
  overlapOf,
  replayBody,
  rotateEndpointBody,
  showDelivery,
  showEndpoint,
  showNewEndpoint,
} from './schemas.ts'
import { type EndpointToShow, liveEndpoints } from './store.ts'

const writing = [...writeErrors, 'unauthorized', 'role_too_low'] as const
const reading = ['unauthorized', 'role_too_low', 'not_found'] as const

/** Where tools are told what happens, and what became of it. What is told stands in the `webhooks` of the description. */
export function webhookRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'POST',
    url: '/v1/webhook-endpoints',
    ...staff.for('admin'),
    schema: {
      operationId: 'createWebhookEndpoint',
      tags: ['Webhooks'],
      summary: 'Add an endpoint for webhooks',
      description:
        'It gets what happens from now on: each event as a POST that is signed as Standard Webhooks has it, without personal data. The answer holds the secret; it is shown this once. At most 50.',
      body: createEndpointBody,
      response: {
        201: newEndpointView.describe('The endpoint, with its secret'),
        ...errorResponses(...writing, 'not_permitted'),
      },
    },
    handler: async (request, reply) => {
      const horizon = await feedHorizon(deps.database)
      return staff.write({ request, reply }, async (tx, actor, at) => {
        const made = await createEndpoint(tx, deps, request.body, { actor, at, horizon })
        return { status: 201, body: showNewEndpoint(made) }
      })
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/webhook-endpoints',
    ...staff.for('admin'),
    schema: {
      operationId: 'listWebhookEndpoints',
      tags: ['Webhooks'],
      summary: 'List the endpoints for webhooks',
      description: 'Of all clients, in the order they were made.',
      querystring: listQuery({}),
      response: {
        200: endpointList.describe('One page of endpoints'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { found, queued, warningsOf } = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'webhook-endpoints' } }
        const onPage = await pageById<EndpointToShow>(deps, binding, request.query, (onward) =>
          liveEndpoints(tx, deps.keyring, onward),
        )
        const ids = onPage.data.map(({ id }) => id)
        const [counted, told] = await Promise.all([
          queuedCounted(tx, ids),
          warningsOfUnread(tx, request.log, onPage.data),
        ])
        return { found: onPage, queued: counted, warningsOf: told }
      })
      linkNext(reply, found)
      return mapPage(found, (row) => showEndpoint(row, queued, warningsOf(row)))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/webhook-endpoints/:id',
    ...staff.for('admin'),
    schema: {
      operationId: 'getWebhookEndpoint',
      description:
        'Where messages go, which types, and whether and since when it fails. Its secret is shown once, when it is made or rotated.',
      tags: ['Webhooks'],
      summary: 'An endpoint for webhooks',
      params: endpointParams,
      response: { 200: endpointView.describe('The endpoint'), ...errorResponses(...reading) },
    },
    handler: (request) =>
      staff.read(request, async (tx) => {
        const row = await getEndpoint(tx, deps, request.params.id)
        const warningsOf = await warningsOfUnread(tx, request.log, [row])
        return showEndpoint(row, await queuedCounted(tx, [row.id]), warningsOf(row))
      }),
  })

  app.route({
    method: 'PATCH',
    url: '/v1/webhook-endpoints/:id',
    ...staff.for('admin'),
    schema: {
      operationId: 'changeWebhookEndpoint',
      tags: ['Webhooks'],
      summary: 'Change an endpoint for webhooks, disable it, or enable it again',
      description:
        'One that is enabled again goes on where it had stopped; what had failed since nothing arrived there is sent again.',
      params: endpointParams,
      body: changeEndpointBody,
      response: {
        200: endpointView.describe('The endpoint'),
        ...errorResponses(...writing, 'not_found', 'not_permitted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const row = await changeEndpoint(tx, deps, request.params.id, request.body, { actor, at })
        return { status: 200, body: showEndpoint(row, await queuedCounted(tx, [row.id])) }
      }),
  })

  app.route({
    method: 'DELETE',
    url: '/v1/webhook-endpoints/:id',
    ...staff.for('admin'),
    schema: {
      operationId: 'deleteWebhookEndpoint',
      tags: ['Webhooks'],
      summary: 'Delete an endpoint for webhooks',
      description: 'Nothing is sent to it from now on, and its deliveries are forgotten.',
      params: endpointParams,
      response: {
        204: z.undefined().describe('Deleted'),
        ...errorResponses(...deleteErrors, 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        await deleteEndpoint(tx, deps, request.params.id, { actor, at })
        return { status: 204 }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/webhook-endpoints/:id/rotate',
    ...staff.for('admin'),
    schema: {
      operationId: 'rotateWebhookEndpoint',
      tags: ['Webhooks'],
      summary: 'Give an endpoint for webhooks another secret',
      description:
        'The answer holds it; it is shown this once. The secret before signs for `overlap_hours` more, the one before that no more: `webhook-signature` then holds two signatures.',
      params: endpointParams,
      body: rotateEndpointBody,
      response: {
        200: newEndpointView.describe('The endpoint, with its new secret'),
        ...errorResponses(...writing, 'not_found'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const rotated = await rotateEndpoint(tx, deps, request.params.id, overlapOf(request.body), { actor, at })
        return { status: 200, body: showNewEndpoint(rotated) }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/webhook-endpoints/:id/test',
    ...staff.for('admin'),
    schema: {
      operationId: 'testWebhookEndpoint',
      tags: ['Webhooks'],
      summary: 'Send a webhook of the type `test`',
      description: 'It tells of no event, whatever the types are that the endpoint gets.',
      params: endpointParams,
      body: noFields,
      response: {
        202: deliveryView.describe('The delivery, queued: it leaves after this answer'),
        ...errorResponses(...writing, 'not_found', 'not_permitted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const row = await testEndpoint(tx, deps, request.params.id, { actor, at })
        return { status: 202, body: showDelivery(row) }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/webhook-endpoints/:id/replay',
    ...staff.for('admin'),
    schema: {
      operationId: 'replayWebhooks',
      tags: ['Webhooks'],
      summary: 'Send a range of events again',
      description:
        'Those that the endpoint gets by its types, in their order and with their former `webhook-id`, also from before it was made. The history never expires.',
      params: endpointParams,
      body: replayBody,
      response: {
        202: endpointView.describe('The endpoint, `replaying` until the last of the range is queued'),
        ...errorResponses(...writing, 'not_found', 'not_permitted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const row = await replayRange(tx, deps, request.params.id, request.body, { actor, at })
        return { status: 202, body: showEndpoint(row, await queuedCounted(tx, [row.id])) }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/webhook-endpoints/:id/deliveries',
    ...staff.for('admin'),
    schema: {
      operationId: 'listWebhookDeliveries',
      tags: ['Webhooks'],
      summary: 'What was sent to an endpoint, newest first',
      description: 'Each delivery with its tries, until thirty days after its end.',
      params: endpointParams,
      querystring: listDeliveriesQuery,
      response: {
        200: deliveryList.describe('One page of deliveries'),
        ...errorResponses('invalid', 'invalid_cursor', ...reading),
      },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const { status } = request.query
      const found = await staff.read(request, async (tx) => {
        const scope = { list: 'webhook-deliveries', endpoint: id, status }
        await getEndpoint(tx, deps, id)
        return pageById<DeliveryRow>(
          deps,
          { organisation: tx.organisation, scope },
          request.query,
          ({ after, limit }) => deliveriesOf(tx, id, { before: after, limit, status }),
        )
      })
      linkNext(reply, found)
      return mapPage(found, showDelivery)
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/webhook-endpoints/:id/deliveries/:delivery/replay',
    ...staff.for('admin'),
    schema: {
      operationId: 'replayWebhookDelivery',
      tags: ['Webhooks'],
      summary: 'Send one delivery again',
      description: 'With its former `webhook-id`, and all its tries before it.',
      params: deliveryParams,
      body: noFields,
      response: {
        202: deliveryView.describe('The delivery, queued again'),
        ...errorResponses(...writing, 'not_found', 'not_permitted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const { id: endpoint, delivery } = request.params
        const row = await replayDelivery(tx, deps, { endpoint, delivery }, { actor, at })
        return { status: 202, body: showDelivery(row) }
      }),
  })
}
