import { and, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import { insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Onward } from '../platform/http/cursor.ts'
import type { OrganisationId, VerificationId } from '../platform/identifiers.ts'
import { sessions } from './tables.ts'

/** The SQL of sessions. They end in real time, whatever the service's clock says. */

export type SessionRow = typeof sessions.$inferSelect

const insertSessionRow = insertionOf('insert_session', sessions)
const selectLive = rawStatement<{ organisation: OrganisationId; id: VerificationId }, Record<string, never>>(
  'select_live_session',
  'select from habeas.sessions where organisation_id = $1 and id = $2 and ended_at is null',
  ({ organisation, id }) => [organisation, id],
)
const selectOfMailbox = statement('select_sessions_of_mailbox', (db) =>
  db
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.organisationId, sql.placeholder('organisation')),
        eq(sessions.mailbox, sql.placeholder('mailbox')),
        lt(sessions.id, sql.placeholder('before')),
        gt(sessions.expiresAt, sql.placeholder('now')),
        isNull(sessions.endedAt),
      ),
    )
    .orderBy(desc(sessions.id))
    .limit(sql.placeholder('limit')),
)
const endSessionRow = rawStatement<
  { organisation: OrganisationId; mailbox: Buffer; id: VerificationId; now: Instant },
  { id: VerificationId }
>(
  'end_session',
  `update habeas.sessions set ended_at = $4
   where organisation_id = $1 and mailbox = $2 and id = $3 and ended_at is null and expires_at > $4 returning id`,
  ({ organisation, mailbox, id, now }) => [organisation, mailbox, id, now],
)
/** After every UUIDv7. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff' as VerificationId // no challenge, but after every one

export async function insertSession(tx: Tx, row: SessionRow): Promise<void> {
  await tx.run(insertSessionRow, row)
}

/** Whether nobody has ended it. That its time is over, its token says by itself. */
export async function isLiveSession(tx: Tx, id: VerificationId): Promise<boolean> {
  return (await tx.run(selectLive, { organisation: tx.organisation, id })).length === 1
}

/** A page of the sessions of a mailbox that can still be used, the newest first. `now` is real. */
export function liveSessionsOf(
  tx: Tx,
  mailbox: Buffer,
  { after = newest, limit }: Onward<VerificationId>,
  now: Instant,
): Promise<SessionRow[]> {
  return tx.run(selectOfMailbox, { organisation: tx.organisation, mailbox, before: after, limit, now })
}

/** Ends a session of a mailbox from now on (real); false where it has no such session that can still be used. */
export async function endSessionOf(
  tx: Tx,
  session: { readonly mailbox: Buffer; readonly id: VerificationId; readonly now: Instant },
): Promise<boolean> {
  return (await tx.run(endSessionRow, { organisation: tx.organisation, ...session })).length === 1
}
