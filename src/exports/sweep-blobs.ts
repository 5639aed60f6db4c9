import type { Deps } from '../platform/deps.ts'
import type { ExportId, OrganisationId } from '../platform/identifiers.ts'
import { bucketBlobs, exportOfFolder } from './bucket-blobs.ts'
import { keptExports } from './store.ts'

/** Folders deleted in one round; the next takes the rest. */
const mostFolders = 100

/**
 * Part of the sweep: what lies in the bucket and belongs to no export any more. A deletion that was given up while the bucket was away
 * leaves that, a run that was overtaken, or a backup of the database from before an export. The row of an export is there before its first
 * chunk. Folders of organisations that this database does not know are left alone: they may be another installation's.
 */
export async function removeOrphans(deps: Pick<Deps, 'database' | 'bucket'>, signal: AbortSignal): Promise<void> {
  const { database, bucket } = deps
  if (bucket === undefined) return
  const store = bucketBlobs(database, bucket)
  let left = mostFolders
  for await (const folders of bucket.folders()) {
    for (const [organisation, ids] of byOrganisation(folders)) {
      signal.throwIfAborted()
      const kept = await database.transaction(organisation, (tx) => keptExports(tx, ids))
      if (kept === undefined) continue
      for (const id of ids.filter((each) => !kept.has(each)).slice(0, left)) {
        await store.delete({ organisation, export: id }, signal)
        left -= 1
      }
    }
    if (left === 0) return
  }
}

function byOrganisation(folders: readonly string[]): Map<OrganisationId, ExportId[]> {
  const found = new Map<OrganisationId, ExportId[]>()
  for (const folder of folders) {
    const name = exportOfFolder(folder)
    if (name === undefined) continue
    found.set(name.organisation, [...(found.get(name.organisation) ?? []), name.export])
  }
  return found
}
