import { insertEvents } from '../evidence/store.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type ClientId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type By, happenedTo } from './history.ts'
import { findLiveClient, listAdmins, lockOrganisation, saveClient, saveOrganisation } from './store.ts'

/**
 * Takes a client its access: no new token from now on, and the staff door refuses those it holds. Throws `not_found` where there is
 * none or it was revoked before, `last_admin` where nobody could then administer the organisation.
 */
export async function revokeClient(tx: Tx, deps: Pick<Deps, 'keyring'>, id: ClientId, by: By): Promise<void> {
  // Under the organisation's lock, so that of two last admins who delete each other one stays
  const [organisation, client, admins] = await Promise.all([
    lockOrganisation(tx),
    findLiveClient(tx, id),
    listAdmins(tx),
  ])
  // What stands for an issuer is ended as one
  if (!client || client.secretHash === null) throw problem('not_found', 'there is no such client')
  if (admins.length === 1 && admins[0] === client.id) {
    throw problem('last_admin', 'cannot delete the last client that may administer the organisation')
  }
  const event = happenedTo(
    organisation,
    { type: 'client_revoked', facts: { client: showId('cli', client.id), role: client.role } },
    by,
  )
  await Promise.all([
    saveClient(tx, { ...client, revokedAt: by.at }),
    saveOrganisation(tx, organisation),
    ...insertEvents(tx, organisationSafe(deps.keyring, organisation.id), [event]),
  ])
}
