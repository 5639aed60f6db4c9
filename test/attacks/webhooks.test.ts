import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { publicNames } from '../support/public-names.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { toldBy, toolUrl, webhookDesk } from '../webhooks/support.ts'

const receiver = await testReceiver(t)
const { rules, receiversOwn, leadTo } = publicNames(receiver)
const outbound = outboundStream(rules)
const service = await testService(t)
service.at('2026-03-02T10:00:00Z')
const desk = webhookDesk(service, await service.organisation('acme'))
const types = ['request_received']

t.test('48: an address of the inside is refused at the door, however it is written', async (t) => {
  const { id } = await desk.create({ types })
  const inside = [
    ...['https://127.0.0.1/', 'https://127.1/', 'https://0x7f.1/', 'https://2130706433/', 'https://10.0.0.1/'],
    ...['https://169.254.169.254/latest/meta-data/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/'],
    ...['https://localhost/', 'https://metadata.google.internal/', 'https://printer.local/', 'https://intranet/'],
    ...['https://user@import.example.net/', 'https://user:password@import.example.net/'],
    ...['http://import.example.net/', 'https://import.example.net:22/', 'file:///etc/passwd', 'nonsense'],
  ]
  for (const url of inside) {
    for (const answer of [
      await desk.admin('POST', '/v1/webhook-endpoints', { name: 'tool', url }),
      await desk.admin('PATCH', `/v1/webhook-endpoints/${id}`, { url }),
    ]) {
      t.match([answer.status, answer.body.errors?.[0]?.location], [400, 'body.url'], url)
    }
  }
  t.match(await desk.show(id), { url: toolUrl })
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('48: a name that leads inside is not called', async (t) => {
  const { id } = await desk.create({ types })
  for (const address of ['127.0.0.1', '169.254.169.254', '10.0.0.7', '::1', '::ffff:127.0.0.1', 'fd00::7']) {
    for (const addresses of [[address], [...receiversOwn, address]]) {
      leadTo(addresses)
      await desk.open()
      await desk.serve(outbound)
      t.match((await desk.deliveries(id))[0], {
        status: 'queued',
        attempts: 1,
        last_error: 'not_allowed',
        last_status: null,
      })
    }
  }
  t.equal(receiver.received.length, 0)
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('49: a name that leads elsewhere the second time is looked at the second time', async (t) => {
  const { id } = await desk.create({ types })
  receiver.answers(takes(503))
  leadTo(receiversOwn)
  await desk.open()
  await desk.serve(outbound)
  t.equal(receiver.received.length, 1)
  leadTo(['127.0.0.1'])
  await desk.hasten(id)
  await desk.serve(outbound)
  t.match(await desk.deliveries(id), [{ status: 'queued', attempts: 2, last_error: 'not_allowed' }])
  t.equal(receiver.received.length, 1)
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('50: a redirect is a failure, and nothing is sent where it leads', async (t) => {
  const { id } = await desk.create({ types })
  leadTo(receiversOwn)
  for (const status of [301, 302, 303, 307, 308]) {
    const before = receiver.received.length
    receiver.answers(takes(status, { location: 'https://import.example.net:8443/elsewhere' }))
    await desk.open()
    await desk.serve(outbound)
    t.match((await desk.deliveries(id))[0], { status: 'queued', last_error: 'status', last_status: status })
    t.same(
      receiver.received.slice(before).map(({ path }) => path),
      ['/hooks?key=s3cret'],
    )
  }
  await desk.admin('DELETE', `/v1/webhook-endpoints/${id}`)
})

t.test('51: a call altered, of another endpoint, or sent later again does not verify', async (t) => {
  leadTo(receiversOwn)
  receiver.answers(takes(200))
  const [one, other] = [await desk.create({ types }), await desk.create({ types })]
  await desk.open()
  await desk.serve(outbound)
  const calls = receiver.received.slice(-2)
  t.equal(new Set(calls.map(({ headers }) => headers['webhook-id'])).size, 1, 'the same event')
  for (const { body, headers } of calls) {
    const given = headers as Record<string, string> // a call of ours sends each once
    const isGood = (secret: string, text: Buffer | string = body, more: Record<string, string> = {}) => {
      try {
        return new Webhook(secret).verify(text, { ...given, ...more }) !== undefined
      } catch {
        return false // how the library says no
      }
    }
    t.same([one.secret, other.secret].filter((secret) => isGood(secret)).length, 1, 'a secret of its own each')
    const own = [one.secret, other.secret].find((secret) => isGood(secret)) ?? ''
    t.notOk(isGood(own, body.toString().replace('request_received', 'request_closed')))
    t.notOk(isGood(own, body, { 'webhook-id': 'evt_01h2xcejqtf2nbrexx3vqjhp41' }))
    t.notOk(isGood(own, body, { 'webhook-timestamp': String(Number(given['webhook-timestamp']) + 1) }))
    const { 'webhook-timestamp': sent } = given
    t.ok(Math.abs(Number(sent) - Date.now() / 1000) < 300, 'so that a receiver refuses it five minutes later')
    t.equal(toldBy({ path: '', headers, body, isWhole: true }).type, 'request_received')
  }
})
