import { realNow } from '../platform/clock.ts'
import type { Deps, Witness } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { canonical } from './canonical.ts'
import { signedCheckpoint } from './checkpoint.ts'
import { checkpointsAfter, insertCheckpointDelivery, lastDelivered, organisationsUnsent } from './checkpoint-store.ts'

/** Of one organisation and round; the next takes the rest. */
const mostCheckpoints = 100
/** A receiver that fails this often in a row is left alone until the next round. */
const mostFailures = 3
/** A slow receiver must not keep the next checkpoints waiting. Real time. */
const longestRoundMs = 60_000

/**
 * Part of the job `checkpoint`: sends each checkpoint that has not arrived outside of the database, those of an organisation in their
 * order, one line of JSON each. At least once: one that arrived and was not recorded is sent again. Rejects where the receiver failed;
 * what is left is sent by a later round.
 */
export async function sendCheckpoints(
  deps: Pick<Deps, 'database' | 'now' | 'witness'>,
  signal?: AbortSignal,
): Promise<void> {
  const { witness } = deps
  if (witness === undefined) return
  const end = realNow() + longestRoundMs
  let unansweredInARow = 0
  const send = async (organisation: OrganisationId) => {
    unansweredInARow += 1
    await sendAll({ ...deps, witness }, organisation, end)
    unansweredInARow = 0
  }
  const isWorthIt = () => unansweredInARow < mostFailures && realNow() <= end
  await eachInTurn(takeWhile(isWorthIt, await organisationsUnsent(deps.database)), send, signal)
}

/** Asks before each whether to go on, once those before it had their turn. */
function* takeWhile<T>(goesOn: () => boolean, items: Iterable<T>): Generator<T> {
  for (const item of items) {
    if (!goesOn()) return
    yield item
  }
}

async function sendAll(
  { database, now, witness }: Pick<Deps, 'database' | 'now'> & { witness: Witness },
  organisation: OrganisationId,
  end: number,
): Promise<void> {
  const unsent = await database.transaction(organisation, async (tx) =>
    checkpointsAfter(tx, await lastDelivered(tx), mostCheckpoints),
  )
  for (const row of unsent) {
    if (realNow() > end) return
    await witness(canonical(signedCheckpoint(row)))
    await database.transaction(organisation, (tx) => insertCheckpointDelivery(tx, row.number, now()))
  }
}
