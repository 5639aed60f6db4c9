import type { OpenAPIV3_1 } from 'openapi-types'

type Parameter = OpenAPIV3_1.ParameterObject
type Operation = OpenAPIV3_1.OperationObject

/** The headers that mean the same wherever they are read, and which operations read them: known from what these may answer. */
const headers: Readonly<Record<string, { parameter: Parameter; isReadBy: (operation: Operation) => boolean }>> = {
  IdempotencyKey: {
    parameter: {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'Makes a repetition harmless for 24 hours: the same key and body get the first answer again. On the public door the key alone is the caller, so at least 16 random characters.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      example: '0b7e9d1c5a2f4e3b8d6a9c0f1e2d3b4a',
    },
    isReadBy: (operation) => mayAnswer(operation, '409', 'idempotency_in_flight') && !isSigned(operation),
  },
  ChallengeSolution: {
    parameter: {
      name: 'Challenge-Solution',
      in: 'header',
      description: 'The solution of the challenge that came with the form, where it came with one. Each counts once.',
      schema: { type: 'string', maxLength: 2_000 },
      example: 'eyJhbGdvcml0aG0iOiJTSEEtMjU2IiwiY2hhbGxlbmdlIjoi…',
    },
    isReadBy: (operation) => mayAnswer(operation, '422', 'challenge_required'),
  },
  IfMatch: {
    parameter: {
      name: 'If-Match',
      in: 'header',
      description: 'The ETag of the version this change is meant for; another version answers 412.',
      schema: { type: 'string' },
      example: '"3"',
    },
    isReadBy: (operation) => mayAnswer(operation, '412', 'version_mismatch'),
  },
  WebhookId: {
    parameter: {
      name: 'webhook-id',
      in: 'header',
      required: true,
      description:
        'Names the call: letters, digits, - and _. A repetition with the same body within 24 hours has no further effect and gets the first answer again, another body is 422. An `Idempotency-Key` has no effect here.',
      schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,255}$' },
      example: 'msg_0b7e9d1c5a2f4e3b8d6a9c0f1e2d3b4a',
    },
    isReadBy: isSigned,
  },
  WebhookTimestamp: {
    parameter: {
      name: 'webhook-timestamp',
      in: 'header',
      required: true,
      description: 'Seconds since 1970 in real time, at most five minutes off.',
      schema: { type: 'string', pattern: '^[0-9]{1,12}$' },
      example: '1772443800',
    },
    isReadBy: isSigned,
  },
  WebhookSignature: {
    parameter: {
      name: 'webhook-signature',
      in: 'header',
      required: true,
      description: 'One or more of `v1,…`, separated by spaces.',
      schema: { type: 'string', maxLength: 2_000 },
      example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
    },
    isReadBy: isSigned,
  },
  Organisation: {
    parameter: {
      name: 'Organisation',
      in: 'header',
      description:
        'The id of the organisation that the tool works for. An access token of an issuer needs it, since it says of none; one from `/oauth/token` is of one organisation, and another here is refused.',
      schema: { type: 'string', pattern: '^org_[0-9a-z]{26}$' },
      example: 'org_01h2xcejqtf2nbrexx3vqjhp41',
    },
    isReadBy: isStaff,
  },
  ActingUser: {
    parameter: {
      name: 'Acting-User',
      in: 'header',
      description:
        'The e-mail address of who sits before the tool, as the client asserts it; kept with the event. With an issuer’s token that says who it is: another name is refused.',
      schema: { type: 'string', format: 'email' },
      example: 'ada@example.org',
    },
    isReadBy: (operation) => mayAnswer(operation, '409', 'idempotency_in_flight') && isStaff(operation),
  },
}

/** Adds these headers to the operations that read them, each described once among the components. To be called before answers are shared. */
export function describeHeaders<Document extends OpenAPIV3_1.Document>(document: Document): Document {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => {
    const { get, put, post, patch, delete: remove } = path ?? {}
    return [get, put, post, patch, remove].filter((operation) => operation !== undefined)
  })
  const parameters: Record<string, Parameter> = {}
  for (const operation of operations) {
    for (const [name, { parameter, isReadBy }] of Object.entries(headers)) {
      if (!isReadBy(operation)) continue
      parameters[name] = parameter
      operation.parameters = [...(operation.parameters ?? []), { $ref: `#/components/parameters/${name}` }]
    }
  }
  if (Object.keys(parameters).length === 0) return document
  const all = { ...document.components?.parameters, ...parameters }
  return { ...document, components: { ...document.components, parameters: all } }
}

function isStaff({ security = [] }: Operation): boolean {
  return security.some((scheme) => 'staff' in scheme)
}

/** A signed call has its own name, the `webhook-id`: no other key is read. */
function isSigned({ security = [] }: Operation): boolean {
  return security.some((scheme) => 'gateway' in scheme)
}

/** The description of an error answer names its codes: see `errorResponses`. */
function mayAnswer({ responses }: Operation, status: string, code: string): boolean {
  const response = responses?.[status]
  return response !== undefined && 'description' in response && response.description?.includes(`\`${code}\``) === true
}
