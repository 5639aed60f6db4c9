import { feedHorizon } from '../../src/evidence/settled-feed.ts'
import { realNow } from '../../src/platform/clock.ts'
import type { OutboundStream } from '../../src/platform/http/stream-outbound.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { type ServeDeps, serveEndpoint } from '../../src/webhooks/deliver-webhooks.ts'
import { windowSize } from '../../src/webhooks/next-delivery.ts'
import { dueEndpoints } from '../../src/webhooks/store.ts'
import { runAs } from '../support/database.ts'
import type { Received } from '../support/receiver.ts'
import type { Answer, TestOrganisation, TestService } from '../support/service.ts'

export const toolUrl = 'https://import.example.net:8443/hooks?key=s3cret'

/** What a tool is told, as it reads it. */
export type Told = {
  readonly type: string
  readonly timestamp: string
  readonly data: { readonly event_id: string | null; readonly request_id: string | null } & Record<string, unknown>
}
export const toldBy = ({ body }: Received): Told => JSON.parse(body.toString('utf8'))

/** An organisation whose admin keeps endpoints for webhooks, and the worker that serves them. */
export function webhookDesk(service: TestService, { admin, id: organisation }: TestOrganisation) {
  const { superuser } = service.database
  const signal = new AbortController().signal
  const due = async () => {
    const horizon = await feedHorizon(service.deps.database)
    const look = { now: realNow(), horizon, window: windowSize, most: 1_000 }
    return { horizon, found: await dueEndpoints(service.deps.database, look) }
  }
  return {
    admin,
    organisation,
    create: async (more: object = {}): Promise<{ id: string; secret: string }> =>
      expected(await admin('POST', '/v1/webhook-endpoints', { name: 'DPO tool', url: toolUrl, ...more }), 201),
    show: async (id: string) => expected(await admin('GET', `/v1/webhook-endpoints/${id}`), 200),
    change: async (id: string, body: object) =>
      expected(await admin('PATCH', `/v1/webhook-endpoints/${id}`, body), 200),
    deliveries: async (id: string, query = '') =>
      expected(await admin('GET', `/v1/webhook-endpoints/${id}/deliveries?limit=100${query}`), 200).data,
    post: (path: string, body: object = {}) => admin('POST', `/v1/webhook-endpoints/${path}`, body),
    /** Something happens: a request arrives, with so many rights. */
    open: async (name = 'Zoé', email = 'zoe@example.org'): Promise<{ id: string; rights: { id: string }[] }> =>
      expected(
        await admin('POST', '/v1/requests', {
          channel: 'email',
          received_on: '2026-03-02',
          requester: { name, email },
          rights: [{ right: 'access' }],
        }),
        201,
      ),
    /** Serves everybody who has something to get, as the worker does, until nobody has. */
    serve: async (outbound: OutboundStream, deps: ServeDeps = service.deps, patienceMs = 0): Promise<void> => {
      const pace = { leaseMs: 60_000, restMs: 0, patienceMs, turnMs: 60_000 }
      for (;;) {
        const { horizon, found } = await due()
        if (found.length === 0) return
        await Promise.all(found.map((each) => serveEndpoint(deps, each, { horizon, pace, outbound, signal })))
      }
    },
    /** What is tried again later is due now. */
    hasten: (id: string) =>
      runAs(
        superuser,
        `update habeas.webhook_deliveries set next_attempt_at = now() where endpoint_id = $1 and status = 'queued'`,
        [uuidOf('whe', id)],
      ),
    /** The oldest of what is tried again later is due now. */
    hastenOne: (id: string) =>
      runAs(
        superuser,
        `update habeas.webhook_deliveries set next_attempt_at = now() where place = (
           select min(place) from habeas.webhook_deliveries where endpoint_id = $1 and status = 'queued')`,
        [uuidOf('whe', id)],
      ),
    /** Nobody holds the endpoint any more: its worker was killed, and its lease is over. */
    expireLease: (id: string) =>
      runAs(superuser, 'update habeas.webhook_endpoints set leased_until = now() where id = $1', [uuidOf('whe', id)]),
    /** As if it had failed since then. */
    failingSince: (id: string, hours: number) =>
      runAs(
        superuser,
        `update habeas.webhook_endpoints set failing_since = now() - make_interval(hours => $2::int) where id = $1`,
        [uuidOf('whe', id), hours],
      ),
    events: async (type: string) => {
      const rows = await runAs(
        superuser,
        'select facts from habeas.events where organisation_id = $1 and type = $2 order by feed_position',
        [organisation, type],
      )
      return rows.map(({ facts }) => facts)
    },
    letters: async () =>
      Number(
        (
          await runAs(
            superuser,
            `select count(*)::int as n from habeas.letters where organisation_id = $1 and type = 'webhooks_ended'`,
            [organisation],
          )
        )[0]?.n,
      ),
  }
}

export function uuidOf(prefix: 'whe' | 'whd' | 'evt', text: string): string {
  const id = parseId(prefix, text)
  if (id === undefined) throw new Error(`${text} is no id`)
  return id
}

function expected({ status, body }: Answer, wanted: number) {
  if (status !== wanted) throw new Error(`expected ${wanted}, got ${status}: ${JSON.stringify(body)}`)
  return body
}
