import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../law/calendar.ts'
import type { RequesterActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type Answer, answerOnce } from '../platform/http/idempotency.ts'
import { bearerToken } from '../platform/http/tokens.ts'

declare module 'fastify' {
  interface FastifyRequest {
    requester?: RequesterActor
  }
}

/** The person's own work, after a code: who calls, in which transaction, and how it is answered. */
export function requesterDoor(deps: Deps) {
  const admit = (request: FastifyRequest, token: string): RequesterActor => {
    const { organisation, mailbox, verification } = deps.tokens.requester.verify(token)
    request.requester = { type: 'requester', organisation, mailbox, id: verification }
    return request.requester
  }
  return {
    /** What a route spreads into its options: the door, and its check before the body is read. */
    for: () => ({
      config: { door: 'requester' as const },
      onRequest: async (request: FastifyRequest) => {
        admit(request, bearerToken(request.headers.authorization))
      },
    }),

    /** For the form post of a browser, which can't set a header: the token came in the body. Throws 401 where it does not hold. */
    admit,

    /** A read: one transaction, as of one moment, nothing kept. */
    read: <T>(request: FastifyRequest, work: (tx: Tx, actor: RequesterActor) => Promise<T>): Promise<T> => {
      const actor = requesterOf(request)
      return deps.database.transaction(actor.organisation, (tx) => work(tx, actor), { snapshot: true })
    },

    /** A write: one transaction, answered once for each Idempotency-Key of the mailbox. `body` is the hash of a streamed body. */
    write: (
      http: { request: FastifyRequest; reply: FastifyReply; body?: Buffer },
      work: (tx: Tx, actor: RequesterActor, now: Instant) => Promise<Answer>,
    ): Promise<FastifyReply> => {
      const actor = requesterOf(http.request)
      const caller = { type: actor.type, organisation: actor.organisation, id: actor.mailbox }
      return answerOnce(deps, { ...http, caller }, (tx) => work(tx, actor, deps.now()))
    },
  }
}
export type RequesterDoor = ReturnType<typeof requesterDoor>

/** The actor that the door has established. */
export function requesterOf(request: FastifyRequest): RequesterActor {
  if (!request.requester) throw new Error(`the route ${request.routeOptions.url} has no requester door`)
  return request.requester
}
