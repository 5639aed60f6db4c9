import type postgres from 'postgres'
import { environmentKey } from '../../src/platform/crypto/keyring.ts'
import { openKeyring } from '../../src/platform/crypto/keyring-store.ts'
import { lookupsOf, underMigrationLock } from '../../src/platform/database/migrate.ts'
import { sealPlainRows } from '../../src/seal-plain-rows.ts'

const boxed = ['requests', 'rights'] as const

/**
 * Fills registers by SQL, with what only the service could seal: the rows of `inserts` go in as a version before encryption would have
 * left them, and are then sealed as its rows are, with the keys of the service that serves them.
 */
export async function fillSealed(
  sql: postgres.Sql,
  { databaseUrl, masterKey }: { readonly databaseUrl: string; readonly masterKey: Buffer },
  inserts: string,
): Promise<void> {
  const each = (change: (table: string) => string) => sql.unsafe(boxed.map(change).join(';'))
  await each((table) => `alter table habeas.${table} drop constraint ${table}_sealed`)
  await sql.unsafe(`${inserts}; update habeas.keyring set sealed = false`)
  await underMigrationLock(databaseUrl, async (connection) => {
    const keyring = await openKeyring(lookupsOf(connection), { current: environmentKey(masterKey) })
    await sealPlainRows(connection, keyring)
  })
  await each(
    (table) =>
      `alter table habeas.${table} add constraint ${table}_sealed check (substring(detail from 1 for 1) = '\\x01')`,
  )
  await sql`vacuum analyze`
}
