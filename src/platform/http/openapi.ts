import { STATUS_CODES } from 'node:http'
import fastifySwagger, { type SwaggerTransform, type SwaggerTransformObject } from '@fastify/swagger'
import type { FastifySchema } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import { documentationPage } from './docs.ts'
import { assertDocumented } from './documented.ts'
import { codesOf, errorResponses, exampleOf } from './error-responses.ts'
import { mergeTwins, pruneUnused, shareResponses } from './openapi-components.ts'
import { describeHeaders } from './openapi-headers.ts'
import type { App } from './server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What the route takes as its body where zod does not read it (uploads, streams), by media type: for the document
     * only.
     */
    documentedBody?: Readonly<Record<string, z.ZodType>>
  }
}

/** What a route says in `schema.security`, by door. */
export const security = {
  operator: [{ operator: [] }],
  staff: [{ staff: [] }, { staff_token: [] }, { staff_issuer: [] }],
  requester: [{ requester: [] }],
  source: [{ source: [] }],
  gateway: [{ gateway: [] }],
  none: [],
} satisfies Record<string, Record<string, string[]>[]>

/** What a route says in `schema.tags`: one of these names. */
export const tags = {
  Service: 'Health, documentation and errors',
  Operator: 'For whoever runs the service: organisations',
  Tokens: 'Access tokens for staff tools',
  Organisation: 'The organisation, its settings and its clients',
  Requests: 'The letters of people, the rights in them, and their clocks',
  Actions: 'What staff do with a request; each moves its state',
  Directives: 'Instructions for the time after a death, found when a request concerns who gave them',
  Retention: 'What is kept, held and erased',
  Suppressions: 'Who has objected to direct marketing: fingerprints, asked before anything is sent',
  Restrictions: 'Which data are restricted, and since when: asked before anything is done with them',
  Recipients: 'Whoever received the data, and is told of a rectification, an erasure or a restriction',
  Correspondence: 'Messages, documents and letters of a request',
  Templates: 'How the letters of an organisation look, and what they say',
  Records: "The person's data, brought in from source systems",
  Exports: 'What the person receives: compiled, released, transmitted',
  Evidence: 'Events, register and statistics',
  Public: 'Forms on web sites: no token, limited in rate',
  Inbound: 'What comes back by mail, handed in by a gateway that signs its calls',
  Sources: 'The systems that hold data, and the owners who are asked to search them',
  Requester: 'The person, after a code sent to their mailbox',
  Webhooks: 'What tools are told as it happens, by calls that are signed as Standard Webhooks has it',
} as const

const openApiVersion = '3.1.0'

/** The body of a file in an answer or an upload, for the document. */
export const binary = z.any().meta({ type: 'string', format: 'binary' })

type JsonConfig = NonNullable<Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig']>

const zodToJsonConfig: JsonConfig = {
  target: 'draft-2020-12',
  override: ({ zodSchema, jsonSchema }) => {
    const { def } = zodSchema._zod
    // Clients ignore fields they do not know, so an answer's object is open; a strict one, which has a catchall, stays
    // closed
    if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties
    if (def.type === 'record') delete jsonSchema.propertyNames // every name is text
    // zod writes the range of exact integers wherever no other is given
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    if (def.type === 'undefined') jsonSchema.type = 'null' // how @fastify/swagger knows an answer without a body
    // zod drops these from whatever changes its value on the way in; they are written for the wire here
    const meta = z.globalRegistry.get(zodSchema)
    if (Array.isArray(meta?.examples)) jsonSchema.examples = meta.examples
    if (def.type === 'default' && 'defaultValue' in def) jsonSchema.default = def.defaultValue
  },
}

const addComponents = createJsonSchemaTransformObject({ zodToJsonConfig })

/** What the service calls others with: each message is a POST of this shape. */
export type WebhookCatalogue = {
  readonly schema: z.ZodType
  readonly messages: readonly { readonly type: string; readonly summary: string }[]
  readonly tag: keyof typeof tags
}

export type DocumentSettings = {
  /** Of the contract, not of the code. */
  readonly version: string
  /** Name and SPDX identifier. */
  readonly license: { readonly name: string; readonly identifier: string }
  readonly webhooks?: WebhookCatalogue
  /** When the description is put together: a second start within one process, as in tests, may leave it until it is asked for. */
  readonly describe?: 'at start' | 'when asked'
}

/**
 * Describes every route registered after this in OpenAPI 3.1: `GET /openapi.json` and, for people, `/docs`. To be
 * awaited before the routes. The app then refuses to start while a route is undocumented (`assertDocumented`).
 */
export async function documentApi(
  app: App,
  { version, license, webhooks, describe = 'at start' }: DocumentSettings,
): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: openApiVersion,
      info: {
        title: 'Habeas',
        version,
        license: { ...license },
        description:
          'A rights-request desk: GDPR requests, from the letter to the proof. Errors are RFC 9457 problems.',
      },
      servers: [{ url: '/', description: 'This service' }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      components: { securitySchemes },
    },
    convertConstToEnum: false, // OpenAPI 3.1 has `const`
    transform: describeRoutes(),
    transformObject: (document) => transformObject(document, webhooks),
  })
  await documentationPage(app)
  app.route({
    method: 'GET',
    url: '/openapi.json',
    schema: {
      operationId: 'getOpenApi',
      description: 'The contract as this service has it, the same as `openapi/openapi.json`. For people: `/docs`.',
      tags: ['Service'],
      summary: 'This description',
      security: security.none,
      response: {
        200: z
          .looseObject({ openapi: z.string() })
          .meta({ description: 'OpenAPI 3.1', examples: [{ openapi: openApiVersion }] }),
        ...errorResponses('headers_too_large'),
      },
    },
    handler: async () => ({ ...app.swagger(), openapi: openApiVersion }),
  })
  app.addHook('onReady', async () => {
    assertDocumented(app)
    if (describe === 'at start') app.swagger() // what cannot be described fails here, and is then remembered for whoever asks
  })
}

const securitySchemes = {
  operator: { type: 'http', scheme: 'bearer', description: 'The OPERATOR_TOKEN of the installation' },
  staff: {
    type: 'oauth2',
    description:
      'Client credentials (RFC 6749 section 4.4) of an organisation. A client has a role: `auditor` < `agent` < `dpo` < `admin`, each with all that the one before may do; apart from them `intake` and `marketing`. Each operation names the one it needs, also as `x-required-role`',
    flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } },
  },
  staff_token: { type: 'http', scheme: 'bearer', description: 'An access token from /oauth/token' },
  staff_issuer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token of an issuer that the organisation has named (`/v1/staff-issuers`), with the header `Organisation`',
  },
  requester: { type: 'http', scheme: 'bearer', description: 'The token that a redeemed code gives' },
  source: {
    type: 'http',
    scheme: 'bearer',
    description: 'The secret behind the `#` of the link in a letter to the owner of a source',
  },
  gateway: {
    type: 'apiKey',
    in: 'header',
    name: 'Habeas-Gateway',
    description:
      'The id of a mail gateway, with the headers of Standard Webhooks: `webhook-id`, `webhook-timestamp` (seconds, at most five minutes off) and `webhook-signature`, `v1,` and the base64 of HMAC-SHA256 over id, timestamp and body as it stands, joined by dots',
  },
} as const

/** One for each app: it remembers the named schemas that it finds first, and a second app may name others the same. */
function describeRoutes(): SwaggerTransform {
  const transformRoute = createJsonSchemaTransform({ zodToJsonConfig, skipList: [] })
  return (document) => {
    const transformed = transformRoute(document)
    addErrorExamples(document.schema?.response, transformed.schema?.response)
    const { documentedBody: bodies, role, also = {} } = document.route.config ?? {}
    const schema = role === undefined ? transformed.schema : withRole(transformed.schema, role, Object.keys(also))
    if (bodies === undefined) return { ...transformed, schema }
    const content = Object.entries(bodies).map(([mediaType, body]) => {
      return [mediaType, { schema: transformRoute({ ...document, schema: { body } }).schema?.body }]
    })
    return { ...transformed, schema: { ...schema, body: { content: Object.fromEntries(content) } } }
  }
}

/**
 * Of a staff operation: the lowest role that may call it, by what its door demands. `apart`: those besides that contain
 * none of the others. In the description, which every tool shows, and as members of their own.
 */
function withRole(schema: FastifySchema, role: string, apart: readonly string[]): FastifySchema {
  const needs = `Needs the role \`${role}\`${apart.map((each) => `, or \`${each}\``).join('')}.`
  const { description } = schema
  const said = {
    description: description === undefined ? needs : `${description.replace(/[^.]$/, '$&.')} ${needs}`,
    'x-required-role': role,
    ...(apart.length > 0 && { 'x-roles-apart': apart }),
  }
  return { ...schema, ...said }
}

function transformObject(
  document: Parameters<SwaggerTransformObject>[0],
  webhooks: WebhookCatalogue | undefined,
): ReturnType<SwaggerTransformObject> {
  const complete = withWebhooks(addComponents(document) as Described, webhooks) // of OpenAPI 3.1, by documentApi
  const described = pruneUnused(mergeTwins(complete))
  const used = new Set<string>()
  for (const path of Object.values({ ...described.paths, ...described.webhooks })) {
    for (const operation of operationsOf(path)) {
      for (const tag of operation.tags ?? []) used.add(tag)
      if (isOptional(operation.requestBody)) operation.requestBody.required = false
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        if (response.description === 'Default Response') response.description = STATUS_CODES[status] ?? status
      }
    }
  }
  return shareResponses({
    ...describeHeaders(described),
    tags: (described.tags ?? []).filter(({ name }) => used.has(name)),
  })
}

function withWebhooks(document: Described, webhooks: WebhookCatalogue | undefined): Described {
  if (webhooks === undefined) return document
  const components = { ...document.components, parameters: webhookHeaders }
  return { ...document, components, webhooks: webhooksOf(webhooks) }
}

/** What signs a call of ours, described once. */
const webhookHeaders: Record<string, OpenAPIV3_1.ParameterObject> = {
  SentWebhookId: sentHeader('webhook-id', 'The id of the event: the same at each try and each replay'),
  SentWebhookTimestamp: sentHeader('webhook-timestamp', 'Seconds of the Unix time at which it was sent'),
  SentWebhookSignature: sentHeader(
    'webhook-signature',
    '`v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, joined by dots; for some time after a rotation two of them, with a space between',
  ),
}

function sentHeader(name: string, description: string): OpenAPIV3_1.ParameterObject {
  return { name, in: 'header', required: true, description, schema: { type: 'string' } }
}

/** Each says the same but for its type: the headers that sign it, its body, and what the receiver may answer. */
function webhooksOf({ schema, messages, tag }: WebhookCatalogue): Record<string, OpenAPIV3_1.PathItemObject> {
  const name = z.globalRegistry.get(schema)?.id
  const pathOf = (type: string, summary: string): OpenAPIV3_1.PathItemObject => ({
    post: {
      operationId: `webhook_${type}`,
      tags: [tag],
      summary,
      security: [],
      parameters: Object.keys(webhookHeaders).map((header) => ({ $ref: `#/components/parameters/${header}` })),
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
      },
      responses: {
        '2XX': { description: 'It has arrived' },
        '4XX': { description: 'It is sent again, for three days; after a 410 nothing more is sent' },
      },
    },
  })
  return Object.fromEntries(messages.map(({ type, summary }) => [type, pathOf(type, summary)]))
}

function operationsOf(path: OpenAPIV3_1.PathItemObject | undefined): OpenAPIV3_1.OperationObject[] {
  const { get, put, post, patch, delete: remove } = path ?? {}
  return [get, put, post, patch, remove].filter((operation) => operation !== undefined)
}

/** @fastify/swagger says of every body that it is required; where null does, nothing does as well. */
function isOptional(body: OpenAPIV3_1.OperationObject['requestBody']): body is OpenAPIV3_1.RequestBodyObject {
  if (body === undefined || '$ref' in body) return false
  const takesNull = ({ schema }: { schema?: unknown }) =>
    isRecord(schema) &&
    Array.isArray(schema.anyOf) &&
    schema.anyOf.some((each) => isRecord(each) && each.type === 'null')
  return Object.values(body.content).every(takesNull)
}

type Described = OpenAPIV3_1.Document

/** An example for each code that a status stands for. */
function addErrorExamples(declared: unknown, written: unknown): void {
  if (!isRecord(declared) || !isRecord(written)) return
  for (const [status, response] of Object.entries(declared)) {
    const codes = isRecord(response) ? codesOf.get(response) : undefined
    const target = written[status]
    if (codes === undefined || !isRecord(target) || !isRecord(target.content)) continue
    for (const media of Object.values(target.content)) {
      if (isRecord(media)) media.examples = Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }]))
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
