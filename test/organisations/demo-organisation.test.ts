import t from 'tap'
import { ensureDemo } from '../../src/organisations/demo-organisation.ts'
import { callWith, testService } from '../support/service.ts'

const service = await testService(t)

t.test('of several first starts at once, one makes the demo and shows its secret', async (t) => {
  const results = await Promise.all([ensureDemo(service.deps), ensureDemo(service.deps), ensureDemo(service.deps)])
  const [demo, ...more] = results.filter((result) => result !== undefined)
  t.equal(more.length, 0)
  t.match(demo, { slug: 'demo', clientId: /^cli_[0-9a-z]{26}$/, secret: /^hbs_/ })
  const form = callWith(service.app, { 'content-type': 'application/x-www-form-urlencoded' })
  const answer = await form(
    'POST',
    '/oauth/token',
    `grant_type=client_credentials&client_id=${demo?.clientId}&client_secret=${demo?.secret}`,
  )
  t.match(answer.body, { scope: 'admin' })
  const admin = callWith(service.app, { authorization: `Bearer ${answer.body.access_token}` })
  t.match((await admin('GET', '/v1/organisation')).body, {
    slug: 'demo',
    country: 'FR',
    calendar: 'FR',
    time_zone: 'Europe/Paris',
  })
})

t.test('later starts find it there and show nothing', async (t) => {
  t.equal(await ensureDemo(service.deps), undefined)
})
