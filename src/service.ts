import { join } from 'node:path'
import { buildApp } from './app.ts'
import { witnessAt } from './evidence/witness.ts'
import { deliverLetters } from './letters/deliver-letters.ts'
import { ensureDemo } from './organisations/demo-organisation.ts'
import type { Bucket, BucketPlace } from './platform/bucket.ts'
import { serviceClock } from './platform/clock.ts'
import { pendingMigrations } from './platform/database/migrate.ts'
import { openDatabase } from './platform/database/transaction.ts'
import { holdFreePort } from './platform/http/free-port.ts'
import { createLog, errorFields } from './platform/http/log.ts'
import { type OutboundRules, publicOnly } from './platform/http/outbound.ts'
import { remoteKeys } from './platform/http/remote-keys.ts'
import { outboundStream, shortCalls } from './platform/http/stream-outbound.ts'
import { showId } from './platform/identifiers.ts'
import { openJobs } from './platform/jobs/jobs.ts'
import { openJournal } from './platform/journal.ts'
import { mailboxTransport } from './platform/mail/mailbox.ts'
import { smtpTransport } from './platform/mail/transport.ts'
import { prepareDatabase } from './prepare-database.ts'
import { heedLedger } from './retention/ledger.ts'
import { atPort, type Settings } from './settings.ts'
import { deliverWebhooks } from './webhooks/deliver-webhooks.ts'
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

/**
 * Settings → database → app → worker → listen. What was opened is closed again, in reverse, when a later step fails or `stop` is called.
 * `outboundRules` are for whoever starts a service within their own process and plays those it calls: transmissions, notices to recipients and
 * webhooks go by them. `npm start` hands in none, and no setting nor environment variable can: what is served to others calls public
 * addresses alone (SECURITY, architecture 12).
 */
export async function startService(given: Settings, outboundRules: OutboundRules = publicOnly): Promise<Service> {
  const closers: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    const held = given.port === 0 ? await holdFreePort(given.host) : undefined
    closers.push(async () => held?.release())
    const settings = held === undefined ? given : atPort(given, held.port)
    const log = createLog({ level: settings.logLevel })
    const { target, keyring, describe, release } = await prepareDatabase(settings)
    closers.push(release)
    const database = openDatabase(target, { size: settings.database.poolSize })
    closers.push(() => database.close())

    const clock = serviceClock()
    const bucket = settings.bucket === undefined ? undefined : await openedBucket(settings.bucket)
    closers.push(async () => bucket?.close())
    const jobs = openJobs(target, { log })
    const mailbox = settings.mail.url === undefined ? join(settings.dataDir, 'mailbox') : undefined
    const transport =
      mailbox === undefined
        ? smtpTransport(settings.mail.url ?? '', {
            dkim: settings.mail.dkim,
            senderDomains: [...settings.senderDomains.values()].flat(),
          })
        : mailboxTransport(mailbox, clock.now)
    const outbox = deliverLetters(
      { database, keyring, now: clock.now, publicUrl: settings.publicUrl },
      {
        transport,
        from: settings.mail.from.address,
        domains: settings.senderDomains,
        onSenderRefused: (organisation) =>
          log.warn(
            { organisation: showId('org', organisation) },
            'MAIL_FROM_DOMAINS does not give this organisation the domain of its sender: its letters come from MAIL_FROM',
          ),
        receiptsPerHour: settings.receiptsPerHour,
        lettersPerMinute: settings.lettersPerMinute,
        onError: (error) => log.error(errorFields(error), 'letters wait'),
      },
    )
    const deps = {
      database,
      keyring,
      clock,
      now: clock.now,
      jobs,
      outbox,
      erasures: openJournal(settings.erasureLedger),
      publicUrl: settings.publicUrl,
      remoteKeys: remoteKeys(),
      ...(bucket === undefined ? {} : { bucket }),
      outbound: outboundStream(outboundRules),
      outboundNotices: outboundStream(outboundRules, shortCalls),
      ...(settings.checkpointsTo === undefined ? {} : { witness: witnessAt(settings.checkpointsTo) }),
    }
    await heedLedger(deps, log)
    const ready = {
      database: () => database.ready(),
      migrations: async () => (await pendingMigrations(target)) === 0,
      queue: () => jobs.ready(),
      ...(bucket === undefined ? {} : { bucket: () => bucket.ready() }),
    }
    const app = await buildApp({ settings, deps, log, ready, ...(mailbox === undefined ? {} : { mailbox }) })

    const stopMs = settings.shutdownSeconds * 500
    const stops = [() => jobs.stop(stopMs)] // also where nobody works here: readiness asks the queue
    closers.push(() => Promise.all(stops.map((stopOne) => stopOne()))) // together, or their limits would add up
    if (settings.worker) {
      await jobs.start(jobHandlers(deps))
      stops.push(async () => {
        await outbox.stop()
        transport.close()
      })
      outbox.start()
      const webhooks = deliverWebhooks(deps, {
        outbound: deps.outboundNotices,
        onError: (error) => log.error(errorFields(error), 'webhooks wait'),
        stopMs,
      })
      stops.push(() => webhooks.stop())
      webhooks.start()
    }
    closers.push(() => app.close())
    await held?.release()
    const { host, port } = settings
    const url = await app.listen({ host, port, listenTextResolver: () => 'listening' }).catch((error) => {
      throw error.code === 'EADDRINUSE' ? new Error(`port ${port} of ${host} is taken; PORT chooses another`) : error
    })
    // Last, so that a start that fails has not made it yet: its secret is told once.
    const demo = settings.production ? undefined : await ensureDemo(deps)
    return { url, database: describe, demo, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Loaded where it is used: the client of S3 takes thirty megabytes. */
async function openedBucket(place: BucketPlace): Promise<Bucket> {
  const { openBucket } = await import('./platform/bucket.ts')
  return openBucket(place)
}
