import t from 'tap'
import { joinedInserts } from '../../../src/platform/database/joined-inserts.ts'
import { insertion, insertionOf } from '../../../src/platform/database/statement.ts'
import { openDatabase } from '../../../src/platform/database/transaction.ts'
import { runAs } from '../../support/database.ts'
import { databaseProxy } from '../../support/database-proxy.ts'
import { note, notes, notesDatabase, organisation, refusal, selectOne, selectTexts } from './notes.ts'

const { app, db, superuser } = await notesDatabase(t)
await runAs(superuser, 'alter table habeas.notes add place bigint generated always as identity')
const insertJoined = insertionOf('insert_note_joined', notes)
const insertPlain = insertion<ReturnType<typeof note>>(
  'insert_note_plain',
  'insert into habeas.notes (id, organisation_id, text, number) select $1, $2, $3, $4 on conflict do nothing',
  ({ id, organisationId, text, number }) => [id, organisationId, text, number],
)
const countOf = async (text: string) => {
  const [row] = await runAs(superuser, 'select count(*)::int as count from habeas.notes where text = $1', [text])
  return row?.count
}

t.test('inserts become one statement, their parameters renumbered in order', async (t) => {
  const inserts = joinedInserts({ name: 'a', text: 'insert into a values ($1, $2, $1)', parameters: [1, 2] })
  t.same(inserts.joined(), { text: 'insert into a values ($1, $2, $1)', parameters: [1, 2] })
  t.equal(inserts.add({ name: 'b', text: 'insert into b values ($1)', parameters: [3] }), true)
  t.equal(inserts.add({ name: 'c', text: 'insert into c select $2, $1', parameters: [4, 5] }), true)
  t.same(inserts.joined(), {
    text:
      'with part_0 as (insert into a values ($1, $2, $1)), part_1 as (insert into b values ($3)) ' +
      'insert into c select $5, $4',
    parameters: [1, 2, 3, 4, 5],
  })
})

t.test('rows of one table that follow each other stay one insert, in their order', async (t) => {
  const row = (...parameters: number[]) => ({
    name: 'a',
    text: 'insert into a values ($1, $2)',
    row: '($1, $2)',
    parameters,
  })
  const inserts = joinedInserts(row(1, 2))
  t.equal(inserts.add(row(3, 4)), true)
  t.equal(inserts.add({ name: 'b', text: 'insert into b values ($1)', row: '($1)', parameters: [5] }), true)
  t.equal(inserts.add(row(6, 7)), false, 'behind another, it would lose its place')
  t.same(inserts.joined(), {
    text: 'with part_0 as (insert into a values ($1, $2), ($3, $4)) insert into b values ($5)',
    parameters: [1, 2, 3, 4, 5],
  })
})

t.test('what counts up as rows come in counts in the order in which they were given', async (t) => {
  const rows = Array.from({ length: 11 }, () => note())
  await db.inOneTrip(organisation, (tx) => rows.map((row) => tx.run(insertJoined, row)))
  const found = await runAs(superuser, 'select text from habeas.notes where text = any ($1) order by place', [
    rows.map(({ text }) => text),
  ])
  t.same(
    found.map(({ text }) => text),
    rows.map(({ text }) => text),
  )
})

t.test('of one kind only a few are joined, so that the number of texts is bounded', async (t) => {
  const insert = { name: 'a', text: 'insert into a values ($1)', row: '($1)', parameters: [1] }
  const inserts = joinedInserts(insert)
  t.same(
    Array.from({ length: 5 }, () => inserts.add(insert)),
    [true, true, true, false, false],
  )
  t.equal(inserts.add({ name: 'b', text: 'insert into b values ($1)', parameters: [2] }), true)
})

t.test('every row given is there, however many, and who reads in between sees those before', async (t) => {
  const rows = Array.from({ length: 11 }, (_, number) => note({ number }))
  const [early, late] = [note({ number: 99 }), note()]
  const found = await db.transaction(organisation, async (tx) => {
    const joined = rows.map((row, at) => tx.run(at % 2 === 0 ? insertJoined : insertPlain, row))
    const first = tx.run(insertJoined, early)
    const seen = tx.run(selectOne, { text: early.text })
    await tx.run(insertPlain, late)
    await Promise.all([...joined, first])
    return seen
  })
  t.same(found, [{ number: 99 }])
  for (const { text } of [...rows, early, late]) t.equal(await countOf(text), 1)
})

t.test('a whole write is one trip, and its inserts one message', async (t) => {
  const proxy = await databaseProxy(t, app)
  const throughProxy = openDatabase(proxy.target, { size: 1 })
  t.teardown(() => throughProxy.close())
  const write = () =>
    throughProxy.inOneTrip(organisation, (tx) => [tx.run(insertJoined, note()), tx.run(insertPlain, note())])
  await write()
  proxy.countTrips()
  await write()
  t.equal(proxy.countTrips(), 1)
})

t.test('where one row is refused, each insert is told why, and none is kept', async (t) => {
  const [row, twin] = [note(), note()]
  const told: unknown[] = []
  await t.rejects(
    db.transaction(organisation, async (tx) => {
      const given = [row, twin, { ...twin, id: row.id }].map((each) => tx.run(insertJoined, each))
      for (const answer of await Promise.allSettled(given)) told.push(answer.status === 'rejected' && answer.reason)
    }),
    refusal('23505'),
  )
  t.match(told, [refusal('23505'), refusal('23505'), refusal('23505')])
  for (const { text } of [row, twin]) t.equal(await countOf(text), 0)
})

t.test('a row that lacks a value is never sent, and nothing of its transaction is kept', async (t) => {
  const { number: _number, ...incomplete } = note()
  const unsendable = incomplete as ReturnType<typeof note> // a bug that types would have caught
  const rows = [note(), note()] as const
  const lacking = { message: 'a row for notes has no number' }
  await t.rejects(
    db.inOneTrip(organisation, (tx) => [tx.run(insertJoined, rows[0]), tx.run(insertJoined, unsendable)]),
    lacking,
  )
  await t.rejects(
    db.transaction(organisation, async (tx) => {
      tx.run(insertJoined, unsendable).catch(() => undefined)
      await tx.run(insertJoined, rows[1])
    }),
    lacking,
  )
  const odd = note({ text: Symbol('odd') as unknown as string }) // what no type lets through
  await t.rejects(
    db.inOneTrip(organisation, (tx) => [tx.run(insertJoined, rows[0]), tx.run(insertPlain, odd)]),
    {
      message: 'a value of type symbol cannot be stored',
    },
  )
  for (const { text } of rows) t.equal(await countOf(text), 0)
})

t.test('work that throws takes along what was not sent yet', async (t) => {
  const row = note()
  const thrown = new Error('changed my mind')
  let answer: Promise<unknown> = Promise.resolve()
  const outcome = db.transaction(organisation, async (tx) => {
    answer = tx.run(insertJoined, row)
    throw thrown
  })
  t.equal(await outcome.catch((error: unknown) => error), thrown)
  await answer.catch(() => undefined)
  t.equal(await countOf(row.text), 0)
  const texts = await db.transaction(organisation, (tx) => tx.run(selectTexts, {}))
  t.notOk(JSON.stringify(texts).includes(row.text))
})
