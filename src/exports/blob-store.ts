import type { OrganisationId } from '../platform/identifiers.ts'
import type { NumberedChunk } from './tables.ts'

/** A chunk of an export. `attempt` is the run that made it, `position` its number from 0; -1 is the run's note to the next. */
export type ChunkName = Omit<NumberedChunk, 'isLast'> & { readonly organisation: OrganisationId }

export type ExportName = Pick<ChunkName, 'organisation' | 'export'>

/** What a run says of itself with each chunk: how far it has come. Whoever has overtaken it knows by `attempt`. */
export type NewBlob = ChunkName & { readonly box: Buffer; readonly recordsDone: number }

/**
 * Where the chunks of exports lie. They are sealed before they come here: a store sees ids, numbers and sizes, and can neither read nor
 * change what it keeps without being found out. Each call is a transaction or a call of its own.
 */
export type BlobStore = {
  /** How many chunks it is good to put at the same time. */
  readonly atOnce: number
  /** Keeps a chunk in place of what was there; false where another run has overtaken this one, or nobody wants the export any more. */
  put(blob: NewBlob): Promise<boolean>
  /** Undefined where it is deleted. Throws `unavailable` where the store does not answer. */
  get(name: ChunkName): Promise<Buffer | undefined>
  /** Deletes one, where there is one. */
  drop(name: ChunkName): Promise<void>
  /** Deletes all that there is of an export, whichever run has made it. May be called again, and after a kill. */
  delete(name: ExportName, signal: AbortSignal): Promise<void>
}
