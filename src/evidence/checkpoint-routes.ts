import { z } from 'zod'
import { showInstant } from '../law/calendar.ts'
import { actorOf, type StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, openCursor, page, sealCursor } from '../platform/http/cursor.ts'
import { errorResponses, listQuery, queryInteger, typeId } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { idFromBytes, showId } from '../platform/identifiers.ts'
import { readBundle } from './bundle.ts'
import { bundleView, checkpointList, type checkpointView, keyList } from './bundle-schemas.ts'
import { checkpointHash, checkpointStatement, withCurrentKey } from './checkpoint.ts'
import { checkpointsAfter, type DeliveredCheckpoint, listSigningKeys } from './checkpoint-store.ts'
import { signerOf } from './signing-key.ts'

/** What proves the history to somebody without this database: signed roots, the keys they are checked with, and bundles. */
export function checkpointRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/evidence/checkpoints',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listCheckpoints',
      tags: ['Evidence'],
      summary: 'The signed roots over the history of the organisation, oldest first',
      description:
        'Each covers the events since the one before, which it names by its hash. Made every five minutes where something ' +
        'happened. Read from the beginning, or `after` the number of the last one you have kept.',
      querystring: listQuery({ after: queryInteger({ min: 0, max: 2 ** 31 - 1 }).optional() }),
      response: {
        200: checkpointList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { limit, cursor, after = 0 } = request.query
      const binding = { organisation: actorOf(request).organisation, scope: { list: 'checkpoints' } }
      const key = deps.keyring.key('cursor')
      const from = cursor === undefined ? after : Number(openCursor(key, binding, cursor)[0])
      const rows = await staff.read(request, (tx) => checkpointsAfter(tx, from, limit + 1))
      const found = page(rows, limit, (last) => sealCursor(key, binding, [last.number]))
      linkNext(reply, found)
      return mapPage(found, showCheckpoint)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/evidence/keys',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listSigningKeys',
      tags: ['Evidence'],
      summary: 'The public keys that checkpoints and bundles are checked with, oldest first',
      description:
        'Keep them where this service cannot reach: a bundle brings keys, too, but then proves only that it fits together.',
      querystring: listQuery({}),
      response: {
        200: keyList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { limit, cursor } = request.query
      const binding = { organisation: actorOf(request).organisation, scope: { list: 'signing-keys' } }
      const key = deps.keyring.key('cursor')
      const from = cursor === undefined ? 0 : Number(openCursor(key, binding, cursor)[0])
      const used = await staff.read(request, (tx) => listSigningKeys(tx)) // few: each has signed until the next one was made
      const all = withCurrentKey(used, signerOf(deps.keyring))
      const found = page(all.slice(from, from + limit + 1), limit, () => sealCursor(key, binding, [from + limit]))
      linkNext(reply, found)
      return mapPage(found, (each) => ({ object: 'signing_key' as const, ...each }))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/requests/:id/evidence',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getEvidence',
      tags: ['Evidence'],
      summary: 'Everything that proves what became of a request, as one file',
      description:
        'Checked without this service by `npm run habeas -- verify`, or by a verifier of your own: src/evidence/README.md describes the format.',
      params: z.object({ id: typeId('req') }),
      response: {
        200: bundleView.describe('The bundle, as of one moment'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const bundle = await staff.read(request, (tx) => readBundle(tx, deps, request.params.id))
      reply.header('content-disposition', `attachment; filename="${bundle.reference}-evidence.json"`)
      reply.header('cache-control', 'no-store')
      return bundle
    },
  })
}

function showCheckpoint(row: DeliveredCheckpoint): z.input<typeof checkpointView> {
  const hash = checkpointHash(row)
  return {
    id: showId('chk', idFromBytes('chk', hash)),
    object: 'checkpoint',
    number: row.number,
    statement: checkpointStatement(row),
    hash: hash.toString('hex'),
    signature: row.signature.toString('hex'),
    sent_at: row.sentAt && showInstant(row.sentAt),
  }
}
