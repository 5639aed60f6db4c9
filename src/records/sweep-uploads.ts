import type { Instant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, UploadId } from '../platform/identifiers.ts'
import type { JobPayload } from '../platform/jobs/jobs.ts'
import { abandon } from './replace-records.ts'
import { deleteRecords, deleteUploadOf, findAbandoned, lockUpload } from './store.ts'

/** Rows of one short transaction. */
const atATime = 5_000
/** No delivery takes a day: the server ends a request long before. */
const longestDeliveryMs = 24 * 60 * 60 * 1000
/** Of one round; the next takes the rest. */
const mostUploads = 100

/** The job `delete-upload`: deletes an upload that is not current, in short transactions. May run twice, and again after a kill. */
export async function deleteUpload(
  deps: Pick<Deps, 'database'>,
  payload: JobPayload,
  signal: AbortSignal,
): Promise<void> {
  const organisation = payload.organisation as OrganisationId // as it was enqueued
  const upload = payload.upload as UploadId // as it was enqueued
  for (;;) {
    signal.throwIfAborted()
    const isDone = await deps.database.transaction(organisation, async (tx) => {
      const row = await lockUpload(tx, upload)
      if (row === undefined || row.state === 'current') return true
      if ((await deleteRecords(tx, upload, atATime)) > 0) return false
      await deleteUploadOf(tx, upload)
      return true
    })
    if (isDone) return
  }
}

/** Part of the sweep: uploads whose service died while they were arriving. Real time: the test clock makes no delivery old. */
export async function removeAbandonedUploads(
  deps: Pick<Deps, 'database' | 'keyring' | 'outbox' | 'jobs'>,
): Promise<void> {
  const before = (realNow() - longestDeliveryMs) as Instant // an instant moved by whole milliseconds is an instant
  for (const { organisation_id, id } of await findAbandoned(deps.database, before, mostUploads)) {
    await abandon(deps, organisation_id, id)
  }
}
