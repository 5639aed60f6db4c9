import t from 'tap'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')

type Made = { id: string; rights: { id: string }[]; version: number }
const open = async (rights: object[] = [{ right: 'erasure' }], more: object = {}): Promise<Made> => {
  const made = await agent('POST', '/v1/requests', {
    channel: 'email',
    received_at: '2026-03-02T09:00:00Z',
    requester: { name: 'Ana', email: 'ana@example.org' },
    rights,
    ...more,
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body
}
const act = (request: { id: string }, action: string, body: object = {}) =>
  dpo('POST', `/v1/requests/${request.id}/${action}`, body)
const onRight = (request: Made, action: string, body: object = {}, position = 0) =>
  act(request, `rights/${request.rights[position]?.id}/${action}`, body)
const proven = async (request: { id: string }) =>
  act(request, 'confirm-identity', { method: 'known_facts', note: 'compared the contract number' })
const eventTypes = async (request: { id: string }): Promise<string[]> =>
  (await agent('GET', `/v1/requests/${request.id}/events?limit=100`)).body.data.map(
    (event: { type: string }) => event.type,
  )
const refusal = { outcome: 'refused', grounds: ['legal_obligation'], reasons: 'Invoices are kept for ten years.' }

t.test('acknowledge: staff has begun, once', async (t) => {
  const request = await open()
  const done = await act(request, 'acknowledge', { assignee: 'desk@acme.example' })
  t.match(done.body, { status: 'in_progress', assignee: 'desk@acme.example', version: 2 })
  t.notOk(done.body.allowed_actions.includes('acknowledge'))
  const again = await act(request, 'acknowledge')
  t.equal(again.status, 409)
  t.equal(again.body.code, 'action_not_allowed')
  t.ok(again.body.allowed_actions.includes('extend'), 'and what is allowed is said')
})

t.test('an identity question pauses from its telling to the answer, and dates move with an event', async (t) => {
  const request = await open([{ right: 'access' }, { right: 'withdrawal' }])
  service.at('2026-03-04T09:00:00Z')
  const asked = await act(request, 'ask-identity', {
    doubt: 'unknown address',
    question: 'Which contract?',
    accepted_methods: ['known_facts'],
  })
  t.match(asked.body, {
    status: 'awaiting_requester',
    clock_state: 'paused',
    due_on: null,
    days_left: null,
    strict_due_on: '2026-04-02',
    identity: { status: 'asked' },
    rights: [{ due_on: null }, { due_on: '2026-04-02', act_by: '2026-03-02' }],
  })
  t.equal(
    (await act(request, 'ask-identity', { doubt: 'x', question: 'y', accepted_methods: ['document'] })).status,
    409,
  )
  service.at('2026-03-16T09:00:00Z')
  const answered = await act(request, 'confirm-identity', {
    method: 'known_facts',
    note: 'matches',
    answered_at: '2026-03-14T18:00:00Z',
  })
  t.match(
    answered.body,
    {
      clock_state: 'running',
      due_on: '2026-04-02',
      identity: { status: 'proven', level: 'verified', method: 'known_facts' },
      rights: [{ due_on: '2026-04-13' }, { due_on: '2026-04-02' }],
    },
    'ten days, from the ask to the day the answer arrived; 12 April is a Sunday',
  )
  const clock = await agent('GET', `/v1/requests/${request.id}/clock`)
  t.match(clock.body, { paused_days: 10, pauses: [{ from: '2026-03-04', until: '2026-03-14' }] })
  t.same(
    (await eventTypes(request)).filter((type) => type === 'deadline_moved').length,
    2,
    'into the pause, and out of it',
  )
  service.at('2026-03-02T09:00:00Z')
})

t.test('a rejected proof leaves the pause open, and a new ask continues it', async (t) => {
  const request = await open([{ right: 'access' }])
  const ask = { doubt: 'unknown', question: 'Who?', accepted_methods: ['document'] }
  await act(request, 'ask-identity', ask)
  const rejected = await act(request, 'reject-identity', { reason: 'Not legible.' })
  t.match(rejected.body, { clock_state: 'paused', identity: { status: 'rejected' }, status: 'in_progress' })
  service.at('2026-03-10T09:00:00Z')
  const again = await act(request, 'ask-identity', ask)
  t.match(again.body, { clock_state: 'paused', identity: { status: 'asked' } })
  const confirmed = await act(request, 'confirm-identity', { method: 'document', note: 'checked' })
  t.equal(confirmed.body.due_on, '2026-04-10', 'one pause of eight days')
  service.at('2026-03-02T09:00:00Z')
})

t.test('a withdrawal needs no identity, so none is asked', async (t) => {
  const request = await open([{ right: 'withdrawal' }])
  const asked = await act(request, 'ask-identity', { doubt: 'x', question: 'y', accepted_methods: ['document'] })
  t.equal(asked.status, 422)
  t.equal(asked.body.code, 'identity_not_needed')
})

t.test('a clarification pauses only for a large volume, and its answer ends it', async (t) => {
  const small = await open([{ right: 'access' }])
  const asked = await act(small, 'ask-clarification', { question: 'Which data?', large_volume: false })
  t.match(asked.body, { status: 'awaiting_requester', clock_state: 'running', due_on: '2026-04-02' })
  const large = await open([{ right: 'access' }])
  t.equal(
    (await act(large, 'ask-clarification', { question: 'Which?', large_volume: true })).body.clock_state,
    'paused',
  )
  service.at('2026-03-09T09:00:00Z')
  t.equal(
    (await act(large, 'record-answer', { answered_at: '2026-03-05T09:00:00Z', sufficient: false })).body.clock_state,
    'paused',
  )
  const done = await act(large, 'record-answer', { answered_at: '2026-03-07T09:00:00Z', sufficient: true })
  t.match(
    done.body,
    { clock_state: 'running', due_on: '2026-04-07', status: 'in_progress' },
    'five days; 6 April is a Monday: Easter',
  )
  t.ok(
    done.body.warnings.some((warning: { code: string }) => warning.code === 'clarification_pause_not_in_national_law'),
  )
  t.equal((await act(large, 'record-answer', { answered_at: '2026-03-07T09:00:00Z', sufficient: true })).status, 409)
  t.equal((await act(small, 'record-answer', { answered_at: '2027-01-01T00:00:00Z', sufficient: true })).status, 400)
  service.at('2026-03-02T09:00:00Z')
})

t.test('an extension: three months from receipt, for the rights it may touch, once', async (t) => {
  const request = await open([{ right: 'access' }, { right: 'withdrawal' }, { right: 'erasure' }])
  const done = await act(request, 'extend', {
    ground: 'complexity',
    reasons: 'Forty systems.',
    rights: [request.rights[0]?.id],
    told: { by: 'other', at: '2026-03-02T09:00:00Z' },
  })
  t.match(done.body, {
    extended: true,
    due_on: '2026-04-02',
    extension: { valid: true, notified_at: '2026-03-02T09:00:00Z' },
    rights: [{ due_on: '2026-06-02' }, { due_on: '2026-04-02' }, { due_on: '2026-04-02' }],
  })
  const again = await act(request, 'extend', { ground: 'complexity', reasons: 'x', rights: [request.rights[0]?.id] })
  t.equal(again.body.code, 'already_extended', 'attack 61: never twice')
  const withdrawal = await act(request, 'extend', {
    ground: 'complexity',
    reasons: 'x',
    rights: [request.rights[1]?.id],
  })
  t.equal(withdrawal.body.code, 'not_extendable')
  t.equal(
    (await act(request, 'extend', { ground: 'complexity', reasons: 'x' })).status,
    200,
    'the third is still open to it',
  )
  t.equal((await act(request, 'extend', { ground: 'complexity', reasons: 'x' })).body.code, 'already_extended')
  const thread = await agent('GET', `/v1/requests/${request.id}/messages`)
  t.match(thread.body.data, [{ author: 'staff', text: 'x' }], 'the reasons wait where the e-mail says')
  service.at('2026-04-03T09:00:00Z')
  const late = await open([{ right: 'access' }])
  t.equal((await act(late, 'extend', { ground: 'complexity', reasons: 'x' })).body.code, 'extension_too_late')
  t.equal(
    (await act(request, 'extend', { ground: 'complexity', reasons: 'x', rights: ['rgt_01kbf3zt8qe5mvhx8e0gq4g5zr'] }))
      .status,
    404,
  )
  service.at('2026-03-02T09:00:00Z')
})

t.test('a refusal needs a ground that fits, and reasons; it answers the right when told', async (t) => {
  const request = await open()
  const bare = await onRight(request, 'decide', { outcome: 'refused' })
  t.equal(bare.body.code, 'refusal_without_ground')
  t.equal(
    (await onRight(request, 'decide', { ...refusal, grounds: ['accurate_data'] })).body.code,
    'ground_does_not_fit',
  )
  t.equal((await onRight(request, 'decide', { ...refusal, reasons: undefined })).body.code, 'refusal_without_ground')
  const done = await onRight(request, 'decide', refusal)
  t.match(done.body, {
    clock_state: 'stopped',
    due_on: null,
    rights: [{ status: 'decided', outcome: 'refused', answered_on: '2026-03-02', answered_in_time: true }],
  })
  t.equal((await onRight(request, 'decide', refusal)).status, 409, 'decided once')
  const closed = await act(request, 'close', { reason: 'completed' })
  t.match(closed.body, { status: 'closed', closed_reason: 'completed', allowed_actions: ['reopen'] })
})

t.test('a grant needs the identity, and is answered by its fulfilment with the recipients (art. 19)', async (t) => {
  const request = await open()
  t.equal((await onRight(request, 'decide', { outcome: 'granted' })).body.code, 'identity_level_too_low')
  await proven(request)
  const decided = await onRight(request, 'decide', { outcome: 'granted' })
  t.match(decided.body.rights[0], { status: 'decided', answered_at: null, allowed_actions: ['fulfil', 'revise'] })
  t.equal((await onRight(request, 'fulfil', { note: 'erased' })).body.code, 'recipients_missing')
  const done = await onRight(request, 'fulfil', {
    note: 'erased in CRM and newsletter',
    recipients: [
      { name: 'Brevo', told_at: '2026-03-02T08:00:00Z' },
      { name: 'Archive', not_told: 'impossible' },
    ],
  })
  t.match(done.body.rights[0], { status: 'fulfilled', answered_on: '2026-03-02', answered_in_time: true })
})

t.test('another’s data needs an accepted authority', async (t) => {
  const request = await open([{ right: 'erasure' }], { capacity: 'parent', data_subject: { name: 'Léa' } })
  await proven(request)
  t.equal((await onRight(request, 'decide', { outcome: 'granted' })).body.code, 'authority_not_accepted')
  t.equal((await onRight(request, 'decide', { outcome: 'no_data_held' })).body.code, 'authority_not_accepted')
  t.match((await act(request, 'reject-authority', { note: 'no proof' })).body, { authority: { status: 'rejected' } })
  t.match((await act(request, 'confirm-authority', { note: 'livret de famille' })).body, {
    authority: { status: 'accepted' },
  })
  t.equal((await onRight(request, 'decide', { outcome: 'granted' })).status, 200)
})

t.test('a mistaken decision is revised; the next letter replaces the former', async (t) => {
  const request = await open()
  await onRight(request, 'decide', refusal)
  const revised = await onRight(request, 'revise', { reason: 'Wrong person’s invoices.' })
  t.match(revised.body, {
    clock_state: 'running',
    due_on: '2026-04-02',
    rights: [{ status: 'pending', outcome: null, grounds: [], reasons: null, answered_at: null }],
  })
  await onRight(request, 'decide', refusal)
  const letters = await agent('GET', `/v1/requests/${request.id}/letters`)
  const decisions = letters.body.data.filter((letter: { type: string }) => letter.type === 'decision')
  t.equal(decisions.length, 2)
  t.ok((await eventTypes(request)).includes('right_revised'))
})

t.test('amend, drop and add: what was keyed wrong is put right', async (t) => {
  const request = await open([{ right: 'erasure', ground: 'a' }, { right: 'access' }])
  const amended = await onRight(request, 'amend', { details: { ground: 'b', scope: 'newsletter' }, reason: 'misread' })
  t.match(amended.body.rights[0], { ground: 'b', scope: 'newsletter' })
  t.equal((await onRight(request, 'amend', { details: { format: 'csv' }, reason: 'x' })).status, 400)
  const dropped = await onRight(request, 'drop', { reason: 'not asked for' }, 1)
  t.match(dropped.body.rights[1], { status: 'lapsed' })
  t.match((await onRight(request, 'revise', { reason: 'asked for after all' }, 1)).body.rights[1], {
    status: 'pending',
  })
  const added = await act(request, 'rights', { right: 'objection', direct_marketing: true, reason: 'on page two' })
  t.match(added.body.rights[2], { right: 'objection', act_by: '2026-03-02', due_on: '2026-04-02' })
})

t.test('a restriction is lifted after the person is told, also on a closed request', async (t) => {
  const request = await open([{ right: 'restriction', ground: 'a' }])
  await proven(request)
  await onRight(request, 'decide', { outcome: 'granted' })
  await onRight(request, 'fulfil', { note: 'suspended', none_to_tell: true })
  await act(request, 'close', { reason: 'completed' })
  t.equal((await onRight(request, 'lift', { on: '2026-03-01', reasons: 'x' })).status, 400, 'not before today')
  const lifted = await onRight(request, 'lift', { on: '2026-03-05', reasons: 'Accuracy was verified.' })
  t.equal(lifted.status, 200)
  t.same(lifted.body.rights[0].allowed_actions, [])
  t.ok((await eventTypes(request)).includes('restriction_lifted'))
})

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
