import { signerOf } from '../evidence/signing-key.ts'
import { getExport } from '../exports/find-export.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById } from '../platform/http/cursor.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import {
  exportParams,
  listTransmissionsQuery,
  toView,
  transmissionList,
  transmissionView,
  transmitBody,
} from './schemas.ts'
import { publicKeyText } from './signed-notice.ts'
import { type TransmissionRow, transmissionsOf } from './store.ts'
import { transmitExport } from './transmit.ts'

/** Packages that go to another controller directly (art. 20(2), API §4.4). */
export function transmissionRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  const publicKey = publicKeyText(signerOf(deps.keyring))

  app.route({
    method: 'POST',
    url: '/v1/requests/:id/exports/:exp/transmit',
    ...staff.for('dpo'),
    schema: {
      operationId: 'transmitExport',
      tags: ['Exports'],
      summary: 'Send a portability export to another controller',
      description:
        'GDPR article 20(2), under the conditions of a release; also of a closed request. The package is the body of a POST to the endpoint, signed in the ' +
        'scheme of Standard Webhooks. A receiver that is away is tried again for three days; 4xx and redirects are final. Once it has arrived the ' +
        'person is told, which answers the granted rights that asked for it. Where it fails for good, the request has the warning `transmission_failed`.',
      params: exportParams,
      body: transmitBody,
      response: {
        202: transmissionView.describe('The transmission, queued: it leaves after this answer'),
        ...errorResponses(
          ...writeErrors,
          'unauthorized',
          'role_too_low',
          'four_eyes',
          'not_found',
          'action_not_allowed',
          'export_not_ready',
          'not_permitted',
          'right_not_granted',
          'identity_level_too_low',
          'authority_not_accepted',
          'no_address',
        ),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const place = { request: request.params.id, export: request.params.exp }
        const row = await transmitExport(tx, deps, place, request.body ?? {}, { actor, at })
        return { status: 202, body: toView(row, publicKey) }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/requests/:id/exports/:exp/transmissions',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listTransmissions',
      description: 'Each with its tries, and the receipt of the controller that took it (art. 20(2)).',
      tags: ['Exports'],
      summary: 'List where an export was sent, newest first',
      params: exportParams,
      querystring: listTransmissionsQuery,
      response: {
        200: transmissionList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { id, exp } = request.params
      const found = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'transmissions', export: exp } }
        const { safe } = await getRequestToShow(tx, deps.keyring, id)
        await getExport(tx, deps, { request: id, export: exp })
        return pageById<TransmissionRow>(deps, binding, request.query, ({ after, limit }) =>
          transmissionsOf(tx, safe, { export: exp, before: after, limit }),
        )
      })
      linkNext(reply, found)
      return mapPage(found, (row) => toView(row, publicKey))
    },
  })
}
