import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import t from 'tap'
import { rawStatement } from '../../../src/platform/database/statement.ts'
import { openDatabase, type Tx } from '../../../src/platform/database/transaction.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { runAs } from '../../support/database.ts'
import { databaseProxy } from '../../support/database-proxy.ts'
import { insertNote, note, notes, notesDatabase, organisation, refusal, selectOne } from './notes.ts'

const { app, db, owner, superuser } = await notesDatabase(t)

t.test(
  'one trip: begin, the organisation, every statement and commit go out before the first answer is needed',
  async (t) => {
    const proxy = await databaseProxy(t, app)
    const throughProxy = openDatabase(proxy.target, { size: 1, limits: { answerMs: 5_000 } })
    t.teardown(() => throughProxy.close())
    const warm = await throughProxy.inOneTrip(organisation, (tx) => [
      tx.run(insertNote, note()),
      tx.run(selectOne, { text: '' }),
    ])
    t.equal(warm.length, 2)
    // An answer is let through only once COMMIT was seen: whoever waits for one before waits for ever.
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 2_000 }), { minLength: 1, maxLength: 40 }), async (texts) => {
        const rows = texts.map((text, at) =>
          note({ text: `${at} ${newId('evt')} ${text.replaceAll('\0', '')}`, number: at }),
        )
        proxy.answerOnlyAfter('commit\0')
        proxy.countTrips()
        const answers = await throughProxy.inOneTrip(organisation, (tx) =>
          rows.flatMap((row) => [tx.run(insertNote, row), tx.run(selectOne, { text: row.text })]),
        )
        t.equal(proxy.countTrips(), 1, `${rows.length * 2} statements, one trip`)
        t.same(
          answers.filter((_, at) => at % 2 === 1),
          rows.map(({ number }) => [{ number }]),
        )
      }),
      { numRuns: 30 },
    )
  },
)

t.test(
  'a transaction that awaits takes a trip for each time it waits: begin and the organisation cost none',
  async (t) => {
    const proxy = await databaseProxy(t, app)
    const throughProxy = openDatabase(proxy.target, { size: 1 })
    t.teardown(() => throughProxy.close())
    const work = async (tx: Tx) => {
      await tx.run(insertNote, note())
      await Promise.all([tx.run(insertNote, note()), tx.run(selectOne, { text: '' })])
    }
    await throughProxy.transaction(organisation, work)
    proxy.countTrips()
    await throughProxy.transaction(organisation, work)
    t.equal(proxy.countTrips(), 3, 'the first statement, the two together, commit')
  },
)

t.test('drizzle queries that were only built are sent in one trip, too, before its commit', async (t) => {
  const row = note({ number: 3 })
  const [, found, prepared] = await db.inOneTrip(organisation, (tx) => [
    tx.db.insert(notes).values(row),
    tx.db.select().from(notes).where(eq(notes.text, row.text)),
    tx.run(selectOne, { text: row.text }),
  ])
  t.same(found, [row])
  t.same(prepared, [], 'a query that was run is sent before those that were only built')
})

t.test('values that cannot be sent are refused alone: the answers of others still find their way', async (t) => {
  const odd = rawStatement<{ value: unknown }, { value: string }>('odd', 'select $1::text as value', ({ value }) => [
    value,
  ])
  const many = rawStatement<{ count: number }, object>('many', 'select 1', ({ count }) =>
    Array.from({ length: count }, () => 1),
  )
  const one = openDatabase(app, { size: 1 })
  t.teardown(() => one.close())
  for (const value of [undefined, Symbol('x'), () => 1]) {
    await t.rejects(
      one.inOneTrip(organisation, (tx) => [tx.run(odd, { value: 'before' }), tx.run(odd, { value })]),
      TypeError,
    )
  }
  await t.rejects(one.lookup(many, { count: 70_000 }), RangeError)
  t.same(await one.inOneTrip(organisation, (tx) => [tx.run(odd, { value: 'a' }), tx.run(odd, { value: 'b' })]), [
    [{ value: 'a' }],
    [{ value: 'b' }],
  ])
})

t.test(
  'a plan that went stale (DDL under way) is made again: the work succeeds, once, and nothing runs outside of it',
  async (t) => {
    await runAs(
      owner,
      `create table habeas.unguarded (text text not null); grant select, insert on habeas.unguarded to ${app.user};
     insert into habeas.unguarded values ('old')`,
    )
    const selectAll = rawStatement<object, { text: string }>('select_all', 'select * from habeas.unguarded', () => [])
    const insertAndSelect = rawStatement<{ text: string }, { text: string }>(
      'insert_unguarded',
      'insert into habeas.unguarded (text) values ($1) returning *',
      ({ text }) => [text],
    )
    const one = openDatabase(app, { size: 1 })
    t.teardown(() => one.close())
    await one.inOneTrip(organisation, (tx) => [tx.run(selectAll, {}), tx.run(insertAndSelect, { text: 'first' })])
    await runAs(owner, `alter table habeas.unguarded add column more text default 'yes'`)
    const [found] = await one.inOneTrip(organisation, (tx) => [
      tx.run(selectAll, {}),
      tx.run(insertAndSelect, { text: 'second' }),
    ])
    t.same(found, [
      { text: 'old', more: 'yes' },
      { text: 'first', more: 'yes' },
    ])
    await runAs(owner, 'alter table habeas.unguarded drop column more')
    await t.rejects(
      one.transaction(organisation, async (tx) => {
        await tx.run(insertAndSelect, { text: 'undone' })
        throw new Error('no')
      }),
      { message: 'no' },
    )
    await one.transaction(organisation, (tx) => tx.run(insertAndSelect, { text: 'third' }))
    await runAs(owner, 'alter table habeas.unguarded add column again text')
    await t.rejects(
      one.inOneTrip(organisation, (tx) => [
        tx.run(insertAndSelect, { text: 'stray' }),
        tx.run(insertNote, note({ number: 1000 })),
      ]),
      refusal('23514'),
    )
    const rows = await runAs(superuser, 'select text from habeas.unguarded')
    t.same(
      rows.map(({ text }) => text),
      ['old', 'first', 'second', 'third'],
    )
  },
)
