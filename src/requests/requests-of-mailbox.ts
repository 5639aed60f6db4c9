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
import { openCases } from './list-requests.ts'
import { logRefused } from './open-case.ts'
import { mailboxOf } from './search-terms.ts'
import { requests, requestTerms } from './tables.ts'

/** For the requester's door: the requests that whoever has proven a mailbox may see are those written from it. */

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

/** After every UUIDv7. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** One page of them, the newest first: ids grow with time, and the index of the terms is in their order. */
export async function listOwnRequests(
  tx: Tx,
  deps: Pick<Deps, 'keyring'> & { readonly log: Log },
  actor: RequesterActor,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Case>> {
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
  return { ...found, data: found.data.filter((c) => isOwn(deps.keyring, c, actor)) }
}

/**
 * One of them, as far as it opens. Throws `not_found` for any other, the same as for none at all (attacks 21 to 23), `BoxRefused` where it
 * can't be seen whose it is.
 */
export async function getOwnRequest(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  actor: RequesterActor,
  id: RequestId,
): Promise<Case> {
  const found = await getRequestToShow(tx, deps.keyring, id)
  const refusal = found.refused.get(id)
  if (refusal !== undefined) throw refusal
  demandOwn(deps.keyring, found, actor)
  return found
}

/** Throws `not_found` where the request was not written from the mailbox this person has proven. */
export function demandOwn(keyring: Deps['keyring'], c: Case, actor: RequesterActor): void {
  if (!isOwn(keyring, c, actor)) throw problem('not_found', 'there is no such request')
}

/** Whether a request was written from the mailbox this person has proven. */
export function isOwn(keyring: Deps['keyring'], { request }: Case, actor: RequesterActor): boolean {
  const { email } = request.detail.requester
  return email !== undefined && mailboxOf(keyring, request.organisationId, email).toString('hex') === actor.mailbox
}
