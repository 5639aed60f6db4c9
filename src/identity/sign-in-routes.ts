import { demandSolution, onceForEachSolution, spend } from '../organisations/form-challenge.ts'
import type { OrganisationCache } from '../organisations/organisation-cache.ts'
import type { Deps } from '../platform/deps.ts'
import { answerOnce } from '../platform/http/idempotency.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { Problem } from '../platform/problem.ts'
import { redeemCode } from './redeem-code.ts'
import { accessTokenView, challengeParams, redeemBody, signInBody, slugParams } from './schemas.ts'
import { sendCode } from './send-code.ts'
import { challengeView, toView } from './verification.ts'

const refusals = [...writeErrors, 'not_found', 'rate_limited'] as const
/** Signing in on the public door (API §5): a code to the mailbox, and the code for a token. */
export function signInRoutes(
  app: App,
  deps: Deps,
  door: { organisations: OrganisationCache; limits: RateLimits },
): void {
  app.route({
    method: 'POST',
    url: '/v1/public/:slug/sign-in',
    config: { door: 'public' },
    onRequest: door.limits.limited('sign-in'),
    schema: {
      operationId: 'signIn',
      tags: ['Public'],
      summary: 'Send a code to a mailbox',
      description: 'The same answer for every address, whether or not anybody has written from it.',
      params: slugParams,
      body: signInBody,
      response: {
        202: challengeView.describe('A code is on its way'),
        ...errorResponses(...refusals, 'challenge_required', 'challenge_failed'),
      },
    },
    handler: async (request, reply) => {
      const organisation = await door.organisations.get(request.params.slug)
      const solution = await demandSolution(deps.keyring, organisation, request)
      const caller = { type: 'public', organisation: organisation.id } as const
      return onceForEachSolution(() =>
        answerOnce(deps, { request, reply, caller }, async (tx) => {
          const [verification] = await Promise.all([
            sendCode(tx, deps, organisation, { purpose: 'sign_in', ...request.body, now: deps.now() }),
            ...spend(tx, solution),
          ])
          return { status: 202, body: { verification: toView(verification) } }
        }),
      )
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/public/:slug/verifications/:vrf/redeem',
    config: { door: 'public' },
    onRequest: door.limits.limited('redeem'),
    schema: {
      operationId: 'redeemCode',
      tags: ['Public'],
      summary: 'Redeem a code',
      description:
        'Proves the mailbox on every open request written from it, answers an open question that accepts a code, and nothing more. ' +
        'Wrong, late, used and unknown are one and the same 401. A challenge takes five tries, an address twenty wrong codes a day.',
      params: challengeParams,
      body: redeemBody,
      response: {
        200: accessTokenView.describe('A token for the requester door'),
        ...errorResponses(...refusals, 'unauthorized'),
      },
    },
    handler: async (request, reply) => {
      const organisation = await door.organisations.get(request.params.slug)
      const caller = { type: 'public', organisation: organisation.id } as const
      return answerOnce(deps, { request, reply, caller }, async (tx) => {
        const given = { verification: request.params.vrf, code: request.body.code }
        const redeemed = await redeemCode(tx, { ...deps, log: request.log }, given, deps.now())
        if (!(redeemed instanceof Problem)) return { status: 200, body: redeemed }
        tx.afterCommit(() => request.log.warn({ event: 'code_refused', organisation: organisation.slug }))
        return redeemed
      })
    },
  })
}
