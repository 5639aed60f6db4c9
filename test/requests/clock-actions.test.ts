import t from 'tap'
import { openDesk } from './desk.ts'

const { service, agent, open, act, eventTypes } = await openDesk(t)

t.test('acknowledge: staff has begun, once', async (t) => {
  const request = await open()
  const bare = await open()
  t.equal((await agent('POST', `/v1/requests/${bare.id}/acknowledge`)).status, 200, 'no body is needed')
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
