import { chainEvent, type EventRow, type Happening } from '../evidence/chain.ts'
import type { Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import type { Organisation } from './store.ts'

/** Who changes an organisation, and when by the service's time. */
export type By = { readonly actor: Actor; readonly at: Instant }

/**
 * Chains a fact to the organisation's own history, apart from that of its requests. Gives the event to insert, and moves the head
 * on the row: to be held under its lock and saved with the event.
 */
export function happenedTo(organisation: Organisation, happening: Happening, by: By): EventRow {
  const head = { sequence: organisation.lastSequence, hash: organisation.lastHash }
  const event = chainEvent(head, { organisation: organisation.id, request: null }, happening, by)
  organisation.lastSequence = head.sequence
  organisation.lastHash = head.hash
  return event
}
