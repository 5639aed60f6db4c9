import { generateKeyPairSync, sign } from 'node:crypto'
import t from 'tap'
import { endpointsAt, messagesSignedBy, noticesTo } from '../../src/cli/demo/endpoints.ts'
import { OutboundFailure, postOutbound } from '../../src/platform/http/outbound.ts'
import { signatureHeaders } from '../../src/platform/http/signed-call.ts'
import { testReceiver } from '../support/receiver.ts'

// Whom the demo plays: what they take proves something only where they turn away the rest.

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const read = noticesTo('CRM Ltd', publicKey.export({ type: 'spki', format: 'pem' }).toString())

const notice = {
  type: 'recipient.erasure',
  timestamp: '2026-03-02T09:00:00Z',
  data: {
    recipient: 'CRM Ltd',
    controller: { id: 'org_1', name: 'Acme', contact: 'dpo@acme.example' },
    reference: 'HB-0000-0000',
    right: 'rgt_1',
    person: { name: 'Zoé Łukasiewicz' },
    activities: ['service'],
  },
}
const noticeWith = (data: object) => ({ ...notice, data: { ...notice.data, ...data } })

function called(body: object, { key = privateKey, at = Date.now() } = {}) {
  const text = JSON.stringify(body)
  const headers = signatureHeaders({
    id: 'rcp_1',
    now: at,
    text,
    secrets: [],
    sign: (message) => sign(null, Buffer.from(message), key),
  })
  return { headers, body: text }
}

t.test(
  'a recipient of the demo takes a notice that is signed, new, its own, and holds what was promised',
  async (t) => {
    t.same(read(called(notice)), notice)
    t.same(read(called(noticeWith({ ends_on: '2026-03-09' }))).data.ends_on, '2026-03-09')
    t.same(read(called(noticeWith({ person: { known_as: 'K-1' } }))).data.person, { known_as: 'K-1' })
  },
)

t.test('and turns away any other', async (t) => {
  const stranger = generateKeyPairSync('ed25519').privateKey
  t.throws(() => read(called(notice, { key: stranger })), /published key/)
  t.throws(() => read(called(notice, { at: Date.now() - 301_000 })), /published key/, 'five minutes old')
  t.throws(() => read({ ...called(notice), body: JSON.stringify(noticeWith({ reference: 'HB-1' })) }), /published key/)
  t.throws(() => read(called(noticeWith({ recipient: 'Another' }))), /another recipient/)
  t.throws(() => read(called(noticeWith({ email: 'zoe@example.org' }))), /email/)
  t.throws(() => read(called(noticeWith({ person: { name: 'Zoé', known_as: 'K-1' } }))), /person/)
})

t.test('each is called at a name of its own; what is turned away is answered so, and told', async (t) => {
  const receiver = await testReceiver(t)
  const endpoints = endpointsAt(receiver)
  const crm = endpoints.open('CRM Ltd', ({ headers }) => headers['webhook-id'])
  const tool = endpoints.open(
    'tool',
    messagesSignedBy(() => `whsec_${Buffer.alloc(32).toString('base64')}`),
  )
  const call = (url: string) => postOutbound(url, { type: 'application/json', text: '{}' }, receiver.rules)
  t.equal((await call(crm.url)).status, 204)
  await t.rejects(call(tool.url), new OutboundFailure('status', 401))
  await t.rejects(call('https://nobody.example.net:8443/'), new OutboundFailure('status', 404))
  t.same([crm.taken.size, crm.turnedAway, tool.taken.size], [1, [], 0])
  t.match(tool.turnedAway, ['Missing required headers'])
})
