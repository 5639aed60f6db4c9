import { hkdfSync } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './app.ts'
import { deliverLetters } from './letters/deliver-letters.ts'
import { ensureDemo } from './organisations/demo-organisation.ts'
import { serviceClock } from './platform/clock.ts'
import { environmentKey, masterKeyFrom, newMasterKey } from './platform/crypto/keyring.ts'
import { openKeyring } from './platform/crypto/keyring-store.ts'
import { type ConnectionTarget, connectionFields } from './platform/database/connection-target.ts'
import { type Embedded, startEmbedded } from './platform/database/embedded.ts'
import { migrate, pendingMigrations } from './platform/database/migrate.ts'
import { openDatabase } from './platform/database/transaction.ts'
import { createLog, errorFields } from './platform/http/log.ts'
import { installQueue, openJobs } from './platform/jobs/jobs.ts'
import { mailboxTransport } from './platform/mail/mailbox.ts'
import { smtpTransport } from './platform/mail/transport.ts'
import type { Settings } from './settings.ts'
import { jobHandlers } from './worker.ts'

export type Service = {
  readonly url: string
  /** What runs where, for whoever started it. */
  readonly database: string
  /** The organisation `demo`, made at the first start outside production; its secret is told this once. */
  readonly demo: { slug: string; clientId: string; secret: string } | undefined
  /** Finishes what is in flight, within the time the settings give, and leaves nothing behind. */
  stop(): Promise<void>
}

/** Settings → database → app → worker → listen. What was opened is closed again, in reverse, when a later step fails or `stop` is called. */
export async function startService(settings: Settings): Promise<Service> {
  const closers: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    const log = createLog({ level: settings.logLevel })
    const masterKey = settings.masterKey ?? ownMasterKey(settings.dataDir)

    const { owner, app: appRole, describe, embedded } = await reachDatabase(settings)
    if (embedded) closers.push(() => embedded.release())
    const target = await migrate({ owner, app: appRole, appPassword: embedded ? undefined : appPassword(masterKey) })
    await installQueue(owner, connectionFields(target).user)
    const database = openDatabase(target, { size: settings.database.poolSize })
    closers.push(() => database.close())

    const former = settings.masterKeyPrevious && environmentKey(settings.masterKeyPrevious)
    const keyring = await openKeyring(database, { current: environmentKey(masterKey), former })
    const clock = serviceClock()
    const jobs = openJobs(target, { log })
    const mailbox = settings.mail.url === undefined ? join(settings.dataDir, 'mailbox') : undefined
    const transport =
      mailbox === undefined ? smtpTransport(settings.mail.url ?? '') : mailboxTransport(mailbox, clock.now)
    const outbox = deliverLetters(
      { database, keyring, now: clock.now },
      {
        transport,
        from: settings.mail.from.address,
        onError: (error) => log.error(errorFields(error), 'letters wait'),
      },
    )
    const deps = { database, keyring, clock, now: clock.now, jobs, outbox, publicUrl: settings.publicUrl }
    const ready = {
      database: () => database.ready(),
      migrations: async () => (await pendingMigrations(target)) === 0,
      queue: () => jobs.ready(),
    }
    const app = await buildApp({ settings, deps, log, ready, ...(mailbox === undefined ? {} : { mailbox }) })
    const demo = settings.production ? undefined : await ensureDemo(deps)

    if (settings.worker) {
      closers.push(() => jobs.stop(settings.shutdownSeconds * 500))
      await jobs.start(jobHandlers(deps))
      closers.push(async () => {
        await outbox.stop()
        transport.close()
      })
      outbox.start()
    }
    closers.push(() => app.close())
    const url = await app.listen({ host: settings.host, port: settings.port })
    return { url, database: describe, demo, stop }
  } catch (error) {
    await stop()
    throw error
  }
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

/** Outside production: made at the first start, readable by its owner alone. */
function ownMasterKey(dataDir: string): Buffer {
  const file = join(dataDir, 'master.key')
  mkdirSync(dataDir, { recursive: true })
  if (!existsSync(file)) writeFileSync(file, `${newMasterKey()}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(file, 0o600)
  const key = masterKeyFrom(readFileSync(file, 'utf8'))
  if (!key) throw new Error(`${file} does not hold a master key of 32 bytes`)
  return key
}
