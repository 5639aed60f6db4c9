import createClient from 'openapi-fetch'
import type { paths } from '../types.d.ts'
import { type Body, bodyOf } from './body.ts'
import type { As, Data, Given, MemberOf, Method, OperationAt, PathOfList, PathWith, Rest } from './call-types.ts'
import { bodyTypes, files, keyless, open } from './contract.ts'
import { HabeasUnreachable, problemOf } from './problem.ts'
import { type Retrying, usualRetrying, withRetries } from './retry.ts'
import { type Credentials, givenToken, type IssuedToken, issuedTokens, type TokenSource, withToken } from './token.ts'

export type { components, operations, paths } from '../types.d.ts'
export type { As, BodyOf, Data, Given, MemberOf, Method, PathOfList, PathWith, Records, Schema } from './call-types.ts'
export { type Fault, HabeasProblem, HabeasUnreachable } from './problem.ts'
export type { Retrying } from './retry.ts'
export type { Credentials } from './token.ts'

export type HabeasOptions = {
  /** Where the service is: `https://rights.example.org`. */
  readonly url: string
  /** Absent: only what needs no token can be called. The secret of a client must never reach a browser. */
  readonly credentials?: Credentials
  /** The e-mail address of who sits before the tool, with every call that takes it; a call may name another. */
  readonly actingUser?: string
  /** The id of the organisation that the tool works for: a `token` of an issuer of its own needs it. */
  readonly organisation?: string
  /** Five tries, with pauses from 250 ms to 20 s, where nothing is said. */
  readonly retrying?: Partial<Retrying>
  /** 60 s where nothing is said. */
  readonly timeoutMs?: number
  /** In the place of the platform's own. */
  readonly fetch?: (request: Request) => Promise<Response>
}

export type Answer<T> = {
  readonly data: T
  readonly status: number
  readonly headers: Headers
  /** The version of what was answered, for `ifMatch`. */
  readonly etag: string | undefined
}

type Verb<M extends Method> = <P extends PathWith<M>, A extends As = 'said'>(
  path: P,
  ...given: Rest<Given<OperationAt<P, M>, A>>
) => Promise<Data<OperationAt<P, M>, A>>

/** The service as a tool calls it. Every call throws HabeasProblem where it is refused, HabeasUnreachable where no answer comes. */
export type Habeas = {
  readonly get: Verb<'get'>
  readonly post: Verb<'post'>
  readonly put: Verb<'put'>
  readonly patch: Verb<'patch'>
  readonly delete: Verb<'delete'>
  /** The same with status, headers and ETag. */
  call<M extends Method, P extends PathWith<M>, A extends As = 'said'>(
    method: M,
    path: P,
    ...given: Rest<Given<OperationAt<P, M>, A>>
  ): Promise<Answer<Data<OperationAt<P, M>, A>>>
  /** All that a list holds, one after the other; pages are fetched as they are needed. */
  pages<P extends PathOfList>(path: P, ...given: Rest<Given<OperationAt<P, 'get'>>>): AsyncGenerator<MemberOf<P>, void>
}

/** What a call may be given, whatever it is: its own type has been checked where it was written. */
type AnyGiven = {
  readonly path?: object
  readonly query?: object
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly ifMatch?: number | string
  readonly idempotencyKey?: string
  readonly actingUser?: string | undefined
  readonly as?: As
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}
type AnyCall = (method: Method, path: string, given?: AnyGiven) => Promise<Answer<unknown>>

/** A client of the service at `url`. One is enough for a whole tool: its calls share a token. */
export function createHabeas(options: HabeasOptions): Habeas {
  const call = callsTo(options)
  const verb = (method: Method) => async (path: string, given?: AnyGiven) => (await call(method, path, given)).data
  const habeas = {
    get: verb('get'),
    post: verb('post'),
    put: verb('put'),
    patch: verb('patch'),
    delete: verb('delete'),
    call,
    pages: (path: string, given?: AnyGiven) =>
      membersOf((query) => call('get', path, { ...given, query }), given?.query),
  }
  return habeas as unknown as Habeas // what is said of each path is in the contract alone
}

function callsTo(options: HabeasOptions): AnyCall {
  const { url, credentials, actingUser, organisation, timeoutMs = 60_000 } = options
  const retrying = { ...usualRetrying, ...options.retrying }
  const reach = options.fetch ?? globalThis.fetch
  const api = createClient<paths>({
    baseUrl: url.replace(/\/+$/, ''),
    fetch: (request) => successOf(reach(request)),
    redirect: 'error', // nothing of a call goes to where it was not meant for
  })
  const request = api.request as unknown as UntypedRequest // what is said of each path is in the contract alone
  const tokens =
    credentials &&
    tokensOf(credentials, async (body) => {
      const { data } = await call('post', '/oauth/token', { body })
      return data as IssuedToken // by the contract
    })

  const call: AnyCall = async (method, path, given = {}) => {
    const operation = `${method.toUpperCase()} ${path}`
    const takesKey = method !== 'get' && !keyless.has(operation)
    const key = takesKey ? (given.idempotencyKey ?? newKey()) : undefined
    const body = given.body === undefined ? noBody : bodyOf(given.body, bodyTypes[operation] ?? 'application/json')
    const headers = headersOf({ ...(method !== 'get' && { actingUser }), ...given }, body.type, key)
    const as = given.as ?? (files.has(operation) ? 'blob' : 'said')
    const send = (token: string | undefined) => {
      const caller = token !== undefined && {
        authorization: `Bearer ${token}`,
        ...(organisation !== undefined && { organisation }),
      }
      const content = body.content()
      const streams = content instanceof ReadableStream
      const limit = limitOf(given.signal, streams ? undefined : (given.timeoutMs ?? timeoutMs))
      const sent = request(method, path, {
        params: { path: given.path, query: given.query },
        headers: { ...headers, ...caller },
        ...(given.body !== undefined && { body: content, bodySerializer: (serialised: unknown) => serialised }),
        ...(streams && { duplex: 'half' }), // what fetch asks of whoever streams
        parseAs: 'stream',
        signal: limit.signal,
      })
      return limit.until(sent.then(({ response }) => answerOf(response, as, limit.lift)))
    }
    const repeatable = (method === 'get' || key !== undefined) && !body.once
    const source = open.has(operation) ? undefined : tokens
    return withRetries(retrying, { repeatable, signal: given.signal }, () => withToken(source, !body.once, send))
  }
  return call
}

type UntypedRequest = (method: Method, path: string, init: object) => Promise<{ readonly response: Response }>

function headersOf(
  { ifMatch, actingUser, headers }: AnyGiven,
  type: string | undefined,
  key: string | undefined,
): object {
  return {
    ...(type !== undefined && { 'content-type': type }),
    ...(key !== undefined && { 'idempotency-key': key }),
    ...(ifMatch !== undefined && { 'if-match': etagOf(ifMatch) }),
    ...(actingUser !== undefined && { 'acting-user': actingUser }),
    ...headers,
  }
}

const noBody: Body = { type: undefined, once: false, content: () => '' }

function tokensOf(credentials: Credentials, issue: (body: object) => Promise<IssuedToken>): TokenSource {
  if ('token' in credentials) return givenToken(credentials.token)
  const { clientId, clientSecret } = credentials
  return issuedTokens(() =>
    issue({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
  )
}

/** 128 random bits. By getRandomValues: browsers have randomUUID on https alone. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function etagOf(version: number | string): string {
  return typeof version === 'number' ? `"${version}"` : version
}

async function successOf(asked: Promise<Response>): Promise<Response> {
  const response = await whole(asked)
  if (!response.ok) throw await whole(problemOf(response))
  return response
}

/** What comes over the network, or that it did not. */
async function whole<T>(coming: Promise<T>): Promise<T> {
  try {
    return await coming
  } catch (cause) {
    throw new HabeasUnreachable(cause)
  }
}

/** The limit of time of one try, and the caller's own signal. */
function limitOf(signal: AbortSignal | undefined, ms: number | undefined) {
  const late = new AbortController()
  const timer =
    ms === undefined
      ? undefined
      : setTimeout(() => late.abort(new DOMException(`no answer within ${ms} ms`, 'TimeoutError')), ms)
  const lift = () => clearTimeout(timer)
  return {
    signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
    lift,
    until: async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work
      } catch (error) {
        if (signal?.aborted) throw signal.reason
        throw error
      } finally {
        lift()
      }
    },
  }
}

/** `isFound` is called where only the rest of a file is still to come. */
async function answerOf(response: Response, as: As, isFound: () => void): Promise<Answer<unknown>> {
  const { status, headers } = response
  if (as !== 'said') isFound()
  return { status, headers, etag: headers.get('etag') ?? undefined, data: await dataOf(response, as) }
}

async function dataOf(response: Response, as: As): Promise<unknown> {
  if (as === 'stream') return response.body
  if (as === 'blob') return whole(response.blob())
  if (as === 'bytes') return new Uint8Array(await whole(response.arrayBuffer()))
  const text = await whole(response.text())
  if (as === 'text') return text
  if (text === '') return undefined
  return /^application\/(?:[\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text
}

type Page = { readonly data: readonly unknown[]; readonly has_more: boolean; readonly next_cursor?: string | null }

/** A cursor goes on where its page ended, under the filters it was made for. */
async function* membersOf(read: (query: object) => Promise<Answer<unknown>>, filters: object = {}) {
  let query = { limit: 100, ...filters }
  for (;;) {
    const page = (await read(query)).data as Page // by the contract: only lists are read so
    yield* page.data
    if (!page.has_more || page.next_cursor == null) return
    query = { ...query, ...{ cursor: page.next_cursor } }
  }
}
