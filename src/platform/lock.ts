import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

/** A lock held by this process. It ends with `release` or with the process, however that ends. */
export type Lock = { release(): void }

/** What nothing refers to is collected, and its lock with it: so a lock is referred to from here until it is released. */
const held = new Set<DatabaseSync>()

/**
 * Takes a lock on a file at once, or returns undefined while others hold one that excludes it.
 * Any number may share; an exclusive holder is alone, also within this process.
 *
 * Node.js has no `flock`, and a file that names its holder's pid lies after a crash and when pids come round again.
 * SQLite asks the kernel (`fcntl`), which knows: the lock of a killed process is gone with it. Nothing is ever stored in the file.
 * Trap: never open the file by other means in this process; closing it would drop the lock (POSIX, `fcntl`).
 * @throws where the file cannot be opened or made.
 */
export function tryLock(file: string, kind: 'shared' | 'exclusive'): Lock | undefined {
  makeOwnFile(file)
  const connection = new DatabaseSync(file, { open: false })
  try {
    connection.open()
    connection.exec('pragma journal_mode = memory') // a journal on disk would be left by a killed process
    connection.exec(kind === 'exclusive' ? 'begin exclusive' : 'begin; select count(*) from sqlite_schema')
  } catch (error) {
    if (connection.isOpen) connection.close()
    if (isBusy(error)) return undefined
    throw new Error(`cannot lock ${file}: does it belong to another user?`, { cause: error })
  }
  held.add(connection)
  return {
    release: () => {
      if (held.delete(connection)) connection.close()
    },
  }
}

/** Runs `work` while holding the file's exclusive lock, waiting for it first. @throws after `patience` ms without it. */
export async function withLock<T>(file: string, work: () => Promise<T>, patience = 120_000): Promise<T> {
  const deadline = performance.now() + patience
  let lock = tryLock(file, 'exclusive')
  while (lock === undefined) {
    if (performance.now() > deadline) throw new Error(`cannot lock ${file}: another process has held it for too long`)
    await delay(10)
    lock = tryLock(file, 'exclusive')
  }
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** Mode 0600: who can read the file could hold a lock on it. */
function makeOwnFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
