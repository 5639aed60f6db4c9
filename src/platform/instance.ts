import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Lock, tryLock } from './lock.ts'

/** The service that serves a DATA_DIR, as it says of itself. */
export type Instance = { readonly pid: number; readonly url: string }

export type Claim =
  | {
      readonly ok: true
      /** Corrects the URL, where the port is known only once the service listens (`PORT=0`). */
      announce(url: string): void
      release(): void
    }
  | { readonly ok: false; readonly running: Instance }

/**
 * Claims `dataDir` for one service, or says which one serves it. The claim ends with `release` or with the process:
 * the kernel's lock decides, never the file that tells the pid and the URL.
 * @throws where the folder cannot be written, or its holder says nothing of itself within 5 s.
 */
export async function claimInstance(dataDir: string, self: Instance): Promise<Claim> {
  mkdirSync(dataDir, { recursive: true })
  const card = join(dataDir, 'instance.json')
  const deadline = performance.now() + 5_000
  for (;;) {
    const lock = tryLock(join(dataDir, 'instance.lock'), 'exclusive')
    if (lock !== undefined) return claim(card, lock, self)
    // Whoever took the lock a moment ago may not have written its card: then there is none, or that of a killed predecessor.
    const running = readCard(card)
    if (running !== undefined && isAlive(running.pid)) return { ok: false, running }
    if (performance.now() > deadline) {
      if (running !== undefined) return { ok: false, running } // alive where its pid means nothing here: another container
      throw new Error(`another service serves ${dataDir}, and does not say where`)
    }
    await delay(20)
  }
}

function claim(card: string, lock: Lock, self: Instance): Claim {
  writeCard(card, self)
  let released = false
  return {
    ok: true,
    announce: (url) => writeCard(card, { pid: self.pid, url }),
    release: () => {
      if (released) return // by now the card may be a successor's
      released = true
      rmSync(card, { force: true })
      lock.release()
    },
  }
}

/** Written beside and renamed, so that a reader never sees half of it. */
function writeCard(card: string, { pid, url }: Instance): void {
  const draft = `${card}.${pid}`
  writeFileSync(draft, `${JSON.stringify({ pid, url })}\n`, { mode: 0o600 })
  renameSync(draft, card)
}

function readCard(card: string): Instance | undefined {
  try {
    const { pid, url }: Partial<Instance> = JSON.parse(readFileSync(card, 'utf8'))
    return typeof pid === 'number' && typeof url === 'string' ? { pid, url } : undefined
  } catch {
    return undefined // not written yet, or not ours to read: the caller asks again
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0) // signal 0 only asks
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' // alive, and someone else's
  }
}
