import t from 'tap'
import { register } from '../../src/cli/demo/processing.ts'
import { testService } from '../support/service.ts'
import { searchDesk } from './desk.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
let organisations = 0

/** An organisation of its own with the register of a real controller, and four systems: one of all activities, three of some. */
async function linked(collect?: string) {
  organisations += 1
  const acme = await service.organisation(`linked-${organisations}`)
  const desk = await searchDesk(service, acme)
  if (collect !== undefined) await acme.admin('PATCH', '/v1/organisation', { settings: { collect } })
  const put = (activities: readonly { key: string }[]) => desk.dpo('PUT', '/v1/register', { activities })
  const stated = register.activities.map(({ categories: _, ...activity }) => activity)
  await put(stated)
  const ids = {
    archive: await desk.source('archive'),
    mailing: await desk.source('mailing', { activities: ['newsletter', 'advertising'] }),
    billing: await desk.source('billing', { activities: ['invoicing'] }),
    helpdesk: await desk.source('helpdesk', { activities: ['support'] }),
  }
  return {
    ...desk,
    acme,
    ids,
    /** The register without these activities. */
    without: (...keys: string[]) => put(stated.filter(({ key }) => !keys.includes(key))),
    change: (key: keyof typeof ids, body: object) => desk.dpo('PATCH', `/v1/sources/${ids[key]}`, body),
    asked: async (request: string): Promise<string[]> =>
      (await desk.tasks(request)).map(({ source }: { source: { key: string } }) => source.key),
    act: async (request: string, action: string, body: object = {}) => {
      const { status, body: answer } = await desk.dpo('POST', `/v1/requests/${request}/${action}`, body)
      if (status !== 200) throw new Error(`${action}: ${status} ${JSON.stringify(answer)}`)
      return answer
    },
    assessment: async (request: string) => {
      const answer = await desk.agent('GET', `/v1/requests/${request}/assessment`, undefined, {
        'accept-language': 'en',
      })
      t.equal(answer.status, 200)
      return answer.body
    },
  }
}
const known = { method: 'known_facts', note: 'Knew the last order.' }
const keysOf = (sources: { key: string }[]) => sources.map(({ key }) => key)
const codesOf = ({ warnings }: { warnings: { code: string }[] }) => warnings.map(({ code }) => code)

t.test('a source names activities of the register; one that names none holds data of every one', async (t) => {
  const { agent, ids, change } = await linked()
  const shown = async (key: keyof typeof ids) => (await agent('GET', `/v1/sources/${ids[key]}`)).body.activities
  t.equal(await shown('archive'), null)
  t.same(await shown('mailing'), ['newsletter', 'advertising'])
  t.match(await change('mailing', { name: 'Mailing' }), { body: { activities: ['newsletter', 'advertising'] } })
  t.match(await change('mailing', { activities: ['support', 'support'] }), { body: { activities: ['support'] } })
  t.match(await change('mailing', { activities: [] }), { status: 200, body: { activities: null } })
  await change('mailing', { activities: ['newsletter'] })
  t.match(await change('mailing', { activities: null }), { status: 200, body: { activities: null } })
  const { data } = (await agent('GET', '/v1/sources')).body
  t.same(
    data.map(({ activities }: { activities: string[] | null }) => activities),
    [null, null, ['invoicing'], ['support']],
  )
})

t.test('an activity that the register does not have is refused with its place', async (t) => {
  const { dpo, change, acme } = await linked()
  const wrong = { name: 'Shop', key: 'shop', owner_email: 'shop@acme.example', activities: ['support', 'shopping'] }
  const refused = { status: 422, body: { code: 'unknown_activity', errors: [{ location: 'body.activities.1' }] } }
  t.match(await dpo('POST', '/v1/sources', wrong), refused)
  t.match(await change('mailing', { activities: ['newsletter', 'shopping'] }), refused)
  t.match(await change('mailing', { activities: ['x'.repeat(101)] }), { status: 400 })
  const { data } = (await acme.admin('GET', '/v1/events?limit=100')).body
  t.same(data.at(-1).type, 'source_created', 'nothing was changed')
  const bare = await searchDesk(service, await service.organisation('linked-before-register'))
  await bare.source('shop', { activities: ['shopping'] })
  t.match(
    (await bare.agent('GET', '/v1/sources')).body.data,
    [{ activities: ['shopping'] }],
    'while it is empty, anything goes',
  )
})

t.test('a right is searched for in the systems of the activities that it reaches', async (t) => {
  const { open, assessment } = await linked()
  const rights = [{ right: 'access' }, { right: 'erasure' }, { right: 'withdrawal' }, { right: 'portability' }]
  const { id } = await open({ rights })
  const body = await assessment(id)
  const [access, erasure, withdrawal, portability] = body.rights
  t.same(keysOf(access.sources), ['archive', 'mailing', 'billing', 'helpdesk'])
  t.same(access.sources[1], { key: 'mailing', name: 'mailing system', activities: ['advertising', 'newsletter'] })
  t.same(keysOf(erasure.sources), ['archive', 'mailing', 'helpdesk'], 'invoices are kept by law')
  t.same(withdrawal.sources, [], 'it takes no search')
  t.same(keysOf(portability.sources), ['archive', 'mailing'], 'neither consent nor contract')
  const of = (right: { activities: { activity: string; sources: string[] }[] }, key: string) =>
    right.activities.find(({ activity }) => activity === key)?.sources
  t.same(of(access, 'newsletter'), ['archive', 'mailing'])
  t.same(of(erasure, 'invoicing'), ['archive', 'billing'], 'who decides otherwise reads where')
  t.same(of(withdrawal, 'newsletter'), [])
  t.match(body.sources, [
    { key: 'archive', activities: null, unknown_activities: [] },
    { key: 'mailing', activities: ['newsletter', 'advertising'], unknown_activities: [] },
    { key: 'billing', activities: ['invoicing'] },
    { key: 'helpdesk', activities: ['support'] },
  ])
  t.same(codesOf(body), [])
})

t.test('activities that a right reaches and of which no system is known are warned of', async (t) => {
  const { open, assessment, change } = await linked()
  const { id } = await open({ rights: [{ right: 'erasure' }] })
  await change('archive', { active: false })
  const body = await assessment(id)
  t.same(codesOf(body), ['activities_without_source'])
  const name = (key: string) => register.activities.find((activity) => activity.key === key)?.name ?? ''
  t.match(body.warnings[0].message, name('prospecting'))
  t.notMatch(body.warnings[0].message, name('newsletter'), 'it has one')
  t.notMatch(body.warnings[0].message, name('rights_requests'), 'it is not reached')
})

t.test(
  'a key that the register loses stays with its source, is named, and leaves the source out of nothing',
  async (t) => {
    const { open, assessment, without, change, agent, ids, act, asked } = await linked()
    t.equal((await without('invoicing')).status, 200)
    const { id } = await open({ rights: [{ right: 'portability' }] })
    const body = await assessment(id)
    t.same((await agent('GET', `/v1/sources/${ids.billing}`)).body.activities, ['invoicing'])
    t.match(body.sources[2], { key: 'billing', activities: ['invoicing'], unknown_activities: ['invoicing'] })
    t.same(body.rights[0].sources[2], { key: 'billing', name: 'billing system', activities: [] })
    t.same(codesOf(body), ['source_activity_unknown'])
    t.match(body.warnings[0].message, /billing \(invoicing\)/)
    await act(id, 'confirm-identity', known)
    t.same(await asked(id), ['archive', 'mailing', 'billing'])
    t.match(
      await change('billing', { name: 'Billing', activities: ['invoicing', 'support'] }),
      { status: 200 },
      'it may stay',
    )
    t.match(await change('mailing', { activities: ['invoicing'] }), { status: 422 }, 'and is new to no other')
    await without(...register.activities.map(({ key }) => key))
    t.same(codesOf(await assessment(id)), ['register_empty'])
  },
)

t.test('those are asked by themselves, and others with the right that reaches them', async (t) => {
  const desk = await linked()
  const { id } = await desk.open({ rights: [{ right: 'portability' }] })
  await desk.act(id, 'confirm-identity', known)
  t.same(await desk.asked(id), ['archive', 'mailing'])
  t.equal((await desk.letters(id)).length, 2, 'and nobody else is written to')
  await desk.act(id, 'rights', { right: 'erasure', reason: 'Said on the telephone.' })
  t.same(await desk.asked(id), ['archive', 'mailing', 'helpdesk'])
  await desk.act(id, 'rights', { right: 'access', reason: 'Said on the telephone.' })
  t.same(await desk.asked(id), ['archive', 'mailing', 'helpdesk', 'billing'])
  const { sources } = await desk.assessment(id)
  t.same(
    sources.map(({ searched }: { searched: string }) => searched),
    ['open', 'open', 'open', 'open'],
  )
})

t.test('so they are at the receipt, where the organisation wants it so', async (t) => {
  const desk = await linked('on_receipt')
  const { id } = await desk.open({ rights: [{ right: 'objection', direct_marketing: false }, { right: 'withdrawal' }] })
  t.same(await desk.asked(id), ['archive', 'helpdesk'], 'a withdrawal takes no search')
})

t.test('staff asks those that the request concerns, or whichever they name', async (t) => {
  const { open, ask, asked, ids, change } = await linked('by_staff')
  const { id } = await open({ rights: [{ right: 'withdrawal' }] })
  t.equal((await ask(id)).length, 2)
  t.same(await asked(id), ['archive', 'mailing'], 'a withdrawal reaches what rests on consent')
  await ask(id, { sources: [ids.billing] })
  t.same(await asked(id), ['archive', 'mailing', 'billing'])
  t.same(await ask(id), [])
  await change('helpdesk', { activities: ['support', 'analytics'] })
  t.equal((await ask(id)).length, 1)
  t.same(await asked(id), ['archive', 'mailing', 'billing', 'helpdesk'])
})

t.test('those are asked whom the assessment names, whatever the right', async (t) => {
  const { open, ask, asked, assessment, change, without } = await linked('by_staff')
  const rights = ['access', 'rectification', 'erasure', 'restriction', 'portability'].map((right) => ({ right }))
  await change('helpdesk', { activities: ['support', 'invoicing'] })
  for (const lost of [[], ['support'], register.activities.map(({ key }) => key)]) {
    await without(...lost)
    for (const right of [...rights, { right: 'objection', direct_marketing: false }]) {
      const { id } = await open({ rights: [right] })
      const { rights: assessed } = await assessment(id)
      await ask(id)
      t.same(await asked(id), keysOf(assessed[0].sources), `${right.right} without ${lost}`)
    }
  }
})

t.test('the history says which activities a source was linked to', async (t) => {
  const { acme, change } = await linked()
  await change('archive', { activities: ['support'] })
  const { data } = (await acme.admin('GET', '/v1/events?limit=100')).body
  t.match(data.at(-1), { type: 'source_changed', details: { key: 'archive', active: true, activities: ['support'] } })
})
