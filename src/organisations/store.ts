import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Role } from '../platform/actor.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Onward } from '../platform/http/cursor.ts'
import type { ClientId, OrganisationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { clients, organisations } from './tables.ts'

export type Organisation = typeof organisations.$inferSelect
export type Client = typeof clients.$inferSelect

const selectOrganisation = statement('select_organisation', (db) =>
  db
    .select()
    .from(organisations)
    .where(eq(organisations.id, sql.placeholder('organisation'))),
)
const lockOrganisationRow = statement('lock_organisation', (db) =>
  db
    .select()
    .from(organisations)
    .where(eq(organisations.id, sql.placeholder('organisation')))
    // Not `update`: that would also hold up every insert that refers to the organisation, the public intake first
    .for('no key update'),
)
const insertOrganisationRow = statement('insert_organisation', (db) =>
  db.insert(organisations).values(placeholdersOf(organisations)),
)
const updateOrganisationRow = statement('update_organisation', (db) =>
  db
    .update(organisations)
    .set(placeholdersOf(organisations))
    .where(eq(organisations.id, sql.placeholder('id'))),
)
const insertClientRow = statement('insert_client', (db) => db.insert(clients).values(placeholdersOf(clients)))
const selectClient = statement('select_client', (db) =>
  db
    .select()
    .from(clients)
    .where(
      and(
        eq(clients.organisationId, sql.placeholder('organisation')),
        eq(clients.id, sql.placeholder('id')),
        isNull(clients.revokedAt),
      ),
    ),
)
const updateClientRow = statement('update_client', (db) =>
  db
    .update(clients)
    .set(placeholdersOf(clients))
    .where(and(eq(clients.organisationId, sql.placeholder('organisation')), eq(clients.id, sql.placeholder('id')))),
)
const selectAdmins = statement('select_admins', (db) =>
  db
    .select({ id: clients.id })
    .from(clients)
    .where(
      and(
        eq(clients.organisationId, sql.placeholder('organisation')),
        eq(clients.role, 'admin'),
        isNotNull(clients.secretHash),
        isNull(clients.revokedAt),
      ),
    ),
)

/** The tenant this transaction is for. Throws `unauthorized` where it does not exist: a token outlived its organisation. */
export async function getOrganisation(tx: Tx): Promise<Organisation> {
  const row = await findOrganisation(tx)
  if (!row) throw problem('unauthorized', 'the organisation of this token does not exist')
  return row
}

export async function findOrganisation(tx: Tx): Promise<Organisation | undefined> {
  const [row] = await tx.run(selectOrganisation, { organisation: tx.organisation })
  return row
}

/** The same, for a change: whoever changes the organisation or its clients waits here for the one before. */
export async function lockOrganisation(tx: Tx): Promise<Organisation> {
  const [row] = await tx.run(lockOrganisationRow, { organisation: tx.organisation })
  if (!row) throw problem('unauthorized', 'the organisation of this token does not exist')
  return row
}

export async function insertOrganisation(tx: Tx, row: Organisation): Promise<void> {
  await tx.run(insertOrganisationRow, row)
}

export async function saveOrganisation(tx: Tx, row: Organisation): Promise<void> {
  await tx.run(updateOrganisationRow, row)
}

export async function insertClient(tx: Tx, row: Client): Promise<void> {
  await tx.run(insertClientRow, row)
}

/** A client whose tokens are still good, or undefined. */
export async function findLiveClient(tx: Tx, id: ClientId): Promise<Client | undefined> {
  const [row] = await tx.run(selectClient, { organisation: tx.organisation, id })
  return row
}

export async function saveClient(tx: Tx, row: Client): Promise<void> {
  await tx.run(updateClientRow, { ...row, organisation: tx.organisation })
}

/** The live clients that may administer the organisation, whether or not an issuer can be reached. Of use under its lock only. */
export async function listAdmins(tx: Tx): Promise<ClientId[]> {
  const rows = await tx.run(selectAdmins, { organisation: tx.organisation })
  return rows.map((row) => row.id)
}

/** Live clients with a secret in the order they were made, from after one of them: `limit` at most. */
export function listLiveClients(tx: Tx, { after, limit }: Onward<ClientId>): Promise<Client[]> {
  return tx.db
    .select()
    .from(clients)
    .where(
      and(
        eq(clients.organisationId, tx.organisation),
        isNotNull(clients.secretHash),
        isNull(clients.revokedAt),
        after === undefined ? undefined : gt(clients.id, after),
      ),
    )
    .orderBy(asc(clients.id))
    .limit(limit)
}

/** The few look-ups across tenants: functions owned by a role with a select policy of its own (SECURITY, architecture 1). */
export const organisationBySlug = rawStatement<{ slug: string }, { id: OrganisationId }>(
  'organisation_by_slug',
  'select id from habeas.lookup_organisation_by_slug($1)',
  ({ slug }) => [slug],
)
export const clientById = rawStatement<
  { id: ClientId },
  { organisation_id: OrganisationId; role: Role; secret_hash: Buffer | null }
>('client_by_id', 'select organisation_id, role, secret_hash from habeas.lookup_client($1)', ({ id }) => [id])
export const originListed = rawStatement<{ origin: string }, { listed: boolean }>(
  'origin_listed',
  'select habeas.lookup_origin_listed($1) as listed',
  ({ origin }) => [origin],
)
