import t from 'tap'
import { runAs } from '../support/database.ts'
import { handIn, mailOf, newGateway } from '../support/gateway.ts'
import { callWith, testService } from '../support/service.ts'
import { searchDesk } from './desk.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
let organisations = 0

/** An organisation of its own, with two sources that are active and one that is not. */
async function collecting(collect?: string) {
  organisations += 1
  const acme = await service.organisation(`collect-${organisations}`)
  const desk = await searchDesk(service, acme)
  if (collect !== undefined) await acme.admin('PATCH', '/v1/organisation', { settings: { collect } })
  await desk.source('crm')
  await desk.source('shop')
  await desk.source('off', { active: false })
  const act = async (request: string, action: string, body: object = {}) => {
    const { status, body: answer } = await desk.dpo('POST', `/v1/requests/${request}/${action}`, body)
    if (status !== 200) throw new Error(`${action}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    ...desk,
    acme,
    act,
    confirm: (request: string) =>
      act(request, 'confirm-identity', { method: 'known_facts', note: 'Knew the last order.' }),
    asked: async (request: string): Promise<string[]> =>
      (await desk.tasks(request)).map(({ source }: { source: { key: string } }) => source.key),
  }
}

t.test(
  'once the identity is confirmed each active source has its task, and its owner a letter, by nobody’s doing',
  async (t) => {
    const desk = await collecting()
    const request = await desk.open()
    t.match(await desk.act(request.id, 'acknowledge'), { tasks: { open: 0 } })
    t.same(await desk.asked(request.id), [], 'nobody learns of a person who has proven nothing')
    t.same(await desk.letters(request.id), [])
    service.at('2026-03-04T09:00:00Z')
    t.match(await desk.confirm(request.id), { tasks: { open: 2, answered: 0 }, version: 3 })
    t.match(await desk.tasks(request.id), [
      { source: { key: 'crm' }, state: 'open', due_on: '2026-03-23', last_told_on: '2026-03-04', note: null },
      { source: { key: 'shop' }, state: 'open' },
    ])
    t.equal((await desk.letters(request.id)).length, 2)
    const events = (await desk.agent('GET', `/v1/requests/${request.id}/events?limit=100`)).body.data
    t.match(
      events.slice(-3).map(({ type, actor }: { type: string; actor: object }) => ({ type, actor })),
      [
        { type: 'identity_confirmed', actor: { type: 'client' } },
        { type: 'task_opened', actor: { type: 'service' } },
        { type: 'task_opened', actor: { type: 'service' } },
      ],
    )
    service.at('2026-03-02T09:00:00Z')
  },
)

t.test('no source is asked twice, whatever follows; one that was added later is asked with what follows', async (t) => {
  const desk = await collecting()
  const request = await desk.open()
  const [by] = await desk.ask(request.id, { due_on: '2026-03-12' })
  await desk.on(request.id, by?.id ?? '', 'cancel', { reason: 'Shut down.' })
  await desk.confirm(request.id)
  t.same(await desk.asked(request.id), ['crm', 'shop'], 'asked by staff, before the proof')
  await desk.source('billing')
  t.same(await desk.asked(request.id), ['crm', 'shop'])
  await desk.act(request.id, 'rights', { right: 'erasure', reason: 'Found in the letter.' })
  t.same(await desk.asked(request.id), ['crm', 'shop', 'billing'])
  await desk.act(request.id, 'cancel')
  await desk.act(request.id, 'reopen', { reason: 'By mistake.' })
  t.same(await desk.asked(request.id), ['crm', 'shop', 'billing'], 'nor is what was called off')
  t.match(
    (await desk.tasks(request.id)).map(({ state }: { state: string }) => state),
    ['cancelled', 'open', 'open'],
  )
})

t.test('systems are searched for rights that take it, once what is asked for is known', async (t) => {
  const desk = await collecting('on_receipt')
  const heir = { capacity: 'heir', data_subject: { name: 'Léon Łukasiewicz' } }
  const deceased = { deceased: { name: 'Léon Łukasiewicz' } }
  for (const [searched, rights, more] of [
    [true, [{ right: 'access' }]],
    [true, [{ right: 'portability', format: 'json' }]],
    [true, [{ right: 'rectification' }]],
    [true, [{ right: 'erasure' }]],
    [true, [{ right: 'restriction' }]],
    [true, [{ right: 'objection', direct_marketing: false }]],
    [false, [{ right: 'objection', direct_marketing: true }]],
    [false, [{ right: 'objection' }]],
    [false, [{ right: 'withdrawal' }]],
    [false, [{ right: 'post_mortem', purpose: 'register', directives: [{ instruction: 'erase' }] }]],
    [false, [{ right: 'post_mortem', purpose: 'revoke' }]],
    [true, [{ right: 'post_mortem', purpose: 'estate', ...deceased }], heir],
    [true, [{ right: 'withdrawal' }, { right: 'access' }]],
  ] as const) {
    const { id } = await desk.open({ rights, ...more })
    t.equal((await desk.asked(id)).length, searched ? 2 : 0, JSON.stringify(rights))
  }
})

t.test(
  'a right named later opens the searches then: no letter is searched for of which nobody knows what it asks',
  async (t) => {
    const desk = await collecting('on_receipt')
    const gateway = await newGateway(service.app, desk.acme.admin)
    const { request } = (await handIn(gateway, mailOf())).body
    await desk.act(request, 'acknowledge')
    t.same(await desk.asked(request), [])
    await desk.act(request, 'rights', { right: 'access', reason: 'The mail asks for a copy.' })
    t.same(await desk.asked(request), ['crm', 'shop'])
    const careful = await collecting()
    const { id } = await careful.open({ rights: [{ right: 'objection' }] })
    await careful.confirm(id)
    t.same(await careful.asked(id), [])
    const [right] = (await careful.show(id)).rights
    const details = { direct_marketing: false, situation: 'I moved.' }
    await careful.act(id, `rights/${right?.id}/amend`, { details, reason: 'Said on the telephone.' })
    t.same(await careful.asked(id), ['crm', 'shop'])
  },
)

t.test('who writes for another is asked for nothing before their authority is accepted', async (t) => {
  const desk = await collecting()
  const { id } = await desk.open({ capacity: 'parent', data_subject: { name: 'Léa Łukasiewicz' } })
  await desk.confirm(id)
  t.same(await desk.asked(id), [])
  await desk.act(id, 'confirm-authority', {
    note: 'Family record book.',
    checklist: { child_identity: true, parental_authority: true },
  })
  t.same(await desk.asked(id), ['crm', 'shop'])
  const self = await desk.open({ data_subject: { name: 'Quentin Moreau' } })
  await desk.confirm(self.id)
  t.same(await desk.asked(self.id), [], 'nor who names somebody else’s data as their own')
  await desk.act(self.id, 'correct', { data_subject: { name: 'Zoé Łukasiewicz' }, reason: 'Keyed wrong.' })
  t.same(await desk.asked(self.id), ['crm', 'shop'])
})

t.test(
  'at the receipt, where the organisation wants it so: what staff registers, never what a form or a mail brings alone',
  async (t) => {
    const desk = await collecting('on_receipt')
    const registered = await desk.agent('POST', '/v1/requests', {
      channel: 'phone',
      received_at: '2026-03-02T08:00:00Z',
      requester: { name: 'Zoé Łukasiewicz' },
      rights: [{ right: 'access' }],
      reply_by: 'post',
    })
    t.match(registered, { status: 201, body: { tasks: { open: 2, answered: 0 }, version: 1 } })
    t.equal((await desk.letters(registered.body.id)).length, 2)
    const form = { requester: { name: 'Léa', email: 'lea@example.org' }, rights: [{ right: 'access' }] }
    const intake = await desk.acme.client('intake')
    const handed = await intake('POST', '/v1/requests', { channel: 'web', ...form })
    t.match(handed, { status: 201, body: { tasks: { open: 0 } } })
    const sent = await callWith(service.app, {})('POST', `/v1/public/collect-${organisations}/requests`, form)
    const listed = (await desk.agent('GET', `/v1/requests?reference=${sent.body.reference}`)).body.data
    t.match(listed, [{ tasks: { open: 0 } }])
    for (const id of [handed.body.id, listed[0].id]) {
      t.same(await desk.asked(id), [])
      t.match(await desk.act(id, 'acknowledge'), { tasks: { open: 2 } }, 'staff has looked at it')
    }
  },
)

t.test('where no proof is needed it takes an act of staff; where a mailbox proves enough, its code', async (t) => {
  const desk = await collecting()
  const slug = `collect-${organisations}`
  const levels = (access: string) =>
    desk.acme.admin('PATCH', '/v1/organisation', {
      settings: { identity: { levels: { access: { level: access, reason: 'Few data.' } } } },
    })
  const form = { requester: { name: 'Léa', email: 'lea@example.org' }, rights: [{ right: 'access' }] }
  const send = async () => {
    const { body } = await callWith(service.app, {})('POST', `/v1/public/${slug}/requests`, form)
    return (await desk.agent('GET', `/v1/requests?reference=${body.reference}`)).body.data[0].id
  }
  t.equal((await levels('none')).status, 200)
  const open = await send()
  t.same(await desk.asked(open), [])
  await desk.act(open, 'acknowledge')
  t.same(await desk.asked(open), ['crm', 'shop'])
  t.equal((await levels('mailbox')).status, 200)
  const proven = await send()
  await desk.act(proven, 'acknowledge')
  t.same(await desk.asked(proven), [])
  await desk.acme.person('lea@example.org')
  t.same(await desk.asked(proven), ['crm', 'shop'])
})

t.test(
  'by staff alone, where the organisation wants it so; of an organisation without sources nobody is asked',
  async (t) => {
    const desk = await collecting('by_staff')
    const { id } = await desk.open()
    await desk.confirm(id)
    t.same(await desk.asked(id), [])
    t.equal((await desk.ask(id)).length, 2)
    const none = await searchDesk(service, await service.organisation('without-sources'))
    const request = await none.open()
    const note = { method: 'known_facts', note: 'Knew the last order.' }
    t.match(await none.agent('POST', `/v1/requests/${request.id}/confirm-identity`, note), {
      status: 200,
      body: { tasks: { open: 0, answered: 0 } },
    })
    t.same(await none.events(request.id), [])
  },
)

t.test('the setting is shown, changed with an event, and refused where it is none of the three', async (t) => {
  const { acme } = await collecting()
  const shown = async () => (await acme.admin('GET', '/v1/organisation')).body.settings.collect
  t.equal(await shown(), 'on_verification')
  const change = (collect: string) => acme.admin('PATCH', '/v1/organisation', { settings: { collect } })
  t.match(await change('on_receipt'), { status: 200, body: { settings: { collect: 'on_receipt' } } })
  t.equal(await shown(), 'on_receipt')
  t.match(await change('sometimes'), { status: 400, body: { errors: [{ location: 'body.settings.collect' }] } })
  const { data } = (await acme.admin('GET', '/v1/events?limit=100')).body
  t.match(data.at(-1), { type: 'organisation_changed', details: { fields: ['collect'] } })
})

t.test('an owner of two systems gets one letter, with the link of each', async (t) => {
  const desk = await collecting()
  await desk.source('archive', { owner_email: 'CRM@acme.example' })
  const { id } = await desk.open()
  await desk.confirm(id)
  t.equal((await desk.tasks(id)).length, 3)
  t.equal((await desk.letters(id)).length, 2)
})

t.test('a source that does not open is asked nothing, and keeps no identity from being confirmed', async (t) => {
  const desk = await collecting()
  const damaged = await desk.source('damaged')
  await runAs(
    service.database.superuser,
    `update habeas.sources set detail = set_byte(detail, length(detail) - 1, get_byte(detail, length(detail) - 1) # 1)
     where key = $1`,
    ['damaged'],
  )
  const { id } = await desk.open()
  await desk.confirm(id)
  t.same(await desk.asked(id), ['crm', 'shop'])
  t.match(
    (await desk.dpo('GET', `/v1/sources/${damaged}`)).body.warnings,
    [{ code: 'unreadable' }],
    'and says so itself',
  )
  const { status, body } = await desk.agent('POST', `/v1/requests/${id}/tasks`, { sources: [damaged] })
  t.same([status, body.code], [500, 'unreadable'], 'asked by its name')
  await desk.source('till')
  await desk.ask(id)
  t.same((await desk.asked(id)).toSorted(), ['crm', 'shop', 'till'], 'nor where staff asks all of them')
})

t.test('an answer that does not wait for the searches is warned of, and stands', async (t) => {
  const desk = await collecting()
  const request = await desk.open()
  await desk.confirm(request.id)
  const codes = ({ warnings }: { warnings: { code: string }[] }) => warnings.map(({ code }) => code)
  const [right] = request.rights
  const decide = { outcome: 'no_data_held' }
  const decided = await desk.act(request.id, `rights/${right?.id}/decide`, decide)
  t.match(decided, { tasks: { open: 2 }, rights: [{ outcome: 'no_data_held' }] })
  t.ok(codes(decided).includes('searches_open'))
  const revised = await desk.act(request.id, `rights/${right?.id}/revise`, { reason: 'Nobody has looked yet.' })
  t.notOk(codes(revised).includes('searches_open'))
})
