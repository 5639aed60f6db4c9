import { type Instant, showInstant } from '../law/calendar.ts'
import { explainPackageWarning, type PackageWarning } from '../law/package-warnings.ts'
import { articleOf, type NotPortable, whyNotPortable } from '../law/portability.ts'
import { gdpr, type Locale } from '../law/wording.ts'
import type { ReadRecord } from '../records/read-records.ts'
import type { Activity, DataCategory, Register } from '../register/register.ts'
import type { Words } from '../words/words.ts'
import type { About, CategoryFacts, LeftOut, Warning } from './document-schema.ts'
import { codesIn, originInWords } from './explain-codes.ts'
import { informationFor } from './information.ts'
import type { PackageFacts } from './package-facts.ts'

/** What an export says of itself: what is in it, where it came from, what was left out and why, and what the law wants told with it. */
export type Tally = {
  /** Counts a record, and says whether the export holds it. */
  take(record: ReadRecord): boolean
  about(): About
  /** What whoever releases it should look at, in a language of theirs. */
  warnings(locale: Locale): Warning[]
  /** How many records the export holds. */
  included(): number
}

/** Reasons are written by hand: beyond so many different ones of a category, the rest are counted together. */
const mostReasons = 200

/** Which records a package holds: undefined where this one is in it. */
export type Selection = (record: ReadRecord) => NotPortable | 'withheld' | undefined

/**
 * Access: all. Portability: what the person provided, of automated processing on consent or contract (art. 20(1)); a record whose purpose
 * names no activity of the register stays in. Neither: what was withheld for the rights of others.
 */
export function selection({ kind, register: { register } }: Pick<PackageFacts, 'kind' | 'register'>): Selection {
  const activities = byKey(register.activities)
  return (record) => {
    const reason = kind === 'portability' ? notPortable(record, activities) : undefined
    return reason ?? (record.review === 'withheld' ? 'withheld' : undefined)
  }
}

function notPortable({ providedBy, purpose }: ReadRecord, activities: ReadonlyMap<string, Activity>) {
  const activity = purpose === null ? undefined : activities.get(purpose)
  return whyNotPortable(providedBy, activity && { basis: activity.legal_basis, automated: activity.automated })
}

/** Counts while the records go by. What it holds grows with categories, purposes, sources and reasons, and not with records. */
export function newTally(facts: PackageFacts): Tally {
  const { kind, words } = facts
  const { register } = facts.register
  const activities = byKey(register.activities)
  const names = byKey(register.categories)
  const select = selection(facts)
  const categories = new Map<string, CategoryTally>()
  const withheld = leftOut()
  const redacted = leftOut()
  const unreached = newUnreached()
  const concern = newConcern(register)
  const warned = newWarnings(register)
  let included = 0
  return {
    take: (record) => {
      const reason = select(record)
      if (kind === 'access') concern.add(record)
      if (reason === 'withheld') withheld.add(record)
      else if (reason !== undefined) unreached.add(record, activities, reason)
      if (reason !== undefined) return false
      if (record.review === 'redacted') redacted.add(record)
      included += 1
      warned.add(record, activities)
      const tally = categories.get(record.category) ?? newCategory()
      categories.set(record.category, tally)
      count(tally, record)
      return true
    },
    about: () => ({
      categories: [...categories].map(([category, tally]) => factsOf(category, tally, { names, activities })),
      withheld: withheld.all(),
      redacted: redacted.all(),
      ...(kind === 'portability' && {
        not_portable: unreached.count('not_provided_by_person'),
        left_out: unreached.all(words),
      }),
      ...(kind === 'access' && {
        information: informationFor(facts, {
          activities: concern.activities(),
          categories: new Map([...categories].map(([category, { records }]) => [category, records])),
          fromOthers: fromOthers(categories, words),
        }),
      }),
      codes: codesIn(words),
      warnings: warned.all().map((warning) => ({ code: warning.code, message: warningInWords(warning, words) })),
    }),
    warnings: (locale) =>
      warned.all().map((warning) => ({ code: warning.code, message: explainPackageWarning(warning, locale) })),
    included: () => included,
  }
}

function byKey<T extends { readonly key: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((each) => [each.key, each]))
}

type CategoryTally = {
  records: number
  readonly sources: Set<string>
  readonly providedBy: Map<ReadRecord['providedBy'], number>
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

type Names = {
  readonly names: ReadonlyMap<string, DataCategory>
  readonly activities: ReadonlyMap<string, Activity>
}

function factsOf(category: string, tally: CategoryTally, { names, activities }: Names): CategoryFacts {
  const purposes = [...tally.purposes].sort()
  return {
    category,
    name: names.get(category)?.name ?? null,
    records: tally.records,
    sources: [...tally.sources].sort(),
    provided_by: Object.fromEntries(tally.providedBy),
    purposes,
    activities: purposes.flatMap((purpose) => {
      const activity = activities.get(purpose)
      return activity === undefined ? [] : [{ key: purpose, name: activity.name, legal_basis: activity.legal_basis }]
    }),
    collected_from: tally.from === null ? null : showInstant(tally.from),
    collected_until: tally.until === null ? null : showInstant(tally.until),
  }
}

/** Art. 15(1)(g): of the categories in the package, what did not come from the person. */
function fromOthers(categories: ReadonlyMap<string, CategoryTally>, words: Words) {
  return [...categories].flatMap(([category, { providedBy }]) =>
    [...providedBy]
      .filter(([by]) => by === 'inferred' || by === 'third_party')
      .map(([by, records]) => ({ category, provided_by: by, records, text: originInWords(by, words) })),
  )
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

type Unreached = {
  readonly category: string
  readonly activity: string | null
  readonly reason: NotPortable
  records: number
}

/** What art. 20 does not reach, by category, activity of the register and reason. */
function newUnreached() {
  const found = new Map<string, Unreached>()
  return {
    add: ({ category, purpose }: ReadRecord, activities: ReadonlyMap<string, Activity>, reason: NotPortable) => {
      const activity = purpose !== null && activities.has(purpose) ? purpose : null
      const key = JSON.stringify([category, activity, reason])
      const each = found.get(key) ?? { category, activity, reason, records: 0 }
      found.set(key, each)
      each.records += 1
    },
    count: (reason: NotPortable) =>
      [...found.values()].reduce((sum, each) => sum + (each.reason === reason ? each.records : 0), 0),
    all: ({ say, cite }: Words) =>
      [...found.values()].map(({ category, activity, reason, records }) => ({
        category,
        activity,
        records,
        reason,
        article: articleOf(reason).at,
        why: say(`ground.${reason}`, { article: cite(articleOf(reason)) }),
      })),
  }
}

/** Which activities the records belong to: by their purpose, else by their category; not known where one of them has neither. */
function newConcern({ activities, categories }: Register) {
  const keys = new Set(activities.map(({ key }) => key))
  const known = new Set(categories.map(({ key }) => key))
  const found = new Set<string>()
  const byCategory = new Set<string>()
  let records = 0
  return {
    add: ({ purpose, category }: ReadRecord) => {
      records += 1
      if (purpose !== null && keys.has(purpose)) found.add(purpose)
      else byCategory.add(category)
    },
    activities: (): ReadonlySet<string> | undefined => {
      const of = (category: string) => activities.filter((each) => each.categories.includes(category))
      const isUnknown = [...byCategory].some((category) => !known.has(category) || of(category).length === 0)
      if (records === 0 || isUnknown) return undefined
      return new Set([...found, ...[...byCategory].flatMap((category) => of(category).map(({ key }) => key))])
    },
  }
}

/** Purposes are named by sources: beyond so many that the register does not know, the others are counted only. */
const mostPurposes = 1_000

function newWarnings(register: Register) {
  const isEmpty = register.activities.length === 0
  const purposes = new Set<string>()
  let unknown = 0
  let missing = 0
  const all = (): readonly PackageWarning[] => [
    ...(isEmpty ? [{ code: 'register_empty' } as const] : []),
    ...(unknown > 0
      ? [{ code: 'purpose_not_in_register', records: unknown, purposes: [...purposes].sort() } as const]
      : []),
    ...(missing > 0 ? [{ code: 'purpose_missing', records: missing } as const] : []),
  ]
  return {
    add: ({ purpose }: ReadRecord, activities: ReadonlyMap<string, Activity>) => {
      if (purpose === null) missing += isEmpty ? 0 : 1
      else if (!activities.has(purpose)) {
        unknown += 1
        if (purposes.size < mostPurposes) purposes.add(purpose)
      }
    },
    all,
  }
}

/** Of the purposes that are named to the person. */
const mostNames = 10

/** A warning as the person is told of it, whose package it is in, in the language of the package. */
function warningInWords(warning: PackageWarning, { say, cite, enumerate }: Words): string {
  if (warning.code === 'register_empty') {
    return say('package.register_empty', { portability: cite(gdpr('20(1)')), information: cite(gdpr('15(1)')) })
  }
  const counted = say('cover.in_package', { records: warning.records })
  if (warning.code === 'purpose_missing') return say('package.purpose_missing', { counted })
  const { purposes } = warning
  const named = purposes.slice(0, mostNames)
  const written = purposes.length > named.length ? `${named.join(', ')}, …` : enumerate(named)
  return say('package.purpose_not_in_register', { counted, purposes: written })
}
