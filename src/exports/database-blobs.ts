import type { Deps } from '../platform/deps.ts'
import type { BlobStore } from './blob-store.ts'
import { deleteChunk, deleteChunks, findChunk, insertChunk } from './store.ts'

/** Of one short transaction. */
const chunksAtATime = 64

/** Chunks as rows: inside backups, and written in one transaction with what the run says of its progress. */
export function databaseBlobs(database: Deps['database']): BlobStore {
  return {
    atOnce: 1, // each holds the row of the export until it is committed
    put: (blob) => database.transaction(blob.organisation, (tx) => insertChunk(tx, blob)),
    get: (name) => database.transaction(name.organisation, (tx) => findChunk(tx, name)),
    drop: (name) => database.transaction(name.organisation, (tx) => deleteChunk(tx, name)),
    delete: async ({ organisation, export: id }, signal) => {
      let deleted: number
      do {
        signal.throwIfAborted()
        deleted = await database.transaction(organisation, (tx) => deleteChunks(tx, id, chunksAtATime))
      } while (deleted > 0)
    },
  }
}
