import type { Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { newId, type OrganisationId, type RequestId, showId } from '../platform/identifiers.ts'
import { insertMessage, type MessageRow } from './store.ts'

export type { MessageRow } from './store.ts'

/**
 * A message as it will stand in the thread. Whoever is not the person, nor hands in what the person sent by mail, writes for the organisation.
 */
export function newMessage(
  place: { readonly organisation: OrganisationId; readonly request: RequestId },
  text: string,
  by: { readonly actor: Actor; readonly at: Instant },
): MessageRow {
  return {
    organisationId: place.organisation,
    id: newId('msg'),
    requestId: place.request,
    author: by.actor.type === 'requester' || by.actor.type === 'gateway' ? 'requester' : 'staff',
    detail: { text, ...writer(by.actor) },
    createdAt: by.at,
  }
}

/** Stores messages; not awaited one by one, so that they go out with the rest. */
export function insertMessages(tx: Tx, safe: CaseSafe, rows: readonly MessageRow[]): Promise<void>[] {
  return rows.map((row) => insertMessage(tx, safe, row))
}

function writer(actor: Actor): { actor: string; acting_user?: string } {
  if (actor.type === 'requester') return { actor: showId('vrf', actor.id) }
  if (actor.type === 'gateway') return { actor: showId('gwy', actor.id) }
  if (actor.type !== 'client') return { actor: actor.type }
  const { id, actingUser } = actor
  return { actor: showId('cli', id), ...(actingUser === undefined ? {} : { acting_user: actingUser }) }
}
