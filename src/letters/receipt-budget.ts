import { admitToMailbox } from '../identity/receipt-limit.ts'
import { civilDateIn, type Instant } from '../law/calendar.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import { realNow } from '../platform/clock.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { spendReceipt, tellOfWaiting } from './outbox-store.ts'
import { insertLetters } from './store.ts'
import { type LetterRow, writeLetter } from './write-letter.ts'

/** Whether a receipt goes out: now, at its turn, or not at all, and then why. */
export type ReceiptVerdict =
  | { readonly go: 'now' }
  | { readonly go: 'later'; readonly at: Instant }
  | { readonly go: 'never'; readonly why: 'mailbox_budget' | 'organisation_budget' }

const hour = 60 * 60_000
/** As long as any letter is tried; a receipt that comes later than that tells nothing new. */
const longestWait = 72 * hour
const toldEvery = 24 * hour

/**
 * Whether a receipt may go to its mailbox (attack 10), and when its organisation’s turn comes: a flood of forms, whatever addresses and
 * networks it comes with, leaves at `perHour` in one hour and at that pace from then on, one after the other, and staff is told once a day. Decided once
 * for each receipt. Whatever the verdict, the request is registered and its clock runs.
 */
export async function judgeReceipt(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'now'>,
  { verificationId, detail }: LetterRow,
  perHour: number,
): Promise<ReceiptVerdict> {
  const email = detail.to.email
  if (verificationId === null || email === undefined) return { go: 'now' }
  const admission = await admitToMailbox(tx, deps, { verification: verificationId, email, now: deps.now() })
  if (admission === 'before') return { go: 'now' }
  if (admission === 'too_many') return { go: 'never', why: 'mailbox_budget' }
  const now = realNow()
  const spentUntil = await spendReceipt(tx, {
    now,
    each: Math.ceil(hour / perHour),
    latest: later(now, hour + longestWait),
  })
  const turn = spentUntil === undefined ? undefined : later(spentUntil, -hour)
  if (turn !== undefined && turn <= now) return { go: 'now' }
  if (await tellOfWaiting(tx, { now, unlessSince: later(now, -toldEvery) })) await tellStaff(tx, deps, perHour)
  return turn === undefined ? { go: 'never', why: 'organisation_budget' } : { go: 'later', at: turn }
}

/** The burden of proof stays with the controller (art. 12(5)): a flood is told, never refused. */
async function tellStaff(tx: Tx, deps: Pick<Deps, 'keyring' | 'outbox' | 'now'>, perHour: number): Promise<void> {
  const at = deps.now()
  const actor = { type: 'service', organisation: tx.organisation } as const
  await underOrganisationLock(tx, deps, actor, async (organisation) => {
    const notice = writeLetter({
      organisation,
      letter: { type: 'flood_notice', on: civilDateIn(organisation.timeZone, at), perHour },
      by: 'email',
      to: { email: organisation.contact.dpo_email },
      locale: organisation.locale,
      tells: { fact: 'nothing' },
      now: at,
    })
    await Promise.all(insertLetters(tx, organisationSafe(deps.keyring, organisation.id), [notice]))
    return { at, happened: [{ type: 'receipts_delayed', facts: { per_hour: perHour } }] }
  })
  tx.afterCommit(() => deps.outbox.wake())
}

function later(instant: Instant, ms: number): Instant {
  return (instant + ms) as Instant // an instant moved by whole milliseconds is an instant
}
