import t from 'tap'
import { verifyBundle } from '../../src/evidence/verify.ts'
import { type Desk, done, openDesk } from '../attacks/desk.ts'
import { closedCase, work } from '../retention/closed-case.ts'
import { testService } from '../support/service.ts'
import { faultOf, type LooseBundle } from './history.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const desk: Desk = await openDesk(service, 'acme')
await done(desk.staff.admin('PATCH', '/v1/organisation', { settings: { retention: { case_files: { months: 12 } } } }))
const { id, canary } = await closedCase(desk)
const bundleOf = (): Promise<LooseBundle> => done(desk.staff.auditor('GET', `/v1/requests/${id}/evidence`))
const before = await bundleOf()
await work(desk, 'checkpoint')
service.at('2027-06-01T09:00:00Z')
await work(desk, 'retention')
const bundle = await bundleOf()

t.test('the evidence of an erased case still verifies, and says when it was erased', async (t) => {
  const verdict = verifyBundle(JSON.stringify(bundle))
  t.match(verdict, { ok: true })
  t.match(verdict.ok && verdict.proven.join('\n'), /The case file was erased at 2027-06-01T09:00:00/)
  t.notMatch(JSON.stringify(bundle), canary, 'nothing of the person is left in it')
  t.match(JSON.stringify(before), canary, 'as there was')
  t.equal(before.erasure, null)
  t.same(new Set(bundle.events.map(({ detail }: LooseBundle) => detail)), new Set([null]))
  t.same(new Set(bundle.letters.map(({ text_sha256 }: LooseBundle) => text_sha256)), new Set([null]))
  t.match(bundle.erasure.statement, { policy: { case_file_months: 12 }, event_hash: bundle.events.at(-1).hash })
})

t.test('a certificate that was altered, taken from another case or left out is found', async (t) => {
  const altered = structuredClone(bundle)
  altered.erasure.statement.erased_at = '2027-05-01T09:00:00.000Z'
  t.match(faultOf(altered), /certificate of erasure/)
  t.match(faultOf({ ...bundle, erasure: null }), /says that the case was erased, and its certificate is missing/)
  t.match(faultOf({ ...before, erasure: bundle.erasure }), /names an event that is not the last erasure here/)
})
