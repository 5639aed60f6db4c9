import type { EventType } from '../evidence/event-types.ts'
import { hasHappenedSince } from '../evidence/store.ts'
import type { Instant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, RequestId, UploadId } from '../platform/identifiers.ts'
import { withoutPointers } from './json-pointer.ts'
import { currentUploads, type RecordPlace, recordPage } from './store.ts'
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
const page = { rows: 1_000, bytes: 1024 * 1024 }

/**
 * The records in the order of category, upload and line, by pages; of one category where it is named. The next page is on its way while
 * one is worked on.
 */
export async function* recordPages(
  database: Deps['database'],
  { organisation, safe, sources }: RecordsSnapshot,
  category?: string,
): AsyncGenerator<ReadRecord[]> {
  const uploads = [...sources.keys()]
  const pageAfter = (after: RecordPlace | undefined) => {
    const rows = database.transaction(organisation, (tx) => recordPage(tx, safe, { uploads, category, after, ...page }))
    rows.catch(() => undefined) // heard when it is its turn; whoever stops reading hears nothing more
    return rows
  }
  let coming = pageAfter(undefined)
  for (;;) {
    const rows = await coming
    const read = rows.flatMap(({ data, ...row }) => (data === null ? [] : [{ ...row, data }]))
    const last = read.at(-1)
    if (last === undefined) return
    const isMore = read.length < rows.length || rows.length === page.rows
    if (isMore) coming = pageAfter(last)
    yield read.map(({ data, withheld, review, ...row }) => {
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
      }
    })
    if (!isMore) return
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
