import t from 'tap'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const dpo = await acme.client('dpo')
const open = async (): Promise<string> =>
  (
    await dpo('POST', '/v1/requests', {
      channel: 'email',
      received_at: '2026-03-02T09:00:00Z',
      requester: { name: 'Ana', email: 'ana@example.org', postal_address: '1 rue de la Paix, Paris' },
      rights: [{ right: 'access' }],
    })
  ).body.id
const act = (id: string, action: string, body: object) => dpo('POST', `/v1/requests/${id}/${action}`, body)
const ask = { doubt: 'two of that name', question: 'Which contract?', accepted_methods: ['known_facts'] }
const proof = { method: 'known_facts', note: 'compared' }
const postLast = async (id: string, on: string) => {
  const { data } = (await dpo('GET', `/v1/requests/${id}/letters`)).body
  return dpo('POST', `/v1/letters/${data.at(-1).id}/record-posted`, { posted_on: on })
}

t.test('a proof that had arrived before the question was told ends the pause on the day it began', async (t) => {
  service.at('2026-03-10T14:00:00Z')
  const id = await open()
  t.match((await act(id, 'ask-identity', ask)).body, { clock_state: 'paused' })
  const proven = await act(id, 'confirm-identity', { ...proof, answered_at: '2026-03-10T08:00:00Z' })
  t.match(proven.body, { clock_state: 'running', due_on: '2026-04-02' })
})

t.test('a question posted after its answer came pauses nothing', async (t) => {
  service.at('2026-03-10T09:00:00Z')
  const id = await open()
  t.match((await act(id, 'ask-identity', { ...ask, told: { by: 'post' } })).body, { clock_state: 'running' })
  t.match((await act(id, 'confirm-identity', proof)).body, { clock_state: 'running' })
  service.at('2026-03-11T15:00:00Z')
  t.equal((await postLast(id, '2026-03-11')).status, 200)
  t.match((await dpo('GET', `/v1/requests/${id}`)).body, { clock_state: 'running', due_on: '2026-04-02' })
})

t.test('a clarification answered before its question was posted pauses nothing', async (t) => {
  service.at('2026-03-10T09:00:00Z')
  const id = await open()
  const question = { question: 'Which of them?', large_volume: true, told: { by: 'post' } }
  t.match((await act(id, 'ask-clarification', question)).body, { clock_state: 'running' })
  t.equal((await act(id, 'record-answer', { answered_at: '2026-03-10T08:30:00Z', sufficient: true })).status, 200)
  service.at('2026-03-11T15:00:00Z')
  t.equal((await postLast(id, '2026-03-11')).status, 200)
  t.match((await dpo('GET', `/v1/requests/${id}`)).body, { clock_state: 'running', due_on: '2026-04-02' })
})

t.test('the answer to a second question ends the pause of the first, though the second was never told', async (t) => {
  service.at('2026-03-05T09:00:00Z')
  const id = await open()
  t.match((await act(id, 'ask-identity', ask)).body, { clock_state: 'paused' })
  service.at('2026-03-06T09:00:00Z')
  t.match((await act(id, 'reject-identity', { reason: 'another contract' })).body, { clock_state: 'paused' })
  t.equal((await act(id, 'ask-identity', { ...ask, told: { by: 'post' } })).status, 200)
  service.at('2026-03-09T09:00:00Z')
  t.match((await act(id, 'confirm-identity', proof)).body, { clock_state: 'running', due_on: '2026-04-07' })
})
