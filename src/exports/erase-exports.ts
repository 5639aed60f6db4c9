import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { blankExports } from './store.ts'

/**
 * For the erasing of a whole case: from this commit on none of its exports exists for anybody, and a job deletes their chunks in short
 * transactions. Until it has, those are boxes whose key is destroyed with this commit. How many exports there were.
 */
export async function eraseExports(
  tx: Tx,
  { jobs }: Pick<Deps, 'jobs'>,
  request: RequestId,
): Promise<{ exports: number }> {
  const exports = await blankExports(tx, request)
  for (const id of exports) await jobs.send(tx, 'delete-export', { organisation: tx.organisation, export: id })
  return { exports: exports.length }
}
