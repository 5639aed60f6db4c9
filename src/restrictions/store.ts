import { and, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import { getOrganisation } from '../organisations/store.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RequestId, RightId } from '../platform/identifiers.ts'
import { requests, rights } from '../requests/tables.ts'

type OfTenant<V> = V & { readonly organisation: OrganisationId }
type Nothing = Record<string, never>
type OfRequest = { readonly request: RequestId }

const deleteTerms = rawStatement<OfTenant<OfRequest>, Nothing>(
  'delete_restriction_terms',
  'delete from habeas.restriction_terms where organisation_id = $1 and request_id = $2',
  ({ organisation, request }) => [organisation, request],
)
const insertTerms = rawStatement<OfTenant<OfRequest & { terms: readonly Buffer[] }>, Nothing>(
  'insert_restriction_terms',
  `insert into habeas.restriction_terms (organisation_id, term, request_id)
   select $1, term, $2 from unnest($3::bytea[]) as term on conflict do nothing`,
  ({ organisation, request, terms }) => [organisation, request, terms],
)

/** Puts other fingerprints in the place of those by which the restrictions of a request are found. */
export async function replaceTerms(tx: Tx, request: RequestId, terms: readonly Buffer[]): Promise<void> {
  const place = { organisation: tx.organisation, request }
  await Promise.all([
    tx.run(deleteTerms, place),
    ...(terms.length === 0 ? [] : [tx.run(insertTerms, { ...place, terms })]),
  ])
}

/** A right under which a restriction holds for one of those asked for: at which place it stands among them, from 0. */
export type Restricted = { readonly place: number; readonly right: RightId; readonly request: RequestId }

/** As `holdsOn` of `law/restriction.ts`, of a case that is there. */
const holds = (day: string) =>
  `g.restricted_since is not null and g.status <> 'lapsed' and (g.lifted_on is null or g.lifted_on > ${day})`

const selectRestricted = rawStatement<OfTenant<{ terms: readonly Buffer[]; today: CivilDate }>, Restricted>(
  'select_restricted',
  `select asked.place::int - 1 as place, g.id as right, g.request_id as request
   from unnest($3::bytea[]) with ordinality as asked (term, place)
   join habeas.restriction_terms t on t.organisation_id = $1 and t.term = asked.term
   join habeas.rights g on g.organisation_id = $1 and g.request_id = t.request_id
   where ${holds('$2')} order by asked.place, g.id desc`,
  ({ organisation, today, terms }) => [organisation, today, terms],
)

/** Which restrictions hold on a day for each of these fingerprints, those of each the newest first: one statement for all of them. */
export function findRestricted(tx: Tx, terms: readonly Buffer[], today: CivilDate): Promise<Restricted[]> {
  return tx.run(selectRestricted, { organisation: tx.organisation, terms, today })
}

/** What a page of the register is about. */
export type RegisterFilter = {
  readonly inForce?: boolean | undefined
  readonly request?: RequestId | undefined
  readonly today: CivilDate
}

/** The rights under which something is or was restricted, the newest first. Of an erased case nothing is restricted any more. */
export async function restrictingRights(
  tx: Tx,
  { inForce, request, today }: RegisterFilter,
  { before, limit }: { readonly before: string; readonly limit: number },
): Promise<{ id: RightId; request: RequestId }[]> {
  const isInForce = sql`(${rights.status} <> 'lapsed' and (${rights.liftedOn} is null or ${rights.liftedOn} > ${today}))`
  return tx.db
    .select({ id: rights.id, request: rights.requestId })
    .from(rights)
    .innerJoin(requests, and(eq(requests.organisationId, rights.organisationId), eq(requests.id, rights.requestId)))
    .where(
      and(
        eq(rights.organisationId, tx.organisation),
        isNotNull(rights.restrictedSince),
        isNull(requests.erasedAt),
        lt(rights.id, before as RightId), // compared, not used as an id
        request && eq(rights.requestId, request),
        inForce === undefined ? undefined : inForce ? isInForce : sql`not ${isInForce}`,
      ),
    )
    .orderBy(desc(rights.id))
    .limit(limit)
}

/** What day it is in the organisation's zone. */
export async function todayOf(tx: Tx, now: Instant): Promise<CivilDate> {
  return civilDateIn((await getOrganisation(tx)).timeZone, now)
}
