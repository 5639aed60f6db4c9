import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { replaceUploads } from './store.ts'

/**
 * For the erasing of a whole case: nobody reads its records from this commit on, and a job deletes them in short transactions, since they
 * may be millions. Until it has, they are boxes whose key is destroyed with this commit. How many records and uploads there were.
 */
export async function eraseRecords(
  tx: Tx,
  { jobs }: Pick<Deps, 'jobs'>,
  request: RequestId,
): Promise<{ records: number; uploads: number }> {
  const uploads = await replaceUploads(tx, request)
  for (const { id } of uploads) {
    await jobs.send(tx, 'delete-upload', { organisation: tx.organisation, upload: id })
  }
  return { records: uploads.reduce((sum, { count }) => sum + count, 0), uploads: uploads.length }
}
