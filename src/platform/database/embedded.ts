import { existsSync, readFileSync, readlinkSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { tryLock, withLock } from '../lock.ts'
import type { ConnectionFields } from './connection-target.ts'
import { createCluster, emptiedSocketDir, port, settingsFor, socketDir } from './embedded-cluster.ts'
import { findPlace, type Place } from './embedded-place.ts'
import { launch, type Postmaster, patience, postmasterOf, stop } from './embedded-process.ts'

/** For postgres.js and pg alike: the host is the folder of the unix socket. No password: who can enter that folder is let in. */
export type EmbeddedTarget = Pick<ConnectionFields, 'host' | 'port' | 'user' | 'database'>

export type EmbeddedOptions = {
  readonly dataDir: string
  readonly log?: (line: string) => void
  /** False trades what a power cut would lose for speed: for tests. Whoever starts the server decides. */
  readonly durable?: boolean
  /** Whoever starts the server decides. */
  readonly maxConnections?: number
  /** Called just before a server is started, when this process counts as its user already: to set a guard. */
  readonly beforeStart?: () => void
}

export type Embedded = {
  /** Owns the database `habeas`, may make roles and databases, and is no superuser: forced row level security binds it, as on a hosted PostgreSQL. */
  readonly owner: EmbeddedTarget
  /** For what no hosted PostgreSQL allows: tests that break things. */
  readonly superuser: EmbeddedTarget
  readonly role: 'started' | 'attached'
  /** A sentence for the log: what runs where. */
  readonly describe: string
  /** Of the postmaster. */
  readonly pid: number
  /** Leaves; the last one out stops PostgreSQL. May be called again. */
  release(): Promise<void>
}

/**
 * Starts the PostgreSQL 18 that belongs to `dataDir`, or attaches to it where it runs; on first use it is made.
 * Each user holds a shared lock, and starting and stopping happen behind one door: so the kernel keeps the count of users, also through
 * `kill -9`. A service killed that way leaves PostgreSQL running, and the next start attaches to it.
 * @throws where this platform has no binaries, or PostgreSQL does not start (then with the end of its log).
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir, log = () => {}, durable = true, maxConnections = 100, beforeStart = () => {} } = options
  const place = await findPlace(resolve(dataDir), log)
  return withLock(doorOf(place), async () => {
    const isUsed = !isAlone(place)
    const lease = tryLock(usersOf(place), 'shared')
    if (lease === undefined) throw new Error(`cannot lock ${usersOf(place)}: another process holds it`)
    try {
      const { server, role } = await ensureRunning(place, { durable, maxConnections, beforeStart, isUsed })
      const target = { host: server.socketDir, port, database: 'habeas' }
      let leaving: Promise<void> | undefined
      return {
        owner: { ...target, user: 'habeas_owner' },
        superuser: { ...target, user: 'postgres' },
        role,
        describe: `PostgreSQL 18, embedded, ${role} (process ${server.pid}), data in ${place.cluster}`,
        pid: server.pid,
        release: () => {
          leaving ??= withLock(doorOf(place), async () => {
            lease.release()
            await stopUnlessUsed(place)
          })
          return leaving
        },
      }
    } catch (error) {
      lease.release()
      throw error
    }
  })
}

/** Waits until nobody uses the server any more, and stops it where its users could not: they were killed. Looks every `interval` ms. */
export async function stopWhenAbandoned(dataDir: string, interval: number): Promise<void> {
  const place = await findPlace(resolve(dataDir), () => {})
  while (!(await withLock(doorOf(place), () => stopUnlessUsed(place)))) await delay(interval)
}

/** Held by whoever starts or stops the server. */
function doorOf({ home }: Place): string {
  return join(home, 'door.lock')
}

/** Shared by whoever uses the server. */
function usersOf({ home }: Place): string {
  return join(home, 'users.lock')
}

/** Behind the door, so that nobody comes in meanwhile. @returns whether nobody uses it, and so none runs any more. */
async function stopUnlessUsed(place: Place): Promise<boolean> {
  const alone = tryLock(usersOf(place), 'exclusive')
  if (alone === undefined) return false
  try {
    await stop(place.cluster)
    const folder = emptiedSocketDir(place)
    if (folder !== undefined) rmdirSync(folder)
    rmSync(join(place.home, 'socket'), { force: true })
    return true
  } finally {
    alone.release()
  }
}

function isAlone(place: Place): boolean {
  const alone = tryLock(usersOf(place), 'exclusive')
  alone?.release()
  return alone !== undefined
}

type StartOptions = Required<Pick<EmbeddedOptions, 'durable' | 'maxConnections' | 'beforeStart'>> & { isUsed: boolean }

/** Behind the door. */
async function ensureRunning(
  place: Place,
  options: StartOptions,
): Promise<{ server: Postmaster; role: Embedded['role'] }> {
  const deadline = performance.now() + patience
  for (;;) {
    const server = postmasterOf(place.cluster)
    if (server === undefined) break
    if (performance.now() > deadline) throw new Error(`PostgreSQL (process ${server.pid}) is still ${server.status}`)
    // Not ready: whoever started it was killed meanwhile, or someone has stopped it by hand. Either ends soon.
    if (server.status !== 'ready') await delay(10)
    else if (existsSync(join(server.socketDir, `.s.PGSQL.${port}`))) return { server, role: 'attached' }
    else await stop(place.cluster) // its socket was swept away with the temporary files: nobody can reach it
  }
  if (options.isUsed) refuseOtherNamespace(place)
  options.beforeStart()
  writeFileSync(join(place.home, 'namespace'), pidNamespace())
  if (!existsSync(place.cluster)) await createCluster(place, options.durable)
  return { server: await launch(place, settingsFor(socketDir(place), options)), role: 'started' }
}

/**
 * Locks reach across containers that share the folder, pids do not: there, a server that runs looks like one that has crashed.
 * A second one would destroy the data: PostgreSQL's own safeguards (pid, shared memory) see no further than the container either.
 */
function refuseOtherNamespace({ home, cluster }: Place): void {
  const record = join(home, 'namespace')
  if (existsSync(record) && readFileSync(record, 'utf8') !== pidNamespace()) {
    throw new Error(
      `the database in ${cluster} is in use from another container: set DATABASE_URL, or a DATA_DIR of its own`,
    )
  }
}

/** Linux names it; elsewhere containers are machines of their own. */
function pidNamespace(): string {
  const link = '/proc/self/ns/pid'
  return existsSync(link) ? readlinkSync(link) : ''
}
