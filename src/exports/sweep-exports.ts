import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import { showId } from '../platform/identifiers.ts'
import { happened } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { statusOf } from './schemas.ts'
import { findExpired, findExportState, lockExport, updateExport } from './store.ts'

/** Of one round; the next takes the rest. */
const mostExports = 200

/**
 * Part of the sweep: exports whose time is over (LAW §5), released or not. Nobody could release or download them any more; now their
 * content goes, with an event. In the service's time, as the expiry was told.
 */
export async function expireExports(
  deps: Pick<Deps, 'database' | 'keyring' | 'outbox' | 'jobs' | 'now'>,
): Promise<void> {
  const now = deps.now()
  await eachInTurn(await findExpired(deps.database, now, mostExports), ({ organisation_id: organisation, id }) => {
    const actor = { type: 'service', organisation } as const
    return deps.database.transaction(organisation, async (tx) => {
      const found = await findExportState(tx, id)
      if (found === undefined) return
      await changeUnlessErased(tx, deps, { request: found.requestId, actor, now }, async (c) => {
        if (c.request.heldAt !== null) return // since it was found
        const row = await lockExport(tx, c.safe, id)
        // Released, again perhaps, revoked or expired since it was found.
        if (row === undefined || row.status === 'expired' || statusOf(row, now) !== 'expired') return
        await updateExport(tx, c.safe, { ...row, status: 'expired' })
        await deps.jobs.send(tx, 'delete-export', { organisation, export: id })
        happened(c, { type: 'export_expired', facts: { export: showId('exp', id) } }, { actor, at: now })
      })
    })
  })
}
