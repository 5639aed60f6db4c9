import { createHash } from 'node:crypto'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { BlobStore, ChunkName, ExportName } from './blob-store.ts'
import { OtherContent, type Sink, type Written } from './package-writer.ts'
import { type ChunkRun, placeOfChunk, runOfChunk } from './tables.ts'

/** What a reader takes at a time. Every chunk but the last is as large. */
export const chunkBytes = 1024 * 1024
/** The number of what is no chunk: the note of how far a run has come. */
const notePosition = -1

/** Another run has begun since, or the export was revoked: nothing is wrong, and this run has nothing left to do. */
export const overtaken = new Error('another run compiles this export, or nobody wants it any more')

/** What a run notes now and then: where the next one can go on, should this one be killed. */
export type Checkpoint = {
  /** What the package is made of beside the records: see `compile-export.ts`. */
  readonly madeOf: string
  readonly generatedAt: number
  readonly written: Written
  /** Whole chunks that are stored, and which runs have made them. */
  readonly chunks: number
  readonly runs: readonly ChunkRun[]
}
type Found = Checkpoint & {
  /** What is written and fills no chunk yet. */
  readonly tail: Buffer
}

type Place = {
  readonly store: BlobStore
  readonly safe: CaseSafe
  readonly name: ExportName
}

export type ChunkWriter = Sink & {
  /** The rest, as the last chunk. What it all was. */
  end(): Promise<{ readonly bytes: number; readonly sha256: Buffer; readonly runs: readonly ChunkRun[] }>
}

/**
 * Seals the bytes of a package in chunks of one size and stores them, a few at a time, while more come. Each tells how many records are
 * done. After every `noteAfter` bytes of files it notes how far it has come. Throws `overtaken`, and `OtherContent` where what a former run has
 * stored is not there any more.
 */
export async function chunkWriter(
  { store, safe, name }: Place,
  run: Pick<Checkpoint, 'madeOf' | 'generatedAt'> & {
    readonly attempt: number
    readonly recordsDone: () => number
    readonly noteAfter: number
    readonly from?: Found | undefined
  },
): Promise<ChunkWriter> {
  const { attempt, from, recordsDone } = run
  const runs: readonly ChunkRun[] = [...(from?.runs ?? []), { attempt, from: from?.chunks ?? 0 }]
  const hash = createHash('sha256')
  if (from !== undefined) for await (const chunk of storedChunks({ store, safe, name }, from)) hash.update(chunk)
  let position = from?.chunks ?? 0
  let pending: Buffer[] = from === undefined ? [] : [from.tail]
  let size = from?.tail.length ?? 0
  let noted = from === undefined ? 0 : madeBy(from.written)
  const underWay: Promise<void>[] = []

  const put = async (at: number, content: Buffer, isLast: boolean) => {
    const chunk = { ...name, attempt, position: at }
    const box = safe.seal(placeOfChunk({ ...chunk, isLast }), content)
    if (!(await store.put({ ...chunk, box, recordsDone: recordsDone() }))) throw overtaken
  }
  const settled = async (most: number) => {
    while (underWay.length > most) await underWay.shift()
  }
  const putSoon = async (content: Buffer, isLast: boolean) => {
    await settled(store.atOnce - 1)
    const putting = put(position, content, isLast)
    putting.catch(() => undefined) // heard by the next `settled`
    underWay.push(putting)
    position += 1
  }

  return {
    write: async (bytes) => {
      hash.update(bytes)
      pending.push(bytes)
      size += bytes.length
      if (size <= chunkBytes) return
      const whole = Buffer.concat(pending)
      let at = 0
      // One chunk is held back until more follows: it may be the last
      for (; size - at > chunkBytes; at += chunkBytes) await putSoon(whole.subarray(at, at + chunkBytes), false)
      pending = [whole.subarray(at)]
      size -= at
    },
    reached: async (written) => {
      const made = madeBy(written)
      if (made - noted < run.noteAfter) return
      noted = made
      await settled(0)
      const { madeOf, generatedAt } = run
      const note: Checkpoint = { madeOf, generatedAt, written, chunks: position, runs }
      await put(notePosition, Buffer.concat([Buffer.from(`${JSON.stringify(note)}\n`), ...pending]), false)
    },
    end: async () => {
      await putSoon(Buffer.concat(pending), true)
      await settled(0)
      return { bytes: (position - 1) * chunkBytes + size, sha256: hash.digest(), runs }
    },
  }
}

/** The bytes of the files, packed or not: what the work is measured by. */
function madeBy({ files, open }: Written): number {
  return files.reduce((sum, { bytes }) => sum + bytes, open?.bytes ?? 0)
}

async function* storedChunks({ store, safe, name }: Place, { chunks, runs, tail }: Found): AsyncGenerator<Buffer> {
  for (let position = 0; position < chunks; position += 1) {
    const chunk: ChunkName = { ...name, attempt: runOfChunk(runs, position), position }
    const box = await store.get(chunk)
    const content = box && safe.tryOpen(placeOfChunk({ ...chunk, isLast: false }), box)
    if (content === undefined) throw new OtherContent()
    yield content
  }
  yield tail
}

/** The note of the latest run before this one that has left any. */
export async function findCheckpoint({ store, safe, name }: Place, attempt: number): Promise<Found | undefined> {
  for (let former = attempt - 1; former > 0; former -= 1) {
    const note = { ...name, attempt: former, position: notePosition }
    const box = await store.get(note)
    const content = box && safe.tryOpen(placeOfChunk({ ...note, isLast: false }), box)
    if (content === undefined) continue
    const end = content.indexOf('\n')
    const checkpoint: Checkpoint = JSON.parse(content.toString('utf8', 0, end))
    return { ...checkpoint, tail: content.subarray(end + 1) }
  }
  return undefined
}

/** The package is whole: nobody needs the note any more. */
export function dropCheckpoint({ store, name }: Pick<Place, 'store' | 'name'>, attempt: number): Promise<void> {
  return store.drop({ ...name, attempt, position: notePosition })
}
