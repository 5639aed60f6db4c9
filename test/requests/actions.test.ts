import t from 'tap'
import { openDesk, refusal } from './desk.ts'

const { service, agent, dpo, open, act, onRight, proven } = await openDesk(t)

t.test('correct: receipt moves the clock, a changed address drops the proof and the old one is told', async (t) => {
  const request = await open()
  await proven(request)
  const received = await act(request, 'correct', { received_on: '2026-02-27', reason: 'stamp misread' })
  t.match(received.body, { received_on: '2026-02-27', due_on: '2026-03-27', identity: { status: 'proven' } })
  const moved = await act(request, 'correct', {
    requester: { name: 'Ana', email: 'ana@other.example' },
    reason: 'typo',
  })
  t.match(moved.body, { identity: { status: 'unproven', level: 'none' }, requester: { email: 'ana@other.example' } })
  const letters = await agent('GET', `/v1/requests/${request.id}/letters`)
  t.ok(letters.body.data.some((letter: { type: string }) => letter.type === 'contact_changed'))
  t.equal((await agent('GET', '/v1/requests?email=ana%40other.example')).body.data.length, 1)
})

t.test('correct: another person’s name drops the proof, a spelling does not', async (t) => {
  const request = await open()
  const { email } = (await proven(request)).body.requester
  const named = (name: string) => act(request, 'correct', { requester: { name, email }, reason: 'misread' })
  t.match((await named('ÁNA')).body.identity, { status: 'proven' })
  t.match((await named('Bea Martin')).body.identity, { status: 'unproven', level: 'none' })
})

t.test('cancel lapses what is unanswered; reopen restores exactly that', async (t) => {
  const request = await open([{ right: 'erasure' }, { right: 'access' }])
  await onRight(request, 'decide', refusal)
  const cancelled = await act(request, 'cancel', { reason: 'by telephone' })
  t.match(cancelled.body, { closed_reason: 'cancelled', rights: [{ status: 'decided' }, { status: 'lapsed' }] })
  const reopened = await act(request, 'reopen', { reason: 'mistake' })
  t.match(reopened.body, {
    status: 'in_progress',
    closed_reason: null,
    rights: [{ status: 'decided' }, { status: 'pending' }],
  })
})

t.test('close for want of identity refuses every pending right; reopen takes it back, ask included', async (t) => {
  const request = await open([{ right: 'access' }, { right: 'erasure' }])
  await act(request, 'ask-identity', { doubt: 'x', question: 'y', accepted_methods: ['document'] })
  const closed = await act(request, 'close', { reason: 'identity_not_established' })
  t.match(closed.body, {
    status: 'closed',
    clock_state: 'stopped',
    rights: [{ outcome: 'refused', grounds: ['identity_not_established'] }, { outcome: 'refused' }],
  })
  const reopened = await act(request, 'reopen', { reason: 'proof arrived' })
  t.match(reopened.body, {
    status: 'awaiting_requester',
    clock_state: 'paused',
    rights: [{ status: 'pending' }, { status: 'pending' }],
  })
  const withdrawal = await open([{ right: 'withdrawal' }, { right: 'access' }])
  t.equal((await act(withdrawal, 'close', { reason: 'identity_not_established' })).body.code, 'right_needs_no_identity')
})

t.test('close: completed needs every answer; a duplicate needs its original', async (t) => {
  const request = await open()
  t.equal((await act(request, 'close', { reason: 'completed' })).status, 422)
  t.equal((await act(request, 'close', { reason: 'duplicate' })).status, 400)
  t.equal((await act(request, 'close', { reason: 'duplicate', duplicate_of: request.id })).status, 422)
  const original = await open()
  const closed = await act(request, 'close', { reason: 'duplicate', duplicate_of: original.id })
  t.match(closed.body, { closed_reason: 'duplicate', duplicate_of: original.id, rights: [{ status: 'lapsed' }] })
})

t.test('by post, told is when it is posted', async (t) => {
  const request = await open([{ right: 'erasure' }], {
    channel: 'post',
    requester: { name: 'Ana', postal_address: '1 rue X, Paris' },
  })
  const decided = await onRight(request, 'decide', refusal)
  t.match(decided.body, { clock_state: 'running', rights: [{ status: 'decided', answered_at: null }] })
  const letter = (await agent('GET', `/v1/requests/${request.id}/letters`)).body.data[0]
  t.match(letter, { by: 'post', state: 'queued', type: 'decision' })
  service.at('2026-03-05T09:00:00Z')
  t.equal((await agent('POST', `/v1/letters/${letter.id}/record-posted`, { posted_on: '2026-03-04' })).status, 200)
  const read = await agent('GET', `/v1/requests/${request.id}`)
  t.match(read.body, { clock_state: 'stopped', rights: [{ answered_on: '2026-03-04', answered_in_time: true }] })
  service.at('2026-03-02T09:00:00Z')
})

t.test('no address to tell the person at is 422, and nothing is half done', async (t) => {
  const request = await open([{ right: 'erasure' }], { channel: 'phone', requester: { name: 'Ana' } })
  const before = await agent('GET', `/v1/requests/${request.id}`)
  const refused = await onRight(request, 'decide', refusal)
  t.equal(refused.body.code, 'no_address')
  t.same((await agent('GET', `/v1/requests/${request.id}`)).body, before.body)
  for (const at of ['2026-03-02T08:59:59Z', '2026-03-02T10:00:00Z']) {
    t.equal((await onRight(request, 'decide', { ...refusal, told: { by: 'other', at } })).status, 400, `told at ${at}`)
  }
  t.equal((await onRight(request, 'decide', { ...refusal, told: { by: 'other' } })).status, 400)
  const told = await onRight(request, 'decide', { ...refusal, told: { by: 'other', at: '2026-03-02T09:00:00Z' } })
  t.match(told.body.rights[0], { answered_at: '2026-03-02T09:00:00Z' })
})

t.test('two at once: one wins, the other is told', async (t) => {
  const request = await open()
  const answers = await Promise.all([1, 2, 3, 4].map(() => onRight(request, 'decide', refusal)))
  t.same(answers.map(({ status }) => status).sort(), [200, 409, 409, 409])
  const stale = await dpo('POST', `/v1/requests/${request.id}/close`, { reason: 'completed' }, { 'if-match': '"1"' })
  t.equal(stale.status, 412)
  t.equal(stale.body.code, 'version_mismatch')
  const { headers } = await agent('GET', `/v1/requests/${request.id}`)
  const closed = await dpo(
    'POST',
    `/v1/requests/${request.id}/close`,
    { reason: 'completed' },
    { 'if-match': String(headers.etag) },
  )
  t.equal(closed.status, 200)
})

t.test('patch: assignment and references move no status; null removes', async (t) => {
  const request = await open()
  const patched = await agent('PATCH', `/v1/requests/${request.id}`, {
    assignee: 'a@acme.example',
    metadata: { ticket: 7 },
  })
  t.match(patched.body, { status: 'received', assignee: 'a@acme.example', metadata: { ticket: 7 }, version: 2 })
  t.match((await agent('PATCH', `/v1/requests/${request.id}`, { assignee: null })).body, { assignee: null })
  t.equal((await agent('PATCH', `/v1/requests/${request.id}`, { status: 'closed' })).status, 400)
})

t.test('the history of a request is one unbroken chain, and the feed holds it in order', async (t) => {
  const request = await open()
  await proven(request)
  await onRight(request, 'decide', { outcome: 'granted' })
  const { body } = await agent('GET', `/v1/requests/${request.id}/events?limit=100`)
  t.same(
    body.data.map((event: { sequence: number }) => event.sequence),
    body.data.map((_: unknown, index: number) => index + 1),
  )
  for (const [index, event] of body.data.entries()) {
    t.equal(event.previous_hash, index === 0 ? null : body.data[index - 1].hash)
  }
  const feed: { id: string; request_id: string }[] = []
  let after = ''
  for (;;) {
    const page = await agent('GET', `/v1/events?limit=50${after}`)
    feed.push(...page.body.data)
    if (!page.body.has_more) break
    after = `&after=${page.body.data.at(-1).id}`
  }
  t.equal(new Set(feed.map((event) => event.id)).size, feed.length, 'nothing twice')
  t.same(
    feed.filter((event) => event.request_id === request.id).map((event) => event.id),
    body.data.map((event: { id: string }) => event.id),
  )
})

t.test('a letter of which only the day is known can be worked on the same morning', async (t) => {
  service.at('2026-03-02T06:00:00Z')
  t.teardown(() => service.at('2026-03-02T09:00:00Z'))
  const request = await open([{ right: 'access' }], { received_at: undefined, received_on: '2026-03-02' })
  t.match(request, { received_at: '2026-03-02T11:00:00Z' })
  const told = { by: 'other', at: '2026-03-02T05:30:00Z' }
  t.equal((await act(request, 'acknowledge', { told })).status, 200)
  t.match((await proven(request)).body, { identity: { level: 'verified' } })
  t.equal((await act(request, 'ask-clarification', { question: 'Which?', large_volume: false })).status, 200)
  const answer = (at: string) => act(request, 'record-answer', { answered_at: at, sufficient: true })
  t.equal((await answer('2026-03-01T22:59:00Z')).status, 400, 'the day before, in Paris')
  t.equal((await answer('2026-03-02T05:45:00Z')).status, 200)
})

t.test('a closed request is patched no more', async (t) => {
  const request = await open()
  await act(request, 'cancel')
  const patched = await agent('PATCH', `/v1/requests/${request.id}`, { assignee: 'ada@example.org' })
  t.match(patched, { status: 409, body: { code: 'action_not_allowed', allowed_actions: ['reopen'] } })
})
