import { allowedActions } from '../law/lifecycle.ts'
import { problem } from '../platform/problem.ts'
import { type Case, stateOf } from '../requests/case.ts'

/** Records are brought in, reviewed and compiled while a request is open. Throws `action_not_allowed` where it is closed. */
export function demandOpen(c: Case): void {
  if (c.request.closedAt === null) return
  throw problem('action_not_allowed', 'the request is closed; its records and exports stay as they are', {
    allowedActions: allowedActions(stateOf(c)),
  })
}
