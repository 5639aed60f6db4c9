import type { Canonical } from '../evidence/canonical.ts'
import type { Happening } from '../evidence/chain.ts'
import {
  addDays,
  type CivilDate,
  civilDateIn,
  dayMs,
  daysBetween,
  type Instant,
  isWorkingDay,
  morningOf,
  startOfDay,
} from '../law/calendar.ts'
import { beforeAllDays, nextWatchAfter, type Reminder, reminderOf, type Watch, watchOn } from '../law/reminders.ts'
import { insertLetters } from '../letters/store.ts'
import { type LetterRow, writeLetter } from '../letters/write-letter.ts'
import { getOrganisation, type Organisation } from '../organisations/store.ts'
import { deadlineWatchOf, underOrganisationLock } from '../organisations/under-lock.ts'
import { type BoxRefused, organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import { type OrganisationId, type RequestId, showId } from '../platform/identifiers.ts'
import { Problem } from '../platform/problem.ts'
import { spareWhereOver } from '../recipients/restrictions-over.ts'
import { untoldRecipients } from '../recipients/untold-recipients.ts'
import { type Case, clockOf, isAnswered, kindOf } from '../requests/case.ts'
import { casesOf, refusalsOf } from '../requests/find-request.ts'
import { lateSearches } from '../sources/late-searches.ts'
import { remindOwners } from '../sources/remind-task.ts'
import { requestsWithFailedTransmissions } from '../transmissions/failed-transmissions.ts'
import { digestsOf, type Telling } from './digest.ts'
import { requestsAtRisk, requestsDueIn, requestsPausedSince, takeMovedDates, watchesDueAt } from './store.ts'

type WatchDeps = Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>

const organisationsAtATime = 100
const casesAtATime = 500
/** Requests that one event names: what is beyond is counted. */
const mostNamed = 1_000

/**
 * Looks at the deadlines of every organisation whose time has come: eight in the morning of its working days. Each is a transaction of its
 * own, and one that fails keeps no other from its digest; the job then fails, and is tried again for those that are left.
 */
export async function watchDeadlines(deps: WatchDeps, signal?: AbortSignal): Promise<void> {
  // Whoever is left where it is stopped is due at the next round, here or elsewhere.
  await eachInTurn(organisationsDue(deps), (organisation) => watchOrganisation(deps, organisation), signal)
}

async function* organisationsDue({ database, now }: WatchDeps): AsyncGenerator<OrganisationId> {
  let after: OrganisationId | null = null
  for (;;) {
    const page = { now: now(), after, most: organisationsAtATime }
    const due: { organisation_id: OrganisationId }[] = await watchesDueAt(database, page)
    yield* due.map((row) => row.organisation_id)
    after = due.at(-1)?.organisation_id ?? null
    if (due.length < organisationsAtATime) return
  }
}

/**
 * One look at one organisation. The letters, the event and the day of the look commit together, under the organisation's lock: whoever
 * comes second, on another instance or because the job runs twice, finds the look done. Rejects with `BoxRefused` where a request was told
 * of that does not open, once its digest is written: staff reads it there, whoever runs the service in the log of the failed job.
 */
export async function watchOrganisation(deps: WatchDeps, id: OrganisationId): Promise<void> {
  const actor = { type: 'service', organisation: id } as const
  const undone = await doBeforeLook(deps, id)
  let refused: readonly BoxRefused[] = []
  await deps.database.transaction(id, (tx) =>
    underOrganisationLock(tx, deps, actor, async (organisation) => {
      const now = deps.now()
      if (liesAhead(organisation.watchedAt, now)) organisation.watchedAt = null
      else if (organisation.watchAt > now) return undefined
      const today = civilDateIn(organisation.timeZone, now)
      const looked = isTimeToLook(organisation, today, now)
        ? await look(tx, deps, organisation, { today, now })
        : nothing
      organisation.watchAt = nextWatchAfter(now, organisation)
      refused = looked.refused
      return { at: now, happened: looked.happened }
    }),
  )
  const failures = [...refused, ...undone]
  if (failures.length > 0)
    throw new AggregateError(failures, 'some requests could not be told of', { cause: failures[0] })
}

/**
 * Owners of sources are reminded, and nobody waits for a restriction that is over, before the look says that it was done: where the database is
 * away meanwhile, or the process ends, the next round does all of it, and reminds nobody twice. What fails for a reason of its own is returned: it
 * keeps staff from no digest.
 */
async function doBeforeLook(deps: WatchDeps, id: OrganisationId): Promise<readonly unknown[]> {
  const now = deps.now()
  const found = await deps.database.transaction(id, getOrganisation)
  const organisation = liesAhead(found.watchedAt, now) ? { ...found, watchedAt: null } : found
  if (!isTimeToLook(organisation, civilDateIn(organisation.timeZone, now), now)) return []
  const reminding = await failuresOf(remindOwners(deps, organisation))
  return [...reminding, ...(await failuresOf(spareWhereOver(deps, organisation)))]
}

async function failuresOf(work: Promise<void>): Promise<readonly unknown[]> {
  try {
    await work
    return []
  } catch (error) {
    if (!(error instanceof AggregateError) || error.errors.some(isUnavailable)) throw error
    return error.errors
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Problem && error.code === 'unavailable'
}

type Look = { readonly happened: readonly Happening[]; readonly refused: readonly BoxRefused[] }
const nothing: Look = { happened: [], refused: [] }

/** A look of tomorrow: the clock was wrong then. Less is a clock that was set right, and tells nothing a second time. */
function liesAhead(watchedAt: Instant | null, now: Instant): boolean {
  return watchedAt !== null && watchedAt > now + dayMs
}

/** Not on a day of rest, not before eight, and once a day: the calendar or the zone may have changed since the time was set. */
function isTimeToLook(organisation: Organisation, today: CivilDate, now: Instant): boolean {
  const { calendar, timeZone } = organisation
  const watchedOn = watchedDayOf(organisation)
  const isNewDay = watchedOn === undefined || watchedOn < today
  return isNewDay && isWorkingDay(calendar, today) && now >= morningOf(today, timeZone)
}

function watchedDayOf({ watchedAt, timeZone }: Organisation): CivilDate | undefined {
  return watchedAt === null ? undefined : civilDateIn(timeZone, watchedAt)
}

async function look(
  tx: Tx,
  deps: WatchDeps,
  organisation: Organisation,
  { today, now }: { today: CivilDate; now: Instant },
): Promise<Look> {
  const { calendar, contact, timeZone } = organisation
  const { days_before: daysBefore, unanswered_days: unansweredDays } = deadlineWatchOf(organisation)
  const rules = { daysBefore, unansweredDays }
  const watch = watchOn(today, { calendar, lastWatched: watchedDayOf(organisation), rules })
  const since = organisation.watchedAt ?? startOfDay(watch.lateSearches.until, timeZone)
  organisation.watchedAt = now
  const [moved, late, failed, untold] = await Promise.all([
    takeMovedDates(tx),
    lateSearches(tx, watch.lateSearches),
    requestsWithFailedTransmissions(tx, since),
    untoldRecipients(tx, watch.lateSearches),
  ])
  const transmissionFailed = new Set(failed)
  const tellings: Telling[] = []
  const reminded: Reminded[] = []
  const refused: BoxRefused[] = []
  const found = await requestsToLookAt(tx, organisation, watch, [
    ...moved.keys(),
    ...late.keys(),
    ...failed,
    ...untold.keys(),
  ])
  for (let at = 0; at < found.length; at += casesAtATime) {
    for (const c of await casesOf(tx, deps.keyring, found.slice(at, at + casesAtATime))) {
      refused.push(...refusalsOf(c))
      const reminder = reminderOf(watchedDatesOf(c, now), watch)
      if (reminder) {
        tellings.push(tellingOf(c, reminder.kind, reminder.days))
        reminded.push({ request: c.request.id, reminder, dueOn: c.request.overdueAfter })
      }
      const from = moved.get(c.request.id)
      if (from !== undefined && c.request.clockState !== 'stopped' && from !== c.request.dueOn) {
        const { line, assignee } = tellingOf(c, 'moved', 0)
        tellings.push({ kind: 'moved', line: { ...line, from }, assignee })
      }
      const searches = late.get(c.request.id)
      if (searches !== undefined) {
        const { line, assignee } = tellingOf(c, 'searches_late', daysBetween(searches.dueOn, today))
        tellings.push({ kind: 'searches_late', line: { ...line, sources: searches.sources }, assignee })
      }
      const waiting = untold.get(c.request.id)
      if (waiting !== undefined) tellings.push(tellingOf(c, 'recipients_untold', daysBetween(waiting, today)))
      if (transmissionFailed.has(c.request.id)) tellings.push(tellingOf(c, 'transmission_failed', 0))
    }
  }
  const letters = digestsOf(tellings, contact.dpo_email).map(({ to, reader, sections }) => ({
    reader,
    row: writeLetter({
      organisation,
      letter: { type: 'deadline_digest', on: today, sections },
      by: 'email',
      to: { email: to },
      locale: organisation.locale,
      tells: { fact: 'nothing' },
      now,
    }),
  }))
  if (letters.length === 0) return { happened: [], refused }
  await Promise.all(
    insertLetters(
      tx,
      organisationSafe(deps.keyring, organisation.id),
      letters.map(({ row }) => row),
    ),
  )
  tx.afterCommit(() => deps.outbox.wake())
  const facts = digestFacts(today, letters, { tellings, reminded })
  return { happened: [{ type: 'digest_written', facts }], refused }
}

/** What an index finds to be looked at today, each request once. */
async function requestsToLookAt(
  tx: Tx,
  { timeZone }: Organisation,
  { today, windows, isWeekly, unansweredDays }: Watch,
  others: readonly RequestId[],
): Promise<RequestId[]> {
  const overdue = { threshold: 0, after: beforeAllDays, until: addDays(today, -1) }
  const receivedUntil = startOfDay(addDays(today, 1 - unansweredDays), timeZone)
  const found = await Promise.all([
    requestsDueIn(tx, [overdue, ...windows]),
    ...(isWeekly ? [requestsPausedSince(tx, receivedUntil), requestsAtRisk(tx, today)] : []),
  ])
  return [...new Set([...found.flat(), ...others])]
}

function watchedDatesOf(c: Case, now: Instant) {
  const { overdueAfter, atRiskAfter, clockState } = c.request
  const open = clockState === 'paused' ? clockOf(c, now).pauses.filter(({ until }) => until === undefined) : []
  const unansweredSince = open.map(({ from }) => from).sort()[0] ?? null
  return { overdueAfter, atRiskAfter, unansweredSince }
}

function tellingOf(c: Case, kind: Telling['kind'], days: number): Telling {
  const { reference, overdueAfter, strictDueOn, detail } = c.request
  const owed = c.rights.filter((right) => right.status !== 'lapsed' && !isAnswered(right))
  return {
    kind,
    assignee: detail.assignee ?? null,
    line: {
      reference,
      rights: owed.map(kindOf),
      dueOn: overdueAfter,
      strictDueOn,
      days,
      ...(c.refused.size > 0 && { unreadable: true }),
    },
  }
}

type Reminded = { readonly request: RequestId; readonly reminder: Reminder; readonly dueOn: CivilDate | null }

/**
 * The reminder as evidence: on the organisation's chain, one event for each look. It tells nothing new of a request, so it
 * neither changes its version nor waits for its lock. Addresses of staff stay in the letters.
 */
function digestFacts(
  today: CivilDate,
  letters: readonly { reader: string; row: LetterRow }[],
  { tellings, reminded }: { tellings: readonly Telling[]; reminded: readonly Reminded[] },
): { [key: string]: Canonical } {
  const counts: Record<string, number> = {}
  for (const { kind } of tellings) counts[kind] = (counts[kind] ?? 0) + 1
  return {
    on: today,
    letters: letters.map(({ reader, row }) => ({ letter: showId('ltr', row.id), to: reader })),
    counts,
    reminded: reminded.slice(0, mostNamed).map(({ request, reminder, dueOn }) => ({
      request: showId('req', request),
      kind: reminder.kind,
      due_on: dueOn,
      ...('threshold' in reminder && { threshold: reminder.threshold }),
    })),
  }
}
