import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { deleteEnded } from './store.ts'

/**
 * With a case goes the history of the directives that it changed, revoked or carried out. What it registered stays in force: it is for the
 * time after a death, which the case does not live to see.
 */
export async function eraseEndedDirectives(tx: Tx, request: RequestId): Promise<{ directives: number }> {
  return { directives: await deleteEnded(tx, request) }
}
