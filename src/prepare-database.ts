import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentKey, type Keyring, masterKeyFrom, newMasterKey } from './platform/crypto/keyring.ts'
import { demandMasterKey, type MasterKeys, openKeyring } from './platform/crypto/keyring-store.ts'
import { type ConnectionTarget, connectionFields } from './platform/database/connection-target.ts'
import { type Embedded, startEmbedded } from './platform/database/embedded.ts'
import { lookupsOf, migrate, underMigrationLock } from './platform/database/migrate.ts'
import { setPassword } from './platform/database/roles.ts'
import { installQueue } from './platform/jobs/jobs.ts'
import { sealPlainRows } from './seal-plain-rows.ts'
import type { Settings } from './settings.ts'

export type PreparedDatabase = {
  /** As whom to serve. */
  readonly target: ConnectionTarget
  /** Opened: all that is sealed in this database hangs on it. */
  readonly keyring: Keyring
  /** What runs where, for whoever started it. */
  readonly describe: string
  /** Leaves the embedded PostgreSQL, where there is one. */
  release(): Promise<void>
}

/**
 * Finds or starts the database and brings it up to date, with its roles, grants and queue: what `npm start` does first and
 * `npm run migrate` does alone. What a former version left in the clear is sealed. @throws what `migrate` throws, and for a master key
 * that does not open the keyring, before anything is changed; with nothing left running.
 */
export async function prepareDatabase(settings: Settings): Promise<PreparedDatabase> {
  const { owner, app, describe, embedded } = await reachDatabase(settings)
  const release = async () => embedded?.release()
  try {
    const keys = masterKeysOf(settings)
    await underMigrationLock(owner, (connection) => demandMasterKey(lookupsOf(connection), keys))
    const target = connectionFields(await migrate({ owner, app }))
    const prepared = await underMigrationLock(owner, async (connection) => {
      const keyring = await openKeyring(lookupsOf(connection), keys)
      await sealPlainRows(connection, keyring)
      if (embedded || app !== undefined) return { target: app ?? target, keyring }
      const password = appPassword(keyring)
      await setPassword(connection, target.user, password)
      return { target: { ...target, password }, keyring }
    })
    await installQueue(owner, target.user)
    return { ...prepared, describe, release }
  } catch (error) {
    await release()
    throw error
  }
}

/** MASTER_KEY, or outside production the one under `dataDir`, made at the first start; with the former one, while it is changed. */
function masterKeysOf({ masterKey, masterKeyPrevious, dataDir }: Settings): MasterKeys {
  return {
    current: environmentKey(masterKey ?? ownMasterKey(dataDir)),
    former: masterKeyPrevious && environmentKey(masterKeyPrevious),
  }
}

/** The database as its owner comes to it; the embedded one is started, and left by whoever called. */
export async function reachDatabase({ database, dataDir }: Settings): Promise<{
  owner: ConnectionTarget
  app: ConnectionTarget | undefined
  describe: string
  embedded: Embedded | undefined
}> {
  if (database.url !== undefined) {
    return { owner: database.url, app: database.appUrl, describe: 'PostgreSQL at DATABASE_URL', embedded: undefined }
  }
  const embedded = await startEmbedded({ dataDir })
  return { owner: embedded.owner, app: undefined, describe: embedded.describe, embedded }
}

/** The password of the role we make for ourselves: every instance that opens the keyring knows it, whatever the master key, and nobody types it. */
function appPassword(keyring: Keyring): string {
  return keyring.key('app_role').toString('hex')
}

/** Readable by its owner alone. */
function ownMasterKey(dataDir: string): Buffer {
  const file = join(dataDir, 'master.key')
  mkdirSync(dataDir, { recursive: true })
  if (!existsSync(file)) writeFileSync(file, `${newMasterKey()}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(file, 0o600)
  const key = masterKeyFrom(readFileSync(file, 'utf8'))
  if (!key) throw new Error(`${file} does not hold a master key of 32 bytes`)
  return key
}
