import type { Instant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { rawStatement, type Statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RecordId, RequestId, UploadId } from '../platform/identifiers.ts'
import { type ProvidedBy, type RecordReview, recordBoxes } from './tables.ts'

type OfRequest = { readonly organisation: OrganisationId; readonly request: RequestId }

/** As the partial index `records_unreviewed` says it: in these words the server finds that it may be used. */
const unreviewedOfOthers = `provided_by = 'third_party' and reviewed_at is null`

const selectUnreviewedCount = rawStatement<OfRequest & { most: number }, { count: number }>(
  'count_unreviewed_records',
  `select count(*)::int as count from (
     select from habeas.records
     where organisation_id = $1 and request_id = $2 and ${unreviewedOfOthers} and upload_id in (
       select id from habeas.record_uploads where organisation_id = $1 and request_id = $2 and state = 'current')
     limit $3) as found`,
  ({ organisation, request, most }) => [organisation, request, most],
)

/** How many records that third parties provided are not reviewed, counted up to `most`. */
export async function countUnreviewed(tx: Tx, request: RequestId, most: number): Promise<number> {
  const [row] = await tx.run(selectUnreviewedCount, { organisation: tx.organisation, request, most })
  return row?.count ?? 0
}

/** Which records are reviewed together; what is absent narrows nothing. */
export type ReviewFilter = {
  readonly uploads: readonly UploadId[]
  readonly categories?: readonly string[] | undefined
  readonly providedBy?: readonly ProvidedBy[] | undefined
}

type Found = { id: RecordId; provided_by: ProvidedBy }
type FilterValues = OfRequest & ReviewFilter & { readonly most: number }

const unreviewedText = (condition: string) =>
  `select id, provided_by from habeas.records
   where organisation_id = $1 and request_id = $2 and upload_id = any ($3::uuid[]) and ${condition}
     and ($4::text[] is null or category = any ($4))
   order by category, upload_id, position limit $5`
const valuesOf = ({ organisation, request, uploads, categories, most }: FilterValues) => [
  organisation,
  request,
  [...uploads],
  categories === undefined ? null : [...categories],
  most,
]
const selectUnreviewedOfOthers: Statement<FilterValues, Found[]> = rawStatement(
  'select_unreviewed_of_third_parties',
  unreviewedText(unreviewedOfOthers),
  valuesOf,
)
const selectUnreviewed: Statement<FilterValues, Found[]> = rawStatement(
  'select_unreviewed_records',
  unreviewedText('reviewed_at is null and ($6::text[] is null or provided_by = any ($6))'),
  (values) => [...valuesOf(values), values.providedBy === undefined ? null : [...values.providedBy]],
)

/** Records that nobody has reviewed, `most` of them, in their order. */
export async function unreviewedRecords(
  tx: Tx,
  request: RequestId,
  { most, ...filter }: ReviewFilter & { readonly most: number },
): Promise<RecordId[]> {
  const isOfOthers = filter.providedBy?.every((each) => each === 'third_party') ?? false
  const statement = isOfOthers ? selectUnreviewedOfOthers : selectUnreviewed
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
