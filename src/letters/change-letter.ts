import { civilDateIn, type Instant, noonOf } from '../law/calendar.ts'
import { getOrganisation, type Organisation } from '../organisations/store.ts'
import type { StaffActor } from '../platform/actor.ts'
import { realNow } from '../platform/clock.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type LetterId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { getRequest } from '../requests/find-request.ts'
import { addresseeOf, demandTellable } from '../requests/on-behalf.ts'
import { letterReached, letterSettled, withdrawnLetterReached } from '../requests/tell.ts'
import type { RecordPostedCommand } from './schemas.ts'
import { findLetter, isErasedLetter, lockLetter } from './store.ts'
import { isToOthers, isToStaff, type LetterRow, newMessageId } from './write-letter.ts'

type By = { readonly actor: StaffActor; readonly now: Instant }
type ChangeDeps = Pick<Deps, 'keyring' | 'outbox'>

/** A letter of this tenant; throws `not_found` where there is none. */
export async function getLetter(tx: Tx, keyring: Keyring, id: LetterId): Promise<LetterRow> {
  const found = await findLetter(tx, keyring, id)
  if (!found) throw problem('not_found', 'there is no such letter')
  return found
}

/**
 * Sends a letter again: the same words, a new delivery. Under a new Message-ID, since mailboxes drop silently what they have seen.
 * An answer that a failure took back is given again from now. Throws `letter_not_postable` for paper, and for what is on its way;
 * `no_address` where its answer is now for a data subject without an e-mail address;
 * `authority_not_accepted` for an answer about another person once the authority to act for them has fallen.
 */
export async function resendLetter(tx: Tx, deps: ChangeDeps, id: LetterId, { actor, now }: By): Promise<LetterRow> {
  const row = await changeLetter(tx, deps, id, { actor, now }, (letter, c) => {
    if (letter.by !== 'email') throw problem('letter_not_postable', 'cannot e-mail a letter on paper')
    if (letter.state === 'queued') throw problem('letter_not_postable', 'cannot resend a letter that is on its way')
    if (c) demandTellable(c, letter, now)
    const resent: LetterRow = {
      ...letter,
      detail: { ...letter.detail, to: currentAddress(letter, c) },
      state: 'queued',
      messageId: newMessageId(letter.detail.from.reply_to),
      attempts: 0,
      dueAt: realNow(),
      lastError: null,
    }
    if (c) {
      const by = { actor, at: now }
      letterSettled(c, letter)
      happened(c, { type: 'letter_resent', facts: { letter: showId('ltr', id), type: letter.type } }, by)
      // By e-mail, told is when the letter is queued; the notice of an extension when the mail server has taken it.
      if (letter.tells.fact !== 'extension') letterReached(c, letter, now, by)
    }
    return resent
  })
  tx.afterCommit(() => deps.outbox.wake())
  return row
}

/**
 * Records that a printed letter was posted: what it tells is told at noon of that day. A letter that no e-mail could deliver so far may be printed
 * and posted, too, and is not tried again. Throws `letter_not_postable` for any other that is not paper, or was posted before, and 400 for a day in the future or
 * before the letter was written.
 */
export async function recordPosted(
  tx: Tx,
  deps: ChangeDeps,
  id: LetterId,
  { posted_on: on, tracking }: RecordPostedCommand,
  { actor, now }: By,
): Promise<LetterRow> {
  return changeLetter(tx, deps, id, { actor, now }, (letter, c, organisation) => {
    const isUndelivered =
      letter.by === 'email' &&
      (letter.state === 'failed' || letter.state === 'deferred') &&
      c !== undefined &&
      !isToStaff(letter.type)
    // One that was withdrawn may have been in the post by then
    const isPaper = letter.by === 'post' && (letter.state === 'queued' || letter.state === 'withdrawn')
    if (!isUndelivered && !isPaper) {
      throw problem(
        'letter_not_postable',
        'only a letter on paper that was not posted yet, or one that could not be delivered, can be recorded as posted',
      )
    }
    if (isUndelivered) demandTellable(c, letter, now)
    const zone = organisation.timeZone
    const first = civilDateIn(zone, letter.createdAt)
    const last = civilDateIn(zone, now)
    if (on < first || on > last) {
      throw problem('invalid', 'the letter cannot have been posted then', {
        errors: [{ location: 'body.posted_on', message: `expected a day from ${first} to ${last}` }],
      })
    }
    if (c) {
      const by = { actor, at: now }
      const facts = { letter: showId('ltr', id), type: letter.type, on }
      letterSettled(c, letter)
      happened(c, { type: 'letter_posted', facts, ...(tracking === undefined ? {} : { detail: { tracking } }) }, by)
      // Noon of that day, though not before the letter was written nor after now: nothing is told in the future.
      const told = Math.min(Math.max(noonOf(on, zone), letter.createdAt), now) as Instant // one of three instants
      if (letter.state === 'withdrawn') withdrawnLetterReached(c, letter)
      letterReached(c, letter, told, by)
    }
    return { ...letter, by: 'post', state: 'posted', postedOn: on, dueAt: null, detail: { ...letter.detail, tracking } }
  })
}

/** The letter as it is printed: where none was written for paper, with the postal address that the person it is for has now. */
export async function getLetterToPrint(tx: Tx, keyring: Keyring, id: LetterId): Promise<LetterRow> {
  const letter = await getLetter(tx, keyring, id)
  const { requestId: request, detail, type } = letter
  if (request === null || detail.to.postal_address !== undefined || isErasedLetter(letter) || isToOthers(type))
    return letter
  const { postal_address } = addresseeOf(await getRequest(tx, keyring, request), type).to
  return { ...letter, detail: { ...detail, to: { ...detail.to, postal_address } } }
}

/** Locks the request, where the letter has one, then the letter, and saves both. */
async function changeLetter(
  tx: Tx,
  deps: ChangeDeps,
  id: LetterId,
  { actor, now }: By,
  change: (letter: LetterRow, c: Case | undefined, organisation: Organisation) => LetterRow,
): Promise<LetterRow> {
  const { requestId: request } = await getLetter(tx, deps.keyring, id)
  const changeRow = async (c: Case | undefined) => {
    const held = await lockLetter(tx, deps.keyring, id)
    if (!held) throw problem('not_found', 'there is no such letter')
    const changed = change(held.letter, c, c?.organisation ?? (await getOrganisation(tx)))
    await held.save(changed)
    return changed
  }
  if (request === null) return changeRow(undefined)
  let changed: LetterRow | undefined
  await changeCase(tx, deps, { request, actor, now }, async (c) => {
    changed = await changeRow(c)
  })
  if (!changed) throw new Error('changeCase has not called its work')
  return changed
}

/** Where the person reads e-mail now: what was keyed wrong may have been put right since. The notice of that goes to the old address; a task to the owner; what staff is told to staff; a notice to the recipient of the data. */
function currentAddress({ type, detail }: LetterRow, c: Case | undefined): LetterRow['detail']['to'] {
  if (c === undefined || type === 'contact_changed' || isToOthers(type)) return detail.to
  const { part, to } = addresseeOf(c, type)
  if (to.email !== undefined) return { name: to.name, email: to.email }
  if (part === 'requester') return detail.to
  throw problem('no_address', 'the data subject, who receives the answer, has no e-mail address here')
}
