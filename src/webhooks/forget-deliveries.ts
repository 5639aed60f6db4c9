import { dayMs, type Instant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import { deleteEndedEndpoints, deleteStaleDeliveries, organisationsWithStale } from './store.ts'

/** As long as what was done with mails is kept: time enough to look for what went wrong. */
const keptDays = 30
/** Deleted in one transaction, so that it is short. */
const atATime = 5_000

/** Part of the sweep: forgets deliveries thirty days after they ended, and all of endpoints that were deleted. */
export async function forgetDeliveries({ database }: Pick<Deps, 'database'>, signal?: AbortSignal): Promise<void> {
  const before = (realNow() - keptDays * dayMs) as Instant // an instant moved by whole milliseconds is an instant
  const forget = async (organisation: Parameters<typeof database.transaction>[0]) => {
    const deletes = () => database.transaction(organisation, (tx) => deleteStaleDeliveries(tx, before, atATime))
    while ((await deletes()) === atATime) signal?.throwIfAborted()
    await database.transaction(organisation, deleteEndedEndpoints)
  }
  await eachInTurn(await organisationsWithStale(database, before), forget, signal)
}
