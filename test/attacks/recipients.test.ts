import t from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { recipientDesk } from '../recipients/support.ts'
import { publicNames } from '../support/public-names.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'

const receiver = await testReceiver(t)
const { rules, receiversOwn, leadTo } = publicNames(receiver)
const limits = { idleMs: 500, slowest: 1_000_000, longestMs: 60_000 }
const service = await testService(t, { outbound: outboundStream(rules, limits) })
const desk = await recipientDesk(service, 'acme')

t.test('48: an address of the inside is refused at the door, of the call and of the register', async (t) => {
  const { c, rcp } = await desk.erased()
  for (const target of [
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
    'https://user:password@import.example.net/',
    'http://import.example.net/',
    'https://import.example.net:22/',
  ]) {
    t.match(await desk.on(c, rcp, 'tell', { by: 'webhook', endpoint: target }), { status: 400 }, target)
    const register = { recipients: [{ name: 'CRM Ltd', contact: { endpoint: target } }] }
    t.match(await desk.staff.dpo('PUT', '/v1/register', register), { status: 400 }, target)
  }
  t.equal((await desk.waiting(rcp)).length, 0)
})

t.test('48, 49: a name that leads inside, at once or the second time, is not called', async (t) => {
  receiver.answers(takes(503))
  const { c, rcp } = await desk.erased()
  await desk.on(c, rcp, 'tell', { by: 'webhook' })
  leadTo(receiversOwn)
  await desk.attempt(c, rcp)
  t.equal(receiver.received.length, 1)
  leadTo([...receiversOwn, '169.254.169.254'])
  await desk.attempt(c, rcp, 2)
  t.match((await desk.list(c))[0], { status: 'open', last_error: { reason: 'not_allowed' } })
  t.equal(receiver.received.length, 1)
})

t.test('50: a redirect is final, and nothing is sent where it leads', async (t) => {
  leadTo(receiversOwn)
  receiver.answers(takes(307, { location: 'https://import.example.net:8443/elsewhere' }))
  const before = receiver.received.length
  const { c, rcp } = await desk.erased()
  await desk.on(c, rcp, 'tell', { by: 'webhook' })
  await desk.attempt(c, rcp)
  t.match((await desk.list(c))[0], { status: 'open', last_error: { reason: 'status', status: 307 } })
  t.equal(receiver.received.length, before + 1)
})

t.test('32: a recipient that never answers is left after its time, and tried again', async (t) => {
  leadTo(receiversOwn)
  receiver.answers(() => undefined)
  const { c, rcp } = await desk.erased()
  await desk.on(c, rcp, 'tell', { by: 'webhook' })
  await desk.attempt(c, rcp)
  t.match((await desk.list(c))[0], {
    status: 'under_way',
    attempts: 1,
    last_error: { reason: 'timeout', status: null },
  })
})

t.test('67: neither the endpoint nor the person enters a log or the payload of a job', async (t) => {
  leadTo(receiversOwn)
  receiver.answers(takes(500))
  const { c, rcp } = await desk.erased()
  await desk.on(c, rcp, 'tell', { by: 'webhook', known_as: 'Kanarienvogel' })
  await desk.attempt(c, rcp)
  const jobs = JSON.stringify(await desk.waiting(rcp))
  t.notMatch(jobs, /s3cret|Zoé|Kanarienvogel|example/)
  for (const line of service.logged) t.notMatch(line, /s3cret|Zoé|Kanarienvogel/)
})
