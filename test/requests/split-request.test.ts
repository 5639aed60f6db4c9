import fc from 'fast-check'
import t from 'tap'
import { verifyBundle } from '../../src/evidence/verify.ts'
import { sampled } from '../support/sampled.ts'
import type { Answer } from '../support/service.ts'
import { type Made, openDesk } from './desk.ts'

const { service, acme, act, agent, dpo, open, onRight, proven, eventTypes } = await openDesk(t)
const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
const two = [{ right: 'access', scope: 'All of it' }, { right: 'erasure' }]
const read = (request: { id: string }) => must(agent('GET', `/v1/requests/${request.id}`))
const split = (request: Made, at: readonly number[], more: object = {}) =>
  act(request, 'split', { rights: at.map((place) => request.rights[place]?.id), reason: 'Two teams.', ...more })
const verified = async (request: { id: string }) => {
  const answer = await agent('GET', `/v1/requests/${request.id}/evidence`)
  return verifyBundle(answer.raw.toString()).ok
}
const events = async (request: { id: string }) =>
  (await must(agent('GET', `/v1/requests/${request.id}/events?limit=100`))).data

t.test('the rights named move to a request of their own, which keeps the receipt of the letter', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const request = await open(two, {
    channel: 'post',
    received_at: undefined,
    received_on: '2026-02-25',
    requester: { name: 'Ana Kos', email: 'ana@example.org', postal_address: '3 rue des Lilas' },
    data_subject: { name: 'Ana Kos', identifiers: [{ type: 'customer', value: 'K-17' }] },
    message: 'Two things at once.',
    locale: 'fr',
    metadata: { box: 7 },
    assignee: 'ada@example.org',
    external_reference: 'T-1',
  })
  await must(proven(request))
  const before = await read(request)
  const answer = await split(request, [1])
  t.equal(answer.status, 201)
  const { body: made, headers } = answer
  t.match(headers, { location: `/v1/requests/${made.id}`, etag: '"1"' })
  const after = await read(request)
  t.not(made.reference, before.reference)
  t.same(
    after.rights.map(({ id }: { id: string }) => id),
    [request.rights[0]?.id],
  )
  t.same(made.rights, [before.rights[1]], 'the right as it was, under its own id')
  for (const field of [
    'channel',
    'received_at',
    'received_on',
    'requester',
    'data_subject',
    'capacity',
    'message',
    'locale',
    'reply_by',
    'identity',
    'authority',
    'metadata',
    'assignee',
    'status',
    'due_on',
    'strict_due_on',
    'created_at',
  ])
    t.same(made[field], before[field], field)
  t.equal(made.external_reference, null, 'which is unique')
  t.same(made.related, [{ request: request.id, reference: before.reference, relation: 'split_from' }])
  t.same(after.related, [{ request: made.id, reference: made.reference, relation: 'split_into' }])
  t.same(await read(made), made)
  const [first] = await events(made)
  t.match(first, {
    type: 'request_split_off',
    details: {
      from: request.id,
      reference: made.reference,
      received_on: '2026-02-25',
      rights: [{ id: request.rights[1]?.id, right: 'erasure', due_on: before.rights[1].due_on }],
      reason: 'Two teams.',
    },
  })
  t.match((await events(request)).at(-1), {
    type: 'request_split',
    details: { rights: [request.rights[1]?.id], into: made.id, reason: 'Two teams.' },
  })
  t.ok((await verified(request)) && (await verified(made)))
})

t.test('each half goes to its own end, and the writer follows both behind one mailbox', async (t) => {
  const request = await open(two, { requester: { name: 'Bo Nilsson', email: 'bo@example.org' } })
  const made = await must(split(request, [0]))
  const bo = await acme.person('bo@example.org')
  const mine = (await must(bo('GET', '/v1/me/requests'))).data.map(({ id }: { id: string }) => id)
  t.same(mine.sort(), [request.id, made.id].sort())
  const wrongPlace = `/v1/requests/${request.id}/rights/${made.rights[0].id}/decide`
  t.equal((await dpo('POST', wrongPlace, { outcome: 'granted' })).status, 404)
  await must(proven(made))
  await must(onRight(made, 'decide', { outcome: 'no_data_held', told }))
  await must(act(made, 'close', { reason: 'completed' }))
  t.equal((await read(request)).status, 'in_progress')
  await must(act(request, 'cancel', { told }))
  t.equal((await read(made)).closed_reason, 'completed')
  t.ok((await verified(request)) && (await verified(made)))
})

t.test('an extension and its reasons go with the rights it covers', async (t) => {
  const request = await open([...two, { right: 'rectification' }])
  const erasure = { rights: [request.rights[1]?.id] }
  await must(act(request, 'extend', { ground: 'complexity', reasons: 'Forty systems.', ...erasure, told }))
  const others = { rights: [request.rights[0]?.id, request.rights[2]?.id] }
  await must(act(request, 'extend', { ground: 'number_of_requests', reasons: 'Forty letters.', ...others, told }))
  const made = await must(split(request, [1, 2]))
  t.same(
    made.rights.map(({ due_on }: { due_on: string }) => due_on),
    ['2026-06-02', '2026-06-02'],
  )
  t.match([made.extended, (await read(request)).extended], [true, true])
  const again = await act(made, 'extend', { ground: 'complexity', reasons: 'Again.', told })
  t.match(again, { status: 422, body: { code: 'already_extended' } })
  const alone = await must(split(made, [0]))
  t.match([alone.extended, (await read(made)).extended], [true, true])
})

t.test('what is under way keeps a letter whole', async (t) => {
  const untold = await open(two)
  await must(act(untold, 'extend', { ground: 'complexity', reasons: 'Forty systems.', told: { by: 'email' } }))
  t.match(await split(untold, [0]), { status: 422, body: { code: 'not_permitted' } })
  const asked = await open(two)
  const question = { doubt: 'unknown', question: 'Which contract?', accepted_methods: ['known_facts'], told }
  await must(act(asked, 'ask-identity', question))
  const refused = await split(asked, [0])
  t.match(refused, { status: 409, body: { code: 'action_not_allowed' } })
  t.notOk(refused.body.allowed_actions.includes('split'))
  const decided = await open(two)
  await must(proven(decided))
  await must(onRight(decided, 'decide', { outcome: 'granted', told }))
  t.match(await split(decided, [0]), { status: 422, body: { code: 'not_permitted' } })
  t.equal((await split(decided, [1])).status, 201, 'the pending one may go')
  const one = await open()
  t.equal((await split(one, [0])).status, 409)
  const whole = await open(two)
  t.match(await split(whole, [0, 1]), { status: 422, body: { code: 'not_permitted' } })
  const foreign = { rights: [one.rights[0]?.id] }
  t.match(await split(whole, [0], foreign), { status: 404 })
  t.match(await act(whole, 'split', { rights: [], reason: 'x' }), { status: 400 })
  const place = `/v1/requests/${whole.id}/split`
  const body = { rights: [whole.rights[0]?.id], reason: 'Two teams.' }
  t.equal((await agent('POST', place, body)).status, 403)
  t.equal((await dpo('POST', place, body, { 'if-match': '"7"' })).status, 412)
  t.same((await read(whole)).rights.length, 2, 'and nothing has changed')
  await must(act(whole, 'cancel', { told }))
  t.equal((await split(whole, [0])).status, 409)
})

t.test('a hold stands on both, a mandate covers what it covered, an objection to marketing moves along', async (t) => {
  const objection = { right: 'objection', direct_marketing: true }
  const request = await open([objection, { right: 'access' }], {
    requester: { name: 'Cy Moe', email: 'cy@example.org' },
  })
  await must(act(request, 'hold', { reason: 'An action is pending.' }))
  const made = await must(split(request, [0]))
  t.match(made.hold, { reason: 'An action is pending.' })
  const suppressed = async () =>
    (await must(dpo('POST', '/v1/suppressions/check', { email: 'cy@example.org' }))).suppressed
  t.equal(await suppressed(), true)
  await must(act(request, 'cancel', { told }))
  t.equal(await suppressed(), true, 'the letter gave up the access alone')
  await must(act(made, 'cancel', { told }))
  t.equal(await suppressed(), false)

  const parent = await open(two, { capacity: 'parent', data_subject: { name: 'Léa' } })
  const rights = [parent.rights[1]?.id]
  await must(act(parent, 'confirm-authority', { note: 'livret de famille', rights }))
  t.match((await must(split(parent, [1]))).authority, { status: 'accepted', rights })
  const other = await open(two, { capacity: 'parent', data_subject: { name: 'Léa' } })
  await must(act(other, 'confirm-authority', { note: 'livret de famille', rights: [other.rights[1]?.id] }))
  t.match((await must(split(other, [0]))).authority, { status: 'accepted', rights: [] }, 'it never covered this one')
})

t.test('whoever consented to marketing since is not silenced by a split, nor anybody let go', async (t) => {
  const objection = { right: 'objection', direct_marketing: true }
  const suppressed = async (email: string) => (await must(dpo('POST', '/v1/suppressions/check', { email }))).suppressed
  const consented = await open([objection, { right: 'access' }], { requester: { name: 'Di', email: 'di@example.org' } })
  const consent = { email: 'di@example.org', consented_on: '2026-03-02', reason: 'Double opt-in.' }
  await must(dpo('POST', '/v1/suppressions/lift', consent))
  await must(split(consented, [0]))
  t.equal(await suppressed('di@example.org'), false, 'the consent goes along')

  const both = await open([objection, objection, { right: 'access' }], {
    requester: { name: 'El', email: 'el@example.org' },
  })
  const half = await must(split(both, [0]))
  await must(onRight(both, 'drop', { reason: 'Said twice.' }, 1))
  t.equal(await suppressed('el@example.org'), true, 'each half objects by itself')
  await must(onRight(half, 'drop', { reason: 'Not meant.' }))
  t.equal(await suppressed('el@example.org'), false)
})

t.test('the mailbox that a person has moved on from stays theirs in both halves', async (t) => {
  const objection = { right: 'objection', direct_marketing: true }
  const request = await open([objection, { right: 'restriction' }, { right: 'access' }], {
    requester: { name: 'Eva Moe', email: 'eva@example.org' },
  })
  const eva = await acme.person('eva@example.org')
  const { verification } = await must(eva('POST', '/v1/me/contact', { email: 'eva@new.example' }))
  const code = service.code(verification.id)
  await must(eva('POST', '/v1/me/contact/redeem', { verification: verification.id, code }))
  const made = await must(split(request, [0, 1]))
  const check = async (what: string, email: string) => must(dpo('POST', `/v1/${what}/check`, { email }))
  t.match(await check('suppressions', 'eva@example.org'), { suppressed: true })
  t.match(await check('suppressions', 'eva@new.example'), { suppressed: true })
  await must(proven(made))
  await must(onRight(made, 'decide', { outcome: 'granted' }, 1))
  await must(onRight(made, 'fulfil', { note: 'suspended', none_to_tell: true }, 1))
  t.match(await check('restrictions', 'eva@example.org'), { restricted: true })
  t.match(await check('restrictions', 'eva@new.example'), { restricted: true })
  await must(onRight(made, 'drop', { reason: 'Not meant.' }))
  t.match(await check('suppressions', 'eva@example.org'), { suppressed: false })
})

t.test(
  'a question that is printed and not posted keeps a letter whole: its pause would begin in one half alone',
  async (t) => {
    const request = await open(two, {
      requester: { name: 'Fay', email: 'fay@example.org', postal_address: '3 rue des Lilas, 75011 Paris' },
    })
    const question = { doubt: 'unknown', question: 'Which contract?', accepted_methods: ['known_facts'] }
    await must(act(request, 'ask-identity', { ...question, told: { by: 'post' } }))
    await must(act(request, 'reject-identity', { reason: 'Another contract.', told }))
    t.match(await split(request, [0]), { status: 422, body: { code: 'not_permitted' } })
    const letters = (await must(agent('GET', `/v1/requests/${request.id}/letters?limit=100`))).data
    const printed = letters.find(({ type }: { type: string }) => type === 'identity_question')
    await must(agent('POST', `/v1/letters/${printed.id}/record-posted`, { posted_on: '2026-03-02' }))
    const made = await must(split(request, [0]))
    t.match([made.clock_state, (await read(request)).clock_state], ['paused', 'paused'])
  },
)

t.test('a right of which recipients were told stays with the letter that told it', async (t) => {
  const request = await open(two)
  await must(proven(request))
  await must(onRight(request, 'decide', { outcome: 'granted' }, 1))
  const recipients = [{ name: 'CRM Ltd', told_at: '2026-03-02T09:00:00Z' }]
  await must(onRight(request, 'fulfil', { note: 'erased', recipients }, 1))
  await must(onRight(request, 'revise', { reason: 'More was found.' }, 1))
  t.match(await split(request, [1]), { status: 422, body: { code: 'not_permitted' } })
  t.equal((await split(request, [0])).status, 201)
})

t.test('parts of one letter are not proposed as duplicates of each other', async (t) => {
  const erasures = [
    { right: 'erasure', scope: 'The shop' },
    { right: 'erasure', scope: 'The club' },
    { right: 'erasure', scope: 'The blog' },
  ]
  const request = await open(erasures, { requester: { name: 'Gus Halden', email: 'gus@example.org' } })
  const made = await must(split(request, [1]))
  const third = await must(split(request, [2]))
  const again = await open(erasures, { requester: { name: 'Gus Halden', email: 'gus@example.org' } })
  const duplicates = async ({ id }: { id: string }) =>
    (await must(agent('GET', `/v1/requests/${id}/duplicates`))).data.map((each: { request: string }) => each.request)
  for (const part of [request, made, third]) t.same(await duplicates(part), [again.id])
  t.equal((await duplicates(again)).length, 3)
})

t.test('ten splits at once of one letter of two rights are one', async (t) => {
  const request = await open(two)
  const answers = await Promise.all(Array.from({ length: 10 }, () => split(request, [1])))
  t.same(answers.map(({ status }) => status).sort(), [201, ...Array.from({ length: 9 }, () => 409)])
  t.equal((await read(request)).related.length, 1)
  t.equal((await eventTypes(request)).filter((type) => type === 'request_split').length, 1)
})

const invoked = fc.array(
  fc.constantFrom<object>(
    { right: 'access' },
    { right: 'access', health_data: 'recent' },
    { right: 'erasure' },
    { right: 'restriction' },
    { right: 'withdrawal' },
    { right: 'objection', direct_marketing: true },
    { right: 'portability' },
  ),
  { minLength: 2, maxLength: 5 },
)
const past = fc.record({
  receivedOn: fc.constantFrom('2026-01-31', '2026-02-10', '2026-02-27'),
  asked: fc.option(fc.constantFrom('2026-03-03T09:00:00Z', '2026-03-06T09:00:00Z')),
  extended: fc.boolean(),
  picks: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
})

t.test('whatever was asked, answered and extended before, no due date of any right moves', async (t) => {
  const check = async (
    rights: object[],
    {
      receivedOn,
      asked,
      extended,
      picks,
    }: { receivedOn: string; asked: string | null; extended: boolean; picks: boolean[] },
  ) => {
    service.at('2026-03-02T09:00:00Z')
    const request = await open(rights, { channel: 'post', received_at: undefined, received_on: receivedOn })
    if (asked !== null) {
      const question = { doubt: 'unknown', question: 'Which contract?', accepted_methods: ['known_facts'], told }
      const hasAsked = (await act(request, 'ask-identity', question)).status === 200
      service.at(asked)
      if (hasAsked) await must(proven(request))
    }
    // Refused where nothing of it can be extended, or its first month is over: as good a past as any.
    if (extended)
      await act(request, 'extend', {
        ground: 'complexity',
        reasons: 'Forty systems.',
        told: { by: 'other', at: '2026-03-02T09:00:00Z' },
      })
    const moved = request.rights.flatMap((_, at) => (picks[at] === true ? [at] : []))
    const clocks = async (...of: { id: string }[]) => {
      const read = await Promise.all(
        of.map(async (each) => (await must(agent('GET', `/v1/requests/${each.id}/clock`))).rights),
      )
      return read.flat().sort((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1))
    }
    const before = await clocks(request)
    const answer = await split(request, moved)
    if (moved.length === 0 || moved.length === rights.length) return answer.status === (moved.length === 0 ? 400 : 422)
    const after = await clocks(request, answer.body)
    return (
      answer.status === 201 &&
      JSON.stringify(after) === JSON.stringify(before) &&
      (await verified(request)) &&
      (await verified(answer.body))
    )
  }
  await fc.assert(fc.asyncProperty(invoked, past, check), sampled(100))
  t.pass()
})
