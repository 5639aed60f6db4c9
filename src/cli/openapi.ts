import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildApp } from '../app.ts'
import { serviceClock } from '../platform/clock.ts'
import { environmentKey, newWrappedRoot, unlockKeyring } from '../platform/crypto/keyring.ts'
import { openDatabase } from '../platform/database/transaction.ts'
import { createLog } from '../platform/http/log.ts'
import { remoteKeys } from '../platform/http/remote-keys.ts'
import { outboundStream } from '../platform/http/stream-outbound.ts'
import { readSettings } from '../settings.ts'

/** The contract as it is kept beside the code. */
export const openApiFile = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url))

/** Writes what the app says of itself to `openapi/openapi.json`. */
export async function run(): Promise<void> {
  const text = await openApiText()
  if (keptOpenApi() === text) return say('openapi/openapi.json is up to date')
  writeFileSync(openApiFile, text)
  say('openapi/openapi.json is written; tell clients of it in openapi/CHANGELOG.md')
}

/** What `GET /openapi.json` answers, formatted: the same text on every machine. Needs no database, and listens to nobody. */
export async function openApiText(): Promise<string> {
  // Every door is in the contract, also the operator's, which a service without a token of its own does not open.
  const settings = readSettings({ NODE_ENV: 'test', OPERATOR_TOKEN: 'describes-only' })
  const nobody = { host: '127.0.0.1', port: 1, user: 'nobody', database: 'nothing' }
  const database = openDatabase(nobody, { size: 1 }) // connects when asked something, which nobody does here
  const provider = environmentKey(randomBytes(32))
  const clock = serviceClock()
  const app = await buildApp({
    settings,
    deps: {
      database,
      keyring: await unlockKeyring(provider, (await newWrappedRoot(provider)).wrapped),
      clock,
      now: clock.now,
      jobs: { send: async () => undefined, givenUp: async () => [], doNow: async () => undefined },
      outbox: { wake: () => undefined },
      erasures: { append: async () => undefined, read: async () => undefined },
      publicUrl: settings.publicUrl,
      remoteKeys: remoteKeys(),
      outbound: outboundStream(),
      outboundNotices: outboundStream(),
    },
    log: createLog({ level: 'silent' }),
    ready: {},
  })
  try {
    const answer = await app.inject({ method: 'GET', url: '/openapi.json' })
    if (answer.statusCode !== 200)
      throw new Error(`the app answers ${answer.statusCode} when asked for its description`)
    return `${JSON.stringify(answer.json(), null, 2)}\n`
  } finally {
    await app.close()
    await database.close()
  }
}

/** The contract as it was last written; undefined where it never was. */
function keptOpenApi(): string | undefined {
  try {
    return readFileSync(openApiFile, 'utf8')
  } catch {
    return undefined // not there yet
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
