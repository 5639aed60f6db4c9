import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Instant } from '../law/calendar.ts'
import { BoxRefused, type CaseSafe, type Sealed } from '../platform/crypto/safe.ts'
import type { RecordId } from '../platform/identifiers.ts'
import { fieldsOf, type MetField } from './fields.ts'
import { isExactInDoubles, type JsonObject, readJson } from './json-text.ts'
import { type ProvidedBy, recordBoxes } from './tables.ts'

/** What a source says of a record beside its data. */
export type RecordNote = { readonly source_id?: string | undefined; readonly purpose?: string | undefined }

/** From whom the data of a record is, and since when its source has it. */
export type RecordOrigin = { readonly providedBy: ProvidedBy; readonly collectedAt: Instant | null }

/** The content of one record: its data as it came, and what its source says of it. */
export type RecordContent = { readonly note: RecordNote; readonly data: string }

/** A record as its box has it. */
export type BoxedRecord = RecordContent & {
  readonly id: RecordId
  /** Whether a double gives back every number of the data; undefined where nobody has looked. */
  readonly isExact: boolean | undefined
  /** What is known of all records in its box; undefined where nobody has looked. */
  readonly box: BoxFacts | undefined
  /** Undefined where that is told by its row alone. */
  readonly origin: RecordOrigin | undefined
}
/** Of records that share a box: how many they are, and the fields of their data. */
export type BoxFacts = { readonly records: number; readonly fields: readonly MetField[] }

type Boxed = RecordContent & RecordOrigin & { readonly id: RecordId }

/** How much data goes into one box, and how many records: many, so that sealing and storing counts for little, and few to read for one of them. */
const boxLength = 64 * 1024
const mostTogether = 256

/** Parts records, as they come, into those that share a box. A large one has its own. */
export function inBoxes<T extends { readonly data: string }>(records: readonly T[]): T[][] {
  const boxes: T[][] = []
  let room = 0
  for (const record of records) {
    const box = boxes.at(-1)
    if (box === undefined || record.data.length > room || box.length === mostTogether) {
      boxes.push([record])
      room = boxLength - record.data.length
    } else {
      box.push(record)
      room -= record.data.length
    }
  }
  return boxes
}

/**
 * The fields of all records; of each its id, the length of its data, whether that is exact in doubles, its note, and its origin, as its row
 * tells it too: then whoever reads all of them reads no rows but those of boxes.
 */
type Contents = readonly [fields: readonly MetField[], records: readonly Entry[]]
type Entry = readonly [
  id: RecordId,
  length: number,
  isExact: boolean,
  note: RecordNote,
  // Missing in a box of a version that left it to the rows
  providedBy?: ProvidedBy,
  collectedAt?: Instant | null,
]

/**
 * What a box holds: a line of JSON, and behind it the data of its records, one after the other, as it came. Not one JSON document: an export
 * gives back the data to the digit, and nobody writes or reads it twice. The fields are told so that a table's header needs no reading of every value.
 */
export function packRecords(
  records: readonly Boxed[],
  fields = fieldsOf(records.map(({ data }) => parsedData(data))),
): Buffer {
  const entries = records.map(
    ({ id, note, data, providedBy, collectedAt }): Entry => [
      id,
      data.length,
      isExactInDoubles(data),
      note,
      providedBy,
      collectedAt,
    ],
  )
  const contents: Contents = [fields, entries]
  return zstdCompressSync(`${JSON.stringify(contents)}\n${records.map(({ data }) => data).join('')}`, quick)
}

/** Less to store, and to read again; records of a kind repeat each other. A stronger level takes longer and gives little more. */
const quick = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
/** RFC 8878 section 3.1.1: how what is compressed begins; JSON does not. */
const zstdMagic = Buffer.of(0x28, 0xb5, 0x2f, 0xfd)

/** Versions before this left boxes as they are. */
function expanded(content: Buffer): Buffer {
  return content.subarray(0, zstdMagic.length).equals(zstdMagic) ? zstdDecompressSync(content) : content
}

/** For its fields alone: how a number is written makes no other one. */
function parsedData(data: string): JsonObject {
  return readJson(data, true) as JsonObject // only objects are stored
}

/**
 * All records of what a box holds, in their order, `holder` being the record in whose row it stands. A box of one record, as versions before
 * this wrote them, has its note as its first line.
 */
export function unpackRecords(content: Buffer, holder: RecordId): BoxedRecord[] {
  const text = expanded(content).toString('utf8')
  let from = text.indexOf('\n') + 1 // JSON writes a line break within a text as two characters
  const line: Contents | RecordNote = JSON.parse(text.slice(0, from))
  if (!isContents(line)) {
    return [{ id: holder, note: line, data: text.slice(from), isExact: undefined, box: undefined, origin: undefined }]
  }
  const [fields, entries] = line
  const box = { records: entries.length, fields }
  return entries.map(([id, length, isExact, note, providedBy, collectedAt = null]) => {
    const data = text.slice(from, from + length)
    from += length
    return { id, note, data, isExact, box, origin: providedBy && { providedBy, collectedAt } }
  })
}

function isContents(line: Contents | RecordNote): line is Contents {
  return Array.isArray(line)
}

/** The same as a record shows it. */
export type NamedContent = {
  readonly sourceId: string | null
  readonly purpose: string | null
  readonly data: string
}

/** The records of a box by their ids. */
export type OpenBox = ReadonlyMap<RecordId, RecordContent>

/** A row that was altered has no box. */
export const nothing: OpenBox = new Map()

/** Opens the box in the row of `holder`. Throws `BoxRefused`. */
export function openBox(safe: CaseSafe, holder: RecordId, box: Sealed<Buffer> | null): OpenBox {
  return box === null ? nothing : new Map(recordsOfBox(safe, holder, box).map((record) => [record.id, record]))
}

/** All records of the box in the row of `holder`, in their order. Throws `BoxRefused`. */
export function recordsOfBox(safe: CaseSafe, holder: RecordId, box: Sealed<Buffer>): BoxedRecord[] {
  return unpackRecords(recordBoxes.open(safe, { id: holder, data: box }).data, holder)
}

/** A box says whose data it holds: in a row that was altered to point to it, another record finds nothing (attack 70). */
export function contentOf({ id }: { readonly id: RecordId }, box: OpenBox): NamedContent {
  const content = box.get(id)
  if (content === undefined)
    throw new BoxRefused({ table: 'records', column: 'data', row: id }, 'it is not in the box of its row')
  const { note, data } = content
  return { sourceId: note.source_id ?? null, purpose: note.purpose ?? null, data }
}
