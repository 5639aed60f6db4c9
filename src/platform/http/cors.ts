import type { FastifyReply, FastifyRequest } from 'fastify'
import { realNow } from '../clock.ts'
import { errorFields } from './log.ts'
import type { App } from './server.ts'

export type CorsSettings = {
  /**
   * Whether any organisation lists this origin: preflights name no organisation. Asked at most once a minute for an
   * origin.
   */
  readonly isListed: (origin: string) => Promise<boolean>
  /**
   * Before an origin is looked up that is not remembered: throws where the caller's network has asked often enough. What is remembered
   * costs no more than a refusal would, and is answered to everybody.
   */
  readonly admit: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  /**
   * The origins of the organisation a request concerns, once its door knows; undefined where it concerns none. Asked
   * when the answer goes out, also of an error, and only for requests that come from a browser's page. `atHand`: only what is known
   * without a look-up, since the caller was refused for asking too often.
   */
  readonly originsOf: (
    request: FastifyRequest,
    options: { readonly atHand: boolean },
  ) => readonly string[] | undefined | Promise<readonly string[] | undefined>
}

const rememberedMs = 60_000 // an origin added in the settings works within a minute
const mostRemembered = 1_000 // whoever sends a new Origin each time must not fill the memory
const longestOrigin = 300

const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'Authorization, Content-Type, Accept-Language, Idempotency-Key, If-Match, If-None-Match, Acting-User, Organisation, Challenge-Solution, X-Request-Id',
  'access-control-max-age': '600',
} as const
const exposed = 'ETag, Link, Retry-After, X-Request-Id, Idempotent-Replayed'

/**
 * CORS by tenant (API section 1): a preflight is answered for any organisation's listed origin, the answer itself only
 * for the origins of the organisation concerned. Never with credentials: tokens travel in a header. To be called before
 * routes are registered.
 */
export function allowListedOrigins(app: App, { isListed, admit, originsOf }: CorsSettings): void {
  const listed = remembered(isListed)

  app.addHook('onRequest', async (request, reply) => {
    const { origin, 'access-control-request-method': wanted } = request.headers
    if (request.method !== 'OPTIONS' || origin === undefined || wanted === undefined) return
    reply.header('vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers')
    if (isPlausible(origin)) {
      if (!listed.isRemembered(origin)) await admit(request, reply)
      if (await listed.find(origin)) reply.headers(preflightHeaders).header('access-control-allow-origin', origin)
    }
    return reply.code(204).send()
  })

  app.addHook('onSend', async (request, reply) => {
    if (request.method === 'OPTIONS') return
    const { origin } = request.headers
    const vary = reply.getHeader('vary')
    // Also without an origin: a cache must not give this answer to a page
    reply.header('vary', vary === undefined ? 'Origin' : `${vary}, Origin`)
    if (origin === undefined) return
    try {
      const origins = await originsOf(request, { atHand: reply.statusCode === 429 })
      if (origins?.includes(origin)) allow(reply, origin)
    } catch (error) {
      // Thrown on, Fastify would put this error's message in the place of an answer that is already made
      request.log.error({ ...errorFields(error), route: request.routeOptions.url }, 'origins unknown')
    }
  })
}

function allow(reply: FastifyReply, origin: string): void {
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposed,
    'cross-origin-resource-policy': 'cross-origin',
  })
}

/** Worth a look-up: `null`, extensions and whatever is no web origin are listed nowhere. */
function isPlausible(origin: string): boolean {
  return origin.length <= longestOrigin && /^https?:\/\/[^\s/@]+$/.test(origin)
}

/** Answers of the look-up, kept for a minute of real time; the promise itself is kept, so that a crowd asks once. */
function remembered(isListed: CorsSettings['isListed']) {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<boolean> }>()
  const recall = (origin: string) => {
    const entry = known.get(origin)
    return entry !== undefined && realNow() < entry.until ? entry.answer : undefined
  }
  return {
    isRemembered: (origin: string) => recall(origin) !== undefined,
    find: (origin: string): Promise<boolean> => {
      const recalled = recall(origin)
      if (recalled !== undefined) return recalled
      known.delete(origin)
      const [oldest] = known.keys()
      if (known.size >= mostRemembered && oldest !== undefined) known.delete(oldest)
      const answer = isListed(origin)
      known.set(origin, { until: realNow() + rememberedMs, answer })
      answer.catch(() => known.delete(origin)) // a failed look-up is not an answer; whoever awaits it hears of the failure
      return answer
    },
  }
}
