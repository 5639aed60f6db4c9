import t from 'tap'
import { instantFrom } from '../../../src/law/calendar.ts'
import { isLoopback, type Mail, MailFailure, smtpTransport } from '../../../src/platform/mail/transport.ts'
import { startMailServer } from '../../support/mail.ts'
import { testCertificate } from '../../support/mail-certificate.ts'

const date = instantFrom('2026-03-02T09:30:00Z')
if (date === undefined) throw new Error('not an instant')
const mail: Mail = {
  from: { name: 'Société Exemple', address: 'no-reply@example.org' },
  to: { name: 'Zoé Łukasiewicz', address: 'zoe@example.net' },
  replyTo: 'dpo@example.org',
  messageId: '<0190b5a2-6f0c-7c3e-9d53-1f3ad8a7f0f2@example.org>',
  subject: 'Votre demande HB-7F3K-92QD : accusé de réception',
  text: 'Bonjour Zoé,\n\nÀ bientôt : c’est reçu.\n',
  html: '<p>Bonjour Zoé</p>',
  date,
  headers: { 'Auto-Submitted': 'auto-generated' },
}

async function failureOf(sending: Promise<void>): Promise<MailFailure> {
  const failure = await sending.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (failure instanceof MailFailure) return failure
  throw new Error('expected a MailFailure', { cause: failure })
}

t.test('a message arrives once, as it was written, for exactly one recipient', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  await transport.send(mail)
  const { from, rcpt, mail: read, raw } = await server.arrival()
  t.equal(server.received.length, 1)
  t.equal(from, 'no-reply@example.org')
  t.same(rcpt, ['zoe@example.net'])
  t.equal(read.subject, mail.subject)
  t.equal(read.from?.text, '"Société Exemple" <no-reply@example.org>')
  t.match(read.to, { value: [{ name: 'Zoé Łukasiewicz', address: 'zoe@example.net' }] })
  t.equal(read.replyTo?.value[0]?.address, 'dpo@example.org')
  t.equal(read.messageId, mail.messageId)
  t.equal(read.text, mail.text)
  t.equal(read.html, mail.html)
  t.equal(read.date?.toISOString(), '2026-03-02T09:30:00.000Z')
  t.equal(read.headers.get('auto-submitted'), 'auto-generated')
  t.equal(read.attachments.length, 0)
  const longest = Math.max(
    ...raw
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.length),
  )
  t.ok(longest <= 998, 'no line is longer than RFC 5322 section 2.1.1 allows')
})

t.test('fault 2: sent again, a message has the same bytes', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  const picture = {
    cid: 'logo@example.org',
    filename: 'logo.png',
    mediaType: 'image/png',
    content: Buffer.from('dots'),
  }
  for (const each of [mail, { ...mail, html: '<img src="cid:logo@example.org">', inline: [picture] }]) {
    await transport.send(each)
    await transport.send(each)
    const [second, first] = [server.received.at(-1), server.received.at(-2)]
    t.ok(first?.raw.equals(second?.raw ?? Buffer.alloc(0)))
  }
  t.equal(server.received.length, 4)
})

t.test('attack 42: what is not one plain address is sent nowhere', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  const addresses = [
    'zoe@example.net, eve@example.com',
    'zoe@example.net,eve@example.com',
    'zoe@example.net;eve@example.com',
    'Zoé <zoe@example.net>',
    'friends: zoe@example.net, eve@example.com;',
    'zoe@example.net (eve@example.com)',
    'zoe(comment)@example.net',
    'zoe@example.net\r\nRCPT TO:<eve@example.com>',
    'zoe@example.net\nBcc: eve@example.com',
    '"zoe eve"@example.net',
    'zoe@example.net\0',
    '@hop.example:zoe@example.net',
    '',
  ]
  for (const address of addresses) {
    for (const bad of [{ to: { address } }, { replyTo: address }, { from: { name: 'x', address } }]) {
      const failure = await failureOf(transport.send({ ...mail, ...bad }))
      t.equal(failure.reason, 'EENVELOPE')
      t.equal(failure.permanent, true)
    }
  }
  t.equal(server.reached.connect, 0)
  t.equal(server.received.length, 0)
})

t.test('attack 42: a display name that reads as a list adds nobody', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  await transport.send({ ...mail, to: { name: 'eve@example.com, "x" <eve@example.com>', address: 'zoe@example.net' } })
  const { rcpt, mail: read } = await server.arrival()
  t.same(rcpt, ['zoe@example.net'])
  t.match(read.to, { value: { length: 1 } })
  t.match(read.to, { value: [{ address: 'zoe@example.net' }] })
})

t.test('attack 43: no text ends a header', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  for (const end of ['\r\n', '\n', '\r', '\u0000', '\u2028', '\u0085']) {
    const evil = `x${end}Bcc: eve@example.com${end}X-Evil: yes${end}${end}<script>`
    await transport.send({
      ...mail,
      subject: evil,
      from: { name: evil, address: mail.from.address },
      to: { name: evil, address: mail.to.address },
      messageId: `<1@example.org>${end}X-Evil: yes`,
      headers: { 'Auto-Submitted': `auto-generated${end}X-Evil: yes` },
    })
  }
  t.equal(server.received.length, 6)
  for (const { rcpt, mail: read } of server.received) {
    t.same(rcpt, ['zoe@example.net'])
    t.equal(read.bcc, undefined)
    t.equal(read.headers.has('x-evil'), false)
    t.equal(read.subject, 'x Bcc: eve@example.com X-Evil: yes <script>')
    t.equal(read.text, mail.text)
  }
})

t.test('attack 43: no text is decoded as what nobody has encoded', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  const evil = '=?utf-8?q?ceo=40bank.example=E2=80=AE?='
  for (const text of [evil, `é ${evil}`, `=${evil}`]) {
    await transport.send({
      ...mail,
      subject: text,
      from: { name: text, address: mail.from.address },
      to: { name: text, address: mail.to.address },
    })
    const read = server.received.at(-1)?.mail
    for (const shown of [read?.subject, read?.from?.text, JSON.stringify(read?.to)]) {
      t.notMatch(shown, /ceo@bank|\u202e/)
      t.match(shown, 'ceo=40bank')
    }
  }
})

t.test('a refusal of the mailbox or the message is for good, and tells nothing of what was said', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  server.answer('rcpt', { code: 550, text: 'zoe@example.net unknown' })
  const unknown = await failureOf(transport.send(mail))
  t.match(unknown, { permanent: true })
  t.match(unknown.reason, /^550( 5\.\d\.\d)?$/)
  server.answer('data', { code: 554, text: 'zoe@example.net: spam' })
  t.match(await failureOf(transport.send(mail)), { permanent: true, reason: /^554/ })
  server.answer('rcpt', { code: 451 })
  t.match(await failureOf(transport.send(mail)), { permanent: false, reason: /^451/ })
  server.answer('data', { code: 452 })
  t.match(await failureOf(transport.send(mail)), { permanent: false, reason: /^452/ })
  t.notMatch(JSON.stringify({ ...unknown, message: unknown.message, stack: unknown.stack }), /zoe@/)
  t.equal(unknown.cause, undefined)
})

t.test('what a server says of us, not of the message, is not for good', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  server.answer('connect', { code: 554, text: 'no service for you' })
  t.match(await failureOf(transport.send(mail)), { permanent: false })
  server.answer('mail', { code: 530, text: 'authentication required' })
  t.match(await failureOf(transport.send(mail)), { permanent: false })
  await transport.send(mail)
  t.equal(server.received.length, 1)
})

t.test('a connection that is cut is not for good, and is not tried again behind our back', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  server.answer('data', 'hang up')
  t.match(await failureOf(transport.send(mail)), { permanent: false, reason: /^E[A-Z]+$/ })
  t.equal(server.reached.data, 1)
  server.answer('connect', 'hang up')
  t.match(await failureOf(transport.send(mail)), { permanent: false })
  t.equal(server.received.length, 0)
})

t.test('nobody listens: not for good', async (t) => {
  const server = await startMailServer(t)
  await server.stop()
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  t.match(await failureOf(transport.send(mail)), { permanent: false, reason: /^E[A-Z]+$/ })
})

t.test('fault 16: a server that says nothing, at any step, is left in time', async (t) => {
  const server = await startMailServer(t)
  const limits = { connect: 500, greeting: 500, silence: 500, message: 30_000 }
  for (const step of ['connect', 'mail', 'rcpt', 'data'] as const) {
    const transport = smtpTransport(server.url, { limits })
    t.teardown(() => transport.close())
    server.answer(step, 'silence')
    t.match(await failureOf(transport.send(mail)), { permanent: false, reason: 'ETIMEDOUT' }, step)
  }
  t.equal(server.received.length, 0)
})

t.test('fault 16: a whole message has a limit, however long the server may be silent', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url, { limits: { message: 200 } })
  t.teardown(() => transport.close())
  server.answer('data', 'silence')
  t.match(await failureOf(transport.send(mail)), { permanent: false, reason: 'EABORT' })
})

t.test('closing cuts what is under way', async (t) => {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  server.answer('data', 'silence')
  const sending = failureOf(transport.send(mail))
  await server.reaching('data', 1)
  transport.close()
  t.match(await sending, { permanent: false })
  t.match(await failureOf(transport.send(mail)), { permanent: false }, 'and nothing is sent any more')
})

t.test('fault 17: without TLS nothing is said in plain text where TLS is demanded', async (t) => {
  const server = await startMailServer(t, { tls: 'none' })
  const transport = smtpTransport(server.url, { demandTls: true })
  t.teardown(() => transport.close())
  t.match(await failureOf(transport.send(mail)), { permanent: false })
  t.equal(server.reached.mail, 0)
})

t.test('fault 17: a certificate nobody vouches for ends it, at STARTTLS and before', async (t) => {
  for (const tls of ['starttls', 'implicit'] as const) {
    const server = await startMailServer(t, { tls })
    const transport = smtpTransport(server.url, { demandTls: true })
    t.teardown(() => transport.close())
    t.match(await failureOf(transport.send(mail)), { permanent: false }, tls)
    t.equal(server.reached.mail, 0)
  }
})

t.test('with a certificate that holds the message goes over TLS', async (t) => {
  for (const tls of ['starttls', 'implicit'] as const) {
    const server = await startMailServer(t, { tls })
    const transport = smtpTransport(server.url, { demandTls: true, ca: testCertificate.cert })
    t.teardown(() => transport.close())
    await transport.send(mail)
    t.match(server.received, [{ tls: true, rcpt: ['zoe@example.net'] }], tls)
  }
})

t.test('on this machine a self-signed STARTTLS is in nobody’s way', async (t) => {
  const server = await startMailServer(t, { tls: 'starttls' })
  const transport = smtpTransport(server.url)
  t.teardown(() => transport.close())
  await transport.send(mail)
  t.match(server.received, [{ tls: false }])
})

t.test('TLS is demanded unless the name can mean nothing but this machine', async (t) => {
  for (const host of [
    'localhost',
    'LOCALHOST',
    'mail.localhost',
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
  ]) {
    t.equal(isLoopback(host), true, host)
  }
  const others = [
    'mail.example.org',
    'localhost.example.org',
    'notlocalhost',
    '127.0.0.1.example.org',
    '10.0.0.1',
    '0.0.0.0',
    '::',
    '::ffff:127.0.0.1',
    '1127.0.0.1',
    '127.1',
    '',
  ]
  for (const host of others) t.equal(isLoopback(host), false, host)
})

t.test('a URL of a mail server holds host, port, user and password only', async (t) => {
  const refused = [
    '',
    'mail.example.org',
    'http://mail.example.org',
    'smtp://',
    'smtp://mail.example.org/?tls.rejectUnauthorized=false',
    'smtp://mail.example.org?requireTLS=false',
    'smtp://mail.example.org/path',
    'smtp://mail.example.org#x',
  ]
  for (const url of refused) t.throws(() => smtpTransport(url), { message: /mail server/ }, url)
  for (const url of ['smtp://mail.example.org', 'smtps://u:p%40ss@mail.example.org:465/', 'smtp://[::1]:2525']) {
    smtpTransport(url).close()
  }
})
