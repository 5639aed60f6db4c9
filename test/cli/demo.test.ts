import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { newTelling } from '../../src/cli/demo/telling.ts'
import { runningService } from '../support/running-service.ts'

t.setTimeout(120_000) // the whole story twice, and two services begun for it

const demo = fileURLToPath(new URL('../../src/cli/demo.ts', import.meta.url))

type Run = { code: number | null; out: string; err: string }

/** Runs the demo; `onOutput` may send it a signal. */
async function run(args: readonly string[], { folder = tmpdir(), onOutput = () => {} }: Watch = {}): Promise<Run> {
  const child = spawn(process.execPath, [demo, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const complaints = text(child.stderr)
  let out = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    out += chunk
    onOutput(out, (signal) => child.kill(signal))
  }
  await exited
  return { code: child.exitCode, out, err: await complaints }
}
type Watch = { folder?: string; onOutput?: (said: string, kill: (signal: NodeJS.Signals) => void) => void }

/** Where a run keeps its temporary files; root's PostgreSQL runs as another user, who must pass through. */
function newFolder(t: Pick<Test, 'teardown'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'habeas-test-demo-'))
  chmodSync(folder, 0o711)
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

t.test('npm run demo plays its story on a service of its own, and leaves nothing behind', async (t) => {
  const folder = newFolder(t)
  const { code, out, err } = await run([], { folder })
  t.equal(err, '')
  t.equal(code, 0)
  t.match(out, /\n\d\d expectations held, 0 did not\.\n$/)
  t.notMatch(out, /✗/)
  const rows = out.split('\n').filter((line) => /^ {2}HB-/.test(line))
  t.equal(rows.length, 11, 'nine letters, one of them with three rights')
  t.match(rows.at(-2), /Georges Petit +erasure +post +2026-02-27 +2026-04-10 +closed +refused +35$/)
  t.same(readdirSync(folder), [])
})

t.test('interrupted, it tidies up all the same', async (t) => {
  const folder = newFolder(t)
  const { code, err } = await run([], {
    folder,
    onOutput: (said, kill) => {
      if (said.includes('LETTER 1')) kill('SIGINT')
    },
  })
  t.equal(code, 130)
  t.equal(err, 'Stopped.\n')
  t.same(readdirSync(folder), [])
})

t.test('it cannot be told half of where to play', async (t) => {
  const { code, err } = await run(['--url=http://127.0.0.1:9'])
  t.equal(code, 2)
  t.match(err, /^usage: npm run demo/)
})

t.test('what is not as expected is told with both values, and counted', async (t) => {
  const lines: string[] = []
  const telling = newTelling((line) => lines.push(line))
  telling.expect('due on Monday', '2026-03-02', '2026-03-02')
  telling.expect('due on Tuesday', '2026-03-02', '2026-03-03')
  const difference = "due on Tuesday: expected '2026-03-03', and it is '2026-03-02'"
  t.same(telling.outcome, { held: 1, differences: [difference] })
  t.match(
    lines.map((line) => line.trim()),
    ['✓ due on Monday', `✗ ${difference}`],
  )
})

t.test('on a service that is given', async (t) => {
  const service = await runningService(t, { DATA_DIR: newFolder(t), TEST_CLOCK: 'on' })
  const args = (url: string) => [`--url=${url}`, `--operator-token=${service.operatorToken}`]

  t.test('a single date that differs fails it, and is named', async (t) => {
    const url = await between(t, service.url, (body) =>
      body.replaceAll('"due_on":"2026-03-03"', '"due_on":"2026-03-04"'),
    )
    const { code, out, err } = await run(args(url))
    t.equal(code, 1)
    t.match(out, /\n\d\d expectations held, 2 did not\.\n$/)
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
    const { code, err } = await run(args(url))
    t.equal(code, 1)
    t.match(err, /the time of http:\S+ cannot be set: start it with TEST_CLOCK=on/)
  })
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
