import { z } from 'zod'
import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage } from '../platform/http/cursor.ts'
import { errorResponses, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { listRecords } from './list-records.ts'
import { reviewRecord } from './review-record.ts'
import { reviewRecords } from './review-records.ts'
import {
  listRecordsQuery,
  recordBody,
  recordList,
  recordParams,
  recordView,
  reviewBody,
  reviewedTogether,
  reviewTogetherBody,
  sourceParams,
  toView,
  uploadView as uploadSchema,
} from './schemas.ts'
import { acceptStreams, streamedDelivery, streamOf } from './streamed-delivery.ts'

/** The person's data as it comes in (API §4.4). `maxBytes` is for the records of one source. */
export async function recordRoutes(
  app: App,
  deps: Deps,
  { staff, maxBytes }: { readonly staff: StaffDoor; readonly maxBytes: number },
): Promise<void> {
  // A scope of its own: here bodies are streams, which the other routes never see.
  await app.register(async (scope: App) => {
    acceptStreams(scope)
    putRoute(scope, deps, staff, maxBytes)
  })
  listRoute(app, deps, staff)
  reviewRoute(app, deps, staff)
  reviewTogetherRoute(app, deps, staff)
}

function putRoute(scope: App, deps: Deps, staff: StaffDoor, maxBytes: number): void {
  const door = staff.for('agent')
  scope.route({
    method: 'PUT',
    url: '/v1/requests/:id/records/:source',
    ...door,
    config: { ...door.config, ...streamOf(recordBody) },
    schema: {
      operationId: 'replaceRecords',
      tags: ['Records'],
      summary: 'Bring in what a source holds about the person',
      description:
        'One record a line (NDJSON), streamed, or a JSON array of at most 8 MiB. Replaces what this source brought before, all at once; after a bad record, or a connection that breaks off, the former records stay.',
      params: sourceParams,
      response: {
        200: uploadSchema.describe('What is now held of this source'),
        ...errorResponses(
          ...writeErrors,
          'unauthorized',
          'role_too_low',
          'not_found',
          'action_not_allowed',
          'not_permitted',
        ),
      },
    },
    handler: (request, reply) =>
      streamedDelivery(
        deps,
        { request, reply },
        { request: request.params.id, maxBytes },
        {
          begin: (work) => staff.readLogged(request, (tx) => work(tx, request.params.source)),
          end: (body, work) => staff.write({ request, reply, body }, work),
        },
      ),
  })
}

function listRoute(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/requests/:id/records',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listRecords',
      tags: ['Records'],
      summary: 'List the records of a request',
      description: 'A page may hold fewer than `limit` records where these are large: `has_more` tells.',
      params: z.object({ id: typeId('req') }),
      querystring: listRecordsQuery,
      response: {
        200: recordList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const found = await staff.read(request, (tx) => listRecords(tx, deps, request.params.id, request.query))
      linkNext(reply, found)
      return mapPage(found, toView)
    },
  })
}

function reviewRoute(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'PATCH',
    // One template for both methods, or the description would hold two paths that nobody can tell apart: here it is a record's id.
    url: '/v1/requests/:id/records/:source',
    ...staff.for('agent'),
    schema: {
      operationId: 'reviewRecord',
      tags: ['Records'],
      summary: 'Review a record: clear it, withhold it, or take parts out of it',
      description:
        'For the rights of others (art. 15(4)): redact, don’t refuse. The reason is kept. `withheld: false` clears a record from a third party, which no export for access leaves without.',
      params: recordParams,
      body: reviewBody,
      response: {
        200: recordView.describe('The record as reviewed'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low', 'not_found', 'action_not_allowed'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const { id, source: rec } = request.params
        const reviewed = await reviewRecord(tx, deps, { request: id, record: rec }, request.body, { actor, at: now })
        return { status: 200, body: toView(reviewed) }
      }),
  })
}

function reviewTogetherRoute(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'POST',
    url: '/v1/requests/:id/records/review',
    ...staff.for('agent'),
    schema: {
      operationId: 'reviewRecords',
      tags: ['Records'],
      summary: 'Review many records alike',
      description:
        'What nobody has reviewed yet, of these sources, categories and origins: cleared, or withheld, with one reason (art. 15(4)). Records reviewed before stay as they are. At most 5,000 a call: `has_more` asks for another.',
      params: z.object({ id: typeId('req') }),
      body: reviewTogetherBody,
      response: {
        200: reviewedTogether.describe('What was reviewed, and what is left'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low', 'not_found', 'action_not_allowed'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const body = await reviewRecords(tx, deps, request.params.id, request.body, { actor, at: now })
        return { status: 200, body }
      }),
  })
}
