import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { readReport } from '../../src/inbound/delivery-report.ts'
import { isSignedBy } from '../../src/inbound/gateway-secret.ts'
import { kindOf } from '../../src/inbound/mail-kind.ts'
import { receivedAt } from '../../src/inbound/received-at.ts'
import { instantFrom } from '../../src/law/calendar.ts'
import { isTagOf, threadAddress, threadIn } from '../../src/letters/thread-address.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { bytesOf, signatureOf } from '../support/gateway.ts'

const now = instantFrom('2026-03-02T09:30:00Z') ?? (0 as never) // it is an instant
const key = randomBytes(32)
const keyring = { key: () => key }
const day = 24 * 3_600_000

t.test('for any headers, the receipt lies within five days before the call, and never behind it', async (t) => {
  const date = fc
    .integer({ min: now - 400 * day, max: now + 400 * day })
    .map((at) => new Date(at).toUTCString().replace('GMT', '+0000'))
  const value = fc.oneof(
    fc.string(),
    date.map((text) => `by mx.example.org; ${text}`),
    fc.tuple(fc.string(), date).map(([a, b]) => `${a};${b}`),
  )
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      const at = receivedAt({ headers: values.map((each) => ({ name: 'received', value: each })) }, now)
      return at <= now && at >= now - 5 * day
    }),
  )
  const header = (text: string) => ({ headers: [{ name: 'received', value: `by mx; ${text}` }] })
  t.equal(receivedAt(header('Mon, 2 Mar 2026 10:00:00 +0100 (CET)'), now), instantFrom('2026-03-02T09:00:00Z'))
  t.equal(receivedAt({ headers: [] }, now), now)
})

t.test('an address leads to its own request alone, whatever case a server writes it in', async (t) => {
  const thread = { organisation: newId('org'), request: newId('req') }
  const address = threadAddress(keyring, 'rights@example.org', { ...thread, reference: 'HB-7F3K-92QD' })
  t.ok(address.indexOf('@') <= 64)
  for (const written of [address, address.toUpperCase()]) {
    const found = threadIn(written)
    t.equal(found?.reference, 'HB-7F3K-92QD')
    t.ok(isTagOf(keyring, thread, found?.tag ?? ''))
    t.notOk(isTagOf(keyring, { ...thread, request: newId('req') }, found?.tag ?? ''))
    t.notOk(isTagOf(keyring, { ...thread, organisation: newId('org') }, found?.tag ?? ''))
  }
  const { tag = '' } = threadIn(address) ?? {}
  fc.assert(
    fc.property(fc.nat(tag.length - 1), fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), (at, letter) => {
      const other = tag.slice(0, at) + letter + tag.slice(at + 1)
      return isTagOf(keyring, thread, other) === (other === tag)
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => threadIn(text) === undefined || text.includes('+')))
})

t.test('a signature is good for its bytes, id, time and key alone', async (t) => {
  const secret = `whsec_${key.toString('base64')}`
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 64 }), (one, two) => {
      const headers = signatureOf({ id: 'gwy', secret, callId: 'a', seconds: 1 }, bytesOf(Buffer.from(one)))
      const signing = { id: 'a', timestamp: '1', signatures: `v1,AAAA ${headers['webhook-signature']}` }
      const isSame = Buffer.from(one).equals(Buffer.from(two))
      return (
        isSignedBy([randomBytes(32), key], signing, one) &&
        isSignedBy([key], signing, two) === isSame &&
        !isSignedBy([key], { ...signing, id: 'b' }, one) &&
        !isSignedBy([key], { ...signing, timestamp: '2' }, one) &&
        !isSignedBy([randomBytes(32)], signing, one) &&
        !isSignedBy([], signing, one)
      )
    }),
  )
  t.pass('for any bytes')
})

t.test('of a report that names several recipients the worst counts; what names no message is none', async (t) => {
  const original = 'Subject: x\r\nMessage-ID: <a@b.example>\r\n\r\nMessage-ID: <body@b.example>'
  const of = (...actions: string[]) =>
    readReport({
      original,
      status: actions.map((action) => `Final-Recipient: rfc822; z@x\r\n${action}`).join('\r\n\r\n'),
    })
  t.same(of('Action: delivered\r\nStatus: 2.0.0', 'Action: failed\r\nStatus: 5.2.2'), {
    messageId: '<a@b.example>',
    kind: 'hard',
    status: '5.2.2',
  })
  t.match(of('Action: delayed\r\nStatus: 4.4.1'), { kind: 'soft', status: '4.4.1' })
  t.match(of('Action: FAILED (bad)'), { kind: 'hard', status: undefined })
  t.match(of('Action: relayed'), { kind: undefined })
  t.equal(readReport({ original: '\r\n\r\nMessage-ID: <body@b.example>', status: 'Action: failed' }), undefined)
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      (status, text) => readReport({ status, original: text }) === undefined || text !== '',
    ),
  )
})

t.test('any headers make a letter, a report or neither', async (t) => {
  const names = fc.constantFrom(
    'auto-submitted',
    'precedence',
    'return-path',
    'list-id',
    'x-auto-response-suppress',
    'x',
  )
  const headers = fc.array(fc.record({ name: names, value: fc.string() }), { maxLength: 5 })
  fc.assert(
    fc.property(headers, (given) =>
      ['letter', 'other'].includes(kindOf({ headers: given, from: [], report: undefined }, []).kind),
    ),
  )
  t.pass('for any headers')
})
