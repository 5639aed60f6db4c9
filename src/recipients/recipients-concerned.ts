import { isGrant } from '../law/lifecycle.ts'
import { rightsLaw } from '../law/rights.ts'
import { type CurrentRegister, type Recipient, reachedBy, serves } from '../register/register.ts'
import { kindOf, type RightRow } from '../requests/case.ts'

/** Whom to tell, and the keys of the activities for which they receive the data. */
export type Concerned = { readonly recipient: Recipient; readonly activities: readonly string[] }

/**
 * Art. 19: the recipients whom the register names for the activities in which a right is carried out. Those are the activities that the
 * decision grants, where it goes by activity; else all that the right reaches.
 */
export function recipientsConcerned(right: RightRow, current: CurrentRegister | undefined): Concerned[] {
  if (current === undefined || !rightsLaw[right.right].recipientsAreTold) return []
  const { activities, recipients } = current.register
  const granted = right.detail.items?.filter(({ outcome }) => isGrant(outcome)).map(({ activity }) => activity)
  const carriedOut =
    granted === undefined
      ? reachedBy(kindOf(right), current.register)
      : activities.filter(({ key }) => granted.includes(key))
  return recipients.flatMap((recipient) => {
    const keys = carriedOut.filter((activity) => serves(recipient, activity)).map(({ key }) => key)
    return keys.length === 0 ? [] : [{ recipient, activities: keys }]
  })
}
