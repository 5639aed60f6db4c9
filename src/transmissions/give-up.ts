import type { Tx } from '../platform/database/transaction.ts'
import { type ExportId, showId } from '../platform/identifiers.ts'
import type { By } from '../requests/act.ts'
import { type Case, happened } from '../requests/case.ts'
import type { Failure } from './outcome.ts'
import { type TransmissionRow, transmissionsOf, updateTransmission } from './store.ts'
import { hostOf, isOpen } from './transmission.ts'

/** Of one export; many times what anybody asks for. */
const mostWithdrawn = 1_000

/** Nothing is left to try. What was shared with the receiver goes. */
export async function giveUp(tx: Tx, c: Case, row: TransmissionRow, failure: Failure, by: By): Promise<void> {
  const { secret: _secret, ...detail } = row.detail
  const failed = { ...row, status: 'failed', nextAttemptAt: null, finishedAt: by.at } as const
  await updateTransmission(tx, c.safe, { ...failed, detail: { ...detail, last_error: { ...failure, at: by.at } } })
  const facts = { ...factsOf(row), attempts: row.attempts, ...failure }
  happened(c, { type: 'transmission_failed', facts, detail: { host: hostOf(row) } }, by)
}

/** An export that is taken back goes nowhere any more: what still waits, or is under way, is given up. */
export async function withdrawTransmissions(tx: Tx, c: Case, id: ExportId, by: By): Promise<void> {
  for (const row of await transmissionsOf(tx, c.safe, { export: id, limit: mostWithdrawn })) {
    if (isOpen(row)) await giveUp(tx, c, row, { reason: 'revoked' }, by)
  }
}

/** Which package and which sending of it an event is about. The receiver's name may say whom it is about, and stands in the detail. */
export function factsOf({ id, exportId }: TransmissionRow): { export: string; transmission: string } {
  return { export: showId('exp', exportId), transmission: showId('trm', id) }
}
