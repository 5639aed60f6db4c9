import { civilDateIn, type Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { showId } from '../platform/identifiers.ts'
import type { Case } from '../requests/case.ts'
import { letterFailed } from '../requests/tell.ts'
import { tellStaff } from '../requests/tell-staff.ts'
import { bouncesToldSince } from './store.ts'
import { isToStaff, type LetterRow } from './write-letter.ts'

/** More in an hour than anybody reads one by one, and what a flood of forms with wrong addresses would cause: those stand on their requests. */
const mostToldAnHour = 20
const hour = 3_600_000

/** A letter has finally failed, at once or by coming back: what follows for its request, and staff is told at once. */
export async function tellOfFailure(
  tx: Tx,
  c: Case,
  letter: Pick<LetterRow, 'id' | 'type' | 'createdAt'>,
  { status, ...by }: { readonly actor: Actor; readonly at: Instant; readonly status: string },
): Promise<void> {
  if (isToStaff(letter.type)) return // whoever does not read letters would be written to for ever
  const answered = c.rights.filter((right) => right.answerLetterId === letter.id && right.answeredAt !== null)
  letterFailed(c, letter, by)
  const since = (by.at - hour) as Instant // an instant moved by whole milliseconds is an instant
  if ((await bouncesToldSince(tx, since)) >= mostToldAnHour) return
  const writtenOn = civilDateIn(c.organisation.timeZone, letter.createdAt)
  const takesBackAnswer = answered.length > 0
  tellStaff(c, { type: 'bounce', letter: showId('ltr', letter.id), writtenOn, status, takesBackAnswer }, by)
}
