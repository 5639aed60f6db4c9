import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type Instant, instantFrom } from '../../src/law/calendar.ts'
import { clockOf } from '../../src/law/clock.ts'
import { startArguments } from '../support/start-script.ts'
import type { Place } from './processes.ts'
import { median } from './rounds.ts'

const dayMs = 86_400_000

/**
 * Full clocks of one request, with a pause and an extension, received on each day of a year, in a second of one core: of the time that this
 * process had it, so that what else runs counts for little.
 */
export function measureClock(seconds: number): number {
  const first = instantFrom('2026-01-01T10:00:00+01:00') as Instant // a constant
  const after = (at: Instant, days: number) => (at + days * dayMs) as Instant // moved by whole milliseconds
  let clocks = 0
  let dated = 0
  const started = performance.now()
  const before = process.cpuUsage()
  while (performance.now() - started < seconds * 1000) {
    for (let day = 0; day < 365; day++) {
      const receivedAt = after(first, day)
      const events = [
        { type: 'identity_requested', at: after(receivedAt, 2) },
        { type: 'identity_provided', at: after(receivedAt, 9) },
        { type: 'extension_notified', at: after(receivedAt, 20) },
      ] as const
      const clock = clockOf({
        receivedAt,
        timeZone: 'Europe/Paris',
        calendar: 'FR',
        regime: 'gdpr',
        asOf: receivedAt,
        events,
      })
      if (clock.dueOn !== undefined) dated++
      clocks++
    }
  }
  if (dated !== clocks) throw new Error('a clock without a due date')
  const { user, system } = process.cpuUsage(before)
  return clocks / ((user + system) / 1_000_000)
}

/** Milliseconds from the start of the service to its first answer, on data it has served before, database included; the median. */
export async function measureStart({ folder }: Place, rounds: number): Promise<number> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now()
    const child = spawn(process.execPath, startArguments, {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: {
        PATH: process.env.PATH,
        HOST: '127.0.0.1',
        PORT: '0',
        NODE_ENV: 'development',
        DATA_DIR: join(folder, 'start'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said = await saidUntil(child.stdout, /Habeas serves \S+ /)
    const [, url] = /Habeas serves (\S+)/.exec(said) ?? []
    const answer = await fetch(`${url}/health/ready`)
    if (!answer.ok) throw new Error(`the service is not ready: ${answer.status}`)
    if (round > 0) times.push(performance.now() - started) // the first makes the data
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return median(times)
}

/** What a process has said once it has said this; what it says later is read and dropped. */
function saidUntil(output: Readable, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    output.on('data', (piece: Buffer) => {
      said += piece
      if (wanted.test(said)) resolve(said)
    })
    output.once('end', () => reject(new Error('the service does not serve')))
  })
}
