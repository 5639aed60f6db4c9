import t from 'tap'
import { earlierBy, newId } from '../../src/platform/identifiers.ts'
import { screenRequests } from '../../src/requests/screen-requests.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const other = await service.organisation('other', { locale: 'en' })
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')
const foreign = await other.client('agent')
const screen = () => screenRequests(service.deps)

type Letter = { name?: string; email?: string; rights?: object[]; more?: object }
const open = async (
  { name = 'Zoé Łukasiewicz', email, rights = [{ right: 'access' }], more = {} }: Letter = {},
  as = agent,
) => {
  const requester = { name, ...(email !== undefined && { email }) }
  const made = await as('POST', '/v1/requests', { channel: 'web', requester, rights, ...more })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const { id, reference }: { id: string; reference: string } = made.body
  return { id, reference }
}
const read = async ({ id }: { id: string }, as = agent) => (await as('GET', `/v1/requests/${id}`)).body
const flagsOf = async (request: { id: string }) => {
  const { flagged, warnings } = await read(request)
  const codes = warnings.map(({ code }: { code: string }) => code)
  return { flagged, codes: codes.filter((code: string) => /duplicate|flood/.test(code)) }
}
const eventsOf = async ({ id }: { id: string }) => {
  const { data } = (await agent('GET', `/v1/requests/${id}/events?limit=100`)).body
  return data.filter(({ type }: { type: string }) => type === 'request_flagged')
}
const none = { flagged: false, codes: [] }
const duplicate = { flagged: true, codes: ['possible_duplicate'] }

t.test(
  'a second letter of one mailbox about one right is flagged, with the first one’s reference, and changes no clock',
  async (t) => {
    const first = await open({ email: 'zoe@example.org' })
    const second = await open({
      name: 'Z. L.',
      email: 'Zoe@Example.ORG',
      rights: [{ right: 'erasure' }, { right: 'access' }],
    })
    const before = await read(second)
    await screen()
    t.same(await flagsOf(first), none)
    const after = await read(second)
    t.match(after, { flagged: true, version: before.version + 1 })
    const [warning] = after.warnings
    t.match(warning, { code: 'possible_duplicate', message: new RegExp(`même adresse.*${first.reference}`) })
    const { due_on, strict_due_on, clock_state, status, allowed_actions, rights } = before
    t.match(after, { due_on, strict_due_on, clock_state, status, allowed_actions, rights })
    const [event, ...more] = await eventsOf(second)
    t.match(event, {
      actor: { type: 'service' },
      details: { flags: [{ code: 'possible_duplicate', why: 'same_mailbox' }], duplicate_of: [first.id] },
    })
    t.same(more, [])

    t.test('looked at again, also by two at once, nothing is flagged twice', async (t) => {
      await runAs(service.database.superuser, 'update habeas.screenings set position = 0')
      await Promise.all([screen(), screen(), screen()])
      t.equal((await read(second)).version, after.version)
      t.equal((await eventsOf(second)).length, 1)
    })

    t.test('lists filter by it', async (t) => {
      const ids = async (flagged: boolean) =>
        (await agent('GET', `/v1/requests?flagged=${flagged}`)).body.data.map(({ id }: { id: string }) => id)
      t.same(await ids(true), [second.id])
      t.same(await ids(false), [first.id])
    })

    t.test('closed as a duplicate it is flagged no more', async (t) => {
      await dpo('POST', `/v1/requests/${second.id}/close`, { reason: 'duplicate', duplicate_of: first.id })
      t.same(await flagsOf(second), none)
      await dpo('POST', `/v1/requests/${second.id}/reopen`, { reason: 'it was none' })
      t.same(await flagsOf(second), duplicate, 'until it is reopened')
    })

    t.test('what staff has looked at is not flagged again', async (t) => {
      const dismissed = await agent('PATCH', `/v1/requests/${second.id}`, { flagged: false })
      t.match(dismissed, { status: 200, body: { flagged: false } })
      t.same(await flagsOf(second), none)
      await runAs(service.database.superuser, 'update habeas.screenings set position = 0')
      await screen()
      t.same(await flagsOf(second), none)
      t.equal(
        (await agent('PATCH', `/v1/requests/${second.id}`, { flagged: true })).status,
        400,
        'nobody flags by hand',
      )
    })
  },
)

t.test(
  'the same name and right from another mailbox, or on paper, may be one person: every word of it, however spelt',
  async (t) => {
    const first = await open({ name: 'Ana María Núñez', email: 'ana@example.org', rights: [{ right: 'erasure' }] })
    const cases = {
      'another mailbox': { letter: { name: 'NUNEZ Ana Maria', email: 'am@example.org' }, expected: duplicate },
      'no mailbox': { letter: { name: 'Ana María Núñez' }, expected: duplicate },
      'a part of the name': { letter: { name: 'Ana Núñez', email: 'an@example.org' }, expected: none },
      'a longer name': { letter: { name: 'Ana María Núñez Ruiz', email: 'anr@example.org' }, expected: none },
      'another right': {
        letter: { name: 'Ana María Núñez', email: 'ana2@example.org', rights: [{ right: 'portability' }] },
        expected: none,
      },
    }
    const made = await Promise.all(
      Object.values(cases).map(({ letter }) => open({ rights: [{ right: 'erasure' }], ...letter })),
    )
    await screen()
    for (const [i, [why, { expected }]] of Object.entries(cases).entries()) {
      t.same(await flagsOf(made[i] ?? first), expected, why)
    }
    t.match((await read(made[0] ?? first)).warnings[0].message, `Une personne du même nom`)
  },
)

t.test('one word is no name: every Marie would be the same', async (t) => {
  await open({ name: 'Marie', email: 'marie1@example.org' })
  const second = await open({ name: 'Marie', email: 'marie2@example.org' })
  await screen()
  t.same(await flagsOf(second), none)
})

t.test('who writes for others has one mailbox for all of them', async (t) => {
  const about = (name: string) => ({
    name: 'Cabinet Durand',
    email: 'cabinet@example.org',
    more: { capacity: 'representative', data_subject: { name } },
  })
  await open(about('Jean Petit'))
  const another = await open(about('Paul Grand'))
  const again = await open(about('PETIT Jean'))
  await screen()
  t.same(await flagsOf(another), none)
  t.same(await flagsOf(again), duplicate)
})

t.test('what is closed, long ago, or another organisation’s is not repeated', async (t) => {
  const closed = await open({ name: 'Closed Case', email: 'closed@example.org' })
  await dpo('POST', `/v1/requests/${closed.id}/cancel`, {})
  const afterClosed = await open({ name: 'Closed Case', email: 'closed@example.org' })
  const old = await open({ name: 'Old Case', email: 'old@example.org', more: { received_at: '2026-03-30T09:00:00Z' } })
  const afterOld = await open({ name: 'Old Case', email: 'old@example.org' })
  await open({ name: 'Foreign Case', email: 'foreign@example.org' }, foreign)
  const here = await open({ name: 'Foreign Case', email: 'foreign@example.org' })
  await screen()
  for (const request of [afterClosed, old, afterOld, here]) t.same(await flagsOf(request), none, request.reference)
})

t.test(
  'more than ten requests of one mailbox in a day, of whatever right, are a flood; each is registered all the same',
  async (t) => {
    const rights = ['access', 'rectification', 'erasure', 'restriction', 'portability']
    const made: { id: string; reference: string }[] = []
    for (let i = 0; i < 12; i += 1) {
      const more = { capacity: 'representative', data_subject: { name: `Person Number${i}` } }
      made.push(await open({ name: 'Flood', email: 'flood@example.org', rights: [{ right: rights[i % 5] }], more }))
    }
    await screen()
    const flagged = await Promise.all(made.map(flagsOf))
    t.same(flagged, [
      ...Array.from({ length: 10 }, () => none),
      ...Array.from({ length: 2 }, () => ({ flagged: true, codes: ['flood_suspected'] })),
    ])
    const last = await read(made[11] ?? { id: '' })
    t.match(last.warnings.at(-1).message, '12 demandes sont arrivées de cette adresse en un jour')
    t.match(last, { clock_state: 'running', due_on: '2026-06-04' })
    service.at('2026-05-05T09:30:00Z')
    const nextDay = await open({
      name: 'Flood',
      email: 'flood@example.org',
      rights: [{ right: 'access' }],
      more: { capacity: 'representative', data_subject: { name: 'Person Next' } },
    })
    await screen()
    t.same(await flagsOf(nextDay), none, 'a day later one more is none')
  },
)

t.test('more than two hundred forms in an hour are a flood, however many addresses they name', async (t) => {
  const send = (i: number) =>
    service.call('POST', '/v1/public/other/requests', {
      requester: { name: `Person Number${i}`, email: `person${i}@example.org` },
      rights: [{ right: 'access' }],
    })
  service.at('2026-05-06T09:00:00Z')
  for (let at = 0; at < 205; at += 41) await Promise.all(Array.from({ length: 41 }, (_, i) => send(at + i)))
  await screen()
  const list = async (flagged: boolean) => (await foreign('GET', `/v1/requests?flagged=${flagged}&limit=100`)).body.data
  const found = await list(true)
  t.equal(found.length, 5)
  t.match(found[0].warnings, [{ code: 'flood_suspected', message: /\d+ requests came through the form in one hour/ }])
})

t.test('nothing of it tells in the clear which requests are one person’s', async (t) => {
  const first = await open({ name: 'Erased Person', email: 'erased@example.org' })
  const second = await open({ name: 'Erased Person', email: 'erased@example.org' })
  await screen()
  const rows = await runAs(
    service.database.superuser,
    `select facts::text as facts from habeas.events where type = 'request_flagged'`,
  )
  t.ok(rows.length > 0)
  for (const { facts } of rows) t.notMatch(String(facts), /req_|HB-|example/)
  t.same(await flagsOf(second), duplicate)
  t.same(await flagsOf(first), none)
})

t.test('a request that does not open keeps no other from being looked at', async (t) => {
  const [damaged] = [await open({ name: 'Damaged Case', email: 'damaged@example.org' })]
  const again = await open({ name: 'Damaged Case', email: 'damaged@example.org' })
  await runAs(
    service.database.superuser,
    `update habeas.rights set detail = set_byte(detail, length(detail) - 1, get_byte(detail, length(detail) - 1) # 1)
     where request_id in (select id from habeas.requests where reference = any ($1::text[]))`,
    [`{${again.reference},${damaged.reference}}`],
  )
  await open({ name: 'Whole Case', email: 'whole@example.org' })
  const whole = await open({ name: 'Whole Case', email: 'whole@example.org' })
  await screen()
  t.same(await flagsOf(whole), duplicate)
})

t.test('an id of so long ago is before all that were made since, and behind none before', async (t) => {
  const id = newId('req')
  t.ok(earlierBy(id, 0) <= id)
  t.ok(earlierBy(id, 1) < earlierBy(id, 0))
  t.equal(earlierBy(id, 2 ** 60), '00000000-0000-0000-0000-000000000000')
})

t.test('what is asked for under one name is compared as well: a purpose after death, direct marketing', async (t) => {
  const about = (rights: object[]) => open({ name: 'Siv Dahl', email: 'siv@example.org', rights })
  const directives = [{ instruction: 'erase' }]
  const heir = { capacity: 'heir', data_subject: { name: 'Siv Dahl' } }
  await about([{ right: 'post_mortem', purpose: 'register', directives }])
  await about([{ right: 'objection', direct_marketing: true }])
  const executed = await open({
    name: 'Siv Dahl',
    email: 'siv@example.org',
    rights: [{ right: 'post_mortem', purpose: 'execute', deceased: { name: 'Siv Dahl' } }],
    more: heir,
  })
  const situation = await about([{ right: 'objection', direct_marketing: false }])
  await screen()
  t.same(await flagsOf(executed), none)
  t.same(await flagsOf(situation), none)
  const again = await about([{ right: 'post_mortem', purpose: 'register', directives }])
  const unsaid = await about([{ right: 'objection' }])
  await screen()
  t.same(await flagsOf(again), duplicate)
  t.same(await flagsOf(unsaid), duplicate, 'what a letter leaves open may be the same')
})
