import { assess } from '../law/assessment.ts'
import { needsSearch, type TaskState } from '../law/collection.ts'
import type { BasisVerdict } from '../law/legal-basis.ts'
import { rightsLaw } from '../law/rights.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { type Case, kindOf, type RightRow } from '../requests/case.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import {
  holdsDataOf,
  type SourceToShow,
  searchesOf,
  sourcesConcerned,
  sourcesInUse,
  unknownActivities,
} from '../sources/searches.ts'
import { readRegister } from './read-register.ts'
import { type Activity, type CurrentRegister, processedBy, type Recipient, type Register, serves } from './register.ts'

/**
 * A system that may be searched. `searched`: how its last task for this request stands; undefined where it never had one. `unknown`: keys of
 * activities that it names and the register does not have.
 */
export type ToSearch = {
  readonly source: SourceToShow
  readonly searched: TaskState | undefined
  readonly unknown: readonly string[]
}

/** What a right means for one activity. `recipients`: whom to tell when it is carried out there (art. 19); `sources`: which systems hold its data. */
export type AssessedActivity = {
  readonly activity: Activity
  readonly verdict: BasisVerdict
  readonly recipients: readonly Recipient[]
  readonly sources: readonly SourceToShow[]
}

/** `recipients`, `sources`: those of the activities that the right reaches, each with their keys. None are searched for a right that takes no search. */
export type AssessedRight = {
  readonly right: RightRow
  readonly needsSearch: boolean
  readonly activities: readonly AssessedActivity[]
  readonly recipients: readonly { readonly recipient: Recipient; readonly activities: readonly string[] }[]
  readonly sources: readonly { readonly source: SourceToShow; readonly activities: readonly string[] }[]
}

export type Assessment = {
  readonly case: Case
  readonly register: CurrentRegister
  readonly rights: readonly AssessedRight[]
  readonly sources: readonly ToSearch[]
}

/**
 * What the register of today says of each right of a request, activity by activity: whether it applies, whom to tell, which systems to
 * search. All that it reads goes out in one round trip. A source is there whatever of it opens. Throws `not_found`, and `BoxRefused` where the register does not open.
 */
export async function assessRequest(tx: Tx, deps: Pick<Deps, 'keyring'>, id: RequestId): Promise<Assessment> {
  const [c, register, sources, searches] = await Promise.all([
    getRequestToShow(tx, deps.keyring, id),
    readRegister(tx, deps),
    sourcesInUse(tx, deps.keyring),
    searchesOf(tx, id),
  ])
  return {
    case: c,
    register,
    rights: c.rights.map((right) => assessRight(right, register.register, sources)),
    sources: sources.map((source) => {
      return { source, searched: searches.get(source.key), unknown: unknownActivities(source, register.register) }
    }),
  }
}

function assessRight(right: RightRow, register: Register, sources: readonly SourceToShow[]): AssessedRight {
  const kind = kindOf(right)
  // Art. 19
  const told = rightsLaw[right.right].recipientsAreTold ? register.recipients : []
  const isSearched = needsSearch(kind)
  const searched = isSearched ? sources : []
  const activities = register.activities.map((activity) => ({
    activity,
    verdict: assess(kind, processedBy(activity)),
    recipients: told.filter((recipient) => serves(recipient, activity)),
    sources: searched.filter((source) => holdsDataOf(source, activity)),
  }))
  const reached = activities.filter(({ verdict }) => verdict.applies !== 'no')
  return {
    right,
    needsSearch: isSearched,
    activities,
    recipients: told.flatMap((recipient) => {
      const keys = reached
        .filter(({ recipients }) => recipients.includes(recipient))
        .map(({ activity }) => activity.key)
      return keys.length === 0 ? [] : [{ recipient, activities: keys }]
    }),
    sources: sourcesConcerned(searched, kind, register),
  }
}
