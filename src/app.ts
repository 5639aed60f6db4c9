import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { deadlineRoutes } from './deadlines/routes.ts'
import { directiveRoutes } from './directives/routes.ts'
import { checkpointRoutes } from './evidence/checkpoint-routes.ts'
import { eventRoutes } from './evidence/routes.ts'
import { documentRoutes } from './exports/document-routes.ts'
import { progressRoute } from './exports/progress-route.ts'
import { exportRoutes } from './exports/routes.ts'
import { requesterDoor } from './identity/requester-door.ts'
import { identityRoutes } from './identity/routes.ts'
import { inboundRoutes } from './inbound/routes.ts'
import { showInstant } from './law/calendar.ts'
import { groundsOfEachRight } from './law/refusal.ts'
import { languageRoutes } from './letters/language-routes.ts'
import { letterRoutes } from './letters/routes.ts'
import { objectionRoutes } from './objections/routes.ts'
import { type OrganisationCache, organisationCache } from './organisations/organisation-cache.ts'
import { organisationRoutes } from './organisations/routes.ts'
import { actorLabel, staffDoor } from './organisations/staff-door.ts'
import { originListed } from './organisations/store.ts'
import type { Deps } from './platform/deps.ts'
import { allowListedOrigins } from './platform/http/cors.ts'
import { healthRoutes, type ReadinessChecks } from './platform/http/health.ts'
import type { Log } from './platform/http/log.ts'
import { documentApi, security } from './platform/http/openapi.ts'
import { problemRoutes } from './platform/http/problems.ts'
import { rateLimits } from './platform/http/rate-limit.ts'
import { errorResponses, instantText, strictObject } from './platform/http/schemas.ts'
import { type App, createServer } from './platform/http/server.ts'
import { registerTokens } from './platform/http/tokens.ts'
import { registerMailbox } from './platform/mail/mailbox-routes.ts'
import { recipientRoutes } from './recipients/routes.ts'
import { recordRoutes } from './records/routes.ts'
import { registerRoutes } from './register/routes.ts'
import { requestRegisterRoutes } from './request-register/routes.ts'
import { publicRequestRoutes } from './requests/public-routes.ts'
import { requestRoutes } from './requests/routes.ts'
import { restrictionRoutes } from './restrictions/routes.ts'
import { retentionRoutes } from './retention/routes.ts'
import type { Settings } from './settings.ts'
import { sourceRoutes } from './sources/routes.ts'
import { staffPeople } from './staff-sign-in/people.ts'
import { staffIssuerRoutes } from './staff-sign-in/routes.ts'
import { statisticsRoutes } from './statistics/routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { wordingRoutes } from './templates/wording-routes.ts'
import { transmissionRoutes } from './transmissions/routes.ts'
import { webhookCatalogue } from './webhooks/catalogue.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export type AppParts = {
  readonly settings: Settings
  readonly deps: Omit<Deps, 'tokens'>
  readonly log: Log
  readonly ready: ReadinessChecks
  /** Where the development mailbox is; absent in production and where mail goes to a server. */
  readonly mailbox?: string
  /** When the description of the interface is put together; where nothing is said, before the service answers. */
  readonly describe?: 'at start' | 'when asked'
}

/** The whole HTTP side: every plugin, door and route, named by hand. It does not listen yet. */
export async function buildApp({ settings, deps: parts, log, ready, mailbox, describe }: AppParts): Promise<App> {
  const app = createServer({
    log,
    actorOf: actorLabel,
    trustProxy: settings.trustProxy,
    strictTransport: settings.publicUrl.startsWith('https:'),
  })
  const tokens = await registerTokens(app, { keyring: parts.keyring, issuer: settings.publicUrl })
  const deps: Deps = { ...parts, tokens }
  const people = staffPeople(deps)
  // Limits of its own, as the token endpoint has: what looks like an issuer's token is looked into for whoever sends it
  const staff = staffDoor(deps, { people, admit: rateLimits(settings.rateLimits).limited('sign-in') })
  const requester = requesterDoor(deps)
  const organisations = organisationCache(deps)
  const limits = rateLimits(settings.rateLimits)

  secureByDoor(app)
  refuseStrayQueries(app)
  allowListedOrigins(app, {
    isListed: async (origin) => (await deps.database.lookup(originListed, { origin }))[0]?.listed ?? false,
    admit: limits.limited('form'),
    originsOf: async (request, options) => (await organisationOf(request, organisations, options))?.allowedOrigins,
  })
  await documentApi(app, {
    version: '1.0.0',
    license: { name: 'Not yet decided', identifier: 'LicenseRef-undecided' },
    webhooks: webhookCatalogue,
    ...(describe && { describe }),
  })

  problemRoutes(app, { ground_does_not_fit: groundsOfEachRight })
  healthRoutes(app, ready)
  if (mailbox !== undefined) registerMailbox(app, { dir: mailbox })
  if (!settings.production) leadToDocumentation(app)
  if (settings.testClock) testClockRoute(app, deps)

  await organisationRoutes(app, deps, { staff, organisations, settings })
  staffIssuerRoutes(app, deps, { staff, people })
  requestRoutes(app, deps, staff)
  publicRequestRoutes(app, deps, { organisations, limits })
  await identityRoutes(app, deps, { staff, requester, organisations, limits })
  letterRoutes(app, deps, staff)
  languageRoutes(app)
  const templates = { staff, organisations, domains: settings.senderDomains }
  templateRoutes(app, deps, templates)
  wordingRoutes(app, deps, templates)
  await recordRoutes(app, deps, { staff, maxBytes: settings.recordsMaxBytes })
  await sourceRoutes(app, deps, { staff, limits, maxBytes: settings.recordsMaxBytes })
  await inboundRoutes(app, deps, { staff, limits, maxBytes: settings.inboundMaxBytes })
  registerRoutes(app, deps, staff)
  exportRoutes(app, deps, staff)
  documentRoutes(app, deps)
  progressRoute(app, deps, staff)
  transmissionRoutes(app, deps, staff)
  eventRoutes(app, deps, staff)
  checkpointRoutes(app, deps, staff)
  webhookRoutes(app, deps, staff)
  deadlineRoutes(app, deps, { staff, limits })
  retentionRoutes(app, deps, staff)
  await objectionRoutes(app, deps, staff)
  restrictionRoutes(app, deps, staff)
  statisticsRoutes(app, deps, staff)
  requestRegisterRoutes(app, deps, staff)
  recipientRoutes(app, deps, staff)
  directiveRoutes(app, deps, { staff, requester })
  return app
}

/** The security scheme of an operation follows from its door, and that a sign-in may be one too many: none can forget it. */
function secureByDoor(app: App): void {
  app.addHook('onRoute', (route) => {
    const door = route.config?.door
    if (!route.schema || door === undefined) return
    if (door === 'staff')
      route.schema.response = { ...errorResponses('rate_limited'), ...Object(route.schema.response) }
    if (route.schema.security) return
    route.schema.security = door === 'public' || door === 'open' ? security.none : security[door]
  })
}

/**
 * A filter that nobody knows is refused by every list; so it is by what has none at all, or a misspelt one would be read as none. Of staff
 * only, who write their programs against the contract: to the address of a calendar, a form or a page that a letter leads to, programs on the way
 * add what they like.
 */
function refuseStrayQueries(app: App): void {
  app.addHook('onRoute', (route) => {
    if (route.method !== 'GET' || route.config?.door !== 'staff' || !route.schema || route.schema.querystring) return
    route.schema.querystring = strictObject({})
    route.schema.response = { ...errorResponses('invalid'), ...Object(route.schema.response) }
  })
}

/** Whose origins may read an answer: the organisation's that the token or the path names. */
async function organisationOf(
  request: FastifyRequest,
  organisations: OrganisationCache,
  { atHand }: { readonly atHand: boolean },
) {
  const actor = request.staff ?? request.requester
  if (actor) return organisations.byId(actor.organisation)
  const { slug } = z.object({ slug: z.string().optional() }).catch({}).parse(request.params)
  if (slug === undefined) return undefined
  return atHand ? organisations.recall(slug) : organisations.find(slug)
}

/** `GET /`: whoever has just started the service and opens its address is shown what it can do. In production nobody is invited. */
function leadToDocumentation(app: App): void {
  app.route({
    method: 'GET',
    url: '/',
    config: { door: 'open' },
    schema: { hide: true }, // not a part of the contract: absent in production
    handler: async (_request, reply) => reply.redirect('/docs', 302),
  })
}

/** Since the GDPR applies (art. 99(2)), and until what is kept longest, 99 years, would outlive the years whose holidays are known. */
const testTimes = { first: '2018-05-25T00:00:00Z', last: '2099-12-31T23:59:59Z' } as const
const testTime = instantText.refine(
  (at) => showInstant(at) >= testTimes.first && showInstant(at) <= testTimes.last,
  `expected a time from ${testTimes.first} to ${testTimes.last}`,
)

/** `POST /v1/test/clock`: exists only with TEST_CLOCK, which production refuses. */
function testClockRoute(app: App, deps: Deps): void {
  app.route({
    method: 'POST',
    url: '/v1/test/clock',
    config: { door: 'open' },
    schema: {
      hide: true, // not a part of the contract: absent in production
      body: strictObject({ now: testTime.nullable() }),
      response: {
        200: z.object({ object: z.literal('test_clock'), now: z.string() }),
        ...errorResponses('invalid', 'too_large', 'unsupported_media_type'),
      },
    },
    handler: async (request) => {
      deps.clock.set(request.body.now ?? undefined)
      await deps.jobs.doNow(['sweep', 'watch-deadlines', 'retention']) // what the new time brings
      return { object: 'test_clock' as const, now: showInstant(deps.now()) }
    },
  })
}
