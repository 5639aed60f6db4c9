import { allowedActions } from '../law/lifecycle.ts'
import { type Case, stateOf } from '../requests/case.ts'
import type { OwnAction } from './schemas.ts'

/** Writing and handing in papers stay open after closure (API §4.2). */
export function ownActionsOf(c: Case): OwnAction[] {
  if (c.refused.size > 0) return []
  const canCancel = allowedActions(stateOf(c)).includes('cancel')
  return canCancel ? ['cancel', 'messages', 'documents'] : ['messages', 'documents']
}
