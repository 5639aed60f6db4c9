import { errorFields } from './platform/http/log.ts'
import { claimInstance } from './platform/instance.ts'
import { startService } from './service.ts'
import { settingsOfProcess } from './settings.ts'

// An error that nobody caught: the state of the process is unknown, so it is told and ends (SECURITY, architecture 14).
process.on('uncaughtException', (error) => {
  process.stderr.write(`${JSON.stringify({ level: 'fatal', msg: 'uncaught error', ...errorFields(error) })}\n`)
  process.exit(1)
})

const settings = attempt(() => settingsOfProcess())
const claim = await claimInstance(settings.dataDir, { pid: process.pid, url: settings.publicUrl })
if (!claim.ok) {
  say(`Habeas is already running on ${settings.dataDir}: process ${claim.running.pid}, ${claim.running.url}`)
  process.exit(1)
}

let stopping = false
const starting = startService(settings)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stopping) void stopOn(signal)
    stopping = true
  })
}

const service = await starting.catch((error) => fail('cannot start', error))
claim.announce(service.url)
say(`Habeas serves ${service.url} (documentation: ${service.url}/docs)`)
say(service.database)
if (service.demo) {
  const { slug, clientId, secret } = service.demo
  say(`Organisation ${slug}: client ${clientId}, secret ${secret} (told this once)`)
  say(`curl -s ${service.url}/oauth/token -u '${clientId}:${secret}' -d grant_type=client_credentials`)
}

/** What is in flight is finished, inside a hard limit; a second signal changes nothing. */
async function stopOn(signal: string): Promise<void> {
  say(`${signal}: finishing what is in flight`)
  const limit = setTimeout(
    () => fail('cannot stop in time', new Error(`still busy after ${settings.shutdownSeconds} s`)),
    settings.shutdownSeconds * 1000,
  )
  const running = await starting.catch(() => undefined)
  await running?.stop()
  if (claim.ok) claim.release()
  clearTimeout(limit)
  process.exit(0)
}

function attempt<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    return fail('cannot start', error)
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(what: string, error: unknown): never {
  process.stderr.write(`${what}: ${error instanceof Error ? error.message : 'unknown error'}\n`)
  process.exit(1)
}
