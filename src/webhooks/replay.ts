import { feedPosition, placesBetween } from '../evidence/settled-feed.ts'
import { showInstant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId, showId, type WebhookDeliveryId, type WebhookEndpointId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type DeliveryRow, deliveriesOf, insertDelivery, requeueDelivery } from './delivery-store.ts'
import { type By, keeping, lockedEndpoint } from './keep-endpoints.ts'
import { testType } from './message.ts'
import type { Replay } from './schemas.ts'
import { type Endpoint, saveEndpoint } from './store.ts'

type ReplayDeps = Pick<Deps, 'keyring'>

/**
 * Sends a range of events again, with their former ids: those that the endpoint's filter takes, in their order, behind what waits. A range asked for
 * while another is under way joins it. Throws `not_found`; `not_permitted` while the endpoint is disabled; `invalid` for an event that there is not.
 */
export async function replayRange(
  tx: Tx,
  deps: ReplayDeps,
  id: WebhookEndpointId,
  range: Replay,
  by: By,
): Promise<Endpoint> {
  let replaying: Endpoint | undefined
  await keeping(tx, deps, by, async () => {
    const before = await enabledEndpoint(tx, deps, id)
    const places = await placesOf(tx, range, by)
    const after = Math.min(
      (places?.first ?? Number.POSITIVE_INFINITY) - 1,
      before.replayAfter ?? Number.POSITIVE_INFINITY,
    )
    const until = Math.max(places?.last ?? 0, before.replayUntil ?? 0)
    replaying = Number.isFinite(after) ? { ...before, replayAfter: after, replayUntil: until } : before
    await saveEndpoint(tx, deps.keyring, replaying)
    return { type: 'webhooks_replayed', facts: { endpoint: showId('whe', id), ...rangeOf(range) } }
  })
  if (replaying === undefined) throw new Error('underOrganisationLock has not called its work')
  return replaying
}

function rangeOf({ from_event: from, since, until }: Replay) {
  return {
    ...(from !== undefined && { from_event: showId('evt', from) }),
    ...(since !== undefined && { since: showInstant(since) }),
    ...(until !== undefined && { until: showInstant(until) }),
  }
}

async function placesOf(tx: Tx, { from_event: from, since, until }: Replay, { at }: By) {
  const latest = until ?? at
  if (since !== undefined) return placesBetween(tx, { since, until: latest })
  const first = from && (await feedPosition(tx, from))
  if (first === undefined) {
    throw problem('invalid', 'there is no such event', {
      errors: [{ location: 'body.from_event', message: 'expected the id of an event of this organisation' }],
    })
  }
  const all = await placesBetween(tx, { since: 0 as typeof at, until: latest }) // the beginning of Unix time is an instant
  return all === undefined || all.last < first ? undefined : { first, last: all.last }
}

/** Sends one delivery again, all its tries before it. Throws `not_found`; `not_permitted` while the endpoint is disabled. */
export async function replayDelivery(
  tx: Tx,
  deps: ReplayDeps,
  { endpoint, delivery }: { readonly endpoint: WebhookEndpointId; readonly delivery: WebhookDeliveryId },
  by: By,
): Promise<DeliveryRow> {
  await keeping(tx, deps, by, async () => {
    await enabledEndpoint(tx, deps, endpoint)
    if (!(await requeueDelivery(tx, endpoint, delivery, realNow()))) throw noDelivery()
    return {
      type: 'webhooks_replayed',
      facts: { endpoint: showId('whe', endpoint), delivery: showId('whd', delivery) },
    }
  })
  const [row] = await deliveriesOf(tx, endpoint, { id: delivery, limit: 1 })
  if (row === undefined) throw noDelivery()
  return row
}

/** Queues a delivery that tells of no event. Throws `not_found`; `not_permitted` while the endpoint is disabled. */
export async function testEndpoint(
  tx: Tx,
  deps: ReplayDeps,
  id: WebhookEndpointId,
  { at }: By,
): Promise<Omit<DeliveryRow, 'place'>> {
  await enabledEndpoint(tx, deps, id)
  const now = realNow()
  const row: Omit<DeliveryRow, 'place'> = {
    organisationId: tx.organisation,
    id: newId('whd'),
    endpointId: id,
    eventId: null,
    requestId: null,
    sequence: null,
    type: testType,
    at,
    status: 'queued',
    attempts: 0,
    lastAttemptAt: null,
    nextAttemptAt: now,
    lastStatus: null,
    lastError: null,
    createdAt: now,
    finishedAt: null,
  }
  await insertDelivery(tx, row)
  return row
}

async function enabledEndpoint(tx: Tx, deps: ReplayDeps, id: WebhookEndpointId): Promise<Endpoint> {
  const endpoint = await lockedEndpoint(tx, deps, id)
  if (endpoint.status === 'enabled') return endpoint
  throw problem('not_permitted', 'the endpoint is disabled: enable it first')
}

function noDelivery() {
  return problem('not_found', 'there is no such delivery')
}
