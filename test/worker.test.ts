import t from 'tap'
import { jobHandlers } from '../src/worker.ts'
import { runAs } from './support/database.ts'
import { testService } from './support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
await service.organisation('acme')
const sweep = () => jobHandlers(service.deps).sweep({}, new AbortController().signal)
const letters = () => runAs(service.database.superuser, 'select type, state from habeas.letters order by created_at')

t.test(
  'the letter of a code, and with it the address, goes a day after the code, once nobody tries to send it',
  async (t) => {
    const body = { email: 'someone@example.org' }
    const sent = await service.call('POST', '/v1/public/acme/sign-in', body)
    t.equal(sent.status, 202)
    t.same(await letters(), [{ type: 'code', state: 'queued' }])
    service.at('2026-03-04T09:00:00Z')
    await sweep()
    t.same(await letters(), [{ type: 'code', state: 'queued' }], 'what is still to go out is not lost')
    await runAs(service.database.superuser, `update habeas.letters set state = 'sent', due_at = null`)
    await service.call('POST', '/v1/public/acme/sign-in', body)
    service.at('2026-03-06T09:00:00Z')
    await runAs(service.database.superuser, `update habeas.letters set due_at = null`)
    await sweep()
    t.same(await letters(), [])
  },
)

t.test('a solved challenge of a form is forgotten a day after it has expired, in real time', async (t) => {
  const counted = () =>
    runAs(service.database.superuser, `select count(*)::int as count from habeas.spent_challenges`).then(([row]) => row)
  await runAs(
    service.database.superuser,
    `insert into habeas.spent_challenges (organisation_id, challenge, expires_at)
     select id, decode(md5(hours::text), 'hex'), now() - hours * interval '1 hour' from habeas.organisations, unnest(array[-1, 1, 23, 25]) hours`,
  )
  await sweep()
  t.same(await counted(), { count: 3 })
})
