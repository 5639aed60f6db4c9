import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../law/calendar.ts'
import type { SourceActor } from '../platform/actor.ts'
import { hashSecret } from '../platform/crypto/secrets.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type Answer, answerOnce } from '../platform/http/idempotency.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { bearerToken, unauthorized } from '../platform/http/tokens.ts'
import type { Case } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { findTask, findTaskBySecret, isLive, type Task, updateTask } from './store.ts'
import { noteTasks } from './tell-owner.ts'

declare module 'fastify' {
  interface FastifyRequest {
    source?: SourceActor
  }
}

/**
 * The owner of a source, by the secret of a link: it comes in a header, never in an address. Whatever is wrong with it (never given,
 * called off, expired, of a closed or erased request) is one and the same 401. A link that is only followed uses nothing up.
 */
export function sourceDoor(deps: Deps, limits: RateLimits) {
  const limit = limits.limited('redeem')
  return {
    for: () => ({
      config: { door: 'source' as const },
      onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
        await limit(request, reply)
        const found = await findTaskBySecret(deps.database, hashSecret(bearerToken(request.headers.authorization)))
        if (found === undefined) throw unauthorized()
        const { organisation_id: organisation, request_id, id } = found
        request.source = { type: 'source', organisation, id, request: request_id }
      },
    }),

    /** Before a body is read: whether the link works, and what else `work` looks up or makes room for. Kept for no Idempotency-Key. */
    begin: <T>(request: FastifyRequest, work: (tx: Tx, actor: SourceActor) => Promise<T>): Promise<T> => {
      const actor = sourceOf(request)
      return deps.database.transaction(actor.organisation, async (tx) => {
        await demandLive(tx, actor, deps.now())
        return work(tx, actor)
      })
    },

    /** A write: one transaction, answered once for each Idempotency-Key. `body` is the hash of a body that was streamed. */
    write: (
      http: { request: FastifyRequest; reply: FastifyReply; body?: Buffer },
      work: (tx: Tx, actor: SourceActor, now: Instant) => Promise<Answer>,
    ): Promise<FastifyReply> => {
      const actor = sourceOf(http.request)
      const caller = { type: actor.type, organisation: actor.organisation, id: actor.id }
      const admit = (tx: Tx) => demandLive(tx, actor, deps.now())
      return answerOnce(deps, { ...http, caller, admit }, (tx) => work(tx, actor, deps.now()))
    },
  }
}

/** The actor that the door has established. */
export function sourceOf(request: FastifyRequest): SourceActor {
  if (!request.source) throw new Error(`the route ${request.routeOptions.url} has no source door`)
  return request.source
}

/**
 * The owner's task under the lock of its request; what `change` gives back is saved. Throws 401 where the link does not work any more.
 */
export async function onTask(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  actor: SourceActor,
  now: Instant,
  change: (c: Case, task: Task) => Promise<Task | undefined>,
): Promise<void> {
  const done = await changeUnlessErased(tx, deps, { request: actor.request, actor, now }, async (c) => {
    const task = await liveTask(tx, c, actor, now)
    const changed = await change(c, task)
    if (!changed) return
    await updateTask(tx, c.safe, changed)
    await noteTasks(tx, c)
  })
  if (done === undefined) throw unauthorized()
}

/** The task, where its link works at this moment. Throws 401. */
export async function liveTask(tx: Tx, c: Case, { id }: SourceActor, now: Instant): Promise<Task> {
  const task = await findTask(tx, c.safe, id)
  if (task === undefined || task.state === 'cancelled' || now >= task.expiresAt || c.request.closedAt !== null) {
    throw unauthorized()
  }
  return task
}

/** Also what was answered before is told to nobody whose link works no more. */
async function demandLive(tx: Tx, actor: SourceActor, now: Instant): Promise<void> {
  if (!(await isLive(tx, actor, now))) throw unauthorized()
}
