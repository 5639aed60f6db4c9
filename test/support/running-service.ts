import { randomBytes } from 'node:crypto'
import { createHabeas, type Habeas } from '../../openapi/client/habeas.ts'
import type { ConnectionFields } from '../../src/platform/database/connection-target.ts'
import { startService } from '../../src/service.ts'
import { readSettings } from '../../src/settings.ts'
import { runAs } from './database.ts'
import { sharedPostgres } from './postgres.ts'

type Teardown = { teardown(fn: () => Promise<void>): unknown }

export type RunningService = {
  readonly url: string
  readonly operatorToken: string
  /** The organisation `demo`, as its first client, an admin. */
  readonly staff: Habeas
}

/**
 * The whole service as `npm start` runs it, on a free port: it migrates an empty database, makes its roles and its queue, and works.
 * Hand in the file's root `t`, and with `env` where its letters go: SMTP_URL, or DATA_DIR for the development mailbox.
 */
export async function runningService(t: Teardown, env: Readonly<Record<string, string>>): Promise<RunningService> {
  const { owner, superuser } = await sharedPostgres(t)
  const name = `test_${process.pid}_${900 + started++}` // a name that is swept away with those of other test files that were killed
  await runAs(owner, `create database ${name}`)
  const operatorToken = randomBytes(24).toString('base64url')
  let stop: (() => Promise<void>) | undefined
  t.teardown(async () => {
    await stop?.()
    await runAs(superuser, `drop database ${name} with (force)`)
    await runAs(superuser, `drop role if exists ${name}_app, ${name}_lookup`)
  })
  const service = await startService(
    readSettings({
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: urlOf({ ...owner, database: name }),
      MASTER_KEY: randomBytes(32).toString('hex'),
      OPERATOR_TOKEN: operatorToken,
      LOG_LEVEL: 'silent',
      ...env,
    }),
  )
  stop = service.stop
  const { demo } = service
  if (demo === undefined) throw new Error('the first start made no demo organisation')
  const { clientId, secret } = demo
  return {
    url: service.url,
    operatorToken,
    staff: createHabeas({ url: service.url, credentials: { clientId, clientSecret: secret } }),
  }
}

let started = 0

/** As an operator would write it; the host is the folder of the unix socket. */
export function urlOf({ host, port, user, database }: ConnectionFields): string {
  return `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}
