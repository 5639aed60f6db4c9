import { civilDateIn } from '../law/calendar.ts'
import { newId } from '../platform/identifiers.ts'
import type { By } from '../requests/act.ts'
import type { Command } from '../requests/action-schemas.ts'
import type { Case, RightRow } from '../requests/case.ts'
import { type RecipientOfRight, type RecipientStanding, toldOf } from '../requests/recipient-of-right.ts'
import {
  isOpenForLift,
  isUntold,
  lastOfEach,
  nameOf,
  overtakeLifts,
  putRecipients,
  recipientsOpened,
} from '../requests/told-recipients.ts'
import type { Concerned } from './recipients-concerned.ts'

type Given = Pick<Command<'fulfil'>, 'recipients' | 'none_to_tell'>

/**
 * A right was carried out: who was told by then is recorded, and whoever else the register knows is opened, to be told, beside those who were
 * told before the decision was looked at again. Where staff says that there is none to tell, nobody is.
 */
export function openRecipients(
  c: Case,
  right: RightRow,
  { recipients: given = [], none_to_tell: none }: Given,
  proposed: readonly Concerned[],
  by: By,
): void {
  const about = toldOf(right.right)
  if (about === undefined) return
  const opened_on = civilDateIn(c.organisation.timeZone, by.at)
  const known = new Map(proposed.map((each) => [nameOf(each.recipient), each]))
  const named = given.map((each): RecipientOfRight => {
    const inRegister = known.get(nameOf(each))
    known.delete(nameOf(each))
    const { recipient, activities } = inRegister ?? {}
    return {
      id: newId('rcp'),
      name: each.name,
      about,
      opened_on,
      activities,
      contact: recipient?.contact,
      standing: standingOf(each, by),
    }
  })
  // Who has not heard of an end that came meanwhile restricts still, and is spared it now
  overtakeLifts(c, right, (right.detail.recipients ?? []).filter(isOpenForLift))
  // What was told before the decision was looked at again
  const before = right.detail.recipients ?? []
  // A restriction that went on is no news to them
  const isInformed = ({ about }: RecipientOfRight) => about === 'restriction'
  const informed = new Set([...lastOfEach(before).values()].filter(isInformed).map(nameOf))
  // Who may have heard of that end by now is told anew, and nobody else is to hear of it
  overtakeLifts(
    c,
    right,
    before.filter((each) => each.about === 'lift' && isUntold(each)),
  )
  const others = none === true ? [] : [...known.values()].filter(({ recipient }) => !informed.has(nameOf(recipient)))
  const waiting = others.map(({ recipient, activities }): RecipientOfRight => {
    const { name, contact } = recipient
    return { id: newId('rcp'), name, about, opened_on, activities, contact, standing: { status: 'open' } }
  })
  const all = [...named, ...waiting]
  putRecipients(right, [...(right.detail.recipients ?? []), ...all])
  const open = all.filter(isUntold)
  if (open.length > 0) recipientsOpened(c, right, open, by)
}

function standingOf(
  { told_at: at, not_told: not }: NonNullable<Given['recipients']>[number],
  by: By,
): RecipientStanding {
  if (at !== undefined) return { status: 'told', by: 'other', at }
  return not === undefined ? { status: 'open' } : { status: not, at: by.at }
}
