import { and, desc, eq, sql } from 'drizzle-orm'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import type { Opened } from '../platform/database/sealed-rows.ts'
import { statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { registerBoxes, registerVersions } from './tables.ts'

export type RegisterRow = Opened<typeof registerVersions.$inferSelect>

const ofTenant = eq(registerVersions.organisationId, sql.placeholder('organisation'))
const insertVersionRow = statement('insert_register_version', (db) =>
  db.insert(registerVersions).values(placeholdersOf(registerVersions)),
)
const selectLast = statement('select_register', (db) =>
  db.select().from(registerVersions).where(ofTenant).orderBy(desc(registerVersions.version)).limit(1),
)
const selectVersion = statement('select_register_version', (db) =>
  db
    .select()
    .from(registerVersions)
    .where(and(ofTenant, eq(registerVersions.version, sql.placeholder('version')))),
)

export async function insertVersion(tx: Tx, keyring: Keyring, row: RegisterRow): Promise<void> {
  await tx.run(insertVersionRow, registerBoxes.seal(organisationSafe(keyring, tx.organisation), row))
}

/** The register as it is now, or one of its versions; undefined where there is none. Throws `BoxRefused`. */
export async function findVersion(tx: Tx, keyring: Keyring, version?: number): Promise<RegisterRow | undefined> {
  const [row] =
    version === undefined
      ? await tx.run(selectLast, { organisation: tx.organisation })
      : await tx.run(selectVersion, { organisation: tx.organisation, version })
  return row && registerBoxes.open(organisationSafe(keyring, tx.organisation), row)
}
