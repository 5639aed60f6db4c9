import { createSocket } from 'node:dgram'
import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import {
  getOutbound,
  isPublicAddress,
  nameResolver,
  OutboundFailure,
  type OutboundRules,
  postOutbound,
} from '../../../src/platform/http/outbound.ts'
import { testCertificate } from '../../support/mail-certificate.ts'

const heard: { path: string; headers: IncomingMessage['headers']; body: string }[] = []
let answer = (response: ServerResponse): unknown => response.writeHead(204).end()
const server = createServer(testCertificate, async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  heard.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() })
  answer(response)
})
await once(server.listen(0, '127.0.0.1'), 'listening')
const { port } = server.address() as AddressInfo // it listens on TCP
t.teardown(() => {
  server.closeAllConnections()
  server.close()
})

/** As the service has it, but for the one server there is here: on loopback, on a port of its own. */
const rules: OutboundRules = {
  ports: [port],
  allows: () => true,
  resolve: (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  limitMs: 5_000,
  ca: testCertificate.cert,
}
const url = `https://localhost:${port}/roots`
const body = { type: 'application/json', text: '{"é":1}' }
const reasonOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'sent',
    (error: unknown) => (error instanceof OutboundFailure ? error.reason : `another error: ${error}`),
  )

t.test('a body arrives as it is, once, and 2xx is success', async (t) => {
  t.same(await postOutbound(url, body, rules), { status: 204 })
  t.match(heard, [{ path: '/roots', body: body.text, headers: { 'content-type': 'application/json' } }])
})

t.test('what is read is answered whole, asked for by its media type, under the same rules', async (t) => {
  answer = (response) => response.end('{"é":2}')
  const { body: read } = await getOutbound(url, 'application/json', rules)
  t.equal(read.toString(), '{"é":2}')
  t.match(heard.at(-1), { path: '/roots', body: '', headers: { accept: 'application/json' } })
  answer = (response) => response.writeHead(302, { location: url }).end()
  t.equal(await reasonOf(getOutbound(url, 'application/json', rules)), 'status', 'no redirect is followed')
  answer = (response) => response.end(Buffer.alloc(65 * 1024))
  t.equal(await reasonOf(getOutbound(url, 'application/json', rules)), 'too_large')
  answer = (response) => response.writeHead(204).end()
  const inside = { ...rules, allows: isPublicAddress }
  t.equal(await reasonOf(getOutbound(url, 'application/json', inside)), 'not_allowed')
})

t.test(
  '48: what is not public is not called: private, loopback, link-local, metadata, mapped, translated',
  async (t) => {
    const inside = [
      ...['127.0.0.1', '127.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
      ...['0.0.0.0', '0.1.2.3', '100.64.0.1', '192.0.0.8', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
      ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '64:ff9b:1::1'],
      ...[
        'fe80::1',
        'fe80::1%eth0',
        'fec0::1',
        'fc00::1',
        'fd12::1',
        'ff02::1',
        '100::1',
        '2001:db8::1',
        '2002:7f00:1::',
      ],
      ...['2001::1', 'localhost', '', '1.2.3'],
    ]
    t.same(inside.filter(isPublicAddress), [])
    const outside = [
      '8.8.8.8',
      '1.1.1.1',
      '172.32.0.1',
      '193.51.208.13',
      '2001:4860:4860::8888',
      '2a00:1450:4007::200e',
    ]
    t.same(outside.filter(isPublicAddress), outside)
  },
)

t.test('48: neither is another scheme, port, user or a literal address of the inside', async (t) => {
  const before = heard.length
  const { ports: _ports, ...usual } = rules
  const strict = { ...usual, ports: [443, 8443], allows: isPublicAddress }
  for (const target of [
    'http://localhost/',
    'https://localhost:444/',
    'https://user@example.org/',
    'https://user:password@example.org/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    'nonsense',
  ]) {
    t.equal(await reasonOf(postOutbound(target, body, strict)), 'not_allowed', target)
  }
  t.equal(heard.length, before)
})

t.test('49: a name is resolved once for each connection, and checked as it was resolved', async (t) => {
  const before = heard.length
  let resolved = 0
  const names = { first: ['127.0.0.1'], second: ['10.0.0.7'], both: ['127.0.0.1', '10.0.0.7'] }
  const rebinding = (...answers: string[][]): OutboundRules => ({
    ...rules,
    allows: (address) => address === '127.0.0.1', // plays the public one
    resolve: (_name, done) =>
      done(
        null,
        (answers[Math.min(resolved++, answers.length - 1)] ?? []).map((address) => ({ address, family: 4 })),
      ),
  })
  const turning = rebinding(names.first, names.second)
  t.equal(await reasonOf(postOutbound(url, body, turning)), 'sent')
  t.equal(resolved, 1)
  t.equal(await reasonOf(postOutbound(url, body, turning)), 'not_allowed', 'the second time it names the inside')
  t.equal(
    await reasonOf(postOutbound(url, body, rebinding(names.both))),
    'not_allowed',
    'one address of many is enough',
  )
  t.equal(heard.length, before + 1)
})

t.test('50: a redirect is a failure, and is not followed', async (t) => {
  const before = heard.length
  for (const status of [301, 302, 303, 307, 308]) {
    answer = (response) => response.writeHead(status, { location: `https://localhost:${port}/elsewhere` }).end()
    const failure = await postOutbound(url, body, rules).catch((error: unknown) => error)
    t.match(failure, { reason: 'status', status })
  }
  t.same(new Set(heard.slice(before).map(({ path }) => path)), new Set(['/roots']))
})

t.test('an answer of failure, one without end, and one that never comes', async (t) => {
  answer = (response) => response.writeHead(500).end('what went wrong')
  t.match(await postOutbound(url, body, rules).catch((error: unknown) => error), { reason: 'status', status: 500 })
  answer = (response) => {
    const more = () => response.write(Buffer.alloc(16_384), () => setImmediate(more))
    more()
  }
  t.equal(await reasonOf(postOutbound(url, body, rules)), 'too_large')
  answer = () => undefined
  t.equal(await reasonOf(postOutbound(url, body, { ...rules, limitMs: 200 })), 'timeout')
  answer = (response) => response.destroy()
  t.equal(await reasonOf(postOutbound(url, body, rules)), 'unreachable')
  answer = (response) => response.writeHead(204).end()
})

t.test(
  'a certificate that nobody vouches for is not spoken to, and a proxy of the environment is not asked',
  async (t) => {
    const before = heard.length
    const { ca: _ca, ...unvouched } = rules
    t.equal(await reasonOf(postOutbound(url, body, unvouched)), 'unreachable')
    t.equal(heard.length, before)
    process.env.HTTPS_PROXY = 'http://127.0.0.1:9' // nobody listens there
    process.env.NODE_USE_ENV_PROXY = '1'
    t.equal(await reasonOf(postOutbound(url, body, rules)), 'sent')
  },
)

t.test('32: names whose servers do not answer keep neither another name nor a file waiting', async (t) => {
  const held: (() => void)[] = []
  const nameServer = createSocket('udp4', (asked, { port, address }) => {
    const answer = () => nameServer.send(answerTo(asked), port, address)
    if (asked.includes('silent')) held.push(answer)
    else answer()
  })
  await once(nameServer.bind(0, '127.0.0.1'), 'listening')
  t.teardown(() => nameServer.close())
  const resolve = nameResolver({ servers: [`127.0.0.1:${nameServer.address().port}`], firstMs: 600_000 })
  const addressesOf = (name: string) =>
    new Promise<readonly LookupAddress[]>((found, failed) =>
      resolve(name, (error, addresses) => (error === null ? found(addresses) : failed(error))),
    )
  const found = [{ address: '198.51.100.7', family: 4 }]
  let answered = 0
  const waiting = Array.from({ length: 40 }, async (_, n) => {
    t.same(await addressesOf(`silent-${n}.example.net`), found)
    answered += 1
  })
  while (held.length < 80) await once(nameServer, 'message') // each is asked for both kinds of address
  t.same(await addressesOf('tool.example.net'), found)
  t.ok((await readFile(import.meta.filename)).length > 0)
  t.equal(answered, 0)
  for (const answer of held) answer()
  await Promise.all(waiting)
  await t.rejects(addressesOf('nobody.example.net'))
})

t.test('a name has the addresses of one family where nobody answers for the other', async (t) => {
  const late: (() => void)[] = []
  const nameServer = createSocket('udp4', (asked, { port, address }) => {
    const answer = () => nameServer.send(answerTo(asked), port, address)
    const isOfSix = asked.readUInt16BE(asked.indexOf(0, 12) + 1) === 28 // RFC 3596 section 2.1: AAAA
    if (asked.includes('late') && !isOfSix) late.push(answer)
    else if (asked.includes('late') || !isOfSix) answer()
  })
  await once(nameServer.bind(0, '127.0.0.1'), 'listening')
  t.teardown(() => nameServer.close())
  const servers = [`127.0.0.1:${nameServer.address().port}`]
  const resolve = nameResolver({ servers, firstMs: 600_000, otherMs: 1 })
  const addressesOf = (name: string) =>
    new Promise<readonly LookupAddress[]>((found, failed) =>
      resolve(name, (error, addresses) => (error === null ? found(addresses) : failed(error))),
    )
  const found = [{ address: '198.51.100.7', family: 4 }]
  const waiting = addressesOf('late.example.net')
  while (late.length < 1) await once(nameServer, 'message')
  t.same(await addressesOf('tool.example.net'), found)
  for (const answer of late) answer()
  t.same(await waiting, found, 'that one family has no address does not end the question for the other')
})

/** What a name server answers of a name (RFC 1035 section 4): its one IPv4 address, and no other; of `nobody` none. */
function answerTo(asked: Buffer): Buffer {
  const end = asked.indexOf(0, 12) + 5 // behind the question: its name, type and class
  const has = asked.readUInt16BE(end - 4) === 1 && !asked.includes('nobody')
  const header = Buffer.from([0, 0, 0x81, 0x80, 0, 1, 0, has ? 1 : 0, 0, 0, 0, 0])
  asked.copy(header, 0, 0, 2)
  const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, 100, 7])
  return Buffer.concat([header, asked.subarray(12, end), ...(has ? [address] : [])])
}

t.test('a failure says nothing of what was called, nor of what it said', async (t) => {
  answer = (response) => response.writeHead(500).end('Zoé')
  const failure: unknown = await postOutbound(`${url}?token=secret`, body, rules).catch((error: unknown) => error)
  t.match(failure, { message: 'outbound call failed: status' })
  t.notMatch(JSON.stringify(failure), /secret|Zoé|localhost/)
})
