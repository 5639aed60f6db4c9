import t from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { publicNames } from '../support/public-names.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { endpoint, transmissionDesk } from '../transmissions/support.ts'

const receiver = await testReceiver(t)
const { rules, receiversOwn, leadTo } = publicNames(receiver)

const service = await testService(t, { outbound: outboundStream(rules) })
service.at('2026-03-02T10:00:00Z')
const acme = await service.organisation('acme')
const desk = await transmissionDesk(service, acme)
const count = async (request: string, type: string) => (await desk.events(request, type)).length

t.test('48: an address of the inside is refused at the door, however it is written', async (t) => {
  const of = await desk.portable()
  const inside = [
    ...[
      'https://127.0.0.1/',
      'https://127.1/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://0/',
      'https://10.0.0.1/',
    ],
    ...[
      'https://169.254.169.254/latest/meta-data/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[fe80::1]/',
    ],
    ...['https://localhost/', 'https://metadata.google.internal/', 'https://printer.local/', 'https://intranet/'],
    ...['https://user@import.example.net/', 'https://user:password@import.example.net/'],
    ...['http://import.example.net/', 'https://import.example.net:22/', 'https://import.example.net:444/'],
    ...[
      'file:///etc/passwd',
      'gopher://import.example.net/',
      'https://127.0.0.1.:8443/',
      '//import.example.net/',
      'nonsense',
    ],
  ]
  for (const target of inside) {
    const { status, body } = await desk.transmit(of, { endpoint: target })
    t.match([status, body.errors?.[0]?.location], [400, 'body.endpoint'], target)
  }
  t.same(await desk.list(of), [])
  t.equal(await count(of.request.id, 'transmission_asked'), 0)
})

t.test('48: a name that leads inside is not called, and not tried again', async (t) => {
  for (const address of [
    '127.0.0.1',
    '169.254.169.254',
    '10.0.0.7',
    '::1',
    '::ffff:127.0.0.1',
    'fd00::7',
    '64:ff9b::7f00:1',
  ]) {
    const of = await desk.portable()
    const { id } = (await desk.transmit(of)).body
    leadTo([address])
    await desk.attempt(id)
    t.match(await desk.list(of), [{ status: 'failed', last_error: { reason: 'not_allowed' } }], address)
    leadTo([...receiversOwn, address])
    const again = (await desk.transmit(of)).body.id
    await desk.attempt(again)
    t.match((await desk.list(of))[0], { id: again, status: 'failed' }, `${address} among others`)
  }
  t.equal(receiver.received.length, 0)
})

t.test('49: a name that leads elsewhere the second time is looked at the second time', async (t) => {
  receiver.answers(takes(503))
  const of = await desk.portable()
  const { id } = (await desk.transmit(of)).body
  leadTo(receiversOwn)
  await desk.attempt(id)
  t.match(await desk.list(of), [{ status: 'queued', attempts: 1 }])
  t.equal(receiver.received.length, 1)
  leadTo(['127.0.0.1'])
  await desk.attempt(id, 2)
  t.match(await desk.list(of), [{ status: 'failed', last_error: { reason: 'not_allowed' } }])
  t.equal(receiver.received.length, 1)
})

t.test('50: a redirect is final, and nothing is sent where it leads', async (t) => {
  leadTo(receiversOwn)
  const of = await desk.portable()
  for (const status of [301, 302, 303, 307, 308]) {
    const before = receiver.received.length
    receiver.answers(takes(status, { location: 'https://import.example.net:8443/elsewhere' }))
    const { id } = (await desk.transmit(of)).body
    await desk.attempt(id)
    t.match((await desk.list(of))[0], { id, status: 'failed', last_error: { reason: 'status', status } })
    t.same(
      receiver.received.slice(before).map(({ path }) => path),
      [new URL(endpoint).pathname + new URL(endpoint).search],
    )
  }
  t.equal(await count(of.request.id, 'export_transmitted'), 0)
})
