import { refuses } from '../law/assessment.ts'
import type { Outcome } from '../law/lifecycle.ts'
import { type GroundCode, groundFits, groundsFitting, isPartialOnly } from '../law/refusal.ts'
import type { RightKind } from '../law/rights.ts'
import { problem } from '../platform/problem.ts'
import type { Command } from './action-schemas.ts'

/**
 * Art. 12(4): a refusal, whole or partial, is told with its reasons, and its ground must be one the law gives for this right; so is what a
 * decision refuses for one activity only. Throws `refusal_without_ground`, `ground_does_not_fit`.
 */
export function demandGrounds(kind: RightKind, decision: Command<'decide'>): void {
  const { outcome, grounds = [], reasons, items = [] } = decision
  if (refuses(outcome) && (grounds.length === 0 || reasons === undefined)) {
    throw problem('refusal_without_ground', 'a refusal, whole or partial, needs a ground and reasons')
  }
  demandFitting(kind, outcome, grounds, 'grounds')
  for (const [i, item] of items.entries()) {
    if (refuses(item.outcome) && ((item.grounds ?? grounds).length === 0 || reasons === undefined)) {
      throw problem('refusal_without_ground', 'what is refused of an activity needs a ground and reasons', {
        errors: [{ location: `body.items.${i}`, message: 'expected a ground, of it or of the decision, and reasons' }],
      })
    }
    demandFitting(kind, item.outcome, item.grounds ?? [], `items.${i}.grounds`)
  }
}

/** Grounds of a refusal that the law gives for this right; `place`: where they stand in the body. Throws `ground_does_not_fit`. */
export function demandFitting(kind: RightKind, outcome: Outcome, grounds: readonly GroundCode[], place: string): void {
  const misfit = (detail: string, message: string) =>
    problem('ground_does_not_fit', detail, { errors: [{ location: `body.${place}`, message }] })
  if (!refuses(outcome) && grounds.length > 0) {
    throw misfit('a ground of refusal belongs to a refusal, whole or partial', 'expected no ground')
  }
  const fits = (ground: GroundCode) => groundFits(ground, kind) && !(outcome === 'refused' && isPartialOnly(ground))
  const unfit = grounds.find((ground) => !fits(ground))
  if (unfit) {
    const fitting = groundsFitting(kind).filter(fits)
    throw misfit(
      `the ground ${unfit} does not fit this right and outcome`,
      `expected grounds that fit the right and the outcome: ${fitting.join(', ')}`,
    )
  }
}
