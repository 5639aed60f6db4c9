import { setImmediate } from 'node:timers/promises'
import type { EventType } from '../evidence/event-types.ts'
import { hasHappenedSince } from '../evidence/store.ts'
import type { Instant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, RecordId, RequestId, UploadId } from '../platform/identifiers.ts'
import { boxPage, originsOf, reviewPage, type SealedBox, type SealedReview } from './box-store.ts'
import { withoutPointers } from './json-pointer.ts'
import type { RecordPlace } from './page-store.ts'
import { type BoxedRecord, type BoxFacts, type RecordOrigin, recordsOfBox } from './record-box.ts'
import { currentUploads } from './store.ts'
import { type ProvidedBy, type RecordReview, recordBoxes } from './tables.ts'

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
const boxesAtATime = { rows: 32, bytes: 512 * 1024 }
const reviewsAtATime = 400

/**
 * The records in the order of category, upload and line, those of a box at a time; of one category where it is named. The next page is on its
 * way while one is worked on: between two boxes, what the server has sent of it is taken in, or the server would wait. Throws where a record
 * is missing, or one was reviewed that is in no box.
 */
export async function* recordPages(
  database: Deps['database'],
  snapshot: RecordsSnapshot,
  category?: string,
): AsyncGenerator<ReadRecord[]> {
  const { organisation, safe, sources, total } = snapshot
  const query = (rows: number) => (after: RecordPlace | undefined) => ({
    uploads: [...sources.keys()],
    category,
    after,
    rows,
  })
  const nextBoxes = query(boxesAtATime.rows)
  const nextReviews = query(reviewsAtATime)
  const coming = (after: RecordPlace | undefined) => {
    const page = { ...nextBoxes(after), bytes: boxesAtATime.bytes }
    const boxes = database.inOneTrip(organisation, (tx) => [boxPage(tx, safe, page)])
    boxes.catch(() => undefined) // heard when it is its turn; whoever stops reading hears nothing more
    return boxes
  }
  const reviews = inTheirOrder((after) =>
    database.inOneTrip(organisation, (tx) => [reviewPage(tx, safe, nextReviews(after))]),
  )
  let read = 0
  let next = coming(undefined)
  for (;;) {
    const [boxes] = await next
    const last = boxes.at(-1)
    if (last === undefined) break
    next = coming(last)
    for (const box of boxes) {
      const records = await openedBox(database, snapshot, box)
      const reviewed = await reviews.of(records)
      yield records.map((record) => recordOf(snapshot, box, record, reviewed.get(record.id)))
      read += records.length
      await setImmediate()
    }
  }
  if (!(await reviews.areDone()) || (category === undefined && read !== total))
    throw new Error('the records are not those that were counted, or not those that were reviewed')
}
type OfKnownOrigin = BoxedRecord & { readonly origin: RecordOrigin }

/** The records of a box. A version before this left their origin to their rows. */
async function openedBox(
  database: Deps['database'],
  { organisation, safe }: RecordsSnapshot,
  { holder, box, providedBy, collectedAt }: SealedBox,
): Promise<OfKnownOrigin[]> {
  const records = recordsOfBox(safe, holder, box)
  if (records.every(isOfKnownOrigin)) return records
  if (records.length === 1) return records.map((only) => ({ ...only, origin: { providedBy, collectedAt } }))
  const ids = records.map(({ id }) => id)
  const [rows] = await database.inOneTrip(organisation, (tx) => [originsOf(tx, ids)])
  const origins = new Map(rows.map(({ id, ...origin }) => [id, origin]))
  return records.map((record) => {
    const origin = origins.get(record.id)
    if (origin === undefined) throw new Error('a record in a box has no row')
    return { ...record, origin }
  })
}

function isOfKnownOrigin(record: BoxedRecord): record is OfKnownOrigin {
  return record.origin !== undefined
}

/** What was reviewed, found for records that come in the same order: a page of it is held at a time. */
function inTheirOrder(pageAfter: (after: RecordPlace | undefined) => Promise<[SealedReview[]]>) {
  let page: readonly SealedReview[] = []
  let at = 0
  let isMore = true
  const head = async (): Promise<SealedReview | undefined> => {
    if (at < page.length || !isMore) return page[at]
    const [rows] = await pageAfter(page.at(-1))
    page = rows
    at = 0
    isMore = rows.length === reviewsAtATime
    return page[at]
  }
  return {
    of: async (records: readonly BoxedRecord[]): Promise<ReadonlyMap<RecordId, SealedReview>> => {
      const found = new Map<RecordId, SealedReview>()
      for (const { id } of records) {
        const next = at < page.length || !isMore ? page[at] : await head()
        if (next?.id !== id) continue
        found.set(id, next)
        at += 1
      }
      return found
    },
    areDone: async () => (await head()) === undefined,
  }
}

function recordOf(
  { sources, safe }: RecordsSnapshot,
  { category, upload }: SealedBox,
  { id, origin, note, data, isExact, box }: OfKnownOrigin,
  reviewed: SealedReview | undefined,
): ReadRecord {
  const review = reviewOf(safe, id, reviewed)
  const redact = review?.redact ?? []
  const withheld = reviewed?.withheld === true
  return {
    category,
    source: sources.get(upload) ?? '',
    providedBy: origin.providedBy,
    purpose: note.purpose ?? null,
    collectedAt: origin.collectedAt,
    review: withheld ? 'withheld' : redact.length > 0 ? 'redacted' : 'none',
    reason: review?.reason ?? null,
    text: withheld ? '' : withoutPointers(data, redact),
    isExact,
    box,
  }
}

function reviewOf(safe: CaseSafe, id: RecordId, reviewed: SealedReview | undefined): RecordReview | null {
  const review = reviewed?.review ?? null
  return review === null ? null : recordBoxes.open(safe, { id, review }).review
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
