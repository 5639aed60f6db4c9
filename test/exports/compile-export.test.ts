import { parse } from 'csv-parse/sync'
import t from 'tap'
import { compileExport } from '../../src/exports/compile-export.ts'
import { deleteContent } from '../../src/exports/delete-content.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { exportDesk, sha256, unzip } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme', { locale: 'fr' })
const desk = await exportDesk(service, acme)
const { superuser } = service.database
const never = new AbortController().signal

const record = (data: object | string, more: object = {}) => {
  const rest = { category: 'orders', provided_by: 'observed', ...more }
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `{"data":${text},${JSON.stringify(rest).slice(1)}`
}

t.test('JSON: everything the sources brought, to the digit, by category', async (t) => {
  const request = await desk.open()
  const exact =
    '{"amount":1.10,"id":12345678901234567890,"nested":{"list":[1,{"a":null}],"é":"=1+1"},"2":true,"1":false}'
  await desk.put(request.id, 'crm', [
    record(exact),
    record({ name: 'Ana' }, { category: 'profile', provided_by: 'subject' }),
  ])
  await desk.put(request.id, 'shop', [
    record({ n: 2 }, { purpose: 'sales', collected_at: '2025-01-02T03:04:05+01:00' }),
  ])
  const id = await desk.ready(request.id, 'access', 'json')
  const content = await desk.content(request.id, id)
  const document = JSON.parse(content.toString())
  t.same(Object.keys(document), ['$schema', 'controller', 'reference', 'kind', 'generated_at', 'records', 'about'])
  t.match(document, {
    controller: {
      name: 'acme SAS',
      contact: { dpo_email: 'dpo@acme.example' },
      supervisory_authority: { name: /CNIL/ },
    },
    reference: request.reference,
    kind: 'access',
    generated_at: '2026-03-02T09:00:0',
  })
  t.ok(content.includes(exact), 'the text of a record is the text that came in')
  t.same(document.records, { orders: [JSON.parse(exact), { n: 2 }], profile: [{ name: 'Ana' }] })
  t.match(document.about.categories, [
    {
      category: 'orders',
      records: 2,
      sources: ['crm', 'shop'],
      provided_by: { observed: 2 },
      purposes: ['sales'],
      collected_from: '2025-01-02T02:04:05Z',
    },
    { category: 'profile', records: 1, provided_by: { subject: 1 } },
  ])
  t.match(await desk.show(request.id, id), {
    object: 'export',
    status: 'ready',
    records_done: 3,
    records_total: 3,
    bytes: content.length,
    sha256: sha256(content),
    expires_at: null,
  })
  const [compiled] = await desk.events(request.id, 'export_compiled')
  t.match(compiled, { actor: { type: 'service' }, details: { export: id, records: 3, sha256: sha256(content) } })
})

t.test('portability holds what the person provided and what was observed, and counts the rest', async (t) => {
  const request = await desk.open([{ right: 'portability' }])
  const by = ['subject', 'observed', 'inferred', 'third_party']
  await desk.put(
    request.id,
    'crm',
    by.map((provided_by) => record({ provided_by }, { provided_by, category: provided_by })),
  )
  const portable = JSON.parse((await desk.content(request.id, await desk.ready(request.id, 'portability'))).toString())
  t.same(Object.keys(portable.records), ['observed', 'subject'])
  t.equal(portable.about.not_portable, 2)
  const whole = JSON.parse((await desk.content(request.id, await desk.ready(request.id, 'access'))).toString())
  t.same(Object.keys(whole.records), ['inferred', 'observed', 'subject', 'third_party'])
  t.notOk('not_portable' in whole.about)
})

t.test('what was withheld or redacted is in no format, and is counted with its reason', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [
    record({ name: 'canary-withheld' }),
    record({ name: 'kept', guest: { name: 'canary-redacted', age: 3 } }),
  ])
  const listed = (await desk.agent('GET', `/v1/requests/${request.id}/records`)).body.data
  const patch = (at: number, body: object) =>
    desk.agent('PATCH', `/v1/requests/${request.id}/records/${listed[at].id}`, body)
  await patch(0, { withheld: true, reason: 'Concerns a neighbour.' })
  await patch(1, { redact: ['/guest/name'], reason: 'Names a guest.' })
  for (const format of ['json', 'csv', 'zip']) {
    const content = await desk.content(request.id, await desk.ready(request.id, 'access', format))
    const all = format === 'json' ? content.toString() : [...(await unzip(content)).values()].join('\n')
    t.notMatch(all, /canary/, format)
    t.match(all, /kept/, format)
  }
  const { about, records } = JSON.parse((await desk.content(request.id, await desk.ready(request.id))).toString())
  t.same(records, { orders: [{ name: 'kept', guest: { age: 3 } }] })
  t.match(about, {
    withheld: [{ category: 'orders', records: 1, reason: 'Concerns a neighbour.' }],
    redacted: [{ category: 'orders', records: 1, reason: 'Names a guest.' }],
  })
})

t.test('CSV: a ZIP with one file a category and its metadata, formulas neutralised (attack 47)', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [
    record({ name: '=HYPERLINK("http://evil")', amount: -5, address: { city: 'Paris', lines: ['a', 'b'] } }),
    record({ name: 'Ana, "A"\r\nB', phone: '+33 1' }),
    record({ x: 1 }, { category: 'Données' }),
  ])
  const files = await unzip(await desk.content(request.id, await desk.ready(request.id, 'access', 'csv')))
  t.same(
    [...files.keys()],
    ['Donnees.csv', 'Donnees-metadata.json', 'orders.csv', 'orders-metadata.json', 'cover.html'],
  )
  const csv = files.get('orders.csv')?.toString() ?? ''
  t.same(parse(csv, { columns: true, record_delimiter: '\r\n' }), [
    {
      name: `'=HYPERLINK("http://evil")`,
      amount: '-5',
      'address.city': 'Paris',
      'address.lines.0': 'a',
      'address.lines.1': 'b',
      phone: '',
    },
    {
      name: 'Ana, "A"\r\nB',
      amount: '',
      'address.city': '',
      'address.lines.0': '',
      'address.lines.1': '',
      phone: `'+33 1`,
    },
  ])
  t.match(csv, /^"'=HYPERLINK\(""http:\/\/evil""\)",-5,/m)
  const metadata = JSON.parse(files.get('orders-metadata.json')?.toString() ?? '')
  t.equal(metadata.url, 'orders.csv')
  t.same(metadata.notes[0].target, ['orders.csv#cell=2,1', 'orders.csv#cell=3,6'])
  t.equal(JSON.parse(files.get('Donnees-metadata.json')?.toString() ?? '')['dc:title']['@value'], 'Données')
})

t.test('ZIP: flat, with document, tables, cover and a manifest that verifies', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [record({ n: 1 }), record({ n: 2 }, { category: 'profile' })])
  const files = await unzip(await desk.content(request.id, await desk.ready(request.id, 'access', 'zip')))
  t.same(
    [...files.keys()],
    [
      'records.json',
      'records.schema.json',
      'orders.csv',
      'orders-metadata.json',
      'profile.csv',
      'profile-metadata.json',
      'cover.html',
      'signing-key.pem',
      'manifest.json',
      'manifest.json.sig',
    ],
  )
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '')
  t.same(
    manifest.files,
    [...files].slice(0, -2).map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) })),
  )
  t.same(JSON.parse(files.get('records.json')?.toString() ?? '').records, { orders: [{ n: 1 }], profile: [{ n: 2 }] })
})

t.test('the cover is in English where the person writes English', async (t) => {
  const request = await desk.open([{ right: 'portability' }], { locale: 'en-GB' })
  const files = await unzip(await desk.content(request.id, await desk.ready(request.id, 'portability', 'zip')))
  t.match(files.get('cover.html')?.toString(), /<html lang="en-GB">[\s\S]*article 20 of the GDPR[\s\S]*No data\./)
})

t.test('a request without records gives a whole, empty export in every format', async (t) => {
  const request = await desk.open()
  t.same(JSON.parse((await desk.content(request.id, await desk.ready(request.id))).toString()).records, {})
  t.same(
    [...(await unzip(await desk.content(request.id, await desk.ready(request.id, 'access', 'csv')))).keys()],
    ['cover.html'],
  )
  t.equal((await unzip(await desk.content(request.id, await desk.ready(request.id, 'access', 'zip')))).size, 6)
})

t.test('a large export is stored in numbered chunks of 1 MiB and comes back whole', async (t) => {
  const request = await desk.open()
  const filler = (n: number) =>
    Array.from({ length: 60 }, (_, i) => `${(n * 7919 + i * 104_729) % 1_000_003}`).join(' ')
  await desk.put(
    request.id,
    'crm',
    Array.from({ length: 6_000 }, (_, n) => record({ n, filler: filler(n) })),
  )
  const id = await desk.ready(request.id, 'access', 'json')
  const sizes = await runAs(
    superuser,
    'select position, octet_length(content) as size from habeas.export_chunks where export_id = $1 order by position',
    [desk.idOf(id)],
  )
  t.ok(sizes.length >= 3)
  t.same(
    sizes.map(({ position }) => position),
    sizes.map((_, i) => i),
  )
  const around = 1 + 12 + 16 // version, nonce and tag of the box
  t.same(new Set(sizes.slice(0, -1).map(({ size }) => size)), new Set([1024 * 1024 + around]))
  const content = await desk.content(request.id, id)
  t.equal(sha256(content), (await desk.show(request.id, id)).sha256)
  t.equal(JSON.parse(content.toString()).records.orders.length, 6_000)
})

t.test(
  'two workers at a time compile one export once: the later run wins, the other leaves no trace (fault 21)',
  async (t) => {
    const request = await desk.open()
    await desk.put(
      request.id,
      'crm',
      Array.from({ length: 3_000 }, (_, n) => record({ n, filler: 'x'.repeat(500) })),
    )
    const id = await desk.ask(request.id, 'access', 'zip')
    await Promise.all([desk.compile(id), desk.compile(id), desk.compile(id)])
    t.equal((await desk.show(request.id, id)).status, 'ready')
    t.equal((await desk.events(request.id, 'export_compiled')).length, 1)
    const content = await desk.content(request.id, id)
    t.equal(sha256(content), (await desk.show(request.id, id)).sha256)
    await desk.compile(id)
    t.equal((await desk.events(request.id, 'export_compiled')).length, 1, 'nor is it compiled again once it is ready')
  },
)

t.test('records that change while they are compiled fail the run, and the next one has them', async (t) => {
  const request = await desk.open()
  await desk.put(
    request.id,
    'crm',
    Array.from({ length: 2_000 }, (_, n) => record({ n })),
  )
  const id = await desk.ask(request.id, 'access', 'json')
  const payload = { organisation: acme.id, export: desk.idOf(id) }
  const database: typeof service.deps.database = {
    ...service.deps.database,
    inOneTrip: async (organisation, work) => {
      const page = await service.deps.database.inOneTrip(organisation, work)
      if (!changed) await desk.put(request.id, 'crm', [record({ n: 'new' })])
      changed = true
      return page
    },
  }
  let changed = false
  await t.rejects(compileExport({ ...service.deps, database }, payload, never), /the records changed/)
  await desk.compile(id)
  t.same(JSON.parse((await desk.content(request.id, id)).toString()).records, { orders: [{ n: 'new' }] })
})

t.test('a table has the fields of what is in the package, of records stored together in part too', async (t) => {
  const request = await desk.open()
  const lines = Array.from({ length: 40 }, (_, n) => record({ [`f${n}`]: n, deep: { [`g${n % 3}`]: 'x' } }))
  await desk.put(request.id, 'crm', lines)
  await desk.put(request.id, 'shop', [record({ late: true })])
  const { data } = (await desk.agent('GET', `/v1/requests/${request.id}/records?source=crm&limit=100`)).body
  const review = (n: number, how: object) =>
    desk.agent('PATCH', `/v1/requests/${request.id}/records/${data[n].id}`, { reason: 'of others', ...how })
  t.equal((await review(7, { withheld: true })).status, 200)
  t.equal((await review(9, { redact: ['/f9'] })).status, 200)
  const files = await unzip(await desk.content(request.id, await desk.ready(request.id, 'access', 'csv')))
  const header = files.get('orders.csv')?.toString().split('\r\n')[0]?.split(',')
  t.same(
    header?.sort(),
    [...lines.keys(), 'late']
      .filter((n) => n !== 7 && n !== 9)
      .map((n) => (n === 'late' ? n : `f${n}`))
      .concat(['deep.g0', 'deep.g1', 'deep.g2'])
      .sort(),
  )
})

t.test(
  'the fifth failure is final: staff is told, nothing of it stays, and a new export may be asked for',
  async (t) => {
    const request = await desk.open()
    await desk.put(request.id, 'crm', [record({ n: 1 })])
    const id = await desk.ask(request.id, 'access', 'json')
    const payload = { organisation: acme.id, export: desk.idOf(id) }
    // A text that is no JSON, as no upload can bring it in: every run fails on it when it makes a table.
    await desk.forgeRecord(request.id, '{"n":')
    const zip = await desk.ask(request.id, 'access', 'csv')
    const failing = { ...payload, export: desk.idOf(zip) }
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await t.rejects(compileExport(service.deps, failing, never), SyntaxError)
      t.equal((await desk.show(request.id, zip)).status, attempt < 5 ? 'compiling' : 'failed')
    }
    await compileExport(service.deps, failing, never)
    t.match(await desk.events(request.id, 'export_failed'), [{ details: { export: zip, attempts: 5 } }])
    await deleteContent(service.deps, failing, never)
    t.same(
      await runAs(superuser, 'select position from habeas.export_chunks where export_id = $1', [desk.idOf(zip)]),
      [],
    )
    await deleteContent(service.deps, payload, never)
    t.equal((await desk.show(request.id, id)).status, 'queued')
  },
)

t.test('an export that was revoked while it was compiled stays revoked', async (t) => {
  const request = await desk.open()
  const id = await desk.ask(request.id, 'access', 'json')
  t.equal((await desk.dpo('POST', `/v1/requests/${request.id}/exports/${id}/revoke`)).body.status, 'revoked')
  await desk.compile(id)
  t.equal((await desk.show(request.id, id)).status, 'revoked')
  t.equal((await desk.dpo('GET', `/v1/requests/${request.id}/exports/${id}/content`)).body.code, 'export_not_ready')
})
