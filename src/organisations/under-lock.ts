import type { Happening } from '../evidence/chain.ts'
import { insertEvents } from '../evidence/store.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type By, happenedTo } from './history.ts'
import { lockOrganisation, type Organisation, saveOrganisation } from './store.ts'

export { deadlineWatchOf } from './schemas.ts'

/**
 * For the other slices: work under the organisation's lock, so that of two who do it at once the second sees what the first has done.
 * What `work` changes on the row is saved, and what it says has happened is chained to the organisation's history. `undefined`: nothing
 * was done, and nothing is written. `work` may be run again.
 */
export async function underOrganisationLock(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  actor: By['actor'],
  work: (
    organisation: Organisation,
  ) => Promise<{ readonly at: By['at']; readonly happened: readonly Happening[] } | undefined>,
): Promise<void> {
  const organisation = await lockOrganisation(tx)
  const done = await work(organisation)
  if (done === undefined) return
  const events = done.happened.map((happening) => happenedTo(organisation, happening, { actor, at: done.at }))
  await Promise.all([
    saveOrganisation(tx, organisation),
    ...insertEvents(tx, organisationSafe(keyring, organisation.id), events),
  ])
}
