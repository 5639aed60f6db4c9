import {
  type ContradictionCode,
  contradictionCodes,
  contradictionsOf,
  outcomesDiffer,
  type Processed,
} from '../law/assessment.ts'
import { isLegalBasis } from '../law/legal-basis.ts'
import type { Outcome } from '../law/lifecycle.ts'
import { saysNothing } from '../law/mandate.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { RightKind } from '../law/rights.ts'
import { problem } from '../platform/problem.ts'
import { type Activity, processedBy, type Register } from '../register/register.ts'
import type { Command } from './action-schemas.ts'
import type { RightRow } from './case.ts'
import type { Contradiction } from './right-detail.ts'

/** What is decided for one activity: `activity` is its key, `name` what the register called it then. */
export type ItemOfDecision = {
  activity: string
  name: string
  legal_basis: string | null
  outcome: Outcome
  grounds: GroundCode[]
}

/**
 * The activities that a decision names, as they are kept: each by the name that the register has for it today, which the person is told.
 * While the register is empty, an activity is what the decision calls it. Throws `unknown_activity`.
 */
export function itemsOf({ items = [] }: Command<'decide'>, { activities }: Register): ItemOfDecision[] {
  return items.map(({ activity: key, legal_basis = null, outcome, grounds = [] }, i) => {
    const activity = activities.find((each) => each.key === key)
    if (activity === undefined && activities.length > 0) {
      throw problem('unknown_activity', 'the register has no such activity', {
        errors: [{ location: `body.items.${i}.activity`, message: 'expected the key of an activity of the register' }],
      })
    }
    return { activity: key, name: activity?.name ?? key, legal_basis, outcome, grounds: [...new Set(grounds)] }
  })
}

/** What is decided of a right: as a whole, and for the activities named. */
type Decided = Pick<Command<'decide'>, 'outcome' | 'grounds'> & { readonly items: readonly ItemOfDecision[] }

/** How a decision disagrees with the register, or with itself. */
export function contradictionsIn(kind: RightKind, decided: Decided, { activities }: Register): Contradiction[] {
  const { outcome, grounds = [], items } = decided
  const ofWhole = items.length === 0 ? contradictionsOf(kind, activities.map(processedBy), { outcome, grounds }) : []
  const ofItems = items.flatMap((item) => {
    const activity = activities.find(({ key }) => key === item.activity)
    if (activity === undefined) return []
    const own = { ...item, grounds: item.grounds.length > 0 ? item.grounds : grounds }
    const codes: ContradictionCode[] = [
      ...contradictionsOf(kind, [processedAs(activity, item)], own),
      ...(isOnAnotherBasis(activity, item) ? (['basis_not_of_register'] as const) : []),
    ]
    return codes.map((code) => ({ code, name: item.name }))
  })
  const differing = items
    .filter((item) => outcomesDiffer(outcome, [item.outcome]))
    .map(({ name }) => ({ code: 'items_differ_from_outcome' as const, name }))
  const named = [...ofItems, ...differing]
  return [
    ...ofWhole.map((code) => ({ code })),
    ...contradictionCodes.flatMap((code) => {
      const names = named.filter((each) => each.code === code).map(({ name }) => name)
      return names.length === 0 ? [] : [{ code, activities: [...new Set(names)] }]
    }),
  ]
}

/** On the basis that the decision goes by, where it names one of art. 6(1). */
function processedAs(activity: Activity, { legal_basis: basis }: ItemOfDecision): Processed {
  const processed = processedBy(activity)
  return basis !== null && isLegalBasis(basis) ? { ...processed, basis } : processed
}

/** Where the register knows of another basis in some cases, nobody can say which case this is. */
function isOnAnotherBasis({ legal_basis, otherwise }: Activity, { legal_basis: basis }: ItemOfDecision): boolean {
  return otherwise === undefined && basis !== null && isLegalBasis(basis) && basis !== legal_basis
}

/** The items of a right's decision. */
export function itemsDecided({ detail }: Pick<RightRow, 'detail'>): ItemOfDecision[] {
  return (detail.items ?? []).map(({ activity, name = activity, legal_basis = null, outcome, grounds = [] }) => {
    return { activity, name, legal_basis, outcome, grounds }
  })
}

/** The items that go to the person with the decision: none where it is a refusal that must say nothing of whose data it is about. */
export function itemsTold(right: Pick<RightRow, 'outcome' | 'grounds' | 'detail'>): ItemOfDecision[] {
  return right.outcome === 'refused' && saysNothing(right.grounds) ? [] : itemsDecided(right)
}
