import type { CivilDate, Instant } from '../law/calendar.ts'
import type { RestrictionFacts } from '../law/restriction.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { DocumentId, ExportId, OrganisationId, RequestId } from '../platform/identifiers.ts'

type Lookups = Pick<Database, 'lookup'>
/** A case of some organisation. */
export type CaseKey = { readonly organisation: OrganisationId; readonly request: RequestId }

/** Before every id. */
const firstId = '00000000-0000-0000-0000-000000000000'

/** A case whose file is due, and where the next page goes on. */
export type DueCase = CaseKey & { readonly keptUntil: CivilDate }

const lookupDue = rawStatement<
  { asOf: Instant; after: DueCase | undefined; most: number },
  { organisation: OrganisationId; request: RequestId; keptUntil: CivilDate }
>(
  'lookup_due_erasures',
  `select organisation_id as organisation, id as request, erase_after::text as "keptUntil"
   from habeas.lookup_due_erasures($1, $2, $3, $4, $5)`,
  ({ asOf, after, most }) => [
    instantToText(asOf),
    after?.keptUntil ?? '0001-01-01', // before every closure
    after?.organisation ?? firstId,
    after?.request ?? firstId,
    most,
  ],
)

/** Cases of every tenant whose time is over, in the zone of each, and that nobody holds; the longest due first. */
export function findDue(
  database: Lookups,
  asOf: Instant,
  { after, most }: { readonly after: DueCase | undefined; readonly most: number },
): Promise<DueCase[]> {
  return database.lookup(lookupDue, { asOf, after, most })
}

const lookupErased = rawStatement<
  { after: CaseKey | undefined; most: number },
  { organisation: OrganisationId; request: RequestId; at: Instant; hash: Buffer }
>(
  'lookup_erased',
  `select organisation_id as organisation, id as request, (extract(epoch from erased_at) * 1000)::float8 as at, last_hash as hash
   from habeas.lookup_erased($1, $2, $3)`,
  ({ after, most }) => [after?.organisation ?? firstId, after?.request ?? firstId, most],
)

/** The erased cases of every tenant with the hash of the event that erased each: nothing ever follows it. */
export function findErased(database: Lookups, after: CaseKey | undefined, most: number) {
  return database.lookup(lookupErased, { after, most })
}

const lookupUnerased = rawStatement<
  { cases: readonly CaseKey[] },
  { organisation: OrganisationId; request: RequestId }
>(
  'lookup_unerased',
  'select organisation_id as organisation, id as request from habeas.lookup_unerased($1::uuid[], $2::uuid[])',
  ({ cases }) => [cases.map(({ organisation }) => organisation), cases.map(({ request }) => request)],
)

/** Which of these cases stand in the database with all that is in them. */
export function findUnerased(database: Lookups, cases: readonly CaseKey[]): Promise<CaseKey[]> {
  return database.lookup(lookupUnerased, { cases })
}

/** A closed case, and what may keep it longer than its closure. */
export type ClosedCase = {
  readonly id: RequestId
  readonly closedAt: Instant
  readonly restrictions: readonly RestrictionFacts[]
}

const selectClosed = rawStatement<
  { organisation: OrganisationId; after: RequestId | undefined; most: number },
  ClosedCase
>(
  'select_closed_after',
  `select id, (extract(epoch from closed_at) * 1000)::float8 as "closedAt", (
     select coalesce(jsonb_agg(jsonb_build_object('status', g.status, 'liftedOn', g.lifted_on,
       'restrictedSince', (extract(epoch from g.restricted_since) * 1000)::float8)), '[]')
     from habeas.rights g where g.organisation_id = $1 and g.request_id = r.id and g.restricted_since is not null
   ) as restrictions
   from habeas.requests r
   where organisation_id = $1 and id > $2 and closed_at is not null and erased_at is null order by id limit $3`,
  ({ organisation, after, most }) => [organisation, after ?? firstId, most],
)

/** The closed cases of this tenant whose file is there, in the order of their ids, from after one of them. */
export function closedAfter(tx: Tx, after: RequestId | undefined, most: number) {
  return tx.run(selectClosed, { organisation: tx.organisation, after, most })
}

/** A closed case and the last days on which its file and its identity documents are kept. */
export type LastDays = {
  readonly id: RequestId
  readonly closedAt: Instant
  /** Null while a restriction holds. */
  readonly file: CivilDate | null
  readonly identity: CivilDate
}
type LastDaysOf = { readonly organisation: OrganisationId; readonly days: readonly LastDays[] }

const updateFiles = rawStatement<LastDaysOf, Record<string, never>>(
  'update_last_days',
  `update habeas.requests r set erase_after = given.day
   from unnest($2::uuid[], $3::timestamptz[], $4::date[]) as given (id, closed_at, day)
   where r.organisation_id = $1 and r.id = given.id and r.closed_at = given.closed_at and r.erased_at is null
     and r.erase_after is distinct from given.day`,
  ({ organisation, days }) => [
    organisation,
    days.map(({ id }) => id),
    days.map(({ closedAt }) => instantToText(closedAt)),
    days.map(({ file }) => file),
  ],
)
const updateDocuments = rawStatement<LastDaysOf, Record<string, never>>(
  'update_last_days_of_documents',
  `update habeas.documents d set kept_until = given.day
   from unnest($2::uuid[], $3::date[]) as given (request_id, day)
   where d.organisation_id = $1 and d.request_id = given.request_id and d.kind = 'identity' and d.deleted_at is null
     and d.kept_until is not null`,
  ({ organisation, days }) => [organisation, days.map(({ id }) => id), days.map(({ identity }) => identity)],
)

export async function setLastDays(tx: Tx, days: readonly LastDays[]): Promise<void> {
  const values = { organisation: tx.organisation, days }
  await Promise.all([tx.run(updateFiles, values), tx.run(updateDocuments, values)])
}

/** Where a page of due parts ends. */
export type PartPlace = Pick<DuePart, 'request' | 'part' | 'item'>

/** A part of a case that is due: the last day on which it was kept. `item`: the export or document, null for the case file. */
export type DuePart = {
  readonly request: RequestId
  readonly reference: string
  readonly part: 'case_file' | 'export' | 'identity_document'
  readonly item: ExportId | DocumentId | null
  readonly lastDay: CivilDate
}
type DueQuery = {
  readonly day: CivilDate
  readonly zone: string
  readonly after: PartPlace | undefined
  readonly limit: number
}

// Each from its own index: only what is due is read, and put in order. An export goes at its hour, so its last day is the one before.
const selectDueParts = rawStatement<DueQuery & { organisation: OrganisationId }, DuePart>(
  'select_due_parts',
  `select due.request, r.reference, due.part, nullif(due.item, '${firstId}'::uuid) as item, due.last_day::text as "lastDay"
   from (
     select id as request, 'case_file' as part, '${firstId}'::uuid as item, erase_after as last_day
     from habeas.requests where organisation_id = $1 and erase_after < $2 and held_at is null
     union all
     select request_id, 'identity_document', id, kept_until
     from habeas.documents where organisation_id = $1 and kept_until < $2
     union all
     select request_id, 'export', id, (expires_at at time zone $3)::date - 1
     from habeas.exports
     where organisation_id = $1 and status in ('queued', 'compiling', 'ready', 'released')
       and expires_at < ($2::date + 1)::timestamp at time zone $3
   ) due
   join habeas.requests r on r.organisation_id = $1 and r.id = due.request and r.held_at is null
   where (due.request, due.part, due.item) > ($4::uuid, $5::text, $6::uuid)
   order by due.request, due.part, due.item limit $7`,
  ({ organisation, day, zone, after, limit }) => [
    organisation,
    day,
    zone,
    after?.request ?? firstId,
    after?.part ?? '',
    after?.item ?? firstId,
    limit,
  ],
)

/** What is due on a day of this tenant, in the order of the requests, from behind a place. */
export function dueParts(tx: Tx, query: DueQuery): Promise<DuePart[]> {
  return tx.run(selectDueParts, { ...query, organisation: tx.organisation })
}

const lookupOrganisations = rawStatement<undefined, { id: OrganisationId }>(
  'lookup_organisations',
  'select id from habeas.lookup_organisations()',
  () => [],
)

/** Every tenant. */
export async function allOrganisations(database: Lookups): Promise<OrganisationId[]> {
  return (await database.lookup(lookupOrganisations, undefined)).map(({ id }) => id)
}
