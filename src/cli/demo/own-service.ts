import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Service, startService } from '../../service.ts'
import { readSettings } from '../../settings.ts'
import { openReceiver, type Receiver } from './receiver.ts'

export type OwnService = {
  readonly url: string
  readonly operatorToken: string
  /** Who takes what the service sends to others; undefined where no address of this machine was free for it. */
  readonly receiver: Receiver | undefined
  close(): Promise<void>
}

/**
 * A service on a free port of this machine, with a database of its own that is gone with it, and somebody whom it may call although they are on this
 * machine, too. `close` also works while it still starts.
 */
export function openOwnService(): { readonly started: Promise<OwnService>; close(): Promise<void> } {
  const dataDir = mkdtempSync(join(tmpdir(), 'habeas-demo-'))
  chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700) // root's PostgreSQL runs as another user, who must pass through
  const operatorToken = randomBytes(24).toString('base64url')
  const settings = readSettings({
    NODE_ENV: 'development',
    PORT: '0',
    DATA_DIR: dataDir,
    OPERATOR_TOKEN: operatorToken,
    TEST_CLOCK: 'on',
    LOG_LEVEL: 'error',
  })
  const opening = openReceiver()
  const starting = opening.then((receiver) => startService(settings, receiver?.rules))
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= starting
      .then((service: Service) => service.stop())
      .catch(() => undefined) // whoever awaits the start hears why it failed
      .then(async () => (await opening)?.close())
      .finally(() => remove(dataDir))
    return closing
  }
  const started = Promise.all([starting, opening]).then(([{ url }, receiver]) => ({
    url,
    operatorToken,
    receiver,
    close,
  }))
  return { started, close }
}

/** With the database, which lies elsewhere where the temporary folder is root's alone. */
function remove(dataDir: string): void {
  const record = join(dataDir, 'postgres.location')
  if (existsSync(record)) rmSync(readFileSync(record, 'utf8').trim(), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
}
