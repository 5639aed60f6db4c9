import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../law/calendar.ts'
import {
  type Role,
  type RoleApart,
  type StaffActor,
  type StaffRole,
  staffRoles,
  standsApart,
} from '../platform/actor.ts'
import type { Pace } from '../platform/database/lane.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { underAdmission } from '../platform/http/admission.ts'
import { type Answer, answerOnce } from '../platform/http/idempotency.ts'
import { email } from '../platform/http/schemas.ts'
import { unauthorized } from '../platform/http/tokens.ts'
import { type ClientId, type OrganisationId, parseId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { findLiveClient } from './store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    staff?: StaffActor
    /** When the token ends that `staff` came with. */
    staffUntil?: Instant
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

/** Whoever an access token of an organisation's issuer speaks for. */
export type Person = {
  /** What stands for the issuer, and which revision of it this holds for. */
  readonly client: ClientId
  readonly revision: number
  readonly organisation: OrganisationId
  /** The issuer's own name for who has signed in. */
  readonly subject: string
  /** What people call them: an e-mail address, if the token says one. */
  readonly name: string
  /** The highest that the token gives; undefined: none. */
  readonly role: StaffRole | undefined
  readonly expiresAt: Instant
}

/** The people of organisations that name an issuer of their own (`staff-sign-in/`). */
export type People = {
  /**
   * Who presents an access token to an organisation. `admit` is asked before anything is looked up for a token that was not seen before.
   * Throws `unauthorized()`, `unavailable` while the issuer's keys can't be had, and whatever `admit` does.
   */
  verify(presented: {
    /** Undefined where the header names none. */
    readonly organisation: OrganisationId | undefined
    readonly token: string
    readonly admit: () => Promise<void>
    readonly log: Pick<FastifyBaseLogger, 'warn'>
  }): Promise<Person>
  /** Its issuers have changed: what was found of tokens is found anew. */
  forget(organisation: OrganisationId): void
}

type Admit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

const longestActingUser = 254
const actingUserAddress = email()

/** Staff work: who may call, in which transaction, and how it is answered. Every staff route goes through here. */
export function staffDoor(deps: Deps, { people, admit }: { readonly people: People; readonly admit: Admit }) {
  /** Another process has changed the issuer since, or ended it. */
  const refuseStale = ({ organisation, revision }: StaffActor) => {
    if (revision !== undefined) people.forget(organisation)
    return unauthorized()
  }
  const demandLive = async (tx: Tx, actor: StaffActor): Promise<void> => {
    if (!isLiveFor(actor, (await findLiveClient(tx, actor.id))?.revision)) throw refuseStale(actor)
  }
  const reading = <T>(
    request: FastifyRequest,
    work: (tx: Tx, actor: StaffActor) => Promise<T>,
    pace: Pace = {},
  ): Promise<T> => {
    const actor = actorOf(request)
    return deps.database.transaction(
      actor.organisation,
      (tx) => underAdmission(demandLive(tx, actor), () => work(tx, actor)),
      { snapshot: true, ...pace },
    )
  }
  return {
    /** What a route spreads into its options: the door, the role, and the check of both before the body is read. */
    for: (role: StaffRole, also: OpenTo = {}) => ({
      config: { door: 'staff' as const, role, also },
      onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
        const { actor, until } = await authenticate(deps, request, people, () => admit(request, reply))
        if (!mayCall(actor.role, role, also)) {
          throw problem('role_too_low', `this needs the role ${role}`)
        }
        request.staff = actor
        request.staffUntil = until
      },
    }),

    /** A read: one transaction, as of one moment, nothing kept. */
    read: <T>(request: FastifyRequest, work: (tx: Tx, actor: StaffActor) => Promise<T>): Promise<T> =>
      reading(request, work),

    /**
     * The same of what takes seconds where much is asked for: it waits for its turn, so that the others find a connection, unless it is
     * not wanted any more.
     */
    readAtLength: <T>(
      request: FastifyRequest,
      signal: AbortSignal,
      work: (tx: Tx, actor: StaffActor) => Promise<T>,
    ): Promise<T> => reading(request, work, { lane: 'long', signal }),

    /** The same of the first page of a file, which waits for its turn among the pages of others: so that not all are begun at a time. */
    readFirstPage: <T>(request: FastifyRequest, work: (tx: Tx, actor: StaffActor) => Promise<T>): Promise<T> =>
      reading(request, work, { lane: 'pages', signal: request.signal }),

    /** A read that leaves a trace: it may write, and is not kept for any Idempotency-Key. */
    readLogged: <T>(request: FastifyRequest, work: (tx: Tx, actor: StaffActor) => Promise<T>): Promise<T> => {
      const actor = actorOf(request)
      return deps.database.transaction(actor.organisation, (tx) =>
        underAdmission(demandLive(tx, actor), () => work(tx, actor)),
      )
    },

    /** A read that one statement answers, the check of the client with it: for what is asked for more than all else. */
    ask: async <T>(request: FastifyRequest, ask: (actor: StaffActor) => Promise<Asked<T>>): Promise<T> => {
      const actor = actorOf(request)
      const answer = await ask(actor)
      if (!answer.clientIsLive) throw refuseStale(actor)
      return answer.found
    },

    /** A write: one transaction, answered once for each Idempotency-Key. `body` is the hash of a body that was streamed. */
    write: (
      http: { request: FastifyRequest; reply: FastifyReply; body?: Buffer },
      work: (tx: Tx, actor: StaffActor, now: Instant) => Promise<Answer>,
    ): Promise<FastifyReply> => {
      const actor = actorOf(http.request)
      const admit = (tx: Tx) => demandLive(tx, actor)
      return answerOnce(deps, { ...http, caller: { ...actor, id: callerOf(actor) }, admit }, (tx) =>
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

/** When the token ends that the caller has come with. */
export function tokenEndOf(request: FastifyRequest): Instant {
  if (!request.staffUntil) throw new Error(`the route ${request.routeOptions.url} has no staff door`)
  return request.staffUntil
}

function mayCall(role: Role, needed: StaffRole, also: OpenTo): boolean {
  if (standsApart(role)) return also[role] === true
  return staffRoles.indexOf(role) >= staffRoles.indexOf(needed)
}

type Authenticated = { readonly actor: StaffActor; readonly until: Instant }

async function authenticate(
  deps: Deps,
  request: FastifyRequest,
  people: People,
  admit: () => Promise<void>,
): Promise<Authenticated> {
  const token = /^Bearer ([^ ]+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) throw unauthorized()
  if (!deps.tokens.staff.isOwn(token)) return personWith(token, request, people, admit)
  const { organisation, client: id, role, expiresAt } = deps.tokens.staff.verify(token)
  demandSameOrganisation(request, organisation)
  const actingUser = actingUserOf(request)
  const actor = { type: 'client', organisation, id, role, ...(actingUser === undefined ? {} : { actingUser }) } as const
  return { actor, until: expiresAt }
}

/**
 * A person with a token of the organisation's issuer. Two organisations may name the same issuer and audience, and the token says of none of
 * them: so the tool says for which one it works. Nobody gains by naming the issuer of another: its tools still name that other.
 */
async function personWith(
  token: string,
  request: FastifyRequest,
  people: People,
  admit: () => Promise<void>,
): Promise<Authenticated> {
  const person = await people.verify({ organisation: organisationOf(request), token, admit, log: request.log })
  const { organisation, client: id, revision, subject, name, role, expiresAt } = person
  if (role === undefined) {
    throw problem(
      'role_too_low',
      'the issuer gives this person no role that the organisation has mapped to one of its own',
    )
  }
  demandSamePerson(request, name)
  const actor = { type: 'client', organisation, id, revision, role, subject, actingUser: name } as const
  return { actor, until: expiresAt }
}

function organisationOf({ headers: { organisation } }: FastifyRequest): OrganisationId | undefined {
  return typeof organisation === 'string' ? parseId('org', organisation) : undefined
}

/** A tool that works for several must not write to one in the belief that it is another. */
function demandSameOrganisation(request: FastifyRequest, own: OrganisationId): void {
  if (request.headers.organisation === undefined || organisationOf(request) === own) return
  throw problem('invalid', 'the access token is of another organisation than the header says', {
    errors: [
      { location: 'headers.organisation', message: 'expected the id of the organisation that the token is for' },
    ],
  })
}

/** Who acts is what the issuer says: a tool that says otherwise is wrong about who sits before it. */
function demandSamePerson(request: FastifyRequest, name: string): void {
  const given = actingUserOf(request)
  if (given === undefined || given.toLowerCase() === name.toLowerCase()) return
  throw problem('invalid', 'the Acting-User header names another than the access token', {
    errors: [{ location: 'headers.acting-user', message: 'expected nothing, or who has signed in' }],
  })
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

/** Whether a client with this revision is still the one that the actor came as; undefined or null: there is none. */
export function isLiveFor({ revision }: Pick<StaffActor, 'revision'>, found: number | null | undefined): boolean {
  return typeof found === 'number' && (revision === undefined || revision === found)
}

/** Who calls, apart from all others: of those who come through one issuer each is another. */
export function callerOf({ id, subject }: StaffActor): string {
  return subject === undefined ? id : `${id} ${subject}`
}

/** How the log names a client. */
export function actorLabel(request: FastifyRequest): string | undefined {
  return request.staff && showId('cli', request.staff.id)
}
