import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { type Problem, problem } from '../problem.ts'
import { answerOnSocket, answerProblem, faultOf, refusalOf, securityHeaders } from './answer-problem.ts'
import { collectRoutes } from './documented.ts'
import { createLog, type Log, type LogFields } from './log.ts'
import { parseStrictJson } from './strict-json.ts'
import { validatorCompiler } from './validation.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes bodies for minutes (uploads, records): only the server's own limit on a whole request applies. */
    longBody?: boolean
  }
}

/** The service's Fastify: requests and answers are typed by their zod schemas. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

export type ServerOptions = {
  /** Absent: nothing is logged. */
  readonly log?: Log
  /** Names the actor in the log by an id (`cli_…`), once a door has established one. */
  readonly actorOf?: (request: FastifyRequest) => string | undefined
  /**
   * The proxies whose `X-Forwarded-*` are believed: addresses or networks (`10.0.0.0/8`, `loopback`). Absent: nobody's
   * (attack 33). A count of hops is not offered: it cannot tell a proxy from a client that skips it.
   */
  readonly trustProxy?: string | readonly string[] | undefined
  /** Bytes of a JSON body. */
  readonly bodyLimit?: number
  /** Says `Strict-Transport-Security`: for a service whose public URL is https. */
  readonly strictTransport?: boolean
  readonly timeLimits?: Partial<TimeLimits>
  /**
   * Hears of an answer whose status the route does not document; such an answer is not filtered by a schema. For tests.
   */
  readonly onUndocumented?: (route: string, status: number) => void
}

/** Milliseconds, real time (attack 77). */
export type TimeLimits = {
  /** For the headers: a browser sends them at once. */
  readonly headers: number
  /** For an ordinary body, 256 KiB: also a telephone in a tunnel manages that. */
  readonly body: number
  /** For a whole request, also an upload of records. */
  readonly request: number
  /** Without a byte in either direction; longer than any handler thinks. */
  readonly idle: number
}

const defaultTimeLimits: TimeLimits = { headers: 10_000, body: 30_000, request: 15 * 60_000, idle: 60_000 }
const defaultBodyLimit = 256 * 1024 // the longest letter with sixteen rights is a tenth of it
const longestParam = 200 // ids and slugs are shorter; a longer path names nothing
const largestHeaders = 16 * 1024 // a token of 4 KiB and room for what proxies add
const safeRequestId = /^[A-Za-z0-9_-]{8,64}$/
const utf8Json = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?[ \t]*$/i

/**
 * The HTTP server, without any route: request ids, an allow-listed log, problems for errors, strict JSON, zod for
 * types, headers and time limits. Routes are registered on it, then `listen`.
 */
export function createServer(options: ServerOptions = {}): App {
  const log = options.log ?? createLog({ level: 'silent' })
  const limits = { ...defaultTimeLimits, ...options.timeLimits }
  const app: App = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    trustProxy: typeof options.trustProxy === 'object' ? [...options.trustProxy] : (options.trustProxy ?? false),
    bodyLimit: options.bodyLimit ?? defaultBodyLimit,
    routerOptions: { maxParamLength: longestParam },
    http: {
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      maxHeaderSize: largestHeaders,
      // Node looks for overdue connections this often; its default of 30 s would triple the limit on headers
      connectionsCheckingInterval: Math.max(50, Math.min(1000, limits.headers / 4)),
    },
    requestTimeout: limits.request,
    connectionTimeout: limits.idle,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what still arrives on an open connection is answered, and the connection then closed
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, log),
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...securityHeaders, 'x-request-id': request.id })
      answerFailure(error, request, reply)
    },
  }).withTypeProvider<ZodTypeProvider>()

  collectRoutes(app)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerFailure)
  app.setNotFoundHandler((request) => {
    throw offeredElsewhere(app, request) ?? problem('not_found', 'no such path')
  })
  acceptOnlyStrictJson(app)
  sendHeadersAlways(app, options.strictTransport ?? false)
  cutSlowBodies(app, limits.body)
  closeGracefully(app)
  logEveryAnswer(app, options.actorOf)
  if (options.onUndocumented) reportUndocumented(app, options.onUndocumented)
  return app
}

/** The client's own id where it is a short plain token, so that its logs and ours meet; else a random one. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && safeRequestId.test(given) ? given : randomUUID()
}

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = ofAnotherType(error, request) ?? refusalOf(error)
  const fault = faultOf(error, refusal)
  if (fault !== undefined) request.log.error({ ...fault, route: request.routeOptions.url }, 'request failed')
  answerProblem(reply, refusal)
}

/** Bytes that are no HTTP, or came too slowly to be a request. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket, log: Log): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const refusal =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? problem('too_slow', 'the request did not arrive in time')
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? problem('headers_too_large', `expected at most ${largestHeaders} bytes of headers`)
        : problem('invalid', 'this is not an HTTP/1.1 request')
  log.info({ status: refusal.status }, 'unreadable request')
  answerOnSocket(socket, refusal)
}

/** A body of a type that the route has no parser for: what would have been accepted is said (RFC 9110 section 15.5.16). */
function ofAnotherType(error: unknown, { routeOptions: { config, schema } }: FastifyRequest): Problem | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')) return undefined
  const types = schema?.consumes ?? Object.keys(config.documentedBody ?? { 'application/json': undefined })
  return problem('unsupported_media_type', `a body is accepted here as ${types.join(' or ')}`, {
    headers: { accept: types.join(', ') },
  })
}

/** 405 with `Allow` where the path exists under another method (RFC 9110 section 15.5.6). */
function offeredElsewhere(app: App, request: FastifyRequest): Problem | undefined {
  const [url = ''] = request.url.split('?', 1)
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
  const allowed = methods.filter((method) => app.findRoute({ method, url }) !== null)
  if (allowed.length === 0) return undefined
  return problem('method_not_allowed', 'this path is not offered under this method', {
    headers: { allow: allowed.join(', ') },
  })
}

/**
 * `application/json` in UTF-8 and nothing else, unless a scope adds a parser of its own (attack 36). An empty body is
 * no body: the schema says whether one is needed.
 */
function acceptOnlyStrictJson(app: App): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    parseStrictBody(request, body),
  )
  app.addHook('onRequest', (request, _reply, done) => {
    const encoding = request.headers['content-encoding']
    if (encoding === undefined || encoding.toLowerCase() === 'identity') return done()
    // RFC 9110 section 15.5.16: what would have been accepted is said
    done(
      problem('unsupported_media_type', 'bodies are accepted without content coding', {
        headers: { 'accept-encoding': 'identity' },
      }),
    )
  })
}

/** The JSON of a body; undefined where it is empty. Throws 415 for another charset, 400 for what is not JSON as it is accepted here. */
export function parseStrictBody({ headers }: FastifyRequest, body: Buffer): unknown {
  if (!utf8Json.test(headers['content-type'] ?? '')) {
    throw problem('unsupported_media_type', 'JSON is accepted as application/json in UTF-8, without other parameters')
  }
  if (body.length === 0) return undefined
  const json = parseStrictJson(body)
  if (json.ok) return json.value
  const message = json.position === undefined ? json.message : `${json.message} (at character ${json.position})`
  const location = json.path === undefined ? 'body' : `body.${json.path}`
  throw problem('invalid', 'the body is not JSON as it is accepted here', { errors: [{ location, message }] })
}

function sendHeadersAlways(app: App, strictTransport: boolean): void {
  const always = {
    ...securityHeaders,
    ...(strictTransport && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(always).header('x-request-id', request.id)
    done()
  })
}

/**
 * Node limits the time of a whole request only, which uploads need long: an ordinary body has a shorter limit of its
 * own.
 */
function cutSlowBodies(app: App, limit: number): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    if (!announcesBody(raw) || request.routeOptions.config.longBody === true) return done()
    const timer = setTimeout(() => {
      if (raw.complete) return
      request.log.info({ route: request.routeOptions.url, status: 408 }, 'slow body cut')
      if (reply.raw.headersSent)
        raw.destroy() // with its socket, where there is one: an injected request has none
      else answerOnSocket(raw.socket, problem('too_slow', 'the body did not arrive in time'))
    }, limit).unref()
    raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
    done()
  })
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/**
 * Once closing, each connection ends with the answer it is waiting for, instead of idling until its keep-alive has
 * passed.
 */
function closeGracefully(app: App): void {
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
  app.addHook('onResponse', (request, _reply, done) => {
    if (closing) request.raw.socket.end() // an answer that had begun before the closing has promised to keep alive
    done()
  })
}

function logEveryAnswer(app: App, actorOf: (request: FastifyRequest) => string | undefined = () => undefined): void {
  app.addHook('onResponse', (request, reply, done) => {
    const line: LogFields = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      actor: actorOf(request),
    }
    request.log.info(line)
    done()
  })
}

function reportUndocumented(app: App, hear: (route: string, status: number) => void): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { url, schema } = request.routeOptions
    const documented = schema?.response
    const isKnown = typeof documented === 'object' && documented !== null && reply.statusCode in documented
    if (url !== undefined && !isKnown) hear(`${request.method} ${url}`, reply.statusCode)
    done()
  })
}
