import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById, readOn } from '../platform/http/cursor.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import {
  markBody,
  ofRecipient,
  ofRequest,
  recipientList,
  recipientsQuery,
  recipientView,
  tellBody,
  toView,
} from './schemas.ts'
import { markRecipient, tellRecipient } from './tell-recipient.ts'

const writing = [...writeErrors, 'unauthorized', 'role_too_low', 'not_found', 'action_not_allowed'] as const

/** To whom a rectification, an erasure or a restriction is communicated (art. 19). */
export function recipientRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/requests/:id/recipients',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listRecipients',
      tags: ['Recipients'],
      summary: 'List the recipients to be told, and those told',
      description:
        'In the order they were opened. When a rectification, an erasure or a restriction is carried out, the register’s recipients of the activities concerned are opened, ' +
        'beside those that `fulfil` names. Open ones stand in `warnings` (`recipients_untold`) and in the digest.',
      params: ofRequest,
      querystring: recipientsQuery,
      response: {
        200: recipientList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const found = await staff.read(request, async (tx) => {
        const c = await getRequestToShow(tx, deps.keyring, id)
        const binding = { organisation: tx.organisation, scope: { list: 'recipients', request: id } }
        const all = c.rights.flatMap((right) => (right.detail.recipients ?? []).map((each) => toView(right, each)))
        const sorted = all.sort((a, b) => (a.id < b.id ? -1 : 1))
        return pageById(deps, binding, request.query, readOn(sorted, 'oldest_first'))
      })
      linkNext(reply, found)
      return mapPage(found, (view) => view)
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/requests/:id/recipients/:rcp/tell',
    ...staff.for('agent'),
    schema: {
      operationId: 'tellRecipient',
      tags: ['Recipients'],
      summary: 'Tell a recipient',
      description:
        'By e-mail or post with a letter, by a signed notice to their endpoint (Standard Webhooks, signature `v1a`), tried again for three days where they are away, or recorded as told in another ' +
        'way. Where: as the register says, or as this call does. Also of a closed request. Of the end of a restriction a letter tells from its day on, a notice before it as well (`ends_on`).',
      params: ofRecipient,
      body: tellBody,
      response: {
        200: recipientView.describe('The recipient as it stands now'),
        ...errorResponses(...writing, 'not_permitted', 'no_address'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const place = { request: request.params.id, recipient: request.params.rcp }
        const { right, recipient } = await tellRecipient(tx, deps, place, request.body, { actor, at })
        return { status: 200, body: toView(right, recipient) }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/requests/:id/recipients/:rcp/mark',
    ...staff.for('agent'),
    schema: {
      operationId: 'markRecipient',
      tags: ['Recipients'],
      summary: 'Record why a recipient is not told',
      description: 'Art. 19: it proves impossible, or involves disproportionate effort. They can still be told later.',
      params: ofRecipient,
      body: markBody,
      response: { 200: recipientView.describe('The recipient as it stands now'), ...errorResponses(...writing) },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const place = { request: request.params.id, recipient: request.params.rcp }
        const { right, recipient } = await markRecipient(tx, deps, place, request.body, { actor, at })
        return { status: 200, body: toView(right, recipient) }
      }),
  })
}
