import t from 'tap'
import type { Answer } from '../support/service.ts'
import { type Made, openDesk } from './desk.ts'

/** Which requests belong together, seen from each of them. */

const { service, acme, act, agent, open, proven } = await openDesk(t)
const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
const by = (email?: string, more: object = {}) =>
  open([{ right: 'access' }, { right: 'erasure' }], { requester: { name: 'Ana Kos', email }, ...more })
const related = async ({ id }: { id: string }): Promise<object[]> =>
  (await must(agent('GET', `/v1/requests/${id}/related`))).data
const relations = async (of: { id: string }) =>
  Object.fromEntries(
    (await must(agent('GET', `/v1/requests/${of.id}/related`))).data.map(
      (each: { request: string; relations: string[] }) => [each.request, each.relations],
    ),
  )

t.test('the halves of a split letter, from either side', async (t) => {
  const first = await by('halves@example.org')
  t.same(await related(first), [])
  const second = await must(act(first, 'split', { rights: [first.rights[1]?.id], reason: 'Two teams.' }))
  t.same(await related(first), [
    {
      object: 'related_request',
      request: second.id,
      reference: second.reference,
      relations: ['split_into'],
      rights: ['erasure'],
      status: second.status,
      closed_reason: null,
      received_on: '2026-03-02',
    },
  ])
  t.same(await relations(second), { [first.id]: ['split_from'] })
})

t.test('an original and its duplicates, from either side, until one is reopened', async (t) => {
  const original = await by('original@example.org')
  const [one, two] = [await by('one@example.org'), await by('two@example.org')]
  for (const each of [one, two]) {
    await must(act(each, 'close', { reason: 'duplicate', duplicate_of: original.id, told }))
  }
  t.match(await related(original), [
    { request: two.id, relations: ['duplicated_by'], status: 'closed', closed_reason: 'duplicate' },
    { request: one.id, relations: ['duplicated_by'] },
  ])
  t.same(await relations(one), { [original.id]: ['duplicate_of'] })
  await must(act(two, 'reopen', { reason: 'It asks something else.' }))
  t.same(await relations(original), { [one.id]: ['duplicated_by'] })
  t.same(await relations(two), {})
})

t.test('the other requests of who wrote it, where both are proven: an address in a form proves nobody', async (t) => {
  const [first, second, form] = [await by('cy@example.org'), await by('Cy@Example.org'), await by('cy@example.org')]
  const byPhone = await by(undefined, {
    channel: 'phone',
    reply_by: 'post',
    requester: { name: 'Ana Kos', phone: '1' },
  })
  for (const each of [first, second, byPhone]) await must(proven(each))
  t.same(await relations(first), { [second.id]: ['same_requester'] })
  t.same(await relations(second), { [first.id]: ['same_requester'] })
  t.same(await relations(form), {})
  t.same(await relations(byPhone), {}, 'a name is many people’s')
  await must(act(second, 'reject-identity', { reason: 'Another contract.', told }))
  t.same(await relations(first), {}, 'a proof that fell proves nothing')
})

t.test('one that belongs in two ways is told once', async (t) => {
  const first: Made = await by('di@example.org')
  await must(proven(first))
  const second = await must(act(first, 'split', { rights: [first.rights[1]?.id], reason: 'Two teams.' }))
  t.same(await relations(first), { [second.id]: ['split_into', 'same_requester'] })
})

t.test('another tenant has no such request', async (t) => {
  const request = await by('eli@example.org')
  const other = await service.organisation('other')
  t.equal((await other.admin('GET', `/v1/requests/${request.id}/related`)).status, 404)
  t.equal((await (await acme.client('intake'))('GET', `/v1/requests/${request.id}/related`)).status, 403)
})
