import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../law/calendar.ts'
import type { RequesterActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { underAdmission } from '../platform/http/admission.ts'
import { type Answer, answerOnce } from '../platform/http/idempotency.ts'
import { bearerToken, unauthorized } from '../platform/http/tokens.ts'
import type { Problem } from '../platform/problem.ts'
import { isLiveSession } from './session-store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    requester?: RequesterActor
  }
}

/**
 * The person's own work, after a code: who calls, in which transaction, and how it is answered. Every requester route goes through here:
 * in the trip of its work it is asked whether the person has signed out since.
 */
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
      return deps.database.transaction(
        actor.organisation,
        (tx) => underAdmission(demandLive(tx, actor), () => work(tx, actor)),
        { snapshot: true },
      )
    },

    /** What leaves a trace and is not kept for any Idempotency-Key: it may write. */
    readLogged: <T>(request: FastifyRequest, work: (tx: Tx, actor: RequesterActor) => Promise<T>): Promise<T> => {
      const actor = requesterOf(request)
      return deps.database.transaction(actor.organisation, (tx) =>
        underAdmission(demandLive(tx, actor), () => work(tx, actor)),
      )
    },

    /** A write: one transaction, answered once for each Idempotency-Key of the mailbox. `body` is the hash of a streamed body. */
    write: (
      http: { request: FastifyRequest; reply: FastifyReply; body?: Buffer },
      work: (tx: Tx, actor: RequesterActor, now: Instant) => Promise<Answer | Problem>,
    ): Promise<FastifyReply> => {
      const actor = requesterOf(http.request)
      const caller = { type: actor.type, organisation: actor.organisation, id: actor.mailbox }
      const admit = (tx: Tx) => demandLive(tx, actor)
      return answerOnce(deps, { ...http, caller, admit }, (tx) => work(tx, actor, deps.now()))
    },
  }
}
export type RequesterDoor = ReturnType<typeof requesterDoor>

/** The actor that the door has established. */
export function requesterOf(request: FastifyRequest): RequesterActor {
  if (!request.requester) throw new Error(`the route ${request.routeOptions.url} has no requester door`)
  return request.requester
}

async function demandLive(tx: Tx, { id }: RequesterActor): Promise<void> {
  if (!(await isLiveSession(tx, id))) throw unauthorized()
}
