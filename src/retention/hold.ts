import { allowedActions } from '../law/lifecycle.ts'
import { problem } from '../platform/problem.ts'
import type { By } from '../requests/act.ts'
import { type Case, happened, stateOf } from '../requests/case.ts'

type Command = { readonly reason: string }

/** Keeps a case from being erased while a claim or an inquiry needs it (art. 17(3)(e), 18(1)(c)). Throws `action_not_allowed` where it is held. */
export function placeHold(c: Case, { reason }: Command, by: By): void {
  demandHeld(c, false)
  c.request.heldAt = by.at
  c.request.detail = { ...c.request.detail, hold_reason: reason }
  happened(c, { type: 'hold_placed', detail: { reason } }, by)
}

/** Ends it: what is over its time is due again at once. Throws `action_not_allowed` where it is not held. */
export function releaseHold(c: Case, { reason }: Command, by: By): void {
  demandHeld(c, true)
  c.request.heldAt = null
  c.request.detail = { ...c.request.detail, hold_reason: undefined }
  happened(c, { type: 'hold_released', detail: { reason } }, by)
}

/** No step of the procedure, so it is not among the allowed actions, and the status of the request stays. */
function demandHeld(c: Case, wanted: boolean): void {
  if ((c.request.heldAt !== null) === wanted) return
  const why = wanted ? 'there is no legal hold on this case' : 'a legal hold stands on this case'
  throw problem('action_not_allowed', why, { allowedActions: allowedActions(stateOf(c)) })
}
