import { execFile } from 'node:child_process'
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Place, runAs, socketRoot } from './embedded-place.ts'

/** Part of the socket's file name; nothing listens on a network. */
export const port = 5432

/** Made in a fresh folder and then renamed: half a cluster is never taken for one. */
export async function createCluster({ home, cluster, binaries, account }: Place, durable: boolean): Promise<void> {
  const halves = readdirSync(home).filter((name) => name.startsWith('new-'))
  // A killed starter's initdb may still be writing there: hence the retries. It ends once its folder is gone.
  for (const half of halves) rmSync(join(home, half), { recursive: true, force: true, maxRetries: 10 })
  const fresh = mkdtempSync(join(home, 'new-'))
  if (account) chownSync(fresh, account.uid, account.gid)
  const run = (program: string, args: readonly string[], input = '') =>
    new Promise<void>((done, fail) => {
      const child = execFile(join(binaries, 'bin', program), args, runAs(account), (error, stdout, stderr) =>
        error ? fail(new Error(`${program} failed: ${error.message}\n${stdout}${stderr}`, { cause: error })) : done(),
      )
      child.stdin?.end(input)
    })
  // One locale on every machine: the builtin one sorts by code point, and no system library can change it under an index.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  // trust: the folder of the socket (0700) is the door. Who passes it runs as the user who can read the files of the cluster anyway.
  await run('initdb', [
    '-D',
    fresh,
    '--username=postgres',
    '--auth=trust',
    ...locale,
    ...(durable ? [] : ['--no-sync']),
  ])
  const statements = 'create role habeas_owner login createdb createrole\ncreate database habeas owner habeas_owner\n'
  await run(
    'postgres',
    ['--single', '-D', fresh, '-c', 'exit_on_error=on', '-c', `fsync=${durable}`, 'postgres'],
    statements,
  )
  renameSync(fresh, cluster)
}

/** The folder of the socket: random, 0700, short. It stays the same over a crash, so that the others find the server where it was. */
export function socketDir(place: Place): string {
  const former = emptiedSocketDir(place)
  if (former !== undefined) return former
  const folder = mkdtempSync(join(socketRoot(place.account, tmpdir()), 'habeas-'))
  if (place.account) chownSync(folder, place.account.uid, place.account.gid)
  writeFileSync(join(place.home, 'socket'), folder)
  return folder
}

/**
 * The folder in use so far, without what a crash left in it: the lock file would stop the next start if its pid were in use again.
 * Undefined where there is none any more, or something else stands in its place: others may write where it lies.
 */
export function emptiedSocketDir({ home, account }: Place): string | undefined {
  const record = join(home, 'socket')
  if (!existsSync(record)) return undefined
  const folder = readFileSync(record, 'utf8')
  const found = lstatSync(folder, { throwIfNoEntry: false })
  const isOurs =
    found?.isDirectory() && (found.mode & 0o777) === 0o700 && found.uid === (account?.uid ?? process.getuid?.())
  if (!isOurs) return undefined
  for (const rest of [`.s.PGSQL.${port}`, `.s.PGSQL.${port}.lock`]) rmSync(join(folder, rest), { force: true })
  return folder
}

/** Given at every start, so that they reach clusters made by earlier versions too. */
export function settingsFor(
  folder: string,
  { durable, maxConnections }: { readonly durable: boolean; readonly maxConnections: number },
): Record<string, string | number> {
  return {
    cluster_name: 'habeas',
    listen_addresses: '',
    port,
    unix_socket_directories: `"${folder}"`,
    unix_socket_permissions: '0700',
    max_connections: maxConnections,
    shared_buffers: '128MB',
    random_page_cost: 1.1, // solid state
    max_logical_replication_workers: 0, // nothing subscribes
    jit: 'off', // every query here is short: compiling one takes longer than running it
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements, values and details hold personal data and never reach a log: of an error nothing is logged, of the rest one line.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...(durable
      ? {}
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: 0 }),
  }
}
