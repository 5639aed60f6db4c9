import fc from 'fast-check'
import t from 'tap'
import { register as demo } from '../../src/cli/demo/processing.ts'
import type { LegalBasis } from '../../src/law/legal-basis.ts'
import { type RightName, rightNames } from '../../src/law/rights.ts'
import { anyRegister } from '../exports/arbitrary.ts'
import { expectedOf } from '../law/matrix.ts'
import { searchDesk } from '../sources/desk.ts'
import { sampled } from '../support/sampled.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:30:00Z')
let made = 0

async function fresh(settings: Record<string, unknown> = {}) {
  made += 1
  const organisation = await service.organisation(`assessed-${made}`, settings)
  const auditor = await organisation.client('auditor')
  const desk = await searchDesk(service, organisation)
  const assess = async (id: string, headers: Record<string, string> = {}) => {
    const {
      status,
      body,
      headers: answered,
    } = await auditor('GET', `/v1/requests/${id}/assessment`, undefined, headers)
    t.equal(status, 200)
    return { body, language: answered['content-language'] }
  }
  return { ...desk, organisation, assess }
}

const every = rightNames.map((right) => (right === 'objection' ? { right, direct_marketing: false } : { right }))
type Activity = { activity: string; applies: string; condition: string | null; recipients: string[]; sources: string[] }
type Assessed = { right: RightName; activities: Activity[]; recipients: { name: string; activities: string[] }[] }
const rightOf = (body: { rights: Assessed[] }, right: RightName): Assessed => {
  const found = body.rights.find((each) => each.right === right)
  if (found === undefined) throw new Error(`no ${right}`)
  return found
}

t.test('on the register of a real controller, each right reaches what its law says', async (t) => {
  const { dpo, open, assess } = await fresh()
  await dpo('PUT', '/v1/register', demo)
  const { id } = await open({ rights: every })
  const { body } = await assess(id)
  t.match(body, { object: 'assessment', request: id, register: { version: 1, empty: false } })
  const reached = (right: RightName) =>
    rightOf(body, right)
      .activities.filter(({ applies }) => applies !== 'no')
      .map(({ activity }) => activity)
  const all = demo.activities.map(({ key }) => key)
  for (const right of ['access', 'rectification', 'restriction', 'post_mortem'] as const) t.same(reached(right), all)
  t.same(
    reached('erasure'),
    all.filter((key) => key !== 'rights_requests' && key !== 'invoicing'),
  )
  t.same(reached('withdrawal'), ['analytics', 'advertising', 'newsletter'])
  t.same(reached('portability'), [
    'applications_offer',
    'service',
    'partners',
    'analytics',
    'advertising',
    'newsletter',
  ])
  t.same(reached('objection'), ['prospecting', 'contact', 'applications_unsolicited', 'support', 'security'])
  t.match(
    rightOf(body, 'erasure').activities.find(({ activity }) => activity === 'invoicing'),
    { applies: 'no', condition: 'so_far_as_required', article: { law: 'gdpr', at: '17(3)(b)' } },
  )
})

t.test(
  'the recipients to tell are those of the activities that the right reaches, and those that serve all',
  async (t) => {
    const { dpo, open, assess } = await fresh()
    await dpo('PUT', '/v1/register', demo)
    const { body } = await assess((await open({ rights: every })).id)
    const erasure = rightOf(body, 'erasure')
    const of = (key: string) => erasure.activities.find(({ activity }) => activity === key)?.recipients
    t.same(of('newsletter'), ['Microsoft Azure', 'Microsoft 365', 'Brevo', 'YouTube'])
    t.same(of('invoicing'), ['Microsoft Azure', 'Microsoft 365', 'YouTube'])
    t.equal(erasure.recipients.length, 16, 'each once')
    t.same(erasure.recipients.find(({ name }) => name === 'Zoho CRM')?.activities, ['prospecting', 'service'])
    t.notOk(erasure.recipients[0]?.activities.includes('invoicing'), 'nothing is erased there to be told of')
    for (const right of rightNames) {
      const isTold = right === 'rectification' || right === 'erasure' || right === 'restriction'
      const { recipients, activities } = rightOf(body, right)
      t.equal(recipients.length > 0, isTold, `art. 19 does not speak of ${right}, or does`)
      t.equal(
        activities.some((each) => each.recipients.length > 0),
        isTold,
      )
    }
  },
)

t.test('for any register the assessment says what the matrix says', async (t) => {
  const { dpo, open, assess } = await fresh()
  const marketing = await open({ rights: [{ right: 'objection', direct_marketing: true }] })
  const { id } = await open({ rights: every })
  type Put = { activities: { key: string; legal_basis: LegalBasis; automated: boolean; direct_marketing: boolean }[] }
  await fc.assert(
    fc.asyncProperty(anyRegister, async (register) => {
      const { status, body: put } = await dpo('PUT', '/v1/register', register)
      t.equal(status, 200)
      const { activities }: Put = put
      for (const [request, directMarketing] of [
        [id, false],
        [marketing.id, true],
      ] as const) {
        const { body } = await assess(request)
        t.equal(body.register.empty, activities.length === 0)
        const rights: Assessed[] = body.rights
        for (const { right, activities: assessed } of rights) {
          t.same(
            assessed.map(({ applies, condition }) => ({ applies, condition })),
            activities.map(({ legal_basis: basis, automated, direct_marketing }) => {
              const expected = expectedOf(
                { right, directMarketing },
                { basis, automated, directMarketing: direct_marketing },
              )
              return { ...expected, condition: expected.condition ?? null }
            }),
          )
        }
      }
    }),
    sampled(25),
  )
})

t.test('an empty register says so, and so do systems that nobody has named', async (t) => {
  const { open, assess } = await fresh()
  const { body } = await assess((await open()).id)
  t.match(body, {
    register: { version: 0, updated_at: null, empty: true },
    rights: [{ right: 'access', activities: [], recipients: [] }],
    sources: [],
    warnings: [{ code: 'register_empty', message: /art\. 30/ }, { code: 'no_sources' }],
  })
  const withdrawn = await assess((await open({ rights: [{ right: 'withdrawal' }] })).id)
  t.same(
    withdrawn.body.warnings.map(({ code }: { code: string }) => code),
    ['register_empty'],
    'a withdrawal searches nothing',
  )
})

t.test('the systems to search are those in use, with what they hold and how far their search is', async (t) => {
  const { source, open, assess, ask, agent } = await fresh()
  await source('crm', { holds: 'Orders, contacts.' })
  await source('archive', { active: false })
  await source('newsletter')
  const { id } = await open({ rights: [{ right: 'access' }, { right: 'withdrawal' }] })
  const [task] = await ask(id)
  await agent('POST', `/v1/requests/${id}/tasks/${task?.id}/answer`, { answer: 'found' })
  const { body } = await assess(id)
  t.match(body.sources, [
    { key: 'crm', name: 'crm system', holds: 'Orders, contacts.', searched: 'found', activities: null },
    { key: 'newsletter', holds: null, searched: 'open', activities: null, unknown_activities: [] },
  ])
  t.equal(body.sources.length, 2)
  t.same(
    body.rights.map((right: { needs_search: boolean }) => right.needs_search),
    [true, false],
  )
  t.equal((await assess((await open()).id)).body.sources[0].searched, null)
})

t.test(
  'for any register and any systems, those of the activities that a right reaches are to be searched',
  async (t) => {
    const { dpo, source, open, assess } = await fresh()
    const { id } = await open({ rights: every })
    const taking = new Set<RightName>(rightNames.filter((right) => right !== 'withdrawal' && right !== 'post_mortem'))
    type Listed = { key: string; activities: string[] }
    const systems = await Promise.all(['one', 'two', 'all'].map(async (key) => ({ key, id: await source(key) })))
    await fc.assert(
      fc.asyncProperty(anyRegister, fc.infiniteStream(fc.boolean()), async (register, coin) => {
        const { activities } = (await dpo('PUT', '/v1/register', register)).body
        const flip = () => coin.next().value
        const keys = activities.map(({ key }: { key: string }) => key)
        const links = new Map<string, string[]>()
        for (const { key, id: system } of systems) {
          const linked = key === 'all' ? [] : keys.filter(flip)
          links.set(key, linked)
          const { status } = await dpo('PATCH', `/v1/sources/${system}`, { activities: linked })
          t.equal(status, 200)
        }
        const holds = (key: string, activity: string) => {
          const linked = links.get(key) ?? []
          return linked.length === 0 || linked.includes(activity)
        }
        const { body } = await assess(id)
        const rights: (Assessed & { sources: Listed[] })[] = body.rights
        for (const assessed of rights) {
          const reached = assessed.activities.filter(({ applies }) => applies !== 'no').map(({ activity }) => activity)
          const expected = systems.flatMap(({ key }) => {
            const of = reached.filter((activity) => holds(key, activity))
            return taking.has(assessed.right) && (of.length > 0 || links.get(key)?.length === 0)
              ? [{ key, name: `${key} system`, activities: of }]
              : []
          })
          t.same(assessed.sources, expected, assessed.right)
          for (const { activity, sources } of assessed.activities) {
            const of = systems.filter(({ key }) => taking.has(assessed.right) && holds(key, activity))
            t.same(
              sources,
              of.map(({ key }) => key),
            )
          }
        }
      }),
      sampled(15),
    )
  },
)

t.test('it is explained in the language asked for, else in that of the organisation', async (t) => {
  const { dpo, open, assess } = await fresh()
  await dpo('PUT', '/v1/register', demo)
  const { id } = await open({ rights: [{ right: 'portability' }] })
  const french = await assess(id)
  t.equal(french.language, 'fr')
  t.match(french.body.rights[0].activities[0], { why: /^La portabilité ne vaut/, article: { text: /du RGPD$/ } })
  const english = await assess(id, { 'accept-language': 'en;q=0.9, de' })
  t.equal(english.language, 'en')
  t.match(english.body.rights[0].activities[0], { why: /^Portability covers/, article: { text: /of the GDPR$/ } })
})

t.test('under the UK GDPR its articles are cited', async (t) => {
  const { dpo, open, assess } = await fresh({ country: 'GB', regime: 'uk_gdpr', locale: 'en' })
  await dpo('PUT', '/v1/register', demo)
  const { body } = await assess((await open({ rights: [{ right: 'erasure' }] })).id)
  t.match(body.rights[0], { article: { law: 'uk_gdpr', at: '17', text: /UK GDPR/ } })
})

t.test('of another organisation’s request there is none, and a form learns nothing', async (t) => {
  const [one, other] = [await fresh(), await fresh()]
  const { id } = await one.open()
  t.equal((await other.agent('GET', `/v1/requests/${id}/assessment`)).status, 404)
  const intake = await one.organisation.client('intake')
  t.equal((await intake('GET', `/v1/requests/${id}/assessment`)).status, 403)
})

t.test('each right comes with the grounds on which it may be refused, and their articles', async (t) => {
  const { open, assess } = await fresh()
  const { id } = await open({ rights: [...every, { right: 'objection', direct_marketing: true }] })
  const { body } = await assess(id, { 'accept-language': 'en' })
  type Grounds = { code: string; article: { at: string }; partial_only: boolean }[]
  const groundsOf = (at: number): Grounds => body.rights[at].grounds
  t.match(groundsOf(rightNames.indexOf('erasure')), [{ code: 'not_controller', article: { at: '4(7)' } }])
  const legal = groundsOf(rightNames.indexOf('erasure')).find(({ code }) => code === 'legal_obligation')
  t.match(legal, { article: { at: '17(3)(b)', text: 'article 17(3)(b) of the GDPR' }, partial_only: false })
  const transfer = groundsOf(rightNames.indexOf('portability')).find(({ code }) => code === 'transfer_not_feasible')
  t.match(transfer, { partial_only: true })
  t.same(
    groundsOf(every.length).map(({ code }) => code),
    ['not_controller', 'not_identifiable'],
    'an objection to direct marketing',
  )
})

t.test('a query that it does not know is refused, as by every read', async (t) => {
  const { organisation, open } = await fresh()
  const { id } = await open({ rights: every })
  const auditor = await organisation.client('auditor')
  for (const path of [`/v1/requests/${id}/assessment`, `/v1/requests/${id}`, '/v1/organisation', '/v1/whoami']) {
    const answer = await auditor('GET', `${path}?foo=1`)
    t.match(answer, { status: 400, body: { code: 'invalid', errors: [{ location: 'query.foo' }] } })
  }
})
