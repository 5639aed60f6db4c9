import { and, asc, eq, sql } from 'drizzle-orm'
import type { ChainHead } from '../evidence/chain.ts'
import { insertEvents } from '../evidence/store.ts'
import { insertMessages } from '../identity/new-message.ts'
import { insertLetters } from '../letters/store.ts'
import { type Asked, isLiveFor } from '../organisations/staff-door.ts'
import { getOrganisation, type Organisation } from '../organisations/store.ts'
import { organisations } from '../organisations/tables.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { jsonRowReader } from '../platform/database/json-rows.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { insertion, insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { ClientId, OrganisationId, RequestId, RightId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Case } from './case.ts'
import { openAsFarAsItGoes, openCase, type StoredRequest, type StoredRight } from './open-case.ts'
import { type RequestRow, requestBoxes, requests, rightBoxes, rights } from './tables.ts'

const ofTenant = (table: typeof requests | typeof rights) => eq(table.organisationId, sql.placeholder('organisation'))
const thisRequest = and(ofTenant(requests), eq(requests.id, sql.placeholder('id')))

const selectRequest = statement('select_request', (db) => db.select().from(requests).where(thisRequest))
const lockRequestRow = statement('lock_request', (db) => db.select().from(requests).where(thisRequest).for('update'))
const selectRights = statement('select_rights', (db) =>
  db
    .select()
    .from(rights)
    .where(and(ofTenant(rights), eq(rights.requestId, sql.placeholder('id'))))
    .orderBy(asc(rights.position)),
)
const insertRequestRow = insertionOf('insert_request', requests)
const updateRequestRow = statement('update_request', (db) =>
  // The data key is made with the request, and may be destroyed: no change of the request brings it back.
  db
    .update(requests)
    .set(placeholdersOf(requests, ['dataKey']))
    .where(thisRequest),
)
const insertRightRow = insertionOf('insert_right', rights)
const updateRightRow = statement('update_right', (db) =>
  db
    .update(rights)
    .set(placeholdersOf(rights))
    .where(and(ofTenant(rights), eq(rights.id, sql.placeholder('id')))),
)
const insertTerms = insertion<{ organisation: OrganisationId; request: RequestId; terms: readonly Term[] }>(
  'insert_request_terms',
  `insert into habeas.request_terms (organisation_id, request_id, term, kind)
   select $1, $2, decode(term, 'hex'), kind
   from jsonb_to_recordset($3) as given (term text, kind text)
   on conflict do nothing`,
  ({ organisation, request, terms }) => [
    organisation,
    request,
    JSON.stringify(terms.map(({ term, kind }) => ({ term: term.toString('hex'), kind }))),
  ],
)
const deleteTerms = rawStatement<{ organisation: OrganisationId; request: RequestId }, Record<string, never>>(
  'delete_request_terms',
  'delete from habeas.request_terms where organisation_id = $1 and request_id = $2',
  ({ organisation, request }) => [organisation, request],
)
const selectOpenByTerm = rawStatement<{ organisation: OrganisationId; term: Buffer }, { id: RequestId }>(
  'select_open_by_mailbox',
  `select id from habeas.requests
   where organisation_id = $1 and closed_at is null
     and (identity_level = 'none' or status = 'awaiting_requester' or identity_method = 'address_on_file')
     and id in (select request_id from habeas.request_terms where organisation_id = $1 and term = $2 and kind = 'email')
   order by identity_level <> 'none', id desc limit 100`,
  ({ organisation, term }) => [organisation, term],
)
const selectOpenFrom = rawStatement<{ organisation: OrganisationId; term: Buffer; most: number }, { id: RequestId }>(
  'select_open_from_mailbox',
  `select id from habeas.requests
   where organisation_id = $1 and closed_at is null
     and id in (select request_id from habeas.request_terms where organisation_id = $1 and term = $2 and kind = 'email')
   order by id desc limit $3`,
  ({ organisation, term, most }) => [organisation, term, most],
)

const lockHistoryEndRows = rawStatement<
  { organisation: OrganisationId; ids: readonly RequestId[] },
  { id: RequestId; is_erased: boolean; last_sequence: number; last_hash: Buffer }
>(
  'lock_history_ends',
  `select id, erased_at is not null as is_erased, last_sequence, last_hash from habeas.requests
   where organisation_id = $1 and id = any ($2::uuid[]) order by id for update`,
  ({ organisation, ids }) => [organisation, ids],
)
const moveHistoryEndRows = rawStatement<
  { organisation: OrganisationId; ends: readonly HistoryEnd[] },
  Record<string, never>
>(
  'move_history_ends',
  `update habeas.requests r set last_sequence = given.sequence, last_hash = given.hash
   from unnest($2::uuid[], $3::integer[], $4::bytea[]) as given (id, sequence, hash)
   where r.organisation_id = $1 and r.id = given.id`,
  ({ organisation, ends }) => [
    organisation,
    ends.map(({ id }) => id),
    ends.map(({ head }) => head.sequence),
    ends.map(({ head }) => head.hash),
  ],
)

/** A keyed fingerprint by which a request is found. */
export type Term = { term: Buffer; kind: 'email' | 'word' }

/** Reads a request with its rights; undefined where this tenant has none of that id. Throws `BoxRefused` where it does not open. */
export async function findCase(tx: Tx, keyring: Keyring, id: RequestId): Promise<Case | undefined> {
  const found = await readStored(tx, selectRequest, id)
  return found && openCase(keyring, found.organisation, found.request, found.rights)
}

/** The same to be shown, whatever of it opens. */
export async function findCaseToShow(tx: Tx, keyring: Keyring, id: RequestId): Promise<Case | undefined> {
  const found = await readStored(tx, selectRequest, id)
  return found && openAsFarAsItGoes(keyring, found.organisation, found.request, found.rights)
}

const selectExists = rawStatement<{ organisation: OrganisationId; id: RequestId }, Record<string, never>>(
  'select_request_exists',
  'select from habeas.requests where organisation_id = $1 and id = $2',
  ({ organisation, id }) => [organisation, id],
)

const holdOriginalRow = rawStatement<{ organisation: OrganisationId; id: RequestId }, Pick<RequestRow, 'closedReason'>>(
  'hold_original',
  'select closed_reason as "closedReason" from habeas.requests where organisation_id = $1 and id = $2 for share',
  ({ organisation, id }) => [organisation, id],
)
const countDuplicates = rawStatement<{ organisation: OrganisationId; id: RequestId }, { count: number }>(
  'count_duplicates',
  'select count(*)::int as count from habeas.requests where organisation_id = $1 and duplicate_of = $2 and erased_at is null',
  ({ organisation, id }) => [organisation, id],
)

/** Where a request stands, without anything of the person. */
export type Standing = Pick<
  typeof requests.$inferSelect,
  'status' | 'receivedOn' | 'dueOn' | 'strictDueOn' | 'closedAt'
>
const selectStanding = statement<{ organisation: OrganisationId; id: RequestId }, Standing[]>(
  'select_request_standing',
  (db) =>
    db
      .select({
        status: requests.status,
        receivedOn: requests.receivedOn,
        dueOn: requests.dueOn,
        strictDueOn: requests.strictDueOn,
        closedAt: requests.closedAt,
      })
      .from(requests)
      .where(and(eq(requests.organisationId, sql.placeholder('organisation')), eq(requests.id, sql.placeholder('id')))),
)

/** Where a request of this tenant stands; undefined where it has none of that id. Nothing of it is opened. */
export async function standingOf(tx: Tx, id: RequestId): Promise<Standing | undefined> {
  return (await tx.run(selectStanding, { organisation: tx.organisation, id }))[0]
}

const selectByReference = rawStatement<{ organisation: OrganisationId; reference: string }, { id: RequestId }>(
  'select_request_by_reference',
  'select id from habeas.requests where organisation_id = $1 and reference = $2 and erased_at is null',
  ({ organisation, reference }) => [organisation, reference],
)

/** The request with this reference whose file is not erased; nothing of it is opened. */
export async function requestByReference(tx: Tx, reference: string): Promise<RequestId | undefined> {
  return (await tx.run(selectByReference, { organisation: tx.organisation, reference }))[0]?.id
}

/** Why a request is closed, which until the transaction ends nobody changes: undefined where there is none. Nothing of it is opened. */
export async function holdOriginal(tx: Tx, id: RequestId): Promise<Pick<RequestRow, 'closedReason'> | undefined> {
  return (await tx.run(holdOriginalRow, { organisation: tx.organisation, id }))[0]
}

/** How many requests are closed as duplicates of this one, and could be opened again. */
export async function duplicatesOf(tx: Tx, id: RequestId): Promise<number> {
  return (await tx.run(countDuplicates, { organisation: tx.organisation, id }))[0]?.count ?? 0
}

/** Whether this tenant has such a request; nothing of it is opened. */
export async function requestExists(tx: Tx, id: RequestId): Promise<boolean> {
  return (await tx.run(selectExists, { organisation: tx.organisation, id })).length === 1
}

const readRequest = rawStatement<
  { organisation: OrganisationId; client: ClientId; id: RequestId },
  {
    answer: {
      client_revision: number | null
      organisation: unknown
      request: unknown
      rights: readonly unknown[] | null
    }
  }
>('read_request', 'select habeas.read_request($1, $2, $3) as answer', ({ organisation, client, id }) => [
  organisation,
  client,
  id,
])
const organisationFrom = jsonRowReader(organisations)
const requestFrom = jsonRowReader(requests)
const rightFrom = jsonRowReader(rights)

/** The same for the view of staff: one statement, without a transaction, that checks the client as well. */
export async function askForCase(
  { database, keyring }: Pick<Deps, 'database' | 'keyring'>,
  actor: Pick<StaffActor, 'organisation' | 'id' | 'revision'>,
  id: RequestId,
): Promise<Asked<Case | undefined>> {
  const { organisation, id: client } = actor
  const [row] = await database.ask(readRequest, { organisation, client, id })
  if (row === undefined || !isLiveFor(actor, row.answer.client_revision)) return { clientIsLive: false }
  const { organisation: controller, request, rights: invoked } = row.answer
  const found =
    request === null
      ? undefined
      : openAsFarAsItGoes(keyring, organisationFrom(controller), requestFrom(request), (invoked ?? []).map(rightFrom))
  return { clientIsLive: true, found }
}

/** The same under a row lock, for a change: whoever comes second waits, and then sees what the first has done. Throws `BoxRefused`. */
export async function lockCase(tx: Tx, keyring: Keyring, id: RequestId): Promise<Case> {
  const found = await readStored(tx, lockRequestRow, id)
  if (!found) throw problem('not_found', 'there is no such request')
  return openCase(keyring, found.organisation, found.request, found.rights)
}

/** A request as it is stored, locked and not opened, with its rights and its organisation. */
export function lockStored(tx: Tx, id: RequestId): Promise<StoredCase | undefined> {
  return readStored(tx, lockRequestRow, id)
}

/** The last event of a request's history. */
export type HistoryEnd = { readonly id: RequestId; readonly isErased: boolean; readonly head: ChainHead }

/** Locks requests to add to their histories, in the order of their ids, so that two who do so wait for each other. */
export async function lockHistoryEnds(tx: Tx, ids: readonly RequestId[]): Promise<HistoryEnd[]> {
  const rows = await tx.run(lockHistoryEndRows, { organisation: tx.organisation, ids })
  return rows.map(({ id, is_erased, last_sequence: sequence, last_hash }) => {
    return { id, isErased: is_erased, head: { sequence, hash: sequence === 0 ? null : last_hash } }
  })
}

/** Writes where the histories of locked requests end now. */
export async function moveHistoryEnds(tx: Tx, ends: readonly HistoryEnd[]): Promise<void> {
  await tx.run(moveHistoryEndRows, { organisation: tx.organisation, ends })
}

type StoredCase = {
  readonly request: StoredRequest
  readonly rights: readonly StoredRight[]
  readonly organisation: Organisation
}

async function readStored(tx: Tx, select: typeof selectRequest, id: RequestId): Promise<StoredCase | undefined> {
  const key = { organisation: tx.organisation, id }
  // One trip: the rights are read after the lock is held, since statements of one connection run in order.
  const [[request], rightsOfIt, organisation] = await Promise.all([
    tx.run(select, key),
    tx.run(selectRights, key),
    getOrganisation(tx),
  ])
  return request && { request, rights: rightsOfIt, organisation }
}

/** The row as it is stored: sealed, with the fingerprints by which it is found. */
function sealedRequest({ safe, request }: Case): StoredRequest {
  const { assignee, external_reference: reference } = request.detail
  return {
    ...requestBoxes.seal(safe, request),
    assigneePrint: assignee === undefined ? null : safe.fingerprint('assignee', assignee),
    externalReferencePrint: reference === undefined ? null : safe.fingerprint('reference', reference),
  }
}

/** Inserts a new request with its rights, terms, events and letters; everything goes out in one trip. */
export function insertCase(tx: Tx, c: Case, terms: readonly Term[]): Promise<unknown>[] {
  return [
    tx.run(insertRequestRow, sealedRequest(c)),
    ...c.rights.map((right) => tx.run(insertRightRow, rightBoxes.seal(c.safe, right))),
    tx.run(insertTerms, { organisation: tx.organisation, request: c.request.id, terms }),
    ...insertEvents(tx, c.safe, c.events),
    ...insertLetters(tx, c.safe, c.letters),
  ]
}

/** Inserts a request to which rights of another move: of these, rows are there. Everything goes out in one trip. */
export async function insertSplitCase(tx: Tx, c: Case, terms: readonly Term[]): Promise<void> {
  await Promise.all([
    tx.run(insertRequestRow, sealedRequest(c)),
    ...c.rights.map((right) =>
      tx.run(updateRightRow, { ...rightBoxes.seal(c.safe, right), organisation: tx.organisation }),
    ),
    tx.run(insertTerms, { organisation: tx.organisation, request: c.request.id, terms }),
    ...insertEvents(tx, c.safe, c.events),
  ])
}

/** Writes a changed request back, with what was added to it; everything goes out in one trip. */
export async function updateCase(
  tx: Tx,
  c: Case,
  added: { rights: ReadonlySet<RightId>; terms: readonly Term[] | undefined },
): Promise<void> {
  const key = { organisation: tx.organisation, request: c.request.id }
  await Promise.all([
    tx.run(updateRequestRow, { ...sealedRequest(c), organisation: tx.organisation }),
    ...c.rights.map((right) => {
      const row = rightBoxes.seal(c.safe, right)
      return added.rights.has(right.id)
        ? tx.run(insertRightRow, row)
        : tx.run(updateRightRow, { ...row, organisation: tx.organisation })
    }),
    ...(added.terms ? [tx.run(deleteTerms, key), tx.run(insertTerms, { ...key, terms: added.terms })] : []),
    ...insertEvents(tx, c.safe, c.events),
    ...insertLetters(tx, c.safe, c.letters),
    ...insertMessages(tx, c.safe, c.messages),
  ])
}

/**
 * The newest open requests of whoever holds this mailbox that a proof may still change. At most a hundred, since all of them change in one
 * transaction: whoever has more proves the rest when signing in again. Those on which nothing is proven come before those that wait for
 * an answer, which may be another than a code.
 */
export async function openRequestsOfMailbox(tx: Tx, mailbox: Buffer): Promise<RequestId[]> {
  const rows = await tx.run(selectOpenByTerm, { organisation: tx.organisation, term: mailbox })
  return rows.map(({ id }) => id)
}

/** The newest open requests that were written from this mailbox, whatever is proven of it. */
export async function openRequestsFrom(tx: Tx, mailbox: Buffer, most: number): Promise<RequestId[]> {
  const rows = await tx.run(selectOpenFrom, { organisation: tx.organisation, term: mailbox, most })
  return rows.map(({ id }) => id)
}
