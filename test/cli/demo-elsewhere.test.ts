import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { runningService } from '../support/running-service.ts'
import { newFolder, runDemo } from './run-demo.ts'

// The demo on a service that is given to it.
const service = await runningService(t, { DATA_DIR: newFolder(t), TEST_CLOCK: 'on' })
const args = (url: string) => [`--url=${url}`, `--operator-token=${service.operatorToken}`]

t.test('a single date that differs fails it, and is named', async (t) => {
  const url = await between(t, service.url, (body) => body.replaceAll('"due_on":"2026-03-03"', '"due_on":"2026-03-04"'))
  const { code, out, err } = await runDemo(args(url))
  t.equal(code, 1)
  t.match(out, /\n89 expectations held, 2 did not\.\n$/, 'those on webhooks are not there: ten')
  t.match(out, /The demo +takes no webhooks: a service that is given calls public addresses alone\./)
  t.notMatch(out, /notice/)
  t.match(
    err,
    "✗ due on Tuesday 3 March, the day with the same number: expected '2026-03-03', and it is '2026-03-04'\n",
  )
  const asked = await fetch(`${service.url}/v1/public/demo/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ana@example.org' }),
  })
  const { verification }: { verification: { expires_at: string } } = JSON.parse(await asked.text())
  t.ok(Date.parse(verification.expires_at) > Date.now(), 'a service that was lent is back in real time')
})

t.test('one that has no test clock is not played on', async (t) => {
  const url = await between(t, service.url, (body) => body, '/v1/test/clock')
  const { code, err } = await runDemo(args(url))
  t.equal(code, 1)
  t.match(err, /the time of http:\S+ cannot be set: start it with TEST_CLOCK=on/)
})

/** A proxy that changes what the service answers, and knows nothing of the path `hidden`. */
async function between(t: Test, url: string, change: (body: string) => string, hidden?: string): Promise<string> {
  const relay = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url: path = '/', headers } = request
    const body = await buffer(request)
    const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]),
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
    const type = answer.headers.get('content-type') ?? 'text/plain'
    const bytes = Buffer.from(await answer.arrayBuffer())
    const told = /json/.test(type) ? Buffer.from(change(bytes.toString())) : bytes
    response.writeHead(path === hidden ? 404 : answer.status, { 'content-type': type }).end(told)
  }
  const server = createServer((request, response) => {
    relay(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return `http://127.0.0.1:${address.port}`
}
