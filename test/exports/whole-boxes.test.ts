import t from 'tap'
import { caseSafe } from '../../src/platform/crypto/safe.ts'
import { parseId, type RecordId } from '../../src/platform/identifiers.ts'
import { unpackRecords } from '../../src/records/record-box.ts'
import { recordBoxes } from '../../src/records/tables.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { exportDesk, type OpenRequest, unzip } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme', { locale: 'en' })
const desk = await exportDesk(service, acme)
const { superuser } = service.database

const categories = ['calls', 'notes', 'orders']
/** Two thousand records of three categories in turn, of which every hundredth is as large as a box. */
const records = Array.from({ length: 2_000 }, (_, n) => ({
  category: categories[n % categories.length] ?? '',
  provided_by: 'third_party',
  collected_at: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
  data: { n, name: `Ana ${n}`, ...(n % 100 === 0 && { text: 'x'.repeat(70_000) }) },
}))
const of = (category: string, from: number, to: number) =>
  records.slice(from, to).filter((record) => record.category === category)

async function requestWithRecords(): Promise<OpenRequest> {
  const request = await desk.open()
  await desk.put(request.id, 'crm', records.slice(0, 1_200))
  await desk.put(request.id, 'shop', records.slice(1_200))
  return request
}
const everyRecord = async (request: string): Promise<{ id: string; data: { n: number } }[]> => {
  const found = []
  for (let path = `/v1/requests/${request}/records?limit=100`; path !== ''; ) {
    const { body } = await desk.agent('GET', path)
    found.push(...body.data)
    path = body.has_more ? `/v1/requests/${request}/records?limit=100&cursor=${body.next_cursor}` : ''
  }
  return found
}
const document = async (request: string, id: string) => JSON.parse((await desk.content(request, id)).toString())

t.test('reviews reach their records, however many boxes and pages lie between them', async (t) => {
  const request = await requestWithRecords()
  const all = await everyRecord(request.id)
  t.equal(all.length, records.length)
  const withheld = new Set([0, 1, 2, 700, 1_199, 1_200, 1_999])
  const redacted = new Set([3, 100, 1_198, 1_201, 1_500])
  for (const { id, data } of all) {
    const review = withheld.has(data.n) ? { withheld: true } : redacted.has(data.n) ? { redact: ['/name'] } : undefined
    if (review === undefined) continue
    const done = await desk.agent('PATCH', `/v1/requests/${request.id}/records/${id}`, { ...review, reason: 'Others.' })
    t.equal(done.status, 200)
  }
  const together = `/v1/requests/${request.id}/records/review`
  await desk.agent('POST', together, { category: ['calls', 'orders'], reason: 'Looked at.' })

  const expected = Object.fromEntries(
    categories.map((category) => [
      category,
      [...of(category, 0, 1_200), ...of(category, 1_200, 2_000)]
        .filter(({ data }) => !withheld.has(data.n))
        .map(({ data: { name, ...data } }) => (redacted.has(data.n) ? data : { ...data, name })),
    ]),
  )
  const { about, records: held } = await document(request.id, await desk.ready(request.id))
  t.same(held, expected)
  t.same(
    about.withheld.map((each: { records: number }) => each.records).reduce((sum: number, each: number) => sum + each),
    withheld.size,
  )
  const zip = await unzip(await desk.content(request.id, await desk.ready(request.id, 'access', 'zip')))
  t.same(JSON.parse(String(zip.get('records.json'))).records, expected)
  for (const category of categories) {
    const lines = String(zip.get(`${category}.csv`))
      .trimEnd()
      .split('\r\n')
    t.equal(lines.length - 1, expected[category]?.length, 'a line for each')
  }
})

t.test('a record that is missing, or reviewed and in no box, is in no package: none is made', async (t) => {
  const request = await requestWithRecords()
  const [, second, third] = await everyRecord(request.id)
  for (const record of [second, third]) {
    const path = `/v1/requests/${request.id}/records/${record?.id}`
    await desk.agent('PATCH', path, { redact: ['/name'], reason: 'Others.' })
  }
  const whole = await desk.ask(request.id, 'access', 'json')
  await desk.compile(whole)
  t.equal((await desk.show(request.id, whole)).status, 'ready')

  const row = parseId('rec', second?.id ?? '')
  await runAs(superuser, `update habeas.records set category = 'zzz' where id = $1`, [row])
  const moved = await desk.ask(request.id, 'access', 'json')
  await t.rejects(desk.compile(moved), /not those that were reviewed/, 'its review is not where it was')
  await runAs(superuser, `update habeas.records set category = 'calls' where id = $1`, [row])

  await runAs(
    superuser,
    `delete from habeas.records where id = (select id from habeas.records where held_by is null and request_id = $1 order by position limit 1)`,
    [parseId('req', request.id)],
  )
  const short = await desk.ask(request.id, 'access', 'json')
  await t.rejects(desk.compile(short), /not those that were counted/)
})

t.test('boxes of versions before, which left the origin to the rows, give the same package', async (t) => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', records.slice(1, 60))
  const before = await document(request.id, await desk.ready(request.id))
  const id = parseId('req', request.id)
  if (id === undefined) throw new Error('no request')
  const [{ data_key: dataKey } = {}] = await runAs(superuser, 'select data_key from habeas.requests where id = $1', [
    id,
  ])
  const safe = caseSafe(service.keyring, { organisationId: acme.id, id, dataKey: dataKey as Buffer }) // of the column
  const boxes = await runAs(
    superuser,
    'select id, data from habeas.records where held_by is null and request_id = $1',
    [id],
  )
  t.equal(boxes.length, categories.length)
  for (const [at, row] of boxes.entries()) {
    const holder = row.id as RecordId // of the column
    const content = recordBoxes.open(safe, { id: holder, data: row.data as never }).data as Buffer // a box of bytes
    const held = unpackRecords(content, holder)
    // As two versions wrote them: one with a note before the data of one record, one with the lengths of all
    const entries = held.map(({ id, data, note }) => [id, data.length, true, note])
    const line = at === 0 ? {} : [[], entries]
    const rest = at === 0 ? held.slice(1) : []
    const texts = (at === 0 ? held.slice(0, 1) : held).map(({ data }) => data)
    const former = Buffer.from(`${JSON.stringify(line)}\n${texts.join('')}`)
    const box = recordBoxes.seal(safe, { id: holder, data: former }).data
    await runAs(superuser, 'update habeas.records set data = $2 where id = $1', [holder, box])
    for (const { id: each, data } of rest) {
      const alone = recordBoxes.seal(safe, { id: each, data: Buffer.from(`{}\n${data}`) }).data
      await runAs(superuser, 'update habeas.records set data = $2, held_by = null where id = $1', [each, alone])
    }
  }
  const after = await document(request.id, await desk.ready(request.id))
  t.same({ ...after, generated_at: null }, { ...before, generated_at: null })
})
