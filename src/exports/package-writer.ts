import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type FileFacts = { readonly path: string; readonly bytes: number; readonly sha256: string }
export type Piece = string | Buffer
export type Pieces = AsyncIterable<Piece> | Iterable<Piece>
/**
 * Adds a file, and waits until it is written; what it was. `feeds` names the file that is made of what is learnt while this one is made: once
 * that one is written, this one need not be made again.
 */
export type AddFile = (path: string, pieces: Pieces, more?: { readonly feeds?: string }) => Promise<FileFacts>

/** A file in a package: where it begins, and what it takes there, without what stands before and behind it. */
export type WrittenFile = FileFacts & { readonly offset: number; readonly packed: number; readonly crc32: number }

/** How files become a package. */
export type Packing = {
  begin(path: string): Buffer
  /** A part of a file, by itself: refers to no part before it. */
  pack(block: Buffer): Promise<Buffer>
  end(file: Omit<WrittenFile, 'path' | 'sha256'>): Buffer
  finish(files: readonly WrittenFile[], offset: number): Buffer
}

/** One file as it is. */
export const plainPacking: Packing = {
  begin: () => Buffer.alloc(0),
  pack: async (block) => block,
  end: () => Buffer.alloc(0),
  finish: () => Buffer.alloc(0),
}

/** How far a package is written: what another process needs in order to go on. */
export type Written = {
  readonly offset: number
  readonly files: readonly WrittenFile[]
  /** The file under way, with the hash of what is there of it. */
  readonly open?: WrittenFile
}

/** Where the bytes of a package go. */
export type Sink = {
  write(bytes: Buffer): Promise<void>
  /** Is told how far the package is whenever it could be gone on with from there; keeps that now and then. */
  reached(written: Written): Promise<void>
}

/** What is made now is not what was made before: then nothing of that can be used. */
export class OtherContent extends Error {
  constructor() {
    super('the content of the package is not what it was when its compiling began')
    this.name = 'OtherContent'
  }
}

/** Smaller pieces are packed together. */
const smallestBlock = 256 * 1024

/**
 * Writes a package file by file, `from` where another writer has come: what it has written is made again, since the files behind it
 * depend on what is learnt meanwhile, but neither packed nor written. Throws `OtherContent` where what is made differs from what was. One
 * block is packed, in a thread of its own, while the next is made.
 */
export function packageWriter(sink: Sink, packing: Packing, from: Written = { offset: 0, files: [] }) {
  const files = [...from.files]
  const isWritten = (path: string | undefined) => files.some((file) => file.path === path)
  let { offset } = from
  const write = async (bytes: Buffer) => {
    offset += bytes.length
    if (bytes.length > 0) await sink.write(bytes)
  }

  const add: AddFile = async (path, pieces, { feeds } = {}) => {
    const known = files.find((file) => file.path === path)
    if (known !== undefined) {
      if (!isWritten(feeds)) for await (const _piece of pieces);
      return factsOf(known)
    }
    const former = from.open?.path === path ? from.open : undefined
    const start = former?.offset ?? offset
    if (former === undefined) await write(packing.begin(path))
    const hash = createHash('sha256')
    const file = { bytes: 0, crc32: 0, packed: 0 }
    let [before, writing] = [Promise.resolve(), Promise.resolve()]
    for await (const block of blocksOf(pieces)) {
      hash.update(block)
      file.bytes += block.length
      if (former !== undefined && file.bytes <= former.bytes) {
        if (file.bytes < former.bytes) continue
        if (hash.copy().digest('hex') !== former.sha256) throw new OtherContent()
        Object.assign(file, { crc32: former.crc32, packed: former.packed })
        continue
      }
      if (former !== undefined && file.bytes - block.length < former.bytes) throw new OtherContent()
      file.crc32 = crc32(block, file.crc32)
      const packed = packing.pack(block)
      packed.catch(() => undefined) // awaited below, once the block before it is written
      await before
      before = writing
      const reached = { bytes: file.bytes, crc32: file.crc32, sha256: hash.copy().digest('hex') }
      writing = writing.then(async () => {
        const bytes = await packed
        file.packed += bytes.length
        await write(bytes)
        await sink.reached({ offset, files, open: { ...reached, path, offset: start, packed: file.packed } })
      })
      writing.catch(() => undefined) // awaited by the block after the next, or below
    }
    await writing
    if (former !== undefined && file.bytes < former.bytes) throw new OtherContent()
    const whole = { ...file, path, offset: start, sha256: hash.digest('hex') }
    await write(packing.end(whole))
    files.push(whole)
    await sink.reached({ offset, files })
    return factsOf(whole)
  }
  return { add, finish: () => write(packing.finish(files, offset)) }
}

function factsOf({ path, bytes, sha256 }: WrittenFile): FileFacts {
  return { path, bytes, sha256 }
}

async function* blocksOf(pieces: Pieces): AsyncGenerator<Buffer> {
  let pending: Buffer[] = []
  let size = 0
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    pending.push(bytes)
    size += bytes.length
    if (size < smallestBlock) continue
    yield pending.length === 1 ? bytes : Buffer.concat(pending)
    pending = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(pending)
}
