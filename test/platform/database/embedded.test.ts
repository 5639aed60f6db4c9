import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import postgres from 'postgres'
import t from 'tap'
import { startEmbedded, stopWhenAbandoned } from '../../../src/platform/database/embedded.ts'
import { fast, isRoot, isRunning, kill, newDataDir, query, startService } from '../../support/embedded-service.ts'

/** Made by the first test and stopped after each: for those that need no fresh one. */
const usedBefore = newDataDir(t)

t.test(
  'an empty DATA_DIR gets a PostgreSQL 18 with one locale for every machine, for postgres.js and pg alike',
  async (t) => {
    const embedded = await startEmbedded({ dataDir: usedBefore, maxConnections: 20 })
    t.teardown(() => embedded.release())
    const sql = postgres({ ...embedded.owner, max: 1 })
    const [found] = await sql`
    select current_setting('server_version_num')::int / 10000 as major, pg_encoding_to_char(encoding) as encoding,
      datlocprovider::text as provider, datlocale as locale, current_user as user, current_setting('is_superuser') as superuser,
      current_setting('fsync') as fsync, current_setting('TimeZone') as zone, current_setting('data_checksums') as checksums
    from pg_database where datname = current_database()`
    await sql.end()
    t.strictSame(
      { ...found },
      {
        major: 18,
        encoding: 'UTF8',
        provider: 'b',
        locale: 'C.UTF-8',
        user: 'habeas_owner',
        superuser: 'off',
        fsync: 'on',
        zone: 'UTC',
        checksums: 'on',
      },
    )
    t.strictSame(await query(embedded.superuser, "select current_setting('is_superuser') as superuser"), [
      { superuser: 'on' },
    ])
    t.match(embedded, { role: 'started', describe: `process ${embedded.pid}` })
  },
)

t.test('nothing listens on a network, and only we can enter the folder of the socket', async (t) => {
  const embedded = await startEmbedded({ dataDir: usedBefore, ...fast })
  t.teardown(() => embedded.release())
  t.strictSame(await query(embedded.owner, 'show listen_addresses'), [{ listen_addresses: '' }])
  t.equal(lstatSync(embedded.owner.host).mode & 0o777, 0o700)
})

t.test('the owner makes roles and databases, and forced row level security binds it', async (t) => {
  const embedded = await startEmbedded({ dataDir: usedBefore, ...fast })
  t.teardown(() => embedded.release())
  await query(embedded.owner, 'create role app')
  await query(embedded.owner, 'create database copy template habeas')
  await query(
    embedded.owner,
    `create table secret (id int); insert into secret values (1);
     alter table secret enable row level security; alter table secret force row level security`,
  )
  t.strictSame(await query(embedded.owner, 'select * from secret'), [])
})

t.test('the last one out stops it, and leaves neither a process nor a socket', async (t) => {
  const dataDir = usedBefore
  const first = await startEmbedded({ dataDir, ...fast })
  const second = await startEmbedded({ dataDir, ...fast })
  t.match(second, { role: 'attached', pid: first.pid, owner: first.owner })
  await first.release()
  await first.release()
  t.strictSame(await query(second.owner, 'select 1 as one'), [{ one: 1 }])
  await second.release()
  t.notOk(isRunning(first.pid))
  t.notOk(existsSync(first.owner.host))
})

t.test('two processes that start at once on a fresh DATA_DIR meet in one server', async (t) => {
  const dataDir = newDataDir(t)
  const services = await Promise.all([startService(t, { dataDir }), startService(t, { dataDir })])
  t.equal(services[0].pid, services[1].pid)
  t.strictSame(services.map(({ role }) => role).sort(), ['attached', 'started'])
  await Promise.all(services.map((service) => service.leave()))
  t.notOk(isRunning(services[0].pid), 'also when both leave at once')
})

t.test('a killed service leaves the server to the next start, which then is the last one out', async (t) => {
  const dataDir = usedBefore
  const service = await startService(t, { dataDir })
  await query(service.owner, 'create table kept (id int); insert into kept values (1)')
  service.process.kill('SIGKILL')
  await once(service.process, 'exit')
  const next = await startEmbedded({ dataDir, ...fast })
  t.match(next, { role: 'attached', pid: service.pid })
  t.strictSame(await query(next.owner, 'select id from kept'), [{ id: 1 }])
  await next.release()
  t.notOk(isRunning(service.pid))
})

t.test("the terminal's Ctrl-C reaches the service and not the server", async (t) => {
  const service = await startService(t, { dataDir: usedBefore })
  process.kill(-(service.process.pid ?? 0), 'SIGINT')
  t.strictSame(await query(service.owner, 'select 1 as one'), [{ one: 1 }])
  await service.leave()
  t.notOk(isRunning(service.pid))
})

t.test(
  'a killed server starts again at the same address, whoever has its pid by now, and keeps what was committed',
  async (t) => {
    const dataDir = usedBefore
    const first = await startEmbedded({ dataDir, maxConnections: 20 })
    t.teardown(() => first.release())
    await query(first.owner, 'create table survivor (id int); insert into survivor values (1)')
    const busy = new pg.Client(first.owner)
    await busy.connect()
    busy.on('error', () => {}) // it is about to lose its server
    const cut = t.rejects(busy.query('select count(*) from generate_series(1, 1e12)'))
    const [backend] = await query<{ pid: number }>(
      first.superuser,
      "select pid from pg_stat_activity where query like '%generate_series(1, 1e12)' and state = 'active' and pid <> pg_backend_pid()",
    )
    await kill(first.pid)
    t.ok(backend && isRunning(backend.pid), 'a backend that is too busy to notice holds on to the shared memory')
    const cluster = join(dataDir, 'postgres', 'cluster')
    const pidFile = join(cluster, 'postmaster.pid')
    const socketLock = join(first.owner.host, '.s.PGSQL.5432.lock')
    const { uid, gid } = lstatSync(cluster)
    const stranger = spawn('sleep', ['60'], isRoot ? { uid, gid } : {}) // PostgreSQL takes no process of another user for a server
    t.teardown(() => stranger.kill())
    for (const file of [pidFile, socketLock]) {
      writeFileSync(file, readFileSync(file, 'utf8').replace(String(first.pid), String(stranger.pid)))
    }
    const second = await startEmbedded({ dataDir, ...fast })
    await cut
    t.match(second, { role: 'started', owner: first.owner })
    t.strictSame(await query(first.owner, 'select id from survivor'), [{ id: 1 }])
    await first.release()
    await second.release()
    t.notOk(isRunning(second.pid))
    t.notOk(backend && isRunning(backend.pid))
  },
)

t.test('the last one out of a killed server tidies up', async (t) => {
  const embedded = await startEmbedded({ dataDir: usedBefore, ...fast })
  await kill(embedded.pid)
  t.ok(existsSync(join(embedded.owner.host, '.s.PGSQL.5432')))
  await embedded.release()
  t.notOk(existsSync(embedded.owner.host))
})

t.test('a server whose socket was swept away is started again', async (t) => {
  const dataDir = usedBefore
  const first = await startEmbedded({ dataDir, ...fast })
  rmSync(first.owner.host, { recursive: true })
  const second = await startEmbedded({ dataDir, ...fast })
  t.strictSame(await query(second.owner, 'select 1 as one'), [{ one: 1 }])
  t.notOk(isRunning(first.pid))
  await Promise.all([first.release(), second.release()])
  t.notOk(isRunning(second.pid))
})

t.test('a first start that was cut off leaves nothing in the way', async (t) => {
  const dataDir = newDataDir(t)
  const home = join(dataDir, 'postgres')
  mkdirSync(join(home, 'new-half', 'base'), { recursive: true })
  writeFileSync(join(home, 'new-half', 'PG_VERSION'), '18\n')
  const embedded = await startEmbedded({ dataDir, ...fast })
  await embedded.release()
  t.strictSame(
    readdirSync(home).filter((name) => name.startsWith('new-')),
    [],
  )
})

t.test('a server that does not start says why, with its own words', async (t) => {
  const dataDir = usedBefore
  await (await startEmbedded({ dataDir, ...fast })).release()
  writeFileSync(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), '12\n')
  await t.rejects(startEmbedded({ dataDir, ...fast }), {
    message: /did not start[\s\S]*database files are incompatible with server/,
  })
  writeFileSync(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), '18\n')
  await (await startEmbedded({ dataDir, ...fast })).release()
})

t.test('no value and no statement reaches the log of the server', async (t) => {
  const dataDir = usedBefore
  const embedded = await startEmbedded({ dataDir, ...fast })
  await query(embedded.owner, 'create table people (email text primary key)')
  const insert = "insert into people values ('canary@example.org')"
  await query(embedded.owner, insert)
  await t.rejects(query(embedded.owner, insert), { code: '23505', detail: /canary@example\.org/ })
  await t.rejects(query(embedded.owner, "select 'canary@example.org'::uuid"), { code: '22P02' })
  await embedded.release()
  const log = readFileSync(join(dataDir, 'postgres', 'postgres.log'), 'utf8')
  t.match(log, /ready to accept connections/)
  t.notMatch(log, /canary|people|uuid/)
})

t.test('a guard stops the server whose users were all killed', async (t) => {
  const dataDir = usedBefore
  const service = await startService(t, { dataDir })
  const guard = stopWhenAbandoned(dataDir, 5)
  await (await startService(t, { dataDir })).leave() // while the guard looks many times
  t.strictSame(await query(service.owner, 'select 1 as one'), [{ one: 1 }], 'and no other')
  service.process.kill('SIGKILL')
  await guard
  t.notOk(isRunning(service.pid))
})

t.test('a server that another container sees and we do not is not started a second time', async (t) => {
  const embedded = await startEmbedded({ dataDir: usedBefore, ...fast })
  t.teardown(() => embedded.release())
  await kill(embedded.pid) // now it looks from here as one that runs over there
  writeFileSync(join(usedBefore, 'postgres', 'namespace'), 'pid:[1]')
  await t.rejects(startEmbedded({ dataDir: usedBefore, ...fast }), { message: /in use from another container/ })
  await embedded.release()
  await (await startEmbedded({ dataDir: usedBefore, ...fast })).release() // nobody over there any more
})
