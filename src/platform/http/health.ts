import { z } from 'zod'
import { type Problem, problem } from '../problem.ts'
import { errorResponses } from './error-responses.ts'
import { security } from './openapi.ts'
import type { App } from './server.ts'

/**
 * What the service needs in order to serve, by name (`database`, `migrations`, `queue`): each resolves where it is
 * there, rejects or says false where not.
 */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>

const patienceMs = 2_000 // a load balancer asks every few seconds; a check that takes longer has failed

const health = z
  .object({ object: z.literal('health'), status: z.literal('ok') })
  .meta({ id: 'Health', examples: [{ object: 'health', status: 'ok' }] })

/**
 * `GET /health/live`: the process answers, whatever its surroundings. `GET /health/ready`: what it needs is there, else
 * 503 naming what is not, and nothing more: both are open to anybody (attack 78).
 */
export function healthRoutes(app: App, checks: ReadinessChecks): void {
  const failing = shared(() => failingOf(checks))
  const schema = {
    tags: ['Service'],
    security: security.none,
    response: { 200: health, ...errorResponses('headers_too_large') },
  }

  app.route({
    method: 'GET',
    url: '/health/live',
    schema: {
      ...schema,
      operationId: 'getLiveness',
      summary: 'Whether the process answers',
      description: 'It asks nothing else: where it fails, start the service again.',
    },
    handler: () => ok,
  })
  app.route({
    method: 'GET',
    url: '/health/ready',
    schema: {
      ...schema,
      operationId: 'getReadiness',
      summary: 'Whether everything it needs is there',
      description: 'Database, migrations and queue; 503 names what is not. Where it fails, send nobody here, and wait.',
    },
    handler: async () => {
      const names = await failing()
      if (names.length > 0) throw unready(names)
      return ok
    },
  })
}

const ok = { object: 'health', status: 'ok' } as const

function unready(names: readonly string[]): Problem {
  const errors = names.map((name) => ({ location: name, message: 'is not ready' }))
  return problem('unavailable', 'something that the service needs is not ready', { errors, retryAfterSeconds: 5 })
}

async function failingOf(checks: ReadinessChecks): Promise<string[]> {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ((await isReady(check)) ? [] : [name])),
  )
  return outcomes.flat()
}

/** Why a check fails is for the log of what it checks; here it is only known that it does. */
async function isReady(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const impatience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs)
  })
  try {
    return (await Promise.race([check(), impatience])) !== false
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Those who ask while one look is under way share its result: anybody may ask, and at most one look is taken at a time.
 */
function shared<Result>(look: () => Promise<Result>): () => Promise<Result> {
  let current: Promise<Result> | undefined
  return () => {
    current ??= look().finally(() => {
      current = undefined
    })
    return current
  }
}
