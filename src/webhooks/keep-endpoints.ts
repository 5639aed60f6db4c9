import type { Happening } from '../evidence/chain.ts'
import type { Instant } from '../law/calendar.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { StaffActor } from '../platform/actor.ts'
import { realNow } from '../platform/clock.ts'
import { signingSecret } from '../platform/crypto/webhook-secret.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId, showId, type WebhookEndpointId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { hastenDeliveries, reviveDeliveries } from './delivery-store.ts'
import type { ChangeEndpoint, CreateEndpoint } from './schemas.ts'
import {
  type Endpoint,
  type EndpointToShow,
  endpointsCounted,
  insertEndpoint,
  isLiveClient,
  liveEndpoints,
  lockEndpoint,
  markDeleted,
  saveEndpoint,
} from './store.ts'

export type By = { readonly actor: StaffActor; readonly at: Instant }
type EndpointDeps = Pick<Deps, 'keyring'>
/** An endpoint with the secret that signs from now on. The secret is told this once. */
export type WithSecret = { readonly endpoint: Endpoint; readonly secret: string }

/** A tool or two for each team of a group. */
const mostEndpoints = 50
const hour = 3_600_000

/**
 * Adds an endpoint, which gets what happens from now on: `horizon`, the place up to which the feed is settled. Throws `not_permitted` for one too many,
 * `invalid` for a client that there is not.
 */
export async function createEndpoint(
  tx: Tx,
  deps: EndpointDeps,
  { name, url, types = ['*'], client }: CreateEndpoint,
  { horizon, ...by }: By & { readonly horizon: number },
): Promise<WithSecret> {
  const endpoint: Endpoint = {
    organisationId: tx.organisation,
    id: newId('whe'),
    clientId: client ?? by.actor.id,
    detail: { name, url },
    types,
    status: 'enabled',
    disabledReason: null,
    disabledAt: null,
    generation: 1,
    formerUntil: null,
    position: horizon,
    replayAfter: null,
    replayUntil: null,
    failingSince: null,
    leasedUntil: null,
    lease: 0,
    createdAt: realNow(),
    rotatedAt: null,
    deletedAt: null,
  }
  await keeping(tx, deps, by, async () => {
    if (!(await isLiveClient(tx, endpoint.clientId))) {
      throw problem('invalid', 'there is no such client', {
        errors: [{ location: 'body.client', message: 'expected the id of a client of this organisation' }],
      })
    }
    if ((await endpointsCounted(tx)) >= mostEndpoints)
      throw problem('not_permitted', `an organisation has at most ${mostEndpoints} endpoints for webhooks`)
    await insertEndpoint(tx, deps.keyring, endpoint)
    const facts = { endpoint: showId('whe', endpoint.id), client: showId('cli', endpoint.clientId), types }
    return { type: 'webhook_endpoint_created', facts, detail: toldOf(endpoint) }
  })
  return { endpoint, secret: secretOf(deps, endpoint) }
}

/** Changes an endpoint. Throws `not_found`; `not_permitted` where it would be enabled for a client that was revoked. */
export async function changeEndpoint(
  tx: Tx,
  deps: EndpointDeps,
  id: WebhookEndpointId,
  { name, url, types, enabled }: ChangeEndpoint,
  by: By,
): Promise<Endpoint> {
  let changed: Endpoint | undefined
  await keeping(tx, deps, by, async () => {
    const before = await lockedEndpoint(tx, deps, id)
    const now = realNow()
    const detail = { name: name ?? before.detail.name, url: url ?? before.detail.url }
    changed = { ...before, detail, types: types ?? before.types, ...(await switched(tx, before, enabled, now)) }
    await saveEndpoint(tx, deps.keyring, changed)
    const facts = { endpoint: showId('whe', id), types: changed.types, status: changed.status }
    return { type: 'webhook_endpoint_changed', facts, detail: toldOf(changed) }
  })
  if (changed === undefined) throw new Error('underOrganisationLock has not called its work')
  return changed
}

async function switched(
  tx: Tx,
  endpoint: Endpoint,
  enabled: boolean | undefined,
  now: Instant,
): Promise<Partial<Endpoint>> {
  if (enabled === undefined || enabled === (endpoint.status === 'enabled')) return {}
  if (!enabled) return { status: 'disabled', disabledReason: 'staff', disabledAt: now }
  if (!(await isLiveClient(tx, endpoint.clientId)))
    throw problem('not_permitted', 'the client of this endpoint was revoked')
  await hastenDeliveries(tx, endpoint.id, { now, triedBefore: now })
  if (endpoint.failingSince !== null) await reviveDeliveries(tx, endpoint.id, { since: endpoint.failingSince, now })
  return { status: 'enabled', disabledReason: null, disabledAt: null, failingSince: null }
}

/** Gives an endpoint another secret; the one before signs for so many hours of real time more. Throws `not_found`. */
export async function rotateEndpoint(
  tx: Tx,
  deps: EndpointDeps,
  id: WebhookEndpointId,
  { overlapHours }: { readonly overlapHours: number },
  by: By,
): Promise<WithSecret> {
  let rotated: Endpoint | undefined
  await keeping(tx, deps, by, async () => {
    const before = await lockedEndpoint(tx, deps, id)
    const now = realNow()
    const formerUntil = (now + overlapHours * hour) as Instant // an instant moved by whole milliseconds is an instant
    rotated = { ...before, generation: before.generation + 1, formerUntil, rotatedAt: now }
    await saveEndpoint(tx, deps.keyring, rotated)
    return { type: 'webhook_endpoint_rotated', facts: { endpoint: showId('whe', id), overlap_hours: overlapHours } }
  })
  if (rotated === undefined) throw new Error('underOrganisationLock has not called its work')
  return { endpoint: rotated, secret: secretOf(deps, rotated) }
}

/** From now on nothing is sent to it, whether or not it opens, and what was is forgotten. Throws `not_found`. */
export async function deleteEndpoint(tx: Tx, deps: EndpointDeps, id: WebhookEndpointId, by: By): Promise<void> {
  await keeping(tx, deps, by, async () => {
    if (!(await markDeleted(tx, id, realNow()))) throw absent()
    return { type: 'webhook_endpoint_deleted', facts: { endpoint: showId('whe', id) } }
  })
}

/** An endpoint of this organisation to be shown, whatever of it opens. Throws `not_found`. */
export async function getEndpoint(tx: Tx, { keyring }: EndpointDeps, id: WebhookEndpointId): Promise<EndpointToShow> {
  const [endpoint] = await liveEndpoints(tx, keyring, { id, limit: 1 })
  if (endpoint === undefined) throw absent()
  return endpoint
}

/** The same under a row lock, which comes behind the organisation's. Throws `not_found`. */
export async function lockedEndpoint(tx: Tx, { keyring }: EndpointDeps, id: WebhookEndpointId): Promise<Endpoint> {
  const endpoint = await lockEndpoint(tx, keyring, id)
  if (endpoint === undefined) throw absent()
  return endpoint
}

/** What the history says of it: a name may be a person's, so it stands where it can be erased; a path may be a key, which auditors need not know. */
function toldOf({ detail: { name, url } }: Endpoint): { name: string; host: string } {
  return { name, host: new URL(url).host }
}

function secretOf({ keyring }: EndpointDeps, { id, generation }: Endpoint): string {
  return signingSecret(keyring, { of: 'webhook', id }, generation)
}

function absent() {
  return problem('not_found', 'there is no such endpoint for webhooks')
}

/** Work under the lock of the organisation, told in its history. */
export function keeping(tx: Tx, deps: EndpointDeps, { actor, at }: By, work: () => Promise<Happening>): Promise<void> {
  return underOrganisationLock(tx, deps, actor, async () => ({ at, happened: [await work()] }))
}
