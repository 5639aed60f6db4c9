import { z } from 'zod'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById } from '../platform/http/cursor.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { security } from '../platform/http/openapi.ts'
import { rateLimits } from '../platform/http/rate-limit.ts'
import { deleteErrors, errorResponses, listQuery, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import type { Settings } from '../settings.ts'
import { callerRoute } from './caller-route.ts'
import { changeOrganisation } from './change-organisation.ts'
import { createClient } from './create-client.ts'
import { operatorRoutes } from './operator-routes.ts'
import type { OrganisationCache } from './organisation-cache.ts'
import { revokeClient } from './revoke-client.ts'
import {
  changeOrganisationBody,
  clientList,
  createClientBody,
  newClientView,
  organisationView,
  showClient,
  showOrganisation,
} from './schemas.ts'
import type { StaffDoor } from './staff-door.ts'
import { type Client, getOrganisation, listLiveClients } from './store.ts'
import { tokenRoute } from './token-route.ts'

const clientsQuery = listQuery({})
const clientParams = z.object({ id: typeId('cli') })

type Doors = {
  readonly staff: StaffDoor
  readonly organisations: OrganisationCache
  readonly settings: Pick<Settings, 'operatorToken' | 'rateLimits'>
}

/** Tenants, their clients and their settings: the operator door, the token endpoint, and what an admin decides (API §3, §4). */
export async function organisationRoutes(
  app: App,
  deps: Deps,
  { staff, organisations, settings }: Doors,
): Promise<void> {
  operatorRoutes(app, deps, { operatorToken: settings.operatorToken, organisations })
  // Limits of its own: a flood of sign-ins on the public door must not keep the staff behind the same address out (attack 76)
  await tokenRoute(app, deps, rateLimits(settings.rateLimits))
  callerRoute(app, staff)

  app.route({
    method: 'GET',
    url: '/v1/organisation',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getOrganisation',
      tags: ['Organisation'],
      summary: 'Read the organisation',
      description: 'The controller that the token belongs to, with what it decides for itself.',
      security: security.staff,
      response: {
        200: organisationView.describe('The organisation'),
        ...errorResponses('unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const organisation = await staff.read(request, getOrganisation)
      reply.header('etag', etag(organisation.version))
      return showOrganisation(organisation)
    },
  })

  app.route({
    method: 'PATCH',
    url: '/v1/organisation',
    ...staff.for('admin'),
    schema: {
      operationId: 'changeOrganisation',
      tags: ['Organisation'],
      summary: 'Change the organisation',
      description:
        'Absent fields stay as they are. Another calendar, time zone or regime moves the dates of every open request, each with an event. ' +
        'Four eyes on a release are switched off only with a reason, which is kept; `deadline_watch` says when staff is reminded, `challenge` whether the public form costs the sender’s computer some work, `download_step_up` whether a person types a fresh code before they download, `collect` when the owners of sources are asked, `inbound_address` where answers by mail go. `If-Match` refuses a change meant for another version.',
      security: security.staff,
      body: changeOrganisationBody,
      response: {
        200: organisationView.describe('The organisation as it is now'),
        ...errorResponses(...writeErrors, 'unknown_calendar', 'unauthorized', 'role_too_low', 'version_mismatch'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const demand = ({ version }: { version: number }) => demandVersion(request, version)
        const organisation = await changeOrganisation(tx, deps, { ...request.body, demand }, { actor, at: now })
        tx.afterCommit(() => organisations.forget(organisation))
        return {
          status: 200,
          body: showOrganisation(organisation),
          headers: { etag: etag(organisation.version) },
        }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/clients',
    ...staff.for('admin'),
    schema: {
      operationId: 'createClient',
      tags: ['Organisation'],
      summary: 'Make a client',
      description: 'A program that works for the organisation. The answer holds its secret; it is shown this once.',
      security: security.staff,
      body: createClientBody,
      response: {
        201: newClientView.describe('The client, with its secret'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const { client, secret } = await createClient(tx, deps, request.body, { actor, at: now })
        return { status: 201, body: { ...showClient(client), secret } }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/clients',
    ...staff.for('admin'),
    schema: {
      operationId: 'listClients',
      tags: ['Organisation'],
      summary: 'List the clients',
      description: 'Those that may still get a token, in the order they were made.',
      security: security.staff,
      querystring: clientsQuery,
      response: {
        200: clientList.describe('One page of clients'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const found = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'clients' } }
        return pageById<Client>(deps, binding, request.query, (onward) => listLiveClients(tx, onward))
      })
      linkNext(reply, found)
      return mapPage(found, showClient)
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/clients/:id',
    ...staff.for('admin'),
    schema: {
      operationId: 'revokeClient',
      tags: ['Organisation'],
      summary: 'Delete a client',
      description: 'Its tokens die at once. The last admin stays, so that somebody can administer the organisation.',
      security: security.staff,
      params: clientParams,
      response: {
        204: z.undefined().describe('Deleted'),
        ...errorResponses(...deleteErrors, 'unauthorized', 'role_too_low', 'not_found', 'last_admin'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        await revokeClient(tx, deps, request.params.id, { actor, at: now })
        return { status: 204 }
      }),
  })
}
