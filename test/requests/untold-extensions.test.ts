import t from 'tap'
import { recomputeOpenCases } from '../../src/deadlines/recompute-cases.ts'
import { lapseUntoldExtensions } from '../../src/requests/overdue-notices.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const dpo = await acme.client('dpo')
const open = async (received_at = '2026-03-02T09:00:00Z'): Promise<string> =>
  (
    await dpo('POST', '/v1/requests', {
      channel: 'email',
      received_at,
      requester: { name: 'Ana', email: 'ana@example.org', postal_address: '1 rue de la Paix, Paris' },
      rights: [{ right: 'access' }],
    })
  ).body.id
const read = async (id: string) => (await dpo('GET', `/v1/requests/${id}`)).body
const types = async (id: string) =>
  (await dpo('GET', `/v1/requests/${id}/events?limit=100`)).body.data.map((event: { type: string }) => event.type)

t.test('an extension not told by the end of the first month lapses: the dates fall back, with an event', async (t) => {
  const id = await open()
  const extended = await dpo('POST', `/v1/requests/${id}/extend`, { ground: 'complexity', reasons: 'Many systems.' })
  t.match(extended.body, {
    due_on: '2026-06-02',
    extension: { notified_at: null, notice_due_on: '2026-04-02', valid: true },
  })
  service.at('2026-04-02T21:00:00Z')
  await lapseUntoldExtensions(service.deps)
  t.equal((await read(id)).due_on, '2026-06-02', 'the last day is not over in Paris')
  service.at('2026-04-02T22:00:00Z')
  const atMidnight = await read(id)
  t.match(atMidnight, { due_on: '2026-04-02', extension: { valid: false } }, 'at midnight, before any sweep')
  t.equal((await dpo('GET', `/v1/requests/${id}/clock`)).body.due_on, atMidnight.due_on)
  await lapseUntoldExtensions(service.deps)
  t.match(await read(id), { due_on: '2026-04-02', extended: false })
  const history = await types(id)
  t.ok(history.includes('extension_lapsed'))
  t.equal(history.at(-1), 'deadline_moved')
  await lapseUntoldExtensions(service.deps)
  t.same(await types(id), history, 'once')
  t.ok((await read(id)).warnings.some((warning: { code: string }) => warning.code === 'extension_too_late'))
})

t.test(
  'an extension that has lapsed stays so when the receipt is corrected, but a notice posted in time still counts',
  async (t) => {
    service.at('2026-03-02T09:00:00Z')
    const id = await open()
    await dpo('POST', `/v1/requests/${id}/extend`, {
      ground: 'complexity',
      reasons: 'Many systems.',
      told: { by: 'post' },
    })
    service.at('2026-04-03T09:00:00Z')
    await lapseUntoldExtensions(service.deps)
    const corrected = await dpo('POST', `/v1/requests/${id}/correct`, {
      received_on: '2026-03-04',
      reason: 'The stamp.',
    })
    t.match(corrected.body, { due_on: '2026-04-07', extended: false, extension: { valid: false } })
    const [letter] = (await dpo('GET', `/v1/requests/${id}/letters`)).body.data
    t.equal((await dpo('POST', `/v1/letters/${letter.id}/record-posted`, { posted_on: '2026-04-01' })).status, 200)
    t.match(await read(id), { due_on: '2026-06-04', extended: true, extension: { valid: true } })
  },
)

t.test('another calendar moves the dates of open cases, each with an event', async (t) => {
  service.at('2026-03-10T09:00:00Z')
  const id = await open('2026-03-03T09:00:00Z')
  t.equal((await read(id)).due_on, '2026-04-03', 'Good Friday is a working day in France')
  const patched = await acme.admin('PATCH', '/v1/organisation', { calendar: 'FR-67' })
  t.equal(patched.status, 200)
  await recomputeOpenCases(service.deps, acme.id)
  t.equal((await read(id)).due_on, '2026-04-07', 'and a holiday in Alsace')
  t.equal((await types(id)).at(-1), 'deadline_moved')
  const history = await types(id)
  await recomputeOpenCases(service.deps, acme.id)
  t.same(await types(id), history, 'recomputing is idempotent')
})
