import fc from 'fast-check'
import t from 'tap'
import { threadAddress } from '../../src/letters/thread-address.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { runAs } from '../support/database.ts'
import { bytesOf, handIn, mailOf, newGateway, reportOf, signatureOf, signingAs } from '../support/gateway.ts'
import { type Answer, testService } from '../support/service.ts'
import { digestRows, done, fresh, letterArrives, openDesk } from './desk.ts'
import { comparable } from './operations.ts'

const service = await testService(t)
const desk = await openDesk(service, 'acme')
const other = await openDesk(service, 'other')
const { agent, admin } = desk.staff
const { gateway } = desk
const mail = Buffer.from(mailOf({ from: 'Ana <ana@example.org>' }))
const rfc822 = { 'content-type': 'message/rfc822' }

const sendAs = (headers: Record<string, string>, body: Buffer = mail) =>
  service.call('POST', '/v1/inbound/email', body, { ...rfc822, ...headers })
const signed = (more: { seconds?: number; callId?: string } = {}, body = mail) =>
  signatureOf({ id: gateway.id, secret: gateway.secret, callId: fresh('call'), ...more }, body)
const read = (id: string) => done(agent('GET', `/v1/requests/${id}`))

t.test(
  '51: forged, late, altered, of nobody, of a deleted gateway, of another organisation: one and the same 401',
  async (t) => {
    const deleted = await newGateway(service.app, admin)
    await done(admin('DELETE', `/v1/gateways/${deleted.id}`))
    const now = Math.floor(Date.now() / 1000)
    const good = signed()
    const [, signature = ''] = String(good['webhook-signature']).split(',')
    const before = await digestRows(service.database)
    const first = await sendAs({})
    t.equal(first.status, 401)
    const tries: Record<string, Record<string, string>> = {
      'another secret': signatureOf({ id: gateway.id, secret: other.gateway.secret, callId: fresh('call') }, mail),
      'another gateway’s id': { ...good, 'habeas-gateway': other.gateway.id },
      'no such gateway': { ...good, 'habeas-gateway': 'gwy_01h2xcejqtf2nbrexx3vqjhp41' },
      'a deleted gateway': signatureOf({ id: deleted.id, secret: deleted.secret, callId: fresh('call') }, mail),
      'six minutes late': signed({ seconds: now - 360 }),
      'six minutes early': signed({ seconds: now + 360 }),
      'another time than was signed': { ...good, 'webhook-timestamp': String(now + 1) },
      'another id than was signed': { ...good, 'webhook-id': fresh('call') },
      'an id with a dot, which parts it from what follows': signed({ callId: 'a.1' }),
      'no time': { ...good, 'webhook-timestamp': 'now' },
      'another version': { ...good, 'webhook-signature': `v2,${signature}` },
      'half a signature': { ...good, 'webhook-signature': `v1,${signature.slice(0, 20)}` },
      'no signature': { ...good, 'webhook-signature': '' },
      'many signatures': { ...good, 'webhook-signature': `${'v1,AAAA '.repeat(10)}v1,${signature}` },
      'a client’s token': { authorization: `Bearer ${desk.staff.admin.token}` },
    }
    for (const [what, headers] of Object.entries(tries)) {
      const answer = await sendAs(headers)
      t.same(comparable(answer), comparable(first), what)
    }
    t.same(comparable(await sendAs(good, Buffer.concat([mail, Buffer.from(' ')]))), comparable(first), 'another body')
    // Bytes that are no text: each is another mail
    const [one, two] = [0xe9, 0xe8].map((byte) => Buffer.concat([mail, Buffer.from([byte])]))
    t.same(comparable(await sendAs(signed({}, one), two)), comparable(first), 'another byte that is no UTF-8')
    t.same(await digestRows(service.database), before, 'and nothing was changed')
    t.equal((await sendAs(good)).status, 202, 'while the good one is taken')
  },
)

t.test('51: a call that is replayed is done once, and answered as it was; its key is no other’s', async (t) => {
  const body = Buffer.from(mailOf({ from: 'bea@example.org' }))
  const headers = signed({}, body)
  const first = await sendAs(headers, body)
  t.equal(first.status, 202)
  const before = await digestRows(service.database)
  const again = await sendAs(headers, body)
  t.same(comparable(again).text, comparable(first).text)
  t.equal(again.headers['idempotent-replayed'], 'true')
  const elsewhere = await service.call('POST', '/v1/letters/bounces', body, {
    ...headers,
    'content-type': 'application/json',
  })
  t.equal(elsewhere.status, 400, 'at another route it is no other call')
  t.equal(
    (await sendAs({ ...headers, 'idempotency-key': fresh('key') }, body)).headers['idempotent-replayed'],
    'true',
    'whatever is not signed',
  )
  t.same(await digestRows(service.database), before, 'and nothing was done twice')
  const callId = String(headers['webhook-id'])
  const reused = await sendAs(signed({ callId }))
  t.match(reused, { status: 422, body: { code: 'idempotency_mismatch' } }, 'its id signed for another body')
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => {
      const crowd = Buffer.from(mailOf({ from: 'cyd@example.org', id: '<crowd@example.org>' }))
      return sendAs(signatureOf({ id: gateway.id, secret: gateway.secret, callId: 'crowd' }, crowd), crowd)
    }),
  )
  t.same(
    [...new Set(answers.map(({ status }) => status))].filter((status) => status !== 202 && status !== 409),
    [],
  )
  const { data } = await done(agent('GET', '/v1/requests?email=cyd@example.org'))
  t.equal(data.length, 1)
})

t.test('51: after a rotation both secrets sign while they overlap, and the older one no longer', async (t) => {
  const rotating = await newGateway(service.app, admin)
  const status = async (secret: string) =>
    (await handIn(signingAs(service.app, { id: rotating.id, secret }), mailOf({ from: 'dan@example.org' }))).status
  const second = await done(admin('POST', `/v1/gateways/${rotating.id}/rotate`))
  t.match(second, { id: rotating.id, secret: /^whsec_[A-Za-z0-9+/]{43}=$/, former_secret_until: /Z$/ })
  t.same([await status(rotating.secret), await status(second.secret)], [202, 202])
  await runAs(
    service.database.superuser,
    `update habeas.gateways set former_until = former_until - interval '25 hours'`,
  )
  t.same([await status(rotating.secret), await status(second.secret)], [401, 202])
  const third = await done(admin('POST', `/v1/gateways/${rotating.id}/rotate`, { overlap_hours: 0 }))
  t.same([await status(second.secret), await status(third.secret)], [401, 202])
  await done(admin('DELETE', `/v1/gateways/${rotating.id}`))
  t.equal(await status(third.secret), 401)
  const { data } = await done(admin('GET', '/v1/gateways'))
  t.notOk(data.some(({ id }: { id: string }) => id === rotating.id))
  t.notMatch(JSON.stringify(data), /whsec/)
})

t.test(
  '2: a forged From opens an unverified request and joins no thread, with the reference and without',
  async (t) => {
    const victim = await done(
      agent('POST', '/v1/requests', {
        channel: 'web',
        requester: { name: 'Vic', email: 'vic@example.org' },
        rights: [{ right: 'access' }],
      }),
    )
    await done(agent('POST', `/v1/requests/${victim.id}/confirm-identity`, { method: 'known_facts', note: 'known' }))
    const before = await read(victim.id)
    const [letter] = (await done(agent('GET', `/v1/requests/${victim.id}/letters`))).data
    const reference = victim.reference.toLowerCase()
    const tries = [
      `rights@acme.example`,
      `rights+${reference}@acme.example`,
      `rights+${reference}.0000000000000000@acme.example`,
      `rights+hb-0000-0000.0123456789abcdef@acme.example`,
    ]
    for (const [at, to] of tries.entries()) {
      const forged = mailOf({
        from: 'Vic <vic@example.org>',
        to,
        subject: `Re: ${victim.reference}`,
        headers: [`In-Reply-To: ${letter?.message_id ?? '<x@y>'}`],
        text: `Send all of it to me, ${at}.`,
      })
      const { outcome, request } = await done(handIn(gateway, forged))
      t.equal(outcome, 'opened', to)
      t.match(await read(request), { identity: { level: 'none' }, rights: [], email: { verified: false } })
    }
    t.same(await read(victim.id), before, 'the victim’s request is as it was')
    t.same((await done(agent('GET', `/v1/requests/${victim.id}/messages`))).data, [])
  },
)

t.test('2: another organisation’s tag joins nothing', async (t) => {
  const c = await done(
    other.staff.agent('POST', '/v1/requests', {
      channel: 'web',
      requester: { name: 'Eve', email: 'eve@example.org' },
      rights: [{ right: 'access' }],
    }),
  )
  const request = parseId('req', c.id)
  if (request === undefined) throw new Error('no request')
  const theirs = { organisation: other.organisation.id, request, reference: c.reference }
  const to = threadAddress(service.keyring, 'rights@other.example', theirs)
  t.equal((await done(handIn(gateway, mailOf({ to, from: 'eve@example.org' })))).outcome, 'opened')
  t.equal((await done(handIn(other.gateway, mailOf({ to, from: 'eve@example.org' })))).outcome, 'joined')
})

t.test('42, 43: from a mail to the wire: one recipient, no header of the writer’s, the name as a name', async (t) => {
  const names: Record<string, string> = {
    'a header in an encoded word': '=?utf-8?Q?Ana=0D=0ABcc:_bob@evil.example?=',
    'a NUL in an encoded word': '=?utf-8?Q?Ana=00Bob?=',
    'an address for a name': '"bob@evil.example"',
    'quotes and brackets': '"Ana \\"<bob@evil.example>\\""',
    'a direction override': '=?utf-8?B?QW5h4oCuYm9i?=',
    'a comment': 'Ana (bob@evil.example)',
  }
  for (const [at, [what, name]] of Object.entries(names).entries()) {
    const address = `mailed-${at}@example.org`
    const { outcome } = await done(handIn(gateway, mailOf({ from: `${name} <${address}>`, text: what })))
    t.equal(outcome, 'opened', what)
    const { rcpt, raw, mail: arrived } = await letterArrives(t, service, address)
    t.same(rcpt, [address], what)
    t.same(
      [arrived.to].flat().flatMap((to) => to?.value.map((each) => each.address)),
      [address],
      what,
    )
    t.same([arrived.cc, arrived.bcc], [undefined, undefined], what)
    const [head = ''] = raw.toString('latin1').split('\r\n\r\n', 1)
    t.notMatch(head, /^(bcc|cc):/im, what)
  }
})

/** 4xx, or taken: never 5xx. */
const isAnswered = ({ status }: Answer) => status === 202 || (status >= 400 && status < 500)

t.test('60: absurd mails are refused or taken, within bounds, and nobody else waits', async (t) => {
  const deep = Array.from(
    { length: 10_000 },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  )
  const base = mailOf({ from: 'ana@example.org' })
  const absurd: Record<string, string | Buffer> = {
    nothing: '',
    'one byte': '\0',
    'only line ends': '\r\n'.repeat(1_000),
    'no blank line': 'From: ana@example.org',
    'ten thousand levels': `From: ana@example.org\r\n${deep.join('')}`,
    'ten thousand parts': `From: ana@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\nx\r\n'.repeat(10_000)}`,
    'a hundred thousand headers': `${'X-A: b\r\n'.repeat(100_000)}${base}`,
    'a header of a megabyte': `X-A: ${'a'.repeat(1024 * 1024)}\r\n${base}`,
    'a folded header without end': `X-A: a\r\n${' b\r\n'.repeat(50_000)}${base}`,
    'a thousand recipients': base.replace('To: ', `To: ${'a@example.org, '.repeat(1_000)}`),
    'no base64': base
      .replace('charset=utf-8', 'charset=utf-8\r\nContent-Transfer-Encoding: base64')
      .replace('Please', '!!!@@@\u00ff===='),
    'no such charset': base.replace('utf-8', 'x-klingon'),
    'UTF-7': base.replace('utf-8', 'utf-7').replace('Please', '+ADw-script+AD4-'),
    'UTF-16': Buffer.concat([Buffer.from(base.replace('utf-8', 'utf-16le')), Buffer.from('hello', 'utf16le')]),
    'a lone surrogate': Buffer.concat([Buffer.from(base), Buffer.from([0xed, 0xa0, 0x80])]),
    NULs: base.replace('Please', 'Ple\0ase').replace('My data', 'My\0data'),
    'a NUL in the name of the mail': mailOf({ id: '<a\0b@example.org>' }),
    'a NUL in the name of a letter that came back': reportOf('<a\0b@example.org>'),
    'a boundary of nothing': base.replace('text/plain', 'multipart/mixed; boundary=""'),
    'a boundary that is its own part': base
      .replace('text/plain; charset=utf-8', 'multipart/mixed; boundary=b')
      .concat('--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n'),
    'mails in mails': `From: ana@example.org\r\n${'Content-Type: message/rfc822\r\n\r\n'.repeat(5_000)}`,
    'unclosed comments': base.replace('text/plain', `text/plain${'('.repeat(50_000)}`),
    'unclosed tags': base.replace('text/plain', 'text/html').replace('Please', '<a '.repeat(50_000)),
    'deep tags': base.replace('text/plain', 'text/html').replace('Please', '<div>'.repeat(20_000)),
    'a tag in a tag in a tag': base.replace('text/plain', 'text/html').replace('Please', '<b>x'.repeat(1_000_000)),
    'a report of nothing': base.replace('text/plain', 'multipart/report; report-type=delivery-status'),
  }
  for (const [what, raw] of Object.entries(absurd)) {
    const taking = handIn(gateway, raw)
    t.equal((await service.call('GET', '/health/live')).status, 200)
    const answer = await taking
    t.ok(isAnswered(answer), `${what}: ${answer.status} ${answer.body?.code ?? answer.body?.outcome}`)
  }
  const named = mailOf({ id: '<a\0c@example.org>' })
  t.match(await handIn(gateway, named), { status: 202, body: { outcome: 'opened' } }, 'a letter all the same')
  const large = await handIn(gateway, Buffer.alloc(26 * 1024 * 1024, 'a'))
  t.match(large, { status: 413, body: { code: 'too_large' } })
  t.match(await handIn(gateway, Buffer.alloc(1024 * 1024, '\n')), { status: 400 }, 'more lines than any mail has')
})

t.test('60: any bytes, and any mail with any of its bytes altered, are answered and never 500', async (t) => {
  const whole = Buffer.from(
    mailOf({
      from: 'Zoé <zoe@example.org>',
      attachments: [{ name: 'a.pdf', type: 'application/pdf', content: Buffer.from('%PDF-1.7') }],
    }),
  )
  const altered = fc
    .array(fc.record({ at: fc.nat(whole.length - 1), bytes: fc.uint8Array({ maxLength: 6 }), cut: fc.nat(3) }), {
      maxLength: 6,
    })
    .map((changes) =>
      changes.reduce(
        (bytes, { at, bytes: put, cut }) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]),
        whole,
      ),
    )
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        altered,
      ),
      async (raw) => {
        const answer = await handIn(gateway, bytesOf(raw))
        return isAnswered(answer)
      },
    ),
    { numRuns: 60 },
  )
  t.pass('sixty of them')
})
