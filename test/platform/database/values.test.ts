import { eq, sql } from 'drizzle-orm'
import { bigint, boolean, text } from 'drizzle-orm/pg-core'
import fc from 'fast-check'
import t from 'tap'
import type { CivilDate, Instant } from '../../../src/law/calendar.ts'
import { bytea, civilDate, id, instant, json, tenantSchema, xid8 } from '../../../src/platform/database/columns.ts'
import { placeholdersOf } from '../../../src/platform/database/placeholders.ts'
import { rawStatement, statement } from '../../../src/platform/database/statement.ts'
import { openDatabase } from '../../../src/platform/database/transaction.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { runAs, testDatabase } from '../../support/database.ts'
import { sampled } from '../../support/sampled.ts'

const { db, owner, app } = await testDatabase(t)
await runAs(
  owner,
  `create table habeas.things (
     id uuid primary key, at timestamptz(3), day date, content bytea, facts jsonb, xact xid8, texts text[], yes boolean, big bigint
   );
   grant select, insert, update on habeas.things to ${app.user}`,
)
const things = tenantSchema.table('things', {
  id: id<'rec'>().primaryKey(),
  at: instant(),
  day: civilDate(),
  content: bytea(),
  facts: json(),
  xact: xid8(),
  texts: text().array(),
  yes: boolean(),
  big: bigint({ mode: 'number' }),
})
type Thing = typeof things.$inferSelect
const insert = statement('insert_thing', (db) => db.insert(things).values(placeholdersOf(things)))
const update = statement('update_thing', (db) =>
  db
    .update(things)
    .set(placeholdersOf(things))
    .where(eq(things.id, sql.placeholder('id'))),
)
const select = statement('select_thing', (db) =>
  db
    .select()
    .from(things)
    .where(eq(things.id, sql.placeholder('id'))),
)
const selectRaw = rawStatement<{ id: string }, Thing>(
  'select_raw',
  'select * from habeas.things where id = $1',
  (v) => [v.id],
)
const insertRaw = rawStatement<Thing, object>(
  'insert_raw',
  'insert into habeas.things values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
  (v) => [v.id, v.at, v.day, v.content, JSON.stringify(v.facts), v.xact, v.texts, v.yes, v.big],
)
const organisation = newId('org')
const nothing = { at: null, day: null, content: null, facts: null, xact: null, texts: null, yes: null, big: null }

/** From 0001-01-01 to 9999-12-31, to the millisecond. */
const instants = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }).map((ms) => ms as Instant) // any whole ms is one
const days = instants.map((at) => new Date(at).toISOString().slice(0, 10) as CivilDate) // a day of the calendar
/** Text as PostgreSQL can hold it: without NUL, well-formed. */
const texts = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', ''))
const jsons = fc
  .jsonValue({ maxDepth: 3, stringUnit: 'binary' })
  .filter((value) => !JSON.stringify(value).includes('\\u0000') && value !== null)
  .map((value): unknown => JSON.parse(JSON.stringify(value).replaceAll('-0', '0'))) // numeric has no negative zero
const rows = fc.record({
  at: fc.option(instants),
  day: fc.option(days),
  content: fc.option(fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes))),
  facts: fc.option(jsons),
  xact: fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)),
  texts: fc.option(fc.array(texts, { maxLength: 4 })),
  yes: fc.option(fc.boolean()),
  big: fc.option(fc.maxSafeInteger()),
})

t.test('whatever a row holds comes back as it went in: prepared, dynamic and raw', async (t) => {
  await fc.assert(
    fc.asyncProperty(rows, async (fields) => {
      const [a, b, c] = [newId('rec'), newId('rec'), newId('rec')]
      const row = (id: typeof a): Thing => ({ ...fields, id })
      const [, , , , prepared, raw, rawOfRaw] = await db.inOneTrip(organisation, (tx) => [
        tx.run(insert, row(a)),
        tx.run(insert, { ...nothing, id: b }),
        tx.run(update, row(b)),
        tx.run(insertRaw, row(c)),
        tx.run(select, { id: a }),
        tx.run(selectRaw, { id: b }),
        tx.run(selectRaw, { id: c }),
      ])
      const expected = { ...fields, big: fields.big === null ? null : String(fields.big) }
      t.same(prepared, [row(a)])
      t.same(raw, [{ ...expected, id: b }])
      t.same(rawOfRaw, [{ ...expected, facts: fields.facts, id: c }])
      const dynamic = await db.transaction(organisation, async (tx) => {
        const d = newId('rec')
        await tx.db.insert(things).values(row(d))
        return { d, found: await tx.db.select().from(things).where(eq(things.id, d)) }
      })
      t.same(dynamic.found, [row(dynamic.d)])
    }),
    sampled(150),
  )
})

t.test('a JSON text is not read twice: "12" stays a text', async (t) => {
  for (const facts of ['12', 'null', '{"a":1}', '[]', '', 12, true, [], {}, ['x']]) {
    const row = { ...nothing, id: newId('rec'), facts }
    await db.inOneTrip(organisation, (tx) => [tx.run(insert, row)])
    t.strictSame(await db.lookup(select, { id: row.id }), [row], JSON.stringify(facts))
  }
})

t.test("null is SQL's null, not JSON's", async (t) => {
  const row = { ...nothing, id: newId('rec') }
  await db.inOneTrip(organisation, (tx) => [tx.run(insert, row), tx.run(update, row)])
  const [found] = await runAs(owner, 'select facts is null as is_null from habeas.things where id = $1', [row.id])
  t.same(found, { is_null: true })
})

t.test('instants are read in UTC, whatever zone the server and the host live in', async (t) => {
  const row = { ...nothing, id: newId('rec'), at: Date.UTC(2024, 2, 31, 1, 30, 0, 123) as Instant } // whole milliseconds
  await runAs(owner, `alter database ${owner.database} set timezone = 'Pacific/Kiritimati'`)
  const zone = process.env.TZ
  process.env.TZ = 'America/St_Johns'
  const elsewhere = openDatabase(app, { size: 1 })
  t.teardown(async () => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
    await elsewhere.close()
  })
  await elsewhere.inOneTrip(organisation, (tx) => [tx.run(insert, row)])
  const [found] = await runAs(
    owner,
    `select at = '2024-03-31T01:30:00.123Z' as is_same from habeas.things where id = $1`,
    [row.id],
  )
  t.same(found, { is_same: true })
  t.same(await elsewhere.lookup(selectRaw, { id: row.id }), [row])
  t.same(await elsewhere.lookup(select, { id: row.id }), [row])
})

t.test('an instant beyond the years 1 to 9999 is refused, not misread; the connection stays good', async (t) => {
  for (const at of ['infinity', '-infinity', '0044-03-15 BC', '10000-01-01']) {
    const row = newId('rec')
    await runAs(owner, 'insert into habeas.things (id, at) values ($1, $2)', [row, at])
    await t.rejects(db.lookup(selectRaw, { id: row }), { name: 'RangeError' })
    await t.rejects(db.lookup(select, { id: row }), { name: 'RangeError' })
  }
  t.same(await db.lookup(selectRaw, { id: newId('rec') }), [])
})

t.test(
  'arrays of every shape are read: nulls, quotes, backslashes, nesting, numbers, booleans, ids, instants',
  async (t) => {
    const arrays = rawStatement<{ texts: readonly (string | null)[] }, Record<string, unknown>>(
      'all_arrays',
      `select $1::text[] as texts, array[[1, 2], [3, null]] as numbers, array[true, false, null] as booleans, '{}'::text[] as none,
       array['01890000-0000-7000-8000-000000000000'::uuid] as ids, array['2024-03-31T01:30:00Z'::timestamptz] as instants,
       array['2024-03-31'::date] as days`,
      ({ texts }) => [texts],
    )
    const texts = ['a', null, 'NULL', '', ' ', 'a,b', '{x}', '"', '\\', '\n', "'", '\\"', 'é😀']
    t.same(await db.lookup(arrays, { texts }), [
      {
        texts,
        numbers: [
          [1, 2],
          [3, null],
        ],
        booleans: [true, false, null],
        none: [],
        ids: ['01890000-0000-7000-8000-000000000000'],
        instants: [Date.UTC(2024, 2, 31, 1, 30)],
        days: ['2024-03-31'],
      },
    ])
  },
)
