import type { Instant } from '../law/calendar.ts'
import { isGrant, type Outcome } from '../law/lifecycle.ts'
import { saysNothing } from '../law/mandate.ts'
import type { GroundCode } from '../law/refusal.ts'
import { type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type CurrentRegister, emptyRegister } from '../register/register.ts'
import type { By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { type Case, demandRight, happened, isProvenFor, kindOf, levelNeededBy, type RightRow } from './case.ts'
import { contradictionsIn, itemsOf, itemsTold } from './decided-items.ts'
import { demandGrounds } from './demand-grounds.ts'
import { demandAuthority } from './on-behalf.ts'
import { tell } from './tell.ts'

/** What a decision is compared with: the register of today, undefined where it cannot be read. */
type Compared = By & { readonly register: CurrentRegister | undefined }

/**
 * Decides one right, also while the clock is paused. A refusal and "we hold nothing" are answers; a grant still has to be carried out.
 * Where it disagrees with the register, that is kept with it, and warned of: who decides knows more than the register does.
 */
export function decideRight(
  c: Case,
  id: RightId,
  command: Command<'decide'>,
  { register: current, ...by }: Compared,
): void {
  const right = demandRight(c, id, 'decide')
  demandGrounds(kindOf(right), command)
  const grounds = [...new Set(command.grounds ?? [])]
  const register = current?.register ?? emptyRegister
  const items = itemsOf(command, register)
  if (isGrant(command.outcome) || command.outcome === 'no_data_held') demandProof(c, right, by.at)
  // A refusal that tells something of another person needs the authority as well: 'we must keep the invoices' says that there are some.
  else if (!saysNothing(grounds)) demandAuthority(c, right, by.at)
  const { outcome, reasons, note } = command
  const contradictions = contradictionsIn(kindOf(right), { outcome, grounds, items }, register)
  settle(right, outcome, grounds, by)
  right.detail = {
    ...right.detail,
    reasons,
    note,
    ...(items.length > 0 ? { items } : {}),
    ...(contradictions.length > 0 ? { contradictions } : {}),
  }
  const compared = register.activities.length === 0 ? {} : { register_version: current?.version }
  const warned = contradictions.length === 0 ? {} : { contradictions: contradictions.map(({ code }) => code) }
  happened(
    c,
    {
      type: 'right_decided',
      facts: { right: showId('rgt', right.id), outcome, grounds, ...compared, ...warned },
      detail: { reasons, note, ...(items.length > 0 ? { items: JSON.stringify(items) } : {}) },
    },
    by,
  )
  const decision = { kind: kindOf(right), outcome, grounds, reasons, items: itemsTold(right) }
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
