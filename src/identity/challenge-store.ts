import { and, eq, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { Safe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import type { Opened } from '../platform/database/sealed-rows.ts'
import { insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, VerificationId } from '../platform/identifiers.ts'
import { contactChangeBoxes, contactChanges, verifications } from './tables.ts'

/** The SQL of challenges: which of their codes may go out, what is tried on them, what one changes, and how many wrong codes an address has had. */

export type VerificationRow = typeof verifications.$inferSelect

export const insertVerificationRow = insertionOf('insert_verification', verifications)

const lockMailboxText = rawStatement<{ key: string }, Record<string, never>>(
  'lock_mailbox',
  'select pg_advisory_xact_lock(hashtextextended($1, 0))',
  ({ key }) => [key],
)
const countSentCodes = rawStatement<
  { organisation: OrganisationId; mailbox: Buffer; after: Instant; until: Instant },
  { count: number }
>(
  'count_sent_codes',
  // A challenge whose code was not sent has ended when it began. Receipts do not count: a stranger's forms must not close the door.
  `select count(*)::int as count from habeas.verifications
   where organisation_id = $1 and mailbox = $2 and purpose <> 'receipt'
     and created_at > $3 and created_at <= $4 and expires_at > created_at`,
  ({ organisation, mailbox, after, until }) => [organisation, mailbox, after, until],
)

function mailboxLock(organisation: OrganisationId, mailbox: Buffer): string {
  return `mailbox|${organisation}|${mailbox.toString('hex')}`
}

/** How many codes went to a mailbox between two instants; whoever asks next for the same mailbox waits for this transaction. */
export async function countCodesLocked(
  tx: Tx,
  mailbox: Buffer,
  between: { after: Instant; until: Instant },
): Promise<number> {
  const [, [counted]] = await Promise.all([
    tx.run(lockMailboxText, { key: mailboxLock(tx.organisation, mailbox) }),
    tx.run(countSentCodes, { organisation: tx.organisation, mailbox, ...between }),
  ])
  return counted?.count ?? 0
}

type Windows = readonly { readonly since: Instant; readonly most: number }[]
const selectAdmission = rawStatement<
  { organisation: OrganisationId; id: VerificationId; mailbox: Buffer; windows: Windows; until: Instant },
  { isUndecided: boolean; isFull: boolean }
>(
  'select_admission',
  `select
     exists (select from habeas.verifications where organisation_id = $1 and id = $2 and admitted is null) as "isUndecided",
     exists (
       select from unnest($4::timestamptz[], $5::int[]) as given (since, most)
       where given.most <= (
         select count(*) from habeas.verifications
         where organisation_id = $1 and mailbox = $3 and admitted and created_at > given.since and created_at <= $6
       )
     ) as "isFull"`,
  ({ organisation, id, mailbox, windows, until }) => [
    organisation,
    id,
    mailbox,
    windows.map(({ since }) => instantToText(since)),
    windows.map(({ most }) => most),
    until,
  ],
)
const setAdmitted = rawStatement<{ organisation: OrganisationId; id: VerificationId }, Record<string, never>>(
  'set_admitted',
  'update habeas.verifications set admitted = true where organisation_id = $1 and id = $2',
  ({ organisation, id }) => [organisation, id],
)
const endUnsentRow = rawStatement<{ organisation: OrganisationId; id: VerificationId }, Record<string, never>>(
  'end_unsent',
  'update habeas.verifications set admitted = false, expires_at = created_at where organisation_id = $1 and id = $2',
  ({ organisation, id }) => [organisation, id],
)

/** Counts the receipts that went to a mailbox in each window and admits one more where none is full; others of the mailbox wait meanwhile. */
export async function admitLocked(
  tx: Tx,
  asked: { id: VerificationId; mailbox: Buffer; windows: Windows; until: Instant },
): Promise<'admitted' | 'too_many' | 'before'> {
  const place = { organisation: tx.organisation, id: asked.id }
  const [, [found]] = await Promise.all([
    tx.run(lockMailboxText, { key: mailboxLock(tx.organisation, asked.mailbox) }),
    tx.run(selectAdmission, { ...asked, ...place }),
  ])
  if (!found?.isUndecided) return 'before'
  if (found.isFull) return 'too_many'
  await tx.run(setAdmitted, place)
  return 'admitted'
}

/** A challenge that has ended when it began, since its code was not sent. */
export async function endUnsent(tx: Tx, id: VerificationId): Promise<void> {
  await tx.run(endUnsentRow, { organisation: tx.organisation, id })
}

type Attempt = {
  id: VerificationId
  purposes: readonly VerificationRow['purpose'][]
  now: Instant
  right: boolean
  mostTries: number
}
const tryVerification = rawStatement<Attempt & { organisation: OrganisationId }, { mailbox: Buffer }>(
  'try_verification',
  `update habeas.verifications
   set tries = tries + 1, redeemed_at = case when $4::boolean then $3::timestamptz end
   where organisation_id = $1 and id = $2 and redeemed_at is null and tries < $5 and expires_at > $3
     and purpose = any ($6::text[])
   returning mailbox`,
  ({ organisation, id, now, right, mostTries, purposes }) => [organisation, id, now, right, mostTries, purposes],
)

/**
 * Counts a try of a challenge that is alive and of such a purpose, and redeems it where the code was right: one atomic update, so that of many at once
 * one wins, and the others see a challenge that is used. The fingerprint of its mailbox, or undefined where nothing was alive.
 */
export async function tryChallenge(tx: Tx, attempt: Attempt): Promise<Buffer | undefined> {
  const [tried] = await tx.run(tryVerification, { organisation: tx.organisation, ...attempt })
  return tried?.mailbox
}

const chargeBudget = rawStatement<
  { organisation: OrganisationId; mailbox: Buffer; failures: number; now: Instant; resetsAt: Instant },
  { failures: number }
>(
  'charge_code_budget',
  `insert into habeas.code_budgets as budget (organisation_id, mailbox, failures, resets_at) values ($1, $2, $3, $5)
   on conflict (organisation_id, mailbox) do update set
     failures = case when budget.resets_at <= $4 then 0 else budget.failures end + excluded.failures,
     resets_at = case when budget.resets_at <= $4 or budget.failures = 0 then excluded.resets_at else budget.resets_at end
   returning failures`,
  ({ organisation, mailbox, failures, now, resetsAt }) => [organisation, mailbox, failures, now, resetsAt],
)

/** Adds failures (0 or 1) to the budget of a mailbox and tells its sum in the window. Holds the budget until the transaction ends. */
export async function chargeFailures(
  tx: Tx,
  charge: { mailbox: Buffer; failures: 0 | 1; now: Instant; resetsAt: Instant },
): Promise<number> {
  const [budget] = await tx.run(chargeBudget, { organisation: tx.organisation, ...charge })
  if (!budget) throw new Error('an upsert returns its row')
  return budget.failures
}

const insertChangeRow = insertionOf('insert_contact_change', contactChanges)
const selectChange = statement('select_contact_change', (db) =>
  db
    .select()
    .from(contactChanges)
    .where(
      and(
        eq(contactChanges.organisationId, sql.placeholder('organisation')),
        eq(contactChanges.id, sql.placeholder('id')),
      ),
    ),
)
const deleteChange = rawStatement<{ organisation: OrganisationId; id: VerificationId }, Record<string, never>>(
  'delete_contact_change',
  'delete from habeas.contact_changes where organisation_id = $1 and id = $2',
  ({ organisation, id }) => [organisation, id],
)
export type ContactChangeRow = Opened<typeof contactChanges.$inferSelect>

/** Under the organisation's own safe: it is about requests, and of none. */
export async function insertContactChange(tx: Tx, safe: Safe, row: ContactChangeRow): Promise<void> {
  await tx.run(insertChangeRow, contactChangeBoxes.seal(safe, row))
}

/** What a challenge will change; undefined where it changes nothing, or its code has come back. */
export async function findContactChange(tx: Tx, safe: Safe, id: VerificationId): Promise<ContactChangeRow | undefined> {
  const [row] = await tx.run(selectChange, { organisation: tx.organisation, id })
  return row && contactChangeBoxes.open(safe, row)
}

export async function deleteContactChange(tx: Tx, id: VerificationId): Promise<void> {
  await tx.run(deleteChange, { organisation: tx.organisation, id })
}
