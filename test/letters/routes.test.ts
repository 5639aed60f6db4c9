import t from 'tap'
import { deliverLetters } from '../../src/letters/deliver-letters.ts'
import { MailFailure, type MailTransport, smtpTransport } from '../../src/platform/mail/transport.ts'
import { startMailServer } from '../support/mail.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')
const auditor = await acme.client('auditor')

/** A request answered by post, or by e-mail. */
async function opened(by: 'post' | 'email', right: object = { right: 'withdrawal' }) {
  const made = await agent('POST', '/v1/requests', {
    channel: 'phone',
    received_at: '2026-03-02T09:00:00Z',
    reply_by: by,
    requester: {
      name: 'Zoé Łukasiewicz',
      ...(by === 'post' ? { postal_address: '3 rue des Lilas\n75011 Paris' } : { email: 'zoe@example.net' }),
    },
    rights: [right],
  })
  t.equal(made.status, 201)
  return made.body
}

async function lettersOf(request: { id: string }) {
  const { body } = await auditor('GET', `/v1/requests/${request.id}/letters`)
  return body.data
}

async function acknowledged(by: 'post' | 'email') {
  const request = await opened(by)
  t.equal((await agent('POST', `/v1/requests/${request.id}/acknowledge`, {})).status, 200)
  const [letter] = await lettersOf(request)
  return { request, letter }
}

/** Sends what is due through this transport, and stops when it has been tried. */
async function deliver(transport: MailTransport, tried: Promise<unknown>) {
  const errors: unknown[] = []
  const worker = deliverLetters(service.deps, {
    transport,
    from: 'no-reply@acme.example',
    onError: (error) => errors.push(error),
  })
  worker.start()
  await tried
  await worker.stop()
  t.same(errors, [])
}

t.test('a letter shows what became of it, and not what is in it', async (t) => {
  const { request, letter } = await acknowledged('email')
  t.match(letter, {
    id: /^ltr_[0-9a-z]{26}$/,
    object: 'letter',
    request_id: request.id,
    type: 'acknowledgement',
    by: 'email',
    locale: 'fr',
    state: 'queued',
    subject: `Votre demande ${request.reference}\u00a0: accusé de réception`,
    created_at: /^2026-03-02T09:00:\d\dZ$/,
    sent_at: null,
    posted_on: null,
    tracking: null,
    message_id: /^<[0-9a-f-]{36}@acme\.example>$/,
    attempts: 0,
    last_error: null,
  })
  t.notMatch(JSON.stringify(letter), /Zoé|zoe@/)
  t.same((await auditor('GET', `/v1/letters/${letter.id}`)).body, letter)

  const server = await startMailServer(t)
  await deliver(smtpTransport(server.url), server.arrival())
  const sent = await auditor('GET', `/v1/letters/${letter.id}`)
  t.match(sent.body, { state: 'sent', sent_at: /^2026-03-02T09:/, attempts: 1 })
})

t.test('the letters of a request are paged, oldest first', async (t) => {
  const request = await opened('post')
  await agent('POST', `/v1/requests/${request.id}/acknowledge`, {})
  await agent('POST', `/v1/requests/${request.id}/ask-clarification`, { question: 'Lequel ?', large_volume: false })
  await agent('POST', `/v1/requests/${request.id}/cancel`, {})
  const first = await auditor('GET', `/v1/requests/${request.id}/letters?limit=2`)
  t.match(first.body, { object: 'list', has_more: true, data: { length: 2 } })
  t.match(first.headers.link, 'rel="next"')
  const second = await auditor('GET', `/v1/requests/${request.id}/letters?limit=2&cursor=${first.body.next_cursor}`)
  t.match(second.body, { has_more: false, data: { length: 1 } })
  t.same(
    [...first.body.data, ...second.body.data].map(({ type }: { type: string }) => type),
    ['acknowledgement', 'clarification_question', 'cancellation'],
  )
  const elsewhere = await opened('post')
  const stolen = await auditor('GET', `/v1/requests/${elsewhere.id}/letters?cursor=${first.body.next_cursor}`)
  t.equal(stolen.status, 400)
})

t.test(
  'a printed letter: the PDF to post, then the day it was posted, which is when the person was told',
  async (t) => {
    const request = await opened('post')
    const [right] = request.rights
    const decided = await dpo('POST', `/v1/requests/${request.id}/rights/${right.id}/decide`, {
      outcome: 'refused',
      grounds: ['no_consent_given'],
      reasons: 'Aucun consentement n’a été recueilli.',
    })
    t.equal(decided.status, 200)
    t.equal(decided.body.rights[0].answered_at, null, 'not told before it is posted')
    const [letter] = await lettersOf(request)
    t.match(letter, { type: 'decision', by: 'post', state: 'queued' })

    const pdf = await auditor('GET', `/v1/letters/${letter.id}/pdf`)
    t.equal(pdf.status, 200)
    t.equal(pdf.headers['content-type'], 'application/pdf')
    t.equal(pdf.headers['content-disposition'], `attachment; filename="${letter.id}.pdf"`)
    t.equal(pdf.raw.subarray(0, 5).toString(), '%PDF-')

    service.at('2026-03-05T08:00:00Z')
    const posted = await agent('POST', `/v1/letters/${letter.id}/record-posted`, {
      posted_on: '2026-03-04',
      tracking: '1A 234',
    })
    t.equal(posted.status, 200)
    t.match(posted.body, { state: 'posted', posted_on: '2026-03-04', tracking: '1A 234' })
    const after = await auditor('GET', `/v1/requests/${request.id}`)
    t.match(after.body.rights[0], {
      answered_at: '2026-03-04T11:00:00Z',
      answered_on: '2026-03-04',
      answered_in_time: true,
    })
    const { body: history } = await auditor('GET', `/v1/requests/${request.id}/events`)
    t.match(
      history.data.filter(({ type }: { type: string }) => ['letter_posted', 'right_answered'].includes(type)),
      [{ type: 'letter_posted', details: { letter: letter.id, on: '2026-03-04' } }, { type: 'right_answered' }],
    )
    const again = await agent('POST', `/v1/letters/${letter.id}/record-posted`, { posted_on: '2026-03-04' })
    t.match(again, { status: 409, body: { code: 'letter_not_postable' } })
    service.at('2026-03-02T09:00:00Z')
  },
)

t.test('posted today before noon, the person is told now and not in the future', async (t) => {
  const request = await opened('post')
  const [right] = request.rights
  await dpo('POST', `/v1/requests/${request.id}/rights/${right.id}/decide`, {
    outcome: 'refused',
    grounds: ['no_consent_given'],
    reasons: 'Aucun.',
  })
  const [letter] = await lettersOf(request)
  const posted = await agent('POST', `/v1/letters/${letter.id}/record-posted`, { posted_on: '2026-03-02' })
  t.equal(posted.status, 200)
  const after = await auditor('GET', `/v1/requests/${request.id}`)
  t.match(after.body.rights[0].answered_at, /^2026-03-02T09:0/)
})

t.test('a letter cannot have been posted tomorrow, nor before it was written', async (t) => {
  const { letter } = await acknowledged('post')
  for (const posted_on of ['2026-03-03', '2026-03-01', '2026-02-30', 'yesterday']) {
    const refused = await agent('POST', `/v1/letters/${letter.id}/record-posted`, { posted_on })
    t.match(refused, { status: 400, body: { code: 'invalid', errors: [{ location: 'body.posted_on' }] } }, posted_on)
  }
  t.match((await auditor('GET', `/v1/letters/${letter.id}`)).body, { state: 'queued', posted_on: null })
})

t.test('an e-mail is not posted, paper is not e-mailed, and what is on its way is not sent again', async (t) => {
  const { letter: mail } = await acknowledged('email')
  const { letter: paper } = await acknowledged('post')
  const posting = await agent('POST', `/v1/letters/${mail.id}/record-posted`, { posted_on: '2026-03-02' })
  t.match(posting, { status: 409, body: { code: 'letter_not_postable' } })
  for (const letter of [mail, paper]) {
    const sending = await agent('POST', `/v1/letters/${letter.id}/resend`)
    t.match(sending, { status: 409, body: { code: 'letter_not_postable' } }, letter.by)
  }
  const server = await startMailServer(t)
  await deliver(smtpTransport(server.url), server.arrival())
})

t.test('a letter that failed is sent again: a new delivery, and its answer is given again', async (t) => {
  const request = await opened('email')
  const [right] = request.rights
  const decided = await dpo('POST', `/v1/requests/${request.id}/rights/${right.id}/decide`, {
    outcome: 'refused',
    grounds: ['no_consent_given'],
    reasons: 'Aucun.',
  })
  t.match(decided.body.rights[0].answered_on, '2026-03-02')
  const [letter] = await lettersOf(request)
  let tried = () => {}
  const trying = new Promise<void>((resolve) => {
    tried = resolve
  })
  const refusing: MailTransport = {
    send: async () => {
      tried()
      throw new MailFailure('550 5.1.1', true)
    },
    close: () => {},
  }
  await deliver(refusing, trying)
  t.match((await auditor('GET', `/v1/letters/${letter.id}`)).body, { state: 'failed', last_error: '550 5.1.1' })
  const failed = await auditor('GET', `/v1/requests/${request.id}`)
  t.equal(failed.body.rights[0].answered_on, null)

  service.at('2026-03-09T10:00:00Z')
  const resent = await agent('POST', `/v1/letters/${letter.id}/resend`)
  t.equal(resent.status, 200)
  t.match(resent.body, { state: 'queued', attempts: 0, last_error: null })
  t.not(resent.body.message_id, letter.message_id)
  const answered = await auditor('GET', `/v1/requests/${request.id}`)
  t.match(answered.body.rights[0], { answered_on: '2026-03-09' })

  const server = await startMailServer(t)
  const arrival = server.arrival(({ mail }) => mail.messageId === resent.body.message_id)
  await deliver(smtpTransport(server.url), arrival)
  t.match((await auditor('GET', `/v1/letters/${letter.id}`)).body, { state: 'sent' })
  const { body: history } = await auditor('GET', `/v1/requests/${request.id}/events`)
  type Told = { type: string; details: { letter?: string } }
  t.same(
    history.data.filter(({ details }: Told) => details.letter === letter.id).map(({ type }: Told) => type),
    ['letter_failed', 'letter_resent', 'letter_sent'],
  )
  service.at('2026-03-02T09:00:00Z')
})

t.test('who may: auditors read, agents act, intake neither; nobody sees another tenant’s', async (t) => {
  const { request, letter } = await acknowledged('post')
  const intake = await acme.client('intake')
  const other = await service.organisation('other')
  const stranger = await other.client('admin')
  const reads = [`/v1/requests/${request.id}/letters`, `/v1/letters/${letter.id}`, `/v1/letters/${letter.id}/pdf`]
  for (const url of reads) {
    t.equal((await auditor('GET', url)).status, 200, url)
    t.equal((await intake('GET', url)).status, 403, url)
    t.equal((await stranger('GET', url)).status, 404, url)
    t.equal((await service.call('GET', url)).status, 401, url)
  }
  const body = { posted_on: '2026-03-02' }
  t.equal((await auditor('POST', `/v1/letters/${letter.id}/record-posted`, body)).status, 403)
  t.equal((await auditor('POST', `/v1/letters/${letter.id}/resend`)).status, 403)
  t.equal((await stranger('POST', `/v1/letters/${letter.id}/record-posted`, body)).status, 404)
  t.equal((await stranger('POST', `/v1/letters/${letter.id}/resend`)).status, 404)
  t.equal((await agent('GET', '/v1/letters/ltr_01h2xcejqtf2nbrexx3vqjhp41')).status, 404)
  t.equal((await agent('GET', '/v1/letters/none')).status, 404)
})

t.test('recorded under one key, a posting happens once', async (t) => {
  const { letter } = await acknowledged('post')
  const record = () =>
    agent(
      'POST',
      `/v1/letters/${letter.id}/record-posted`,
      { posted_on: '2026-03-02' },
      { 'idempotency-key': 'posting-1' },
    )
  const first = await record()
  const second = await record()
  t.equal(first.status, 200)
  t.same(second.body, first.body)
  t.equal(second.headers['idempotent-replayed'], 'true')
})
