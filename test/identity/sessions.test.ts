import t from 'tap'
import { jobHandlers } from '../../src/worker.ts'
import { exportDesk } from '../exports/support.ts'
import { runAs } from '../support/database.ts'
import { type Call, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const other = await service.organisation('other')
const { superuser } = service.database

type Session = { id: string; object: string; created_at: string; expires_at: string; current: boolean }
const sessions = async (as: Call): Promise<Session[]> => {
  const { status, body } = await as('GET', '/v1/me/sessions')
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.data
}
const current = async (as: Call): Promise<string> => (await sessions(as)).find((each) => each.current)?.id ?? ''
const opens = async (as: Call) => (await as('GET', '/v1/me/requests')).status

t.test('a person sees where the mailbox is signed in, newest first, and nothing of anybody else', async (t) => {
  const first = await acme.person('list@example.org')
  const second = await acme.person('List@Example.ORG')
  await acme.person('someone@example.org')
  await other.person('list@example.org')
  const { body } = await first('GET', '/v1/me/sessions')
  const [newer, older] = body.data
  t.same(Object.keys(newer).sort(), ['created_at', 'current', 'expires_at', 'id', 'object'])
  t.match(body, { object: 'list', has_more: false, data: [{ current: false }, { current: true, object: 'session' }] })
  t.equal(body.data.length, 2)
  t.equal(Date.parse(older.expires_at) - Date.parse(older.created_at), 1_800_000, 'as long as its token')
  t.ok(Math.abs(Date.parse(older.created_at) - Date.now()) < 600_000, 'in real time, whatever the service’s clock says')
  t.equal(await current(second), newer.id)
  const page = await first('GET', '/v1/me/sessions?limit=1')
  t.match(page.body, { has_more: true, data: [{ id: newer.id }] })
  const next = await first('GET', `/v1/me/sessions?limit=1&cursor=${page.body.next_cursor}`)
  t.match(next.body, { has_more: false, data: [{ id: older.id }] })
  const eve = await acme.person('eve@example.org')
  t.equal((await eve('GET', `/v1/me/sessions?cursor=${page.body.next_cursor}`)).status, 400)
})

t.test('signing out ends this session at once, and no other', async (t) => {
  const [here, there] = [await acme.person('out@example.org'), await acme.person('out@example.org')]
  const gone = await here('POST', '/v1/me/sign-out')
  t.match(gone, { status: 204, body: '' })
  t.match(await here('GET', '/v1/me/requests'), { status: 401, headers: { 'www-authenticate': /Bearer/ } })
  t.equal((await here('POST', '/v1/me/sign-out')).status, 401)
  t.equal(await opens(there), 200)
  t.equal((await sessions(there)).length, 1)
  t.equal(await opens(await acme.person('out@example.org')), 200, 'and one may sign in again')
})

t.test('a session can be ended from another of the same mailbox; anybody else’s is as absent', async (t) => {
  const [lost, mine] = [await acme.person('lost@example.org'), await acme.person('lost@example.org')]
  const id = await current(lost)
  const absent = await mine('DELETE', '/v1/me/sessions/vrf_01h2xcejqtf2nbrexx3vqjhp41')
  t.equal(absent.status, 404)
  for (const stranger of [await acme.person('eve@example.org'), await other.person('lost@example.org')]) {
    const refused = await stranger('DELETE', `/v1/me/sessions/${id}`)
    t.same({ ...refused.body, request_id: '' }, { ...absent.body, request_id: '' })
  }
  t.equal(await opens(lost), 200)
  t.equal((await mine('DELETE', `/v1/me/sessions/${id}`)).status, 204)
  t.equal(await opens(lost), 401)
  t.equal((await mine('DELETE', `/v1/me/sessions/${id}`)).status, 404, 'ended before')
  t.equal((await mine('DELETE', `/v1/me/sessions/${await current(mine)}`)).status, 204, 'one’s own, too')
  t.equal(await opens(mine), 401)
})

t.test('an ended session downloads nothing any more, neither by header nor by form', async (t) => {
  const desk = await exportDesk(service, acme)
  const { request, id } = await desk.prepared()
  await desk.release(request.id, id)
  const ana = await acme.person('ana@example.org')
  const url = `/v1/me/requests/${request.id}/exports/${id}/download`
  const byForm = () =>
    service.call('POST', url, `access_token=${ana.token}`, { 'content-type': 'application/x-www-form-urlencoded' })
  t.same([(await ana('POST', url)).status, (await byForm()).status], [200, 200])
  await ana('POST', '/v1/me/sign-out')
  t.same([(await ana('POST', url)).status, (await byForm()).status], [401, 401])
  t.equal((await desk.events(request.id, 'export_downloaded')).length, 2)
})

t.test('a key that was answered before is not answered again to a session that has ended (attack 32)', async (t) => {
  const agent = await acme.client('agent')
  const requester = { name: 'Zoé', email: 'keyed@example.org' }
  const { id } = (await agent('POST', '/v1/requests', { channel: 'web', requester, rights: [{ right: 'access' }] }))
    .body
  const zoe = await acme.person('keyed@example.org')
  const write = () =>
    zoe('POST', `/v1/me/requests/${id}/messages`, { text: 'once' }, { 'idempotency-key': 'before-it-ended' })
  t.equal((await write()).status, 201)
  t.equal((await write()).headers['idempotent-replayed'], 'true')
  await zoe('POST', '/v1/me/sign-out')
  const refused = await write()
  t.equal(refused.status, 401)
  t.notMatch(refused.raw.toString(), /once/)
})

t.test('the sweep goes by real time: it ends no session that lives, and gives none back that has ended', async (t) => {
  const sweep = () => jobHandlers(service.deps).sweep({}, new AbortController().signal)
  const [live, ended] = [await acme.person('sweep@example.org'), await acme.person('sweep@example.org')]
  await ended('POST', '/v1/me/sign-out')
  service.at('2027-05-04T09:00:00Z')
  await sweep()
  t.same([await opens(live), await opens(ended)], [200, 401], 'a year later by the test clock')
  service.at('2025-05-04T09:00:00Z')
  await sweep()
  t.same([await opens(live), await opens(ended)], [200, 401], 'a year before')
  await runAs(superuser, `update habeas.sessions set expires_at = now() - interval '25 hours'`)
  t.same(await runAs(superuser, 'select count(*)::int as count from habeas.sessions where expires_at > now()'), [
    { count: 0 },
  ])
  await sweep()
  t.same(await runAs(superuser, 'select from habeas.sessions'), [], 'a day after they expired')
  t.same([await opens(live), await opens(ended)], [401, 401], 'a session that is not there is none')
})

t.test('fifty calls race with a sign-out: none that begins after it is served', async (t) => {
  const zoe = await acme.person('race@example.org')
  const racing = Array.from({ length: 50 }, (_, n) => (n === 25 ? zoe('POST', '/v1/me/sign-out') : opens(zoe)))
  const statuses = (await Promise.all(racing)).map((each) => (typeof each === 'number' ? each : each.status))
  t.ok(
    statuses.every((status) => [200, 204, 401].includes(status)),
    `${statuses}`,
  )
  t.equal(statuses.filter((status) => status === 204).length, 1)
  t.equal(await opens(zoe), 401)
})
