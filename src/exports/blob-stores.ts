import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import type { BlobStore } from './blob-store.ts'
import { bucketBlobs } from './bucket-blobs.ts'
import { databaseBlobs } from './database-blobs.ts'
import type { ExportDetail } from './tables.ts'

type StoreDeps = Pick<Deps, 'database' | 'bucket'>

/** Where an export that is compiled now goes. It remembers that: another setting later leaves it readable. */
export function storeForNew(deps: StoreDeps): { readonly store: BlobStore; readonly storedIn: 'database' | 'bucket' } {
  const { database, bucket } = deps
  return bucket === undefined || bucket.isReadOnly
    ? { store: databaseBlobs(database), storedIn: 'database' }
    : { store: bucketBlobs(database, bucket), storedIn: 'bucket' }
}

/** Where an export lies. Throws `unavailable` where that is a bucket, and no setting names one. */
export function storeOf({ database, bucket }: StoreDeps, { stored_in }: ExportDetail): BlobStore {
  if (stored_in !== 'bucket') return databaseBlobs(database)
  if (bucket === undefined) throw problem('unavailable', 'no setting names the storage where this export lies')
  return bucketBlobs(database, bucket)
}

/** Every store that there is: what is to be deleted is looked for in each, since an erased export has forgotten where it lies. */
export function everyStore({ database, bucket }: StoreDeps): BlobStore[] {
  return [databaseBlobs(database), ...(bucket === undefined ? [] : [bucketBlobs(database, bucket)])]
}
