import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ResponseSerializationError } from 'fastify-type-provider-zod'
import { messageKey, say } from '../../words/catalogue.ts'
import { type Language, writtenLanguages } from '../../words/languages.ts'
import { BoxRefused } from '../crypto/safe.ts'
import { Problem, type ProblemCode, problem, problems } from '../problem.ts'
import type { ProblemBody } from './error-responses.ts'
import { acceptedLanguage } from './language.ts'
import { errorFields, type LogFields, sqlstateOf } from './log.ts'

const problemType = 'application/problem+json'

/** What every answer carries. The documentation and the mailbox page widen the policy for themselves. */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
} as const

/**
 * One and the same for absent, malformed and someone else's (attacks 21 to 23): a detail of its own would tell them
 * apart.
 */
const nothingHere = 'there is nothing here, or nothing that you may see'

/**
 * SQLSTATE classes (PostgreSQL appendix A) after which the same request may succeed: connection, rollback, resources,
 * operator, system.
 */
const passingClasses = new Set(['08', '40', '53', '57', '58'])

/** What is refused, whatever was thrown. The message of an error that is not a Problem goes nowhere. */
export function refusalOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const sqlstate = sqlstateOf(error)
  if (sqlstate !== undefined && (passingClasses.has(sqlstate.slice(0, 2)) || sqlstate === '55P03')) {
    return problem('unavailable', 'the database cannot answer right now', { retryAfterSeconds: 1 })
  }
  if (error instanceof BoxRefused) return problem('unreadable', 'what is stored of this does not open')
  return frameworkRefusal(error) ?? problem('internal', 'the request could not be carried out')
}

/** Answers with a problem: RFC 9457, the code's own headers, `Retry-After` wherever waiting helps. */
export function answerProblem(reply: FastifyReply, refusal: Problem): FastifyReply {
  const language = languageOf(reply.request)
  return (
    reply
      .code(refusal.status)
      .headers(headersOf(refusal))
      .headers(language === undefined ? {} : { 'content-language': language, vary: 'Accept-Language' })
      .header('content-type', problemType)
      // Bytes, not an object: neither the route's schema nor a default charset is put over it
      .send(Buffer.from(JSON.stringify(bodyOf(refusal, reply.request.id, language))))
  )
}

/** Answers on a socket that has no request yet, or whose request never came to an end, and closes it. */
export function answerOnSocket(socket: Duplex, refusal: Problem): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const id = randomUUID()
  const body = JSON.stringify(bodyOf(refusal, id))
  const headers = {
    ...securityHeaders,
    ...headersOf(refusal),
    'content-type': problemType,
    'content-length': Buffer.byteLength(body),
    'x-request-id': id,
    connection: 'close',
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${head.join('')}\r\n${body}`, () =>
    socket.destroy(),
  )
}

/** What to log of an error, and whether it is ours to mend. A refusal by a rule is neither. */
export function faultOf(error: unknown, refusal: Problem): LogFields | undefined {
  if (error instanceof ResponseSerializationError) return { ...errorFields(error), fields: fieldsOf(error) }
  if (refusal.code === 'internal' || refusal.code === 'unreadable' || sqlstateOf(error) !== undefined)
    return errorFields(error)
  return undefined
}

/** The doors that people come to by themselves. */
const doorsOfPeople: ReadonlySet<string | undefined> = new Set(['public', 'requester', 'source'])

/** The language in which somebody at such a door reads what they are refused; undefined for everybody else. */
function languageOf(request: FastifyRequest): Language | undefined {
  return doorsOfPeople.has(request.routeOptions.config.door) ? acceptedLanguage(request, writtenLanguages) : undefined
}

function bodyOf(refusal: Problem, requestId: string, language?: Language): ProblemBody {
  const { code, extras } = refusal
  return {
    type: `/problems/${code}`,
    ...wordsOf(refusal, language),
    status: problems[code].status,
    code,
    request_id: requestId,
    ...(extras.errors !== undefined && { errors: extras.errors }),
    ...(extras.allowedActions !== undefined && { allowed_actions: extras.allowedActions }),
  }
}

/** To people, in their language, what the code means to them; to clients, in English, what was wrong. */
function wordsOf({ code, message }: Problem, language: Language | undefined): Pick<ProblemBody, 'title' | 'detail'> {
  const [title, detail] = [messageKey(`problem.${code}.title`), messageKey(`problem.${code}.detail`)]
  if (language !== undefined && title !== undefined && detail !== undefined) {
    return { title: say(language, title), detail: say(language, detail) }
  }
  return { title: problems[code].title, detail: code === 'not_found' ? nothingHere : message }
}

function headersOf({ status, extras }: Problem): Record<string, string> {
  const seconds = extras.retryAfterSeconds ?? (status === 503 ? 5 : status === 429 ? 60 : undefined)
  return { ...extras.headers, ...(seconds !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(seconds))) }) }
}

const frameworkCodes: Record<string, readonly [ProblemCode, string]> = {
  FST_ERR_BAD_URL: ['invalid', 'the path is not validly percent-encoded'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', nothingHere],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'the body is larger than is accepted here'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid', 'the body does not have the length it announces'],
}

/** What Fastify and its plugins refuse themselves. Their messages echo the URL, so each gets a sentence of ours. */
function frameworkRefusal(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const known = frameworkCodes[String(error.code)]
  if (known !== undefined) return problem(known[0], known[1])
  // What the stream of a body fails with when its client goes away; the status is Fastify's, so it is no socket of ours
  const isCut = error.code === 'ECONNRESET' && 'statusCode' in error && error.statusCode === 400
  return isCut ? problem('invalid', 'the connection ended before the body did') : undefined
}

/** The fields of an answer that do not fit its schema: names of ours, anything else masked. */
function fieldsOf(error: ResponseSerializationError): string {
  const named = (step: PropertyKey) =>
    typeof step === 'number' || /^[a-z_]{1,40}$/.test(String(step)) ? String(step) : '*'
  return error.cause.issues.map((issue) => `${issue.path.map(named).join('.')}:${issue.code}`).join(' ')
}
