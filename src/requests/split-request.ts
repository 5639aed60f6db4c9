import { civilDateIn, showInstant } from '../law/calendar.ts'
import { holdsOn } from '../law/restriction.ts'
import { splitObjections } from '../objections/heed-objections.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { newCaseSafe } from '../platform/crypto/safe.ts'
import { newReference } from '../platform/crypto/secrets.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId, type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { type Case, caseOf, happened, type RequestRow, type RightRow, reckon } from './case.ts'
import type { Related } from './related.ts'
import { termsOf } from './search-terms.ts'
import { insertSplitCase } from './store.ts'
import type { Extension, RequestDetail } from './tables.ts'

/**
 * One letter becomes two requests: the rights named move to a new one, with a reference of its own. Both keep the receipt of the letter, and with
 * it the writer, what is proven of them, the questions that were answered, the pauses and extensions: no due date of a right moves. Papers,
 * messages, letters, records and exports stay where they are, so that nothing personal is there twice but the letter’s own text; `related` leads to
 * them. Throws `not_found` for a right of another request, `not_permitted` where one is decided, none would stay, or the notice of an extension of
 * one is still under way.
 */
export function splitRequest(keyring: Keyring, c: Case, { rights: ids, reason }: Command<'split'>, by: By): Case {
  const moved = rightsToMove(c, new Set(ids), by)
  const isMoved = ({ id }: Pick<RightRow, 'id'>) => moved.some((right) => right.id === id)
  const split = newCaseFor(keyring, c, moved, by)
  const stay = c.rights.filter((right) => !isMoved(right))
  c.rights.splice(0, c.rights.length, ...stay.map((right, position) => ({ ...right, position })))
  keepExtensionsOf(c.request, stay)
  relate(c, { request: split.request.id, reference: split.request.reference, relation: 'split_into' })
  const rights = moved.map(({ id }) => showId('rgt', id))
  happened(
    c,
    { type: 'request_split', facts: { rights, into: showId('req', split.request.id) }, detail: { reason } },
    by,
  )
  recordSplitOff(split, c, reason, by)
  return split
}

/** Stores what `splitRequest` gave, in the transaction in which the request it comes from is saved. */
export async function storeSplit(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  halves: { readonly from: Case; readonly to: Case },
): Promise<void> {
  await insertSplitCase(tx, halves.to, termsOf(deps.keyring, halves.to))
  await Promise.all(splitObjections(tx, deps, halves))
}

function rightsToMove(c: Case, ids: ReadonlySet<RightId>, by: By): RightRow[] {
  const moved = c.rights.filter(({ id }) => ids.has(id))
  if (moved.length < ids.size) throw problem('not_found', 'the request invokes no such right')
  if (moved.length === c.rights.length) throw problem('not_permitted', 'one right at least stays with the letter')
  // The letter that tells a decision belongs to its request, and finds the right there.
  if (moved.some(({ status }) => status !== 'pending')) {
    throw problem('not_permitted', 'only a pending right moves: what is decided stays with the letter that told it')
  }
  // Looked at again, it holds until the person is told otherwise: systems find it by this request.
  const today = civilDateIn(c.organisation.timeZone, by.at)
  if (moved.some((right) => holdsOn(right, today))) {
    throw problem('not_permitted', 'a restriction that holds stays with the letter that told it')
  }
  // So do letters and notices to them: what is under way finds them by this request
  if (moved.some(({ detail }) => detail.recipients !== undefined)) {
    throw problem('not_permitted', 'a right of which recipients were told stays with the letter that told it')
  }
  // A pause begins with the telling, which would be recorded here alone.
  if (c.request.asks.some(({ told_at, ended_at }) => told_at === undefined && ended_at === undefined)) {
    throw problem('not_permitted', 'the letter that asks has not been recorded as posted yet')
  }
  const isUntold = ({ rights, notified_at, fell_back_at }: Extension) =>
    notified_at === undefined && fell_back_at === undefined && rights.some((id) => ids.has(id))
  if (c.request.extensions.some(isUntold)) {
    throw problem('not_permitted', 'the notice that such a right is extended has not reached the person yet')
  }
  return moved
}

function newCaseFor(keyring: Keyring, c: Case, moved: readonly RightRow[], by: By): Case {
  const { organisation, request } = c
  const id = newId('req')
  const { safe, dataKey } = newCaseSafe(keyring, organisation.id, id)
  const row: RequestRow = {
    ...request,
    id,
    reference: newReference(),
    // The receipt was recorded with the letter: whether that was late is asked of that day.
    createdAt: request.createdAt,
    updatedAt: by.at,
    asks: request.asks.map(({ replies: _replies, ...ask }) => structuredClone(ask)),
    extensions: structuredClone(request.extensions),
    duplicateOf: null,
    dataKey,
    detail: detailFor(c, moved),
    version: 1,
    lastSequence: 0,
    lastHash: Buffer.alloc(0),
  }
  keepExtensionsOf(row, moved)
  const rights = moved.map((right, position) => ({ ...right, requestId: id, position }))
  const split = caseOf({ organisation, safe }, row, rights)
  reckon(split, by.at)
  return split
}

/** What of the file belongs to every right of the letter. */
function detailFor({ request }: Case, moved: readonly RightRow[]): RequestDetail {
  const { detail } = request
  const { authority } = detail
  const covered = authority?.rights?.filter((id) => moved.some((right) => right.id === id))
  return {
    requester: detail.requester,
    data_subject: detail.data_subject,
    message: detail.message,
    metadata: detail.metadata,
    assignee: detail.assignee,
    questions: detail.questions,
    extension_reasons: detail.extension_reasons,
    identity_note: detail.identity_note,
    contact_changed_at: detail.contact_changed_at,
    former_mailboxes: detail.former_mailboxes,
    mailbox_proven_at: detail.mailbox_proven_at,
    authority_note: detail.authority_note,
    ...(authority === undefined ? {} : { authority: { ...authority, rights: covered } }),
    hold_reason: detail.hold_reason,
    related: [{ request: request.id, reference: request.reference, relation: 'split_from' }],
  }
}

/** Of the extensions those that cover rights of this request, with their reasons, which stand in the same order. */
function keepExtensionsOf(request: Pick<RequestRow, 'extensions' | 'detail'>, rights: readonly RightRow[]): void {
  const { extensions, detail } = request
  const own = extensions.map((extension) => ({
    ...extension,
    rights: extension.rights.filter((id) => rights.some((right) => right.id === id)),
  }))
  const reasons = detail.extension_reasons?.filter((_, at) => own[at]?.rights.length !== 0)
  request.extensions = own.filter((extension) => extension.rights.length > 0)
  request.detail = { ...detail, extension_reasons: reasons }
}

function relate({ request }: Case, related: Related): void {
  request.detail = { ...request.detail, related: [...(request.detail.related ?? []), related] }
}

/** The first event of the new history tells the receipt, as that of any request does, and whose letter it was. */
function recordSplitOff(split: Case, from: Case, reason: string, by: By): void {
  const { reference, channel, capacity, receivedAt, receivedOn, dueOn, identityLevel, authority } = split.request
  const facts = {
    from: showId('req', from.request.id),
    reference,
    channel,
    capacity,
    received_at: showInstant(receivedAt),
    received_on: receivedOn,
    due_on: dueOn,
    identity_level: identityLevel,
    authority,
    rights: split.rights.map((right) => ({ id: showId('rgt', right.id), right: right.right, due_on: right.dueOn })),
  }
  happened(split, { type: 'request_split_off', facts, detail: { reason } }, by)
}
