import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../law/calendar.ts'
import {
  type Role,
  type RoleApart,
  type StaffActor,
  type StaffRole,
  staffRoles,
  standsApart,
} from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { underAdmission } from '../platform/http/admission.ts'
import { type Answer, answerOnce } from '../platform/http/idempotency.ts'
import { email } from '../platform/http/schemas.ts'
import { unauthorized } from '../platform/http/tokens.ts'
import { showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { findLiveClient } from './store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    staff?: StaffActor
  }
  interface FastifyContextConfig {
    /** Which audience a route serves; every route names one. */
    door?: 'operator' | 'staff' | 'public' | 'requester' | 'source' | 'gateway' | 'open'
    /** The lowest staff role that may call it. */
    role?: StaffRole
    /** The roles standing apart that may call it too. */
    also?: OpenTo
  }
}

/** Which of the roles that stand apart may call a route. */
type OpenTo = Readonly<Partial<Record<RoleApart, boolean>>>

/** What a statement answers that checks its client too. */
export type Asked<T> = { readonly clientIsLive: true; readonly found: T } | { readonly clientIsLive: false }

const longestActingUser = 254
const snapshot = { snapshot: true }
const actingUserAddress = email()

/** Staff work: who may call, in which transaction, and how it is answered. Every staff route goes through here. */
export function staffDoor(deps: Deps) {
  return {
    /** What a route spreads into its options: the door, the role, and the check of both before the body is read. */
    for: (role: StaffRole, also: OpenTo = {}) => ({
      config: { door: 'staff' as const, role, also },
      onRequest: async (request: FastifyRequest) => {
        const actor = authenticate(deps, request)
        if (!mayCall(actor.role, role, also)) {
          throw problem('role_too_low', `this needs the role ${role}`)
        }
        request.staff = actor
      },
    }),

    /** A read: one transaction, as of one moment, nothing kept. */
    read: <T>(request: FastifyRequest, work: (tx: Tx, actor: StaffActor) => Promise<T>): Promise<T> => {
      const actor = actorOf(request)
      return deps.database.transaction(
        actor.organisation,
        (tx) => underAdmission(demandLive(tx, actor), () => work(tx, actor)),
        snapshot,
      )
    },

    /** A read that leaves a trace: it may write, and is not kept for any Idempotency-Key. */
    readLogged: <T>(request: FastifyRequest, work: (tx: Tx, actor: StaffActor) => Promise<T>): Promise<T> => {
      const actor = actorOf(request)
      return deps.database.transaction(actor.organisation, (tx) =>
        underAdmission(demandLive(tx, actor), () => work(tx, actor)),
      )
    },

    /** A read that one statement answers, the check of the client with it: for what is asked for more than all else. */
    ask: async <T>(request: FastifyRequest, ask: (actor: StaffActor) => Promise<Asked<T>>): Promise<T> => {
      const answer = await ask(actorOf(request))
      if (!answer.clientIsLive) throw unauthorized()
      return answer.found
    },

    /** A write: one transaction, answered once for each Idempotency-Key. `body` is the hash of a body that was streamed. */
    write: (
      http: { request: FastifyRequest; reply: FastifyReply; body?: Buffer },
      work: (tx: Tx, actor: StaffActor, now: Instant) => Promise<Answer>,
    ): Promise<FastifyReply> => {
      const actor = actorOf(http.request)
      const admit = (tx: Tx) => demandLive(tx, actor)
      return answerOnce(deps, { ...http, caller: { ...actor, id: actor.id }, admit }, (tx) =>
        work(tx, actor, deps.now()),
      )
    },
  }
}
export type StaffDoor = ReturnType<typeof staffDoor>

/** The actor that `for` has established. */
export function actorOf(request: FastifyRequest): StaffActor {
  if (!request.staff) throw new Error(`the route ${request.routeOptions.url} has no staff door`)
  return request.staff
}

function mayCall(role: Role, needed: StaffRole, also: OpenTo): boolean {
  if (standsApart(role)) return also[role] === true
  return staffRoles.indexOf(role) >= staffRoles.indexOf(needed)
}

function authenticate(deps: Deps, request: FastifyRequest): StaffActor {
  const token = /^Bearer ([^ ]+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) throw unauthorized()
  const { organisation, client: id, role } = deps.tokens.staff.verify(token)
  const actingUser = actingUserOf(request)
  return { type: 'client', organisation, id, role, ...(actingUser === undefined ? {} : { actingUser }) }
}

function actingUserOf(request: FastifyRequest): string | undefined {
  const given = request.headers['acting-user']
  if (given === undefined) return undefined
  const parsed = actingUserAddress.safeParse(given)
  if (parsed.success && parsed.data.length <= longestActingUser) return parsed.data
  throw problem('invalid', 'the Acting-User header is not an e-mail address', {
    errors: [{ location: 'headers.acting-user', message: 'expected one e-mail address' }],
  })
}

async function demandLive(tx: Tx, actor: StaffActor): Promise<void> {
  if (await findLiveClient(tx, actor.id)) return
  throw unauthorized()
}

/** How the log names a client. */
export function actorLabel(request: FastifyRequest): string | undefined {
  return request.staff && showId('cli', request.staff.id)
}
