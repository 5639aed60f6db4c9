import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import { type CivilDate, type Instant, showInstant } from '../law/calendar.ts'
import type { DueWindow } from '../law/reminders.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import type { Opened, ToShow } from '../platform/database/sealed-rows.ts'
import { rawStatement, statement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { Onward } from '../platform/http/cursor.ts'
import type { CalendarFeedId, OrganisationId, RequestId } from '../platform/identifiers.ts'
import { calendarFeeds, feedBoxes } from './tables.ts'

export type CalendarFeed = Opened<typeof calendarFeeds.$inferSelect>
export type CalendarFeedToShow = ToShow<typeof calendarFeeds.$inferSelect>

type Nothing = Record<string, never>

// Across tenants, by the lookup role: whose deadlines are due to be looked at, and whose calendar is asked for.

const watchesDue = rawStatement<
  { now: Instant; after: OrganisationId | null; most: number },
  { organisation_id: OrganisationId }
>('watches_due', 'select organisation_id from habeas.lookup_watches_due($1, $2, $3)', ({ now, after, most }) => [
  new Date(now),
  after,
  most,
])
const selectCalendarsInUse = rawStatement<undefined, { calendar: string; holidays: Buffer | null }>(
  'calendars_in_use',
  'select calendar, holidays from habeas.lookup_calendars_in_use()',
  () => [],
)
const selectReckonedWith = rawStatement<
  { calendar: string; holidays: Buffer | null },
  { organisation_id: OrganisationId }
>(
  'organisations_reckoned_with',
  'select organisation_id from habeas.lookup_organisations_reckoned_with($1, $2)',
  ({ calendar, holidays }) => [calendar, holidays],
)
const feedBySecret = rawStatement<{ hash: Buffer }, { organisation_id: OrganisationId; id: CalendarFeedId }>(
  'calendar_feed_by_secret',
  'select organisation_id, id from habeas.lookup_calendar_feed($1)',
  ({ hash }) => [hash],
)

/** Organisations whose deadlines are to be looked at, in the order of their ids, from after one of them. */
export function watchesDueAt(
  database: Database,
  page: { now: Instant; after: OrganisationId | null; most: number },
): Promise<{ organisation_id: OrganisationId }[]> {
  return database.lookup(watchesDue, page)
}

/** Each calendar that an organisation has, with the digest of the holidays its cases were reckoned with. */
export function calendarsInUse(database: Database): Promise<{ calendar: string; holidays: Buffer | null }[]> {
  return database.lookup(selectCalendarsInUse, undefined)
}

export async function organisationsReckonedWith(
  database: Database,
  reckoned: { calendar: string; holidays: Buffer | null },
): Promise<OrganisationId[]> {
  return (await database.lookup(selectReckonedWith, reckoned)).map((row) => row.organisation_id)
}

/** Whose feed this is the secret of; undefined where it is none's, or was revoked. */
export async function feedOf(database: Database, hash: Buffer) {
  const [found] = await database.lookup(feedBySecret, { hash })
  return found && { organisation: found.organisation_id, feed: found.id }
}

// What a look at the deadlines finds: ranges of the indexes that lists have, so that it touches what is told and little else.

type Found = { id: RequestId }
/** For the tests, which show how PostgreSQL finds it. */
export const findings = {
  /** `$2`, `$3`: windows of days due, each without its first day and with its last. */
  due: `select r.id
   from unnest($2::date[], $3::date[]) as due (after, until)
   join habeas.requests r on r.organisation_id = $1 and r.overdue_after > due.after and r.overdue_after <= due.until
   order by r.overdue_after, r.id`,
  /** Past the strict day, `$2` being today, and not overdue. */
  atRisk: `select id from habeas.requests
   where organisation_id = $1 and at_risk_after < $2::date and (overdue_after is null or overdue_after >= $2::date)
   order by at_risk_after, id`,
  /** Paused, and received before `$2`: nobody has been waiting for an answer longer than the letter is there. */
  paused: `select id from habeas.requests
   where organisation_id = $1 and clock_state = 'paused' and received_at <= $2
   order by received_at, id`,
} as const

const selectDue = rawStatement<{ organisation: OrganisationId; windows: readonly DueWindow[] }, Found>(
  'watch_due',
  findings.due,
  ({ organisation, windows }) => [organisation, windows.map(({ after }) => after), windows.map(({ until }) => until)],
)
const selectAtRisk = rawStatement<{ organisation: OrganisationId; today: CivilDate }, Found>(
  'watch_at_risk',
  findings.atRisk,
  ({ organisation, today }) => [organisation, today],
)
const selectPaused = rawStatement<{ organisation: OrganisationId; receivedUntil: Instant }, Found>(
  'watch_paused',
  findings.paused,
  ({ organisation, receivedUntil }) => [organisation, showInstant(receivedUntil)],
)

/** Requests whose earliest day due lies in one of these windows, earliest first. */
export async function requestsDueIn(tx: Tx, windows: readonly DueWindow[]): Promise<RequestId[]> {
  return idsOf(await tx.run(selectDue, { organisation: tx.organisation, windows }))
}

export async function requestsAtRisk(tx: Tx, today: CivilDate): Promise<RequestId[]> {
  return idsOf(await tx.run(selectAtRisk, { organisation: tx.organisation, today }))
}

export async function requestsPausedSince(tx: Tx, receivedUntil: Instant): Promise<RequestId[]> {
  return idsOf(await tx.run(selectPaused, { organisation: tx.organisation, receivedUntil }))
}

function idsOf(rows: readonly Found[]): RequestId[] {
  return rows.map((row) => row.id)
}

// Moved dates that staff was not told of yet.

const insertMove = rawStatement<{ organisation: OrganisationId; request: RequestId; from: CivilDate | null }, Nothing>(
  'insert_moved_date',
  `insert into habeas.moved_dates (organisation_id, request_id, moved_from) values ($1, $2, $3)
   on conflict (organisation_id, request_id) do nothing`,
  ({ organisation, request, from }) => [organisation, request, from],
)
const takeMoves = rawStatement<{ organisation: OrganisationId }, { request_id: RequestId; moved_from: string | null }>(
  'take_moved_dates',
  'delete from habeas.moved_dates where organisation_id = $1 returning request_id, moved_from::text as moved_from',
  ({ organisation }) => [organisation],
)

/** Keeps the day on which staff believes the request to be due, for the next digest. Of several moves the first says it. */
export async function rememberMove(tx: Tx, request: RequestId, from: CivilDate | null): Promise<void> {
  await tx.run(insertMove, { organisation: tx.organisation, request, from })
}

/** Takes out what moved and was not told: it is told in this transaction, or stays. */
export async function takeMovedDates(tx: Tx): Promise<Map<RequestId, CivilDate | null>> {
  const rows = await tx.run(takeMoves, { organisation: tx.organisation })
  return new Map(rows.map((row) => [row.request_id, row.moved_from as CivilDate | null])) // a date of the database, as text
}

// Feeds.

const ofTenant = eq(calendarFeeds.organisationId, sql.placeholder('organisation'))
const insertFeedRow = statement('insert_calendar_feed', (db) =>
  db.insert(calendarFeeds).values(placeholdersOf(calendarFeeds)),
)
const revokeFeedRow = statement('revoke_calendar_feed', (db) =>
  db
    .update(calendarFeeds)
    .set({ revokedAt: placeholdersOf(calendarFeeds).revokedAt })
    .where(and(ofTenant, eq(calendarFeeds.id, sql.placeholder('id')), isNull(calendarFeeds.revokedAt)))
    .returning({ id: calendarFeeds.id }),
)

export async function insertFeed(tx: Tx, keyring: Keyring, row: CalendarFeed): Promise<void> {
  await tx.run(insertFeedRow, feedBoxes.seal(organisationSafe(keyring, tx.organisation), row))
}

/** Whether there was such a feed, live until now. */
export async function endFeed(tx: Tx, id: CalendarFeedId, revokedAt: Instant): Promise<boolean> {
  return (await tx.run(revokeFeedRow, { organisation: tx.organisation, id, revokedAt })).length > 0
}

/** Live feeds in the order they were made, whatever of each opens, from after one of them: `limit` at most. */
export async function listLiveFeeds(
  tx: Tx,
  keyring: Keyring,
  { after, limit }: Onward<CalendarFeedId>,
): Promise<CalendarFeedToShow[]> {
  const rows = await tx.db
    .select()
    .from(calendarFeeds)
    .where(
      and(
        eq(calendarFeeds.organisationId, tx.organisation),
        isNull(calendarFeeds.revokedAt),
        after === undefined ? undefined : gt(calendarFeeds.id, after),
      ),
    )
    .orderBy(asc(calendarFeeds.id))
    .limit(limit)
  const safe = organisationSafe(keyring, tx.organisation)
  return rows.map((row) => feedBoxes.openToShow(safe, row))
}
