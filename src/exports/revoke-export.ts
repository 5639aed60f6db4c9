import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { happened } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { withdrawTransmissions } from '../transmissions/give-up.ts'
import { type ByStaff, exportOf, type Place } from './release-export.ts'
import { type RevokeCommand, statusOf } from './schemas.ts'
import { type ExportRow, updateExport } from './store.ts'

/** Takes an export back, also while it is compiled, and of a closed request: from this commit on nobody can download it; its content is deleted. */
export async function revokeExport(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'jobs'>,
  place: Place,
  { reason }: RevokeCommand,
  by: ByStaff,
): Promise<ExportRow> {
  let revoked: ExportRow | undefined
  await changeCase(tx, deps, { request: place.request, actor: by.actor, now: by.at }, async (c) => {
    const row = await exportOf(tx, c, place)
    const status = statusOf(row, by.at)
    if (status === 'failed' || status === 'expired' || status === 'revoked') {
      throw problem('export_not_ready', `cannot revoke an export that is ${status}`)
    }
    revoked = { ...row, status: 'revoked' }
    await updateExport(tx, c.safe, revoked)
    await withdrawTransmissions(tx, c, row.id, by)
    await deps.jobs.send(tx, 'delete-export', { organisation: tx.organisation, export: row.id })
    happened(
      c,
      {
        type: 'export_revoked',
        facts: { export: showId('exp', row.id), was: status },
        ...(reason !== undefined && { detail: { reason } }),
      },
      by,
    )
  })
  if (revoked === undefined) throw new Error('changeCase has not called what decides')
  return revoked
}
