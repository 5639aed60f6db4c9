import type { EventRow } from '../evidence/chain.ts'
import { insertEvents } from '../evidence/store.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import { hashSecret, newSecret } from '../platform/crypto/secrets.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId, showId } from '../platform/identifiers.ts'
import { type By, happenedTo } from './history.ts'
import type { CreateClient } from './schemas.ts'
import { type Client, insertClient, lockOrganisation, type Organisation, saveOrganisation } from './store.ts'

/** A client just made. Its secret is nowhere else: only the hash is stored. */
export type NewClient = { readonly client: Client; readonly secret: string }

/** Makes a client of the organisation and records it on the organisation's chain. */
export async function createClient(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  command: CreateClient,
  by: By,
): Promise<NewClient> {
  const organisation = await lockOrganisation(tx)
  const { event, ...made } = newClient(organisation, command, by)
  const safe = organisationSafe(deps.keyring, organisation.id)
  await Promise.all([
    insertClient(tx, made.client),
    saveOrganisation(tx, organisation),
    ...insertEvents(tx, safe, [event]),
  ])
  return made
}

/** The rows of a new client: nothing is written yet. The organisation's chain moves on. */
export function newClient(
  organisation: Organisation,
  { name, role }: CreateClient,
  by: By,
): NewClient & { readonly event: EventRow } {
  const secret = newSecret()
  const id = newId('cli')
  const client: Client = {
    organisationId: organisation.id,
    id,
    name,
    role,
    secretHash: hashSecret(secret),
    revision: 1,
    createdAt: by.at,
    revokedAt: null,
  }
  // A name may be a person's, so it stands where it can be erased
  const happening = { type: 'client_created', facts: { client: showId('cli', id), role }, detail: { name } } as const
  return { client, secret, event: happenedTo(organisation, happening, by) }
}
