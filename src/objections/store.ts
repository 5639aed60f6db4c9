import type { CivilDate, Instant } from '../law/calendar.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'
import type { ObjectionSource } from './tables.ts'

type Nothing = Record<string, never>
type OfTenant<V> = V & { readonly organisation: OrganisationId }

/** What a request objects to. */
export type ObjectionsOfRequest = {
  readonly request: RequestId
  readonly mailboxes: readonly Buffer[]
  readonly objectedOn: CivilDate
  readonly keptUntil: CivilDate
}

const upsertOfRequest = rawStatement<OfTenant<ObjectionsOfRequest>, Nothing>(
  'keep_objections',
  `insert into habeas.objections (organisation_id, mailbox, request_id, source, objected_on, kept_until)
   select $1, given.mailbox, $2, 'request', $4, $5 from unnest($3::bytea[]) as given (mailbox) order by given.mailbox
   on conflict (organisation_id, mailbox, request_id)
     do update set objected_on = excluded.objected_on, kept_until = excluded.kept_until,
       lifted_on = case when objections.lifted_on >= excluded.objected_on then objections.lifted_on end`,
  ({ organisation, request, mailboxes, objectedOn, keptUntil }) => [
    organisation,
    request,
    mailboxes,
    objectedOn,
    keptUntil,
  ],
)
const deleteOfRequest = rawStatement<OfTenant<{ request: RequestId; mailboxes: readonly Buffer[] | 'all' }>, Nothing>(
  'take_back_objections',
  `delete from habeas.objections
   where organisation_id = $1 and request_id = $2 and ($3::bytea[] is null or mailbox = any ($3::bytea[]))`,
  ({ organisation, request, mailboxes }) => [organisation, request, mailboxes === 'all' ? null : mailboxes],
)

/** Keeps that these mailboxes object by this request. */
export async function keepObjections(tx: Tx, objected: ObjectionsOfRequest): Promise<void> {
  await tx.run(upsertOfRequest, { ...objected, organisation: tx.organisation })
}

/** Deletes that these mailboxes object by this request. */
export async function takeBackObjections(
  tx: Tx,
  taken: { readonly request: RequestId; readonly mailboxes: readonly Buffer[] | 'all' },
): Promise<void> {
  await tx.run(deleteOfRequest, { ...taken, organisation: tx.organisation })
}

type Copying = {
  readonly from: RequestId
  readonly to: RequestId
  readonly mailboxes: readonly Buffer[]
  readonly others: readonly Buffer[]
}
// Locked: a consent that is recorded at this moment ends the copy as well
const copyOfRequest = rawStatement<OfTenant<Copying>, Nothing>(
  'copy_objections',
  `with copied as (
     select mailbox, source, objected_on, kept_until, lifted_on from habeas.objections
     where organisation_id = $1 and request_id = $2 and (mailbox = any ($4::bytea[]) or not mailbox = any ($5::bytea[]))
     order by mailbox for update
   )
   insert into habeas.objections (organisation_id, mailbox, request_id, source, objected_on, kept_until, lifted_on)
   select $1, mailbox, $3, source, objected_on, kept_until, lifted_on from copied`,
  ({ organisation, from, to, mailboxes, others }) => [organisation, from, to, mailboxes, others],
)

/**
 * Keeps by another request what one has objected to, with the consents given since: for these mailboxes, and for those that the person has moved on
 * from, which are neither these nor the `others` that the first request still speaks of.
 */
export async function copyObjections(tx: Tx, copying: Copying): Promise<void> {
  await tx.run(copyOfRequest, { ...copying, organisation: tx.organisation })
}

// While there is a file, it tells of the objection: the years begin anew once that is gone.
const detach = rawStatement<OfTenant<{ request: RequestId; today: CivilDate; years: number }>, Nothing>(
  'keep_objections_without_request',
  `with gone as (
     delete from habeas.objections where organisation_id = $1 and request_id = $2
     returning mailbox, objected_on, lifted_on
   )
   insert into habeas.objections as kept (organisation_id, mailbox, source, objected_on, file_erased_on, kept_until, lifted_on)
   select $1, mailbox, 'request', objected_on, $3::date, ($3::date + make_interval(years => $4))::date, lifted_on from gone
   on conflict (organisation_id, mailbox, request_id) do update set
     objected_on = greatest(kept.objected_on, excluded.objected_on),
     file_erased_on = greatest(kept.file_erased_on, excluded.file_erased_on),
     kept_until = greatest(kept.kept_until, excluded.kept_until),
     lifted_on = case when kept.lifted_on is null or excluded.lifted_on is null then null
       else greatest(kept.lifted_on, excluded.lifted_on) end
   returning mailbox`,
  ({ organisation, request, today, years }) => [organisation, request, today, years],
)

/** Parts the objections of a request from it, to be kept for so many years from a day on; how many there are. */
export async function keepWithoutRequest(
  tx: Tx,
  request: RequestId,
  { today, years }: { readonly today: CivilDate; readonly years: number },
): Promise<number> {
  return (await tx.run(detach, { organisation: tx.organisation, request, today, years })).length
}

/** A line of a list: a mailbox, the day of its objection, and the last day on which that is kept. */
export type ListedObjection = {
  readonly mailbox: Buffer
  readonly objectedOn: CivilDate
  readonly keptUntil: CivilDate
}

// One that was lifted since stays so, also where only its request knew of it: an old list is no new objection.
const upsertListed = rawStatement<OfTenant<{ listed: readonly ListedObjection[] }>, { added: number; renewed: number }>(
  'import_objections',
  `with given as (
     select g.mailbox, g.objected_on, g.kept_until, (
       select max(o.lifted_on) from habeas.objections o
       where o.organisation_id = $1 and o.mailbox = g.mailbox and o.lifted_on >= g.objected_on
     ) as lifted_on
     from unnest($2::bytea[], $3::date[], $4::date[]) as g (mailbox, objected_on, kept_until)
   ), known as (
     select o.mailbox from habeas.objections o join given g on g.mailbox = o.mailbox
     where o.organisation_id = $1 and o.request_id is null
   ), put as (
     insert into habeas.objections as kept (organisation_id, mailbox, source, objected_on, kept_until, lifted_on)
     select $1, mailbox, 'import', objected_on, kept_until, lifted_on from given order by mailbox
     on conflict (organisation_id, mailbox, request_id) do update set
       objected_on = excluded.objected_on, kept_until = greatest(kept.kept_until, excluded.kept_until), lifted_on = excluded.lifted_on
     where kept.objected_on < excluded.objected_on
     returning mailbox
   )
   select (count(*) filter (where known.mailbox is null))::int as added,
     (count(*) filter (where known.mailbox is not null))::int as renewed
   from put left join known on known.mailbox = put.mailbox`,
  ({ organisation, listed }) => [
    organisation,
    listed.map(({ mailbox }) => mailbox),
    listed.map(({ objectedOn }) => objectedOn),
    listed.map(({ keptUntil }) => keptUntil),
  ],
)

/** Keeps objections of a list, each mailbox once in it: how many were not known before, and of how many the day is a later one now. */
export async function importObjections(
  tx: Tx,
  listed: readonly ListedObjection[],
): Promise<{ added: number; renewed: number }> {
  const [counted] = await tx.run(upsertListed, { organisation: tx.organisation, listed })
  return counted ?? { added: 0, renewed: 0 }
}

/** Mailboxes, and the instant at which it is asked whether their objections still hold, in the organisation's zone. */
type Asking = { readonly mailboxes: readonly Buffer[]; readonly at: Instant }

const today = `(select ($2::timestamptz at time zone o.time_zone)::date from habeas.organisations o where o.id = $1)`
const selectSuppressed = rawStatement<OfTenant<Asking>, { place: number }>(
  'select_suppressed',
  `select asked.place::int as place from unnest($3::bytea[]) with ordinality as asked (mailbox, place)
   where exists (
     select from habeas.objections b
     where b.organisation_id = $1 and b.mailbox = asked.mailbox and b.lifted_on is null
       and (b.request_id is not null or b.kept_until >= ${today})
   )`,
  ({ organisation, at, mailboxes }) => [organisation, instantToText(at), mailboxes],
)

/** Whether an objection of each of these mailboxes holds, in their order: one statement for all of them. */
export async function areSuppressed(tx: Tx, asking: Asking): Promise<boolean[]> {
  const found = await tx.run(selectSuppressed, { ...asking, organisation: tx.organisation })
  const places = new Set(found.map(({ place }) => place))
  return asking.mailboxes.map((_, at) => places.has(at + 1))
}

const selectHolding = rawStatement<
  OfTenant<{ mailbox: Buffer; today: CivilDate }>,
  { objectedOn: CivilDate; source: ObjectionSource }
>(
  'lock_objections_of_mailbox',
  `select objected_on as "objectedOn", source from habeas.objections
   where organisation_id = $1 and mailbox = $2 and lifted_on is null
     and (request_id is not null or kept_until >= $3) for update`,
  ({ organisation, mailbox, today: day }) => [organisation, mailbox, day],
)

/** Locks the objections of a mailbox that hold on a day. */
export function lockHolding(tx: Tx, mailbox: Buffer, day: CivilDate) {
  return tx.run(selectHolding, { organisation: tx.organisation, mailbox, today: day })
}

const updateLifted = rawStatement<OfTenant<{ mailbox: Buffer; on: CivilDate }>, Nothing>(
  'lift_objections',
  'update habeas.objections set lifted_on = $3 where organisation_id = $1 and mailbox = $2 and lifted_on is null',
  ({ organisation, mailbox, on }) => [organisation, mailbox, on],
)

/** Ends the objections of a mailbox as of the day of a consent. */
export async function liftObjections(tx: Tx, mailbox: Buffer, on: CivilDate): Promise<void> {
  await tx.run(updateLifted, { organisation: tx.organisation, mailbox, on })
}

/** Mailboxes, each once: those that hold, also by how they came to be known (some in both ways), and those that gave a consent since. */
export type ObjectionCounts = Record<'suppressed' | 'byRequest' | 'byImport' | 'lifted', number>
const selectCounts = rawStatement<OfTenant<{ at: Instant }>, ObjectionCounts>(
  'count_objections',
  `select (count(*) filter (where holds))::int as suppressed, (count(*) filter (where by_request))::int as "byRequest",
     (count(*) filter (where by_import))::int as "byImport", (count(*) filter (where not holds))::int as lifted
   from (
     select bool_or(lifted_on is null) as holds, bool_or(lifted_on is null and source = 'request') as by_request,
       bool_or(lifted_on is null and source = 'import') as by_import
     from habeas.objections where organisation_id = $1 and (request_id is not null or kept_until >= ${today}) group by mailbox
   ) each_mailbox`,
  ({ organisation, at }) => [organisation, instantToText(at)],
)

/** How many mailboxes have objected, as of an instant. */
export async function countObjections(tx: Tx, at: Instant): Promise<ObjectionCounts> {
  const [counts] = await tx.run(selectCounts, { organisation: tx.organisation, at })
  return counts ?? { suppressed: 0, byRequest: 0, byImport: 0, lifted: 0 }
}

const updateLastDays = rawStatement<OfTenant<{ years: number }>, Nothing>(
  'recompute_objections',
  `update habeas.objections set kept_until = (coalesce(file_erased_on, objected_on) + make_interval(years => $2))::date
   where organisation_id = $1 and kept_until <> (coalesce(file_erased_on, objected_on) + make_interval(years => $2))::date`,
  ({ organisation, years }) => [organisation, years],
)

/** Sets the last day of every objection so many years after its day, or after that of its file: 28 February for one of a 29th, as `addMonths` has it. */
export async function recomputeLastDays(tx: Tx, years: number): Promise<void> {
  await tx.run(updateLastDays, { organisation: tx.organisation, years })
}

const deleteOver = rawStatement<OfTenant<{ today: CivilDate }>, Nothing>(
  'delete_objections',
  'delete from habeas.objections where organisation_id = $1 and request_id is null and kept_until < $2',
  ({ organisation, today: day }) => [organisation, day],
)

export async function deleteObjections(tx: Tx, day: CivilDate): Promise<void> {
  await tx.run(deleteOver, { organisation: tx.organisation, today: day })
}

const lookupObjections = rawStatement<{ asOf: Instant }, { organisation: OrganisationId; today: CivilDate }>(
  'lookup_objections_over',
  'select organisation_id as organisation, today::text as today from habeas.lookup_objections_over($1)',
  ({ asOf }) => [instantToText(asOf)],
)

/** Organisations that hold objections past their last day, and what day it is there. */
export function findObjectionsOver(database: Pick<Database, 'lookup'>, asOf: Instant) {
  return database.lookup(lookupObjections, { asOf })
}
