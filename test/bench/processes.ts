import { type ChildProcess, fork as forkProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { type Embedded, startEmbedded } from '../../src/platform/database/embedded.ts'
import { startArguments } from '../support/start-script.ts'
import type { Load, LoadResult } from './load.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const children = new Set<ChildProcess>()

/** Where a run keeps everything: a folder of its own, and in it the PostgreSQL that both sides use. */
export type Place = {
  readonly folder: string
  readonly postgres: Embedded
  /** A new database, empty; returns how a service reaches it. */
  createDatabase(name: string): Promise<string>
  /** SQL as the superuser, whom no policy binds. */
  connect(database: string): postgres.Sql
}

/** Runs `work` with a PostgreSQL like the one of `npm start`, durable, and leaves nothing behind: no process, no file. */
export async function inPlace(work: (place: Place) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'habeas-bench-'))
  chmodSync(folder, 0o711) // PostgreSQL may run as another user, who must pass through
  const dataDir = join(folder, 'postgres')
  const guard = fileURLToPath(new URL('../support/postgres-guard.ts', import.meta.url))
  const server = await startEmbedded({
    dataDir,
    // Stops the server where this process is killed and can't
    beforeStart: () => spawn(process.execPath, [guard, dataDir], { detached: true, stdio: 'ignore' }).unref(),
  })
  const connect = (database: string) => {
    const { host, port, user } = server.superuser
    return postgres({ host, port, user, database, max: 1, onnotice: () => undefined })
  }
  const leave = async () => {
    await Promise.all([...children].map(endChild))
    await server.release()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => leave().then(() => process.exit(1)))
  try {
    await work({
      folder,
      postgres: server,
      connect,
      createDatabase: async (name) => {
        const sql = connect('postgres')
        await sql.unsafe(`create database ${name} owner ${server.owner.user}`)
        await sql.end()
        return `postgres://${server.owner.user}@localhost:${server.owner.port}/${name}?host=${encodeURIComponent(server.owner.host)}`
      },
    })
  } finally {
    await leave()
  }
}

export type RunningService = {
  readonly url: string
  readonly pid: number
  /** Of the organisation `demo`. */
  readonly client: { readonly id: string; readonly secret: string }
  stop(): Promise<void>
}

/** The service as `npm start` runs it, in a process of its own, on a database that no service has used before. */
export async function startService(env: Readonly<Record<string, string>>): Promise<RunningService> {
  const child = keep(
    spawn(process.execPath, startArguments, {
      cwd: repository,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', NODE_ENV: 'development', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  let said = ''
  for await (const line of createInterface(child.stdout)) {
    said += `${line}\n`
    if (line.startsWith('curl')) break // the last line told at a first start
  }
  const [, url] = /^Habeas serves (\S+)/m.exec(said) ?? []
  const [, id, secret] = /client (cli_\w+), secret (\S+)/.exec(said) ?? []
  if (url === undefined || id === undefined || secret === undefined) throw new Error('the service does not serve')
  child.stdout.resume() // what is logged from now on is read and dropped
  return { url, pid: child.pid ?? 0, client: { id, secret }, stop: () => endChild(child) }
}

/** The other side: plain routes, in a process of their own. */
export async function startBare(settings: object): Promise<{ url: string; stop(): Promise<void> }> {
  const child = keep(forkProcess(fileURLToPath(new URL('bare.ts', import.meta.url)), [JSON.stringify(settings)]))
  const [{ url }] = await once(child, 'message')
  return { url, stop: () => endChild(child) }
}

type Said = Readonly<Record<string, unknown>>
export type Helper = {
  /** What it said when it was ready. */
  readonly first: Said
  /** Tells it something, and waits for its answer. */
  ask(what: string): Promise<Said>
  stop(): Promise<void>
}

/** Starts a file of this folder in a process of its own, which says something when it is ready, and something to each message. */
export async function fork(file: string, settings: object = {}): Promise<Helper> {
  const child = keep(forkProcess(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(settings)]))
  const [first] = await once(child, 'message')
  const ask = async (what: string) => {
    const answer = once(child, 'message')
    child.send(what)
    return (await answer)[0]
  }
  return { first, ask, stop: () => endChild(child) }
}

/** Starts the process that makes the load, and returns how to have it make some. */
export async function startLoad(): Promise<(load: Load) => Promise<LoadResult>> {
  const child = keep(forkProcess(fileURLToPath(new URL('load.ts', import.meta.url)), { serialization: 'advanced' }))
  await once(child, 'message')
  return async (load) => {
    child.send(load)
    const [{ result, error }] = await once(child, 'message')
    if (error !== undefined) throw new Error(error)
    return result
  }
}

function keep<Child extends ChildProcess>(child: Child): Child {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const limit = setTimeout(() => child.kill('SIGKILL'), 15_000)
  child.kill('SIGTERM')
  await once(child, 'exit')
  clearTimeout(limit)
}
