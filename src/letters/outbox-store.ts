import { and, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { BoxRefused } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { rawStatement, statement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { LetterId, OrganisationId, RequestId } from '../platform/identifiers.ts'
import { openLetters } from './store.ts'
import { letterBudgets, letters } from './tables.ts'
import type { LetterRow } from './write-letter.ts'

// The outbox as its worker sees it: what is due, taken, kept, put off and done.

const columns = placeholdersOf(letters)
const ofTenant = eq(letters.organisationId, sql.placeholder('organisation'))

const takeDueLetters = statement('take_due_letters', (db) =>
  db
    .update(letters)
    .set({ dueAt: columns.dueAt, attempts: sql`${letters.attempts} + 1` })
    .where(
      and(
        ofTenant,
        inArray(
          letters.id,
          db
            .select({ id: letters.id })
            .from(letters)
            .where(
              and(
                ofTenant,
                sql`${letters.id} = any (${sql.placeholder('ids')}::uuid[])`,
                lte(letters.dueAt, sql`${sql.param(sql.placeholder('now'), letters.dueAt)}`),
              ),
            )
            .for('update', { skipLocked: true }),
        ),
      ),
    )
    .returning(),
)
const extendLeaseOfLetter = statement('extend_lease_of_letter', (db) =>
  db
    .update(letters)
    .set({ dueAt: columns.dueAt })
    .where(
      and(
        ofTenant,
        eq(letters.id, sql.placeholder('id')),
        eq(letters.attempts, sql.placeholder('attempts')),
        isNotNull(letters.dueAt),
      ),
    ),
)
/** A letter that may be tried, and whose it is. Nothing of what is in it. */
export type DueLetter = {
  readonly organisation_id: OrganisationId
  readonly id: LetterId
  /** Of the types that wait for no limit. */
  readonly is_urgent: boolean
}
/** Across tenants, by the lookup role. */
const lookupDueLetters = rawStatement<
  { now: Instant; lastServed: OrganisationId; limit: number; closedAfter: Instant },
  DueLetter
>(
  'lookup_due_letters',
  'select organisation_id, id, is_urgent from habeas.lookup_due_letters($1, $2, $3, $4)',
  ({ now, lastServed, limit, closedAfter }) => [new Date(now), lastServed, limit, new Date(closedAfter)],
)

/** Before every id. */
const firstId = '00000000-0000-0000-0000-000000000000'

/**
 * Letters that may be tried at this instant of real time: one of each organisation in turn, from after the one that was served last, what is
 * urgent first, then the longest due. So a flood at one of them keeps no other waiting. One whose budget is spent beyond `closedAfter` sends
 * what is urgent alone.
 */
export function dueLetters(
  database: Database,
  due: {
    readonly now: Instant
    readonly lastServed: OrganisationId | undefined
    readonly limit: number
    readonly closedAfter: Instant
  },
): Promise<DueLetter[]> {
  return database.lookup(lookupDueLetters, { ...due, lastServed: due.lastServed ?? (firstId as OrganisationId) }) // no organisation, but before every one
}

/**
 * Takes due letters for one try each, which is counted here, and keeps others from them until `until`. Without those that another worker was
 * faster with; one that does not open is taken all the same, and told with why.
 */
export async function takeLetters(
  tx: Tx,
  keyring: Keyring,
  ids: readonly LetterId[],
  { now, until }: { now: Instant; until: Instant },
): Promise<(LetterRow | { readonly id: LetterId; readonly refusal: BoxRefused })[]> {
  const taken = tx.run(takeDueLetters, { organisation: tx.organisation, ids, now, dueAt: until })
  return (await openLetters(tx, keyring, ids, taken)).map((letter) => ('refusal' in letter ? letter : letter.row))
}

const forgoFlush = rawStatement<undefined, Record<string, never>>(
  'forgo_flush',
  `select set_config('synchronous_commit', 'off', true)`,
  () => [],
)

/**
 * Lets this transaction commit without waiting for the disk. For taking letters: where the server dies with what it had not written, they are
 * due again, which they would be after their lease. What they became is written behind it, and then both are on the disk.
 */
export async function forgoWaitingForDisk(tx: Tx): Promise<void> {
  await tx.run(forgoFlush, undefined)
}

const setAsideLetter = rawStatement<
  { organisation: OrganisationId; id: LetterId; reason: string },
  { request_id: RequestId | null; type: LetterRow['type']; created_at: Instant }
>(
  'set_letter_aside',
  `update habeas.letters set state = 'failed', due_at = null, last_error = $3
   where organisation_id = $1 and id = $2 and due_at is not null returning request_id, type, created_at`,
  ({ organisation, id, reason }) => [organisation, id, reason],
)

/** Ends the tries of a letter without opening it. Undefined where they had ended. */
export async function setLetterAside(tx: Tx, id: LetterId, reason: string) {
  const [row] = await tx.run(setAsideLetter, { organisation: tx.organisation, id, reason })
  return row && { id, requestId: row.request_id, type: row.type, createdAt: row.created_at }
}

const postponeLetterRow = rawStatement<
  { organisation: OrganisationId; id: LetterId; until: Instant; reason: string },
  Record<string, never>
>(
  'postpone_letter',
  `update habeas.letters set state = 'deferred', due_at = $3, last_error = $4, attempts = attempts - 1
   where organisation_id = $1 and id = $2 and due_at is not null`,
  ({ organisation, id, until, reason }) => [organisation, id, until, reason],
)

/** Lets a letter wait that was taken just now, in the same transaction: it was not tried. */
export async function postponeLetter(
  tx: Tx,
  { id }: Pick<LetterRow, 'id'>,
  { until, reason }: { readonly until: Instant; readonly reason: string },
): Promise<void> {
  await tx.run(postponeLetterRow, { organisation: tx.organisation, id, until, reason })
}

/** Keeps a letter for longer, unless the try it was taken for is over. */
export async function keepLetter(
  tx: Tx,
  { id, attempts }: Pick<LetterRow, 'id' | 'attempts'>,
  until: Instant,
): Promise<void> {
  await tx.run(extendLeaseOfLetter, { organisation: tx.organisation, id, attempts, dueAt: until })
}

const spendReceiptRow = rawStatement<
  { organisation: OrganisationId; now: Instant; each: number; latest: Instant },
  { spentUntil: Instant }
>(
  'spend_receipt',
  `insert into habeas.receipt_budgets as budget (organisation_id, spent_until)
   values ($1, $2::timestamptz + $3::int * interval '1 millisecond')
   on conflict (organisation_id) do update
     set spent_until = greatest(budget.spent_until, $2::timestamptz) + $3::int * interval '1 millisecond'
     where budget.spent_until < $4
   returning spent_until as "spentUntil"`,
  ({ organisation, now, each, latest }) => [organisation, now, each, latest],
)
const tellOfWaitingRow = rawStatement<
  { organisation: OrganisationId; now: Instant; unlessSince: Instant },
  Record<string, never>
>(
  'tell_of_waiting',
  `update habeas.receipt_budgets set told_at = $2
   where organisation_id = $1 and (told_at is null or told_at < $3) returning organisation_id`,
  ({ organisation, now, unlessSince }) => [organisation, now, unlessSince],
)

/**
 * Takes the time of one receipt, `each` milliseconds, from the budget of this organisation, and tells until when it is spent then. Undefined
 * where that lies behind `latest`: nothing is taken. Whoever comes next waits for this transaction.
 */
export async function spendReceipt(
  tx: Tx,
  spending: { readonly now: Instant; readonly each: number; readonly latest: Instant },
): Promise<Instant | undefined> {
  const [spent] = await tx.run(spendReceiptRow, { organisation: tx.organisation, ...spending })
  return spent?.spentUntil
}

/** Notes that staff is told now that receipts wait; false where they were told since. */
export async function tellOfWaiting(
  tx: Tx,
  { now, unlessSince }: { readonly now: Instant; readonly unlessSince: Instant },
): Promise<boolean> {
  return (await tx.run(tellOfWaitingRow, { organisation: tx.organisation, now, unlessSince })).length > 0
}

const openBudget = rawStatement<{ organisation: OrganisationId; now: Instant }, Record<string, never>>(
  'open_letter_budget',
  `insert into habeas.letter_budgets (organisation_id, spent_until) values ($1, $2) on conflict do nothing`,
  ({ organisation, now }) => [organisation, instantToText(now)],
)
const lockBudget = statement('lock_letter_budget', (db) =>
  db
    .select()
    .from(letterBudgets)
    .where(eq(letterBudgets.organisationId, sql.placeholder('organisation')))
    .for('update'),
)
const saveBudget = rawStatement<
  { organisation: OrganisationId; spentUntil: Instant; markedAt: Instant | null },
  Record<string, never>
>(
  'save_letter_budget',
  'update habeas.letter_budgets set spent_until = $2, marked_at = $3 where organisation_id = $1',
  ({ organisation, spentUntil, markedAt }) => [
    organisation,
    instantToText(spentUntil),
    markedAt && instantToText(markedAt),
  ],
)
const markWaitingRows = rawStatement<
  { organisation: OrganisationId; now: Instant; reason: string; urgent: readonly string[]; most: number },
  Record<string, never>
>(
  'mark_waiting_letters',
  `update habeas.letters set state = 'deferred', last_error = $3
   where organisation_id = $1 and id in (
     select id from habeas.letters
     where organisation_id = $1 and due_at <= $2 and state = 'queued' and type <> all ($4::text[])
     order by due_at limit $5 for update skip locked)`,
  ({ organisation, now, reason, urgent, most }) => [organisation, instantToText(now), reason, urgent, most],
)

/** How much of its budget an organisation has used: what it has sent, and when those that wait were marked. */
export type LetterBudget = { readonly spentUntil: Instant; readonly markedAt: Instant | null }

/** The budget of this organisation. Whoever comes next waits for this transaction. */
export async function lockLetterBudget(tx: Tx, now: Instant): Promise<LetterBudget> {
  const { organisation } = tx
  const [, [budget]] = await Promise.all([
    tx.run(openBudget, { organisation, now }),
    tx.run(lockBudget, { organisation }),
  ])
  return budget ?? { spentUntil: now, markedAt: null }
}

export async function saveLetterBudget(tx: Tx, budget: LetterBudget): Promise<void> {
  await tx.run(saveBudget, { organisation: tx.organisation, ...budget })
}

/** Shows of letters that are due and may not go yet that they wait, and why: of the longest due, so many at a time. */
export async function markWaiting(
  tx: Tx,
  waiting: {
    readonly now: Instant
    readonly reason: string
    readonly urgent: readonly string[]
    readonly most: number
  },
): Promise<void> {
  await tx.run(markWaitingRows, { organisation: tx.organisation, ...waiting })
}

const lockStates = rawStatement<{ organisation: OrganisationId; ids: readonly LetterId[] }, LetterStanding>(
  'lock_letter_states',
  `select id, state, message_id as "messageId", last_error as "lastError" from habeas.letters
   where organisation_id = $1 and id = any ($2::uuid[]) order by id for update`,
  ({ organisation, ids }) => [organisation, ids],
)
const markSentRows = rawStatement<
  { organisation: OrganisationId; ids: readonly LetterId[]; at: Instant },
  Record<string, never>
>(
  'mark_letters_sent',
  `update habeas.letters set state = 'sent', sent_at = $3, due_at = null, last_error = null
   where organisation_id = $1 and id = any ($2::uuid[])`,
  ({ organisation, ids, at }) => [organisation, ids, instantToText(at)],
)

/** What became of a letter so far. */
export type LetterStanding = Pick<LetterRow, 'id' | 'state' | 'messageId' | 'lastError'>

/** Locks letters behind their requests, and opens none of them. */
export function lockStandings(tx: Tx, ids: readonly LetterId[]): Promise<LetterStanding[]> {
  return tx.run(lockStates, { organisation: tx.organisation, ids })
}

export async function markSent(tx: Tx, ids: readonly LetterId[], at: Instant): Promise<void> {
  await tx.run(markSentRows, { organisation: tx.organisation, ids, at })
}
