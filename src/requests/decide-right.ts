import type { Instant } from '../law/calendar.ts'
import { isGrant, type Outcome } from '../law/lifecycle.ts'
import { saysNothing } from '../law/mandate.ts'
import { type GroundCode, groundFits, isPartialOnly } from '../law/refusal.ts'
import { type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { type Case, demandRight, happened, isProvenFor, kindOf, levelNeededBy, type RightRow } from './case.ts'
import { demandAuthority } from './on-behalf.ts'
import { tell } from './tell.ts'

/** Decides one right, also while the clock is paused. A refusal and "we hold nothing" are answers; a grant still has to be carried out. */
export function decideRight(c: Case, id: RightId, command: Command<'decide'>, by: By): void {
  const right = demandRight(c, id, 'decide')
  const grounds = [...new Set(command.grounds ?? [])]
  demandGrounds(right, command.outcome, grounds, command.reasons)
  if (isGrant(command.outcome) || command.outcome === 'no_data_held') demandProof(c, right, by.at)
  // A refusal that tells something of another person needs the authority as well: 'we must keep the invoices' says that there are some.
  else if (!saysNothing(grounds)) demandAuthority(c, right, by.at)
  const { outcome, reasons, note, items } = command
  settle(right, outcome, grounds, by)
  right.detail = { ...right.detail, reasons, note, items }
  happened(
    c,
    {
      type: 'right_decided',
      facts: { right: showId('rgt', right.id), outcome, grounds },
      detail: { reasons, note, ...(items ? { items: JSON.stringify(items) } : {}) },
    },
    by,
  )
  const decision = { kind: kindOf(right), outcome, grounds, reasons }
  const letter = { type: 'decision', rights: [decision], replaces: right.revised } as const
  const rights = [right.id]
  tell(c, command.told, letter, isGrant(outcome) ? { fact: 'nothing', about: rights } : { fact: 'answer', rights }, by)
}

/** Writes an outcome into a right. */
export function settle(right: RightRow, outcome: Outcome, grounds: GroundCode[], by: By): void {
  right.status = 'decided'
  right.outcome = outcome
  right.grounds = grounds
  right.decidedAt = by.at
}

/** Art. 12(4): a refusal, whole or partial, is told with its reasons, and its ground must be one the law gives for this right. */
function demandGrounds(right: RightRow, outcome: Outcome, grounds: GroundCode[], reasons: string | undefined): void {
  const refuses = outcome === 'refused' || outcome === 'partially_granted'
  if (refuses && (grounds.length === 0 || reasons === undefined)) {
    throw problem('refusal_without_ground', 'a refusal, whole or partial, needs a ground and reasons')
  }
  if (!refuses && grounds.length > 0) {
    throw problem('ground_does_not_fit', 'a ground of refusal belongs to a refusal, whole or partial')
  }
  const misfit = grounds.find(
    (ground) => !groundFits(ground, kindOf(right)) || (outcome === 'refused' && isPartialOnly(ground)),
  )
  if (misfit) throw problem('ground_does_not_fit', `the ground ${misfit} does not fit this right and outcome`)
}

/** A grant and "we hold nothing" both disclose: the identity must be proven at the right's level, and a mandate accepted. */
export function demandProof(c: Case, right: RightRow, at: Instant): void {
  if (!isProvenFor(c, kindOf(right))) {
    throw problem(
      'identity_level_too_low',
      `this right needs the identity proven at the level ${levelNeededBy(c, kindOf(right))}`,
    )
  }
  demandAuthority(c, right, at)
}
