import { assess, type Processed } from '../law/assessment.ts'
import type { Instant } from '../law/calendar.ts'
import type { LegalBasis } from '../law/legal-basis.ts'
import type { RightKind } from '../law/rights.ts'
import type { RecipientContact } from '../requests/recipient-of-right.ts'

/** The record of processing activities (art. 30), as the controller keeps it: what exports tell a person, and which records are portable. */
export type Register = {
  readonly categories: readonly DataCategory[]
  readonly activities: readonly Activity[]
  readonly recipients: readonly Recipient[]
  readonly sources: { readonly direct: readonly string[]; readonly indirect: readonly string[] }
}

export type DataCategory = {
  /** What a record's `category` names. */
  readonly key: string
  readonly name: string
  readonly fields?: readonly string[] | undefined
}

export type Activity = {
  /** What a record's `purpose` names. */
  readonly key: string
  readonly name: string
  readonly purpose?: string | undefined
  readonly legal_basis: LegalBasis
  /** Where another basis holds in some cases: which, and when. */
  readonly otherwise?: string | undefined
  /** Which interest is pursued, where that is the basis. */
  readonly legitimate_interest?: string | undefined
  /** Keys of categories. */
  readonly categories: readonly string[]
  /** An ISO 8601 duration, or a sentence that may hold some. */
  readonly retention?: string | undefined
  readonly direct_marketing: boolean
  readonly automated: boolean
  readonly automated_decisions?: AutomatedDecisions | undefined
  /** Names of recipients, beside those which name this activity themselves. */
  readonly recipients?: readonly string[] | undefined
  /** Which of these facts were assumed: nobody has confirmed them yet. */
  readonly assumed?: readonly string[] | undefined
}

/** Art. 15(1)(h). */
export type AutomatedDecisions = {
  readonly logic: string
  readonly significance?: string | undefined
  readonly consequences?: string | undefined
}

export type Recipient = {
  readonly name: string
  readonly role?: string | undefined
  /** Codes of countries (ISO 3166-1), `EU`, or places in words. */
  readonly location: readonly string[]
  /** Whether data leave the European Economic Area (or, for the UK GDPR, the United Kingdom). */
  readonly transfer: boolean
  readonly safeguards?: readonly string[] | undefined
  /** Keys of activities; absent: it serves all of them. */
  readonly activities?: readonly string[] | undefined
  /** Where they are told under art. 19; absent: by hand. */
  readonly contact?: RecipientContact | undefined
}

/** A version of a register, and when it was put down; version 0 is the empty one, from before the first. */
export type CurrentRegister = {
  readonly version: number
  readonly updatedAt: Instant | null
  readonly register: Register
}

/** By name (CJEU C-154/21): who receives data of this activity. Who names no activity serves all of them. */
export function serves({ name, activities }: Recipient, { key, recipients = [] }: Activity): boolean {
  return activities === undefined || activities.includes(key) || recipients.includes(name)
}

/** An activity as far as the law asks. */
export function processedBy({ legal_basis: basis, automated, direct_marketing: directMarketing }: Activity): Processed {
  return { basis, automated, directMarketing }
}

/** The activities that a right reaches. */
export function reachedBy(kind: RightKind, { activities }: Register): Activity[] {
  return activities.filter((activity) => assess(kind, processedBy(activity)).applies !== 'no')
}

export const emptyRegister: Register = {
  categories: [],
  activities: [],
  recipients: [],
  sources: { direct: [], indirect: [] },
}

/** What differs between two of its parts, by what names them. */
export type Difference = {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** What differs between two lists of things that have a name: in the order of the lists. */
export function difference<T>(before: readonly T[], after: readonly T[], nameOf: (each: T) => string): Difference {
  const [former, next] = [before, after].map(
    (list) => new Map(list.map((each) => [nameOf(each), JSON.stringify(each)])),
  )
  const names = [...(next?.keys() ?? [])]
  return {
    added: names.filter((name) => !former?.has(name)),
    changed: names.filter((name) => former?.has(name) && former.get(name) !== next?.get(name)),
    removed: [...(former?.keys() ?? [])].filter((name) => !next?.has(name)),
  }
}
