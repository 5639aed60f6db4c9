import { z } from 'zod'
import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, openCursor, page, sealCursor } from '../platform/http/cursor.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { errorResponses, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { changeCase } from '../requests/change-case.ts'
import { requestView } from '../requests/schemas.ts'
import { requestView as view } from '../requests/view.ts'
import { placeHold, releaseHold } from './hold.ts'
import { previewRetention } from './preview.ts'
import { holdBody, previewQuery, releaseHoldBody, retentionPreview, showPart } from './schemas.ts'
import type { PartPlace } from './store.ts'

const params = z.object({ id: typeId('req') })
const refusals = [
  ...writeErrors,
  'unauthorized',
  'role_too_low',
  'not_found',
  'action_not_allowed',
  'version_mismatch',
] as const

/** What keeps a case from being erased, and what retention would erase. */
export function retentionRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'POST',
    url: '/v1/requests/:id/hold',
    ...staff.for('dpo'),
    schema: {
      operationId: 'placeHold',
      tags: ['Retention'],
      summary: 'Keep a case from being erased',
      description:
        'A legal hold, on an open request or a closed one: while it stands, retention erases nothing of the case. No step of the procedure: the status stays.',
      params,
      body: holdBody,
      response: { 200: requestView.describe('The request, held'), ...errorResponses(...refusals) },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const c = await changeCase(tx, deps, { request: request.params.id, actor, now }, (found) => {
          demandVersion(request, found.request.version)
          placeHold(found, request.body, { actor, at: now })
        })
        return { status: 200, body: view(c, now), headers: { etag: etag(c.request.version) } }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/requests/:id/release-hold',
    ...staff.for('dpo'),
    schema: {
      operationId: 'releaseHold',
      tags: ['Retention'],
      summary: 'End a legal hold',
      description: 'What is over its time is due for erasure again, at once.',
      params,
      body: releaseHoldBody,
      response: { 200: requestView.describe('The request, no longer held'), ...errorResponses(...refusals) },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const c = await changeCase(tx, deps, { request: request.params.id, actor, now }, (found) => {
          demandVersion(request, found.request.version)
          releaseHold(found, request.body, { actor, at: now })
        })
        return { status: 200, body: view(c, now), headers: { etag: etag(c.request.version) } }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/retention/preview',
    ...staff.for('dpo'),
    schema: {
      operationId: 'previewRetention',
      tags: ['Retention'],
      summary: 'What retention would erase',
      description:
        'Request by request, without changing anything: which part, under which rule, since when. What is held is left out.',
      querystring: previewQuery,
      response: {
        200: retentionPreview.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { limit, cursor, as_of: asOf } = request.query
      const now = deps.now()
      const found = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'retention', asOf } }
        const key = deps.keyring.key('cursor')
        const after = cursor === undefined ? undefined : placeIn(openCursor(key, binding, cursor))
        const rows = await previewRetention(tx, { asOf, now, after, limit: limit + 1 })
        return page(rows, limit, (last) => sealCursor(key, binding, [last.request, last.part, last.item]))
      })
      linkNext(reply, found)
      return mapPage(found, showPart)
    },
  })
}

function placeIn([request, part, item]: readonly unknown[]): PartPlace {
  return { request, part, item } as PartPlace // sealed above, of such a place
}
