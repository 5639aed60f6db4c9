import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { type ConnectionTarget, connectionFields } from '../../../src/platform/database/connection-target.ts'
import { openDatabase } from '../../../src/platform/database/transaction.ts'
import { testDatabase } from '../../support/database.ts'
import { testCertificate } from '../../support/mail-certificate.ts'

const { app, owner } = await testDatabase(t)
const folder = mkdtempSync(join(tmpdir(), 'habeas-ca-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const certificateFile = join(folder, 'ca.pem')
writeFileSync(certificateFile, testCertificate.cert)

t.test('a URL is read as libpq reads it', async (t) => {
  const same = {
    host: 'db.example.org',
    port: 5432,
    user: 'us/er',
    password: 'p@ss:word',
    database: 'da ta',
    ssl: false,
  }
  t.same(connectionFields('postgres://us%2Fer:p%40ss%3Aword@db.example.org/da%20ta'), same)
  t.same(connectionFields('postgresql://us%2Fer:p%40ss%3Aword@db.example.org:5432/da%20ta?sslmode=disable'), same)
  t.same(connectionFields('postgres://u@[::1]:6543/d'), {
    host: '::1',
    port: 6543,
    user: 'u',
    password: undefined,
    database: 'd',
    ssl: false,
  })
  t.match(connectionFields('postgres://u@%2Fvar%2Frun/d'), { host: '/var/run' })
  t.match(connectionFields('postgres://u@localhost/d?host=/var/run'), { host: '/var/run' })
  t.same(connectionFields('postgres://u@h/d?sslmode=require').ssl, { rejectUnauthorized: false, ca: undefined })
  t.same(connectionFields('postgres://u@h/d?sslmode=verify-full').ssl, { rejectUnauthorized: true, ca: undefined })
  t.same(connectionFields(`postgres://u@h/d?sslmode=verify-full&sslrootcert=${certificateFile}`).ssl, {
    rejectUnauthorized: true,
    ca: testCertificate.cert,
  })
  t.same(
    connectionFields(`postgres://u@h/d?sslmode=require&sslrootcert=${certificateFile}`).ssl,
    { rejectUnauthorized: true, ca: testCertificate.cert },
    'whoever names a root certificate wants it checked',
  )
  t.equal(connectionFields(app), app, 'fields are left as they are')
})

t.test('a URL that asks for what we would leave out is refused, and its password is not shown', async (t) => {
  const refused = {
    'postgres://u:secret@h/d?sslmode=prefer': /sslmode prefer/,
    'postgres://u:secret@h/d?sslmode=verify-ca': /sslmode verify-ca/,
    'postgres://u:secret@h/d?channel_binding=require&options=x': /not supported: channel_binding, options/,
    'mysql://u:secret@h/d': /not of the form postgres:/,
    'postgres://u:secret@h:port/d': /not of the form postgres:/,
    'postgres://h/d': /must name a user and a database/,
    'postgres://u:secret@h/': /must name a user and a database/,
  }
  for (const [url, message] of Object.entries(refused)) {
    const error = t.throws(() => connectionFields(url), { message })
    t.notMatch(String(error), 'secret')
  }
})

/** A server that takes TLS, or refuses it, before the PostgreSQL of the tests. Tells what it was sent in the clear. */
async function serverWith(t: Test, answer: 'S' | 'N' | 'S and more') {
  const clear: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    socket.on('data', (bytes) => clear.push(bytes))
    socket.once('data', () => {
      if (answer !== 'S') return void socket.write(answer === 'N' ? 'N' : 'SERROR')
      socket.removeAllListeners('data').write('S')
      const secure = new TLSSocket(socket, { isServer: true, ...testCertificate })
      const upstream = connect(`${app.host}/.s.PGSQL.${app.port}`)
      sockets.add(upstream.on('error', () => undefined))
      secure.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
      secure.pipe(upstream).pipe(secure)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port')
  return { port: address.port, clear: () => Buffer.concat(clear) }
}
async function isReady(t: Test, target: ConnectionTarget): Promise<boolean> {
  const db = openDatabase(target, { size: 1 })
  t.teardown(() => db.close())
  return db.ready()
}

t.test('TLS: the certificate is checked where that is asked for, by name as well', async (t) => {
  const { port } = await serverWith(t, 'S')
  const at = (host: string, query: string) =>
    `postgres://${app.user}:${app.password}@${host}:${port}/${app.database}?${query}`
  t.equal(await isReady(t, at('127.0.0.1', 'sslmode=require')), true)
  t.equal(await isReady(t, at('127.0.0.1', `sslmode=verify-full&sslrootcert=${certificateFile}`)), true)
  t.equal(await isReady(t, at('localhost', `sslmode=verify-full&sslrootcert=${certificateFile}`)), true)
  t.equal(await isReady(t, at('127.0.0.1', 'sslmode=verify-full')), false, 'nobody vouches for it')
  t.equal(
    await isReady(t, at('127.0.0.2', `sslmode=verify-full&sslrootcert=${certificateFile}`)),
    false,
    'it is in the name of another',
  )
})

t.test('TLS refused, or somebody in between: nothing but the question for it is ever sent', async (t) => {
  for (const answer of ['N', 'S and more'] as const) {
    const { port, clear } = await serverWith(t, answer)
    const target = { ...app, host: '127.0.0.1', port, ssl: { rejectUnauthorized: false } }
    t.equal(await isReady(t, target), false)
    t.same(clear(), Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))
  }
})

t.test('nobody there, or nobody we are let in as: refused at once, with nothing of the driver', async (t) => {
  const db = openDatabase({ ...app, host: '127.0.0.1', port: 1 }, { size: 1 })
  const stranger = openDatabase({ ...app, database: 'no_such_database' }, { size: 1 })
  t.teardown(() => Promise.all([db.close(), stranger.close()]))
  const organisation = '01890000-0000-7000-8000-000000000000' as Parameters<typeof db.transaction>[0] // shaped as newId makes them
  await t.rejects(
    db.transaction(organisation, (tx) => tx.query('select 1', [])),
    {
      code: 'unavailable',
      message: 'the database cannot be reached right now',
    },
  )
  await t.rejects(
    stranger.transaction(organisation, (tx) => tx.query('select 1', [])),
    {
      name: 'DatabaseRefusal',
      message: 'the database refused with SQLSTATE 3D000',
    },
  )
  t.equal(await isReady(t, { ...owner }), true)
})
