import { setImmediate as turn } from 'node:timers/promises'
import { holidaysDigest } from '../organisations/holidays-digest.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { calendarsInUse, organisationsReckonedWith } from './store.ts'

/**
 * A new version of the holidays' library, or a correction of ours, may know another holiday than the open cases were reckoned with: their
 * organisations' cases are then reckoned anew by a job. `digestOf` gives a digest of a calendar's holidays; for tests, another one.
 */
export async function recomputeWhereHolidaysChanged(
  deps: Pick<Deps, 'database' | 'keyring' | 'jobs' | 'now'>,
  digestOf: (calendar: string) => Buffer = holidaysDigest,
): Promise<void> {
  for (const { calendar, holidays } of await calendarsInUse(deps.database)) {
    await turn() // the first digest of a calendar takes some 50 ms, in which nobody else is answered
    const current = digestOf(calendar)
    if (holidays?.equals(current)) continue
    for (const organisation of await organisationsReckonedWith(deps.database, { calendar, holidays })) {
      await startRecomputing(deps, organisation, digestOf)
    }
  }
}

async function startRecomputing(
  deps: Pick<Deps, 'database' | 'keyring' | 'jobs' | 'now'>,
  organisation: OrganisationId,
  digestOf: (calendar: string) => Buffer,
): Promise<void> {
  const actor = { type: 'service', organisation } as const
  await deps.database.transaction(organisation, (tx) =>
    underOrganisationLock(tx, deps, actor, async (row) => {
      const current = digestOf(row.calendar)
      if (row.holidays?.equals(current)) return undefined // another instance was faster
      const facts = { calendar: row.calendar, from: row.holidays?.toString('hex') ?? null, to: current.toString('hex') }
      row.holidays = current
      await deps.jobs.send(tx, 'recompute-cases', { organisation })
      return { at: deps.now(), happened: [{ type: 'holidays_changed', facts }] }
    }),
  )
}
