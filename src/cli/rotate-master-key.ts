import { environmentKey } from '../platform/crypto/keyring.ts'
import { rotateMasterKey } from '../platform/crypto/keyring-store.ts'
import { lookupsOf, underMigrationLock } from '../platform/database/migrate.ts'
import { reachDatabase } from '../prepare-database.ts'
import { settingsOfProcess } from '../settings.ts'

/**
 * Closes the keyring with MASTER_KEY instead of MASTER_KEY_PREVIOUS. One row changes: what is sealed under the keys stays as it is, and
 * services that run, with either key, go on. Throws where one of the two is missing, or neither opens the keyring.
 */
export async function run(): Promise<void> {
  const settings = settingsOfProcess()
  const { masterKey, masterKeyPrevious } = settings
  if (masterKey === undefined || masterKeyPrevious === undefined) {
    throw new Error('MASTER_KEY (the new key) and MASTER_KEY_PREVIOUS (the old one) must both be set')
  }
  const keys = { current: environmentKey(masterKey), former: environmentKey(masterKeyPrevious) }
  const { owner, embedded } = await reachDatabase(settings)
  try {
    const isDone = await underMigrationLock(owner, (connection) => rotateMasterKey(lookupsOf(connection), keys))
    process.stdout.write(
      isDone
        ? 'MASTER_KEY opens this database now, and MASTER_KEY_PREVIOUS no longer does: remove it once every process has MASTER_KEY\n'
        : 'nothing to do: MASTER_KEY opens this database already\n',
    )
  } finally {
    await embedded?.release()
  }
}
