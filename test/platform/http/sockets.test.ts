import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import t, { type Test } from 'tap'
import { type App, createServer, type TimeLimits } from '../../../src/platform/http/server.ts'
import { sampleApp } from './sample-app.ts'

const quick: Partial<TimeLimits> = { headers: 200, body: 200, request: 60_000, idle: 60_000 }

async function listening(t: Test, app: App): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  return (app.server.address() as AddressInfo).port // listening on a port
}

/** A raw connection; `answer` is all that came back once the server has closed it. */
function rawConnection(port: number) {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    received += chunk
  })
  socket.on('error', () => socket.destroy()) // a reset is one of the ways in which a server cuts
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  return { socket, closed, received: () => received }
}

/** Sends a byte now and then until the server has had enough. */
async function drip(connection: ReturnType<typeof rawConnection>, bytes: string): Promise<string> {
  const timer = setInterval(() => connection.socket.writable && connection.socket.write(bytes), 20)
  const answer = await connection.closed
  clearInterval(timer)
  return answer
}

const headersOf = (path: string, length: number) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`

t.test('attack 77: a client that drips its headers is cut', async (t) => {
  const port = await listening(t, await sampleApp({ timeLimits: quick }))
  const connection = rawConnection(port)
  connection.socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\nx-slow: ')
  const answer = await drip(connection, 'a')
  t.match(answer, /^HTTP\/1\.1 408 /)
  t.match(answer, /content-type: application\/problem\+json/)
  t.match(answer, /"code":"too_slow"/)
})

t.test('attack 77: a client that drips its body is cut, and the handler never runs', async (t) => {
  const app = createServer({ timeLimits: quick })
  let handled = 0
  app.post('/slow', async () => {
    handled += 1
    return {}
  })
  const port = await listening(t, app)
  const connection = rawConnection(port)
  connection.socket.write(headersOf('/slow', 100_000))
  const answer = await drip(connection, ' ')
  t.match(answer, /^HTTP\/1\.1 408 [\s\S]*"code":"too_slow"/)
  t.equal(handled, 0)
})

t.test('a route for long bodies waits longer', async (t) => {
  const app = createServer({ timeLimits: quick })
  app.post('/long', { config: { longBody: true } }, async () => ({ done: true }))
  const port = await listening(t, app)
  const connection = rawConnection(port)
  const pieces = [...'{"a":1}'.padEnd(25, ' ')]
  connection.socket.write(headersOf('/long', pieces.length))
  const timer = setInterval(() => {
    const piece = pieces.shift()
    if (piece !== undefined) connection.socket.write(piece)
  }, 20) // half a second in all, where an ordinary body has a fifth
  await once(connection.socket, 'data')
  clearInterval(timer)
  t.match(connection.received(), /^HTTP\/1\.1 200 /)
  connection.socket.destroy()
})

t.test('attack 77: a connection that says nothing is closed', async (t) => {
  const port = await listening(t, createServer({ timeLimits: { ...quick, idle: 100 } }))
  const connection = rawConnection(port)
  await connection.closed
  t.ok(connection.socket.destroyed)
})

t.test('attack 77: slow clients do not keep others waiting', async (t) => {
  const port = await listening(t, await sampleApp({ timeLimits: { ...quick, headers: 30_000 } }))
  const slow = Array.from({ length: 200 }, () => rawConnection(port))
  for (const { socket } of slow) socket.write('GET /health/live HTTP/1.1\r\nhost')
  const answer = await fetch(`http://127.0.0.1:${port}/health/live`)
  t.equal(answer.status, 200)
  await answer.text()
  for (const { socket } of slow) socket.destroy()
})

t.test('bytes that are no HTTP, and headers without end, get a problem and the door', async (t) => {
  const port = await listening(t, await sampleApp())
  const sent = async (bytes: string) => {
    const connection = rawConnection(port)
    connection.socket.write(bytes)
    return connection.closed
  }
  t.match(await sent('\x16\x03\x01 this is TLS\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*"code":"invalid"/)
  t.match(await sent('GET / HTTP/1.1\r\nhost: x\r\nx: a\0b\r\n\r\n'), /^HTTP\/1\.1 400 /)
  t.match(
    await sent(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431 [\s\S]*"code":"headers_too_large"/,
  )
  const smuggled = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'
  t.match(await sent(smuggled), /^HTTP\/1\.1 400 /)
  t.match(await sent('GET / HTTP/1.1\r\nhost: x\r\nhost : y\r\n\r\n'), /^HTTP\/1\.1 400 /)
  const unreadable = await sent('nonsense\r\n\r\n')
  t.match(unreadable, /x-content-type-options: nosniff/)
  t.notMatch(unreadable, /nonsense/)
})

t.test('a body that ends before its length is not handled', async (t) => {
  const app = createServer({ timeLimits: quick })
  let handled = 0
  app.post('/cut', async () => {
    handled += 1
    return {}
  })
  const over = new Promise((resolve) => app.server.once('request', (request) => request.once('close', resolve)))
  const port = await listening(t, app)
  const connection = rawConnection(port)
  connection.socket.write(`${headersOf('/cut', 50)}{"a":1}`)
  connection.socket.end()
  await connection.closed
  await over
  t.equal(handled, 0)
})

t.test('closing answers what is in flight, takes nothing new, and does not wait for idle connections', async (t) => {
  const app = createServer()
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  app.get('/work', async () => {
    started.resolve()
    await finish.promise
    return { done: true }
  })
  app.get('/quick', async () => ({ done: true }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo // listening on a port

  const idle = rawConnection(port)
  idle.socket.write('GET /quick HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(idle.socket, 'data')
  const working = rawConnection(port)
  working.socket.write('GET /work HTTP/1.1\r\nhost: x\r\n\r\n')
  await started.promise

  const closed = app.close()
  await idle.closed
  const late = connect(port, '127.0.0.1')
  const [refusal] = await once(late, 'error')
  t.equal(refusal.code, 'ECONNREFUSED')
  finish.resolve()
  const answer = await working.closed
  t.match(answer, /^HTTP\/1\.1 200 [\s\S]*connection: close[\s\S]*\{"done":true\}$/i)
  await closed
  t.pass('and then it is closed')
})
