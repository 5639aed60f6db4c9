import { z } from 'zod'
import type { People, StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById } from '../platform/http/cursor.ts'
import { deleteErrors, errorResponses, listQuery, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { changeIssuer, createIssuer, deleteIssuer, getIssuer } from './keep-issuers.ts'
import { changeIssuerBody, createIssuerBody, issuerList, issuerParams, issuerView, showIssuer } from './schemas.ts'
import { liveIssuers, type StaffIssuer } from './store.ts'

/** Who signs in the people of an organisation: named, changed and ended by its admins. */
export function staffIssuerRoutes(
  app: App,
  deps: Deps,
  { staff, people }: { readonly staff: StaffDoor; readonly people: People },
): void {
  app.route({
    method: 'POST',
    url: '/v1/staff-issuers',
    ...staff.for('admin'),
    schema: {
      operationId: 'createStaffIssuer',
      tags: ['Organisation'],
      summary: 'Name an issuer that signs in staff',
      description:
        'Any issuer of OpenID Connect: from now on its access tokens (JWT, RFC 9068 or as Keycloak and Entra ID give them) are taken at the staff door for this audience, with the header `Organisation`. ' +
        'An ID token never is. The people act under the id given here, each by the name that the token says. At most 10.',
      body: createIssuerBody,
      response: {
        201: issuerView.describe('The issuer'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low', 'not_permitted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const created = await createIssuer(tx, deps, request.body, { actor, at })
        tx.afterCommit(() => people.forget(actor.organisation))
        return { status: 201, body: showIssuer(created) }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/staff-issuers',
    ...staff.for('admin'),
    schema: {
      operationId: 'listStaffIssuers',
      tags: ['Organisation'],
      summary: 'List the issuers that sign in staff',
      description: 'Those whose tokens are taken, in the order they were named.',
      querystring: listQuery({}),
      response: {
        200: issuerList.describe('One page of issuers'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const found = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'staff_issuers' } }
        return pageById<StaffIssuer>(deps, binding, request.query, (onward) => liveIssuers(tx, onward))
      })
      linkNext(reply, found)
      return mapPage(found, showIssuer)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/staff-issuers/:id',
    ...staff.for('admin'),
    schema: {
      operationId: 'getStaffIssuer',
      description:
        'With the audience, the claim of the roles, and what each of its values is here. Its keys are public.',
      tags: ['Organisation'],
      summary: 'Read an issuer that signs in staff',
      params: issuerParams,
      response: {
        200: issuerView.describe('The issuer'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) => showIssuer(await staff.read(request, (tx) => getIssuer(tx, request.params.id))),
  })

  app.route({
    method: 'PATCH',
    url: '/v1/staff-issuers/:id',
    ...staff.for('admin'),
    schema: {
      operationId: 'changeStaffIssuer',
      tags: ['Organisation'],
      summary: 'Change an issuer that signs in staff',
      description:
        'Absent fields stay as they are. Every token of before is checked anew, by what is decided now. Another issuer or audience is another one: name it, then delete this.',
      params: issuerParams,
      body: changeIssuerBody,
      response: {
        200: issuerView.describe('The issuer as it is now'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const { params, body: command } = request
        const current = await changeIssuer(tx, deps, params.id, { command, by: { actor, at } })
        tx.afterCommit(() => people.forget(actor.organisation))
        return { status: 200, body: showIssuer(current) }
      }),
  })

  app.route({
    method: 'DELETE',
    url: '/v1/staff-issuers/:id',
    ...staff.for('admin'),
    schema: {
      operationId: 'deleteStaffIssuer',
      tags: ['Organisation'],
      summary: 'End an issuer that signs in staff',
      description: 'Its tokens are refused at once.',
      params: issuerParams,
      response: {
        204: z.undefined().describe('Ended'),
        ...errorResponses(...deleteErrors, 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        await deleteIssuer(tx, deps, request.params.id, { actor, at })
        tx.afterCommit(() => people.forget(actor.organisation))
        return { status: 204 }
      }),
  })
}
