import { civilDateIn } from '../law/calendar.ts'
import { isExtendable } from '../law/rights.ts'
import { type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Act } from './act.ts'
import type { Command } from './action-schemas.ts'
import { type Case, clockOf, happened, kindOf, type RightRow } from './case.ts'
import { tell } from './tell.ts'

/** Art. 12(3): two further months, for complexity or number of requests, told with reasons within the first month. Once for a right. */
export const extend: Act<Command<'extend'>> = (c, { ground, reasons, rights: ids, told }, by) => {
  const covered = extendableNow(c, ids, civilDateIn(c.organisation.timeZone, by.at))
  const rights = covered.map((right) => right.id)
  c.request.extensions.push({ ground, rights, decided_at: by.at })
  c.request.detail.extension_reasons = [...(c.request.detail.extension_reasons ?? []), reasons]
  const facts = { ground, rights: rights.map((id) => showId('rgt', id)) }
  happened(c, { type: 'extension_decided', facts, detail: { reasons } }, by)
  const dueOn = clockOf(c, by.at).rights.find((right) => right.id === covered[0]?.id)?.dueOn ?? null
  const letter = { type: 'extension_notice', ground, reasons, dueOn, rights: covered.map(kindOf) } as const
  tell(c, told, letter, { fact: 'extension', rights }, by)
}

/** The rights an extension may cover, or the refusal, in the order API §4.2 gives: what kind, whether before, whether in time. */
function extendableNow(c: Case, ids: readonly RightId[] | undefined, today: string): RightRow[] {
  const named = ids?.map((id) => c.rights.find((right) => right.id === id) ?? absent())
  const candidates = (named ?? c.rights).filter((right) => right.status === 'pending' && isExtendable(kindOf(right)))
  if (candidates.length === 0 || (named && candidates.length < named.length)) {
    throw problem('not_extendable', 'only pending rights under article 12(3) can be extended')
  }
  const before = new Set(c.request.extensions.flatMap((extension) => extension.rights))
  const fresh = candidates.filter((right) => !before.has(right.id))
  if (fresh.length === 0 || (named && fresh.length < named.length)) {
    throw problem('already_extended', 'a right can be extended once')
  }
  // While paused there is no due date yet, and the notice is in time (golden case G10).
  if (fresh.some((right) => right.dueOn !== null && today > right.dueOn)) {
    throw problem('extension_too_late', 'cannot extend a request whose first month has ended')
  }
  return fresh
}

function absent(): never {
  throw problem('not_found', 'the request invokes no such right')
}
