import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type Embedded, startEmbedded } from '../../../src/platform/database/embedded.ts'
import { migrate } from '../../../src/platform/database/migrate.ts'
import { rawStatement } from '../../../src/platform/database/statement.ts'
import { openDatabase } from '../../../src/platform/database/transaction.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { runAs } from '../../support/database.ts'
import { databaseProxy } from '../../support/database-proxy.ts'

// A cluster of this file's own: it is stopped under everybody's feet. Durable, since what was acknowledged must be there afterwards.
const dataDir = mkdtempSync(join(tmpdir(), 'habeas-restart-'))
chmodSync(dataDir, 0o711) // started by root, PostgreSQL runs as another user, who must pass through
const servers: Embedded[] = [await startEmbedded({ dataDir })]
t.teardown(async () => {
  for (const server of servers) await server.release()
  rmSync(dataDir, { recursive: true, force: true })
})

const insert = rawStatement<{ text: string }, object>(
  'insert_line',
  'insert into public.lines (text) values ($1)',
  ({ text }) => [text],
)
const organisation = newId('org')

t.test(
  'fault 4: PostgreSQL stopped at once and started: what was acknowledged is there, nothing else, and all goes on by itself',
  async (t) => {
    const [server] = servers
    if (server === undefined) throw new Error('there is no server')
    await runAs(server.owner, 'create schema if not exists public; create table public.lines (text text not null)')
    const proxy = await databaseProxy(t, server.owner)
    const db = openDatabase(proxy.target, { size: 4 })
    t.teardown(() => db.close())
    const acknowledged = new Set<string>()
    const [failed, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let isOver = false
    let sent = 0
    const client = async () => {
      while (!isOver) {
        const texts = [`line ${sent++}`, `line ${sent++}`]
        await db
          .inOneTrip(organisation, (tx) => texts.map((text) => tx.run(insert, { text })))
          .then(
            () => {
              for (const text of texts) acknowledged.add(text)
              if (acknowledged.size > 100) begun.resolve()
            },
            (error: unknown) => {
              t.match(error, { code: 'unavailable', extras: { retryAfterSeconds: 1 } })
              failed.resolve()
            },
          )
      }
    }
    const clients = Array.from({ length: 8 }, client)
    await begun.promise
    process.kill(server.pid, 'SIGQUIT') // the immediate shutdown: no goodbye, recovery at the next start
    await failed.promise
    t.equal(await db.ready(), false)
    const restarted = await startEmbedded({ dataDir })
    servers.push(restarted)
    t.not(restarted.pid, server.pid)
    proxy.moveTo(restarted.owner)

    const beforeRestart = acknowledged.size
    while (acknowledged.size < beforeRestart + 100) await new Promise(setImmediate)
    t.equal(await db.ready(), true)
    isOver = true
    await Promise.all(clients)
    const rows = await runAs(restarted.superuser, 'select text, count(*)::int as count from public.lines group by text')
    const stored = new Map(rows.map(({ text, count }) => [String(text), count]))
    t.same(
      [...acknowledged].filter((text) => !stored.has(text)),
      [],
      'acknowledged is kept',
    )
    t.ok(
      rows.every(({ count }) => count === 1),
      'nothing is done twice',
    )
    const halves = [...stored.keys()].filter((text) => {
      const at = Number(text.split(' ')[1])
      return !stored.has(`line ${at % 2 === 0 ? at + 1 : at - 1}`)
    })
    t.same(halves, [], 'nothing is half done')
  },
)

t.test('the password of the app role works where the server asks for one, and no other does', async (t) => {
  const server = servers.at(-1)
  if (server === undefined) throw new Error('there is no server')
  const app = await migrate({ owner: server.owner, app: undefined, appPassword: 'a Pa55word, "quoted"' })
  const [{ file } = { file: '' }] = await runAs(server.superuser, `select current_setting('hba_file') as file`)
  const rules = readFileSync(String(file), 'utf8')
  writeFileSync(String(file), `local all habeas_app scram-sha-256\n${rules}`)
  await runAs(server.superuser, 'select pg_reload_conf()')
  const stranger = openDatabase({ ...server.owner, user: 'habeas_app', password: 'another' }, { size: 1 })
  t.teardown(() => stranger.close())
  while (await stranger.ready()); // until the server has read its rules again
  const db = openDatabase(app, { size: 1 })
  t.teardown(() => db.close())
  t.equal(await db.ready(), true)
  await t.rejects(stranger.lookup(insert, { text: 'no' }), {
    name: 'DatabaseRefusal',
    message: 'the database refused with SQLSTATE 28P01',
  })
})
