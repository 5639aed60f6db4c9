import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import t from 'tap'
import { sampleApp } from './sample-app.ts'

type Part = { name: string; value: string | Buffer; file?: string; type?: string }
const boundary = 'habeas-boundary'
const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }

function multipart(parts: readonly Part[]): Buffer {
  const chunks = parts.flatMap(({ name, value, file, type }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n`,
    `${type === undefined ? '' : `content-type: ${type}\r\n`}\r\n`,
    value,
    '\r\n',
  ])
  return Buffer.concat([...chunks, `--${boundary}--\r\n`].map((chunk) => Buffer.from(chunk)))
}

/** Not `once`, which rejects where the server resets. */
const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))

const kind: Part = { name: 'kind', value: 'identity' }
const file: Part = { name: 'file', value: Buffer.from('%PDF-1.7 a file'), file: 'card.pdf', type: 'application/pdf' }
const app = await sampleApp()
const send = (payload: Buffer | string, type = headers['content-type']) =>
  app.inject({ method: 'POST', url: '/v1/files', payload, headers: { 'content-type': type } })

t.test('a file and its fields are read, in any order', async (t) => {
  for (const parts of [
    [kind, file],
    [file, kind],
    [file, { name: 'note', value: 'été' }, kind],
  ]) {
    const answer = await send(multipart(parts))
    t.equal(answer.statusCode, 201)
    t.same(answer.json(), { kind: 'identity', name: 'card.pdf', bytes: 15 })
  }
  const binary = Buffer.from(Array.from({ length: 70_000 }, (_, n) => n % 256))
  t.equal((await send(multipart([kind, { ...file, value: binary }]))).json().bytes, 70_000)
})

t.test('attack 58: a body cut at any byte is 400', async (t) => {
  const whole = multipart([kind, file, { name: 'note', value: 'x' }])
  // The line end after the last boundary is the only part of it that may be missing (RFC 2046 section 5.1.1)
  for (let length = 0; length < whole.length - 2; length += 1) {
    const answer = await send(whole.subarray(0, length))
    t.equal(answer.statusCode, 400, `${length} of ${whole.length} bytes`)
    t.equal(answer.json().code, 'invalid')
  }
  t.equal((await send(whole)).statusCode, 201)
})

t.test('attack 58: a connection cut at any byte leaves the service as it was', async (t) => {
  const served = await sampleApp()
  await served.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => served.close())
  const { port } = served.server.address() as AddressInfo // listening on a port
  const whole = multipart([kind, file])
  const head = `POST /v1/files HTTP/1.1\r\nhost: x\r\ncontent-type: ${headers['content-type']}\r\ncontent-length: ${whole.length}\r\n\r\n`
  for (let length = 0; length < whole.length; length += 7) {
    const over = new Promise((resolve) => served.server.once('request', (request) => request.once('close', resolve)))
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => socket.destroy()) // the server may reset what it cannot answer
    socket.write(head)
    socket.write(whole.subarray(0, length), () => socket.destroy())
    await Promise.all([closed(socket), over])
  }
  t.equal((await fetch(`http://127.0.0.1:${port}/health/live`)).status, 200)
  const slowly = connect(port, '127.0.0.1')
  for (const byte of Buffer.concat([Buffer.from(head), whole])) slowly.write(Buffer.of(byte))
  const [answer] = await once(slowly, 'data')
  t.match(String(answer), /^HTTP\/1\.1 201 /, 'and a body that comes byte by byte is read')
  slowly.destroy()
})

t.test('what is not expected is 400 and says so', async (t) => {
  const cases: [string, readonly Part[]][] = [
    ['no file', [kind]],
    ['no parts', []],
    ['an empty file', [kind, { ...file, value: '' }]],
    ['two files', [kind, file, file]],
    ['a file by another name', [kind, { ...file, name: 'upload' }]],
    ['a file where a field belongs', [{ ...kind, file: 'kind.txt' }, file]],
    ['the file as a field', [kind, { name: 'file', value: 'text' }]],
    ['a field twice', [kind, kind, file]],
    ['an unknown field', [kind, file, { name: 'admin', value: '1' }]],
    ['a field of a prototype', [kind, file, { name: '__proto__', value: '1' }]],
    ['a missing field', [file]],
    ['a wrong value', [{ ...kind, value: 'passport' }, file]],
    ['a control character', [kind, file, { name: 'note', value: 'a\0b' }]],
    ['a long field', [kind, file, { name: 'note', value: 'x'.repeat(5_000) }]],
    ['a long name of a field', [kind, file, { name: 'n'.repeat(150), value: 'x' }]],
    ['many fields', [kind, file, ...Array.from({ length: 20 }, (_, n) => ({ name: `f${n}`, value: 'x' }))]],
  ]
  for (const [what, parts] of cases) {
    const answer = await send(multipart(parts))
    t.equal(answer.statusCode, 400, what)
    t.equal(answer.json().code, 'invalid', what)
    t.ok(answer.json().errors.length > 0, what)
  }
})

t.test('a file that is too large is 413, whether it says so or not', async (t) => {
  const tooLarge = { ...file, value: Buffer.alloc(1024 * 1024 + 1) }
  for (const parts of [
    [kind, tooLarge],
    [tooLarge, kind],
  ]) {
    const answer = await send(multipart(parts))
    t.equal(answer.statusCode, 413)
    t.equal(answer.json().code, 'too_large')
  }
  t.equal(
    (await send(multipart([kind, { ...file, value: Buffer.alloc(1024 * 1024) }]))).statusCode,
    201,
    'up to the last byte',
  )
  const padded = Buffer.concat([Buffer.alloc(2 * 1024 * 1024, 0x20), multipart([kind, file])])
  t.equal((await send(padded)).statusCode, 413, 'also what stands before the first part counts')
})

t.test('attack 58: a body without length that never comes to its first part is cut', async (t) => {
  const served = await sampleApp()
  await served.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => served.close())
  const { port } = served.server.address() as AddressInfo // listening on a port
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => socket.destroy()) // the server resets what it will not read
  socket.write(
    `POST /v1/files HTTP/1.1\r\nhost: x\r\ncontent-type: ${headers['content-type']}\r\ntransfer-encoding: chunked\r\n\r\n`,
  )
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
  const pour = () => {
    while (socket.writable && socket.write(chunk));
  }
  socket.on('drain', pour)
  pour()
  await closed(socket)
  t.equal((await fetch(`http://127.0.0.1:${port}/health/live`)).status, 200)
})

t.test('attack 36: an upload route takes multipart and nothing else', async (t) => {
  const types = [
    'application/json',
    'text/plain',
    'application/octet-stream',
    'multipart/mixed; boundary=x',
    'application/x-www-form-urlencoded',
    '',
  ]
  for (const type of types) t.equal((await send('{"kind":"identity"}', type)).statusCode, 415, type)
  t.equal((await app.inject({ method: 'POST', url: '/v1/files' })).statusCode, 415, 'no body')
  t.equal((await send(multipart([kind, file]), 'multipart/form-data')).statusCode, 400, 'no boundary')
  t.equal(
    (await send(multipart([kind, file]), 'multipart/form-data; boundary=other')).statusCode,
    400,
    'another boundary',
  )
})

t.test('a file name with a path or a control character does not get in', async (t) => {
  const nameOf = async (name: string) => (await send(multipart([kind, { ...file, file: name }]))).json().name
  t.equal(await nameOf('../../etc/passwd'), 'passwd')
  t.equal(await nameOf('C:\\Users\\ada\\card.pdf'), 'card.pdf')
  t.equal(await nameOf('card\u202efdp.exe'), undefined)
  t.equal(await nameOf('x'.repeat(300)), undefined)
})
