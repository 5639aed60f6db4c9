import t from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { done } from '../attacks/desk.ts'
import { letterFails } from '../letters/failing-letter.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { type Made, recipientDesk } from './support.ts'

const receiver = await testReceiver(t)
const service = await testService(t, { outbound: outboundStream(receiver.rules) })
const desk = await recipientDesk(service, 'acme')
const { agent, dpo } = desk.staff
const crm = 'CRM Ltd'
const print = 'Print & Post'

type Line = { readonly id: string; readonly name: string; readonly about: string; readonly status: string }
/** How it stands with a recipient, in the order of the list. */
const standing = async (c: Made, name: string) =>
  ((await desk.list(c)) as Line[]) // as the helper reads it
    .filter((each) => each.name === name)
    .map(({ about, status }) => `${about} ${status}`)
const entry = async (c: Made, name: string, about: string) => {
  const lines: Line[] = await desk.list(c)
  const found = lines.findLast((each) => each.name === name && each.about === about)
  if (found === undefined) throw new Error(`${name} is not there for ${about}`)
  return found.id
}
const tell = async (c: Made, name: string, by: string, about = 'restriction') =>
  done(desk.on(c, await entry(c, name, about), 'tell', { by }))
const act = (c: Made, action: string, body: object) => done(dpo('POST', `/v1/requests/${c.id}/${action}`, body))
const revise = (c: Made) => done(desk.onRight(c, 'revise', { reason: 'A second account was found.' }))
const lift = (c: Made) => done(desk.onRight(c, 'lift', { on: '2026-03-02', reasons: 'Verified.' }))
const post = (letter: string) => done(agent('POST', `/v1/letters/${letter}/record-posted`, { posted_on: '2026-03-02' }))
const toPost = async () =>
  (await done(agent('GET', '/v1/letters?state=queued&by=post&limit=100'))).data.map(({ id }: { id: string }) => id)

/** A restriction that is carried out, and of which this recipient was told. */
async function told(name: string): Promise<Made> {
  const c = await desk.granted({ right: 'restriction' })
  await done(desk.onRight(c, 'fulfil', { note: 'suspended' }))
  await tell(c, name, 'other')
  return c
}

/** It is carried out a second time, after its end. */
async function again(c: Made, body: object = {}): Promise<void> {
  await revise(c)
  await done(desk.onRight(c, 'decide', { outcome: 'granted' }))
  await done(desk.onRight(c, 'fulfil', { note: 'suspended again', ...body }))
}

t.test('paper that tells a recipient of an end is not to be posted once the request is reopened', async (t) => {
  const c = await told(print)
  await revise(c)
  await act(c, 'cancel', {})
  const { letter } = await tell(c, print, 'post', 'lift')
  t.ok((await toPost()).includes(letter))
  await act(c, 'reopen', { reason: 'They think otherwise.' })
  t.notOk((await toPost()).includes(letter))
  t.match(await done(agent('GET', `/v1/letters/${letter}`)), { state: 'withdrawn' })
  t.match(await desk.events(c, 'letter_withdrawn'), [{ details: { letter, type: 'recipient_notice' } }])
  t.same(await standing(c, print), ['restriction open'])
})

t.test('nor once the letter that told the person of the end has come back', async (t) => {
  const c = await told(print)
  await lift(c)
  const { letter } = await tell(c, print, 'post', 'lift')
  const { data } = await done(agent('GET', `/v1/requests/${c.id}/letters?limit=100`))
  await letterFails(desk, c.id, data.find(({ type }: { type: string }) => type === 'restriction_lifted').id)
  t.notOk((await toPost()).includes(letter))
  t.same(await standing(c, print), ['restriction open'])
})

t.test('whom it reaches all the same is told of the restriction again', async (t) => {
  const c = await told(print)
  await revise(c)
  await act(c, 'cancel', {})
  const { letter } = await tell(c, print, 'post', 'lift')
  await act(c, 'reopen', { reason: 'They think otherwise.' })
  await tell(c, print, 'other')
  t.same(await standing(c, print), ['restriction told'])
  const opened = (await desk.events(c, 'recipients_opened')).length
  await post(letter)
  t.same(await standing(c, print), ['restriction open'])
  t.match((await desk.events(c, 'recipients_opened')).slice(opened), [{ details: { names: [print] } }])
  t.ok((await desk.warnings(c)).includes('recipients_untold'))

  await tell(c, print, 'other')
  await act(c, 'cancel', {})
  t.same(await standing(c, print), ['restriction told', 'lift open'], 'and of its end, when that comes')
})

t.test('once it is over, a former notice of its end opens nothing', async (t) => {
  const c = await told(print)
  await revise(c)
  await act(c, 'cancel', {})
  const { letter } = await tell(c, print, 'post', 'lift')
  await act(c, 'reopen', { reason: 'They think otherwise.' })
  await tell(c, print, 'other')
  await act(c, 'cancel', {})
  await post(letter)
  t.same(await standing(c, print), ['restriction told', 'lift open'])
})

t.test('a restriction that is carried out again takes back the paper that tells of its end', async (t) => {
  const c = await told(print)
  await lift(c)
  const { letter } = await tell(c, print, 'post', 'lift')
  await again(c)
  t.notOk((await toPost()).includes(letter))
  t.same(await standing(c, print), ['restriction told', 'restriction open'])
  await tell(c, print, 'other')
  await post(letter)
  t.same(await standing(c, print), ['restriction told', 'restriction open'])

  const none = await told(print)
  await lift(none)
  const { letter: late } = await tell(none, print, 'post', 'lift')
  await again(none, { none_to_tell: true })
  await post(late)
  t.same(await standing(none, print), ['restriction open'], 'also where there was to be none to tell')
})

t.test('and the tries of a notice that tells of it', async (t) => {
  receiver.answers(takes(503))
  const c = await told(crm)
  await lift(c)
  await tell(c, crm, 'webhook', 'lift')
  const notice = await entry(c, crm, 'lift')
  await desk.attempt(c, notice)
  t.same(await standing(c, crm), ['restriction told', 'lift under_way'])
  await again(c)
  receiver.answers(takes(204))
  const before = receiver.received.length
  await desk.attempt(c, notice, 2)
  t.equal(receiver.received.length, before, 'no end is told while it holds')
  t.same(await standing(c, crm), ['restriction told', 'restriction open'], 'and one that came through is made good')
})

t.test('a notice of an end that was on the wire when it was carried out again is made good', async (t) => {
  const c = await told(crm)
  await lift(c)
  await tell(c, crm, 'webhook', 'lift')
  receiver.answers((_request, response) => {
    again(c)
      .then(() => tell(c, crm, 'other'))
      .finally(() => response.writeHead(204).end())
  })
  await desk.attempt(c, await entry(c, crm, 'lift'))
  t.same(await standing(c, crm), ['restriction told', 'restriction open'])
})

t.test('a notice of a former end, sent again while another restriction holds, is made good', async (t) => {
  const c = await told(crm)
  await lift(c)
  const { letter } = await tell(c, crm, 'email', 'lift')
  await again(c)
  await tell(c, crm, 'other')
  await letterFails(desk, c.id, letter)
  await done(agent('POST', `/v1/letters/${letter}/resend`))
  t.same(await standing(c, crm), ['restriction told', 'restriction open'])
})

t.test('who was marked, and hears of a former end after all, is told of the restriction', async (t) => {
  const c = await told(crm)
  await lift(c)
  await done(desk.on(c, await entry(c, crm, 'lift'), 'mark', { not_told: 'impossible', reason: 'No answer.' }))
  await again(c, { none_to_tell: true })
  await tell(c, crm, 'other', 'lift')
  t.same(await standing(c, crm), ['restriction open', 'lift told'])
})
