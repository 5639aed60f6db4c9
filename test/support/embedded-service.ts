import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import pg from 'pg'
import type { Test } from 'tap'
import type { EmbeddedTarget } from '../../src/platform/database/embedded.ts'

export const repository = fileURLToPath(new URL('../..', import.meta.url))
export const isRoot = process.getuid?.() === 0
/** For tests that only come and go: quickly made, quickly started. */
export const fast = { durable: false, maxConnections: 20 }

/** A DATA_DIR with a space in its path, not yet made, where other users can go or not. */
export function newDataDir(t: Test, mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'habeas embedded '))
  chmodSync(folder, mode)
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'data')
}

export type Service = {
  process: ChildProcess
  pid: number
  owner: EmbeddedTarget
  role: string
  leave(): Promise<void>
}

/** Another process that uses the PostgreSQL of `dataDir` until it is told to leave. SIGINT does not end it. */
export async function startService(
  t: Test,
  { dataDir, checkout = repository }: { dataDir: string; checkout?: string },
): Promise<Service> {
  const module = pathToFileURL(join(checkout, 'src/platform/database/embedded.ts')).href
  const code = `
    process.on('SIGINT', () => {})
    const { startEmbedded } = await import(${JSON.stringify(module)})
    const embedded = await startEmbedded(${JSON.stringify({ dataDir, ...fast })})
    console.log(JSON.stringify({ pid: embedded.pid, owner: embedded.owner, role: embedded.role }))
    process.stdin.once('data', async () => { await embedded.release(); process.exit() })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // leads a process group, as a shell's job does
  })
  t.teardown(() => child.kill('SIGKILL'))
  const { value: line, done } = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
  if (done) throw new Error('the service ended before it was ready')
  const leave = async () => {
    child.stdin.write('leave\n')
    await once(child, 'exit')
  }
  return { process: child, ...JSON.parse(line), leave }
}

export async function query<Row extends pg.QueryResultRow>(target: EmbeddedTarget, text: string): Promise<Row[]> {
  const client = new pg.Client(target)
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

/** A process that has ended, and only waits for its parent to notice, runs no more. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !(existsSync('/proc/self/stat') && /\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))
  } catch {
    return false // no such process
  }
}

export async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  while (isRunning(pid)) await delay(5)
}
