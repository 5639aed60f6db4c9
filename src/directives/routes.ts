import type { RequesterDoor } from '../identity/requester-door.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import { logUnread, warningsOfUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, page } from '../platform/http/cursor.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { getRequest } from '../requests/find-request.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import { directivesFor } from './find-directives.ts'
import { listDirectives } from './list-directives.ts'
import {
  directiveList,
  directivesQuery,
  foundDirectiveList,
  myDirectiveList,
  pageQuery,
  requestParams,
  toFoundView,
  toMyView,
  toView,
} from './schemas.ts'

/** Instructions for the time after a death (LIL 84 to 86): found for a request, found by an address, and seen by who gave them. */
export function directiveRoutes(
  app: App,
  deps: Deps,
  { staff, requester }: { readonly staff: StaffDoor; readonly requester: RequesterDoor },
): void {
  app.route({
    method: 'GET',
    url: '/v1/requests/:id/directives',
    ...staff.for('agent'),
    schema: {
      operationId: 'listRequestDirectives',
      tags: ['Directives'],
      summary: 'Find the directives of the person whom a request concerns',
      description:
        'By address, identifier or name, the newest first, those included that were changed, revoked or carried out. Where two in force speak of the ' +
        'same data, the later prevails: `stands` and `yields_to` of each instruction tell. Nothing of it is told to who writes for the person before their authority is accepted.',
      params: requestParams,
      response: {
        200: foundDirectiveList.describe('All that were found'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) => {
      const { found, warningsOf } = await staff.read(request, async (tx) => {
        const c = await getRequest(tx, deps.keyring, request.params.id)
        const directives = await directivesFor(tx, deps.keyring, c)
        const rows = directives.map(({ row }) => row)
        return { found: directives, warningsOf: await warningsOfUnread(tx, request.log, rows) }
      })
      return mapPage(page(found, found.length, String), (each) => toFoundView(each, warningsOf(each.row)))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/directives',
    ...staff.for('dpo'),
    schema: {
      operationId: 'listDirectives',
      description:
        'Instructions for the time after a death (LIL art. 85), in force or ended; by `email`, those of one person. They outlive the request that registered them.',
      tags: ['Directives'],
      summary: 'List the directives that are kept, the newest first',
      querystring: directivesQuery,
      response: {
        200: directiveList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { email, ...query } = request.query
      const { found, warningsOf } = await staff.read(request, async (tx) => {
        const mailbox = email === undefined ? undefined : mailboxOf(deps.keyring, tx.organisation, email)
        const onPage = await listDirectives(tx, deps, { ...query, mailbox })
        return { found: onPage, warningsOf: await warningsOfUnread(tx, request.log, onPage.data) }
      })
      linkNext(reply, found)
      return mapPage(found, (row) => toView(row, warningsOf(row)))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/me/directives',
    ...requester.for(),
    schema: {
      operationId: 'listMyDirectives',
      tags: ['Requester'],
      summary: 'List the directives registered with this mailbox, the newest first',
      description:
        'Changed by a new request with purpose `register`, withdrawn by one with purpose `revoke`. What they say is shown where the identity was ' +
        'verified when they were registered.',
      querystring: pageQuery,
      response: {
        200: myDirectiveList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized'),
      },
    },
    handler: async (request, reply) => {
      const { found, zone } = await requester.read(request, async (tx, actor) => {
        const mailbox = Buffer.from(actor.mailbox, 'hex')
        const [rows, { timeZone }] = await Promise.all([
          listDirectives(tx, deps, { ...request.query, mailbox }),
          getOrganisation(tx),
        ])
        // Of what does not open nobody can say whether it is theirs
        logUnread(request.log, rows.data)
        return { found: { ...rows, data: rows.data.flatMap((row) => ('refusal' in row ? [] : [row])) }, zone: timeZone }
      })
      linkNext(reply, found)
      return mapPage(found, (row) => toMyView(row, zone))
    },
  })
}
