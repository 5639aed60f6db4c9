import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, not, or, type SQL, sql } from 'drizzle-orm'
import { type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import { getOrganisation, type Organisation } from '../organisations/store.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { FingerprintKind, Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { openCursor, type Page, type Position, page, sealCursor } from '../platform/http/cursor.ts'
import type { RequestId } from '../platform/identifiers.ts'
import type { Case, RequestRow } from './case.ts'
import { mailboxOf, wordTerm } from './fingerprints.ts'
import type { ListQuery } from './list-query.ts'
import { openAsFarAsItGoes, type StoredRequest, type StoredRight } from './open-case.ts'
import { queryWords } from './search-terms.ts'
import { requests, requestTerms, rights } from './tables.ts'

/** One page of requests: filters and sort as asked, by keyset, so that a page costs the same wherever it lies. */
export async function listRequests(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  actor: StaffActor,
  query: ListQuery,
  now: Instant,
): Promise<Page<Case>> {
  const organisation = await getOrganisation(tx)
  const { limit, cursor, ...scope } = query
  const binding = { organisation: tx.organisation, scope: { list: 'requests', ...scope } }
  const key = deps.keyring.key('cursor')
  const after = cursor === undefined ? undefined : openCursor(key, binding, cursor)
  const filters = and(
    eq(requests.organisationId, tx.organisation),
    // `intake` reads what it created, and nothing else.
    actor.role === 'intake' ? eq(requests.clientId, actor.id) : undefined,
    ...conditions(tx, deps, query, civilDateIn(organisation.timeZone, now)),
  )
  const rows: StoredRequest[] = []
  for (const stretch of stretches(sorts[query.sort], after)) {
    if (rows.length > limit) break
    const { orderBy, where } = stretch
    const found = tx.db.select().from(requests).where(and(filters, where))
    rows.push(...(await found.orderBy(...orderBy).limit(limit + 1 - rows.length)))
  }
  return page(await openCases(tx, deps.keyring, organisation, rows), limit, (last) =>
    sealCursor(key, binding, positionOf(last.request, query.sort)),
  )
}

const sorts = {
  due_on: { column: requests.listedDueOn, descending: false, nulls: true },
  '-due_on': { column: requests.listedDueOn, descending: true, nulls: true },
  received_at: { column: requests.receivedAt, descending: false, nulls: false },
  '-received_at': { column: requests.receivedAt, descending: true, nulls: false },
  updated_at: { column: requests.updatedAt, descending: false, nulls: false },
  '-updated_at': { column: requests.updatedAt, descending: true, nulls: false },
} as const

type Stretch = { where: SQL | undefined; orderBy: SQL[] }

/**
 * An order as stretches of one index, each a range that it can seek: the rows with a value, and behind them, in either direction,
 * those without. One query over both could not use the index for `nulls last` backwards, nor seek into the middle.
 */
function stretches(sort: (typeof sorts)[keyof typeof sorts], after: Position | undefined): Stretch[] {
  const { column, descending, nulls } = sort
  const direction = descending ? desc : asc
  const orderBy = [direction(column), direction(requests.id)]
  const [value, last] = after ?? []
  const sign = descending ? sql`<` : sql`>`
  const beyond = after && value !== null ? sql`(${column}, ${requests.id}) ${sign} (${value}, ${last})` : undefined
  const withValue: Stretch = { where: nulls ? and(isNotNull(column), beyond) : beyond, orderBy }
  const without: Stretch = {
    where: and(isNull(column), value === null ? sql`${requests.id} ${sign} ${last}` : undefined),
    orderBy,
  }
  if (!nulls) return [withValue]
  return value === null ? [without] : [withValue, without]
}

function positionOf(row: RequestRow, sort: ListQuery['sort']): Position {
  if (sort === 'due_on' || sort === '-due_on') return [row.listedDueOn, row.id]
  const at = sort === 'received_at' || sort === '-received_at' ? row.receivedAt : row.updatedAt
  return [new Date(at).toISOString(), row.id]
}

function conditions(tx: Tx, deps: Pick<Deps, 'keyring'>, query: ListQuery, today: CivilDate): (SQL | undefined)[] {
  const prints = (kind: FingerprintKind, given: readonly string[]) =>
    given.map((text) => deps.keyring.fingerprint(tx.organisation, kind, text))
  return [
    query.status && inArray(requests.status, query.status),
    query.channel && inArray(requests.channel, query.channel),
    query.assignee && inArray(requests.assigneePrint, prints('assignee', query.assignee)),
    query.clock_state && inArray(requests.clockState, query.clock_state),
    query.reference &&
      inArray(
        requests.reference,
        query.reference.map((text) => text.toUpperCase()),
      ),
    query.external_reference && inArray(requests.externalReferencePrint, prints('reference', query.external_reference)),
    query.extended === undefined
      ? undefined
      : query.extended
        ? sql`${requests.extended}`
        : sql`not ${requests.extended}`,
    query.flagged === undefined ? undefined : query.flagged ? sql`${requests.flagged}` : sql`not ${requests.flagged}`,
    query.held === undefined ? undefined : query.held ? isNotNull(requests.heldAt) : isNull(requests.heldAt),
    query.overdue === undefined ? undefined : yesOrNo(query.overdue, isOverdue(today)),
    query.at_risk === undefined ? undefined : yesOrNo(query.at_risk, isAtRisk(today)),
    query.due_before && lt(requests.listedDueOn, query.due_before),
    query.due_after && gt(requests.listedDueOn, query.due_after),
    query.received_before && lt(requests.receivedAt, query.received_before),
    query.received_after && gt(requests.receivedAt, query.received_after),
    query.updated_after && gt(requests.updatedAt, query.updated_after),
    query.right && invokes(tx, query.right),
    query.email && or(...query.email.map((address) => hasTerm(tx, mailboxOf(deps.keyring, tx.organisation, address)))),
    query.q === undefined ? undefined : holdsWords(tx, deps, query.q),
  ]
}

function isOverdue(today: CivilDate): SQL | undefined {
  return and(isNotNull(requests.overdueAfter), lt(requests.overdueAfter, today))
}

function isAtRisk(today: CivilDate): SQL | undefined {
  const notOverdue = or(isNull(requests.overdueAfter), gte(requests.overdueAfter, today))
  return and(isNotNull(requests.atRiskAfter), lt(requests.atRiskAfter, today), notOverdue)
}

/** A condition on columns that may be null is false where they are, never unknown. */
function yesOrNo(wanted: boolean, condition: SQL | undefined): SQL | undefined {
  return wanted || condition === undefined ? condition : not(sql`coalesce(${condition}, false)`)
}

function invokes(tx: Tx, names: NonNullable<ListQuery['right']>): SQL {
  return sql`exists (select from ${rights} where ${and(
    eq(rights.organisationId, tx.organisation),
    eq(rights.requestId, requests.id),
    inArray(rights.right, names),
  )})`
}

function holdsWords(tx: Tx, deps: Pick<Deps, 'keyring'>, q: string): SQL | undefined {
  const words = queryWords(q)
  // Nothing to look for finds nothing, and not everything.
  if (words.length === 0) return sql`false`
  return and(...words.map((word) => hasTerm(tx, wordTerm(deps.keyring, tx.organisation, word))))
}

function hasTerm(tx: Tx, term: Buffer): SQL {
  return sql`${requests.id} in (select ${requestTerms.requestId} from ${requestTerms} where ${and(
    eq(requestTerms.organisationId, tx.organisation),
    eq(requestTerms.term, term),
  )})`
}

/** These requests, those of them that are there, in this order. For at most some hundreds: all of them are held at once. */
export async function casesOf(tx: Tx, keyring: Keyring, ids: readonly RequestId[]): Promise<Case[]> {
  if (ids.length === 0) return []
  const organisation = await getOrganisation(tx)
  const rows = await tx.db
    .select()
    .from(requests)
    .where(and(eq(requests.organisationId, tx.organisation), inArray(requests.id, [...ids])))
  const places = new Map(ids.map((id, at) => [id, at]))
  const found = await openCases(tx, keyring, organisation, rows)
  return found.sort((a, b) => (places.get(a.request.id) ?? 0) - (places.get(b.request.id) ?? 0))
}

/** The open requests that something is still owed on, next due first: at most `most`. */
export async function nextDueCases(tx: Tx, keyring: Keyring, most: number): Promise<Case[]> {
  const found = await tx.db
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.organisationId, tx.organisation), isNotNull(requests.listedDueOn)))
    .orderBy(asc(requests.listedDueOn), asc(requests.id))
    .limit(most)
  return casesOf(
    tx,
    keyring,
    found.map((row) => row.id),
  )
}

/** The cases of a page, each as far as it opens, with their rights, which are read in one query. */
export async function openCases(
  tx: Tx,
  keyring: Keyring,
  organisation: Organisation,
  rows: readonly StoredRequest[],
): Promise<Case[]> {
  const rightsOf = await rightsOfAll(tx, rows)
  return rows.map((row) => openAsFarAsItGoes(keyring, organisation, row, rightsOf.get(row.id) ?? []))
}

async function rightsOfAll(tx: Tx, page: readonly StoredRequest[]) {
  const found = new Map<RequestId, StoredRight[]>()
  if (page.length === 0) return found
  const ids = page.map((row) => row.id)
  const rows = await tx.db
    .select()
    .from(rights)
    .where(and(eq(rights.organisationId, tx.organisation), inArray(rights.requestId, ids)))
    .orderBy(asc(rights.requestId), asc(rights.position))
  for (const row of rows) found.set(row.requestId, [...(found.get(row.requestId) ?? []), row])
  return found
}
