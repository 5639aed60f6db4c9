import t from 'tap'
import { retentionJob } from '../../src/retention/erase-due-cases.ts'
import { openDesk } from '../requests/desk.ts'
import { runAs } from '../support/database.ts'

const desk = await openDesk(t)
const { service, dpo, agent, open, act } = desk
const never = new AbortController().signal
const retain = () => retentionJob(service.deps)({}, never)

t.test('smoke', async (t) => {
  const made = await open()
  await act(made, 'cancel', {})
  service.at('2031-03-02T09:00:00Z')
  await retain()
  t.match((await dpo('GET', `/v1/requests/${made.id}`)).body, { erased_at: null })
  service.at('2031-03-03T09:00:00Z')
  await retain()
  const after = await dpo('GET', `/v1/requests/${made.id}`)
  console.log(after.status, after.body)
  console.log((await agent('GET', `/v1/requests/${made.id}/events`)).body.data.at(-1))
  console.log(
    await service.deps.erasures.read(),
    await runAs(service.database.superuser, 'select count(*) from habeas.letters'),
  )
})
