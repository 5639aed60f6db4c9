import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { realNow } from '../../src/platform/clock.ts'
import { type Embedded, startEmbedded } from '../../src/platform/database/embedded.ts'

let shared: Promise<Embedded> | undefined

/**
 * The one PostgreSQL of all test files that run at this time. Hand in the file's root `t`, before anything that opens
 * connections: its teardown leaves, and the last file to leave stops the server. A guard stops it where the files were killed (Ctrl-C).
 * What is in it may stay for the next run, so make a template again only where there is none of your version.
 */
export function sharedPostgres(t: { teardown(fn: () => Promise<void>): unknown }): Promise<Embedded> {
  shared ??= start().then((postgres) => {
    t.teardown(() => postgres.release())
    return postgres
  })
  return shared
}

function start(): Promise<Embedded> {
  const dataDir = folderOfToday()
  return startEmbedded({ dataDir, durable: false, maxConnections: 400, beforeStart: () => setGuard(dataDir) })
}

/** In a session of its own: when the test files are killed, it is what remains to stop the server. */
function setGuard(dataDir: string): void {
  const guard = fileURLToPath(new URL('postgres-guard.ts', import.meta.url))
  spawn(process.execPath, [guard, dataDir], { detached: true, stdio: 'ignore' }).unref()
}

/**
 * Files here are kept in memory, on Linux. A database is six hundred files, made for a test file and removed after it: ext4 looks at each
 * inode that was freed in the last minutes before it gives one out, which took half a second for each database.
 */
const memory = '/dev/shm'

/** For the databases and their log, of which PostgreSQL keeps up to a gigabyte; containers often have 64 MB there, and may run nothing from it. */
function hasRoom(folder: string): boolean {
  if (!existsSync(folder) || /^\S+ \/dev\/shm \S+ \S*noexec/m.test(readFileSync('/proc/mounts', 'utf8'))) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize > 2 * 1024 ** 3
}

/**
 * One folder for each checkout, boot and day (UTC): a cluster that gave up durability, or whose old files are swept from
 * the temporary folder, is not started again after a power cut or weeks later. Those of former days go.
 */
function folderOfToday(): string {
  const day = Math.floor(realNow() / 86_400_000)
  const uid = process.getuid?.() ?? 0
  const checkout = `habeas-test-${digest(fileURLToPath(new URL('../..', import.meta.url)))}-${uid}-`
  const name = `${checkout}${digest(`${bootId()} ${day}`)}`
  // Where one of this run has begun it, there is room for the others
  const folder = join(existsSync(join(memory, name)) || hasRoom(memory) ? memory : tmpdir(), name)
  for (const place of [memory, tmpdir()].filter((each) => existsSync(each))) sweepFormer(place, checkout, name)
  mkdirSync(folder, { recursive: true })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`${folder} belongs to someone else: remove it`)
  chmodSync(folder, uid === 0 ? 0o711 : 0o700) // root's PostgreSQL runs as another user, who must pass through
  return folder
}

function sweepFormer(place: string, checkout: string, current: string): void {
  for (const former of readdirSync(place).filter((other) => other.startsWith(checkout) && other !== current)) {
    const isStopped = !existsSync(join(place, former, 'postgres', 'cluster', 'postmaster.pid'))
    if (isStopped) rmSync(join(place, former), { recursive: true, force: true, maxRetries: 5 })
  }
}

function bootId(): string {
  const file = '/proc/sys/kernel/random/boot_id'
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
