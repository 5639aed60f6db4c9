import type { Instant } from '../law/calendar.ts'
import type { CaseSafe, Sealed } from '../platform/crypto/safe.ts'
import { rawStatement, type Statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RecordId, RequestId, UploadId } from '../platform/identifiers.ts'
import { contentOf, type NamedContent, nothing, type OpenBox, openBox } from './record-box.ts'
import { type ProvidedBy, type RecordReview, recordBoxes } from './tables.ts'

/** Where a page of records ended: in the order of category, upload and position. */
export type RecordPlace = { readonly category: string; readonly upload: UploadId; readonly position: number }

/** One record of a page. */
export type PagedRecord = NamedContent & {
  readonly id: RecordId
  readonly upload: UploadId
  readonly position: number
  readonly category: string
  readonly providedBy: ProvidedBy
  readonly collectedAt: Instant | null
  readonly withheld: boolean
  readonly reviewedAt: Instant | null
  readonly review: RecordReview | null
}

/** The same as it comes out of the table. */
export type SealedPaged = Omit<PagedRecord, keyof NamedContent | 'review'> & {
  readonly review: Sealed<RecordReview> | null
  /** The record that has the box. */
  readonly holder: RecordId
  /** With the first of those that share it. */
  readonly box: Sealed<Buffer> | null
  /** The page was full of bytes before it. */
  readonly isBeyond: boolean
}
export type SealedPage = {
  readonly rows: readonly SealedPaged[]
  /** There are more, but the page was full of bytes. */
  readonly isCut: boolean
}

export type PageQuery = {
  /** Only what belongs to these. */
  readonly uploads: readonly UploadId[]
  readonly category?: string | undefined
  /** Absent: of every origin, reviewed or not. */
  readonly ranges?: Ranges | undefined
  /** Absent: from the first. */
  readonly after?: RecordPlace | undefined
  readonly rows: number
  readonly bytes: number
}
/** Which parts of the index `records_of_upload` are asked for: each origin, reviewed, unreviewed, or both. */
export type Ranges = { readonly origins: readonly ProvidedBy[]; readonly unreviewed: readonly boolean[] }

/**
 * The ranges of uploads `$3` that are of origins `$4` and states `$5` (whether unreviewed), `$1` being the organisation; `next` is taken of
 * each, as `r`. The cost grows with the ranges and with what is taken of each, not with the records.
 */
export const fromRanges = (next: string) => `
  unnest($3::uuid[]) as one (upload) cross join unnest($4::text[]) as each (origin) cross join unnest($5::boolean[]) as state (unreviewed)
  cross join lateral (
    select id, category, position, provided_by from habeas.records
    where organisation_id = $1 and request_id = $2 and upload_id = one.upload
      and provided_by = each.origin and (reviewed_at is null) = state.unreviewed
      ${next}
  ) as r`

/** Before every record: no category is empty. */
export const beginning: RecordPlace = {
  category: '',
  upload: '00000000-0000-0000-0000-000000000000' as UploadId, // that of none
  position: 0,
}

/**
 * `next`: the records of a page, and how many bytes their boxes may have. A box comes with the first of the records that share it, which
 * follow each other in any order that is asked for. Its size is known without reading it, so what lies beyond the limit is never read.
 */
const pageText = (next: string, bytes: string) => `
  select id, upload_id as upload, position, category, provided_by as "providedBy", collected_at as "collectedAt",
    withheld, reviewed_at as "reviewedAt", reason as review, holder, case when before < ${bytes} then box end as box,
    opens and before >= ${bytes} as "isBeyond"
  from (
    select *, sum(coalesce(octet_length(box), 0)) over (order by category, upload_id, position) - coalesce(octet_length(box), 0) as before
    from (
      select *, case when opens then coalesce(data, (select h.data from habeas.records h where h.organisation_id = $1 and h.id = holder)) end as box
      from (
        select *, holder is distinct from lag(holder) over (order by category, upload_id, position) as opens
        from (select *, coalesce(held_by, id) as holder from (${next}) as next) as held
      ) as marked
    ) as opened
  ) as measured
  order by category, upload_id, position`

/**
 * All of some uploads, which lie in their order in one index. There is always a place to begin after: `$4 is null or …` would make the
 * server walk the index from its start for every page.
 */
const inOrder = (ofCategory: string) =>
  pageText(
    `select * from habeas.records
     where organisation_id = $1 and request_id = $2 and upload_id = any ($3::uuid[])
       and (category, upload_id, position) > ($4, $5::uuid, $6::int) ${ofCategory}
     order by category, upload_id, position limit $7`,
    '$8',
  )

/**
 * Of each range what comes next, which begins earlier or later in an upload's own order than the page before has ended in that of all. One
 * by one: the server takes what is found for more than it is, and would join it by reading the whole table.
 */
export const nextOfRanges = (ofCategory: string) =>
  `select one_by_one.* from (
     select r.id as found_id from ${fromRanges(`
       and (category, position) > ($6, case when one.upload < $7::uuid then 2147483647 when one.upload = $7::uuid then $8::int else 0 end)
       ${ofCategory} order by category, position limit $9`)}
     order by r.category, one.upload, r.position limit $9) as found
   cross join lateral (select * from habeas.records where organisation_id = $1 and id = found_id limit 1) as one_by_one`
const ofRanges = (ofCategory: string) => pageText(nextOfRanges(ofCategory), '$10')

type PageValues = PageQuery & { readonly organisation: OrganisationId; readonly request: RequestId }

function pageValues({ organisation, request, uploads, ranges, after, rows, bytes, category }: PageValues): unknown[] {
  const from = after ?? { ...beginning, category: category ?? '' }
  return [
    organisation,
    request,
    [...uploads],
    ...(ranges === undefined ? [] : [[...ranges.origins], [...ranges.unreviewed]]),
    from.category,
    from.upload,
    from.position,
    rows,
    bytes,
    ...(category === undefined ? [] : [category]),
  ]
}

const page = (name: string, text: string) => rawStatement<PageValues, SealedPaged>(name, text, pageValues)
const pages = {
  all: page('select_records', inOrder('')),
  ofCategory: page('select_records_of_category', inOrder('and category = $9')),
  ofRanges: page('select_records_of_ranges', ofRanges('')),
  ofRangesAndCategory: page('select_records_of_ranges_and_category', ofRanges('and category = $11')),
} as const

function pageFor({ category, ranges }: PageQuery): Statement<PageValues, SealedPaged[]> {
  if (ranges === undefined) return category === undefined ? pages.all : pages.ofCategory
  return category === undefined ? pages.ofRanges : pages.ofRangesAndCategory
}

/** So many records in their order; it is cut once their boxes have so many bytes. The first is always there. */
export async function recordPage(tx: Tx, safe: CaseSafe, query: PageQuery): Promise<SealedPage> {
  const rows = await tx.run(pageFor(query), { ...query, request: safe.request, organisation: tx.organisation })
  const cut = rows.findIndex(({ isBeyond }) => isBeyond)
  return cut === -1 ? { rows, isCut: false } : { rows: rows.slice(0, cut), isCut: true }
}

/** Opens the records of a page, in their order. Throws `BoxRefused`. */
export function recordOpener(safe: CaseSafe): (row: SealedPaged) => PagedRecord {
  let opened: OpenBox = nothing
  let of: RecordId | undefined
  return ({ holder, box, review, isBeyond: _no, ...row }) => {
    if (box !== null || holder !== of) opened = openBox(safe, holder, box)
    of = holder
    return {
      ...row,
      ...contentOf(row, opened),
      review: review === null ? null : recordBoxes.open(safe, { id: row.id, review }).review,
    }
  }
}
