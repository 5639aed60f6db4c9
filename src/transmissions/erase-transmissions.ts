import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { deleteTransmissions } from './store.ts'

/** For the erasing of a whole case: where its packages went is told by its events, without the details. What still waits is sent no more. */
export async function eraseTransmissions(tx: Tx, request: RequestId): Promise<{ transmissions: number }> {
  return { transmissions: await deleteTransmissions(tx, request) }
}
