import { parse } from 'csv-parse/sync'
import t from 'tap'
import { testService } from '../support/service.ts'
import { exportDesk, unzip } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')

const register = {
  categories: [{ key: 'orders', name: 'Orders and deliveries' }],
  activities: [
    { key: 'sales', name: 'Selling', legal_basis: 'contract', categories: ['orders'] },
    { key: 'newsletter', name: 'Newsletter', legal_basis: 'consent' },
    { key: 'paper', name: 'Paper files', legal_basis: 'contract', automated: false },
    { key: 'tax', name: 'Accounting', legal_basis: 'legal_obligation' },
    { key: 'registry', name: 'Public registry', legal_basis: 'public_task' },
  ],
}
let made = 0
async function registered(given?: object) {
  made += 1
  const organisation = await service.organisation(`portable-${made}`, { locale: 'en' })
  const desk = await exportDesk(service, organisation)
  if (given !== undefined) await desk.dpo('PUT', '/v1/register', given)
  return { organisation, desk }
}
const record = (purpose: string | undefined, more: object = {}) => ({
  category: 'orders',
  provided_by: 'subject',
  ...(purpose !== undefined && { purpose }),
  data: { purpose: purpose ?? 'none' },
  ...more,
})
type Desk = Awaited<ReturnType<typeof registered>>['desk']

async function portable(desk: Desk, records: readonly object[]) {
  const request = await desk.open([{ right: 'portability' }], { locale: 'en' })
  await desk.put(request.id, 'crm', records)
  const id = await desk.ready(request.id, 'portability')
  return { request, id, document: JSON.parse((await desk.content(request.id, id)).toString()) }
}

t.test(
  'what is not processed on consent or contract, by automated means, is left out and listed with why',
  async (t) => {
    const { desk } = await registered(register)
    const { request, id, document } = await portable(desk, [
      record('sales'),
      record('newsletter', { provided_by: 'observed' }),
      record('tax'),
      record('tax', { provided_by: 'observed' }),
      record('registry'),
      record('paper'),
      record('sales', { provided_by: 'inferred', category: 'scores' }),
    ])
    t.same(document.records, { orders: [{ purpose: 'sales' }, { purpose: 'newsletter' }] })
    t.equal(document.about.not_portable, 1)
    t.match(document.about.left_out, [
      {
        category: 'orders',
        activity: 'tax',
        records: 2,
        reason: 'not_consent_or_contract',
        article: '20(1)',
        why: /consent/,
      },
      { category: 'orders', activity: 'registry', records: 1, reason: 'public_task', article: '20(3)' },
      { category: 'orders', activity: 'paper', records: 1, reason: 'not_automated', article: '20(1)(b)' },
      { category: 'scores', activity: 'sales', records: 1, reason: 'not_provided_by_person', article: '20(1)' },
    ])
    t.equal(document.about.left_out.length, 4)
    t.match(document.about.categories, [
      {
        category: 'orders',
        name: 'Orders and deliveries',
        purposes: ['newsletter', 'sales'],
        activities: [
          { key: 'newsletter', legal_basis: 'consent' },
          { key: 'sales', name: 'Selling', legal_basis: 'contract' },
        ],
      },
    ])
    t.same(document.about.warnings, [])
    t.notOk('information' in document.about)
    const shown = await desk.show(request.id, id)
    t.same([shown.records_done, shown.records_total, shown.warnings], [2, 2, []])

    const access = await desk.content(request.id, await desk.ready(request.id, 'access'))
    t.equal(JSON.parse(access.toString()).records.orders.length, 6, 'access holds them all')
  },
)

t.test('the tables hold the same records, and cover and metadata list the same as left out', async (t) => {
  const { desk } = await registered(register)
  const { request } = await portable(desk, [record('sales'), record('tax'), record('tax', { category: 'invoices' })])
  for (const format of ['csv', 'zip']) {
    const files = await unzip(await desk.content(request.id, await desk.ready(request.id, 'portability', format)))
    t.same(parse(files.get('orders.csv')?.toString() ?? '', { columns: true }), [{ purpose: 'sales' }])
    t.notOk(files.has('invoices.csv'))
    t.match(JSON.parse(files.get('orders-metadata.json')?.toString() ?? '').notes, [
      { kind: 'left_out', activity: 'tax', records: 1, reason: 'not_consent_or_contract', article: '20(1)' },
    ])
    const cover = files.get('cover.html')?.toString() ?? ''
    t.match(cover, /Orders and deliveries: 1 record – Accounting – These data are processed neither .*20\(1\)/)
    t.match(cover, /invoices: 1 record – Accounting/)
  }
})

t.test('a purpose that the register does not know is kept, with a warning to staff and in the document', async (t) => {
  const { organisation, desk } = await registered(register)
  const { request, id, document } = await portable(desk, [
    record('sales'),
    record('profiling'),
    record('profiling'),
    record('old <system>'),
    record(undefined),
  ])
  t.equal(document.records.orders.length, 5)
  t.same(document.about.left_out, [])
  const expected = [
    { code: 'purpose_not_in_register', message: /^3 record\(s\).*“old <system>” and “profiling”/ },
    { code: 'purpose_missing', message: /^1 record\(s\)/ },
  ]
  t.match(document.about.warnings, [
    { code: 'purpose_not_in_register', message: /^3 records in this package: .*\(old <system> and profiling\)\./ },
    { code: 'purpose_missing', message: /^1 record in this package: / },
  ])
  t.match((await desk.show(request.id, id)).warnings, expected)
  t.match((await desk.agent('GET', `/v1/requests/${request.id}/exports`)).body.data[0].warnings, expected)
  const [compiled] = await desk.events(request.id, 'export_compiled')
  t.same(compiled.details.warnings, ['purpose_not_in_register', 'purpose_missing'])

  await desk.grant(request)
  t.match((await desk.release(request.id, id)).body.warnings, expected)
  const person = await organisation.person('ana@example.org')
  const [offered] = (await person('GET', `/v1/me/requests/${request.id}/exports`)).body.data
  t.equal(offered.id, id)
  t.notOk('warnings' in offered, 'what staff is to look at is not shown at the door of the person')
})

t.test('with an empty register nothing is left out for its basis, and the warning says so', async (t) => {
  const { desk } = await registered()
  const { request, id, document } = await portable(desk, [
    record('tax'),
    record(undefined, { category: 'a' }),
    record('tax', { provided_by: 'third_party' }),
  ])
  t.same(Object.keys(document.records), ['a', 'orders'])
  t.match(document.about.left_out, [{ reason: 'not_provided_by_person', activity: null, records: 1 }])
  t.same(
    (await desk.show(request.id, id)).warnings.map(({ code }: { code: string }) => code),
    ['register_empty', 'purpose_not_in_register'],
  )
  t.match(document.about.warnings[0].message, /nothing was left out for its legal basis/)
})

t.test('a record that was withheld is no warning and no table, and is told by its reason', async (t) => {
  const { desk } = await registered(register)
  const request = await desk.open([{ right: 'portability' }], { locale: 'fr' })
  await desk.put(request.id, 'crm', [record('sales'), record('tax')])
  const listed = (await desk.agent('GET', `/v1/requests/${request.id}/records`)).body.data
  for (const { id } of listed) {
    const body = { withheld: true, reason: 'Concerne un voisin.' }
    await desk.agent('PATCH', `/v1/requests/${request.id}/records/${id}`, body)
  }
  const { about, records } = JSON.parse(
    (await desk.content(request.id, await desk.ready(request.id, 'portability'))).toString(),
  )
  t.same(records, {})
  t.same(about.withheld, [{ category: 'orders', records: 1, reason: 'Concerne un voisin.' }])
  t.match(about.left_out, [
    { activity: 'tax', why: /^Ces données ne sont traitées ni sur la base de votre consentement/ },
  ])
})

t.test('another organisation’s register says nothing here', async (t) => {
  const [, other] = [await registered(register), await registered()]
  const { document } = await portable(other.desk, [record('tax')])
  t.equal(document.records.orders.length, 1)
})
