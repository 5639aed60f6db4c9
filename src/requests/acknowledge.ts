import type { Act } from './act.ts'
import type { Command } from './action-schemas.ts'
import { assign } from './assign.ts'
import { happened } from './case.ts'
import { tell } from './tell.ts'

/** Confirms receipt to the person, and may name who works on it. */
export const acknowledge: Act<Command<'acknowledge'>> = (c, { assignee, told }, by) => {
  if (assignee !== undefined) assign(c, assignee, by)
  happened(c, { type: 'request_acknowledged', ...(assignee === undefined ? {} : { detail: { assignee } }) }, by)
  const { receivedOn, dueOn } = c.request
  tell(c, told, { type: 'acknowledgement', receivedOn, dueOn }, { fact: 'nothing' }, by)
}
