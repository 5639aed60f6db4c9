import { createPublicKey, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { sha256 } from '../exports/support.ts'
import { runAs } from '../support/database.ts'
import { fromReadme } from '../support/readme.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { endpoint, transmissionDesk } from './support.ts'

const receiver = await testReceiver(t)
const service = await testService(t, { outbound: outboundStream(receiver.rules) })
service.at('2026-03-02T10:00:00Z')
const acme = await service.organisation('acme')
const desk = await transmissionDesk(service, acme)
const { portable, transmit, attempt, list, show, letters } = desk
const { superuser } = service.database
const last = () => receiver.received.at(-1) ?? { path: '', headers: {}, body: Buffer.alloc(0), isWhole: false }
const eventsOf = async (of: { request: { id: string } }, type: string) => desk.events(of.request.id, type)

t.test('a package arrives as it was compiled, signed, and the person is told: that answers the right', async (t) => {
  receiver.answers(takes(202, {}, '{"accepted":true}'))
  const of = await portable({ transfer_to: { name: 'Other SAS' } }, 'zip')
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const asked = await transmit(of, { endpoint, secret })
  t.match(asked, {
    status: 202,
    body: {
      object: 'transmission',
      export: of.id,
      host: 'import.example.net:8443',
      status: 'queued',
      attempts: 0,
      receipt: null,
      last_error: null,
      public_key: /^whpk_/,
    },
  })
  const { id, public_key: publicKey } = asked.body
  t.match(
    await show(of),
    { rights: [{ status: 'decided', answered_on: null }] },
    'nothing is said before it has arrived',
  )
  service.at('2026-03-05T10:00:00Z')
  await attempt(id)
  service.at('2026-03-02T10:00:00Z')

  const { path, headers, body, isWhole } = last()
  t.same([path, isWhole], ['/portability/for-ana?key=s3cret', true])
  const content = await desk.content(of.request.id, of.id)
  t.ok(body.equals(content))
  t.match(headers, {
    'content-type': 'application/zip',
    'content-length': String(content.length),
    'content-disposition': `attachment; filename="${of.request.reference}-portability.zip"`,
    'content-digest': `sha-256=:${Buffer.from(sha256(content), 'hex').toString('base64')}:`,
    'webhook-id': id,
  })
  const notice = String(headers['habeas-notice'])
  const timestamp = String(headers['webhook-timestamp'])
  t.ok(Math.abs(Number(timestamp) - Date.now() / 1000) < 60, 'in real time, which receivers go by')
  const [v1a = '', v1] = String(headers['webhook-signature']).split(' ')
  const raw = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' })
  const signature = Buffer.from(v1a.slice('v1a,'.length), 'base64')
  t.ok(verify(null, Buffer.from(`${id}.${timestamp}.${notice}`), key, signature), 'with the public key alone')
  const isFrom = await fromReadme<IsFrom>('isFrom')
  t.ok(isFrom(publicKey, headers))
  for (const name of ['habeas-notice', 'webhook-id', 'webhook-timestamp']) {
    t.notOk(isFrom(publicKey, { ...headers, [name]: `${headers[name]}0` }), `another ${name}`)
  }
  t.match(v1, /^v1,/)
  t.match(
    new Webhook(secret).verify(notice, headers as Record<string, string>), // one value each
    {
      type: 'export.transmitted',
      data: {
        transmission: id,
        recipient: endpoint,
        controller: { id: acme.typeId, name: 'acme SAS' },
        reference: of.request.reference,
        kind: 'portability',
        format: 'zip',
        bytes: content.length,
        sha256: sha256(content),
      },
    },
    'and with the library, by the secret',
  )

  t.match(await list(of), [
    {
      id,
      status: 'delivered',
      attempts: 1,
      next_attempt_at: null,
      finished_at: /^2026-03-05/,
      receipt: { status: 202, at: /^2026-03-05/, sha256: sha256(Buffer.from('{"accepted":true}')) },
    },
  ])
  t.match(await show(of), {
    clock_state: 'stopped',
    warnings: [],
    rights: [{ status: 'fulfilled', fulfilled_at: /^2026-03-05/, answered_on: '2026-03-05', answered_in_time: true }],
  })
  t.same((await letters(of)).filter((type) => type === 'export_transmitted').length, 1)
  const [told] = await eventsOf(of, 'export_transmitted')
  t.match(told, { actor: { type: 'service' }, details: { export: of.id, transmission: id, attempts: 1, status: 202 } })
  const facts = await runAs(
    superuser,
    `select facts::text as facts from habeas.events where type in ('transmission_asked', 'export_transmitted')`,
  )
  t.equal(facts.length, 2)
  t.notMatch(JSON.stringify(facts), /example|s3cret/, 'who received it is no fact: it may say whom it is about')
  t.notMatch(service.logged.join(''), /example\.net|s3cret/)
})

t.test('nothing leaves under weaker conditions than a release', async (t) => {
  const before = receiver.received.length
  const refused = async (answer: ReturnType<typeof transmit>, status: number, code: string, why: string) => {
    const { status: was, body } = await answer
    t.match([was, body.code], [status, code], why)
  }
  const of = await portable()
  await refused(transmit(of, { endpoint }, desk.agent), 403, 'role_too_low', 'an agent')
  await refused(transmit(of, {}), 400, 'invalid', 'nobody says where to')
  await refused(transmit({ ...of, request: await desk.open() }), 404, 'not_found', 'another request')
  const { request, id } = await desk.prepared()
  await refused(transmit({ request, id }), 422, 'not_permitted', 'an access export')
  const own = await desk.dpo('POST', `/v1/requests/${of.request.id}/exports`, { kind: 'portability', format: 'json' })
  await desk.compile(own.body.id)
  await refused(transmit({ ...of, id: own.body.id }), 403, 'four_eyes', 'who asked for the export')
  t.equal((await transmit({ ...of, id: own.body.id }, { endpoint }, desk.dpo2)).status, 202)

  const undecided = await desk.open([{ right: 'portability' }])
  const exportOf = { request: undecided, id: await desk.ready(undecided.id, 'portability') }
  await refused(transmit(exportOf), 422, 'right_not_granted', 'before the decision')
  const queued = { request: undecided, id: await desk.ask(undecided.id, 'portability', 'json') }
  await refused(transmit(queued), 409, 'export_not_ready', 'before it is compiled')
  const unproven = await portable()
  await desk.dpo('POST', `/v1/requests/${unproven.request.id}/reject-identity`, { reason: 'The proof was forged.' })
  await refused(transmit(unproven), 422, 'identity_level_too_low', 'an identity that has fallen')
  const silent = await desk.open([{ right: 'portability' }], { requester: { name: 'Ana' }, channel: 'phone' })
  await desk.grant(silent, 0, { told: { by: 'other', at: '2026-03-02T09:30:00Z' } })
  const nowhere = { request: silent, id: await desk.ready(silent.id, 'portability') }
  await refused(transmit(nowhere), 422, 'no_address', 'nobody could be told')
  t.equal(receiver.received.length, before)
})

t.test('where to may be said by the right; a second time to one place waits for the first', async (t) => {
  receiver.answers(takes(200))
  const of = await portable({ transfer_to: { name: 'Other SAS', endpoint } })
  const asked = await transmit(of, {})
  t.match(asked.body, { host: 'import.example.net:8443' })
  t.match(await transmit(of, {}), { status: 409, body: { code: 'export_not_ready' } })
  const elsewhere = await transmit(of, { endpoint: 'https://other.example.net:8443/in' })
  t.equal(elsewhere.status, 202)
  await attempt(asked.body.id)
  t.equal((await transmit(of, {})).status, 202, 'and then it may go again')
  t.match(
    (await list(of)).map(({ host, status }: { host: string; status: string }) => [host, status]),
    [
      ['import.example.net:8443', 'queued'],
      ['other.example.net:8443', 'queued'],
      ['import.example.net:8443', 'delivered'],
    ],
    'the newest first',
  )
})

t.test('of several rights those are answered that asked for this transfer', async (t) => {
  receiver.answers(takes(200))
  const request = await desk.open([
    { right: 'portability' },
    { right: 'portability', transfer_to: { name: 'Other SAS', endpoint } },
    { right: 'portability', transfer_to: { name: 'A third SAS', endpoint: 'https://other.example.net:8443/in' } },
  ])
  for (const position of [0, 1, 2]) await desk.grant(request, position)
  const of = { request, id: await desk.ready(request.id, 'portability') }
  const unclear = await transmit(of, {})
  t.match(unclear, { status: 400, body: { errors: [{ location: 'body.endpoint' }] } }, 'which of the two')
  await attempt((await transmit(of)).body.id)
  const answered = (await show(of)).rights.map(
    ({ answered_on }: { answered_on: string | null }) => answered_on !== null,
  )
  t.same(answered, [false, true, false])
})

t.test('a closed request is transmitted all the same', async (t) => {
  receiver.answers(takes(200))
  const of = await portable()
  await desk.release(of.request.id, of.id)
  await desk.dpo('POST', `/v1/requests/${of.request.id}/close`, { reason: 'completed' })
  const asked = await transmit(of)
  t.equal(asked.status, 202)
  const before = (await show(of)).rights
  await attempt(asked.body.id)
  const { status, rights } = await show(of)
  t.same([status, rights], ['closed', before], 'and no date moves')
  t.ok((await letters(of)).includes('export_transmitted'))
})

type IsFrom = (publicKey: string, headers: IncomingHttpHeaders) => boolean
