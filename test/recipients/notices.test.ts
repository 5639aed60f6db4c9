import { generateKeyPairSync } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import t from 'tap'
import { signerOf } from '../../src/evidence/signing-key.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { done } from '../attacks/desk.ts'
import { fromReadme } from '../support/readme.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { endpoint, recipientDesk } from './support.ts'

// Recipients told by a signed notice to their endpoint.

const receiver = await testReceiver(t)
const service = await testService(t, { outbound: outboundStream(receiver.rules) })
const desk = await recipientDesk(service, 'acme')

t.test('told by webhook: a signed notice with what they know the person by, and no more of them', async (t) => {
  receiver.answers(takes(204))
  const { c, rcp } = await desk.erased()
  const asked = await desk.on(c, rcp, 'tell', { by: 'webhook', known_as: 'K-4711' })
  t.match(asked, { status: 200, body: { status: 'under_way', by: 'webhook', attempts: 0 } })
  t.match(await desk.waiting(rcp), [{ data: { attempt: '1' } }])
  await desk.attempt(c, rcp)
  t.match((await desk.list(c))[0], { status: 'told', by: 'webhook', told_at: String })
  const [notice] = receiver.received.slice(-1)
  if (notice === undefined) throw new Error('nothing was received')
  t.equal(notice.path, new URL(endpoint).pathname + new URL(endpoint).search)
  const { data, type } = JSON.parse(notice.body.toString())
  t.equal(type, 'recipient.erasure')
  t.match(data, { recipient: 'CRM Ltd', person: { known_as: 'K-4711' }, activities: ['service'] })
  t.notMatch(notice.body.toString(), /Zoé|Łukasiewicz|zoe@/, 'who has another name for them needs no name')
  const { headers, body } = notice
  t.equal(headers['webhook-id'], rcp)

  const noticeIn = await fromReadme<NoticeIn>('noticeIn')
  const { body: pem } = await service.call('GET', '/evidence/signing-key.pem')
  const crm = { keyPem: pem, me: 'CRM Ltd' }
  t.same(noticeIn(headers, body, crm), { type, timestamp: JSON.parse(body.toString()).timestamp, data })
  const another = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
  const at = String(Number(headers['webhook-timestamp']) - 400)
  const signature = signerOf(service.keyring).signMessage(`rcp_${rcp.slice(4)}.${at}.${body}`)
  const early = { ...headers, 'webhook-timestamp': at, 'webhook-signature': `v1a,${signature.toString('base64')}` }
  const refused = [
    noticeIn(headers, Buffer.from(body.toString().replace('K-4711', 'K-4712')), crm),
    noticeIn({ ...headers, 'webhook-id': 'rcp_other' }, body, crm),
    noticeIn(early, body, crm),
    noticeIn(headers, body, { ...crm, keyPem: another.toString() }),
    noticeIn(headers, body, { ...crm, me: 'Print & Post' }),
  ]
  t.same(
    refused,
    refused.map(() => undefined),
    'altered, of another id or time, by another key, for somebody else',
  )
})

type NoticeIn = (headers: IncomingHttpHeaders, body: Buffer, to: { keyPem: string; me: string }) => unknown

t.test(
  'a recipient that is away is tried again; one that refuses is open again, and can be told otherwise',
  async (t) => {
    receiver.answers(takes(503))
    const { c, rcp } = await desk.erased()
    await done(desk.on(c, rcp, 'tell', { by: 'webhook' }))
    await desk.attempt(c, rcp)
    t.match((await desk.list(c))[0], {
      status: 'under_way',
      attempts: 1,
      last_error: { reason: 'status', status: 503 },
    })
    await desk.attempt(c, rcp)
    t.equal((await desk.list(c))[0].attempts, 1, 'a job that runs twice counts once')
    t.equal((await desk.waiting(rcp)).length, 2)
    receiver.answers(takes(410))
    await desk.attempt(c, rcp, 2)
    t.match((await desk.list(c))[0], { status: 'open', last_error: { reason: 'status', status: 410 } })
    t.match(await desk.events(c, 'recipient_not_reached'), [
      { details: { attempts: 1, tried_again: true } },
      { details: { attempts: 2, tried_again: false } },
    ])
    t.match(await desk.on(c, rcp, 'tell', { by: 'other' }), {
      status: 200,
      body: { status: 'told', by: 'other', last_error: null },
    })
  },
)

t.test('who was told otherwise while a notice is tried waits for no more of it, and gets none', async (t) => {
  receiver.answers(takes(503))
  const { c, rcp } = await desk.erased()
  await done(desk.on(c, rcp, 'tell', { by: 'webhook' }))
  await desk.attempt(c, rcp)
  t.match(await desk.on(c, rcp, 'tell', { by: 'email' }), { status: 409 }, 'two notices of one thing are one too many')
  t.match(await desk.on(c, rcp, 'tell', { by: 'other' }), { status: 200, body: { status: 'told', by: 'other' } })
  const sent = receiver.received.length
  await desk.attempt(c, rcp, 2)
  t.equal(receiver.received.length, sent)
  t.match((await desk.list(c))[0], { status: 'told', by: 'other' })
})

t.test('a notice that arrives at an endpoint given up meanwhile has told nobody at the new one', async (t) => {
  const { c, rcp } = await desk.erased()
  await done(desk.on(c, rcp, 'tell', { by: 'webhook' }))
  const elsewhere = 'https://other.example.net:8443/notices'
  receiver.answers(async (request, response) => {
    await done(desk.on(c, rcp, 'mark', { not_told: 'impossible', reason: 'They have left that system.' }))
    await done(desk.on(c, rcp, 'tell', { by: 'webhook', endpoint: elsewhere }))
    receiver.answers(takes(204))
    await takes(204)(request, response)
  })
  await desk.attempt(c, rcp)
  t.match((await desk.list(c))[0], { status: 'under_way', contact: { host: 'other.example.net:8443' } })
  t.same(await desk.events(c, 'recipient_told'), [])
  await desk.attempt(c, rcp)
  t.match((await desk.list(c))[0], { status: 'told', by: 'webhook' })
  t.equal(receiver.received.at(-1)?.path, '/notices')
})
