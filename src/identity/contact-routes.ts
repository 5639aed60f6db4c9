import type { Deps } from '../platform/deps.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { Problem } from '../platform/problem.ts'
import { askContactChange, redeemContactChange } from './change-contact.ts'
import type { RequesterDoor } from './requester-door.ts'
import { contactBody, contactChangeView, redeemContactBody } from './schemas.ts'
import { challengeView, toView } from './verification.ts'

const refusals = [...writeErrors, 'unauthorized', 'rate_limited'] as const

/**
 * Moving to another mailbox, in two steps: a code to the new address, and the code from whoever is signed in with the old one. At this
 * door and not the public one, since the code alone must not do it: a mistyped address has a reader, too.
 */
export function contactRoutes(
  app: App,
  deps: Deps,
  { requester: person, limits }: { requester: RequesterDoor; limits: RateLimits },
): void {
  const door = person.for()

  app.route({
    method: 'POST',
    url: '/v1/me/contact',
    ...door,
    onRequest: [door.onRequest, limits.limited('sign-in')],
    schema: {
      operationId: 'changeMyContact',
      tags: ['Requester'],
      summary: 'Ask to be written to at another address',
      description:
        'Sends a code to the new address, with the same answer for every address; nothing changes until it is redeemed. ' +
        'It is for the open requests written from this mailbox, or for those that are named.',
      body: contactBody,
      response: {
        202: challengeView.describe('A code is on its way'),
        ...errorResponses(...refusals, 'not_found', 'action_not_allowed'),
      },
    },
    handler: (request, reply) =>
      person.write({ request, reply }, async (tx, actor, at) => {
        const { email, requests, locale } = request.body
        const verification = await askContactChange(tx, deps, { email, requests, locale }, { actor, at })
        return { status: 202, body: { verification: toView(verification) } }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/me/contact/redeem',
    ...door,
    onRequest: [door.onRequest, limits.limited('redeem')],
    schema: {
      operationId: 'redeemMyContact',
      tags: ['Requester'],
      summary: 'Redeem the code that went to the new address',
      description:
        'The requests move to the new address, and the old one is told. What was proven of the identity falls to the new mailbox: nothing ' +
        'is released, and what was released is not handed out, until it is proven anew. The answer is a token for the new mailbox, since ' +
        'the one that is shown opens these requests no more. At most the hundred newest move at once: `has_more` says that some are left.',
      body: redeemContactBody,
      response: {
        200: contactChangeView.describe('What has moved, and a token for the new mailbox'),
        ...errorResponses(...refusals, 'code_refused'),
      },
    },
    handler: (request, reply) =>
      person.write({ request, reply }, async (tx, actor, at) => {
        const changed = await redeemContactChange(tx, { ...deps, log: request.log }, request.body, { actor, at })
        if (changed instanceof Problem) {
          tx.afterCommit(() => request.log.warn({ event: 'code_refused' }))
          return changed
        }
        const { hasMore, requests, ...token } = changed
        return { status: 200, body: { object: 'contact_change', requests, has_more: hasMore, ...token } }
      }),
  })
}
