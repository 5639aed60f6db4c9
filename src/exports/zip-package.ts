import { promisify } from 'node:util'
import { constants, deflateRaw } from 'node:zlib'
import type { Instant } from '../law/calendar.ts'
import type { Packing, WrittenFile } from './package-writer.ts'

// A ZIP as PKWARE's APPNOTE.TXT 6.3.10 has it, written front to back: sizes follow each file, and the directory comes last. Written here since a
// library holds the state of its compressor where nobody can store it, and a compile that was killed could not go on.

const deflated = promisify(deflateRaw)

/** Of a compressed block; more than most give, so that it is handed on in one piece. */
const chunkSize = 128 * 1024
/** A block with its end on the border of a byte, that refers to nothing before it: whatever follows may be made by another process. */
const blockEnd = { finishFlush: constants.Z_FULL_FLUSH, chunkSize }
/** RFC 1951 section 3.2.3: the last block, compressed by fixed codes, and empty. */
const lastBlock = Buffer.of(0x03, 0x00)

const largest32 = 0xffff_ffff
const largest16 = 0xffff
/** 2.0 for deflate, 4.5 for sizes of 64 bits (4.4.3). */
const versions = { deflate: 20, zip64: 45 }
/** Sizes follow the file (bit 3); names are UTF-8 (bit 11). */
const flags = 0x0808
const method = 8
const madeOnUnix = (3 << 8) | 63
const plainFile = (0o100644 << 16) >>> 0

/** How files become a ZIP. Each is compressed in blocks of their own. */
export function zipPacking(mtime: Instant): Packing {
  return {
    begin: (path) => localHeader(path, mtime),
    pack: (block) => deflated(block, blockEnd),
    end: (file) => Buffer.concat([lastBlock, descriptor({ ...file, packed: file.packed + lastBlock.length })]),
    finish: (files, offset) => directory(files, offset, mtime),
  }
}

function localHeader(path: string, mtime: Instant): Buffer {
  const name = Buffer.from(path)
  const extra = timestamp(mtime)
  return Buffer.concat([
    u32(0x04034b50),
    ...common({ needs: versions.deflate, mtime, crc32: 0, packed: 0, bytes: 0 }),
    u16(name.length),
    u16(extra.length),
    name,
    extra,
  ])
}

/** 4.3.9: behind the file, in 64 bits where it needs them; the directory says which. */
function descriptor({ crc32, packed, bytes }: Sizes): Buffer {
  const size = isLarge(packed, bytes) ? u64 : u32
  return Buffer.concat([u32(0x08074b50), u32(crc32), size(packed), size(bytes)])
}

function directory(files: readonly WrittenFile[], offset: number, mtime: Instant): Buffer {
  const entries = Buffer.concat(files.map((file) => directoryEntry(file, mtime)))
  const end = [u16(0), u16(0), u16(Math.min(files.length, largest16)), u16(Math.min(files.length, largest16))]
  const isLong = files.length >= largest16 || offset >= largest32 || entries.length >= largest32
  return Buffer.concat([
    entries,
    ...(isLong ? zip64End({ count: files.length, bytes: entries.length, offset }) : []),
    u32(0x06054b50),
    ...end,
    u32(Math.min(entries.length, largest32)),
    u32(Math.min(offset, largest32)),
    u16(0),
  ])
}

function directoryEntry({ path, offset, ...file }: WrittenFile, mtime: Instant): Buffer {
  const name = Buffer.from(path)
  const sizes = { ...file, packed: file.packed + lastBlock.length }
  const isLong = isLarge(sizes.packed, sizes.bytes, offset)
  // 4.5.3: what does not fit stands in the extra field, all three of them
  const long = isLong ? [u16(0x0001), u16(24), u64(sizes.bytes), u64(sizes.packed), u64(offset)] : []
  const extra = Buffer.concat([timestamp(mtime), ...long])
  const shown = isLong ? { ...sizes, packed: largest32, bytes: largest32 } : sizes
  return Buffer.concat([
    u32(0x02014b50),
    u16(madeOnUnix),
    ...common({ ...shown, needs: isLong ? versions.zip64 : versions.deflate, mtime }),
    u16(name.length),
    u16(extra.length),
    u16(0),
    u16(0),
    u16(0),
    u32(plainFile),
    u32(isLong ? largest32 : offset),
    name,
    extra,
  ])
}

/** 4.3.14 and 4.3.15. */
function zip64End({ count, bytes, offset }: { count: number; bytes: number; offset: number }): Buffer[] {
  const record = [u64(44), u16(madeOnUnix), u16(versions.zip64), u32(0), u32(0)]
  const locator = [u32(0x07064b50), u32(0), u64(offset + bytes), u32(1)]
  return [u32(0x06064b50), ...record, u64(count), u64(count), u64(bytes), u64(offset), ...locator]
}

type Sizes = { readonly crc32: number; readonly packed: number; readonly bytes: number }

/** What the header before a file and its entry in the directory have in common. */
function common({ needs, mtime, crc32, packed, bytes }: Sizes & { needs: number; mtime: Instant }): Buffer[] {
  const [day, time] = dosTime(mtime)
  return [u16(needs), u16(flags), u16(method), u16(time), u16(day), u32(crc32), u32(packed), u32(bytes)]
}

/** 4.4.6: in steps of two seconds and of no zone, here UTC; the exact instant stands in the extra field. */
function dosTime(mtime: Instant): [day: number, time: number] {
  const at = new Date(mtime)
  return [
    ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  ]
}

/** Info-ZIP's "UT" field: when it was changed last, in seconds. */
function timestamp(mtime: Instant): Buffer {
  return Buffer.concat([u16(0x5455), u16(5), Buffer.of(1), u32(Math.floor(mtime / 1000))])
}

function isLarge(...sizes: readonly number[]): boolean {
  return sizes.some((size) => size >= largest32)
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
