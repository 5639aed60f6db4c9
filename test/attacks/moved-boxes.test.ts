import t from 'tap'
import { BoxRefused, caseSafe, organisationSafe } from '../../src/platform/crypto/safe.ts'
import { type RecordId, type RequestId, showId } from '../../src/platform/identifiers.ts'
import { runAs } from '../support/database.ts'
import { isSoak } from '../support/sampled.ts'
import { testService } from '../support/service.ts'
import { type Box, boxesOf, bytesOf, sealedColumns, storedRows } from '../support/stored.ts'
import { bringRecords, callerAt, done, openCase, openDesk, uuidOf } from './desk.ts'
import { prepare } from './errands.ts'
import { readDocument, send } from './operations.ts'

const service = await testService(t)
const { superuser } = service.database
const document = await readDocument(service.call)
const [acme, other] = [await openDesk(service, 'acme'), await openDesk(service, 'other')]
for (const desk of [acme, other]) {
  for (const operation of document.operations) {
    const errand = await prepare(operation, desk)
    const headers = { ...errand.headers, 'acting-user': 'ada@desk.example' }
    await send(operation, { ...errand, headers }, callerAt(desk, operation))
  }
}
const tables = await storedRows(superuser)
const boxes = boxesOf(service.keyring, tables)

/** Whether a box opens there; refuses any other failure than that of a box. */
function opens({ content }: Pick<Box, 'content'>, { safe, place }: Pick<Box, 'safe' | 'place'>): boolean {
  try {
    safe.open(place, content)
    return true
  } catch (error) {
    if (error instanceof BoxRefused) return false
    throw error
  }
}

t.test('70: every sealed column holds boxes, and each opens in its place', async (t) => {
  for (const [table, columns] of Object.entries(sealedColumns)) {
    for (const column of Object.keys(columns)) {
      const found = boxes.filter(({ place }) => place.table === table && place.column === column)
      t.ok(found.length > 0 && found.every((box) => opens(box, box)), `${table}.${column}: ${found.length}`)
    }
  }
})

t.test('70: moved to any other place that holds a box, none opens', async (t) => {
  const perColumn = Object.groupBy(boxes, ({ place }) => `${place.table}.${place.column}`)
  for (const [column, found = []] of Object.entries(perColumn)) {
    let tried = 0
    for (const box of found.slice(0, isSoak ? 8 : 2)) {
      for (const there of boxes) {
        if (there === box) continue
        tried += 1
        if (opens(box, there)) t.fail(`${column} opens at ${there.place.table}.${there.place.column}`)
      }
    }
    t.ok(tried >= boxes.length - 1, column)
  }
})

t.test('70: under the safe of another request or organisation, none opens in its own place', async (t) => {
  const safes = [...new Set(boxes.map(({ safe }) => safe))]
  const one = boxes.filter((_, at) => at % 7 === 0)
  for (const { safe, place, content } of one) {
    const others = safes.filter((each) => each.request !== safe.request || each.organisation !== safe.organisation)
    const some = others.filter((_, at) => isSoak || at % 10 === 0)
    t.ok(some.length > 10)
    t.notOk(
      some.some((each) => opens({ content }, { safe: each, place })),
      `${place.table}.${place.column}`,
    )
  }
})

t.test('70: a request’s key serves no other request, and one that is destroyed opens nothing', async (t) => {
  const [first, second] = (tables.requests ?? []).filter(({ organisation_id: of }) => of === acme.organisation.id)
  const organisationId = acme.organisation.id
  const keyOf = (row: typeof first) => bytesOf(row?.data_key)
  const holder = { organisationId, id: second?.id as RequestId, dataKey: keyOf(first) } // an id just read
  t.throws(() => caseSafe(service.keyring, holder), {
    message: 'cannot open requests.data_key: it was altered, moved, or sealed under another key',
  })
  t.throws(
    () => caseSafe(service.keyring, { ...holder, organisationId: other.organisation.id, dataKey: keyOf(second) }),
    BoxRefused,
  )
  const erased = caseSafe(service.keyring, { ...holder, dataKey: null })
  const box = boxes.find(({ place }) => place.table === 'requests' && place.row === second?.id)
  if (box === undefined) throw new Error('the request has no box')
  t.throws(() => erased.open(box.place, box.content), {
    message: 'cannot open requests.detail: the key of its case was destroyed',
  })
  t.throws(() => erased.seal(box.place, Buffer.from('text')), BoxRefused, 'and closes nothing')
  const own = organisationSafe(service.keyring, organisationId)
  t.notOk(opens(box, { safe: own, place: box.place }))
})

t.test('70: the service shows nothing of what was moved, and neither does its log, which names the box', async (t) => {
  const { agent, dpo } = acme.staff
  const c = await openCase(acme, { message: 'the words of one' })
  const d = await openCase(acme, { message: 'the words of another' })
  const [one, two] = [uuidOf('req', c.id), uuidOf('req', d.id)]
  const message = await done(agent('POST', `/v1/requests/${c.id}/messages`, { text: 'the words of staff' }))
  await done(agent('POST', `/v1/requests/${c.id}/messages`, { text: 'further words' }))
  await bringRecords(acme, c)
  const swap = (table: string, where: string) =>
    runAs(
      superuser,
      `update habeas.${table} t set detail = (select detail from habeas.${table} o where ${where} limit 1)
      where t.id = '${table === 'messages' ? uuidOf('msg', message.id) : one}'`,
    )
  const cases: [box: string, () => Promise<unknown>, url: string, answered: object][] = [
    [
      'messages.detail',
      () => swap('messages', `o.request_id = '${one}' and o.id <> t.id`),
      `/v1/requests/${c.id}/messages`,
      { status: 500, body: { code: 'unreadable' } },
    ],
    [
      'records.data',
      () =>
        runAs(
          superuser,
          `update habeas.records set data = (select detail from habeas.requests where id = '${one}') where request_id = '${one}'`,
        ),
      `/v1/requests/${c.id}/records`,
      { status: 500, body: { code: 'unreadable' } },
    ],
    [
      'requests.detail',
      () => swap('requests', `o.id = '${two}'`),
      `/v1/requests/${c.id}`,
      {
        status: 200,
        body: { message: null, requester: null, warnings: [{ code: 'unreadable' }], allowed_actions: [] },
      },
    ],
  ]
  for (const [box, move, url, answered] of cases) {
    t.equal((await agent('GET', url)).status, 200, box)
    await move()
    const answer = await agent('GET', url)
    t.match(answer, answered, box)
    t.notMatch(answer.raw.toString(), /words of|BoxRefused|habeas\./)
    t.ok(
      service.logged.some((line) => line.includes('BoxRefused') && line.includes(`"box":"${box}"`)),
      'an operator finds it',
    )
  }
  t.equal((await dpo('GET', `/v1/requests/${d.id}`)).status, 200, 'the others are served')
  t.same(
    service.logged.filter((line) => line.includes('words of')),
    [],
  )
})

t.test(
  '70: a record that is pointed to the box of others is not read, and neither is one whose box is gone',
  async (t) => {
    const { agent } = acme.staff
    const c = await openCase(acme)
    const record = (n: number) =>
      JSON.stringify({
        category: 'orders',
        provided_by: 'observed',
        data: { words: `words of ${n}`, filler: '.'.repeat(24_000) },
      })
    await done(
      agent('PUT', `/v1/requests/${c.id}/records/shop`, [1, 2, 3, 4, 5].map(record).join('\n'), {
        'content-type': 'application/x-ndjson',
      }),
    )
    const rows = await runAs(
      superuser,
      'select id, held_by from habeas.records where request_id = $1 order by position',
      [uuidOf('req', c.id)],
    )
    const [first, second, third, fourth] = rows
    t.same(
      rows.map(({ held_by: holder }) => rows.findIndex(({ id }) => id === holder)),
      [-1, 0, -1, 2, -1],
      'two and two share a box',
    )
    const listed = () => agent('GET', `/v1/requests/${c.id}/records`)
    const review = (row: Record<string, unknown> | undefined) => {
      const id = showId('rec', row?.id as RecordId) // as it was stored
      return agent('PATCH', `/v1/requests/${c.id}/records/${id}`, { withheld: true, reason: 'of others' })
    }
    t.same(
      (await listed()).body.data.map((each: { data: { words: string } }) => each.data.words),
      [1, 2, 3, 4, 5].map((n) => `words of ${n}`),
    )
    await runAs(superuser, 'update habeas.records set held_by = $2 where id = $1', [second?.id, third?.id])
    t.match(await listed(), { status: 500, body: { code: 'unreadable' } })
    t.match(await review(second), { status: 500, body: { code: 'unreadable' } })
    t.match(await review(fourth), { status: 200 }, 'the others are')
    await runAs(superuser, 'update habeas.records set held_by = $2 where id = $1', [second?.id, fourth?.id])
    t.match(await listed(), { status: 500, body: { code: 'unreadable' } }, 'which has no box')
    t.match(await review(second), { status: 500, body: { code: 'unreadable' } })
    await runAs(superuser, 'update habeas.records set held_by = $2 where id = $1', [second?.id, first?.id])
    t.equal((await listed()).status, 200)
    t.ok(service.logged.some((line) => line.includes('BoxRefused') && line.includes('"box":"records.data"')))
  },
)

t.test('70: chunks of a package are not swapped, dropped or cut off', async (t) => {
  const errand = await prepare({ id: 'previewExport' }, acme)
  const exp = uuidOf('exp', errand.ids?.exp ?? '')
  const found = boxesOf(service.keyring, await storedRows(superuser)).filter(
    ({ place }) => place.row.startsWith(exp) && place.table === 'export_chunks',
  )
  const [whole] = found
  if (whole === undefined) throw new Error('the export has no chunk')
  t.equal(found.length, 1)
  const row = (run: number, position: number, flag: string) => ({
    ...whole.place,
    row: `${exp}/${run}/${position}/${flag}`,
  })
  t.ok(opens(whole, { safe: whole.safe, place: row(1, 0, 'last') }))
  for (const place of [row(1, 0, 'more'), row(1, 1, 'last'), row(2, 0, 'last')]) {
    t.notOk(opens(whole, { safe: whole.safe, place }), place.row)
  }
})

t.test('70: the database takes nothing but boxes into a sealed column', async (t) => {
  const history = await runAs(
    superuser,
    "insert into habeas.events select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'sequence', 99999, 'detail', '\\x7b7d'))).* from habeas.events e limit 1",
  ).catch((error: unknown) => error)
  t.match(history, { sqlstate: '23514' }, 'events')
  for (const [table, columns] of Object.entries(sealedColumns)) {
    if (table === 'events') continue
    for (const column of Object.keys(columns).filter((name) => name !== 'sha256')) {
      const refused = await runAs(superuser, `update habeas.${table} set ${column} = '{"plain": true}'`).catch(
        (error: unknown) => error,
      )
      t.match(refused, { sqlstate: '23514' }, `${table}.${column}`)
    }
  }
})
