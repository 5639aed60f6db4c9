import t from 'tap'
import { form, pdf } from '../identity/files.ts'
import { type Made, openDesk, refusal } from './desk.ts'

const { service, act, agent, open, onRight, proven, eventTypes } = await openDesk(t)
const forLea = { capacity: 'representative', data_subject: { name: 'Léa Dupont' } }
const mandate = {
  rights: true,
  length: true,
  data: true,
  subject_identity: true,
  representative_identity: true,
  recipient: true,
}
const codesOf = (answer: { body: { warnings: { code: string }[] } }) => answer.body.warnings.map(({ code }) => code)
const accept = (request: Made, more: object = {}) =>
  act(request, 'confirm-authority', { note: 'mandate of 1 March', checklist: mandate, ...more })
const document = async (request: Made, kind: string): Promise<string> => {
  const { body, headers } = form({ kind }, { name: 'proof.pdf', content: pdf() })
  return (await agent('POST', `/v1/requests/${request.id}/documents`, body, headers)).body.id
}

t.test('a request shows what the proof must state for its capacity, and what was found stated', async (t) => {
  const request = await open([{ right: 'access' }], forLea)
  const { authority } = (await agent('GET', `/v1/requests/${request.id}`)).body
  t.match(authority, { status: 'unproven', rights: null, valid_until: null, ended: false })
  t.equal(authority.checklist.map(({ item }: { item: string }) => item).join(' '), Object.keys(mandate).join(' '))
  t.match(authority.checklist[0], {
    sentence: 'Le mandat nomme le ou les droits à exercer.',
    source: /^CNIL, délibération n°\s2021-070/,
    stated: null,
  })
  t.match((await accept(request)).body.authority, {
    status: 'accepted',
    rights: [request.rights[0]?.id],
    checklist: Object.keys(mandate).map((item) => ({ item, stated: true })),
  })
  const [accepted] = (await agent('GET', `/v1/requests/${request.id}/events`)).body.data.slice(-1)
  t.match(accepted, { type: 'authority_accepted', details: { stated: Object.keys(mandate), valid_until: null } })
  t.same((await agent('GET', `/v1/requests/${(await open()).id}`)).body.authority.checklist, [])
})

t.test('a checklist that leaves out a required item is refused, and the items are named', async (t) => {
  const request = await open([{ right: 'access' }], forLea)
  const { length: _left, ...partial } = mandate
  t.match(await accept(request, { checklist: { ...partial, recipient: false } }), {
    status: 422,
    body: {
      code: 'authority_incomplete',
      errors: [{ location: 'body.checklist.length' }, { location: 'body.checklist.recipient' }],
    },
  })
  t.match(await accept(request, { checklist: { ...mandate, death: true } }), {
    status: 400,
    body: { code: 'invalid', errors: [{ location: 'body.checklist.death' }] },
  })
  t.equal((await agent('GET', `/v1/requests/${request.id}`)).body.authority.status, 'unproven')
  t.same(await eventTypes(request), ['request_received'])
})

t.test('without a checklist a mandate is accepted as before, and staff is warned of it', async (t) => {
  for (const capacity of ['representative', 'parent']) {
    const request = await open([{ right: 'access' }], { ...forLea, capacity })
    const accepted = await act(request, 'confirm-authority', { note: 'seen' })
    t.match(accepted, { status: 200, body: { authority: { status: 'accepted' } } })
    t.ok(codesOf(accepted).includes('authority_not_itemised'), capacity)
  }
  const request = await open([{ right: 'access' }], forLea)
  await act(request, 'confirm-authority', { note: 'seen' })
  t.notOk(codesOf(await accept(request)).includes('authority_not_itemised'), 'itemised later, the warning goes')
})

t.test('an heir and a designated person prove a death and their quality', async (t) => {
  for (const capacity of ['heir', 'designated_person']) {
    const made = () => open([{ right: 'post_mortem', purpose: 'estate' }], { ...forLea, capacity })
    const request = await made()
    const incomplete = {
      status: 422,
      body: {
        code: 'authority_incomplete',
        errors: [{ location: 'body.checklist.death' }, { location: 'body.checklist.quality' }],
      },
    }
    t.match(await act(request, 'confirm-authority', { note: 'said so' }), incomplete, capacity)
    t.match(await act(request, 'confirm-authority', { note: 'said so', documents: [] }), incomplete, capacity)
    const shown = await act(request, 'confirm-authority', {
      note: 'acte de notoriété',
      documents: [await document(request, 'authority')],
    })
    t.match(shown, { status: 200, body: { authority: { status: 'accepted' } } })
    t.ok(codesOf(shown).includes('authority_not_itemised'))
    const itemised = await act(await made(), 'confirm-authority', {
      note: 'both seen at the desk',
      checklist: { death: true, quality: true },
    })
    t.equal(itemised.status, 200)
    t.notOk(codesOf(itemised).includes('authority_not_itemised'))
  }
})

t.test('a document of another kind proves no authority', async (t) => {
  const request = await open([{ right: 'access' }], forLea)
  const documents = [await document(request, 'authority'), await document(request, 'evidence')]
  t.match(await accept(request, { documents }), {
    status: 422,
    body: { code: 'not_permitted', errors: [{ location: 'body.documents.1' }] },
  })
  t.equal((await accept(request, { documents: documents.slice(0, 1) })).status, 200)
  const elsewhere = await document(await open(), 'authority')
  t.equal((await accept(request, { documents: [elsewhere] })).status, 404)
})

t.test('a mandate holds for the rights it names, and another one may cover more', async (t) => {
  const request = await open([{ right: 'erasure' }, { right: 'rectification' }], forLea)
  await proven(request)
  t.equal((await accept(request, { rights: ['rgt_01m84njqzqf9yt0fjfdxbn095d'] })).status, 404)
  t.same((await accept(request, { rights: [request.rights[0]?.id] })).body.authority.rights, [request.rights[0]?.id])
  t.equal((await onRight(request, 'decide', { outcome: 'granted' })).status, 200)
  t.match((await onRight(request, 'decide', { outcome: 'granted' }, 1)).body, {
    code: 'authority_not_accepted',
    detail: /does not cover/,
  })
  t.equal((await accept(request)).status, 200)
  t.equal((await onRight(request, 'decide', { outcome: 'granted' }, 1)).status, 200)
})

t.test('a right added later is outside of the mandate until one covers it (attack 4)', async (t) => {
  const request = await open([{ right: 'access' }], forLea)
  await proven(request)
  await accept(request)
  const added = await act(request, 'rights', { right: 'erasure', reason: 'on page two' })
  t.match((await onRight(added.body, 'decide', { outcome: 'granted' }, 1)).body, { code: 'authority_not_accepted' })
  await accept(request)
  t.equal((await onRight(added.body, 'decide', { outcome: 'granted' }, 1)).status, 200)
})

t.test('a mandate holds to the end of its last day, in the zone of the organisation', async (t) => {
  const request = await open([{ right: 'erasure' }, { right: 'access' }], forLea)
  await proven(request)
  t.match(await accept(request, { valid_until: '2026-03-01' }), { status: 422, body: { code: 'not_permitted' } })
  t.equal((await accept(request, { valid_until: '2026-03-10' })).body.authority.valid_until, '2026-03-10')
  service.at('2026-03-10T22:59:00Z')
  t.equal((await onRight(request, 'decide', { outcome: 'granted' })).status, 200)
  service.at('2026-03-10T23:00:00Z')
  t.match((await agent('GET', `/v1/requests/${request.id}`)).body.authority, { status: 'accepted', ended: true })
  t.match((await onRight(request, 'decide', { outcome: 'granted' }, 1)).body, {
    code: 'authority_not_accepted',
    detail: /has ended/,
  })
  t.equal((await onRight(request, 'fulfil', { note: 'x', none_to_tell: true })).body.code, 'authority_not_accepted')
  await accept(request, { valid_until: '2026-12-31' })
  t.equal((await onRight(request, 'fulfil', { note: 'x', none_to_tell: true })).status, 200, 'a renewed one holds')
  service.at('2026-03-02T09:00:00Z')
})

t.test('another capacity, or another person, drops the authority and what hung on it', async (t) => {
  const changes = [
    { capacity: 'parent' },
    { data_subject: { name: 'Léo Dupont' } },
    { data_subject: { name: 'Léa Dupont', identifiers: [{ type: 'customer', value: 'C-17' }] } },
    { data_subject: null },
  ]
  for (const change of changes) {
    const request = await open([{ right: 'access' }], forLea)
    await accept(request, { valid_until: '2026-12-31' })
    const corrected = await act(request, 'correct', { ...change, reason: 'misread' })
    t.match(corrected.body.authority, { status: 'unproven', rights: null, valid_until: null })
    t.ok(corrected.body.authority.checklist.every(({ stated }: { stated: unknown }) => stated === null))
    const [event] = (await agent('GET', `/v1/requests/${request.id}/events`)).body.data.slice(-1)
    t.match(event, { type: 'request_corrected', details: { authority: 'unproven' } })
  }
  const same = await open([{ right: 'access' }], forLea)
  await accept(same)
  const kept = await act(same, 'correct', { ...forLea, locale: 'en', reason: 'keyed again' })
  t.equal(kept.body.authority.status, 'accepted', 'what stays the same drops nothing')
})

t.test('a refusal that says something of the person needs the authority, one that says nothing does not', async (t) => {
  const request = await open([{ right: 'erasure' }], forLea)
  await proven(request)
  t.match(await onRight(request, 'decide', refusal), { status: 422, body: { code: 'authority_not_accepted' } })
  const silent = { outcome: 'refused', grounds: ['identity_not_established'], reasons: 'No mandate was shown.' }
  t.match((await onRight(request, 'decide', silent)).body.rights[0], { outcome: 'refused', answered_on: '2026-03-02' })
})

t.test('who writes for themselves about somebody else is granted nothing before that is corrected', async (t) => {
  const request = await open([{ right: 'erasure' }], { data_subject: { name: 'Bo Nilsson' } })
  t.ok(codesOf(await proven(request)).includes('data_subject_is_another'))
  t.match((await onRight(request, 'decide', { outcome: 'granted' })).body, {
    code: 'authority_not_accepted',
    detail: /correct the capacity or the data subject/,
  })
  t.same(codesOf(await act(request, 'correct', { data_subject: { name: 'ÁNA Nilsson' }, reason: 'maiden name' })), [
    'data_subject_named_otherwise',
  ])
  t.equal((await onRight(request, 'decide', { outcome: 'granted' })).status, 200)
})

t.test('a spouse who writes in their own name is told from the person, a second first name is not', async (t) => {
  const written = async (name: string, subject: string) => {
    const request = await open(undefined, {
      requester: { name, email: 'x@example.org' },
      data_subject: { name: subject },
    })
    return codesOf(await agent('GET', `/v1/requests/${request.id}`))
  }
  t.same(await written('Paul Durand', 'Marie Durand'), ['data_subject_named_otherwise'])
  t.same(
    await written('Marie Durand', 'Marie Lefèvre'),
    ['data_subject_named_otherwise'],
    'a birth name looks the same',
  )
  t.same(await written('Marie Durand', 'DURAND, Marie-Anne'), [])
})

t.test('a restriction is lifted by a letter to who has the authority, or told another way', async (t) => {
  const request = await open([{ right: 'restriction' }], forLea)
  await proven(request)
  await accept(request)
  await onRight(request, 'decide', { outcome: 'granted' })
  await onRight(request, 'fulfil', { note: 'frozen', none_to_tell: true })
  await act(request, 'reject-authority', { note: 'revoked' })
  const lift = { on: '2026-04-01', reasons: 'The data are accurate.' }
  t.match(await onRight(request, 'lift', lift), { status: 422, body: { code: 'authority_not_accepted' } })
  const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
  t.equal((await onRight(request, 'lift', { ...lift, told })).status, 200)
})
