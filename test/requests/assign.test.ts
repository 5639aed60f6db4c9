import t from 'tap'
import { openDesk } from './desk.ts'

const { agent, open, act, onRight } = await openDesk(t)

type Letter = { id: string; type: string; subject: string }

async function assignments(request: { id: string }): Promise<Letter[]> {
  const { data } = (await agent('GET', `/v1/requests/${request.id}/letters?limit=100`)).body
  return data.filter(({ type }: Letter) => type === 'assignment')
}
const patch = (request: { id: string }, assignee: string | null, as?: string) =>
  agent('PATCH', `/v1/requests/${request.id}`, { assignee }, as === undefined ? {} : { 'acting-user': as })

t.test('whoever is given a request is told of it, with its reference, rights and last day', async (t) => {
  const request = await open()
  const acknowledged = await act(request, 'acknowledge', { assignee: 'ada@acme.example' })
  t.equal(acknowledged.status, 200)
  const [told, ...others] = await assignments(request)
  t.same(others, [])
  t.match(told?.subject, acknowledged.body.reference)
})

t.test('each new assignee is told once, and nobody of what they did themselves', async (t) => {
  const request = await open(undefined, { assignee: 'ada@acme.example' })
  t.equal((await assignments(request)).length, 1, 'from the start')
  await patch(request, 'ADA@acme.example')
  t.equal((await assignments(request)).length, 1, 'another spelling is nobody else')
  await patch(request, 'bea@acme.example', 'bea@acme.example')
  t.equal((await assignments(request)).length, 1, 'whoever takes it knows')
  await patch(request, null)
  t.equal((await assignments(request)).length, 1, 'nobody is nobody to tell')
  await patch(request, 'cleo@acme.example', 'bea@acme.example')
  t.equal((await assignments(request)).length, 2)
})

t.test('what is owed at once is told in a letter of its own, and answers the right', async (t) => {
  const request = await open([
    { right: 'withdrawal' },
    { right: 'objection', direct_marketing: true },
    { right: 'objection' },
  ])
  for (const position of [0, 1]) {
    await onRight(request, 'decide', { outcome: 'granted' }, position)
    const done = await onRight(request, 'fulfil', { note: 'list cleared' }, position)
    t.match(done.body.rights[position], { status: 'fulfilled', answered_on: '2026-03-02' })
  }
  const { data } = (await agent('GET', `/v1/requests/${request.id}/letters?limit=100`)).body
  t.same(
    data.map(({ type }: Letter) => type).filter((type: string) => /fulfilment|withdrawal/.test(type)),
    ['withdrawal_taken', 'withdrawal_taken'],
  )
})
