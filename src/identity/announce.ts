import type { By } from '../requests/act.ts'
import type { Case } from '../requests/case.ts'
import { tell } from '../requests/tell.ts'

/**
 * Tells a person who reads e-mail that something waits at their door, and nothing of what it says. Whom the desk answers by post will not
 * look there unless told: that letter staff writes and posts.
 */
export function announce(c: Case, by: By): void {
  if (c.request.replyBy !== 'email' || c.request.detail.requester.email === undefined) return
  tell(c, { by: 'email' }, { type: 'new_message' }, { fact: 'nothing' }, by)
}
