import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type ProblemCode, problem, problems } from '../problem.ts'
import { errorResponses } from './error-responses.ts'
import { security } from './openapi.ts'
import { problemHelp } from './problem-help.ts'
import { strictObject } from './schemas.ts'
import type { App } from './server.ts'

const problemType = z
  .object({
    object: z.literal('problem_type'),
    code: z.string(),
    status: z.int(),
    title: z.string(),
    help: z.string().meta({ description: 'What it means and what to do' }),
  })
  .meta({
    id: 'ProblemType',
    examples: [{ object: 'problem_type', code: 'not_found', ...problems.not_found, help: problemHelp.not_found }],
  })

/** What is added to the help of a code, in lines, by who knows the rule behind it. */
export type FurtherHelp = { readonly [code in ProblemCode]?: readonly string[] }

/**
 * `GET /problems/{code}`: the page that the `type` of every problem names (RFC 9457 section 3.1.1), JSON unless a
 * browser asks.
 */
export function problemRoutes(app: App, further: FurtherHelp = {}): void {
  app.route({
    method: 'GET',
    url: '/problems/:code',
    schema: {
      operationId: 'getProblemType',
      description: 'Where the `type` of every problem leads (RFC 9457): JSON, or a page for a browser.',
      tags: ['Service'],
      summary: 'What an error code means and what to do',
      security: security.none,
      params: strictObject({
        code: z
          .string()
          .max(64)
          .meta({ examples: ['action_not_allowed'] }),
      }),
      response: {
        200: {
          description: 'The documentation of the code, in HTML for a browser',
          content: { 'application/json': { schema: problemType }, 'text/html': { schema: z.string() } },
        },
        ...errorResponses('not_found'),
      },
    },
    handler: async (request, reply) => {
      const { code } = request.params
      if (!isCode(code)) throw problem('not_found', 'no problem has this code')
      const described = {
        object: 'problem_type' as const,
        code,
        ...problems[code],
        help: [problemHelp[code], ...(further[code] ?? [])].join('\n'),
      }
      reply.header('cache-control', 'public, max-age=3600').header('vary', 'Accept') // the same for everybody
      if (!prefersHtml(request)) return reply.type('application/json').send(described)
      return reply.type('text/html; charset=utf-8').send(pageOf(described))
    },
  })
}

/** Whether a browser asks: `text/html` stands in Accept before any JSON. Programs that say nothing get JSON. */
function prefersHtml({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const accept = headers.accept ?? ''
  const html = accept.indexOf('text/html')
  const json = accept.search(/application\/(?:[\w.+-]*\+)?json/)
  return html !== -1 && (json === -1 || html < json)
}

function isCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code)
}

/** Every text here is a constant of the catalogue without markup. */
function pageOf({ code, status, title, help }: z.output<typeof problemType>): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${code}</title>
<h1>${title}</h1>
<p><code>${code}</code>, HTTP status ${status}</p>
${help
  .split('\n')
  .map((line) => `<p>${line}</p>`)
  .join('\n')}
</html>
`
}
