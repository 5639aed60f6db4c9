import type { Instant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import { BoxRefused } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { LetterId } from '../platform/identifiers.ts'
import { getRequest } from '../requests/find-request.ts'
import { carriesAnswer, mayStillGo } from '../requests/on-behalf.ts'
import { urgentLetters } from './letter-content.ts'
import {
  type DueLetter,
  forgoWaitingForDisk,
  type LetterBudget,
  lockLetterBudget,
  markWaiting,
  postponeLetter,
  saveLetterBudget,
  takeLetters,
} from './outbox-store.ts'
import { judgeReceipt, type ReceiptVerdict } from './receipt-budget.ts'
import { roomOf, spend } from './sender-limit.ts'
import type { LetterRow } from './write-letter.ts'

/** Why a letter was not sent: it speaks of another person, and whom it is addressed to may not have that any more. */
export const unauthorised = 'authority_not_accepted'
/** Why a letter waits: its organisation has sent as many as may leave it in a minute. */
const senderLimit = 'sender_limit'

/** Whether a letter that is due goes out: now, at its turn, or not at all, and then why. */
type Verdict = ReceiptVerdict | { readonly go: 'never'; readonly why: typeof unauthorised }

/** A letter taken from the outbox and what is to be done with it, or one that does not open. */
export type Taken =
  | { readonly letter: LetterRow; readonly verdict: Verdict }
  | { readonly id: LetterId; readonly refusal: BoxRefused }

export type Pace = {
  /** Receipts of forms that leave one organisation in an hour. */
  readonly receiptsPerHour: number
  /** Letters of any kind that leave one organisation in a minute. */
  readonly lettersPerMinute: number
}

/** As many as are marked as waiting at a time, and how long until the next are: for staff to see, not to the second. */
const markedAtATime = 1_000
const markEveryMs = 10_000

/**
 * Takes letters of one organisation that are due: what is urgent, and of the rest as many as its budget has room for. Those that are to be sent
 * count; those that wait are marked.
 */
export async function takeOfOrganisation(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'now'>,
  due: readonly DueLetter[],
  { until, pace }: { readonly until: Instant; readonly pace: Pace },
): Promise<Taken[]> {
  const now = realNow()
  const limit = { now, perMinute: pace.lettersPerMinute }
  const [budget] = await Promise.all([lockLetterBudget(tx, now), forgoWaitingForDisk(tx)])
  const urgent = due.filter((letter) => letter.is_urgent)
  const others = due.filter((letter) => !letter.is_urgent)
  const admitted = others.slice(0, Math.max(0, roomOf(budget.spentUntil, limit) - urgent.length))
  const ids = [...urgent, ...admitted].map(({ id }) => id)
  const rows = ids.length === 0 ? [] : await takeLetters(tx, deps.keyring, ids, { now, until })

  const taken: Taken[] = []
  for (const row of rows) taken.push('refusal' in row ? row : await judged(tx, deps, row, pace))
  const sent = taken.filter((each) => 'letter' in each && each.verdict.go === 'now').length
  const spentUntil = spend(budget.spentUntil, sent, limit)
  const hasRoom = roomOf(spentUntil, limit) > 0
  await saveLetterBudget(tx, hasRoom ? { ...budget, spentUntil } : await marked(tx, { ...budget, spentUntil }, now))
  return taken
}

/** What waits for its turn shows it. */
async function marked(tx: Tx, budget: LetterBudget, now: Instant): Promise<LetterBudget> {
  if (budget.markedAt !== null && budget.markedAt > now - markEveryMs) return budget
  await markWaiting(tx, { now, reason: senderLimit, urgent: urgentLetters, most: markedAtATime })
  return { ...budget, markedAt: now }
}

async function judged(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'now'>,
  letter: LetterRow,
  { receiptsPerHour }: Pace,
): Promise<Taken> {
  try {
    if (letter.type !== 'receipt') {
      return {
        letter,
        verdict: (await isForNobody(tx, deps, letter)) ? { go: 'never', why: unauthorised } : { go: 'now' },
      }
    }
    const verdict = await judgeReceipt(tx, deps, letter, receiptsPerHour)
    if (verdict.go === 'later') await postponeLetter(tx, letter, { until: verdict.at, reason: 'organisation_budget' })
    return { letter, verdict }
  } catch (error) {
    if (error instanceof BoxRefused) return { id: letter.id, refusal: error }
    throw error
  }
}

/** An answer may have waited for days: whether it is still for whom it was written to. */
async function isForNobody(tx: Tx, deps: Pick<Deps, 'keyring' | 'now'>, letter: LetterRow): Promise<boolean> {
  if (letter.requestId === null || !carriesAnswer(letter)) return false
  return !mayStillGo(await getRequest(tx, deps.keyring, letter.requestId), letter, deps.now())
}
