import { randomBytes } from 'node:crypto'
import type { ConnectionFields } from '../../src/platform/database/connection-target.ts'
import { startService } from '../../src/service.ts'
import { readSettings } from '../../src/settings.ts'
import { testDatabase } from './database.ts'
import { startMailServer } from './mail.ts'

type Teardown = { teardown(fn: () => Promise<void>): unknown }

/** The whole service as `npm start` runs it, worker included, on a free port and a database of its own; its letters go to a real SMTP server. */
export async function runningService(t: Teardown) {
  const mail = await startMailServer(t)
  const database = await testDatabase(t)
  const operatorToken = randomBytes(24).toString('base64url')
  const settings = readSettings({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: urlOf(database.owner),
    DATABASE_APP_URL: urlOf(database.app),
    SMTP_URL: mail.url,
    MAIL_FROM: 'no-reply@habeas.example',
    MASTER_KEY: randomBytes(32).toString('hex'),
    OPERATOR_TOKEN: operatorToken,
    LOG_LEVEL: 'silent',
  })
  const service = await startService(settings)
  t.teardown(async () => {
    await service.stop()
    await database.drop()
  })
  return { url: service.url, operatorToken, mail }
}

/** As an operator would write it; the host is the folder of the unix socket. */
function urlOf({ host, port, user, password, database }: ConnectionFields): string {
  const who = [user, ...(password === undefined ? [] : [password])].map(encodeURIComponent).join(':')
  return `postgres://${who}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}
