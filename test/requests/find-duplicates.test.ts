import t from 'tap'
import { eraseDueCases } from '../../src/retention/erase-due-cases.ts'
import type { Answer } from '../support/service.ts'
import { openDesk } from './desk.ts'

const { service, acme, act, agent, open } = await openDesk(t)
const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
const access = [{ right: 'access' }]
const by = (name: string, email?: string) => ({ requester: email === undefined ? { name } : { name, email } })
type Found = { request: string; reasons: string[]; status: string; closed_reason: string | null }
const duplicates = async ({ id }: { id: string }): Promise<Found[]> =>
  (await must(agent('GET', `/v1/requests/${id}/duplicates`))).data

t.test('each is proposed to the other, with all that they have in common', async (t) => {
  const identifiers = [{ type: 'Customer', value: 'K-4711' }]
  const more = { ...by('Zoé Kos', 'zoe@example.org'), message: 'Send me my data, please!' }
  const first = await open(access, { ...more, data_subject: { name: 'Zoé Kos', identifiers } })
  const second = await open(access, {
    ...by('Kos, ZOE', 'Zoe@example.org'),
    message: 'Send me my data please',
    data_subject: { name: 'KOS Zoe', identifiers: [{ type: 'customer', value: 'k 4711' }] },
  })
  const reasons = ['same_mailbox', 'same_name', 'same_identifier', 'same_message', 'same_rights']
  t.match(await duplicates(second), [
    { object: 'possible_duplicate', request: first.id, status: 'received', received_on: '2026-03-02', reasons },
  ])
  t.match(await duplicates(first), [{ request: second.id, reasons }])
})

t.test('the likeliest first; another right, another person or another season is none', async (t) => {
  const name = 'Per Holm'
  const email = 'per@example.org'
  const request = await open(access, by(name, email))
  const named = await open([...access, { right: 'erasure' }], by(name, 'other@example.org'))
  const mailed = await open(access, by(name, email))
  await open([{ right: 'erasure' }], by(name, email))
  await open(access, by('Siv Dahl', 'siv@example.org'))
  await open(access, by('Per', 'p@example.org'))
  await open(access, { ...by(name, email), received_at: '2026-01-15T09:00:00Z' })
  t.match(await duplicates(request), [
    { request: mailed.id, reasons: ['same_mailbox', 'same_name', 'same_rights'] },
    { request: named.id, reasons: ['same_name', 'same_right'] },
  ])
  t.equal((await duplicates(request)).length, 2)
})

t.test('one that is closed is told with how it ended, and closed as a duplicate by staff alone', async (t) => {
  const who = by('Olga Ruiz', 'olga@example.org')
  const first = await open(access, who)
  const second = await open(access, who)
  await must(act(second, 'close', { reason: 'duplicate', duplicate_of: first.id, told }))
  t.match(await duplicates(first), [{ request: second.id, status: 'closed', closed_reason: 'duplicate' }])
  t.match(await duplicates(second), [{ request: first.id, status: 'received', closed_reason: null }])
})

t.test('who writes for many from one mailbox repeats nothing', async (t) => {
  const firm = { ...by('Law Firm', 'firm@example.org'), capacity: 'representative' }
  const one = await open(access, { ...firm, data_subject: { name: 'Tove Lind' } })
  await open(access, { ...firm, data_subject: { name: 'Rolf Lind' } })
  const again = await open(access, { ...firm, data_subject: { name: 'Tove Lind' } })
  t.match(await duplicates(one), [{ request: again.id, reasons: ['same_mailbox', 'same_name', 'same_rights'] }])
  t.equal((await duplicates(one)).length, 1)
})

t.test('a letter registered weeks after it arrived is found by the day it arrived', async (t) => {
  const who = by('Kim Rask', 'kim@example.org')
  const early = await open(access, who)
  service.at('2026-05-04T09:00:00Z')
  const late = await open(access, { ...who, channel: 'post', received_at: undefined, received_on: '2026-03-10' })
  t.match(await duplicates(late), [{ request: early.id }])
  service.at('2026-03-02T09:00:00Z')
})

t.test('an auditor may look, a form’s client may not, and another tenant’s are never among them', async (t) => {
  const who = by('Ida Vik', 'ida@example.org')
  const other = await service.organisation('other')
  const body = { channel: 'web', ...who, rights: access }
  await must(other.admin('POST', '/v1/requests', body))
  const mine = await open(access, who)
  t.same(await duplicates(mine), [])
  const [auditor, intake] = [await acme.client('auditor'), await acme.client('intake')]
  t.equal((await auditor('GET', `/v1/requests/${mine.id}/duplicates`)).status, 200)
  t.equal((await intake('GET', `/v1/requests/${mine.id}/duplicates`)).status, 403)
  t.equal((await other.admin('GET', `/v1/requests/${mine.id}/duplicates`)).status, 404)
})

const asDuplicateOf = (original: { id: string }) => ({ reason: 'duplicate', duplicate_of: original.id, told })
const warningsOf = async ({ id }: { id: string }): Promise<string[]> =>
  (await must(agent('GET', `/v1/requests/${id}`))).warnings.map(({ code }: { code: string }) => code)

const three = async () => {
  const rut = by('Rut Berg', 'rut@example.org')
  return [await open(access, rut), await open(access, rut), await open(access, rut)] as const
}
const refusedFor = (code: string) => ({ status: 422, body: { code } })

t.test('of two requests one owes the answer: what answers nobody is no original', async (t) => {
  const [one, two, third] = await three()
  await must(act(two, 'close', asDuplicateOf(one)))
  for (const late of [one, third]) t.match(await act(late, 'close', asDuplicateOf(two)), { status: 422 })
  t.match(await act(third, 'close', asDuplicateOf(two)), refusedFor('duplicate_not_found'))
  for (const reason of [asDuplicateOf(third), { reason: 'not_a_rights_request', told }]) {
    t.match(await act(one, 'close', reason), refusedFor('not_permitted'), 'another waits for its answer')
  }
  await must(act(third, 'cancel', {}))
  const late = await open(access, by('Rut Berg', 'rut@example.org'))
  t.match(await act(late, 'close', asDuplicateOf(third)), refusedFor('duplicate_not_found'))
  await must(act(two, 'reopen', { reason: 'No repetition.' }))
  await must(act(one, 'close', asDuplicateOf(two)))
  t.match(await must(agent('GET', `/v1/requests/${one.id}`)), { duplicate_of: two.id })
})

t.test('an original that the person gives up says that others wait for its answer', async (t) => {
  const [one, two] = await three()
  await must(act(two, 'close', asDuplicateOf(one)))
  await must(act(one, 'cancel', {}))
  t.ok((await warningsOf(one)).includes('duplicates_unanswered'))
  await must(act(one, 'reopen', { reason: 'By mistake.' }))
  t.notOk((await warningsOf(one)).includes('duplicates_unanswered'))
})

t.test('a duplicate whose file is erased keeps its original from nothing: nobody can open it again', async (t) => {
  const [one, two] = await three()
  await must(act(two, 'close', asDuplicateOf(one)))
  service.at('2032-03-02T09:00:00Z')
  t.ok((await eraseDueCases(service.deps)) > 0)
  await must(act(one, 'close', { reason: 'not_a_rights_request', told }))
  service.at('2026-03-02T09:00:00Z')
})

t.test('two that are closed as duplicates of each other at once: one of them is', async (t) => {
  for (const _round of [1, 2, 3, 4, 5]) {
    const [one, two] = await three()
    const ends = await Promise.all([act(one, 'close', asDuplicateOf(two)), act(two, 'close', asDuplicateOf(one))])
    t.same(ends.map(({ status }) => status).sort(), [200, 422])
  }
})

t.test('one that is closed as the duplicate of a stranger’s is warned of until it is opened again', async (t) => {
  const mine = await open(access, by('Tom Hall', 'tom@example.org'))
  const hers = await open(access, by('Liv Moe', 'liv@example.org'))
  await must(act(hers, 'close', asDuplicateOf(mine)))
  t.same(await warningsOf(hers), ['duplicate_not_alike'])
  await must(act(hers, 'reopen', { reason: 'Another person.' }))
  t.notOk((await warningsOf(hers)).includes('duplicate_not_alike'))
  const again = await open(access, by('Tom Hall', 'hall@example.org'))
  await must(act(again, 'close', asDuplicateOf(mine)))
  t.same(await warningsOf(again), [], 'a name in common is something')
})

t.test('another purpose after death, or another objection, has no right in common', async (t) => {
  const who = by('Pia Lund', 'pia@example.org')
  const marketing = { right: 'objection', direct_marketing: true }
  const first = await open([{ right: 'post_mortem', purpose: 'revoke' }, marketing], who)
  const other = await open([{ right: 'post_mortem', purpose: 'estate' }], who)
  t.same(await duplicates(other), [])
  const same = await open([marketing, { right: 'post_mortem', purpose: 'revoke' }], who)
  t.match(await duplicates(same), [{ request: first.id, reasons: ['same_mailbox', 'same_name', 'same_rights'] }])
})
