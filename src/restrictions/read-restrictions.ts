import type { CivilDate, Instant } from '../law/calendar.ts'
import { holdsOn } from '../law/restriction.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type Page, type PageQuery, pageById } from '../platform/http/cursor.ts'
import type { RequestId, RightId } from '../platform/identifiers.ts'
import type { Case, RightRow } from '../requests/case.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import { findRestricted, restrictingRights, todayOf } from './store.ts'

type Keys = Pick<Deps, 'keyring'>
/** An entry of the register: the right under which data are restricted, and whether they are today. */
export type RestrictionEntry = {
  readonly id: RightId
  readonly case: Case
  readonly right: RightRow
  readonly holds: boolean
}

/** After every UUIDv7. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** A page of the register of restrictions, the newest right first; also those in force only, or those of one request. */
export async function listRestrictions(
  tx: Tx,
  deps: Keys,
  {
    inForce,
    request,
    ...query
  }: PageQuery & { readonly inForce?: boolean | undefined; readonly request?: RequestId | undefined },
  now: Instant,
): Promise<Page<RestrictionEntry>> {
  const today = await todayOf(tx, now)
  const binding = { organisation: tx.organisation, scope: { list: 'restrictions', inForce, request } }
  return pageById<RestrictionEntry>(deps, binding, query, async ({ after, limit }) => {
    const found = await restrictingRights(tx, { inForce, request, today }, { before: after ?? newest, limit })
    return entriesOf(tx, deps, found, today)
  })
}

/** The restrictions in force for each of these people, by their fingerprints; in their order. */
export async function restrictionsOf(
  tx: Tx,
  deps: Keys,
  people: readonly Buffer[],
  now: Instant,
): Promise<RestrictionEntry[][]> {
  const today = await todayOf(tx, now)
  const found = await findRestricted(tx, people, today)
  const entries = await entriesOf(
    tx,
    deps,
    found.map(({ right: id, request }) => ({ id, request })),
    today,
  )
  return people.map((_, place) =>
    found.flatMap((each, at) => {
      const entry = entries[at]
      return each.place === place && entry !== undefined ? [entry] : []
    }),
  )
}

/** The restrictions in force under one request. Throws `not_found`. */
export async function restrictionsOfRequest(
  tx: Tx,
  deps: Keys,
  id: RequestId,
  now: Instant,
): Promise<RestrictionEntry[]> {
  const [c, today] = await Promise.all([getRequestToShow(tx, deps.keyring, id), todayOf(tx, now)])
  if (c.request.erasedAt !== null) return []
  return c.rights.filter((right) => holdsOn(right, today)).map((right) => entryOf(c, right, today))
}

/** Each request is opened once. */
async function entriesOf(
  tx: Tx,
  { keyring }: Keys,
  found: readonly { readonly id: RightId; readonly request: RequestId }[],
  today: CivilDate,
): Promise<RestrictionEntry[]> {
  const ids = [...new Set(found.map(({ request }) => request))]
  const cases = new Map(
    await Promise.all(ids.map(async (id) => [id, await getRequestToShow(tx, keyring, id)] as const)),
  )
  return found.map(({ id, request }) => {
    const c = cases.get(request)
    const right = c?.rights.find((each) => each.id === id)
    if (c === undefined || right === undefined) throw new Error('a right is there without its request')
    return entryOf(c, right, today)
  })
}

function entryOf(c: Case, right: RightRow, today: CivilDate): RestrictionEntry {
  return { id: right.id, case: c, right, holds: holdsOn(right, today) }
}
