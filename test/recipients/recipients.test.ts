import t from 'tap'
import { watchDeadlines } from '../../src/deadlines/watch.ts'
import { findLetter } from '../../src/letters/store.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { done } from '../attacks/desk.ts'
import { letterFails } from '../letters/failing-letter.ts'
import { runAs } from '../support/database.ts'
import { testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { recipientDesk } from './support.ts'

const receiver = await testReceiver(t)
const service = await testService(t, { outbound: outboundStream(receiver.rules) })
const desk = await recipientDesk(service, 'acme')
const {
  person,
  staff: { agent },
} = desk

t.test('whoever the register names for the activities concerned is opened when a right is carried out', async (t) => {
  const c = await desk.granted({ right: 'erasure' })
  await done(desk.onRight(c, 'fulfil', { note: 'erased everywhere' }))
  const open = { object: 'recipient', right: c.rights[0]?.id, about: 'erasure', status: 'open', told_at: null }
  t.match(await desk.list(c), [
    {
      ...open,
      name: 'CRM Ltd',
      activities: ['service'],
      contact: { email: 'privacy@crm.example', host: 'import.example.net:8443' },
    },
    { ...open, name: 'Print & Post', contact: { postal_address: '1 rue du Port, 44000 Nantes', host: null } },
  ])
  t.ok((await desk.warnings(c)).includes('recipients_untold'))
  t.match(await desk.events(c, 'recipients_opened'), [{ details: { names: ['CRM Ltd', 'Print & Post'] } }])
})

t.test('those that staff names are recorded as told or not, and the others stay open', async (t) => {
  const c = await desk.granted({ right: 'rectification' })
  const recipients = [
    { name: 'crm ltd ', told_at: '2026-03-02T09:00:00Z' },
    { name: 'A partner', not_told: 'impossible' },
    { name: 'Another' },
  ]
  service.at('2026-03-03T09:00:00Z')
  await done(desk.onRight(c, 'fulfil', { note: 'corrected', recipients }))
  t.match(
    (await desk.list(c)).map(({ name, status }: { name: string; status: string }) => [name, status]),
    [
      ['crm ltd', 'told'],
      ['A partner', 'impossible'],
      ['Another', 'open'],
      ['Print & Post', 'open'],
      ['Accountants', 'open'],
    ],
  )
  service.at('2026-03-02T09:00:00Z')
})

t.test(
  'nobody is opened where staff says that there is none to tell, nor for a right that art. 19 is not about',
  async (t) => {
    const erasure = await desk.granted({ right: 'erasure' })
    await done(desk.onRight(erasure, 'fulfil', { note: 'erased', none_to_tell: true }))
    t.same(await desk.list(erasure), [])
    const objection = await desk.granted({ right: 'objection', direct_marketing: true })
    await done(desk.onRight(objection, 'fulfil', { note: 'stopped' }))
    t.same(await desk.list(objection), [])
    t.notOk((await desk.warnings(erasure)).includes('recipients_untold'))
  },
)

t.test('a decision by activity opens those of what it grants', async (t) => {
  const items = [
    { activity: 'service', outcome: 'refused', grounds: ['legal_claims'] },
    { activity: 'invoicing', outcome: 'granted' },
  ]
  const decision = { outcome: 'partially_granted', grounds: ['legal_claims'], reasons: 'A claim is pending.', items }
  const c = await desk.granted({ right: 'erasure' }, decision)
  await done(desk.onRight(c, 'fulfil', { note: 'erased' }))
  t.match(await desk.list(c), [{ name: 'Accountants' }])
})

t.test('told by e-mail: a letter with the name and the reference, and nothing else of the person', async (t) => {
  const { c, rcp } = await desk.erased()
  const told = await desk.on(c, rcp, 'tell', { by: 'email', known_as: 'K-4711' })
  t.match(told, { status: 200, body: { id: rcp, status: 'told', by: 'letter', letter: String } })
  const { data } = await done(agent('GET', `/v1/requests/${c.id}/letters?limit=100`))
  t.match(data.at(-1), { type: 'recipient_notice', by: 'email' })
  const id = parseId('ltr', told.body.letter)
  const letter =
    id && (await service.deps.database.transaction(desk.organisation.id, (tx) => findLetter(tx, service.keyring, id)))
  t.equal(letter?.detail.to.email, 'privacy@crm.example')
  t.match(letter?.detail.text, /Zoé Łukasiewicz/)
  t.notMatch(letter?.detail.text, /K-4711|zoe@|joins/)
  t.equal(letter?.detail.from.thread, undefined, 'an answer does not join the thread of the person')
  t.match(await desk.on(c, rcp, 'tell', { by: 'email' }), { status: 409, body: { code: 'action_not_allowed' } })
  t.match(await desk.events(c, 'recipient_told'), [{ details: { by: 'letter', name: 'CRM Ltd' } }])
})

t.test('a letter that fails opens them again; sent again, it tells them', async (t) => {
  const { c, rcp } = await desk.erased()
  const { body } = await desk.on(c, rcp, 'tell', { by: 'email' })
  await letterFails(desk, c.id, body.letter)
  t.match((await desk.list(c))[0], { status: 'open', last_error: { reason: 'letter_failed' } })
  await done(agent('POST', `/v1/letters/${body.letter}/resend`))
  t.match((await desk.list(c))[0], { status: 'told', by: 'letter', letter: body.letter })
})

t.test('told by post: once the letter is posted', async (t) => {
  const { c, rcp } = await desk.erased('Print & Post')
  const { body } = await desk.on(c, rcp, 'tell', { by: 'post' })
  t.match(body, { status: 'under_way', by: 'letter', told_at: null })
  t.ok((await desk.warnings(c)).includes('recipients_untold'))
  await done(agent('POST', `/v1/letters/${body.letter}/record-posted`, { posted_on: '2026-03-02' }))
  t.match(
    (await desk.list(c)).find(({ id }: { id: string }) => id === rcp),
    { status: 'told', by: 'letter' },
  )
})

t.test('marked with the reason; nobody is told where no address is known, or in the future', async (t) => {
  const { c, rcp } = await desk.erased('Print & Post')
  t.match(await desk.on(c, rcp, 'tell', { by: 'email' }), { status: 422, body: { code: 'no_address' } })
  t.match(await desk.on(c, rcp, 'tell', { by: 'webhook' }), { status: 422, body: { code: 'no_address' } })
  t.match(await desk.on(c, rcp, 'tell', { by: 'other', at: '2027-01-01T00:00:00Z' }), { status: 400 })
  t.match(await desk.on(c, rcp, 'tell', { by: 'email', at: '2026-03-02T09:00:00Z' }), { status: 400 })
  const marked = await desk.on(c, rcp, 'mark', {
    not_told: 'disproportionate',
    reason: 'Ten thousand copies on paper.',
  })
  t.match(marked, { status: 200, body: { status: 'disproportionate', reason: 'Ten thousand copies on paper.' } })
  t.match(
    await desk.on(c, rcp, 'tell', { by: 'post' }),
    { status: 200, body: { status: 'under_way' } },
    'and told after all',
  )
})

t.test('the person sees who was told, behind their door', async (t) => {
  const { c, rcp } = await desk.erased()
  await done(desk.on(c, rcp, 'tell', { by: 'other' }))
  const [right] = (await done(person('GET', `/v1/me/requests/${c.id}`))).rights
  t.same(right.recipients, [{ name: 'CRM Ltd', status: 'told', told_on: '2026-03-02' }])
})

t.test('who was told of a restriction is told of its end; a decision taken back has told nobody', async (t) => {
  const c = await desk.granted({ right: 'restriction', ground: 'a' })
  await done(desk.onRight(c, 'fulfil', { note: 'suspended' }))
  const [crm] = await desk.list(c)
  await done(desk.on(c, crm.id, 'tell', { by: 'other' }))
  await done(desk.onRight(c, 'lift', { on: '2026-03-09', reasons: 'Verified.' }))
  const lifted = (await desk.list(c)).filter(({ about }: { about: string }) => about === 'lift')
  t.match(lifted, [{ name: 'CRM Ltd', status: 'open' }])
  t.equal(lifted.length, 1, 'and nobody else')
  await done(desk.onRight(c, 'revise', { reason: 'Wrong person.' }))
  t.match(
    await desk.list(c),
    [
      { id: crm.id, about: 'restriction', status: 'told' },
      { name: 'Print & Post', about: 'restriction', status: 'open' },
      { name: 'Accountants', about: 'restriction', status: 'open' },
    ],
    'it goes on, and who knows of it does',
  )
  t.equal((await desk.list(c)).length, 3)
})

t.test(
  'a restriction that is looked at again is told to nobody twice, and its refusal to whoever knows of it',
  async (t) => {
    const c = await desk.granted({ right: 'restriction' })
    await done(desk.onRight(c, 'fulfil', { note: 'suspended' }))
    const [crm] = await desk.list(c)
    await done(desk.on(c, crm.id, 'tell', { by: 'other' }))
    const abouts = async () =>
      (await desk.list(c)).map((each: Record<string, string>) => [each.name, each.about, each.status])
    const before = await abouts()

    await done(desk.onRight(c, 'revise', { reason: 'A second account.' }))
    await done(desk.onRight(c, 'decide', { outcome: 'granted' }))
    await done(desk.onRight(c, 'fulfil', { note: 'suspended there, too' }))
    t.same(await abouts(), before, 'the one who knows as they were, the others still to be told')

    await done(desk.onRight(c, 'revise', { reason: 'The data are accurate.' }))
    const refused = { outcome: 'refused', grounds: ['no_restriction_ground'], reasons: 'They are accurate.' }
    await done(desk.onRight(c, 'decide', refused))
    t.same(await abouts(), [
      ['CRM Ltd', 'restriction', 'told'],
      ['Print & Post', 'restriction', 'not_needed'],
      ['Accountants', 'restriction', 'not_needed'],
      ['CRM Ltd', 'lift', 'open'],
    ])
    const lift = (await desk.list(c)).at(-1)
    await done(desk.on(c, lift.id, 'tell', { by: 'other' }))
    const letters = (await done(desk.staff.agent('GET', `/v1/requests/${c.id}/letters?limit=100`))).data
    const refusal = letters.findLast(({ type }: { type: string }) => type === 'decision')
    await letterFails(desk, c.id, refusal.id)
    const open = ['CRM Ltd', 'Print & Post', 'Accountants'].map((name) => [name, 'restriction', 'open'])
    t.same(await abouts(), open, 'it goes on after all, and they are to know')
  },
)

t.test('a notice of a restriction that arrives after its end opens whoever got it for the end', async (t) => {
  const c = await desk.granted({ right: 'restriction' })
  await done(desk.onRight(c, 'fulfil', { note: 'suspended' }))
  const print = (await desk.list(c)).find(({ name }: { name: string }) => name === 'Print & Post')
  await done(desk.on(c, print.id, 'tell', { by: 'post' }))
  await done(desk.onRight(c, 'lift', { on: '2026-03-09', reasons: 'Verified.' }))
  const lifts = async () => (await desk.list(c)).filter(({ about }: { about: string }) => about === 'lift')
  t.same(await lifts(), [])
  const { letter } = (await desk.list(c)).find(({ id }: { id: string }) => id === print.id)
  await done(desk.staff.agent('POST', `/v1/letters/${letter}/record-posted`, { posted_on: '2026-03-02' }))
  t.match(await lifts(), [{ name: 'Print & Post', status: 'open' }])
})

t.test(
  'open ones are told in the digest, from the working day after they were opened, and go with the case',
  async (t) => {
    const counts = async () =>
      (
        await runAs(
          service.database.superuser,
          `select facts -> 'counts' ->> 'recipients_untold' as count from habeas.events where type = 'digest_written' order by feed_position`,
          [],
        )
      ).map(({ count }) => count)
    service.at('2026-03-02T09:00:00Z')
    await watchDeadlines(service.deps)
    t.notOk((await counts()).some(Boolean), 'opened today')
    service.at('2026-03-03T09:00:00Z')
    await watchDeadlines(service.deps)
    t.ok(Number((await counts()).at(-1)) > 3)
  },
)
