import { type Instant, showInstant } from '../law/calendar.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type LetterId, showId } from '../platform/identifiers.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { findByMessageId, findLetter, type LockedLetter, lockLetter } from './store.ts'
import { tellOfFailure } from './tell-of-failure.ts'
import { isInternal, type LetterRow } from './write-letter.ts'

/** What a mail server says of a letter it had taken: that it will not arrive, or not yet. `status`: an enhanced code (RFC 3463). */
export type Bounce = {
  readonly kind: 'hard' | 'soft'
  readonly status?: string | undefined
  readonly happenedAt?: Instant | undefined
}
/** Which letter it speaks of. */
export type Bounced = { readonly letter: LetterId } | { readonly messageId: string }
/** `known`: the letter had failed before, was told by another way since, or is about to be sent anew. */
export type BounceOutcome = { readonly letter: LetterId; readonly outcome: 'failed' | 'noted' | 'known' }

/**
 * A letter has come back. A hard bounce makes it `failed`, with all that a final failure does: an answer it told was never given, staff is told
 * at once, the postal way is open. A soft one is noted. Undefined where the organisation has sent no such letter, or its case is erased.
 */
export async function bounceLetter(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  which: Bounced,
  bounce: Bounce,
  by: { readonly actor: Actor; readonly at: Instant },
): Promise<BounceOutcome | undefined> {
  const id = 'letter' in which ? which.letter : await findByMessageId(tx, which.messageId)
  const found = id && (await findLetter(tx, deps.keyring, id))
  // Paper does not come back by e-mail
  if (found === undefined || (found.by !== 'email' && found.state !== 'posted')) return undefined
  let outcome: BounceOutcome['outcome'] | undefined
  const change = async (c: Case | undefined) => {
    const held = await lockLetter(tx, deps.keyring, found.id)
    if (held !== undefined) outcome = await changed(tx, deps, held, { c, bounce, by })
  }
  if (found.requestId === null) await change(undefined)
  else await changeUnlessErased(tx, deps, { request: found.requestId, actor: by.actor, now: by.at }, change)
  return outcome && { letter: found.id, outcome }
}

type Change = {
  readonly c: Case | undefined
  readonly bounce: Bounce
  readonly by: { readonly actor: Actor; readonly at: Instant }
}

async function changed(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  { letter, save }: LockedLetter,
  { c, bounce: { kind, status, happenedAt }, by }: Change,
): Promise<BounceOutcome['outcome']> {
  // One that is still tried may have been taken, and the process ended before that was recorded; one that was not tried yet has not
  const isSentAnew = letter.dueAt !== null && letter.attempts === 0
  if (letter.state === 'failed' || letter.state === 'posted' || isSentAnew) return 'known'
  const said = [kind === 'hard' ? 'bounced' : 'delayed', ...(status === undefined ? [] : [status])].join(' ')
  const facts = {
    letter: showId('ltr', letter.id),
    type: letter.type,
    reason: said,
    ...(happenedAt === undefined ? {} : { bounced_at: showInstant(happenedAt) }),
  }
  if (kind === 'soft') {
    await save({ ...letter, lastError: said })
    if (c !== undefined) happened(c, { type: 'letter_delayed', facts }, by)
    return 'noted'
  }
  await save({ ...letter, state: 'failed', dueAt: null, lastError: said })
  const failed = { type: 'letter_failed', facts } as const
  if (c !== undefined) {
    happened(c, failed, by)
    await tellOfFailure(tx, c, letter, { ...by, status: said })
  } else if (isInternal(letter.type)) {
    await underOrganisationLock(tx, deps, by.actor, async () => ({ at: by.at, happened: [failed] }))
  }
  return 'failed'
}

/** Whether the organisation has sent a letter, or is sending one, under this Message-ID. */
export async function hasSent(tx: Tx, messageId: string): Promise<boolean> {
  return (await findByMessageId(tx, messageId)) !== undefined
}

/** Whether a mail server that had taken the letter sent it back. */
export function hasBounced({ state, lastError }: Pick<LetterRow, 'state' | 'lastError'>): boolean {
  return state === 'failed' && lastError?.startsWith('bounced') === true
}
