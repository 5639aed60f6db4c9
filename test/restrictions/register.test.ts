import t from 'tap'
import { done, openDesk as openAttackedDesk } from '../attacks/desk.ts'
import { letterFails } from '../letters/failing-letter.ts'
import { work } from '../retention/closed-case.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const desk = await openAttackedDesk(service, 'acme')
const { agent, dpo, admin, auditor } = desk.staff

type Made = { id: string; rights: { id: string }[] }
/** A restriction that is asked for, proven and granted. */
async function granted(
  requester: object,
  more: object = {},
  right: object = { ground: 'a', scope: 'My address' },
): Promise<Made> {
  const body = { channel: 'web', requester, rights: [{ right: 'restriction', ...right }], ...more }
  const c = await done(agent('POST', '/v1/requests', body))
  await done(dpo('POST', `/v1/requests/${c.id}/confirm-identity`, { method: 'in_person', note: 'was here' }))
  await done(dpo('POST', `/v1/requests/${c.id}/rights/${c.rights[0].id}/decide`, { outcome: 'granted' }))
  return c
}
const onRight = (c: Made, action: string, body: object) =>
  dpo('POST', `/v1/requests/${c.id}/rights/${c.rights[0]?.id}/${action}`, body)
const fulfil = (c: Made) => done(onRight(c, 'fulfil', { note: 'suspended', none_to_tell: true }))
const restricted = async (who: object) => (await done(auditor('POST', '/v1/restrictions/check', who))).restricted
const listed = async (query = '') => (await done(auditor('GET', `/v1/restrictions${query}`))).data
const events = async ({ id }: Made): Promise<string[]> =>
  (await done(auditor('GET', `/v1/requests/${id}/events?limit=100`))).data.map((event: { type: string }) => event.type)
const at = (day: string) => service.at(`${day}T09:00:00Z`)

t.test(
  'a restriction is in force from its fulfilment on, and found by address, identifier, request and fingerprint',
  async (t) => {
    const c = await granted(
      { name: 'Ana', email: 'Ana+x@Example.org' },
      {
        data_subject: {
          name: 'Ana',
          identifiers: [
            { type: 'customer', value: 'C-10 42' },
            { type: 'e-mail', value: 'old@example.org' },
          ],
        },
      },
    )
    t.equal(await restricted({ email: 'ana+x@example.org' }), false, 'granted, and not carried out')
    await fulfil(c)
    const entry = {
      id: c.rights[0]?.id,
      object: 'restriction',
      request: c.id,
      ground: 'a',
      scope: 'My address',
      in_force: true,
      since: /^2026-03-02T09:00:/,
      lifted: null,
    }
    const found = await done(auditor('POST', '/v1/restrictions/check', { email: 'ana+x@example.org' }))
    t.match(found, { object: 'restriction_check', restricted: true, restrictions: [entry] })
    for (const who of [{ identifier: 'c1042' }, { email: 'old@example.org' }]) t.equal(await restricted(who), true)
    for (const who of [{ identifier: 'c1043' }, { email: 'ana@example.org' }]) t.equal(await restricted(who), false)
    t.match(await done(auditor('GET', `/v1/restrictions/check?request=${c.id}`)), {
      restricted: true,
      fingerprint: null,
    })
    const again = await auditor('GET', '/v1/restrictions/check', undefined, { 'person-fingerprint': found.fingerprint })
    t.same(again.body, found, 'the fingerprint asks the same again')
    t.match(await listed(`?request=${c.id}`), [entry])
    t.match(await listed('?in_force=false'), [])
  },
)

t.test('a thousand are asked for at once and answered in their order; more are refused', async (t) => {
  const people = Array.from({ length: 1000 }, (_, i) => ({ email: `p${i}@example.org` }))
  const body = { people: people.with(998, { email: 'ana+x@example.org' }) }
  const { data } = await done(auditor('POST', '/v1/restrictions/check', body))
  t.same(
    data.flatMap((each: { restricted: boolean }, place: number) => (each.restricted ? [place] : [])),
    [998],
  )
  t.equal(data.length, 1000)
  const tooMany = await auditor('POST', '/v1/restrictions/check', { people: [...people, {}] })
  t.match(tooMany, { status: 400, body: { errors: [{ location: 'body.people' }] } })
  const oneBad = await auditor('POST', '/v1/restrictions/check', { people: [...people.slice(1), { email: 'none' }] })
  t.same(oneBad.body.errors, [{ location: 'body.people.999.email', message: 'expected one e-mail address' }])
})

t.test('a check says who is meant in one way: the others are refused', async (t) => {
  for (const body of [{}, { email: 'a@example.org', identifier: 'x' }, { people: [] }]) {
    t.match(await auditor('POST', '/v1/restrictions/check', body), { status: 400 })
  }
  t.match(await auditor('GET', '/v1/restrictions/check'), { status: 400 })
  t.match(await auditor('GET', '/v1/restrictions/check', undefined, { 'person-fingerprint': 'x' }), { status: 400 })
  t.match(await auditor('GET', '/v1/restrictions/check?email=a@example.org'), { status: 400 }, 'no address in a URL')
})

t.test('it ends on the day named, once the person was told; not on the day before', async (t) => {
  const c = await granted({ name: 'Bo', email: 'bo@example.org' })
  await fulfil(c)
  const lifted = await done(onRight(c, 'lift', { on: '2026-03-05', reasons: 'Accuracy was verified.' }))
  t.match(lifted.rights, [
    { lifted: { on: '2026-03-05', reasons: 'Accuracy was verified.', effective_on: '2026-03-05' } },
  ])
  t.match(await listed(`?request=${c.id}`), [
    { in_force: true, lifted: { on: '2026-03-05', effective_on: '2026-03-05' } },
  ])
  at('2026-03-04')
  t.equal(await restricted({ email: 'bo@example.org' }), true)
  at('2026-03-05')
  t.equal(await restricted({ email: 'bo@example.org' }), false)
  t.match(await listed(`?request=${c.id}&in_force=false`), [{ in_force: false }])
  at('2026-03-02')
})

t.test('told by post, it holds until the letter is posted: the person is told first (18(3))', async (t) => {
  const c = await granted({ name: 'Cy', email: 'cy@example.org', postal_address: '3 rue des Lilas, 75011 Paris' })
  await fulfil(c)
  await done(onRight(c, 'lift', { on: '2026-03-03', reasons: 'Verified.', told: { by: 'post' } }))
  at('2026-03-06')
  t.equal(await restricted({ email: 'cy@example.org' }), true, 'the day is over, and nobody was told')
  t.match(await listed(`?request=${c.id}`), [{ in_force: true, lifted: { on: '2026-03-03', effective_on: null } }])
  const letters = (await done(agent('GET', `/v1/requests/${c.id}/letters?limit=100`))).data
  const letter = letters.find(({ type }: { type: string }) => type === 'restriction_lifted')
  await done(agent('POST', `/v1/letters/${letter.id}/record-posted`, { posted_on: '2026-03-05' }))
  t.match(await listed(`?request=${c.id}`), [{ in_force: false, lifted: { effective_on: '2026-03-05' } }])
  t.ok((await events(c)).includes('restriction_lift_told'))
  at('2026-03-02')
})

t.test('where the letter does not reach the person, it goes on; sent again, it ends', async (t) => {
  const c = await granted({ name: 'Cleo', email: 'cleo@example.org' })
  await fulfil(c)
  await done(onRight(c, 'lift', { on: '2026-03-03', reasons: 'Verified.' }))
  const letters = (await done(agent('GET', `/v1/requests/${c.id}/letters?limit=100`))).data
  const { id } = letters.find(({ type }: { type: string }) => type === 'restriction_lifted')
  await letterFails(desk, c.id, id)
  at('2026-03-04')
  t.equal(await restricted({ email: 'cleo@example.org' }), true)
  t.ok((await events(c)).includes('restriction_lift_untold'))
  await done(agent('POST', `/v1/letters/${id}/resend`))
  t.equal(await restricted({ email: 'cleo@example.org' }), false)
  t.match(await listed(`?request=${c.id}`), [{ lifted: { on: '2026-03-03', effective_on: '2026-03-04' } }])
  at('2026-03-02')
})

t.test('a decision that is looked at again leaves it in force, until it is refused and the person told', async (t) => {
  const c = await granted({ name: 'Di', email: 'di@example.org' })
  await fulfil(c)
  await done(onRight(c, 'revise', { reason: 'A second account was found.' }))
  t.equal(await restricted({ email: 'di@example.org' }), true)
  await done(
    onRight(c, 'decide', { outcome: 'refused', grounds: ['no_restriction_ground'], reasons: 'The data are accurate.' }),
  )
  t.equal(await restricted({ email: 'di@example.org' }), false)
  t.same(await listed(`?request=${c.id}`), [])
  const letters = (await done(agent('GET', `/v1/requests/${c.id}/letters?limit=100`))).data
  const refusal = letters.findLast(({ type }: { type: string }) => type === 'decision')
  await letterFails(desk, c.id, refusal.id)
  t.equal(await restricted({ email: 'di@example.org' }), true, 'whom that letter does not reach was told nothing')
})

t.test(
  'one that holds is not dropped, closed away or split off while it is looked at again (art. 18(3))',
  async (t) => {
    const c = await done(
      agent('POST', '/v1/requests', {
        channel: 'web',
        requester: { name: 'Emil', email: 'emil@example.org' },
        rights: [{ right: 'restriction' }, { right: 'access' }],
      }),
    )
    await done(dpo('POST', `/v1/requests/${c.id}/confirm-identity`, { method: 'in_person', note: 'was here' }))
    await done(onRight(c, 'decide', { outcome: 'granted' }))
    await fulfil(c)
    await done(onRight(c, 'revise', { reason: 'A second account was found.' }))
    const refused = { status: 422, body: { code: 'not_permitted' } }
    t.match(await onRight(c, 'drop', { reason: 'not asked for' }), refused)
    t.match(await dpo('POST', `/v1/requests/${c.id}/close`, { reason: 'not_a_rights_request' }), refused)
    const split = { rights: [c.rights[0].id], reason: 'Two teams.' }
    t.match(await dpo('POST', `/v1/requests/${c.id}/split`, split), refused)
    t.equal(await restricted({ email: 'emil@example.org' }), true)
    await done(
      onRight(c, 'decide', {
        outcome: 'refused',
        grounds: ['no_restriction_ground'],
        reasons: 'The data are accurate.',
      }),
    )
    t.equal(await restricted({ email: 'emil@example.org' }), false, 'told, it ends')
  },
)

t.test('who writes for another restricts nothing of their own', async (t) => {
  const c = await done(
    agent('POST', '/v1/requests', {
      channel: 'web',
      capacity: 'representative',
      requester: { name: 'Maître Roy', email: 'roy@example.org' },
      data_subject: { name: 'Eva', identifiers: [{ type: 'e-mail', value: 'eva@example.org' }] },
      rights: [{ right: 'restriction' }],
    }),
  )
  await done(dpo('POST', `/v1/requests/${c.id}/confirm-identity`, { method: 'in_person', note: 'was here' }))
  await done(dpo('POST', `/v1/requests/${c.id}/confirm-authority`, { note: 'The mandate names both.' }))
  await done(onRight(c, 'decide', { outcome: 'granted' }))
  await fulfil(c)
  t.equal(await restricted({ email: 'eva@example.org' }), true)
  t.equal(await restricted({ email: 'roy@example.org' }), false)
})

t.test(
  'a person who moves on to another mailbox is found by both; an address keyed wrong was never theirs',
  async (t) => {
    const moved = await granted({ name: 'Fay', email: 'fay@example.org' })
    await fulfil(moved)
    const person = await desk.organisation.person('fay@example.org')
    const { verification } = await done(person('POST', '/v1/me/contact', { email: 'fay@new.example' }))
    const code = service.code(verification.id)
    await done(person('POST', '/v1/me/contact/redeem', { verification: verification.id, code }))
    t.same(
      [await restricted({ email: 'fay@new.example' }), await restricted({ email: 'fay@example.org' })],
      [true, true],
    )

    const c = await granted({ name: 'Flo', email: 'flo@example.org' })
    await fulfil(c)
    await done(
      dpo('POST', `/v1/requests/${c.id}/correct`, {
        requester: { name: 'Flo', email: 'flo@new.example' },
        reason: 'moved',
      }),
    )
    t.equal(await restricted({ email: 'flo@new.example' }), true)
    t.equal(await restricted({ email: 'flo@example.org' }), false)
  },
)

t.test('the file of its case is kept as long as it holds, and from its end as long as any file', async (t) => {
  await done(admin('PATCH', '/v1/organisation', { settings: { retention: { case_files: { months: 12 } } } }))
  const c = await granted({ name: 'Gil', email: 'gil@example.org' })
  await fulfil(c)
  await done(dpo('POST', `/v1/requests/${c.id}/close`, { reason: 'completed' }))
  const erasedAt = async () => (await done(dpo('GET', `/v1/requests/${c.id}`))).erased_at
  await work(desk, 'recompute-retention', { organisation: desk.organisation.id })
  at('2029-06-01')
  await work(desk, 'retention')
  t.equal(await erasedAt(), null, 'more than three years after closure')
  t.equal(await restricted({ email: 'gil@example.org' }), true)
  t.same(
    (await done(dpo('GET', '/v1/retention/preview'))).data.filter(
      ({ request }: { request: string }) => request === c.id,
    ),
    [],
  )
  await done(onRight(c, 'lift', { on: '2029-06-02', reasons: 'The claim is settled.' }))
  at('2030-06-02')
  await work(desk, 'retention')
  t.equal(await erasedAt(), null, 'the last day')
  await work(desk, 'recompute-retention', { organisation: desk.organisation.id })
  at('2030-06-03')
  await work(desk, 'retention')
  t.match(await erasedAt(), /^2030-06-03/)
  t.same(await listed(`?request=${c.id}`), [])
  t.match(await done(auditor('GET', `/v1/restrictions/check?request=${c.id}`)), { restricted: false, restrictions: [] })
  t.equal(await restricted({ email: 'gil@example.org' }), false)
  at('2026-03-02')
})

t.test('the list is paged, the newest first', async (t) => {
  const all = await listed('?limit=100')
  const first = await done(auditor('GET', '/v1/restrictions?limit=2'))
  const { data } = await done(auditor('GET', `/v1/restrictions?limit=2&cursor=${first.next_cursor}`))
  t.same([...first.data, ...data], all.slice(0, 4))
})
