import type { Instant } from '../law/calendar.ts'
import { origins } from '../law/portability.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RecordId, RequestId, UploadId } from '../platform/identifiers.ts'
import { fromRanges } from './page-store.ts'
import { currentUploads } from './store.ts'
import { type ProvidedBy, type RecordReview, recordBoxes } from './tables.ts'

type OfRequest = { readonly organisation: OrganisationId; readonly request: RequestId }

const selectUnreviewedCount = rawStatement<
  OfRequest & { uploads: readonly UploadId[]; most: number },
  { count: number }
>(
  'count_unreviewed_records',
  `select count(*)::int as count from (select from ${fromRanges('limit $6')} limit $6) as found`,
  ({ organisation, request, uploads, most }) => [organisation, request, [...uploads], ['third_party'], [true], most],
)

/** How many records that third parties provided are not reviewed, counted up to `most`. */
export async function countUnreviewed(tx: Tx, request: RequestId, most: number): Promise<number> {
  const uploads = (await currentUploads(tx, request)).map(({ id }) => id)
  const [row] = await tx.run(selectUnreviewedCount, { organisation: tx.organisation, request, uploads, most })
  return row?.count ?? 0
}

/** Which records are reviewed together; what is absent narrows nothing. */
export type ReviewFilter = {
  readonly uploads: readonly UploadId[]
  readonly categories?: readonly string[] | undefined
  readonly providedBy?: readonly ProvidedBy[] | undefined
}
type FilterValues = OfRequest & ReviewFilter & { readonly most: number }

/** Range after range until there are enough: each ends where it has no more, or the limit is reached. */
const unreviewedText = (next: string) => `select r.id from ${fromRanges(`${next} limit $6`)} limit $6`
const unreviewedValues = ({ organisation, request, uploads, providedBy = origins, most }: FilterValues) => [
  organisation,
  request,
  [...uploads],
  [...new Set(providedBy)],
  [true],
  most,
]
const selectUnreviewed = rawStatement<FilterValues, { id: RecordId }>(
  'select_unreviewed_records',
  unreviewedText(''),
  unreviewedValues,
)
const selectUnreviewedOfCategories = rawStatement<FilterValues, { id: RecordId }>(
  'select_unreviewed_records_of_categories',
  unreviewedText('and category = any ($7::text[])'),
  (values) => [...unreviewedValues(values), [...(values.categories ?? [])]],
)

/** Records that nobody has reviewed, `most` of them. */
export async function unreviewedRecords(
  tx: Tx,
  request: RequestId,
  { most, ...filter }: ReviewFilter & { readonly most: number },
): Promise<RecordId[]> {
  const statement = filter.categories === undefined ? selectUnreviewed : selectUnreviewedOfCategories
  const rows = await tx.run(statement, { organisation: tx.organisation, request, most, ...filter })
  return rows.map(({ id }) => id)
}

/** The same words for many records; each has a box of its own, since a box opens in its place only. */
type Reviewed = {
  readonly ids: readonly RecordId[]
  readonly withheld: boolean
  readonly reviewedAt: Instant
  readonly review: RecordReview
}

const updateReviews = rawStatement<
  Omit<Reviewed, 'review'> & { organisation: OrganisationId; boxes: readonly (Buffer | null)[] },
  Record<string, never>
>(
  'review_records',
  `update habeas.records r set withheld = $4, reviewed_at = $5::timestamptz, reason = given.reason
   from unnest($2::uuid[], $3::bytea[]) as given (id, reason)
   where r.organisation_id = $1 and r.id = given.id`,
  ({ organisation, ids, boxes, withheld, reviewedAt }) => [
    organisation,
    [...ids],
    [...boxes],
    withheld,
    instantToText(reviewedAt),
  ],
)

export async function reviewTogether(tx: Tx, safe: CaseSafe, { review, ...reviewed }: Reviewed): Promise<void> {
  const boxes = reviewed.ids.map((id) => recordBoxes.seal(safe, { id, review }).review)
  await tx.run(updateReviews, { organisation: tx.organisation, boxes, ...reviewed })
}
