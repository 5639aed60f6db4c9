import t from 'tap'
import { form, pdf } from '../identity/files.ts'
import { openDesk } from './desk.ts'

const { service, acme, open, act, dpo } = await openDesk(t)
const asking = { doubt: 'two of this name', question: 'Who?', accepted_methods: ['known_facts', 'document'] }
const told = { by: 'other', at: '2026-03-02T09:00:00Z' }

/** Asked on 2 March, the person answers on the 6th; nobody looks before the 13th. */
async function asked(email: string) {
  service.at('2026-03-02T09:00:00Z')
  const request = await open(undefined, { requester: { name: 'Ana', email } })
  await act(request, 'ask-identity', { ...asking, told })
  service.at('2026-03-06T15:00:00Z')
  return { request, person: await acme.person(email) }
}
const pausesOf = async ({ id }: { id: string }) => (await dpo('GET', `/v1/requests/${id}/clock`)).body.pauses
const confirm = (request: { id: string }, more: object) =>
  act(request, 'confirm-identity', { method: 'known_facts', note: 'contract number compared', ...more })

t.test('the pause ends on the day on which the message or document that proves the identity arrived', async (t) => {
  const first = await asked('ana@example.org')
  const message = await first.person('POST', `/v1/me/requests/${first.request.id}/messages`, { text: 'Contract 17.' })
  const second = await asked('bea@example.org')
  const upload = form({ kind: 'identity' }, { name: 'card.pdf', content: pdf() })
  const document = await second.person(
    'POST',
    `/v1/me/requests/${second.request.id}/documents`,
    upload.body,
    upload.headers,
  )
  service.at('2026-03-13T09:00:00Z')
  t.match(await confirm(first.request, { in_reply_to: message.body.id }), {
    status: 200,
    body: { clock_state: 'running' },
  })
  t.match(await pausesOf(first.request), [{ from: '2026-03-02', until: '2026-03-06' }])
  t.equal((await confirm(second.request, { method: 'document', in_reply_to: document.body.id })).status, 200)
  t.match(
    await pausesOf(second.request),
    [{ from: '2026-03-02', until: '2026-03-06' }],
    'though its content is deleted',
  )
})

t.test('it is a message or document of this person, and stands alone', async (t) => {
  const { request } = await asked('cleo@example.org')
  const other = await asked('dora@example.org')
  const foreign = await other.person('POST', `/v1/me/requests/${other.request.id}/messages`, { text: 'Contract 18.' })
  const own = await dpo('POST', `/v1/requests/${request.id}/messages`, { text: 'We wait.' })
  const letter = form({ kind: 'letter' }, { name: 'question.pdf', content: pdf() })
  const ours = await dpo('POST', `/v1/requests/${request.id}/documents`, letter.body, letter.headers)
  for (const id of [
    foreign.body.id,
    own.body.id,
    ours.body.id,
    'msg_01h2xcejqtf2nbrexx3vqjhp41',
    'doc_01h2xcejqtf2nbrexx3vqjhp41',
  ]) {
    t.match(await confirm(request, { in_reply_to: id }), { status: 404, body: { code: 'not_found' } }, id)
  }
  const both = { in_reply_to: foreign.body.id, answered_at: '2026-03-06T15:00:00Z' }
  t.match(await confirm(other.request, both), { status: 400, body: { errors: [{ location: 'body.in_reply_to' }] } })
  t.equal((await dpo('GET', `/v1/requests/${request.id}`)).body.identity.status, 'asked')
})

t.test(
  'what came in before the receipt of the request is no answer to it, and the refusal names the field that was given',
  async (t) => {
    const { request, person } = await asked('finn@example.org')
    const message = await person('POST', `/v1/me/requests/${request.id}/messages`, { text: 'Contract 19.' })
    service.at('2026-03-13T09:00:00Z')
    await act(request, 'correct', { received_at: '2026-03-10T09:00:00Z', reason: 'the wrong letter' })
    for (const [given, location] of [
      [{ in_reply_to: message.body.id }, 'body.in_reply_to'],
      [{ answered_at: '2026-03-06T15:00:00Z' }, 'body.answered_at'],
    ] as const) {
      t.match(await confirm(request, given), { status: 400, body: { errors: [{ location }] } })
    }
  },
)

t.test('a redeemed code answers a question that lists it, by itself, and ends its pause that day', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const [request, other] = [
    await open(undefined, { requester: { name: 'Eva', email: 'eva@example.org' } }),
    await open(undefined, { requester: { name: 'Eva', email: 'eva@example.org' } }),
  ]
  await act(request, 'ask-identity', { ...asking, accepted_methods: ['mailbox_code'], told })
  await act(other, 'ask-identity', { ...asking, told })
  service.at('2026-03-09T09:00:00Z')
  await acme.person('eva@example.org')
  t.match((await dpo('GET', `/v1/requests/${request.id}`)).body, {
    clock_state: 'running',
    status: 'in_progress',
    identity: { level: 'mailbox', needed: 'verified', status: 'unproven' },
  })
  t.match(await pausesOf(request), [{ from: '2026-03-02', until: '2026-03-09' }])
  t.match((await dpo('GET', `/v1/requests/${other.id}`)).body, { clock_state: 'paused', identity: { status: 'asked' } })
})

t.test('who was turned away undoes nothing of it by signing in again', async (t) => {
  const { request } = await asked('mallory@example.org')
  const rejection = { reason: 'The birth date does not fit.', told: { ...told, at: '2026-03-06T15:00:00Z' } }
  const turnedAway = { identity: { status: 'rejected' }, status: 'in_progress', clock_state: 'paused' }
  t.match((await act(request, 'reject-identity', rejection)).body, turnedAway)
  await acme.person('mallory@example.org')
  t.match((await dpo('GET', `/v1/requests/${request.id}`)).body, {
    ...turnedAway,
    identity: { status: 'rejected', level: 'mailbox' },
  })
})
