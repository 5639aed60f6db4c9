import formbody from '@fastify/formbody'
import { z } from 'zod'
import { roles } from '../platform/actor.ts'
import type { Deps } from '../platform/deps.ts'
import { security } from '../platform/http/openapi.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { issueToken, tokenErrors } from './issue-token.ts'

const largestForm = 8 * 1024 // four short parameters; RFC 6749 knows no others here

// Not strict: section 3.2 of RFC 6749 has unknown parameters ignored. One given twice is a list, which fits nothing here.
const tokenForm = z
  .object({
    grant_type: z.string().meta({ const: 'client_credentials' }),
    client_id: z.string().optional(),
    client_secret: z.string().optional().meta({ format: 'password' }),
    scope: z.string().optional().meta({ description: 'The role of the client, if anything' }),
  })
  .meta({
    id: 'TokenRequest',
    examples: [
      {
        grant_type: 'client_credentials',
        client_id: 'cli_01h2xcejqtf2nbrexx3vqjhp41',
        client_secret: 'hbs_Zk3vVZ1yqN0x8C4u2s6QpWmT9bLrEoYdHaJfXg7cBtI',
      },
    ],
  })

const tokenView = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds' }),
    scope: z.enum(roles).meta({ description: 'The role of the client' }),
  })
  .meta({
    id: 'Token',
    examples: [
      {
        access_token: 'eyJhbGciOiJFZERTQSIsInR5cCI6InN0YWZmK2p3dCJ9…',
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'dpo',
      },
    ],
  })

const invalidRequest = {
  error: 'invalid_request',
  error_description: 'expected the parameter grant_type, and each parameter once',
} as const
const tokenError = z
  .object({ error: z.enum(tokenErrors), error_description: z.string() })
  .meta({ id: 'TokenError', description: 'RFC 6749 section 5.2', examples: [invalidRequest] })

// RFC 6749 section 5.1 asks for both
const neverStored = { 'cache-control': 'no-store', pragma: 'no-cache' }
// Section 5.2: a 401 names the scheme that could have been used
const challenge = { 'www-authenticate': 'Basic realm="habeas", charset="UTF-8"' }

/**
 * `POST /oauth/token` (RFC 6749 section 4.4). What that RFC defines is answered in its own form, with 400 or 401; whatever is wrong
 * before it is reached (size, content type, rate) is a problem as elsewhere.
 */
export async function tokenRoute(app: App, deps: Deps, limits: RateLimits): Promise<void> {
  await app.register(async (scope: App) => {
    scope.removeContentTypeParser('application/json')
    await scope.register(formbody)

    scope.route({
      method: 'POST',
      url: '/oauth/token',
      config: { door: 'open' },
      bodyLimit: largestForm,
      // The size that people's sign-ins have: secrets of 256 bits are not guessed, but each try asks the database
      onRequest: limits.limited('sign-in'),
      attachValidation: true, // what the schema refuses is answered as RFC 6749 says, below
      schema: {
        operationId: 'issueToken',
        tags: ['Tokens'],
        summary: 'Get an access token',
        description:
          'The client authenticates by HTTP Basic or with `client_id` and `client_secret` in the form, never both. ' +
          'The token carries the role of the client, for ten minutes; there is no refresh token: ask again. ' +
          'An `Idempotency-Key` is not needed and has no effect.',
        security: security.none,
        consumes: ['application/x-www-form-urlencoded'],
        body: tokenForm,
        response: {
          200: tokenView.describe('The token'),
          ...errorResponses('too_large', 'unsupported_media_type', 'rate_limited'),
          400: tokenError.describe('`invalid_request`, `unsupported_grant_type` or `invalid_scope`'),
          401: tokenError.describe('`invalid_client`'),
        },
      },
      handler: async (request, reply) => {
        reply.headers(neverStored)
        if (request.validationError) return reply.code(400).send(invalidRequest)
        const { authorization } = request.headers
        const issued = await issueToken(deps, { authorization, form: request.body })
        if (issued.ok) {
          const { accessToken, expiresIn, role } = issued
          return reply.send({ access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn, scope: role })
        }
        const body = { error: issued.error, error_description: issued.description }
        if (issued.error !== 'invalid_client') return reply.code(400).send(body)
        request.log.warn({ event: 'client_not_authenticated' }, 'a client could not authenticate')
        return reply.code(401).headers(challenge).send(body)
      },
    })
  })
}
