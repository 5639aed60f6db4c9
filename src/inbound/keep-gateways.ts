import type { Happening } from '../evidence/chain.ts'
import type { Instant } from '../law/calendar.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { StaffActor } from '../platform/actor.ts'
import { realNow } from '../platform/clock.ts'
import { signingSecret } from '../platform/crypto/webhook-secret.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type GatewayId, newId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import {
  endGateway,
  type Gateway,
  type GatewayToShow,
  gatewaysCounted,
  insertGateway,
  liveGateways,
  nextGeneration,
} from './store.ts'

type By = { readonly actor: StaffActor; readonly at: Instant }
type GatewayDeps = Pick<Deps, 'keyring'>
/** A gateway with the secret that it signs with from now on. The secret is told this once. */
export type WithSecret = { readonly gateway: GatewayToShow; readonly secret: string }

/** A mail server or two for each of a group's brands. */
const mostGateways = 20
const hour = 3_600_000

/** Registers a mail gateway. Throws `not_permitted` for one too many. */
export async function createGateway(
  tx: Tx,
  deps: GatewayDeps,
  { name }: { readonly name: string },
  by: By,
): Promise<WithSecret> {
  const gateway: Gateway = {
    organisationId: tx.organisation,
    id: newId('gwy'),
    name,
    generation: 1,
    formerUntil: null,
    createdAt: realNow(),
    rotatedAt: null,
    deletedAt: null,
  }
  await keeping(tx, deps, by, async () => {
    if ((await gatewaysCounted(tx)) >= mostGateways)
      throw problem('not_permitted', `an organisation has at most ${mostGateways} mail gateways`)
    await insertGateway(tx, deps.keyring, gateway)
    // A name may be a person's, so it stands where it can be erased
    return { type: 'gateway_created', facts: { gateway: showId('gwy', gateway.id) }, detail: { name } }
  })
  return { gateway, secret: secretOf(deps, gateway) }
}

/** Gives a gateway another secret; the one before signs for so many hours of real time more. Throws `not_found`. */
export async function rotateGateway(
  tx: Tx,
  deps: GatewayDeps,
  id: GatewayId,
  { overlapHours }: { readonly overlapHours: number },
  by: By,
): Promise<WithSecret> {
  const at = realNow()
  const formerUntil = (at + overlapHours * hour) as Instant // an instant moved by whole milliseconds is an instant
  await keeping(tx, deps, by, async () => {
    if ((await nextGeneration(tx, id, { formerUntil, at })) === undefined) throw absent()
    return { type: 'gateway_rotated', facts: { gateway: showId('gwy', id), overlap_hours: overlapHours } }
  })
  const gateway = await getGateway(tx, deps, id)
  return { gateway, secret: secretOf(deps, gateway) }
}

/** From now on nothing that it signs is taken. Throws `not_found`. */
export async function deleteGateway(tx: Tx, deps: GatewayDeps, id: GatewayId, by: By): Promise<void> {
  await keeping(tx, deps, by, async () => {
    if (!(await endGateway(tx, id, realNow()))) throw absent()
    return { type: 'gateway_deleted', facts: { gateway: showId('gwy', id) } }
  })
}

async function getGateway(tx: Tx, { keyring }: GatewayDeps, id: GatewayId): Promise<GatewayToShow> {
  const [gateway] = await liveGateways(tx, keyring, { id, limit: 1 })
  if (gateway === undefined) throw absent()
  return gateway
}

function secretOf({ keyring }: GatewayDeps, { id, generation }: GatewayToShow): string {
  return signingSecret(keyring, { of: 'gateway', id }, generation)
}

function absent() {
  return problem('not_found', 'there is no such mail gateway')
}

function keeping(tx: Tx, deps: GatewayDeps, { actor, at }: By, work: () => Promise<Happening>): Promise<void> {
  return underOrganisationLock(tx, deps, actor, async () => ({ at, happened: [await work()] }))
}
