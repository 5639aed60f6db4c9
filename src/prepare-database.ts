import { hkdfSync } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { masterKeyFrom, newMasterKey } from './platform/crypto/keyring.ts'
import { type ConnectionTarget, connectionFields } from './platform/database/connection-target.ts'
import { type Embedded, startEmbedded } from './platform/database/embedded.ts'
import { migrate } from './platform/database/migrate.ts'
import { installQueue } from './platform/jobs/jobs.ts'
import type { Settings } from './settings.ts'

export type PreparedDatabase = {
  /** As whom to serve. */
  readonly target: ConnectionTarget
  /** What runs where, for whoever started it. */
  readonly describe: string
  /** Leaves the embedded PostgreSQL, where there is one. */
  release(): Promise<void>
}

/**
 * Finds or starts the database and brings it up to date, with its roles, grants and queue: what `npm start` does first and
 * `npm run migrate` does alone. @throws what `migrate` throws, with nothing left running.
 */
export async function prepareDatabase(settings: Settings, masterKey: Buffer): Promise<PreparedDatabase> {
  const { owner, app, describe, embedded } = await reachDatabase(settings)
  const release = async () => embedded?.release()
  try {
    const target = await migrate({ owner, app, appPassword: embedded ? undefined : appPassword(masterKey) })
    await installQueue(owner, connectionFields(target).user)
    return { target, describe, release }
  } catch (error) {
    await release()
    throw error
  }
}

/** MASTER_KEY, or outside production the one under `dataDir`, made at the first start. */
export function masterKeyOf(settings: Settings): Buffer {
  return settings.masterKey ?? ownMasterKey(settings.dataDir)
}

async function reachDatabase({ database, dataDir }: Settings): Promise<{
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

/** The password of the role we make for ourselves: every instance that has the master key knows it, and nobody types it. */
function appPassword(masterKey: Buffer): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', 'habeas app role', 32)).toString('hex')
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
