import t from 'tap'
import { testService } from './support/service.ts'

const { call, organisation } = await testService(t)
const set = (now: string | null) => call('POST', '/v1/test/clock', { now })

t.test('the test clock goes to any time with which dates can be reckoned, and back to the real one', async (t) => {
  for (const now of ['2018-05-25T00:00:00Z', '2028-02-29T12:00:00+01:00', '2099-12-31T23:59:59Z']) {
    const answer = await set(now)
    t.equal(answer.status, 200, now)
    t.equal(Date.parse(answer.body.now), Date.parse(now))
  }
  t.equal((await set('2099-12-31T23:59:59Z')).status, 200)
  const { admin } = await organisation('late')
  const letter = { channel: 'email', received_at: '2099-12-31T12:00:00Z', requester: { name: 'Zoé' } }
  const made = await admin('POST', '/v1/requests', { ...letter, rights: [{ right: 'access' }], reply_by: 'post' })
  t.match(made, { status: 201, body: { due_on: '2100-02-01' } })
  t.equal((await admin('POST', `/v1/requests/${made.body.id}/cancel`, {})).status, 200)
  t.equal((await set(null)).status, 200)
})

t.test('a time beyond is 400 with its place, and leaves the clock as it was', async (t) => {
  await set('2026-03-02T09:00:00Z')
  for (const now of [
    '2018-05-24T23:59:59Z',
    '2018-05-25T01:00:00+02:00',
    '2100-01-01T00:00:00Z',
    '2099-12-31T23:59:59-01:00',
    '9999-12-31T23:59:59Z',
    '0001-01-01T00:00:00Z',
    '2026-03-02',
    '',
  ]) {
    t.match(await set(now), { status: 400, body: { code: 'invalid', errors: [{ location: 'body.now' }] } }, now)
  }
  t.match((await set('2101-01-01T00:00:00Z')).body.errors[0].message, /2018-05-25T00:00:00Z to 2099-12-31T23:59:59Z/)
  const { admin } = await organisation('acme')
  t.match((await admin('GET', '/v1/organisation')).body.created_at, /^2026-03-02T09:00/)
})
