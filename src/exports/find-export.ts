import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import type { Place } from './release-export.ts'
import { type ExportRow, findExport } from './store.ts'

/** An export as it is now, to be shown. Throws `not_found` for one that is not there, or another request's. */
export async function getExport(tx: Tx, { keyring }: Pick<Deps, 'keyring'>, place: Place): Promise<ExportRow> {
  const row = await findExport(tx, keyring, place.export)
  if (row?.requestId !== place.request) throw problem('not_found', 'the request has no such export')
  return row
}
