import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const demo = fileURLToPath(new URL('../../src/cli/demo.ts', import.meta.url))

type Run = { code: number | null; out: string; err: string }

/** Runs the demo; `onOutput` may send it a signal. */
export async function runDemo(
  args: readonly string[],
  { folder = tmpdir(), onOutput = () => {} }: Watch = {},
): Promise<Run> {
  const child = spawn(process.execPath, [demo, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const complaints = text(child.stderr)
  let out = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    out += chunk
    onOutput(out, (signal) => child.kill(signal))
  }
  await exited
  return { code: child.exitCode, out, err: await complaints }
}
type Watch = { folder?: string; onOutput?: (said: string, kill: (signal: NodeJS.Signals) => void) => void }

/** Where a run keeps its temporary files; root's PostgreSQL runs as another user, who must pass through. */
export function newFolder(t: Pick<Test, 'teardown'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'habeas-test-demo-'))
  chmodSync(folder, 0o711)
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
