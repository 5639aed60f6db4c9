import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { replaceTerms } from './store.ts'

/** For the erasing of a whole case: nobody is found by it any more. */
export function eraseRestrictionTerms(tx: Tx, request: RequestId): Promise<void> {
  return replaceTerms(tx, request, [])
}
