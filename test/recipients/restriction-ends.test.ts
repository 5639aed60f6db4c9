import t from 'tap'
import { watchDeadlines } from '../../src/deadlines/watch.ts'
import { findLetter } from '../../src/letters/store.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { done } from '../attacks/desk.ts'
import { letterFails } from '../letters/failing-letter.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { type Made, recipientDesk } from './support.ts'

const receiver = await testReceiver(t)
const service = await testService(t, { outbound: outboundStream(receiver.rules) })
const desk = await recipientDesk(service, 'acme')
const { agent, dpo } = desk.staff

type Line = { readonly id: string; readonly name: string; readonly about: string; readonly status: string }
const lines = (c: Made): Promise<Line[]> => desk.list(c)
const abouts = async (c: Made) =>
  (await lines(c)).map(({ name, about, status }) => [name, about, status].join(' ')).sort()
const entry = async (c: Made, name: string, about = 'restriction') => {
  const found = (await lines(c)).findLast((each) => each.name === name && each.about === about)
  if (found === undefined) throw new Error(`${name} is not there for ${about}`)
  return found.id
}
const tell = async (c: Made, name: string, by: string, about?: string) =>
  done(desk.on(c, await entry(c, name, about), 'tell', { by }))
const act = (c: Made, action: string, body: object) => dpo('POST', `/v1/requests/${c.id}/${action}`, body)
const lift = (c: Made, on = '2026-03-02') => done(desk.onRight(c, 'lift', { on, reasons: 'Verified.' }))
const letters = async (c: Made) => (await done(agent('GET', `/v1/requests/${c.id}/letters?limit=100`))).data
const post = (letter: string) => done(agent('POST', `/v1/letters/${letter}/record-posted`, { posted_on: '2026-03-02' }))
const at = (day: string) => service.at(`${day}T09:00:00Z`)

const letterText = async (letter: string): Promise<string | undefined> => {
  const id = parseId('ltr', letter)
  const found =
    id && (await service.deps.database.transaction(desk.organisation.id, (tx) => findLetter(tx, service.keyring, id)))
  return found?.detail.text
}

/** A restriction that is carried out: CRM Ltd, Print & Post and Accountants are opened, to be told of it. */
async function restricted(): Promise<Made> {
  const c = await desk.granted({ right: 'restriction' })
  await done(desk.onRight(c, 'fulfil', { note: 'suspended' }))
  return c
}

t.test('a person who gives up a restriction that holds has it told to whoever was told of it', async (t) => {
  const c = await restricted()
  await tell(c, 'CRM Ltd', 'other')
  await done(desk.onRight(c, 'revise', { reason: 'A second account was found.' }))
  await done(act(c, 'cancel', {}))
  t.same(await abouts(c), [
    'Accountants restriction not_needed',
    'CRM Ltd lift open',
    'CRM Ltd restriction told',
    'Print & Post restriction not_needed',
  ])
  t.ok((await desk.warnings(c)).includes('recipients_untold'), 'also of a closed request')
  const [last] = (await letters(c)).slice(-1)
  t.match(await letterText(last.id), /fin\s+à\s+la\s+limitation/, 'the person is told (18(3))')
  t.match((await tell(c, 'CRM Ltd', 'other', 'lift')).status, 'told')
  t.notOk((await desk.warnings(c)).includes('recipients_untold'))

  await done(act(c, 'reopen', { reason: 'They think otherwise.' }))
  t.same(
    await abouts(c),
    ['Accountants restriction open', 'CRM Ltd restriction open', 'Print & Post restriction open'],
    'it goes on: all of them are to know',
  )
})

t.test('an end that waits to be told stands in the digest, also of a closed request', async (t) => {
  const beta = await recipientDesk(service, 'beta')
  const c = await beta.granted({ right: 'restriction' })
  await done(beta.onRight(c, 'fulfil', { note: 'suspended' }))
  const told = (await beta.list(c)) as Line[] // as the helper reads it
  for (const { id } of told) await done(beta.on(c, id, 'tell', { by: 'other' }))
  await done(beta.onRight(c, 'revise', { reason: 'A second account was found.' }))
  await done(beta.staff.dpo('POST', `/v1/requests/${c.id}/cancel`, {}))
  at('2026-03-03')
  await watchDeadlines(service.deps)
  const { data } = await done(beta.staff.dpo('GET', '/v1/events?limit=100'))
  const digest = data.find(({ type }: { type: string }) => type === 'digest_written')
  t.match(digest, { details: { counts: { recipients_untold: 1 } } })
  at('2026-03-02')
})

t.test('who writes for another ends no restriction of theirs without authority', async (t) => {
  const c = await done(
    agent('POST', '/v1/requests', {
      channel: 'web',
      capacity: 'representative',
      requester: { name: 'Maître Roy', email: 'roy@example.org' },
      data_subject: { name: 'Eva Moe' },
      rights: [{ right: 'restriction' }],
    }),
  )
  await done(act(c, 'confirm-identity', { method: 'in_person', note: 'was here' }))
  await done(act(c, 'confirm-authority', { note: 'The mandate names both.' }))
  await done(desk.onRight(c, 'decide', { outcome: 'granted' }))
  await done(desk.onRight(c, 'fulfil', { note: 'suspended', none_to_tell: true }))
  await done(desk.onRight(c, 'revise', { reason: 'A second account was found.' }))
  await done(act(c, 'reject-authority', { note: 'It was withdrawn.' }))
  t.match(await act(c, 'cancel', {}), { status: 422, body: { code: 'authority_not_accepted' } })
  const roy = await desk.organisation.person('roy@example.org')
  t.match(await roy('POST', `/v1/me/requests/${c.id}/cancel`), {
    status: 422,
    body: { code: 'authority_not_accepted' },
  })
  at('2026-03-03')
  const told = { by: 'other', at: '2026-03-03T08:00:00Z' }
  t.match(await act(c, 'cancel', { told }), { status: 200 }, 'staff has told the person')
  at('2026-03-02')
})

t.test('a request refused as a whole ends a restriction once the letter that says so is out', async (t) => {
  const c = await restricted()
  await tell(c, 'CRM Ltd', 'other')
  await done(desk.onRight(c, 'revise', { reason: 'Wrong company.' }))
  await done(act(c, 'close', { reason: 'not_controller' }))
  t.same(await abouts(c), [
    'Accountants restriction not_needed',
    'CRM Ltd lift open',
    'CRM Ltd restriction told',
    'Print & Post restriction not_needed',
  ])
  await done(act(c, 'reopen', { reason: 'It was ours.' }))
  t.same(await abouts(c), ['Accountants restriction open', 'CRM Ltd restriction told', 'Print & Post restriction open'])
})

t.test('a refusal of a whole request by post ends it on a closed request, once it is posted', async (t) => {
  const c = await restricted()
  await tell(c, 'CRM Ltd', 'other')
  await done(desk.onRight(c, 'revise', { reason: 'Who writes is not who was there.' }))
  await done(
    act(c, 'correct', {
      requester: { name: 'Zoé Łukasiewicz', email: desk.email, postal_address: '3 rue des Lilas, 75011 Paris' },
      reason: 'The address was missing.',
    }),
  )
  await done(act(c, 'close', { reason: 'identity_not_established', told: { by: 'post' } }))
  const waiting = ['Accountants restriction open', 'CRM Ltd restriction told', 'Print & Post restriction open']
  t.same(await abouts(c), waiting, 'nobody has told the person yet: it holds')
  await post((await letters(c)).findLast(({ type }: { type: string }) => type === 'decision').id)
  t.same(await abouts(c), [
    'Accountants restriction not_needed',
    'CRM Ltd lift open',
    'CRM Ltd restriction told',
    'Print & Post restriction not_needed',
  ])
  t.match((await tell(c, 'CRM Ltd', 'email', 'lift')).status, 'told')
})

t.test('who was not told of a restriction when it is lifted waits for nothing any more', async (t) => {
  const c = await restricted()
  await lift(c)
  t.same(await abouts(c), [
    'Accountants restriction not_needed',
    'CRM Ltd restriction not_needed',
    'Print & Post restriction not_needed',
  ])
  t.notOk((await desk.warnings(c)).includes('recipients_untold'))
  t.match(await desk.events(c, 'recipients_not_needed'), [
    { details: { names: ['CRM Ltd', 'Print & Post', 'Accountants'] } },
  ])
  const crm = await entry(c, 'CRM Ltd')
  const refused = { status: 409, body: { code: 'action_not_allowed' } }
  t.match(await desk.on(c, crm, 'tell', { by: 'other' }), refused)
  t.match(await desk.on(c, crm, 'mark', { not_told: 'impossible', reason: 'x' }), refused)

  const letter = (await letters(c)).findLast(({ type }: { type: string }) => type === 'restriction_lifted')
  await letterFails(desk, c.id, letter.id)
  t.same(
    await abouts(c),
    ['Accountants restriction open', 'CRM Ltd restriction open', 'Print & Post restriction open'],
    'the person was not reached: it holds, and they are to be told',
  )
})

t.test('until the last day of a restriction its recipients are to be told of it; from then on not', async (t) => {
  const c = await restricted()
  await lift(c, '2026-03-05')
  t.same(await abouts(c), ['Accountants restriction open', 'CRM Ltd restriction open', 'Print & Post restriction open'])
  at('2026-03-04')
  await watchDeadlines(service.deps)
  t.match(await abouts(c), ['Accountants restriction open'], 'the day before')
  await tell(c, 'CRM Ltd', 'other')
  at('2026-03-05')
  await watchDeadlines(service.deps)
  t.same(await abouts(c), [
    'Accountants restriction not_needed',
    'CRM Ltd lift open',
    'CRM Ltd restriction told',
    'Print & Post restriction not_needed',
  ])
  at('2026-03-02')
})

t.test('no letter says that a restriction has ended before its last day; a notice names that day', async (t) => {
  receiver.answers(takes(204))
  const c = await restricted()
  for (const name of ['CRM Ltd', 'Print & Post']) await tell(c, name, 'other')
  await lift(c, '2026-03-05')
  const [crm, print] = [await entry(c, 'CRM Ltd', 'lift'), await entry(c, 'Print & Post', 'lift')]
  const early = { status: 422, body: { code: 'not_permitted', detail: /2026-03-05/ } }
  t.match(await desk.on(c, crm, 'tell', { by: 'email' }), early)
  t.match(await desk.on(c, print, 'tell', { by: 'post' }), early)
  await done(desk.on(c, crm, 'tell', { by: 'webhook' }))
  await desk.attempt(c, crm)
  t.match(JSON.parse(receiver.received.at(-1)?.body.toString() ?? ''), { data: { ends_on: '2026-03-05' } })
  at('2026-03-05')
  t.match(await desk.on(c, print, 'tell', { by: 'post' }), { status: 200, body: { opened_on: '2026-03-05' } })
  at('2026-03-02')
})

t.test('a notice under way when it ends is followed by that of the end; one that fails, by none', async (t) => {
  receiver.answers(takes(204))
  const c = await restricted()
  await tell(c, 'CRM Ltd', 'webhook')
  await tell(c, 'Print & Post', 'post')
  await lift(c)
  const underWay = [
    'Accountants restriction not_needed',
    'CRM Ltd restriction under_way',
    'Print & Post restriction under_way',
  ]
  t.same(await abouts(c), underWay)
  await desk.attempt(c, await entry(c, 'CRM Ltd'))
  t.same(await abouts(c), [underWay[0], 'CRM Ltd lift open', 'CRM Ltd restriction told', underWay[2]])
  const types = () => receiver.received.map(({ body }) => JSON.parse(body.toString()).type)
  await tell(c, 'CRM Ltd', 'webhook', 'lift')
  await desk.attempt(c, await entry(c, 'CRM Ltd', 'lift'))
  t.same(types().slice(-2), ['recipient.restriction', 'recipient.lift'])

  const away = await restricted()
  await tell(away, 'CRM Ltd', 'webhook')
  await lift(away)
  receiver.answers(takes(410))
  await desk.attempt(away, await entry(away, 'CRM Ltd'))
  t.match(await abouts(away), ['Accountants restriction not_needed', 'CRM Ltd restriction not_needed'])
})

t.test(
  'whose letter of a restriction comes back after its end is told of neither, until it is sent again',
  async (t) => {
    const c = await restricted()
    const { letter } = await tell(c, 'CRM Ltd', 'email')
    await lift(c)
    t.match(await abouts(c), ['Accountants restriction not_needed', 'CRM Ltd lift open', 'CRM Ltd restriction told'])
    await letterFails(desk, c.id, letter)
    const spared = ['Accountants', 'CRM Ltd', 'Print & Post'].map((name) => `${name} restriction not_needed`)
    t.same(await abouts(c), spared)
    await done(agent('POST', `/v1/letters/${letter}/resend`))
    t.match(await abouts(c), ['Accountants restriction not_needed', 'CRM Ltd lift open', 'CRM Ltd restriction told'])
  },
)

t.test('who is restricted a second time is told a second time, and of both ends', async (t) => {
  const c = await restricted()
  await tell(c, 'CRM Ltd', 'other')
  await tell(c, 'Print & Post', 'other')
  await lift(c)
  await tell(c, 'CRM Ltd', 'other', 'lift')
  await done(desk.onRight(c, 'revise', { reason: 'It is contested again.' }))
  await done(desk.onRight(c, 'decide', { outcome: 'granted' }))
  await done(desk.onRight(c, 'fulfil', { note: 'suspended again' }))
  t.same(await abouts(c), [
    'Accountants restriction open',
    'CRM Ltd lift told',
    'CRM Ltd restriction open',
    'CRM Ltd restriction told',
    'Print & Post restriction told',
  ])
  await tell(c, 'CRM Ltd', 'other')
  await lift(c)
  t.same(await abouts(c), [
    'Accountants restriction not_needed',
    'CRM Ltd lift open',
    'CRM Ltd lift told',
    'CRM Ltd restriction told',
    'CRM Ltd restriction told',
    'Print & Post lift open',
    'Print & Post restriction told',
  ])
})

t.test('as long as a restriction that is looked at again holds, its recipients are to be told of it', async (t) => {
  const c = await restricted()
  await done(desk.onRight(c, 'revise', { reason: 'A second account was found.' }))
  t.ok((await abouts(c)).every((line) => line.endsWith('restriction open')))
  t.equal((await abouts(c)).length, 3)
  const letter = (await tell(c, 'Print & Post', 'post')).letter
  await post(letter)
  t.match((await abouts(c)).at(-1), 'Print & Post restriction told')
})
