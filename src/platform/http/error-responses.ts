import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { type ProblemCode, problems } from '../problem.ts'

/** What an error answers: RFC 9457 with our members. `type` is a relative reference whose target documents the code. */
export type ProblemBody = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly request_id: string
  readonly errors?: readonly { readonly location: string; readonly message: string }[]
  readonly allowed_actions?: readonly string[]
}

export const problemSchema = z
  .object({
    type: z.string().meta({ format: 'uri-reference' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable; what a client decides by' }),
    request_id: z.string(),
    errors: z
      .array(z.object({ location: z.string().meta({ examples: ['body.requester.email'] }), message: z.string() }))
      .optional(),
    allowed_actions: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })

const mediaType = 'application/problem+json'

/** The codes an error response of a route stands for, read by the OpenAPI document for its examples. */
export const codesOf = new WeakMap<object, readonly ProblemCode[]>()

type StatusOf<Code extends ProblemCode> = (typeof problems)[Code]['status']
// A handler throws its errors and never returns them, so an error adds no type to what it may answer. What it adds is
// the reply itself, for a handler that has sent its answer by hand (bytes, a replay): Fastify's types would allow the
// body of a status only.
type SentReply = Pick<FastifyReply, 'sent' | 'raw'>
type ErrorResponse = { description: string; content: { [mediaType]: { schema: z.ZodType<SentReply> } } }

/** What can befall every route. */
const anywhere = ['internal', 'unreadable', 'unavailable'] as const satisfies readonly ProblemCode[]
type Anywhere = (typeof anywhere)[number]

/** What any write may be answered that has a body: what it says is read, and done once for each `Idempotency-Key`. */
export const writeErrors = [
  'invalid',
  'idempotency_in_flight',
  'too_large',
  'unsupported_media_type',
  'idempotency_mismatch',
] as const satisfies readonly ProblemCode[]
/** And one that has none. */
export const deleteErrors = [
  'invalid',
  'idempotency_in_flight',
  'idempotency_mismatch',
] as const satisfies readonly ProblemCode[]

/**
 * The error answers of a route, by status, for its `response` map: `{ 200: view, ...errorResponses('invalid',
 * 'not_found') }`. `internal`, `unreadable` and `unavailable` can befall every route and are always among them.
 */
export function errorResponses<Code extends ProblemCode = never>(
  ...codes: readonly Code[]
): { [S in StatusOf<Code | Anywhere>]: ErrorResponse } {
  const all = [...new Set<ProblemCode>([...codes, ...anywhere])]
  const responses: Record<number, ErrorResponse> = {}
  for (const status of new Set(all.map((code) => problems[code].status))) {
    const alike = all.filter((code) => problems[code].status === status)
    const response: ErrorResponse = {
      description: alike.map((code) => `\`${code}\`: ${problems[code].title}`).join('. '),
      content: { [mediaType]: { schema: problemSchema as unknown as z.ZodType<SentReply> } }, // see ErrorResponse
    }
    codesOf.set(response, alike)
    responses[status] = response
  }
  return responses as ReturnType<typeof errorResponses<Code>> // one entry for each status, by the loop above
}

/** What a problem of this code answers, for the examples of the document. */
export function exampleOf(code: ProblemCode): ProblemBody {
  const { status, title } = problems[code]
  return {
    type: `/problems/${code}`,
    title,
    status,
    detail: `${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    code,
    request_id: '0190b5a2-6f0c-7c3e-9d53-1f3ad8a7f0f2',
    ...(code === 'invalid' && {
      errors: [{ location: 'body.requester.email', message: 'expected one e-mail address' }],
    }),
    ...(code === 'action_not_allowed' && { allowed_actions: ['acknowledge', 'cancel'] }),
  }
}
