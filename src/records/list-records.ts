import { origins } from '../law/portability.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { openCursor, type Page, type Position, sealCursor } from '../platform/http/cursor.ts'
import type { RequestId, UploadId } from '../platform/identifiers.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import { type PagedRecord, type Ranges, type RecordPlace, recordOpener, recordPage } from './page-store.ts'
import type { ListRecordsQuery } from './schemas.ts'
import { currentUploads } from './store.ts'

/** A page ends here even where fewer records than asked for are on it: each may be as large as a long e-mail. */
const pageBytes = 4 * 1024 * 1024

export type ListedRecord = PagedRecord & { readonly source: string }

/** One page of a request's records, by category, source and line; of these sources, categories and origins only, where some are named. */
export async function listRecords(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  request: RequestId,
  { limit, cursor, source, category, provided_by: providedBy, reviewed }: ListRecordsQuery,
): Promise<Page<ListedRecord>> {
  const [{ safe }, current] = await Promise.all([
    getRequestToShow(tx, deps.keyring, request),
    currentUploads(tx, request),
  ])
  const uploads = current.filter((each) => source === undefined || source.includes(each.source))
  const sources = new Map(uploads.map((each) => [each.id, each.source]))
  const key = deps.keyring.key('cursor')
  const binding = {
    organisation: tx.organisation,
    scope: { list: 'records', request, source, category, providedBy, reviewed },
  }
  const after = cursor === undefined ? undefined : (openCursor(key, binding, cursor) as [string, UploadId, number]) // sealed below

  const ranges = rangesOf({ source, provided_by: providedBy, reviewed })
  const found: ListedRecord[] = []
  let surplus = false
  let bytes = 0
  for (const each of categoriesFrom(category, after?.[0])) {
    if (surplus || uploads.length === 0) break
    const from = after !== undefined && (each === undefined || each === after[0]) ? placeOf(after) : undefined
    const room = limit - found.length
    const { rows, isCut } = await recordPage(tx, safe, {
      uploads: [...sources.keys()],
      category: each,
      ranges,
      after: from,
      rows: room + 1,
      bytes: pageBytes - bytes,
    })
    const open = recordOpener(safe)
    for (const row of rows.slice(0, room)) {
      const record = open(row)
      bytes += Buffer.byteLength(record.data)
      found.push({ ...record, source: sources.get(row.upload) ?? '' })
    }
    surplus = isCut || rows.length > room
  }
  return {
    object: 'list',
    data: found,
    has_more: surplus,
    ...(surplus && { next_cursor: sealCursor(key, binding, positionOf(found)) }),
  }
}

/** Undefined where all records are asked for: those lie in their order already. */
function rangesOf({
  source,
  provided_by: providedBy,
  reviewed,
}: Pick<ListRecordsQuery, 'source' | 'provided_by' | 'reviewed'>): Ranges | undefined {
  if (source === undefined && providedBy === undefined && reviewed === undefined) return undefined
  const unreviewed = reviewed === undefined ? [true, false] : [!reviewed]
  return { origins: [...new Set(providedBy ?? origins)], unreviewed }
}

function positionOf(found: readonly ListedRecord[]): Position {
  const last = found.at(-1)
  if (last === undefined) throw new Error('a page that has more holds a record')
  return [last.category, last.upload, last.position]
}

/** The categories asked for, in the order of the pages, from the one where the page before ended; undefined stands for all. */
function categoriesFrom(asked: readonly string[] | undefined, from: string | undefined): (string | undefined)[] {
  if (asked === undefined) return [undefined]
  const sorted = [...new Set(asked)].sort()
  return from === undefined ? sorted : sorted.slice(Math.max(0, sorted.indexOf(from)))
}

function placeOf([category, upload, position]: [string, UploadId, number]): RecordPlace {
  return { category, upload, position }
}
