import t from 'tap'
import { verifyBundle } from '../../src/evidence/verify.ts'
import { findLetter } from '../../src/letters/store.ts'
import type { LetterId } from '../../src/platform/identifiers.ts'
import { jobHandlers } from '../../src/worker.ts'
import { done } from '../attacks/desk.ts'
import { runAs } from '../support/database.ts'
import { handIn, type MailGiven, mailOf, newGateway } from '../support/gateway.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:30:00Z')
const acme = await service.organisation('acme')
const [agent, dpo] = [await acme.client('agent'), await acme.client('dpo')]
const gateway = await newGateway(service.app, acme.admin)
const read = (id: string) => done(agent('GET', `/v1/requests/${id}`))

async function opened(given: MailGiven = {}) {
  return read((await done(handIn(gateway, mailOf(given)))).request)
}

t.test('a request without rights becomes overdue as any other, and is not completed unanswered', async (t) => {
  const c = await opened()
  t.match(await dpo('POST', `/v1/requests/${c.id}/close`, { reason: 'completed' }), {
    status: 422,
    body: { code: 'rights_unanswered' },
  })
  t.match(await agent('POST', `/v1/requests/${c.id}/tasks`, {}), { status: 409, body: { code: 'action_not_allowed' } })
  const { url } = await done(dpo('POST', '/v1/calendar-feeds', { name: 'Team' }))
  const calendar = (await service.call('GET', new URL(url).pathname)).raw.toString()
  t.match(calendar, new RegExp(`SUMMARY:${c.reference}\\r\\n`))
  service.at('2026-04-03T09:30:00Z')
  t.equal((await read(c.id)).overdue, true)
  const { data } = await done(dpo('GET', '/v1/requests?overdue=true'))
  t.ok(data.some(({ id }: { id: string }) => id === c.id))
  service.at('2026-03-02T09:30:00Z')
  const closed = await done(dpo('POST', `/v1/requests/${c.id}/close`, { reason: 'not_a_rights_request' }))
  t.equal(closed.status, 'closed')
  const cancelled = await done(agent('POST', `/v1/requests/${(await opened()).id}/cancel`, {}))
  t.equal(cancelled.closed_reason, 'cancelled', 'and the person can give it up')
})

t.test(
  'a request in which no right is named yet is shown at every door, in the digest and in its evidence',
  async (t) => {
    service.at('2026-05-04T05:00:00Z')
    const c = await opened({ from: 'lea@example.org' })
    const lea = await acme.person('lea@example.org')
    t.match((await done(lea('GET', '/v1/me/requests'))).data, [
      { id: c.id, rights: [], status: 'received', due_on: '2026-06-04' },
    ])
    t.match(await done(lea('GET', `/v1/me/requests/${c.id}`)), { allowed_actions: ['cancel', 'messages', 'documents'] })
    const bundle = await agent('GET', `/v1/requests/${c.id}/evidence`)
    t.match(verifyBundle(bundle.raw.toString()), { ok: true })
    service.at('2026-06-05T10:00:00Z')
    await jobHandlers(service.deps)['watch-deadlines']({}, new AbortController().signal)
    const newest = `select id from habeas.letters where type = 'deadline_digest' order by id desc limit 1`
    const [{ id } = {}] = await runAs(service.database.superuser, newest)
    const digest = await service.deps.database.transaction(acme.id, (tx) => {
      return findLetter(tx, service.keyring, id as LetterId) // as it was stored
    })
    t.match(digest?.detail.text, c.reference)
    t.notMatch(digest?.detail.text, /–\s+–/)
    service.at('2026-03-02T09:30:00Z')
  },
)
