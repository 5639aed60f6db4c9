import type { Answer, Call, Method } from '../support/service.ts'

/** JSON Schema, as far as the document uses it. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly format?: string
}
type Media = Readonly<Record<string, { readonly schema?: Schema }>>
type Described = {
  readonly operationId: string
  readonly security: readonly Readonly<Record<string, unknown>>[]
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Media }
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Media }>>
}

/** One operation, as the document tells it. */
export type Operation = {
  readonly id: string
  readonly method: Method
  /** With its parameters in braces. */
  readonly path: string
  /** An owner of a source brings the key along: each has another. */
  readonly door: 'open' | 'staff' | 'requester' | 'operator' | 'source' | 'gateway'
  /** In the order of the path; `prefix` where the parameter is the id of a resource. */
  readonly parameters: readonly { readonly name: string; readonly prefix: string | undefined }[]
  /** By media type. */
  readonly bodies: Readonly<Record<string, Schema>>
  /** By status, then by media type; undefined where the answer is no JSON. */
  readonly answers: Readonly<Record<string, Media>>
}

export type Document = {
  readonly operations: readonly Operation[]
  find(id: string): Operation
  /** The schema behind a reference. */
  resolve(schema: Schema): Schema
}

/** What a call says beside who makes it. */
export type Errand = {
  readonly ids?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: object | string | Buffer
  /** Another body that is as good: for a key that was used before. */
  readonly otherBody?: object | string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Reads the route table out of the document that the service gives of itself: a new route is in it, or the service does not start. Once in a
 * process: it is the same for every service with an operator, and takes longer to put together than the service to start.
 */
export function readDocument(call: Call): Promise<Document> {
  known ??= documentOf(call)
  return known
}

let known: Promise<Document> | undefined

async function documentOf(call: Call): Promise<Document> {
  const { body: document } = await call('GET', '/openapi.json')
  const paths: Record<string, Record<string, Described>> = document.paths
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationOf(document, path, method, described)),
  )
  return {
    operations,
    find: (id) => operations.find((operation) => operation.id === id) ?? unknown(id),
    resolve: (schema) => (schema.$ref === undefined ? schema : behind<Schema>(document, schema.$ref)),
  }
}

/** Whether it takes records, or a list: a stream, of which the first bad record is told, or each bad line. */
export function takesRecords({ id }: Pick<Operation, 'id'>): boolean {
  return id === 'replaceRecords' || id === 'bringTaskRecords' || id === 'importSuppressions'
}

/** Makes the call. Each parameter of the path must be among the errand's ids. */
export function send(
  { path, method }: Operation,
  { ids = {}, query = '', body, headers = {} }: Errand,
  call: Call,
): Promise<Answer> {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(ids[name] ?? unknown(`${name} of ${path}`)),
  )
  return call(method, url + query, body, { ...headers })
}

/** The answer without what differs from one answer to the next in any case. */
export function comparable({ status, headers, raw }: Answer): { status: number; headers: object; text: string } {
  const {
    'x-request-id': _id,
    date: _date,
    ratelimit: _left,
    'idempotent-replayed': _replayed,
    connection: _connection,
    ...rest
  } = headers
  return { status, headers: rest, text: raw.toString('latin1').replace(/"request_id":"[^"]*"/, '"request_id":""') }
}

function operationOf(document: object, path: string, method: string, described: Described): Operation {
  const { operationId: id, security, parameters = [], requestBody, responses } = described
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const answers = Object.entries(responses).map(([status, response]) => {
    const { content } = response.$ref === undefined ? response : behind<typeof response>(document, response.$ref)
    return [status, content ?? {}]
  })
  const bodies = Object.entries(requestBody?.content ?? {}).map(([type, { schema = {} }]) => [type, schema])
  return {
    id,
    method: method.toUpperCase() as Method, // the methods of the document are those of HTTP
    path,
    door: doorOf(security),
    parameters: names.map((name) => {
      const { schema } =
        parameters.find((parameter) => parameter.in === 'path' && parameter.name === name) ?? unknown(name)
      return { name, prefix: /^\^([a-z]{3})_/.exec(schema.pattern ?? '')?.[1] }
    }),
    bodies: Object.fromEntries(bodies),
    answers: Object.fromEntries(answers),
  }
}

function doorOf(security: Described['security']): Operation['door'] {
  const schemes = new Set(security.flatMap((alternative) => Object.keys(alternative)))
  for (const door of ['staff', 'requester', 'operator', 'source', 'gateway'] as const)
    if (schemes.has(door)) return door
  return schemes.size === 0 ? 'open' : unknown(`the security scheme ${[...schemes]}`)
}

function behind<T>(document: object, reference: string): T {
  const steps = reference.replace('#/', '').split('/')
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document) as T // a reference of the document itself
}

function unknown(what: string): never {
  throw new Error(`the attacks do not know ${what}`)
}
