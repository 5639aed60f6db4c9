import type { Bucket } from '../platform/bucket.ts'
import type { Deps } from '../platform/deps.ts'
import { parseId, showId } from '../platform/identifiers.ts'
import type { BlobStore, ChunkName, ExportName } from './blob-store.ts'
import { keepRun } from './store.ts'

/**
 * Chunks as objects of a bucket, one for each, in a folder for each export: what is stored is whole, a killed run leaves no upload half
 * open, and a range of a download takes only the objects it touches. The run is part of the key, so that one that was overtaken can't
 * write over the chunks of the next.
 */
export function bucketBlobs(database: Deps['database'], bucket: Bucket): BlobStore {
  return {
    atOnce: 4, // the way there takes longer than the work
    put: async (blob) => {
      await bucket.put(keyOf(blob), blob.box)
      return database.transaction(blob.organisation, (tx) => keepRun(tx, blob))
    },
    get: (name) => bucket.get(keyOf(name)),
    drop: (name) => bucket.delete(keyOf(name)),
    delete: (name, signal) => bucket.deleteFolder(folderOf(name), signal),
  }
}

export function folderOf({ organisation, export: id }: ExportName): string {
  return `${showId('org', organisation)}.${showId('exp', id)}`
}

/** Whose folder it is; undefined where it is none of ours. */
export function exportOfFolder(folder: string): ExportName | undefined {
  const [first = '', second = ''] = folder.split('.')
  const [organisation, id] = [parseId('org', first), parseId('exp', second)]
  if (organisation === undefined || id === undefined) return undefined
  const name = { organisation, export: id }
  return folderOf(name) === folder ? name : undefined
}

function keyOf(name: ChunkName): string {
  return `${folderOf(name)}/${name.attempt}-${name.position}`
}
