import { keepIdentityDocumentsUntil } from '../identity/documents.ts'
import { type CivilDate, civilDateIn } from '../law/calendar.ts'
import { isUnanswered } from '../law/lifecycle.ts'
import { holdsOn } from '../law/restriction.ts'
import { identityDocumentsKeptUntil } from '../law/retention.ts'
import { paceOf } from '../law/rights.ts'
import { withdrawWordOfClosure } from '../letters/withdraw-letters.ts'
import type { LetterContent } from '../letters/write-letter.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type RequestId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Act, By } from './act.ts'
import type { Command, Told } from './action-schemas.ts'
import { type Case, happened, kindOf, levelNeededBy, type RequestRow, type RightRow, rightState } from './case.ts'
import type { RightSnapshot } from './closure.ts'
import { settle } from './decide-right.ts'
import { getRequestToShow } from './find-request.ts'
import { deleteDocumentsOfIdentity } from './identity.ts'
import { demandAuthority } from './on-behalf.ts'
import { haveNothingInCommon } from './resemblance.ts'
import { duplicatesOf, holdOriginal } from './store.ts'
import { reachableBy, tell } from './tell.ts'
import { restrictionEnds, restrictionGoesOn } from './told-recipients.ts'

type Reason = Command<'close'>['reason'] | 'cancelled'

/**
 * The person gives up the request: what is unanswered lapses, also a restriction that holds while it is looked at again. Of that they are told, which
 * only who acts for them may bring about: throws `authority_not_accepted`, and `no_address` where it cannot be told.
 */
export const cancelRequest: Act<Command<'cancel'>> = async (c, { reason, told }, by, tx) => {
  const given = unanswered(c).filter((right) => holdsOn(right, todayOf(c, by)))
  if (told?.by !== 'other') for (const right of given) demandAuthority(c, right, by.at)
  const left = await duplicatesOf(tx, c.request.id)
  await shut(c, 'cancelled', by, tx, () => lapse(c, by))
  c.request.detail = { ...c.request.detail, duplicates: left === 0 ? undefined : { left } }
  happened(c, { type: 'request_cancelled', ...(reason === undefined ? {} : { detail: { reason } }) }, by)
  confirm(c, told, { type: 'cancellation', endsRestriction: given.length > 0 }, by)
}

/**
 * The desk closes the request: because all is answered, or because nothing more can be owed. Every reason can be undone by `reopen`. As a duplicate only of
 * one that owes the answer to both, or has given it; one that has nothing in common with it is warned of.
 */
export async function closeRequest(
  c: Case,
  command: Command<'close'>,
  by: By,
  { tx, keyring }: { readonly tx: Tx; readonly keyring: Keyring },
): Promise<void> {
  const { reason, duplicate_of, forwarded_to, told } = command
  demandClosable(c, command, by)
  if (reason === 'duplicate' || reason === 'not_a_rights_request') await demandNoDuplicates(tx, c)
  const original = duplicate_of === undefined ? undefined : await originalOf(tx, keyring, c, duplicate_of)
  await shut(c, reason, by, tx, () => {
    if (reason === 'identity_not_established' || reason === 'not_controller') refusePending(c, reason, told, by)
    if (reason === 'not_a_rights_request' || reason === 'duplicate') lapse(c, by)
  })
  c.request.duplicateOf = duplicate_of ?? null
  const isUnlike = original !== undefined && haveNothingInCommon(c.request, original)
  c.request.detail = { ...c.request.detail, forwarded_to, duplicates: isUnlike ? { unlike: true } : undefined }
  happened(
    c,
    {
      type: 'request_closed',
      facts: { reason, ...(duplicate_of === undefined ? {} : { duplicate_of: showId('req', duplicate_of) }) },
      ...(forwarded_to === undefined ? {} : { detail: { forwarded_to } }),
    },
    by,
  )
  // A refusal is its own letter (art. 12(4)); after `completed` each right has had its answer.
  if (reason === 'not_a_rights_request' || reason === 'duplicate') {
    tell(c, told, { type: 'closure', reason }, { fact: 'nothing' }, by)
  }
}

/** The request that owes the answer, where anything of it is left to compare. Throws `duplicate_not_found`. */
async function originalOf(tx: Tx, keyring: Keyring, c: Case, id: RequestId): Promise<RequestRow | undefined> {
  // Held: two that are closed as duplicates of each other at once would owe nothing
  const original = id === c.request.id ? undefined : await holdOriginal(tx, id)
  if (original === undefined) {
    throw problem('duplicate_not_found', 'the request named as the original does not exist, or is this one')
  }
  // The person is told that one answer comes: some request must owe it, or have given it.
  if (original.closedReason !== null && answersNobody.has(original.closedReason)) {
    throw problem(
      'duplicate_not_found',
      'the request named as the original is closed without an answer: name the one that is answered',
    )
  }
  const { request, refused } = await getRequestToShow(tx, keyring, id)
  return request.erasedAt !== null || refused.size > 0 ? undefined : request
}
const answersNobody: ReadonlySet<string> = new Set(['duplicate', 'cancelled', 'not_a_rights_request'])

/** Those who were told that the answer to this request is theirs. Throws `not_permitted`. */
async function demandNoDuplicates(tx: Tx, { request: { id } }: Case): Promise<void> {
  if ((await duplicatesOf(tx, id)) === 0) return
  throw problem('not_permitted', 'other requests are closed as duplicates of this one: open those again first')
}

/** Undoes a closure: what it lapsed, refused or ended is as it was; no date restarts. */
export const reopenRequest: Act<Command<'reopen'>> = async (c, { reason }, by, tx) => {
  const { request } = c
  if (request.closedAt !== null) await withdrawWordOfClosure(tx, c, request.closedAt, by)
  for (const { id, was } of request.closure?.rights ?? []) {
    const right = c.rights.find((candidate) => candidate.id === id)
    if (right === undefined) continue
    // What the closure told of it is replaced by the next letter.
    restore(right, { ...was, revised: was.revised || right.answeredAt !== was.answeredAt })
    if (holdsOn(right, todayOf(c, by))) restrictionGoesOn(c, right, by)
  }
  for (const ask of request.asks) if (request.closure?.ended_asks.includes(ask.id)) delete ask.ended_at
  happened(c, { type: 'request_reopened', facts: { was: request.closedReason }, detail: { reason } }, by)
  request.closedAt = null
  request.closedReason = null
  request.duplicateOf = null
  request.closure = null
  request.detail = { ...request.detail, forwarded_to: undefined, duplicates: undefined }
  await keepIdentityDocumentsUntil(tx, c, null)
}

function demandClosable(c: Case, command: Command<'close'>, by: By): void {
  const open = unanswered(c)
  if (command.reason === 'completed' && open.length > 0) {
    throw problem('rights_unanswered', 'cannot complete a request that has an unanswered right')
  }
  if (command.reason === 'completed' && c.rights.length === 0) {
    throw problem('rights_unanswered', 'cannot complete a request in which no right was named yet')
  }
  if (command.reason === 'identity_not_established' || command.reason === 'not_controller') {
    if (open.some((right) => right.status !== 'pending')) {
      throw problem('rights_unanswered', 'a right is granted and still has to be carried out, or revised')
    }
  }
  if (command.reason === 'identity_not_established' && open.some((right) => isOwedToAnybody(c, right))) {
    throw problem('right_needs_no_identity', 'an unanswered right is not refused for want of an identity')
  }
  const lapses = command.reason === 'duplicate' || command.reason === 'not_a_rights_request'
  // Art. 18(3): these letters say nothing of a restriction, and it does not end before the person is told.
  if (lapses && open.some((right) => holdsOn(right, todayOf(c, by)))) {
    throw problem(
      'not_permitted',
      'a restriction that holds is lifted or refused, and the person told of it, before it ends',
    )
  }
}

/**
 * A withdrawal and a marketing objection are never refused for want of an identity (art. 7(3), 21(3)), not even where an organisation
 * wants one proven before it grants them; neither is what this organisation grants to anybody.
 */
function isOwedToAnybody(c: Case, right: RightRow): boolean {
  return paceOf(kindOf(right)) === 'at_once' || levelNeededBy(c, kindOf(right)) === 'none'
}

/** Closes: remembers what that takes away, ends open asks and pauses, and deletes the copies of identity documents, or sets their last day. */
async function shut(c: Case, reason: Reason, by: By, tx: Tx, takeAway: () => void): Promise<void> {
  const before = new Map(c.rights.map((right) => [right.id, snapshot(right)]))
  takeAway()
  const ended = c.request.asks.filter(
    (ask) => ask.ended_at === undefined && !ask.answers.some((answer) => answer.sufficient),
  )
  for (const ask of ended) ask.ended_at = by.at
  c.request.closure = {
    ended_asks: ended.map((ask) => ask.id),
    rights: c.rights.flatMap((right) => {
      const was = before.get(right.id)
      return was && was.status !== right.status ? [{ id: right.id, was }] : []
    }),
  }
  c.request.closedAt = by.at
  c.request.closedReason = reason
  const policy = retentionOf(c.organisation)
  if (policy.identityDocumentDays === 0 && c.request.heldAt === null) return deleteDocumentsOfIdentity(c, by, tx)
  const closedOn = civilDateIn(c.organisation.timeZone, by.at)
  await keepIdentityDocumentsUntil(tx, c, identityDocumentsKeptUntil(policy, closedOn))
}

function lapse(c: Case, by: By): void {
  for (const right of unanswered(c)) {
    const held = holdsOn(right, todayOf(c, by))
    right.status = 'lapsed'
    if (held) restrictionEnds(c, right, by)
  }
}

function unanswered({ rights }: Case): RightRow[] {
  return rights.filter((right) => isUnanswered(rightState(right)))
}

function todayOf({ organisation }: Case, { at }: By): CivilDate {
  return civilDateIn(organisation.timeZone, at)
}

/** One refusal for every pending right, in one letter with its ground and remedies (art. 12(4)). */
function refusePending(
  c: Case,
  ground: 'identity_not_established' | 'not_controller',
  told: Told | undefined,
  by: By,
): void {
  const pending = c.rights.filter((right) => right.status === 'pending')
  if (pending.length === 0) return
  for (const right of pending) {
    settle(right, 'refused', [ground], by)
    const facts = { right: showId('rgt', right.id), outcome: 'refused', grounds: [ground] }
    happened(c, { type: 'right_decided', facts }, by)
  }
  const rights = pending.map((right) => ({
    kind: kindOf(right),
    outcome: 'refused' as const,
    grounds: [ground],
    reasons: undefined,
  }))
  const replaces = pending.some((right) => right.revised)
  tell(
    c,
    told,
    { type: 'decision', rights, replaces },
    { fact: 'answer', rights: pending.map((right) => right.id) },
    by,
  )
}

type Cancellation = Extract<LetterContent, { type: 'cancellation' }>

/** A person who gives up is confirmed it where there is an address; there is nothing else to tell them, unless a restriction ends with it (art. 18(3)). */
function confirm(c: Case, told: Told | undefined, letter: Cancellation, by: By): void {
  const { requester } = c.request.detail
  const wished = c.request.replyBy
  if (letter.endsRestriction) {
    tell(c, told ?? { by: reachableBy(requester, wished) }, letter, { fact: 'nothing' }, by)
  } else if (told || (wished === 'email' ? requester.email : requester.postal_address) !== undefined) {
    tell(c, told, letter, { fact: 'nothing' }, by)
  }
}

function snapshot(right: RightRow): RightSnapshot {
  const { status, outcome, grounds, decidedAt, fulfilledAt, revised } = right
  const { answeredAt, answeredOn, answeredDueOn, answeredWithin, answerLetterId, restrictedSince } = right
  return {
    status,
    outcome,
    grounds,
    decidedAt,
    fulfilledAt,
    revised,
    answeredAt,
    answeredOn,
    answeredDueOn,
    answeredWithin,
    answerLetterId,
    restrictedSince,
  }
}

function restore(right: RightRow, was: RightSnapshot): void {
  Object.assign(right, was)
  right.detail = { ...right.detail, restriction_ended: undefined }
}
