import { type Instant, showInstant } from '../law/calendar.ts'
import type { ReadRecord } from '../records/read-records.ts'
import type { ExportKind } from './tables.ts'

/** What an export says of itself: what is in it, where it came from, and what was left out and why. */
export type About = {
  readonly categories: readonly CategoryFacts[]
  /** For the rights of others (art. 15(4)): whole records, and parts of records. */
  readonly withheld: readonly LeftOut[]
  readonly redacted: readonly LeftOut[]
  /** Art. 20 reaches what the person provided, observed data included: how many records it does not reach. */
  readonly not_portable?: number
}
export type CategoryFacts = {
  readonly category: string
  readonly records: number
  readonly sources: readonly string[]
  readonly provided_by: Readonly<Record<string, number>>
  readonly purposes: readonly string[]
  readonly collected_from: string | null
  readonly collected_until: string | null
}
export type LeftOut = { readonly category: string; readonly records: number; readonly reason: string | null }

export type Tally = {
  /** Counts a record, and says whether the export holds it. */
  take(record: ReadRecord): boolean
  about(): About
  /** How many records the export holds. */
  included(): number
}

/** Reasons are written by hand: beyond so many different ones of a category, the rest are counted together. */
const mostReasons = 200

/** WP242 rev.01: portability reaches what the person provided, observed data included and inferred data not. */
const portable: ReadonlySet<ReadRecord['providedBy']> = new Set(['subject', 'observed'])

/** Counts while the records go by. What it holds grows with categories, sources and reasons, and not with records. */
export function newTally(kind: ExportKind): Tally {
  const categories = new Map<string, CategoryTally>()
  const withheld = leftOut()
  const redacted = leftOut()
  let notPortable = 0
  let included = 0
  return {
    take: (record) => {
      if (kind === 'portability' && !portable.has(record.providedBy)) {
        notPortable += 1
        return false
      }
      if (record.review === 'withheld') {
        withheld.add(record)
        return false
      }
      if (record.review === 'redacted') redacted.add(record)
      included += 1
      const tally = categories.get(record.category) ?? newCategory()
      categories.set(record.category, tally)
      count(tally, record)
      return true
    },
    about: () => ({
      categories: [...categories].map(([category, tally]) => factsOf(category, tally)),
      withheld: withheld.all(),
      redacted: redacted.all(),
      ...(kind === 'portability' && { not_portable: notPortable }),
    }),
    included: () => included,
  }
}

type CategoryTally = {
  records: number
  readonly sources: Set<string>
  readonly providedBy: Map<string, number>
  readonly purposes: Set<string>
  from: Instant | null
  until: Instant | null
}

function newCategory(): CategoryTally {
  return { records: 0, sources: new Set(), providedBy: new Map(), purposes: new Set(), from: null, until: null }
}

function count(tally: CategoryTally, { source, providedBy, purpose, collectedAt }: ReadRecord): void {
  tally.records += 1
  tally.sources.add(source)
  tally.providedBy.set(providedBy, (tally.providedBy.get(providedBy) ?? 0) + 1)
  if (purpose !== null) tally.purposes.add(purpose)
  if (collectedAt === null) return
  if (tally.from === null || collectedAt < tally.from) tally.from = collectedAt
  if (tally.until === null || collectedAt > tally.until) tally.until = collectedAt
}

function factsOf(category: string, tally: CategoryTally): CategoryFacts {
  return {
    category,
    records: tally.records,
    sources: [...tally.sources].sort(),
    provided_by: Object.fromEntries(tally.providedBy),
    purposes: [...tally.purposes].sort(),
    collected_from: tally.from === null ? null : showInstant(tally.from),
    collected_until: tally.until === null ? null : showInstant(tally.until),
  }
}

function leftOut(): { add(record: ReadRecord): void; all(): LeftOut[] } {
  const counts = new Map<string, Map<string | null, number>>()
  return {
    add: ({ category, reason }) => {
      const reasons = counts.get(category) ?? new Map<string | null, number>()
      counts.set(category, reasons)
      const told = reasons.has(reason) || reasons.size < mostReasons ? reason : null
      reasons.set(told, (reasons.get(told) ?? 0) + 1)
    },
    all: () =>
      [...counts].flatMap(([category, reasons]) =>
        [...reasons].map(([reason, records]) => ({ category, records, reason })),
      ),
  }
}
