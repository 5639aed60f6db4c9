import t from 'tap'
import { openDesk, refusal } from './desk.ts'

const { agent, open, act, onRight, proven, eventTypes } = await openDesk(t)

t.test('a refusal needs a ground that fits, and reasons; it answers the right when told', async (t) => {
  const request = await open()
  const bare = await onRight(request, 'decide', { outcome: 'refused' })
  t.equal(bare.body.code, 'refusal_without_ground')
  const misfit = await onRight(request, 'decide', { ...refusal, grounds: ['accurate_data'] })
  t.equal(misfit.body.code, 'ground_does_not_fit')
  t.match(misfit.body.errors, [{ location: 'body.grounds', message: /: not_controller, .*legal_obligation/ }])
  t.notMatch(misfit.body.errors[0].message, /accurate_data/, 'those that fit, and no other')
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
  const silent = await onRight(request, 'fulfil', { note: 'erased' })
  t.equal(silent.body.code, 'recipients_missing')
  t.match(silent.body.errors, [{ location: 'body.recipients', message: /none_to_tell/ }])
  const both = { note: 'erased', recipients: [{ name: 'Brevo' }], none_to_tell: true }
  t.match(await onRight(request, 'fulfil', both), {
    status: 400,
    body: { errors: [{ location: 'body.none_to_tell' }] },
  })
  t.equal((await onRight(request, 'fulfil', { note: 'erased', recipients: [] })).body.code, 'recipients_missing')
  const done = await onRight(request, 'fulfil', {
    note: 'erased in CRM and newsletter',
    recipients: [
      { name: 'Brevo', told_at: '2026-03-02T08:00:00Z' },
      { name: 'Archive', not_told: 'impossible' },
      { name: 'La Poste' },
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
