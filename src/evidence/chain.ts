import { createHmac, hash, randomBytes } from 'node:crypto'
import type { Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import { type EventId, newId, type OrganisationId, type RequestId, showId } from '../platform/identifiers.ts'
import { type Canonical, canonical } from './canonical.ts'
import type { EventType } from './event-types.ts'

/** Where a chain stands: the number and hash of its last event. */
export type ChainHead = { sequence: number; hash: Buffer | null }

/** What a use case says happened. `facts` are hashed as they stand and hold no personal data; `detail` may, and can be erased. */
export type Happening = {
  readonly type: EventType
  readonly facts?: { readonly [key: string]: Canonical | undefined }
  readonly detail?: { readonly [key: string]: Canonical | undefined }
}

export type EventRow = {
  organisationId: OrganisationId
  id: EventId
  streamId: string
  requestId: RequestId | null
  sequence: number
  type: EventType
  at: Instant
  actor: { type: string; id?: string | undefined }
  facts: { [key: string]: Canonical | undefined }
  detail: { [key: string]: Canonical | undefined } | null
  detailKey: Buffer | null
  commitment: Buffer | null
  previousHash: Buffer | null
  hash: Buffer
}

/**
 * Appends to a chain: gives the row to insert and moves the head.
 * hash = SHA-256 over the canonical form (RFC 8785) of what `hashed` lists, the previous hash among it.
 */
export function chainEvent(
  head: ChainHead,
  place: { organisation: OrganisationId; request: RequestId | null },
  happening: Happening,
  by: { actor: Actor; at: Instant },
): EventRow {
  const person = personOf(by.actor)
  const detail = happening.detail === undefined && person === undefined ? null : { ...happening.detail, ...person }
  const detailKey = detail && randomBytes(32)
  const row: Omit<EventRow, 'hash'> = {
    organisationId: place.organisation,
    id: newId('evt'),
    streamId: place.request ?? place.organisation,
    requestId: place.request,
    sequence: head.sequence + 1,
    type: happening.type,
    at: by.at,
    actor: { type: by.actor.type, id: actorId(by.actor) },
    facts: { ...happening.facts },
    detail,
    detailKey,
    commitment: detail && detailKey && createHmac('sha256', detailKey).update(canonical(detail)).digest(),
    previousHash: head.hash,
  }
  const own = eventHash(row)
  head.sequence = row.sequence
  head.hash = own
  return { ...row, hash: own }
}

/** SHA-256 of the canonical form of an event; what a verifier recomputes. */
export function eventHash(row: HashedColumns): Buffer {
  return hash('sha256', canonical(hashedForm(row)), 'buffer')
}

type HashedColumns = Pick<
  EventRow,
  'organisationId' | 'id' | 'requestId' | 'sequence' | 'at' | 'actor' | 'commitment' | 'previousHash'
> & { readonly type: string; readonly facts: { readonly [key: string]: unknown } }

/** What is hashed of an event: the facts as they were, of the detail its commitment alone. */
export function hashedForm(row: HashedColumns) {
  return {
    v: 1,
    organisation: showId('org', row.organisationId),
    request: row.requestId === null ? null : showId('req', row.requestId),
    id: showId('evt', row.id),
    sequence: row.sequence,
    type: row.type,
    at: row.at,
    actor: row.actor,
    facts: row.facts as { readonly [key: string]: Canonical | undefined }, // JSON: `Happening` took it, jsonb gives it back
    commitment: row.commitment?.toString('hex') ?? null,
    previous_hash: row.previousHash?.toString('hex') ?? null,
  }
}

/** Who sat before the tool. An `acting_subject` is there where an issuer says so, and not the tool alone. */
function personOf(actor: Actor): { acting_user: string; acting_subject?: string } | undefined {
  if (actor.type !== 'client' || actor.actingUser === undefined) return undefined
  const { actingUser, subject } = actor
  return { acting_user: actingUser, ...(subject === undefined ? {} : { acting_subject: subject }) }
}

function actorId(actor: Actor): string | undefined {
  if (actor.type === 'client') return showId('cli', actor.id)
  if (actor.type === 'requester') return showId('vrf', actor.id)
  if (actor.type === 'source') return showId('tsk', actor.id)
  if (actor.type === 'gateway') return showId('gwy', actor.id)
  return undefined
}
