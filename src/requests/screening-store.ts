import type { Instant } from '../law/calendar.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'

/** The SQL of looking for what may be a duplicate or a flood, and for what belongs together. Ids grow with time, so each look is a short range of an index. */

type Nothing = Record<string, never>

const unscreened = rawStatement<{ horizon: number; most: number }, { organisation_id: OrganisationId }>(
  'organisations_unscreened',
  'select organisation_id from habeas.lookup_unscreened($1, $2)',
  ({ horizon, most }) => [horizon, most],
)
const selectScreened = rawStatement<{ organisation: OrganisationId }, { position: string }>(
  'select_screened',
  'select position::text as position from habeas.screenings where organisation_id = $1',
  ({ organisation }) => [organisation],
)
const moveScreened = rawStatement<{ organisation: OrganisationId; position: number }, Nothing>(
  'move_screened',
  `insert into habeas.screenings as screening (organisation_id, position) values ($1, $2)
   on conflict (organisation_id) do update set position = greatest(screening.position, excluded.position)`,
  ({ organisation, position }) => [organisation, position],
)

/** Organisations in whose history something was appended since they were last screened. */
export async function organisationsUnscreened(
  database: Database,
  page: { readonly horizon: number; readonly most: number },
): Promise<OrganisationId[]> {
  return (await database.lookup(unscreened, page)).map((row) => row.organisation_id)
}

/** The place in the feed up to which this organisation's requests were screened. */
export async function screenedUpTo(tx: Tx): Promise<number> {
  const [row] = await tx.run(selectScreened, { organisation: tx.organisation })
  return Number(row?.position ?? 0)
}

/** Never back: who comes second with an older place changes nothing. */
export async function moveScreening(tx: Tx, position: number): Promise<void> {
  await tx.run(moveScreened, { organisation: tx.organisation, position })
}

type Suspects = {
  readonly before: RequestId
  readonly from: RequestId
  readonly mailbox: Buffer | null
  /** Of the whole name; empty where it has too few words. */
  readonly words: readonly Buffer[]
}
const mostSuspects = 20
const selectSuspects = rawStatement<Suspects & { organisation: OrganisationId }, { id: RequestId }>(
  'select_suspects',
  `select r.id from (
     (select t.request_id from habeas.request_terms t
      where t.organisation_id = $1 and t.term = $4 and t.kind = 'email' and t.request_id >= $2 and t.request_id < $3
      order by t.request_id limit 200)
     union
     (select t.request_id from habeas.request_terms t
      where t.organisation_id = $1 and t.term = $5 and t.kind = 'word' and t.request_id >= $2 and t.request_id < $3
        and not exists (
          select from unnest($6::bytea[]) as named (term)
          where not exists (
            select from habeas.request_terms x
            where x.organisation_id = $1 and x.term = named.term and x.request_id = t.request_id
          )
        )
      order by t.request_id limit 200)
   ) found
   join habeas.requests r on r.organisation_id = $1 and r.id = found.request_id
   where r.closed_at is null order by r.id limit ${mostSuspects}`,
  ({ organisation, from, before, mailbox, words }) => [organisation, from, before, mailbox, words[0] ?? null, words],
)

/** Open requests that were registered before one, from an id on, and share its mailbox or all words of its name: the first ones. */
export async function suspectsOf(tx: Tx, suspects: Suspects): Promise<RequestId[]> {
  return (await tx.run(selectSuspects, { organisation: tx.organisation, ...suspects })).map(({ id }) => id)
}

const mostAlike = 20
const selectAlike = rawStatement<Alike & { organisation: OrganisationId }, { id: RequestId }>(
  'select_requests_alike',
  `select r.id from (
     (select t.request_id from habeas.request_terms t
      where t.organisation_id = $1 and t.term = $4 and t.kind = 'email' and t.request_id >= $2
      order by t.request_id desc limit 200)
     union
     (select t.request_id from habeas.request_terms t
      where t.organisation_id = $1 and t.term = $5 and t.kind = 'word' and t.request_id >= $2
        and not exists (
          select from unnest($6::bytea[]) as named (term)
          where not exists (
            select from habeas.request_terms x
            where x.organisation_id = $1 and x.term = named.term and x.request_id = t.request_id
          )
        )
      order by t.request_id desc limit 200)
   ) found
   join habeas.requests r on r.organisation_id = $1 and r.id = found.request_id
   where r.id <> $3 and r.erased_at is null and r.received_at between $7 and $8
   order by r.id desc limit ${mostAlike}`,
  ({ organisation, from, of, mailbox, words, receivedFrom, receivedUntil }) => [
    organisation,
    from,
    of,
    mailbox,
    words[0] ?? null,
    words,
    instantToText(receivedFrom),
    instantToText(receivedUntil),
  ],
)

type Alike = Pick<Suspects, 'from' | 'mailbox' | 'words'> & {
  readonly of: RequestId
  readonly receivedFrom: Instant
  readonly receivedUntil: Instant
}

/** Requests, open or closed, that were received about when another was, and share its mailbox or all words of its name: the newest twenty. */
export async function requestsAlike(tx: Tx, alike: Alike): Promise<RequestId[]> {
  return (await tx.run(selectAlike, { organisation: tx.organisation, ...alike })).map(({ id }) => id)
}

type Relatives = { readonly of: RequestId; readonly named: readonly RequestId[]; readonly mailbox: Buffer | null }
const mostRelated = 100
const selectRelated = rawStatement<Relatives & { organisation: OrganisationId }, { id: RequestId }>(
  'select_related',
  `select id from (
     select unnest($3::uuid[]) as id
     union
     (select id from habeas.requests where organisation_id = $1 and duplicate_of = $2 order by id desc limit ${mostRelated})
     union
     (select r.id from habeas.request_terms t
      join habeas.requests r on r.organisation_id = t.organisation_id and r.id = t.request_id
      where t.organisation_id = $1 and t.term = $4 and t.kind = 'email' and t.request_id <> $2 and r.identity_level <> 'none'
      order by t.request_id desc limit ${mostRelated})
   ) related order by id desc`,
  ({ organisation, of, named, mailbox }) => [organisation, of, named, mailbox],
)

/** Requests by id, those that were closed as duplicates of one, and of those that share its mailbox and are proven the newest: the newest first. */
export async function requestsRelated(tx: Tx, relatives: Relatives): Promise<RequestId[]> {
  return (await tx.run(selectRelated, { organisation: tx.organisation, ...relatives })).map(({ id }) => id)
}

type Lately = { readonly until: RequestId; readonly from: RequestId; readonly since: Instant }
/** More are as many as these: a count is told, not billed. */
const mostCounted = 1_000
const countOfMailbox = rawStatement<Lately & { organisation: OrganisationId; mailbox: Buffer }, { count: number }>(
  'count_of_mailbox',
  `select count(*)::int as count from (
     select from habeas.request_terms t
     join habeas.requests r on r.organisation_id = t.organisation_id and r.id = t.request_id
     where t.organisation_id = $1 and t.term = $5 and t.kind = 'email' and t.request_id >= $2 and t.request_id <= $3
       and r.created_at > $4
     limit ${mostCounted}
   ) lately`,
  ({ organisation, from, until, since, mailbox }) => [organisation, from, until, since, mailbox],
)
const countOfForm = rawStatement<Lately & { organisation: OrganisationId }, { count: number }>(
  'count_of_form',
  `select count(*)::int as count from (
     select from habeas.requests
     where organisation_id = $1 and id >= $2 and id <= $3 and channel = 'web' and created_at > $4 limit ${mostCounted}
   ) lately`,
  ({ organisation, from, until, since }) => [organisation, from, until, since],
)

/** How many requests came from a mailbox lately, the last one among them; a thousand at most. */
export async function requestsOfMailboxLately(tx: Tx, mailbox: Buffer, lately: Lately): Promise<number> {
  const [counted] = await tx.run(countOfMailbox, { organisation: tx.organisation, mailbox, ...lately })
  return counted?.count ?? 0
}

/** The same of all that came through the form. */
export async function requestsOfFormLately(tx: Tx, lately: Lately): Promise<number> {
  const [counted] = await tx.run(countOfForm, { organisation: tx.organisation, ...lately })
  return counted?.count ?? 0
}
