import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm'
import { getOrganisation } from '../organisations/store.ts'
import type { RequesterActor } from '../platform/actor.ts'
import { statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { openCursor, type Page, page, sealCursor } from '../platform/http/cursor.ts'
import type { Log } from '../platform/http/log.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Case } from './case.ts'
import { getRequestToShow } from './find-request.ts'
import { mailboxOf } from './fingerprints.ts'
import { openCases } from './list-requests.ts'
import { answersGoTo, type Part } from './on-behalf.ts'
import { logRefused } from './open-case.ts'
import { requests, requestTerms } from './tables.ts'

/** For the requester's door: the requests that whoever has proven a mailbox may see are those written from it, and answered to it. */

const selectOfMailbox = statement('select_requests_of_mailbox', (db) =>
  db
    .select(getTableColumns(requests))
    .from(requestTerms)
    .innerJoin(
      requests,
      and(eq(requests.organisationId, requestTerms.organisationId), eq(requests.id, requestTerms.requestId)),
    )
    .where(
      and(
        eq(requestTerms.organisationId, sql.placeholder('organisation')),
        eq(requestTerms.term, sql.placeholder('mailbox')),
        eq(requestTerms.kind, 'email'),
        lt(requestTerms.requestId, sql.placeholder('before')),
      ),
    )
    .orderBy(desc(requestTerms.requestId))
    .limit(sql.placeholder('limit')),
)

/** A request, and the part that who looks has in it. */
export type Followed = { readonly c: Case; readonly part: Part }

/** After every UUIDv7. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** One page of them, the newest first: ids grow with time, and the index of the terms is in their order. */
export async function listFollowedRequests(
  tx: Tx,
  deps: Pick<Deps, 'keyring'> & { readonly log: Log },
  actor: RequesterActor,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Followed>> {
  const key = deps.keyring.key('cursor')
  const binding = { organisation: tx.organisation, scope: { list: 'own_requests', mailbox: actor.mailbox } }
  const [before = newest] = cursor === undefined ? [] : openCursor(key, binding, cursor)
  const mailbox = Buffer.from(actor.mailbox, 'hex')
  const [organisation, rows] = await Promise.all([
    getOrganisation(tx),
    tx.run(selectOfMailbox, { organisation: tx.organisation, mailbox, before, limit: limit + 1 }),
  ])
  const cases = await openCases(tx, deps.keyring, organisation, rows)
  logRefused(deps.log, cases)
  const found = page(cases, limit, (last) => sealCursor(key, binding, [last.request.id]))
  // What is found by its term is shown for what is sealed in it: who can write to the database could point a term at any request.
  const data = found.data.flatMap((c) => {
    const part = partOf(deps.keyring, c, actor)
    return part === undefined ? [] : [{ c, part }]
  })
  return { ...found, data }
}

/**
 * One that was written from the mailbox, as far as it opens. Throws `not_found` for any other, the same as for none at all (attacks 21 to 23),
 * `BoxRefused` where it can't be seen whose it is.
 */
export async function getOwnRequest(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  actor: RequesterActor,
  id: RequestId,
): Promise<Case> {
  const { c, part } = await getFollowedRequest(tx, deps, actor, id)
  if (part !== 'requester') throw problem('not_found', 'there is no such request')
  return c
}

/** One that was written from the mailbox or is answered to it, and which of the two. Throws `not_found` as above. */
export async function getFollowedRequest(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  actor: RequesterActor,
  id: RequestId,
): Promise<Followed> {
  const c = await getRequestToShow(tx, deps.keyring, id)
  const refusal = c.refused.get(id)
  if (refusal !== undefined) throw refusal
  const part = partOf(deps.keyring, c, actor)
  if (part === undefined) throw problem('not_found', 'there is no such request')
  return { c, part }
}

/** Throws `not_found` where the request was not written from the mailbox this person has proven. */
export function demandOwn(keyring: Deps['keyring'], c: Case, actor: RequesterActor): void {
  if (!isOwn(keyring, c, actor)) throw problem('not_found', 'there is no such request')
}

/** Whether a request was written from the mailbox this person has proven. */
export function isOwn(keyring: Deps['keyring'], c: Case, actor: RequesterActor): boolean {
  return partOf(keyring, c, actor) === 'requester'
}

/** What part the holder of a mailbox has in a request; undefined: none. An address that is both is that of who writes. */
export function partOf(keyring: Deps['keyring'], c: Case, actor: RequesterActor): Part | undefined {
  const { requester, authority } = c.request.detail
  const isOf = (email: string | undefined) =>
    email !== undefined && mailboxOf(keyring, c.request.organisationId, email).toString('hex') === actor.mailbox
  if (isOf(requester.email)) return 'requester'
  return answersGoTo(c) === 'data_subject' && isOf(authority?.contact?.email) ? 'data_subject' : undefined
}
