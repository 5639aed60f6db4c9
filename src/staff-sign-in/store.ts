import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import { clients } from '../organisations/tables.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { insertionOf, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { ClientId } from '../platform/identifiers.ts'
import { staffIssuers } from './tables.ts'

export type StaffIssuerRow = typeof staffIssuers.$inferSelect
/** An issuer that counts, with what its client says of it. */
export type StaffIssuer = Omit<StaffIssuerRow, 'clientId'> & {
  readonly id: ClientId
  readonly name: string
  readonly revision: number
  readonly createdAt: Instant
}

const insertIssuerRow = insertionOf('insert_staff_issuer', staffIssuers)
const updateIssuerRow = statement('update_staff_issuer', (db) =>
  db
    .update(staffIssuers)
    .set(placeholdersOf(staffIssuers))
    .where(
      and(
        eq(staffIssuers.organisationId, sql.placeholder('organisationId')),
        eq(staffIssuers.clientId, sql.placeholder('clientId')),
      ),
    ),
)

export async function insertIssuer(tx: Tx, row: StaffIssuerRow): Promise<void> {
  await tx.run(insertIssuerRow, row)
}

export async function updateIssuer(tx: Tx, row: StaffIssuerRow): Promise<void> {
  await tx.run(updateIssuerRow, row)
}

/** The issuers that count in the order they were named: one of them, those after one, or all; `limit` at most. */
export async function liveIssuers(
  tx: Tx,
  { id, after, limit }: { readonly id?: ClientId; readonly after?: ClientId | undefined; readonly limit: number },
): Promise<StaffIssuer[]> {
  const rows = await tx.db
    .select()
    .from(staffIssuers)
    .innerJoin(
      clients,
      and(eq(clients.organisationId, staffIssuers.organisationId), eq(clients.id, staffIssuers.clientId)),
    )
    .where(
      and(
        eq(staffIssuers.organisationId, tx.organisation),
        isNull(clients.revokedAt),
        id === undefined ? undefined : eq(clients.id, id),
        after === undefined ? undefined : gt(clients.id, after),
      ),
    )
    .orderBy(asc(clients.id))
    .limit(limit)
  return rows.map(({ staff_issuers: { clientId, ...issuer }, clients: { name, revision, createdAt } }) => {
    return { ...issuer, id: clientId, name, revision, createdAt }
  })
}

/** As it is stored, apart from what its client says. */
export function rowOf({
  id,
  name: _name,
  revision: _revision,
  createdAt: _at,
  ...issuer
}: StaffIssuer): StaffIssuerRow {
  return { ...issuer, clientId: id }
}
