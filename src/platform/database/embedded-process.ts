import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Place, runAs } from './embedded-place.ts'

/** A running server, as its `postmaster.pid` tells it. */
export type Postmaster = { readonly pid: number; readonly socketDir: string; readonly status: string }

/** How long a server may take to be ready, in ms: after a crash it first replays at most 1 GiB (`max_wal_size`). */
export const patience = 300_000

/** The server that runs on this cluster, or undefined. The file proves nothing: a crash leaves it, and its pid goes to another process. */
export function postmasterOf(cluster: string): Postmaster | undefined {
  const lines = readOr('', join(cluster, 'postmaster.pid')).split('\n')
  const pid = Number(lines[0])
  if (!isServing(pid, cluster)) return undefined
  // PostgreSQL, src/include/utils/pidfile.h: line 5 is the folder of the socket, line 8 the status, padded.
  return { pid, socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() }
}

/**
 * Starts `postgres` in a session of its own, so that the terminal's Ctrl-C does not reach it, and waits until it takes connections.
 * Not through `pg_ctl start`, which hands paths and settings through a shell and knows no more than this file about what went wrong.
 * @throws with the end of the server's log, where it ends instead.
 */
export async function launch(place: Place, settings: Readonly<Record<string, string | number>>): Promise<Postmaster> {
  await endOrphans(place.cluster)
  rmSync(join(place.cluster, 'postmaster.pid'), { force: true }) // a crash left it; PostgreSQL would obey it if its pid is in use again
  const logFile = join(place.home, 'postgres.log')
  const log = openSync(logFile, isLarge(logFile) ? 'w' : 'a', 0o600)
  const logged = readOr('', logFile).length
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(place.binaries, 'bin', 'postgres'), ['-D', place.cluster, ...args], {
    ...runAs(place.account),
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  server.unref() // it outlives us where others use it
  let failure: string | undefined
  server.once('error', (error) => {
    failure = error.message
  })
  server.once('exit', (code, signal) => {
    failure ??= `it ended with ${signal ?? `code ${code}`}`
  })
  const deadline = performance.now() + patience
  for (;;) {
    const postmaster = postmasterOf(place.cluster)
    if (postmaster?.status === 'ready') return postmaster
    const isOver = failure !== undefined && postmaster === undefined // else that of a starter killed just now was faster
    if (isOver || performance.now() > deadline) {
      const reason = failure ?? 'it is not ready after 5 minutes'
      throw new Error(`PostgreSQL did not start: ${reason}\n${readOr('', logFile).slice(logged)}`.trim())
    }
    await delay(5)
  }
}

/** Stops the server on this cluster, if there is one: its clients are cut off, what they committed is kept. */
export async function stop(cluster: string): Promise<void> {
  // PostgreSQL, "Shutting Down the Server": SIGINT is the fast shutdown, SIGQUIT the immediate one, which the next start recovers from.
  for (const [signal, patience] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 15_000],
  ] as const) {
    const running = postmasterOf(cluster)
    if (running === undefined) return
    process.kill(running.pid, signal)
    const deadline = performance.now() + patience
    while (isServing(running.pid, cluster) && performance.now() < deadline) await delay(5)
  }
  if (postmasterOf(cluster) !== undefined) throw new Error(`PostgreSQL does not stop: ${cluster}`)
}

/** A killed postmaster's children leave when they next wait for something; a busy one would hold up the next start until then. */
async function endOrphans(cluster: string): Promise<void> {
  if (!hasProc()) return
  const orphans = readdirSync('/proc')
    .map(Number)
    .filter((pid) => isServing(pid, cluster))
  for (const pid of orphans) killIfAlive(pid)
  while (orphans.some((pid) => isServing(pid, cluster))) await delay(5)
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error // else it has left by itself
  }
}

/** Whether `pid` is a process of PostgreSQL on this cluster. Every such process works in the cluster's folder. */
function isServing(pid: number, cluster: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  if (!hasProc())
    return (
      basename(spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()) === 'postgres'
    )
  if (readOr('', `/proc/${pid}/comm`).trim() !== 'postgres') return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return false // it has ended, or belongs to a user whose processes are hidden from us: none of ours
  }
}

/** Linux has it; macOS is asked through `ps`. */
function hasProc(): boolean {
  return existsSync('/proc/self/cwd')
}

function isLarge(file: string): boolean {
  const MEBIBYTE = 1024 * 1024 // enough to find out what went wrong lately
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MEBIBYTE
}

function readOr(otherwise: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return otherwise // absent: the server, or the process, has just ended
  }
}
