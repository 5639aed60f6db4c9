import { type AuthorityStatus, isGrant, type Outcome, type RightStatus } from './lifecycle.ts'
import type { Capacity } from './mandate.ts'

/** An objection to direct marketing, as far as the rule looks at it. */
export type MarketingObjection = {
  readonly status: RightStatus
  readonly outcome: Outcome | null
  readonly capacity: Capacity
  readonly authority: AuthorityStatus
  /** It lapsed since its request repeats another: what was objected to in both stays objected to. */
  readonly lapsedAsDuplicate: boolean
}

/** Whose addresses no marketing may go to: `own_and_named` are also those that the letter names beside the one it was written from. */
export type Reach = 'nobody' | 'writer' | 'own_and_named' | 'person_named'

/**
 * Art. 21(3): whoever objects to direct marketing is left alone from the receipt on; no proof of identity is needed, and nobody decides whether it
 * is so. That holds for the mailbox that wrote, which is told of it and may take it back. Another address that a letter names is told nothing: one
 * form could silence a thousand strangers. So it counts once staff has granted the objection – and, where somebody wrote for the person, only on an
 * authority that is accepted. What was dropped, given up or refused holds no more.
 */
export function reachOf({ status, outcome, capacity, authority, lapsedAsDuplicate }: MarketingObjection): Reach {
  if (outcome === 'refused' || (status === 'lapsed' && !lapsedAsDuplicate)) return 'nobody'
  // "We hold nothing" today is no leave to write tomorrow.
  const isHeeded = isGrant(outcome) || outcome === 'no_data_held'
  if (capacity === 'self') return isHeeded ? 'own_and_named' : 'writer'
  return isHeeded && authority === 'accepted' ? 'person_named' : 'nobody'
}
