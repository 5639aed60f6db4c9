import { hash } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../actor.ts'
import { realNow } from '../clock.ts'
import { DatabaseRefusal } from '../database/failure.ts'
import { insertionOf, rawStatement, statement } from '../database/statement.ts'
import type { Tx } from '../database/transaction.ts'
import type { Deps } from '../deps.ts'
import type { OrganisationId, RequestId } from '../identifiers.ts'
import { Problem, problem } from '../problem.ts'
import { idempotentAnswers } from '../tables.ts'

/** What a use case answers; `body` is serialised by the schema of the route for this status, absent for 204. */
export type Answer = {
  readonly status: number
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  /** The request that it tells of, where the path does not name it: what is kept of the answer is erased with that. */
  readonly about?: RequestId | undefined
}

/** Who may replay: the key belongs to one caller and one route. */
export type Caller = Pick<Actor, 'type'> & { readonly organisation: OrganisationId; readonly id?: string }

/** The parts of `Deps` that answering needs. */
export type AnswerDeps = Pick<Deps, 'database' | 'keyring'>

const keptMs = 24 * 60 * 60 * 1000 // API §1: an answer is kept for 24 hours, of real time
const longestKey = 255

/** Raised by `habeas.begin_idempotent`: see the migration. */
const inFlight = 'HB001'
const answeredBefore = 'HB002'

const begin = rawStatement<{ organisation: OrganisationId; key: Buffer; since: Date }, Record<string, never>>(
  'begin_idempotent',
  'select habeas.begin_idempotent($1, $2, $3)',
  ({ organisation, key, since }) => [organisation, key, since.toISOString()],
)
const insertAnswer = insertionOf('insert_idempotent_answer', idempotentAnswers)
const selectAnswer = statement('select_idempotent_answer', (db) =>
  db
    .select()
    .from(idempotentAnswers)
    .where(
      and(
        eq(idempotentAnswers.organisationId, sql.placeholder('organisation')),
        eq(idempotentAnswers.key, sql.placeholder('key')),
      ),
    ),
)

type Keyed = { key: Buffer; bodyHash: Buffer }

/**
 * Runs a use case in one transaction and answers with what it returns. Under an `Idempotency-Key` the answer commits with the
 * fact, sealed: the same key and body get it again, also when the first reply was lost after COMMIT; another body is 422; a key
 * whose first request is still running is 409 at once. A refusal that work returns, and does not throw, is thrown after the
 * commit and not kept: what the transaction counted stays counted, and a repetition counts again. `admit` refuses a caller that
 * may not call any more, before anything else and also what was answered before (attack 32).
 */
export async function answerOnce(
  deps: AnswerDeps,
  http: {
    request: FastifyRequest
    reply: FastifyReply
    caller: Caller
    body?: Buffer
    /** What a door that signs its calls names them by; it stands for the Idempotency-Key, which is not signed. */
    callId?: string
    admit?: (tx: Tx) => Promise<void>
  },
  work: (tx: Tx) => Promise<Answer | Problem>,
): Promise<FastifyReply> {
  const { request, reply, caller } = http
  const keyed =
    http.callId === undefined
      ? keyOf(deps, request, caller, http.body)
      : keyOfCall(deps, request, { caller, id: http.callId, body: http.body })
  return orReplay(deps, reply, caller.organisation, keyed, async () => {
    const done = await deps.database.transaction(caller.organisation, async (tx) => {
      const admitted = http.admit?.(tx)
      const begun = keyed && tx.run(begin, beginValues(caller.organisation, keyed))
      // All of them, whoever is refused first: work that goes on in a transaction that has ended would fail where nobody listens
      const [worked] = await Promise.allSettled([work(tx), admitted, begun])
      await admitted
      await begun
      if (worked.status === 'rejected') throw worked.reason
      const answer = worked.value
      if (answer instanceof Problem) return answer
      const text = serialised(reply, answer)
      if (keyed)
        await tx.run(
          insertAnswer,
          sealedAnswer(deps, request, { organisation: caller.organisation, keyed, answer, text }),
        )
      return { answer, text }
    })
    if (done instanceof Problem) throw done
    return send(reply, done.answer, done.text)
  })
}

/**
 * The same in one round trip, for a use case that needs to read nothing first: `work` gives its statements and its answer
 * without waiting. What `begin_idempotent` raises makes the whole trip fail, so nothing is written twice.
 */
export async function answerInOneTrip(
  deps: AnswerDeps,
  http: { request: FastifyRequest; reply: FastifyReply; caller: Caller },
  work: (tx: Tx) => { statements: Promise<unknown>[]; answer: Answer },
): Promise<FastifyReply> {
  const { request, reply, caller } = http
  const keyed = keyOf(deps, request, caller, undefined)
  return orReplay(deps, reply, caller.organisation, keyed, async () => {
    let sent: { answer: Answer; text: string } | undefined
    await deps.database.inOneTrip(caller.organisation, (tx) => {
      const begun = keyed ? [tx.run(begin, beginValues(caller.organisation, keyed))] : []
      const { statements, answer } = work(tx)
      const text = serialised(reply, answer)
      sent = { answer, text }
      const kept = keyed
        ? [
            tx.run(
              insertAnswer,
              sealedAnswer(deps, request, { organisation: caller.organisation, keyed, answer, text }),
            ),
          ]
        : []
      return [...begun, ...statements, ...kept]
    })
    if (!sent) throw new Error('inOneTrip has not called its work')
    return send(reply, sent.answer, sent.text)
  })
}

/** The body as the route's schema for this status writes it. */
function serialised(reply: FastifyReply, { body, status }: Answer): string {
  if (body === undefined) return ''
  const text: unknown = reply.serializeInput({ ...body }, String(status))
  if (typeof text !== 'string') throw new Error(`the route has no schema for status ${status}`)
  return text
}

function send(reply: FastifyReply, answer: Omit<Answer, 'body'>, text: string): FastifyReply {
  return reply
    .code(answer.status)
    .headers({ ...answer.headers })
    .type('application/json; charset=utf-8')
    .send(text)
}

function keyOf(deps: AnswerDeps, request: FastifyRequest, caller: Caller, body: Buffer | undefined): Keyed | undefined {
  const given = request.headers['idempotency-key']
  if (given === undefined) return undefined
  if (Array.isArray(given) || given.length === 0 || given.length > longestKey || !/^[\x21-\x7e]+$/.test(given)) {
    throw problem('invalid', 'the Idempotency-Key is not a usable key', {
      errors: [
        { location: 'headers.idempotency-key', message: `expected 1 to ${longestKey} visible ASCII characters` },
      ],
    })
  }
  const route = [request.method, request.routeOptions.url ?? '', JSON.stringify(request.params)]
  return keyUnder(deps, request, { caller, name: [...route, given], body })
}

/** A signed call belongs to no route: its signature says nothing of one, so that elsewhere it is the same call. */
function keyOfCall(
  deps: AnswerDeps,
  request: FastifyRequest,
  { caller, id, body }: { caller: Caller; id: string; body: Buffer | undefined },
): Keyed {
  return keyUnder(deps, request, { caller, name: ['call', id], body })
}

function keyUnder(
  deps: AnswerDeps,
  request: FastifyRequest,
  { caller, name, body }: { caller: Caller; name: readonly string[]; body: Buffer | undefined },
): Keyed {
  const scope = [caller.type, caller.id ?? '', ...name].map((part) => `${part.length}:${part}`).join('')
  const bodyHash = hash('sha256', body ?? JSON.stringify(request.body ?? null), 'hex')
  return {
    key: deps.keyring.fingerprint(caller.organisation, 'idempotency', scope),
    bodyHash: deps.keyring.fingerprint(caller.organisation, 'body', bodyHash),
  }
}

function beginValues(organisation: OrganisationId, { key }: Keyed) {
  return { organisation, key, since: new Date(realNow() - keptMs) }
}

type KeptAnswer = {
  readonly organisation: OrganisationId
  readonly keyed: Keyed
  readonly answer: Answer
  readonly text: string
}

function sealedAnswer(
  deps: AnswerDeps,
  request: FastifyRequest,
  { organisation, keyed, answer, text }: KeptAnswer,
): typeof idempotentAnswers.$inferSelect {
  return {
    organisationId: organisation,
    key: keyed.key,
    bodyHash: keyed.bodyHash,
    status: answer.status,
    headers: { ...answer.headers },
    body: deps.keyring.seal('idempotency', Buffer.from(text), keyed.key.toString('hex')),
    requestId: answer.about ?? requestInPath(request),
    createdAt: realNow(),
  }
}

/** The request that a path names, `/v1/requests/{id}` and all below it, as its schema has parsed it. */
function requestInPath(request: FastifyRequest): RequestId | null {
  if (!/\/requests\/:id(?:\/|$)/.test(request.routeOptions.url ?? '')) return null
  const { id } = request.params as { id?: RequestId } // the params of such a path
  return id ?? null
}

const deleteAnswersAbout = rawStatement<{ organisation: OrganisationId; request: RequestId }, { status: number }>(
  'delete_answers_about',
  'delete from habeas.idempotent_answers where organisation_id = $1 and request_id = $2 returning status',
  ({ organisation, request }) => [organisation, request],
)

/** Forgets every answer that tells of a request; how many. A repetition is then no longer known as one. */
export async function forgetAnswersAbout(tx: Tx, request: RequestId): Promise<number> {
  return (await tx.run(deleteAnswersAbout, { organisation: tx.organisation, request })).length
}

async function orReplay(
  deps: AnswerDeps,
  reply: FastifyReply,
  organisation: OrganisationId,
  keyed: Keyed | undefined,
  first: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await first()
  } catch (error) {
    if (!keyed || !(error instanceof DatabaseRefusal)) throw error
    if (error.sqlstate === inFlight)
      throw problem('idempotency_in_flight', 'the first request with this key is still running')
    if (error.sqlstate !== answeredBefore) throw error
    return replay(deps, reply, organisation, keyed)
  }
}

async function replay(deps: AnswerDeps, reply: FastifyReply, organisation: OrganisationId, keyed: Keyed) {
  const [stored] = await deps.database.transaction(organisation, (tx) =>
    tx.run(selectAnswer, { organisation, key: keyed.key }),
  )
  // Swept between the two transactions: a retry starts afresh.
  if (!stored) throw problem('idempotency_in_flight', 'the first answer is being forgotten; try again')
  if (!stored.bodyHash.equals(keyed.bodyHash)) {
    throw problem('idempotency_mismatch', 'this key was first used with another body')
  }
  const text = deps.keyring.open('idempotency', stored.body, keyed.key.toString('hex'))
  if (!text) throw new Error('a stored answer does not open')
  reply.header('idempotent-replayed', 'true')
  return send(reply, { status: stored.status, headers: stored.headers }, text.toString('utf8'))
}
