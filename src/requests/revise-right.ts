import { civilDateIn } from '../law/calendar.ts'
import { holdsOn } from '../law/restriction.ts'
import { withdrawAnswersTo } from '../letters/withdraw-letters.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { noAnswer } from './answer.ts'
import { type Case, demandRight, happened, type RightRow } from './case.ts'
import { demandAuthority } from './on-behalf.ts'
import { fieldsOf, newRight } from './open-request.ts'
import { staffRight } from './right-schemas.ts'
import { tell } from './tell.ts'
import { keepToldRecipients, restrictionGoesOn } from './told-recipients.ts'

/**
 * A decision, a fulfilment or a lapse is taken back: the right is pending again. What is printed of it is not to be posted; the next letter says that it
 * replaces the former, where the person may have one.
 */
export async function reviseRight(c: Case, id: RightId, { reason }: Command<'revise'>, by: By, tx: Tx): Promise<void> {
  const right = demandRight(c, id, 'revise')
  happened(
    c,
    {
      type: 'right_revised',
      facts: { right: showId('rgt', right.id), was: right.status, outcome: right.outcome },
      detail: { reason },
    },
    by,
  )
  if (await withdrawAnswersTo(tx, c, right, by)) right.revised = true
  // Art. 18(3): what holds goes on until the person is told otherwise; what had ended stays so.
  const today = civilDateIn(c.organisation.timeZone, by.at)
  const isOver = !holdsOn(right, today)
  if (isOver) right.restrictedSince = null
  else restrictionGoesOn(c, right, by)
  keepToldRecipients(right, { isOver })
  makePending(right)
}

/** Back to the beginning of a right's life; what was told of it no longer counts. */
function makePending(right: RightRow): void {
  right.status = 'pending'
  right.outcome = null
  right.grounds = []
  right.decidedAt = null
  right.fulfilledAt = null
  Object.assign(right, noAnswer)
  right.answerLetterId = null
  right.lifted = false
  right.liftedOn = null
  const {
    reasons: _reasons,
    note: _note,
    fulfilment: _done,
    lifted: _lifted,
    restriction_ended: _ended,
    ...rest
  } = right.detail
  const { items: _items, contradictions: _contradictions, ...kept } = rest
  right.detail = kept
}

/** What a pending right asks for is put right: a field given replaces, null removes. */
export function amendRight(c: Case, id: RightId, { details, reason }: Command<'amend'>, by: By): void {
  const right = demandRight(c, id, 'amend')
  const parsed = staffRight.safeParse({ ...right.detail.fields, ...details, right: right.right })
  if (!parsed.success || ('right' in details && details.right !== right.right)) {
    throw problem('invalid', 'the details are not fields of this right', {
      errors: (parsed.error?.issues ?? []).map((issue) => ({
        location: ['body', 'details', ...issue.path].join('.'),
        message: issue.message,
      })),
    })
  }
  const { fields, directMarketing } = fieldsOf(parsed.data)
  right.detail = { ...right.detail, fields }
  right.directMarketing = directMarketing
  const facts = { right: showId('rgt', right.id), fields: Object.keys(details) }
  happened(c, { type: 'right_amended', facts, detail: { reason, details: JSON.stringify(details) } }, by)
}

/** The letter does not invoke this right after all: it lapses. Throws `not_permitted` for a restriction that holds. */
export function dropRight(c: Case, id: RightId, { reason }: Command<'drop'>, by: By): void {
  const right = demandRight(c, id, 'drop')
  // Art. 18(3): before it ends, the person is told.
  if (holdsOn(right, civilDateIn(c.organisation.timeZone, by.at))) {
    throw problem(
      'not_permitted',
      'a restriction that holds is lifted or refused, and the person told of it, before it ends',
    )
  }
  right.status = 'lapsed'
  right.restrictedSince = null
  happened(c, { type: 'right_dropped', facts: { right: showId('rgt', right.id) }, detail: { reason } }, by)
}

/** A right found in the letter later: it was received with the letter. */
export function addRight(c: Case, { reason, ...right }: Command<'rights'>, by: By): void {
  if (c.rights.length >= mostRights) throw problem('not_permitted', `a request holds at most ${mostRights} rights`)
  const added = newRight(c.request, right, c.rights.length)
  c.rights.push(added)
  const facts = { right: showId('rgt', added.id), name: added.right }
  happened(c, { type: 'right_added', facts, detail: { reason } }, by)
}
const mostRights = 32 // twice what one letter may name when it is opened

/** Art. 18(3): before a restriction is lifted the person is told; it ends on the day named, or on that of telling where that is later. */
export function liftRestriction(
  c: Case,
  id: RightId,
  { on, reasons, told }: Command<'lift'>,
  by: By & { today: string },
): void {
  const right = demandRight(c, id, 'lift')
  if (on < by.today) {
    throw problem('invalid', 'the person is told before the restriction is lifted, not after', {
      errors: [{ location: 'body.on', message: 'expected today or a later day' }],
    })
  }
  // The letter says that the data are held. Told another way, staff has seen to it that it is the person who was told.
  if (told?.by !== 'other') demandAuthority(c, right, by.at)
  right.lifted = true
  right.detail = { ...right.detail, lifted: { on, reasons } }
  happened(c, { type: 'restriction_lifted', facts: { right: showId('rgt', right.id), on }, detail: { reasons } }, by)
  tell(c, told, { type: 'restriction_lifted', on, reasons }, { fact: 'lift', rights: [right.id] }, by)
}
