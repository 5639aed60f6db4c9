import t from 'tap'
import { register } from '../../src/cli/demo/processing.ts'
import { runAs } from '../support/database.ts'
import { openDesk } from './desk.ts'

const { acme, agent, service, dpo, open, onRight, proven } = await openDesk(t)
type Answer = {
  status: number
  body: { code?: string; errors?: { location: string }[]; warnings: { code: string; message: string }[] }
}
const codes = ({ body }: Answer) => body.warnings.map(({ code }) => code)
const places = ({ body }: Answer) => (body.errors ?? []).map(({ location }) => location)
const putRegister = () => dpo('PUT', '/v1/register', register)
const partly = (items: object[]) => ({
  outcome: 'partially_granted',
  grounds: ['legal_obligation'],
  reasons: 'Invoices are kept for ten years.',
  items,
})

t.test('while there is no register, an item is what the decision calls it, and nothing is compared', async (t) => {
  const request = await open()
  await proven(request)
  const decided = await onRight(request, 'decide', {
    outcome: 'granted',
    items: [{ activity: 'the newsletter', legal_basis: 'Art. 6(1)(a)', outcome: 'granted' }],
  })
  t.equal(decided.status, 200)
  t.same(decided.body.rights[0].items, [
    {
      activity: 'the newsletter',
      name: 'the newsletter',
      legal_basis: 'Art. 6(1)(a)',
      outcome: 'granted',
      grounds: [],
    },
  ])
  t.same(codes(decided), [])
})

t.test('an item names an activity of the register', async (t) => {
  await putRegister()
  const request = await open()
  await proven(request)
  const items = [
    { activity: 'newsletter', outcome: 'granted' },
    { activity: 'bookkeeping', outcome: 'granted' },
  ]
  const refused = await onRight(request, 'decide', { outcome: 'granted', items })
  t.match(refused, { status: 422, body: { code: 'unknown_activity' } })
  t.same(places(refused), ['body.items.1.activity'])
})

t.test('the grounds of an item are held to what those of a decision are', async (t) => {
  const request = await open()
  await proven(request)
  const decide = (items: object[], more: object = {}) => onRight(request, 'decide', { ...partly(items), ...more })
  const misfit = await decide([{ activity: 'invoicing', outcome: 'refused', grounds: ['accurate_data'] }])
  t.match(misfit, { status: 422, body: { code: 'ground_does_not_fit' } })
  t.same(places(misfit), ['body.items.0.grounds'])
  const groundOfGrant = await decide([{ activity: 'invoicing', outcome: 'granted', grounds: ['legal_obligation'] }])
  t.equal(groundOfGrant.body.code, 'ground_does_not_fit')
  const without = await decide([{ activity: 'invoicing', outcome: 'refused' }], { outcome: 'granted', grounds: [] })
  t.match(without, { status: 422, body: { code: 'refusal_without_ground' } })
  const own = { activity: 'invoicing', outcome: 'refused', grounds: ['legal_obligation'] }
  const unreasoned = await decide([own], { outcome: 'granted', grounds: [], reasons: undefined })
  t.equal(unreasoned.body.code, 'refusal_without_ground', 'what is refused of it needs its reasons')
  t.equal((await decide([{ activity: 'invoicing', outcome: 'refused' }])).status, 200, 'the ground of the decision')
})

t.test('a decision that follows the register warns of nothing, and is kept by the version it went by', async (t) => {
  const request = await open()
  await proven(request)
  const decided = await onRight(
    request,
    'decide',
    partly([
      { activity: 'newsletter', legal_basis: 'consent', outcome: 'granted' },
      { activity: 'invoicing', outcome: 'refused', grounds: ['legal_obligation'] },
    ]),
  )
  t.same(codes(decided), [])
  t.match(decided.body.rights[0].items, [
    { activity: 'newsletter', name: 'Newsletter', legal_basis: 'consent', outcome: 'granted', grounds: [] },
    { name: 'Invoicing and accounting', legal_basis: null, outcome: 'refused', grounds: ['legal_obligation'] },
  ])
  const events = (await agent('GET', `/v1/requests/${request.id}/events?limit=100`)).body.data
  const event = events.find(({ type }: { type: string }) => type === 'right_decided')
  t.match(event.details, {
    register_version: 1,
    items: [{ activity: 'newsletter' }, { name: 'Invoicing and accounting' }],
  })
  t.notOk('contradictions' in event.details)
})

t.test('a decision against the register is taken, and warned of until it is taken back', async (t) => {
  const request = await open()
  await proven(request)
  const decided = await onRight(request, 'decide', {
    outcome: 'granted',
    items: [
      { activity: 'invoicing', outcome: 'granted' },
      { activity: 'rights_requests', outcome: 'granted' },
      { activity: 'newsletter', legal_basis: 'contract', outcome: 'granted' },
    ],
  })
  t.equal(decided.status, 200)
  t.match(decided.body.warnings, [
    {
      code: 'granted_though_not_applicable',
      message: /effacement.*«\u00a0Invoicing and accounting\u00a0» et «\u00a0Handling rights requests\u00a0»/,
    },
    { code: 'basis_not_of_register', message: /«\u00a0Newsletter\u00a0»/ },
  ])
  const events = (await agent('GET', `/v1/requests/${request.id}/events?limit=100`)).body.data
  t.match(events.find(({ type }: { type: string }) => type === 'right_decided').details, {
    contradictions: ['granted_though_not_applicable', 'basis_not_of_register'],
  })
  const { body: read } = await dpo('GET', `/v1/requests/${request.id}`)
  t.same(read.warnings, decided.body.warnings, 'also when it is read again')
  const revised = await onRight(request, 'revise', { reason: 'The invoices are kept.' })
  t.same(codes(revised), [])
  t.equal(revised.body.rights[0].items, null)
})

t.test('without items a decision is compared with the register as a whole', async (t) => {
  const withdrawal = await open([{ right: 'objection', direct_marketing: false }])
  const refused = await onRight(withdrawal, 'decide', {
    outcome: 'refused',
    grounds: ['basis_not_objectable'],
    reasons: 'It is done under a contract.',
  })
  t.same(codes(refused), [], 'some activities of the register rest on a contract')
  await dpo('PUT', '/v1/register', { activities: [{ key: 'ads', name: 'Ads', legal_basis: 'legitimate_interests' }] })
  const second = await open([{ right: 'objection', direct_marketing: false }])
  const against = await onRight(second, 'decide', {
    outcome: 'refused',
    grounds: ['basis_not_objectable'],
    reasons: 'It is done under a contract.',
  })
  t.match(against.body.warnings, [{ code: 'refused_though_applicable', message: /pour aucun traitement/ }])
  await putRegister()
  t.same(
    codes(await dpo('GET', `/v1/requests/${second.id}`)),
    ['refused_though_applicable'],
    'as the register was then',
  )
})

t.test('the outcome and its items that say two things are warned of', async (t) => {
  const request = await open()
  await proven(request)
  const decided = await onRight(request, 'decide', {
    outcome: 'granted',
    reasons: 'Invoices are kept for ten years.',
    items: [
      { activity: 'newsletter', outcome: 'granted' },
      { activity: 'invoicing', outcome: 'refused', grounds: ['legal_obligation'] },
    ],
  })
  t.match(decided.body.warnings, [{ code: 'items_differ_from_outcome', message: /Invoicing/ }])
})

t.test('the person reads behind their door what was decided for each activity', async (t) => {
  const request = await open()
  const mine = await acme.person('ana@example.org')
  await proven(request)
  const items = [
    { activity: 'newsletter', outcome: 'granted' },
    { activity: 'invoicing', outcome: 'refused', grounds: ['legal_obligation'] },
  ]
  await onRight(request, 'decide', partly(items))
  t.match((await mine('GET', `/v1/me/requests/${request.id}`)).body.rights[0].items, [
    { name: 'Newsletter', outcome: 'granted', reasons: null },
    { name: 'Invoicing and accounting', outcome: 'refused', reasons: /^Une obligation légale.*article\u00a017/ },
  ])
})

t.test('a refusal that must say nothing of whose data it is says nothing of activities either', async (t) => {
  const request = await open(undefined, {
    capacity: 'parent',
    data_subject: { name: 'Léa' },
    requester: { name: 'Bo', email: 'bo@example.org' },
  })
  const mine = await acme.person('bo@example.org')
  await onRight(request, 'decide', {
    outcome: 'refused',
    grounds: ['identity_not_established'],
    reasons: 'No proof came.',
    items: [{ activity: 'newsletter', outcome: 'refused' }],
  })
  const [right] = (await mine('GET', `/v1/me/requests/${request.id}`)).body.rights
  t.match(right, { outcome: 'refused' })
  t.notOk('items' in right)
})

t.test('a register that does not open stops no decision', async (t) => {
  const other = await service.organisation('broken-register')
  await other.admin('PUT', '/v1/register', register)
  await runAs(service.database.superuser, `alter table habeas.register_versions disable trigger all`)
  await runAs(
    service.database.superuser,
    `update habeas.register_versions set content = set_byte(content, length(content) - 1, 255 - get_byte(content, length(content) - 1)) where organisation_id = $1`,
    [other.id],
  )
  t.match((await other.admin('GET', '/v1/register')).body, { code: 'unreadable' })
  const made = await other.admin('POST', '/v1/requests', {
    channel: 'email',
    received_at: '2026-03-02T09:00:00Z',
    requester: { name: 'Ana', email: 'ana@example.org' },
    rights: [{ right: 'erasure' }],
  })
  const { id, rights } = made.body
  const decided = await other.admin('POST', `/v1/requests/${id}/rights/${rights[0].id}/decide`, {
    outcome: 'refused',
    grounds: ['legal_obligation'],
    reasons: 'Invoices are kept for ten years.',
    items: [{ activity: 'invoicing', outcome: 'refused' }],
  })
  t.equal(decided.status, 200)
  t.same(codes(decided), [])
  t.match((await other.admin('GET', `/v1/requests/${id}/assessment`)).body, { code: 'unreadable' })
})
