import type { Instant } from '../law/calendar.ts'
import { origins } from '../law/portability.ts'
import type { CaseSafe, Sealed } from '../platform/crypto/safe.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RecordId, RequestId, UploadId } from '../platform/identifiers.ts'
import { beginning, nextOfRanges, type RecordPlace } from './page-store.ts'
import type { RecordOrigin } from './record-box.ts'
import type { RecordReview } from './tables.ts'

/**
 * Records as whole boxes: for whoever reads all of them. A row is read for each box, and one for each record that was reviewed: of the others
 * the box tells everything.
 */

/** The row of a record that has a box, in which the records that follow it in its category and upload may be, too. */
export type SealedBox = RecordPlace & {
  readonly holder: RecordId
  readonly providedBy: RecordOrigin['providedBy']
  readonly collectedAt: Instant | null
  readonly box: Sealed<Buffer>
}
/** A record that somebody has reviewed. */
export type SealedReview = RecordPlace & {
  readonly id: RecordId
  readonly withheld: boolean
  readonly review: Sealed<RecordReview> | null
}

/** Of which uploads, of one category where it is named, behind which place; at most so many rows. */
export type BoxQuery = {
  readonly uploads: readonly UploadId[]
  readonly category: string | undefined
  readonly after: RecordPlace | undefined
  readonly rows: number
}
type BoxValues = BoxQuery & { readonly organisation: OrganisationId; readonly request: RequestId }
type BoxPageValues = BoxValues & { readonly bytes: number }

function* placeValues({ category, after }: BoxValues): Generator<unknown> {
  const from = after ?? { ...beginning, category: category ?? '' }
  yield from.category
  yield from.upload
  yield from.position
}

/** As many boxes as have so many bytes, and one in any case: the size of a box is known without reading it. */
const boxesText = (ofCategory: string) => `
  select id as holder, upload_id as upload, category, position, provided_by as "providedBy", collected_at as "collectedAt", data as box
  from (
    select *, sum(octet_length(data)) over (order by category, upload_id, position) - octet_length(data) as before
    from (
      select * from habeas.records
      where organisation_id = $1 and request_id = $2 and upload_id = any ($3::uuid[]) and held_by is null
        and (category, upload_id, position) > ($4, $5::uuid, $6::int) ${ofCategory}
      order by category, upload_id, position limit $7
    ) as next
  ) as measured
  where before < $8
  order by category, upload_id, position`

const boxes = (name: string, ofCategory: string) =>
  rawStatement<BoxPageValues, SealedBox>(name, boxesText(ofCategory), (values) => [
    values.organisation,
    values.request,
    [...values.uploads],
    ...placeValues(values),
    values.rows,
    values.bytes,
    ...(values.category === undefined ? [] : [values.category]),
  ])
const allBoxes = boxes('select_record_boxes', '')
const boxesOfCategory = boxes('select_record_boxes_of_category', 'and category = $9')

/** The next boxes, in the order of category, upload and position. None: there are no more. */
export function boxPage(tx: Tx, safe: CaseSafe, query: BoxQuery & { readonly bytes: number }): Promise<SealedBox[]> {
  const statement = query.category === undefined ? allBoxes : boxesOfCategory
  return tx.run(statement, { ...query, organisation: tx.organisation, request: safe.request })
}

const reviewsText = (ofCategory: string) => `
  select id, upload_id as upload, category, position, withheld, reason as review
  from (${nextOfRanges(ofCategory)}) as next
  order by category, upload_id, position`

const reviews = (name: string, ofCategory: string) =>
  rawStatement<BoxValues, SealedReview>(name, reviewsText(ofCategory), (values) => [
    values.organisation,
    values.request,
    [...values.uploads],
    origins,
    [false],
    ...placeValues(values),
    values.rows,
    ...(values.category === undefined ? [] : [values.category]),
  ])
const allReviews = reviews('select_record_reviews', '')
const reviewsOfCategory = reviews('select_record_reviews_of_category', 'and category = $10')

/** The next records that were reviewed, in the same order. */
export function reviewPage(tx: Tx, safe: CaseSafe, query: BoxQuery): Promise<SealedReview[]> {
  const statement = query.category === undefined ? allReviews : reviewsOfCategory
  return tx.run(statement, { ...query, organisation: tx.organisation, request: safe.request })
}

const selectOrigins = rawStatement<
  { readonly organisation: OrganisationId; readonly ids: readonly RecordId[] },
  RecordOrigin & { readonly id: RecordId }
>(
  'select_record_origins',
  `select id, provided_by as "providedBy", collected_at as "collectedAt" from habeas.records
   where organisation_id = $1 and id = any ($2::uuid[])`,
  ({ organisation, ids }) => [organisation, [...ids]],
)

/** What the rows of records say of their origin. */
export function originsOf(tx: Tx, ids: readonly RecordId[]) {
  return tx.run(selectOrigins, { organisation: tx.organisation, ids })
}
