import { setImmediate } from 'node:timers/promises'
import type { EventType } from '../evidence/event-types.ts'
import { hasHappenedSince } from '../evidence/store.ts'
import type { Instant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, RequestId, UploadId } from '../platform/identifiers.ts'
import { withoutPointers } from './json-pointer.ts'
import { type PagedRecord, type RecordPlace, recordOpener, recordPage } from './page-store.ts'
import type { BoxFacts } from './record-box.ts'
import { currentUploads } from './store.ts'
import type { ProvidedBy } from './tables.ts'

/** For the exports: the records of a request, read from one end to the other without ever holding them all. */

/** Which records a request has at one moment. They are read in many transactions: whether they stayed the same is asked at the end. */
export type RecordsSnapshot = {
  readonly organisation: OrganisationId
  readonly safe: CaseSafe
  /** The sources, by the upload that is current of each. */
  readonly sources: ReadonlyMap<UploadId, string>
  readonly total: number
}

export type ReadRecord = {
  readonly category: string
  readonly source: string
  readonly providedBy: ProvidedBy
  readonly purpose: string | null
  readonly collectedAt: Instant | null
  /** Left out whole, or in parts, for the rights of others (art. 15(4)). */
  readonly review: 'none' | 'withheld' | 'redacted'
  readonly reason: string | null
  /** The data as JSON text, as it came but for what was redacted; '' where it is withheld. */
  readonly text: string
  /** Whether a double gives back every number of the text; undefined where nobody has looked. */
  readonly isExact?: boolean | undefined
  /** What is known of the records that were stored with this one: the same for each of them that follows. */
  readonly box?: BoxFacts | undefined
}

export async function snapshotRecords(tx: Tx, safe: CaseSafe): Promise<RecordsSnapshot> {
  const uploads = await currentUploads(tx, safe.request)
  return {
    organisation: tx.organisation,
    safe,
    sources: new Map(uploads.map(({ id, source }) => [id, source])),
    total: uploads.reduce((sum, { count }) => sum + count, 0),
  }
}

/** One page, one short transaction: bounded in rows and in bytes. */
const page = { rows: 400, bytes: 512 * 1024 }
/** Records that are opened and worked on at a time: a few milliseconds. */
const sliceRows = 128

/**
 * The records in the order of category, upload and line, some at a time; of one category where it is named. The next page is on its way
 * while one is worked on: between two slices, what the server has sent of it is taken in, or the server would wait.
 */
export async function* recordPages(
  database: Deps['database'],
  { organisation, safe, sources }: RecordsSnapshot,
  category?: string,
): AsyncGenerator<ReadRecord[]> {
  const uploads = [...sources.keys()]
  const pageAfter = (after: RecordPlace | undefined) => {
    const query = { uploads, category, after, ...page }
    const next = database.inOneTrip(organisation, (tx) => [recordPage(tx, safe, query)])
    next.catch(() => undefined) // heard when it is its turn; whoever stops reading hears nothing more
    return next
  }
  const open = recordOpener(safe)
  let coming = pageAfter(undefined)
  for (;;) {
    const [{ rows, isCut }] = await coming
    const isMore = isCut || rows.length === page.rows
    if (isMore) coming = pageAfter(rows.at(-1))
    for (let from = 0; from < rows.length; from += sliceRows) {
      yield rows.slice(from, from + sliceRows).map((row) => recordOf(open(row), sources))
      await setImmediate()
    }
    if (!isMore) return
  }
}

function recordOf(
  { data, isExact, box, withheld, review, ...row }: PagedRecord,
  sources: RecordsSnapshot['sources'],
): ReadRecord {
  const redact = review?.redact ?? []
  return {
    category: row.category,
    source: sources.get(row.upload) ?? '',
    providedBy: row.providedBy,
    purpose: row.purpose,
    collectedAt: row.collectedAt,
    review: withheld ? 'withheld' : redact.length > 0 ? 'redacted' : 'none',
    reason: review?.reason ?? null,
    text: withheld ? '' : withoutPointers(data, redact),
    isExact,
    box,
  }
}

/** What may have changed, and the events that say so. */
const eventsOf = {
  records_replaced: ['records_replaced'],
  record_reviewed: ['record_reviewed', 'records_reviewed'],
} as const satisfies Record<string, readonly EventType[]>
type Change = keyof typeof eventsOf

/** Whether records of the request were replaced or reviewed after this event of its history. Exact under the lock of the request. */
export function recordsChangedSince(
  tx: Tx,
  request: RequestId,
  sequence: number,
  changes: readonly Change[] = ['records_replaced', 'record_reviewed'],
): Promise<boolean> {
  return hasHappenedSince(
    tx,
    request,
    sequence,
    changes.flatMap((change) => eventsOf[change]),
  )
}
