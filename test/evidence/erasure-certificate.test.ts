import { generateKeyPairSync, sign, verify } from 'node:crypto'
import t from 'tap'
import { canonical } from '../../src/evidence/canonical.ts'
import { erasureCertificate } from '../../src/evidence/erasure-certificate.ts'
import { eventsOfRequest } from '../../src/evidence/store.ts'
import type { RequestId } from '../../src/platform/identifiers.ts'
import { openDesk, uuidOf } from '../attacks/desk.ts'
import { closedCase, work } from '../retention/closed-case.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const desk = await openDesk(service, 'acme')
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const signer = {
  id: 'key-1',
  sign: (statement: object) => sign(null, Buffer.from(canonical({ ...statement })), privateKey),
}
const history = (id: string) =>
  service.deps.database.transaction(
    desk.organisation.id,
    (tx) => eventsOfRequest(tx, service.keyring, uuidOf('req', id) as RequestId, { after: 0, limit: 1_000 }), // of a request
  )

t.test('an erased case has a certificate: what its last event says, its hash, and a signature over both', async (t) => {
  const c = await closedCase(desk)
  t.equal(erasureCertificate(await history(c.id), signer), undefined, 'not before it is erased')
  service.at('2031-03-03T09:00:00Z')
  await work(desk, 'retention')
  const events = await history(c.id)
  const certificate = erasureCertificate(events, signer)
  t.match(certificate?.statement, {
    type: 'habeas.erasure.v1',
    organisation: desk.organisation.typeId,
    request: c.id,
    erased_at: '2031-03-03T09:00:00Z',
    cause: 'retention',
    policy: { case_file_months: 60 },
    closed_on: '2026-03-02',
    kept_until: '2031-03-02',
    erased: { documents: 1, messages: 2, records: 1 },
    sequence: events.length,
    event_hash: events.at(-1)?.hash.toString('hex'),
    key_id: 'key-1',
  })
  t.notMatch(JSON.stringify(certificate), c.canary)
  const signature = Buffer.from(certificate?.signature ?? '', 'hex')
  const isValid = (statement: object) => verify(null, Buffer.from(canonical({ ...statement })), publicKey, signature)
  t.equal(isValid(certificate?.statement ?? {}), true)
  t.equal(isValid({ ...certificate?.statement, erased_at: '2030-03-03T09:00:00Z' }), false)
})
