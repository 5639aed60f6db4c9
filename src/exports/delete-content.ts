import type { Deps } from '../platform/deps.ts'
import type { ExportId, OrganisationId } from '../platform/identifiers.ts'
import type { JobPayload } from '../platform/jobs/jobs.ts'
import { deleteChunks, findExportState } from './store.ts'
import type { ExportStatus } from './tables.ts'

/** Of one short transaction. */
const chunksAtATime = 64
/** What has no content any more. Its size and hash stay: they are evidence, and say nothing of a person. */
const emptied: ReadonlySet<ExportStatus> = new Set(['failed', 'expired', 'revoked'])

/** The job `delete-export`: deletes the content of an export that nobody may have any more. May run twice, and again after a kill. */
export async function deleteContent(
  deps: Pick<Deps, 'database'>,
  payload: JobPayload,
  signal: AbortSignal,
): Promise<void> {
  const organisation = payload.organisation as OrganisationId // as it was enqueued
  const id = payload.export as ExportId // as it was enqueued
  let deleted: number
  do {
    signal.throwIfAborted()
    deleted = await deps.database.transaction(organisation, async (tx) => {
      const row = await findExportState(tx, id)
      return row !== undefined && emptied.has(row.status) ? deleteChunks(tx, id, chunksAtATime) : 0
    })
  } while (deleted > 0)
}
