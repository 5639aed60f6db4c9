import type { Instant } from '../law/calendar.ts'
import type { Database } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { checkpointHash, checkpointStatement } from './checkpoint.ts'
import { insertCheckpoint, leavesBetween, lockLastCheckpoint, organisationsUnchecked } from './checkpoint-store.ts'
import { merkleTree } from './merkle.ts'
import { type Signer, signerOf } from './signing-key.ts'
import { feedHorizon } from './store.ts'

/** In one tree: a bundle reads the whole of each checkpoint it names, so the first one of a large register is cut. */
const mostEvents = 131_072
/** Read at a time; between two, others are served. */
const atATime = 4_096

type MakeDeps = Pick<Deps, 'database' | 'keyring' | 'now'>

/**
 * Part of the job `checkpoint`: for each organisation with new events, a signed root over them. One organisation that fails does not
 * keep the others from theirs. Rejects with what failed, once all are done.
 */
export async function makeCheckpoints(deps: MakeDeps, signal?: AbortSignal): Promise<void> {
  const signer = signerOf(deps.keyring)
  const horizon = await feedHorizon(deps.database)
  const make = (organisation: OrganisationId) =>
    makeAll(deps.database, { organisation, horizon, signer, at: deps.now() })
  await eachInTurn(await organisationsUnchecked(deps.database, horizon), make, signal)
}

type Making = {
  readonly organisation: OrganisationId
  readonly horizon: number
  readonly signer: Signer
  readonly at: Instant
}

async function makeAll(database: Database, making: Making): Promise<void> {
  while ((await makeCheckpoint(database, making)) === 'more');
}

/** Covers the events between the last checkpoint and the horizon. A worker that comes second finds nothing to do. */
async function makeCheckpoint(
  database: Database,
  { organisation, horizon, signer, at }: Making,
): Promise<'more' | 'done'> {
  return database.transaction(organisation, async (tx) => {
    const last = await lockLastCheckpoint(tx)
    const afterPosition = last?.lastPosition ?? 0
    const tree = merkleTree()
    let lastPosition = afterPosition
    for (;;) {
      const limit = Math.min(atATime, mostEvents - tree.size)
      const leaves = await leavesBetween(tx, { after: lastPosition, upTo: horizon }, limit)
      for (const leaf of leaves) tree.add(leaf.hash)
      lastPosition = leaves.at(-1)?.position ?? lastPosition
      if (leaves.length < atATime || tree.size === mostEvents) break
    }
    if (tree.size === 0) return 'done'
    const unsigned = {
      organisationId: organisation,
      number: (last?.number ?? 0) + 1,
      events: tree.size,
      eventsBefore: last === undefined ? 0 : last.eventsBefore + last.events,
      afterPosition,
      lastPosition,
      root: tree.root(),
      previousHash: last === undefined ? null : checkpointHash(last),
      at,
      keyId: signer.id,
    }
    const row = { ...unsigned, signature: signer.sign(checkpointStatement(unsigned)) }
    const { id, algorithm, publicKey } = signer
    await insertCheckpoint(tx, row, { organisationId: organisation, id, algorithm, publicKey, since: at })
    return tree.size === mostEvents ? 'more' : 'done'
  })
}
