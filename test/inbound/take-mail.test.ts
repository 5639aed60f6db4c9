import t, { type Test } from 'tap'
import { mailOf as letterMail } from '../../src/letters/mail-of-letter.ts'
import { findLetter } from '../../src/letters/store.ts'
import { threadAddress } from '../../src/letters/thread-address.ts'
import { parseId, showId, type VerificationId } from '../../src/platform/identifiers.ts'
import { jobHandlers } from '../../src/worker.ts'
import { done } from '../attacks/desk.ts'
import { pdf } from '../identity/files.ts'
import { runAs } from '../support/database.ts'
import { handIn, type MailGiven, mailOf, newGateway } from '../support/gateway.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:30:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const gateway = await newGateway(service.app, acme.admin)
await done(acme.admin('PATCH', '/v1/organisation', { settings: { inbound_address: 'rights@acme.example' } }))

const take = (given: MailGiven = {}) => done(handIn(gateway, mailOf(given)))
const read = (id: string) => done(agent('GET', `/v1/requests/${id}`))
const lettersOf = async (id: string) => (await done(agent('GET', `/v1/requests/${id}/letters`))).data
const messagesOf = async (id: string) => (await done(agent('GET', `/v1/requests/${id}/messages`))).data
const documentsOf = async (id: string) => (await done(agent('GET', `/v1/requests/${id}/documents`))).data

/** The address in the Reply-To of the letters of a request. */
function addressOf({ id, reference }: { id: string; reference: string }): string {
  const request = parseId('req', id)
  if (request === undefined) throw new Error('no request')
  return threadAddress(service.keyring, 'rights@acme.example', { organisation: acme.id, request, reference })
}

async function opened(given: MailGiven = {}) {
  const { outcome, request } = await take(given)
  if (outcome !== 'opened') throw new Error(`expected a request, got ${outcome}`)
  return read(request)
}

t.test('a mail opens an unverified request, whose clock runs and whose rights staff will name', async (t) => {
  const c = await opened({ subject: 'My data' })
  t.match(c, {
    status: 'received',
    channel: 'email',
    requester: { name: 'Zoé', email: 'zoe@example.org' },
    message: 'Please send me what you hold about me.',
    email: {
      from: { name: 'Zoé', address: 'zoe@example.org' },
      verified: false,
      subject: 'My data',
      attachments: [],
      shortened: false,
    },
    rights: [],
    identity: { status: 'not_needed', level: 'none' },
    received_on: '2026-03-02',
    due_on: '2026-04-02',
    clock_state: 'running',
    overdue: false,
    warnings: [{ code: 'rights_not_named' }],
    allowed_actions: [
      'acknowledge',
      'ask-identity',
      'confirm-identity',
      'ask-clarification',
      'rights',
      'correct',
      'cancel',
      'close',
    ],
  })
  const [receipt] = await lettersOf(c.id)
  t.match(receipt, { type: 'receipt', state: 'queued' })
  const { data } = await done(agent('GET', `/v1/requests/${c.id}/events`))
  t.match(data[0], { type: 'request_received', actor: { type: 'gateway', id: gateway.id } })

  const named = await done(agent('POST', `/v1/requests/${c.id}/rights`, { right: 'access', reason: 'read today' }))
  t.match(named, { rights: [{ right: 'access', due_on: '2026-04-02' }], due_on: '2026-04-02', warnings: [] })
  t.match(named.identity, { status: 'unproven', needed: 'verified' })
})

t.test('the code of the receipt proves the mailbox', async (t) => {
  const c = await opened({ from: 'nadia@example.org' })
  t.equal(c.requester.name, 'nadia@example.org', 'who gives no name goes by the address')
  const newest = 'select id from habeas.verifications order by id desc limit 1'
  const [{ id } = {}] = await runAs(service.database.superuser, newest)
  const verification = showId('vrf', id as VerificationId) // as it was stored
  const code = service.code(verification)
  await done(service.call('POST', `/v1/public/acme/verifications/${verification}/redeem`, { code }))
  t.equal((await read(c.id)).identity.level, 'mailbox')
})

t.test(
  'the topmost Received says when it reached the organisation; none in the future, and none older than five days',
  async (t) => {
    const received = (date: string) => [
      `Received: from mx.example.org (mx.example.org [192.0.2.1])\r\n\tby mail.acme.example with ESMTPS id 1; ${date}`,
    ]
    const cases: [string, string, string][] = [
      ['delayed by the weekend', 'Fri, 27 Feb 2026 18:00:00 +0100', '2026-02-27T17:00:00Z'],
      ['in the future', 'Tue, 03 Mar 2026 18:00:00 +0100', '2026-03-02T09:30'],
      ['a month ago', 'Fri, 30 Jan 2026 18:00:00 +0100', '2026-03-02T09:30'],
      ['in no zone', 'Fri, 27 Feb 2026 18:00:00', '2026-03-02T09:30'],
      ['no date', 'yesterday', '2026-03-02T09:30'],
    ]
    for (const [what, date, expected] of cases) {
      const older = 'Received: by forged.example; Thu, 26 Feb 2026 18:00:00 +0100'
      const c = await opened({ headers: [...received(date), older] })
      t.ok(c.received_at.startsWith(expected), `${what}: ${c.received_at}`)
    }
    const c = await opened()
    const answer = { to: addressOf(c), headers: received('Sun, 01 Mar 2026 09:00:00 +0000'), text: 'Before I wrote.' }
    t.match(await take(answer), { outcome: 'joined', request: c.id })
    t.match(await messagesOf(c.id), [{ created_at: c.received_at }], 'and no answer before the letter that it answers')
  },
)

t.test('an answer to a letter joins its thread: shown as unverified, proving and changing nothing', async (t) => {
  const c = await opened()
  await done(agent('POST', `/v1/requests/${c.id}/rights`, { right: 'access', reason: 'read' }))
  await done(
    agent('POST', `/v1/requests/${c.id}/ask-identity`, {
      doubt: 'new',
      question: 'Which shop?',
      accepted_methods: ['known_facts'],
    }),
  )
  const before = await read(c.id)
  const answer = {
    from: 'Somebody <else@elsewhere.example>',
    to: addressOf(c),
    subject: 'Re: your request',
    text: 'Lyon.',
  }
  t.match(await take(answer), { outcome: 'joined', request: c.id, message: /^msg_/, letter: null, reason: null })
  const after = await read(c.id)
  t.equal(after.version, before.version + 1)
  t.same({ ...after, version: 0, updated_at: 0 }, { ...before, version: 0, updated_at: 0 }, 'all else is as it was')
  const [message] = await messagesOf(c.id)
  t.match(message, {
    author: 'requester',
    text: 'Lyon.',
    answers: null,
    email: {
      from: { name: 'Somebody', address: 'else@elsewhere.example' },
      verified: false,
      subject: 'Re: your request',
    },
  })
  t.match(
    await take({ ...answer, to: addressOf(c).toUpperCase(), text: 'Again.' }),
    { outcome: 'joined' },
    'however a server folds its case',
  )
  t.match(
    await take({ to: 'somebody@acme.example', headers: [`Delivered-To: ${addressOf(c)}`], text: 'Blind copy.' }),
    { outcome: 'joined' },
  )
  const mistyped = addressOf(c).replace(/.@/, (end) => (end === '2@' ? '3@' : '2@'))
  t.match(await take({ to: `${mistyped}, ${addressOf(c)}`, text: 'To both.' }), { outcome: 'joined', request: c.id })
  t.equal((await lettersOf(c.id)).length, 2, 'and nothing is sent for it')
})

t.test('a letter names the address by which its answer joins, where mail is taken in', async (t) => {
  const c = await opened()
  const [receipt] = await lettersOf(c.id)
  const id = parseId('ltr', receipt.id)
  if (id === undefined) throw new Error('no letter')
  const letter = await service.deps.database.transaction(acme.id, (tx) => findLetter(tx, service.keyring, id))
  if (letter === undefined) throw new Error('no letter')
  const mail = letterMail(letter, {
    keyring: service.keyring,
    from: 'no-reply@acme.example',
    publicUrl: 'https://x.example',
  })
  t.equal(mail.replyTo, addressOf(c))
  t.match(mail.replyTo, /^rights\+hb-[0-9a-z]{4}-[0-9a-z]{4}\.[0-9a-z]{16}@acme\.example$/)
})

t.test('attachments are filed under the rules of uploads, and what is refused is named', async (t) => {
  const attachments = [
    { name: 'invoice.pdf', type: 'application/pdf', content: pdf() },
    { name: 'run.exe', type: 'application/pdf', content: Buffer.from('MZ and more') },
    { name: 'large.pdf', type: 'application/pdf', content: Buffer.concat([pdf(), Buffer.alloc(11 * 1024 * 1024)]) },
  ]
  const c = await opened({ attachments })
  const expected = [
    { name: 'invoice.pdf', document: /^doc_/, refused: null },
    { name: 'run.exe', document: null, refused: 'type' },
    { name: 'large.pdf', document: null, refused: 'size' },
  ]
  t.match(c.email.attachments, expected)
  t.match(await documentsOf(c.id), [{ kind: 'evidence', filename: 'invoice.pdf', uploaded_by: 'requester' }])
  await take({ to: addressOf(c), attachments: attachments.slice(0, 2) })
  t.match((await messagesOf(c.id))[0].email.attachments, expected.slice(0, 2))
  t.equal((await documentsOf(c.id)).length, 2)
  const many = Array.from({ length: 60 }, (_, at) => ({ name: `${at}.pdf`, type: 'application/pdf', content: pdf() }))
  await take({ to: addressOf(c), attachments: many })
  const { email } = (await messagesOf(c.id))[1]
  const refused = email.attachments.filter((each: { refused: string | null }) => each.refused === 'room')
  t.equal(refused.length, 12, 'fifty documents of one person, and no more')
})

t.test('a mail that is delivered twice is taken once; another under the same Message-ID is another', async (t) => {
  const given = { id: '<the-same@example.org>', headers: ['Received: by one.example; Mon, 02 Mar 2026 09:00:00 +0000'] }
  const first = await take(given)
  const again = await take({ ...given, headers: ['Received: by two.example; Mon, 02 Mar 2026 09:10:00 +0000'] })
  t.match(again, { outcome: 'opened', request: first.request, repeated: true })
  t.match(first, { repeated: false })
  t.not(
    (await take({ ...given, text: 'Something else.' })).request,
    first.request,
    'some programs number their mails from one',
  )
  const both = await Promise.all([take({ ...given, text: 'At once.' }), take({ ...given, text: 'At once.' })])
  t.equal(both[0].request, both[1].request)
  t.equal(both.filter(({ repeated }) => repeated).length, 1)
})

t.test('what programs send is left alone, and counted', async (t) => {
  const counted = async () => (await done(acme.admin('GET', '/v1/gateways'))).data[0].mail
  const before = await counted()
  const joinable = await opened()
  const cases: [string, MailGiven, string][] = [
    ['an automatic reply', { headers: ['Auto-Submitted: auto-replied'] }, 'automatic'],
    ['a generated notice', { headers: ['Auto-Submitted: auto-generated (cron)'] }, 'automatic'],
    ['a list', { headers: ['List-Id: <news.example.org>'] }, 'list'],
    ['an old list', { headers: ['Precedence: list'] }, 'list'],
    ['bulk', { headers: ['Precedence: bulk'] }, 'automatic'],
    ['junk', { headers: ['Precedence: Junk'] }, 'automatic'],
    ['Exchange', { headers: ['X-Auto-Response-Suppress: All'] }, 'automatic'],
    ['a null return path', { headers: ['Return-Path: <>'] }, 'null_sender'],
    ['the organisation itself', { from: 'Rights <rights@acme.example>' }, 'own_mail'],
  ]
  const events = async () => (await runAs(service.database.superuser, 'select count(*) from habeas.requests'))[0]
  const requests = await events()
  for (const [what, given, reason] of cases) {
    t.match(await take(given), { outcome: 'left_alone', reason, request: null }, what)
    t.match(
      await take({ ...given, to: addressOf(joinable), text: what }),
      { outcome: 'left_alone' },
      `${what}, to a thread`,
    )
  }
  const [receipt] = await lettersOf(joinable.id)
  t.match(await take({ id: receipt.message_id }), { outcome: 'left_alone', reason: 'own_mail' }, 'a letter of its own')
  t.match(await take({ headers: ['Auto-Submitted: no', 'Precedence: normal'] }), { outcome: 'opened' }, 'a person’s')
  t.notSame(await events(), requests)
  const after = await counted()
  t.equal(after.left_alone - before.left_alone, cases.length * 2 + 1)
})

t.test('mail about a closed request joins it, and staff is told once a day', async (t) => {
  const c = await opened()
  await done(agent('PATCH', `/v1/requests/${c.id}`, { assignee: 'ada@acme.example' }))
  await done(agent('POST', `/v1/requests/${c.id}/cancel`, {}))
  await take({ to: addressOf(c), text: 'Wait.' })
  await take({ to: addressOf(c), text: 'Please.' })
  t.equal((await messagesOf(c.id)).length, 2)
  const told = (await lettersOf(c.id)).filter(({ type }: { type: string }) => type === 'mail_after_closing')
  t.match(told, [{ by: 'email', state: 'queued' }])
  t.equal(told.length, 1)
  t.equal((await read(c.id)).status, 'closed')
})

t.test('an HTML mail is read as text; nothing it refers to is fetched or kept', async (t) => {
  const html =
    '<style>p{}</style><p>Delete <b>everything</b>.</p><img src="https://tracker.example/x.png"><script>evil()</script><a href="https://phish.example">here</a>'
  const raw = mailOf().replace('text/plain', 'text/html').replace('Please send me what you hold about me.', html)
  const { request } = await done(handIn(gateway, raw))
  const { message } = await read(request)
  t.match(message, /^Delete everything\.\s+here$/)
})

t.test('the file of an erased request is joined by nobody: its answer opens another', async (t) => {
  const c = await opened()
  const address = addressOf(c)
  await done(agent('POST', `/v1/requests/${c.id}/cancel`, {}))
  service.at('2031-04-02T09:30:00Z')
  await jobHandlers(service.deps).retention({}, new AbortController().signal)
  t.ok((await read(c.id)).erased_at)
  const left = await runAs(service.database.superuser, 'select from habeas.inbound_mail where request_id = $1', [
    parseId('req', c.id),
  ])
  t.equal(left.length, 0, 'nothing tells which mail it came from')
  t.match(await take({ to: address }), { outcome: 'opened' })
  service.at('2026-03-02T09:30:00Z')
})

t.test('mails are remembered for thirty days', async (t) => {
  const count = async () =>
    Number((await runAs(service.database.superuser, 'select count(*) from habeas.inbound_mail'))[0]?.count)
  await take()
  const sweep = () => jobHandlers(service.deps).sweep({}, new AbortController().signal)
  await sweep()
  t.ok((await count()) > 0)
  await runAs(service.database.superuser, `update habeas.inbound_mail set seen_at = seen_at - interval '31 days'`)
  await sweep()
  t.equal(await count(), 0)
})

t.test('a mail that names no one sender is refused, and tried again it is not a repetition', async (t: Test) => {
  const cases: Record<string, string> = {
    'no From': mailOf().replace(/^From: .*\r\n/m, ''),
    'two Froms': mailOf({ headers: ['From: ana@example.org'] }),
    'two senders': mailOf({ from: 'ana@example.org, bob@example.org' }),
    'a group': mailOf({ from: 'all: ana@example.org, bob@example.org;' }),
    'no address': mailOf({ from: 'Ana' }),
    'an address literal': mailOf({ from: 'ana@[127.0.0.1]' }),
    'a comment for a domain': mailOf({ from: 'ana(b@example.org)@' }),
  }
  for (const [what, raw] of Object.entries(cases)) {
    for (let tries = 0; tries < 2; tries += 1)
      t.match(await handIn(gateway, raw), { status: 400, body: { code: 'invalid' } }, what)
  }
})
