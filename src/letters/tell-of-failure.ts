import { type CivilDate, civilDateIn, daysBetween, type Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { showId } from '../platform/identifiers.ts'
import { type Case, clockOf, happened } from '../requests/case.ts'
import { letterFailed } from '../requests/tell.ts'
import { tellStaff } from '../requests/tell-staff.ts'
import { bouncesToldSince } from './store.ts'
import { isToStaff, type LetterRow } from './write-letter.ts'

/** More in an hour than anybody reads one by one, and what a flood of forms with wrong addresses would cause: those stand on their requests. */
const mostToldAnHour = 20
const hour = 3_600_000
/** As long as a letter is tried. */
const daysTried = 3

type Telling = { readonly actor: Actor; readonly at: Instant; readonly status: string }
type Failed = Pick<LetterRow, 'id' | 'type' | 'createdAt'>

/** A letter has finally failed, at once or by coming back: what follows for its request, and staff is told at once. */
export async function tellOfFailure(tx: Tx, c: Case, letter: Failed, { status, ...by }: Telling): Promise<void> {
  if (isToStaff(letter.type)) return // whoever does not read letters would be written to for ever
  const answered = c.rights.filter((right) => right.answerLetterId === letter.id && right.answeredAt !== null)
  letterFailed(c, letter, by)
  await tell(tx, c, letter, { status, ...by }, answered.length > 0)
}

/**
 * A letter waits, and is tried again. Staff is told where it carries the notice of an extension whose last day may be over by the time it has
 * finally failed: else the extension would be lost without a word (art. 12(3)).
 */
export async function tellOfDelay(tx: Tx, c: Case, letter: Failed, { status, ...by }: Telling): Promise<void> {
  const notice = noticeIn(c, letter, by.at)
  const today = civilDateIn(c.organisation.timeZone, by.at)
  if (notice?.until === undefined || notice.isGiven || daysBetween(today, notice.until) > daysTried) return
  happened(
    c,
    { type: 'letter_delayed', facts: { letter: showId('ltr', letter.id), type: letter.type, reason: status } },
    by,
  )
  await tell(tx, c, letter, { status, ...by }, false)
}

async function tell(
  tx: Tx,
  c: Case,
  letter: Failed,
  { status, ...by }: Telling,
  takesBackAnswer: boolean,
): Promise<void> {
  const since = (by.at - hour) as Instant // an instant moved by whole milliseconds is an instant
  if ((await bouncesToldSince(tx, since)) >= mostToldAnHour) return
  const writtenOn = civilDateIn(c.organisation.timeZone, letter.createdAt)
  const notice = noticeIn(c, letter, by.at)
  const told = { letter: showId('ltr', letter.id), writtenOn, status, takesBackAnswer }
  tellStaff(c, { type: 'bounce', ...told, ...(notice && { notice }) }, by)
}

/**
 * The notice of an extension that the letter carries. It counts as given once a mail server has taken it, and that it came back does not take it
 * back: but the controller must show that the person was told (art. 5(2), 12(3)), and can tell them again as long as the month runs.
 */
function noticeIn(
  c: Case,
  { id }: Failed,
  at: Instant,
): { isGiven: boolean; until: CivilDate | undefined } | undefined {
  const extension = c.request.extensions.find((each) => each.letter_id === id)
  if (extension === undefined) return undefined
  const last = clockOf(c, at).extension?.noticeDueOn
  const isOver =
    last === undefined || extension.fell_back_at !== undefined || civilDateIn(c.organisation.timeZone, at) > last
  return { isGiven: extension.notified_at !== undefined, until: isOver ? undefined : last }
}
