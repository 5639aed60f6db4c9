import type { Deps } from '../platform/deps.ts'
import type { ExportId, OrganisationId } from '../platform/identifiers.ts'
import type { JobPayload } from '../platform/jobs/jobs.ts'
import { everyStore } from './blob-stores.ts'
import { findExportState } from './store.ts'
import { emptied } from './tables.ts'

/** The job `delete-export`: deletes the content of an export that nobody may have any more. May run twice, and again after a kill. */
export async function deleteContent(
  deps: Pick<Deps, 'database' | 'bucket'>,
  payload: JobPayload,
  signal: AbortSignal,
): Promise<void> {
  const organisation = payload.organisation as OrganisationId // as it was enqueued
  const id = payload.export as ExportId // as it was enqueued
  const row = await deps.database.transaction(organisation, (tx) => findExportState(tx, id))
  // An emptied export is never filled again
  if (row === undefined || !emptied.includes(row.status)) return
  for (const store of everyStore(deps)) await store.delete({ organisation, export: id }, signal)
}
