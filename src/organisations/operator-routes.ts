import type { FastifyRequest } from 'fastify'
import { hashSecret, sameHash } from '../platform/crypto/secrets.ts'
import type { Deps } from '../platform/deps.ts'
import { etag } from '../platform/http/etag.ts'
import { answerOnce } from '../platform/http/idempotency.ts'
import { security } from '../platform/http/openapi.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { bearerToken, unauthorized } from '../platform/http/tokens.ts'
import { idFromBytes, newId, type OrganisationId } from '../platform/identifiers.ts'
import { createOrganisation } from './create-organisation.ts'
import type { OrganisationCache } from './organisation-cache.ts'
import { createOrganisationBody, newOrganisationView, showClient, showOrganisation } from './schemas.ts'

/** The door of whoever runs the service. Without a token there is no door: its routes are not registered. */
export function operatorRoutes(
  app: App,
  deps: Deps,
  { operatorToken, organisations }: { operatorToken: string | undefined; organisations: OrganisationCache },
): void {
  if (operatorToken === undefined) return

  app.route({
    method: 'POST',
    url: '/v1/organisations',
    ...operatorDoor(operatorToken),
    schema: {
      operationId: 'createOrganisation',
      tags: ['Operator'],
      summary: 'Make an organisation',
      description:
        'Calendar, time zone, language, regime and authority follow the country where they are not given. ' +
        'The answer holds the secret of its first client, an admin; it is shown this once.',
      security: security.operator,
      body: createOrganisationBody,
      response: {
        201: newOrganisationView.describe('The organisation, with its first client'),
        ...errorResponses(...writeErrors, 'unknown_calendar', 'unauthorized', 'slug_taken'),
      },
    },
    handler: (request, reply) => {
      const caller = { type: 'operator', organisation: idOfNew(deps, request) } as const
      return answerOnce(deps, { request, reply, caller }, async (tx) => {
        const by = { actor: caller, at: deps.now() }
        const { organisation, client, secret } = await createOrganisation(tx, deps, request.body, by)
        tx.afterCommit(() => organisations.forget(organisation))
        const { id, object, name, role } = showClient(client)
        return {
          status: 201,
          body: { ...showOrganisation(organisation), client: { id, object, name, role, secret } },
          headers: { etag: etag(organisation.version) },
        }
      })
    },
  })
}

/**
 * The operator belongs to no tenant, and an answer is kept under one: that of the organisation it makes. So the organisation's id
 * follows from the Idempotency-Key, under a secret key: a retry opens the same tenant's transaction and finds the answer there.
 * The alternative, a tenant of the operator's own, would need two transactions, and a crash between them. Once the answer is forgotten
 * (24 hours) the same key still makes no second organisation: it is refused with 422, or 409 for the same slug.
 */
function idOfNew({ keyring }: Pick<Deps, 'keyring'>, request: FastifyRequest): OrganisationId {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return newId('org')
  return idFromBytes('org', keyring.fingerprint(ofNobody, 'idempotency', `organisation\0${key}`))
}

const ofNobody = idFromBytes('org', Buffer.alloc(16)) // no organisation has it: their ids are random

function operatorDoor(token: string) {
  const expected = hashSecret(token)
  return {
    config: { door: 'operator' as const },
    onRequest: async (request: FastifyRequest) => {
      const given = hashSecret(bearerToken(request.headers.authorization))
      if (!sameHash(given, expected)) throw unauthorized()
    },
  }
}
