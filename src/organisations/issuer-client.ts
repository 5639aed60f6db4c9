import type { Instant } from '../law/calendar.ts'
import type { StaffRole } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type ClientId, newId } from '../platform/identifiers.ts'
import { findLiveClient, insertClient, saveClient } from './store.ts'

/** What an issuer's people act through: its name, and the highest role it may give them. */
export type IssuerClient = { readonly name: string; readonly role: StaffRole }

/** Makes a client that stands for an issuer: without a secret nobody gets a token for it here. Under the organisation's lock. */
export async function openIssuerClient(tx: Tx, { name, role }: IssuerClient, at: Instant): Promise<ClientId> {
  const id = newId('cli')
  const row = { organisationId: tx.organisation, id, name, role, secretHash: null, revision: 1 }
  await insertClient(tx, { ...row, createdAt: at, revokedAt: null })
  return id
}

/** From now on nothing holds that was decided of this issuer's tokens before. */
export async function reviseIssuerClient(tx: Tx, id: ClientId, { name, role }: IssuerClient): Promise<void> {
  const client = await liveClient(tx, id)
  await saveClient(tx, { ...client, name, role, revision: client.revision + 1 })
}

/** From now on no token of this issuer is taken. */
export async function endIssuerClient(tx: Tx, id: ClientId, at: Instant): Promise<void> {
  await saveClient(tx, { ...(await liveClient(tx, id)), revokedAt: at })
}

async function liveClient(tx: Tx, id: ClientId) {
  const client = await findLiveClient(tx, id)
  if (client === undefined) throw new Error('an issuer that is live has a client that is')
  return client
}
