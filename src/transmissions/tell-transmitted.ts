import { carryOut, isGrantedInPart } from '../exports/release-export.ts'
import { civilDateIn } from '../law/calendar.ts'
import { isGrant } from '../law/lifecycle.ts'
import type { By } from '../requests/act.ts'
import type { Case, RightRow } from '../requests/case.ts'
import { addresseeOf } from '../requests/on-behalf.ts'
import { tell } from '../requests/tell.ts'
import type { TransmissionRow } from './store.ts'
import { transferOf } from './transmission.ts'

/**
 * The package has arrived: that carries out the granted rights that asked for it, and the person is told, which answers them (art. 12(3),
 * 20(2)). Where no address is left to tell them at, they stay unanswered.
 */
export function tellTransmitted(c: Case, row: TransmissionRow, by: By): void {
  const rights = rightsMeant(c, row)
  if (rights.length === 0) return // taken back meanwhile: what happened stands in the history
  const unanswered = carryOut(c, rights, { export: row.exportId }, by)
  const [way] = waysToTell(c)
  if (way === undefined) return
  const on = civilDateIn(c.organisation.timeZone, by.at)
  const tells =
    unanswered.length > 0
      ? ({ fact: 'answer', rights: unanswered } as const)
      : ({ fact: 'nothing', about: rights.map(({ id }) => id) } as const)
  tell(c, { by: way }, { type: 'export_transmitted', isInPart: isGrantedInPart(rights), on }, tells, by)
}

/** How whoever is answered can be told, the way the request asks for first. */
export function waysToTell(c: Case): ('email' | 'post')[] {
  const { replyBy } = c.request
  const { email, postal_address } = addresseeOf(c, 'export_transmitted').to
  const ways = [
    ...(email === undefined ? [] : ['email' as const]),
    ...(postal_address === undefined ? [] : ['post' as const]),
  ]
  return ways.sort((a, b) => Number(b === replyBy) - Number(a === replyBy))
}

/** Those that ask for a transfer to there, or else to nobody in particular; else, where staff alone says where to, all that ask for none. */
function rightsMeant(c: Case, { detail: { endpoint } }: TransmissionRow): RightRow[] {
  const granted = c.rights.filter(
    (right) => right.right === 'portability' && right.status !== 'lapsed' && isGrant(right.outcome),
  )
  const asking = granted.filter((right) => transferOf(right) !== undefined)
  const fitting = asking.filter((right) => (transferOf(right)?.endpoint ?? endpoint) === endpoint)
  return fitting.length > 0 ? fitting : granted.filter((right) => !asking.includes(right))
}
