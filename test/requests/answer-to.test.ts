import t from 'tap'
import { exportDesk, type OpenRequest } from '../exports/support.ts'
import { storedLetters } from '../letters/stored-letters.ts'
import { runAs } from '../support/database.ts'
import { type Answer, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const writer = await acme.person('ana@example.org')
const { superuser } = service.database
const letters = storedLetters(service, acme)

const forLea = { capacity: 'representative', data_subject: { name: 'Léa Dupont' } }
const checklist = {
  rights: true,
  length: true,
  data: true,
  subject_identity: true,
  representative_identity: true,
  recipient: true,
}
const act = (request: OpenRequest, action: string, body: object = {}) =>
  desk.dpo('POST', `/v1/requests/${request.id}/${action}`, body)
const onRight = (request: OpenRequest, action: string, body: object, position = 0) =>
  act(request, `rights/${request.rights[position]?.id}/${action}`, body)
const confirm = (request: OpenRequest, contact?: object, more: object = {}) =>
  act(request, 'confirm-authority', {
    note: 'mandate of 1 March',
    checklist,
    ...(contact === undefined ? {} : { answer_to: 'data_subject', contact }),
    ...more,
  })
const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
const prove = (request: OpenRequest) =>
  must(act(request, 'confirm-identity', { method: 'in_person', note: 'was here' }))

const addressed = async (request: OpenRequest) => (await letters(request)).map(({ type, to }) => `${type} ${to}`)

t.test('the answer goes to the person whom the mandate names, and who wrote is told that it did', async (t) => {
  const request = await desk.open([{ right: 'access' }, { right: 'erasure' }, { right: 'rectification' }], forLea)
  await prove(request)
  const confirmed = await confirm(request, { email: 'lea@example.org' })
  t.match(confirmed.body.authority, { answer_to: 'data_subject', contact: { email: 'lea@example.org' } })
  await must(act(request, 'ask-clarification', { question: 'Which account?', large_volume: false }))
  await must(onRight(request, 'decide', { outcome: 'granted' }))
  await must(onRight(request, 'decide', { outcome: 'granted' }, 1))
  await must(onRight(request, 'fulfil', { note: 'erased', none_to_tell: true }, 1))
  const refused = { outcome: 'refused', grounds: ['accurate_data'], reasons: 'The address is right.' }
  await must(onRight(request, 'decide', refused, 2))
  await desk.put(request.id, 'crm', [desk.record])
  await must(desk.release(request.id, await desk.ready(request.id)))
  t.same(await addressed(request), [
    'clarification_question ana@example.org',
    'decision lea@example.org',
    'decision lea@example.org',
    'fulfilment lea@example.org',
    'answered_to_person ana@example.org',
    'decision lea@example.org',
    'answered_to_person ana@example.org',
    'export_ready lea@example.org',
    'answered_to_person ana@example.org',
  ])
  const [, decision, , , note] = await letters(request)
  t.match(decision?.text, /Bonjour Léa Dupont,.*présentée en votre nom/s)
  t.match(note?.text, /directement à la\s+personne concernée.*Effacement de vos données.*pas le contenu/s)
  t.notMatch(note?.text, /Léa|accept|effacées/, 'it says whose request, and nothing of the answer')
})

t.test('the person signs in with a code and has the answer; who wrote has it not', async (t) => {
  const request = await desk.open([{ right: 'access' }], forLea)
  await prove(request)
  await confirm(request, { email: 'lea.two@example.org' })
  await must(onRight(request, 'decide', { outcome: 'granted' }))
  await desk.put(request.id, 'crm', [desk.record])
  const exp = await desk.ready(request.id)
  await must(desk.release(request.id, exp))
  const own = `/v1/me/requests/${request.id}`

  const lea = await acme.person('Lea.Two@example.org')
  t.match((await lea('GET', own)).body, {
    reference: request.reference,
    rights: [{ status: 'fulfilled', outcome: 'granted' }],
    asks: [],
    allowed_actions: [],
  })
  t.same(
    (await lea('GET', '/v1/me/requests')).body.data.map(({ id }: { id: string }) => id),
    [request.id],
  )
  t.match((await lea('GET', `${own}/exports`)).body.data, [{ id: exp }])
  t.equal((await lea('POST', `${own}/exports/${exp}/download`)).status, 200)
  for (const [method, path, body] of [
    ['GET', 'messages', undefined],
    ['POST', 'messages', { text: 'mine' }],
    ['GET', 'documents', undefined],
    ['POST', 'cancel', {}],
  ] as const) {
    t.equal((await lea(method, `${own}/${path}`, body)).status, 404, `${path} is the part of who wrote`)
  }

  t.match((await writer('GET', own)).body.rights, [{ status: 'decided', outcome: null, reasons: null }])
  t.same((await writer('GET', `${own}/exports`)).body.data, [])
  t.equal((await writer('POST', `${own}/exports/${exp}/download`)).status, 404)
  t.equal((await (await acme.person('mallory@example.org'))('GET', own)).status, 404)

  await must(act(request, 'reject-authority', { note: 'forged' }))
  t.equal((await lea('GET', own)).status, 404, 'a rejected mandate names nobody')
  t.equal((await lea('POST', `${own}/exports/${exp}/download`)).status, 404)
  t.same((await lea('GET', '/v1/me/requests')).body.data, [])
  t.match((await addressed(request)).at(-1), 'authority_rejected ana@example.org')
})

t.test('the end of a mandate ends what is released on it, not what the person was given', async (t) => {
  const request = await desk.open([{ right: 'access' }], forLea)
  await prove(request)
  await confirm(request, { email: 'lea@example.org' }, { valid_until: '2026-03-05' })
  await must(onRight(request, 'decide', { outcome: 'granted' }))
  await desk.put(request.id, 'crm', [desk.record])
  const exp = await desk.ready(request.id)
  await must(desk.release(request.id, exp))
  service.at('2026-03-06T09:00:00Z')
  const lea = await acme.person('lea@example.org')
  t.equal((await lea('POST', `/v1/me/requests/${request.id}/exports/${exp}/download`)).status, 200)
  t.equal((await desk.release(request.id, exp)).body.code, 'authority_not_accepted')
  service.at('2026-03-02T09:00:00Z')
})

t.test('a person without a mailbox is answered on paper, told at the posting', async (t) => {
  const request = await desk.open([{ right: 'erasure' }], forLea)
  await prove(request)
  await confirm(request, { postal_address: '1 rue Haute, Lyon' })
  await must(onRight(request, 'decide', { outcome: 'granted' }))
  const done = await must(onRight(request, 'fulfil', { note: 'erased', none_to_tell: true }))
  t.equal(done.rights[0].answered_on, null)
  t.same(await addressed(request), [
    'decision 1 rue Haute, Lyon',
    'fulfilment 1 rue Haute, Lyon',
    'answered_to_person ana@example.org',
  ])
  const [, fulfilment] = await letters(request)
  await must(desk.agent('POST', `/v1/letters/${fulfilment?.id}/record-posted`, { posted_on: '2026-03-02' }))
  t.equal((await desk.agent('GET', `/v1/requests/${request.id}`)).body.rights[0].answered_on, '2026-03-02')
  t.equal(
    (await onRight(await fulfillable(), 'fulfil', { note: 'x', none_to_tell: true, told: { by: 'email' } })).body.code,
    'no_address',
  )
})

async function fulfillable(): Promise<OpenRequest> {
  const request = await desk.open([{ right: 'erasure' }], forLea)
  await prove(request)
  await confirm(request, { postal_address: '1 rue Haute, Lyon' })
  await must(onRight(request, 'decide', { outcome: 'granted' }))
  return request
}

t.test('who may be named, and where', async (t) => {
  const request = await desk.open([{ right: 'access' }], {
    ...forLea,
    requester: { name: 'Ana', email: 'ana@example.org', postal_address: '3 rue des Lilas, Paris' },
  })
  t.equal((await confirm(request, undefined, { answer_to: 'data_subject' })).status, 400)
  t.equal((await confirm(request, undefined, { contact: { email: 'lea@example.org' } })).status, 400)
  t.equal((await confirm(request, {})).status, 400)
  for (const contact of [{ email: 'ANA@example.org' }, { postal_address: '3, rue des lilas – Paris' }]) {
    t.match(await confirm(request, contact), { status: 422, body: { code: 'not_permitted' } }, 'it is the writer’s own')
  }
  const nameless = await desk.open([{ right: 'access' }], { capacity: 'representative' })
  t.match(await confirm(nameless, { email: 'lea@example.org' }), {
    status: 422,
    body: { code: 'not_permitted', detail: /name the data subject/ },
  })
  const heir = await desk.open([{ right: 'post_mortem', purpose: 'estate' }], { ...forLea, capacity: 'heir' })
  t.match(await confirm(heir, { email: 'lea@example.org' }, { checklist: { death: true, quality: true } }), {
    status: 422,
    body: { code: 'not_permitted', detail: /died/ },
  })
  t.equal((await desk.agent('GET', `/v1/requests/${request.id}`)).body.authority.status, 'unproven')
})

t.test('3: the answer moved to another address: the proof falls, the old address is told', async (t) => {
  const moves = [{ email: 'mallory@example.org' }, undefined, { postal_address: '1 rue Basse, Lyon' }]
  for (const to of moves) {
    const request = await desk.open([{ right: 'access' }], forLea)
    await prove(request)
    await confirm(request, { email: 'lea@example.org' })
    await must(onRight(request, 'decide', { outcome: 'granted' }))
    await desk.put(request.id, 'crm', [desk.record])
    const exp = await desk.ready(request.id)
    await must(desk.release(request.id, exp))
    const again = await confirm(request, { email: 'lea@example.org' })
    t.match(again.body.identity, { level: 'verified' }, 'the same address moves nothing')

    const moved = await confirm(request, to)
    t.match(moved.body.identity, { level: 'none' })
    t.equal((await addressed(request)).at(-1), 'contact_changed lea@example.org')
    t.equal((await desk.release(request.id, exp)).body.code, 'identity_level_too_low')
    const download = `/v1/me/requests/${request.id}/exports/${exp}/download`
    const everybody = [writer, await acme.person('mallory@example.org'), await acme.person('lea@example.org')]
    for (const call of everybody) t.equal((await call('POST', download)).status, 404)
  }
  const request = await desk.open([{ right: 'access' }], forLea)
  await prove(request)
  t.match((await confirm(request, { email: 'lea@example.org' })).body.identity, { level: 'verified' }, 'first named')
})

t.test('an answer sent again goes to where the person is answered now', async (t) => {
  const request = await desk.open([{ right: 'erasure' }], forLea)
  await prove(request)
  await confirm(request)
  await must(onRight(request, 'decide', { outcome: 'granted' }))
  await runAs(superuser, `update habeas.letters set state = 'sent', due_at = null`, [])
  const [decision] = await letters(request)
  t.equal(decision?.to, 'ana@example.org')
  await confirm(request, { email: 'lea@example.org' })
  await must(desk.agent('POST', `/v1/letters/${decision?.id}/resend`))
  t.equal((await letters(request))[0]?.to, 'lea@example.org')
  await runAs(superuser, `update habeas.letters set state = 'sent', due_at = null`, [])
  await confirm(request, { postal_address: '1 rue Haute, Lyon' })
  t.equal((await desk.agent('POST', `/v1/letters/${decision?.id}/resend`)).body.code, 'no_address')
})

t.test('what was released about one person is not fetched once the request is about another', async (t) => {
  const request = await desk.open([{ right: 'access' }], forLea)
  await prove(request)
  await confirm(request)
  await must(onRight(request, 'decide', { outcome: 'granted' }))
  await desk.put(request.id, 'crm', [desk.record])
  const exp = await desk.ready(request.id)
  await must(desk.release(request.id, exp))
  const download = `/v1/me/requests/${request.id}/exports/${exp}/download`
  t.equal((await writer('POST', download)).status, 200)
  await must(act(request, 'correct', { data_subject: { name: 'Léo Dupont' }, reason: 'misread' }))
  await must(confirm(request))
  t.equal((await writer('POST', download)).status, 404, 'a mandate of Léo opens nothing of Léa')
  t.match(await desk.release(request.id, exp), { status: 409, body: { code: 'export_not_ready' } })
  const anew = await desk.ready(request.id)
  await must(desk.release(request.id, anew))
  t.equal((await writer('POST', `/v1/me/requests/${request.id}/exports/${anew}/download`)).status, 200)
})

t.test('why a restriction is lifted is told to the person, and not left in the thread of who wrote', async (t) => {
  const request = await desk.open([{ right: 'restriction' }], forLea)
  await prove(request)
  await confirm(request, { email: 'lea@example.org' })
  await must(onRight(request, 'decide', { outcome: 'granted' }))
  await must(onRight(request, 'fulfil', { note: 'frozen', none_to_tell: true }))
  await must(onRight(request, 'lift', { on: '2026-04-01', reasons: 'The data are accurate.' }))
  t.equal((await addressed(request)).at(-1), 'restriction_lifted lea@example.org')
  const own = `/v1/me/requests/${request.id}`
  const lea = await acme.person('lea@example.org')
  t.match((await lea('GET', own)).body.rights, [{ lifted: { on: '2026-04-01', reasons: 'The data are accurate.' } }])
  t.notOk('lifted' in (await writer('GET', own)).body.rights[0])
  t.same((await writer('GET', `${own}/messages`)).body.data, [])
})

t.test(
  'an answer on paper that is taken back before it is posted takes along the word of it to who wrote',
  async (t) => {
    const byPost = {
      requester: { name: 'Ana Roy', postal_address: '2 rue Basse, Paris' },
      reply_by: 'post',
      channel: 'post',
    }
    const request = await desk.open([{ right: 'rectification' }], { ...forLea, ...byPost })
    await prove(request)
    await must(confirm(request, { postal_address: '1 rue Haute, Paris' }))
    const refused = { outcome: 'refused', grounds: ['accurate_data'], reasons: 'The address is right.' }
    await must(onRight(request, 'decide', refused))
    await must(onRight(request, 'revise', { reason: 'Read again.' }))
    const { data } = await must(desk.dpo('GET', `/v1/requests/${request.id}/letters`))
    t.same(
      data.map(({ type, state }: { type: string; state: string }) => `${type} ${state}`),
      ['decision withdrawn', 'answered_to_person withdrawn'],
    )
  },
)
