import type { By } from './act.ts'
import { type Case, kindOf } from './case.ts'
import { tellStaff } from './tell-staff.ts'

/** Gives a request to somebody to work on, who is told of it unless they took it themselves; undefined: to nobody. */
export function assign(c: Case, assignee: string | undefined, by: By): void {
  const { detail } = c.request
  const known = [detail.assignee, by.actor.type === 'client' ? by.actor.actingUser : undefined]
  detail.assignee = assignee
  if (assignee === undefined || known.some((address) => isSame(address, assignee))) return
  const rights = c.rights.filter(({ status }) => status !== 'lapsed').map(kindOf)
  tellStaff(c, { type: 'assignment', rights, dueOn: c.request.dueOn }, by)
}

function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}
