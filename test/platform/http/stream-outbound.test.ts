import { Readable } from 'node:stream'
import t from 'tap'
import { OutboundFailure } from '../../../src/platform/http/outbound.ts'
import { type OutboundBody, outboundStream, type StreamLimits } from '../../../src/platform/http/stream-outbound.ts'
import { sha256 } from '../../exports/support.ts'
import { takes, testReceiver } from '../../support/receiver.ts'

const receiver = await testReceiver(t)
const url = 'https://import.example.net:8443/in'
const never = new AbortController().signal
const roomy: StreamLimits = { idleMs: 10_000, slowest: 1, longestMs: 60_000 }
const mebibyte = Buffer.alloc(1024 * 1024, 'x')
const bodyOf = (pieces: readonly Buffer[]): OutboundBody => ({
  headers: { 'content-type': 'application/zip' },
  bytes: pieces.reduce((sum, { length }) => sum + length, 0),
  content: Readable.from(pieces, { objectMode: false }),
})
const send = (body: OutboundBody, limits = roomy, signal = never) =>
  outboundStream(receiver.rules, limits)(url, body, signal)
const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'sent',
    (error: unknown) => (error instanceof OutboundFailure ? error.reason : error),
  )

t.test('a body arrives whole, with its length, and the answer is told by its status and a digest', async (t) => {
  const text = 'r'.repeat(5_000)
  receiver.answers(takes(202, { 'retry-after': '3' }, text))
  const answer = await send(bodyOf([mebibyte, Buffer.from('end')]))
  t.match(answer, { status: 202, retryAfter: '3' })
  t.equal(answer.digest.toString('hex'), sha256(Buffer.from(text.slice(0, 1024))), 'of its first 1,024 bytes')
  const [received] = receiver.received
  t.match(received?.headers, { 'content-length': String(mebibyte.length + 3), 'content-type': 'application/zip' })
  t.equal(received?.body.length, mebibyte.length + 3)
})

t.test('refusals come back as they are, and no redirect is followed', async (t) => {
  for (const status of [301, 307, 400, 404, 429, 500, 503]) {
    receiver.answers(takes(status, { location: 'https://other.example.net:8443/' }))
    const before = receiver.received.length
    t.match(await send(bodyOf([Buffer.from('a')])), { status })
    t.equal(receiver.received.length, before + 1)
  }
  receiver.answers((_request, response) => response.writeHead(413, { connection: 'close' }).end('too large'))
  t.match(await send(bodyOf([Buffer.from('a')])), { status: 413 }, 'also before it has read anything')
})

t.test('a receiver that never answers, never reads, or never ends is left', async (t) => {
  const hasty = { ...roomy, idleMs: 200 }
  receiver.answers(() => undefined)
  t.equal(await failureOf(send(bodyOf([Buffer.from('a')]), hasty)), 'timeout')
  let read = 0
  const pieces = function* () {
    for (; read < 200; read += 1) yield mebibyte
  }
  const content = Readable.from(pieces(), { objectMode: false })
  t.equal(
    await failureOf(send({ headers: {}, bytes: 200 * mebibyte.length, content }, hasty)),
    'timeout',
    'takes nothing',
  )
  t.ok(read < 100, `${read} MiB of 200 were read for a receiver that takes none: it is never held whole`)
  receiver.answers((request, response) => {
    request.resume()
    response.writeHead(200)
    response.write('x')
  })
  t.match(
    await send(bodyOf([Buffer.from('a')]), hasty),
    { status: 200 },
    'an answer without an end has said its status',
  )
  const slow = { idleMs: 10_000, slowest: 1_000_000_000, longestMs: 300 }
  receiver.answers(() => undefined)
  t.equal(await failureOf(send(bodyOf([Buffer.from('a')]), slow)), 'timeout', 'however it keeps the connection alive')
  receiver.answers((_request, response) => response.destroy())
  t.equal(await failureOf(send(bodyOf([Buffer.from('a')]))), 'unreachable')
  t.equal(
    await failureOf(
      outboundStream({ ...receiver.rules, resolve: (_name, done) => done(new Error('ENOTFOUND'), []) }, roomy)(
        url,
        bodyOf([Buffer.from('a')]),
        never,
      ),
    ),
    'unreachable',
  )
})

t.test('what is wrong on this side is told as it is, and the receiver is left with a part', async (t) => {
  const gone = new Error('the content of the export is gone')
  const before = receiver.received.length
  const reached = new Promise<void>((resolve) => {
    receiver.answers(() => resolve())
  })
  const content = Readable.from(
    (async function* () {
      yield mebibyte
      await reached
      throw gone
    })(),
    { objectMode: false },
  )
  t.equal(await failureOf(send({ headers: {}, bytes: 2 * mebibyte.length, content })), gone)
  t.same(
    receiver.received.slice(before).map(({ isWhole }) => isWhole),
    [false],
  )
  const stopping = new AbortController()
  receiver.answers(() => stopping.abort(new Error('stopping')))
  t.match(await failureOf(send(bodyOf([Buffer.from('a')]), roomy, stopping.signal)), { message: 'stopping' })
})
