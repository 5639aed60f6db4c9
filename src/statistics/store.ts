import type { AnsweredWithin } from '../law/answered-within.ts'
import type { CivilDate } from '../law/calendar.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { RightName } from '../law/rights.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'
import type { Channel } from '../requests/tables.ts'
import type { Period } from './period.ts'
import type { RequestEnding, RightEnding } from './tables.ts'

/** Requests that are alike in all this. */
export type RequestCount = {
  readonly channel: Channel
  readonly ending: RequestEnding
  readonly extended: boolean
  readonly overdue: boolean
  readonly count: number
  /** Those of them whose clock stood still at least once; how often and on how many days it did, all of them together. */
  readonly paused: number
  readonly pauses: number
  readonly pausedDays: number
}

/** Rights that are alike in all this. */
export type RightCount = {
  readonly right: RightName
  readonly ending: RightEnding
  readonly grounds: readonly GroundCode[]
  readonly answered: AnsweredWithin | 'never'
  readonly inTime: boolean
  readonly overdue: boolean
  readonly count: number
}

/** Rights whose answer took equally long, in calendar days from receipt. */
export type AnswerCount = { readonly right: RightName; readonly days: number; readonly count: number }

/** What was received on some days, alike ones counted together. The answers are those of the same rights, counted by their days. */
export type Received = {
  readonly requests: readonly RequestCount[]
  readonly rights: readonly RightCount[]
  readonly answers: readonly AnswerCount[]
}

/*
 * The facts of cases as they are, each with the columns of its table: what is counted while the file is there, and what is kept of it when
 * it is erased, are one and the same text. $1 is the organisation, $2 the day that is today.
 */

const requestFactsOf = (which: string) => `
  select r.received_on, r.channel, coalesce(r.closed_reason, 'open') as ending, r.pauses, coalesce(r.paused_days, 0) as paused_days, r.extended,
    coalesce(r.overdue_after < $2::date, false) as overdue
  from habeas.requests r
  where r.organisation_id = $1 and ${which}`

// What an unanswered right owes, and by when: see API §4.1. A paused one has no day.
const rightFactsOf = (which: string) => `
  select r.received_on, g."right", case when g.status = 'lapsed' then 'lapsed' else coalesce(g.outcome, 'pending') end as ending,
    g.grounds, coalesce(g.answered_within, 'never') as answered,
    g.answered_on is not null and (g.answered_due_on is null or g.answered_on <= g.answered_due_on) as in_time,
    coalesce(g.answered_on - r.received_on, 0) as days,
    g.answered_on is null and g.status <> 'lapsed' and coalesce(g.due_on < $2::date, false) as overdue
  from habeas.requests r join habeas.rights g on g.organisation_id = r.organisation_id and g.request_id = r.id
  where r.organisation_id = $1 and ${which}`

// By the instant first, which the index can seek (no zone is further from UTC than a day), and then by the day, which is the law's. As
// `timestamptz`: compared with a mere timestamp it would not be leakproof, and row level security would let no index be used.
const received = `r.erased_at is null
    and r.received_at >= ($3::date - 1)::timestamptz and r.received_at < ($4::date + 2)::timestamptz
    and r.received_on between $3::date and $4::date`
const keptOf = (table: string) =>
  `habeas.${table} where organisation_id = $1 and received_on between $3::date and $4::date`

type Asked = Period & { readonly organisation: OrganisationId; readonly today: CivilDate }
const asked = ({ organisation, today, from, to }: Asked) => [organisation, today, from, to]

const countRequestRows = rawStatement<Asked, RequestCount>(
  'count_requests',
  `select channel, ending, extended, overdue, sum(count)::float8 as count,
     coalesce(sum(count) filter (where pauses > 0), 0)::float8 as paused, sum(count * pauses)::float8 as pauses,
     sum(count * paused_days)::float8 as "pausedDays"
   from (
     select *, 1::bigint as count from (${requestFactsOf(received)}) there
     union all
     select received_on, channel, ending, pauses, paused_days, extended, overdue, count from ${keptOf('request_facts')}
   ) fact
   group by 1, 2, 3, 4`,
  asked,
)
// Twice grouped in one reading: by all but the days, and by the days alone. Together they would make a line of nearly every right.
const countRightRows = rawStatement<Asked, (RightCount & { readonly days: null }) | AnswerCount>(
  'count_rights',
  `select "right", ending, grounds, answered, in_time as "inTime", overdue, took::float8 as days, sum(count)::float8 as count
   from (
     select *, case when answered <> 'never' then days end as took from (
       select *, 1::bigint as count from (${rightFactsOf(received)}) there
       union all
       select received_on, "right", ending, grounds, answered, in_time, days, overdue, count from ${keptOf('right_facts')}
     ) of_either
   ) fact
   group by grouping sets (("right", ending, grounds, answered, in_time, overdue), ("right", took))
   having grouping(took) = 1 or took is not null`,
  asked,
)

/**
 * Requests and rights received in a period, of cases that are there and of those whose file was erased. Today decides what is overdue. It
 * takes as long as much was received: who asks for years asks for their months, each within what a statement may take.
 */
export async function countReceived(tx: Tx, period: Period, today: CivilDate): Promise<Received> {
  const values = { ...period, today, organisation: tx.organisation }
  const [requests, rights] = await Promise.all([tx.run(countRequestRows, values), tx.run(countRightRows, values)])
  return {
    requests,
    rights: rights.filter((each) => each.days === null),
    answers: rights.filter((each) => each.days !== null),
  }
}

type OfCase = { readonly organisation: OrganisationId; readonly today: CivilDate; readonly request: RequestId }
const ofCase = ({ organisation, today, request }: OfCase) => [organisation, today, request]

const keepRequestFact = rawStatement<OfCase, Record<string, never>>(
  'keep_request_fact',
  `insert into habeas.request_facts as kept
     (organisation_id, received_on, channel, ending, pauses, paused_days, extended, overdue, count)
   select $1::uuid, fact.*, 1 from (${requestFactsOf('r.id = $3')}) fact
   on conflict (organisation_id, received_on, channel, ending, pauses, paused_days, extended, overdue)
   do update set count = kept.count + excluded.count`,
  ofCase,
)
const keepRightFacts = rawStatement<OfCase, Record<string, never>>(
  'keep_right_facts',
  `insert into habeas.right_facts as kept
     (organisation_id, received_on, "right", ending, grounds, answered, in_time, days, overdue, count)
   select $1::uuid, fact.*, count(*) from (${rightFactsOf('r.id = $3')}) fact
   group by received_on, "right", ending, grounds, answered, in_time, days, overdue
   order by received_on, "right", ending, grounds, answered, in_time, days, overdue
   on conflict (organisation_id, received_on, "right", ending, grounds, answered, in_time, days, overdue)
   do update set count = kept.count + excluded.count`,
  ofCase,
)

/**
 * Keeps what statistics count of a case whose file is about to be erased, in the transaction that erases it: the numbers of any period are
 * the same before and after.
 */
export async function keepFacts(tx: Tx, request: RequestId, today: CivilDate): Promise<void> {
  const values = { organisation: tx.organisation, today, request }
  await Promise.all([tx.run(keepRequestFact, values), tx.run(keepRightFacts, values)])
}
