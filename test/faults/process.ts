import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Test } from 'tap'
import { childEnv } from '../support/child-env.ts'
import { repository } from '../support/embedded-service.ts'
import { startArguments } from '../support/start-script.ts'

/** The service as its operator starts it: a process of its own. */
export type Running = {
  readonly url: string
  readonly pid: number
  /** What it has said so far on both outputs. */
  said(): string
  /** The first line that matches, said already or yet to be said. */
  saying(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends the signal and waits for the end: the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>
  /** The end, whoever brings it about. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

/** Starts the service as `npm start` does, on a free port. Resolves when it serves, or has ended: then `url` is empty. */
export async function startProcess(t: Test, dataDir: string, env: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, startArguments, {
    cwd: repository,
    env: { ...childEnv, DATA_DIR: dataDir, ...address, LOG_LEVEL: 'error', ...limits, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const said: string[] = []
  const listeners = new Set<() => void>()
  for (const output of [child.stdout, child.stderr]) {
    createInterface(output).on('line', (line) => {
      said.push(line)
      for (const listener of listeners) listener()
    })
  }
  const saying = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = said.map((line) => pattern.exec(line)).find((match) => match !== null)
        if (!found) return
        listeners.delete(look)
        resolve(found)
      }
      listeners.add(look)
      look()
    })
  const ended = endOf(child)
  const [, url = ''] = await Promise.race([saying(/^Habeas serves (\S+)/), ended.then(() => [])])
  return {
    url,
    pid: child.pid ?? 0,
    said: () => said.join('\n'),
    saying,
    ended,
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

/** Listens where there is room, and is known by one name: the next start finds another port, and tokens are still its own. */
const address = { PORT: '0', PUBLIC_URL: 'http://rights.example' }
/** What is tried here comes from one network, and as fast as it can. */
const limits = { RATE_LIMIT_REQUESTS: '1000000', RATE_LIMIT_FORM: '1000000', RATE_LIMIT_SIGN_IN: '1000000' }

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  const [code, signal] = await once(child, 'close') // when its outputs are read to the end, too
  return code ?? signal
}
