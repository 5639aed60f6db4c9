import { sql } from 'drizzle-orm'
import t from 'tap'
import { DatabaseRefusal } from '../../../src/platform/database/failure.ts'
import { insertNote, note, notes, notesDatabase, organisation, refusal, refuseOdd, selectOne } from './notes.ts'

const { countOf, db } = await notesDatabase(t)

t.test('a refusal says what was refused and where, and nothing that was sent', async (t) => {
  const row = note({ text: 'somebody@example.org' })
  await db.transaction(organisation, (tx) => tx.run(insertNote, row))
  for (const refuse of [
    () => db.inOneTrip(organisation, (tx) => [tx.run(insertNote, note({ text: row.text }))]),
    () => db.transaction(organisation, async (tx) => tx.run(insertNote, note({ text: row.text }))),
    () => db.transaction(organisation, async (tx) => tx.db.insert(notes).values(note({ text: row.text }))),
  ]) {
    const error: unknown = await refuse().catch((error: unknown) => error)
    t.ok(error instanceof DatabaseRefusal)
    t.match(error, { sqlstate: '23505', constraint: 'notes_text_key', table: 'notes' })
    const shown = `${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${error instanceof Error ? error.stack : ''}`
    t.notMatch(shown, 'somebody')
  }
})

t.test('inside the work, too, a failed drizzle query shows none of its parameters', async (t) => {
  await db
    .transaction(organisation, async (tx) => {
      await tx.db.execute(sql`select ${'somebody@example.org'}::integer`).catch((error: unknown) => {
        t.ok(error instanceof DatabaseRefusal)
        t.match(error, refusal('22P02'))
      })
    })
    .catch((error: unknown) => t.match(error, refusal('22P02')))
})

t.test('a SQLSTATE of our own functions surfaces as it is', async (t) => {
  await t.rejects(
    db.inOneTrip(organisation, (tx) => [
      tx.run(insertNote, note({ text: 'with odd' })),
      tx.run(refuseOdd, { number: 3 }),
    ]),
    refusal('HB042'),
  )
  t.equal(await countOf('with odd'), 0, 'and nothing that went out beside it is kept')
})

t.test('a statement that fails unawaited makes the transaction fail, and nothing else', async (t) => {
  const row = note()
  await t.rejects(
    db.transaction(organisation, async (tx) => {
      tx.run(insertNote, note({ number: 1000 }))
      tx.db
        .insert(notes)
        .values(note({ number: 1001 }))
        .execute()
      tx.query('select 1 / $1::int', [0])
      tx.run(insertNote, row)
    }),
    refusal('23514'),
  )
  t.equal(await countOf(row.text), 0)
})

t.test('a failure that the work catches still fails the transaction: the server has aborted it', async (t) => {
  const row = note()
  await t.rejects(
    db.transaction(organisation, async (tx) => {
      await tx.run(insertNote, row)
      await tx.run(insertNote, note({ number: 1000 })).catch(() => 'never mind')
    }),
    refusal('23514'),
  )
  t.equal(await countOf(row.text), 0)
})

t.test(
  'whatever went out behind a refused statement is told the refusal, not that the transaction is aborted',
  async (t) => {
    const told: unknown[] = []
    const hear = (answer: Promise<unknown>) => answer.catch((error: unknown) => told.push(error))
    await t.rejects(
      db.transaction(organisation, async (tx) => {
        const answers = [
          tx.run(selectOne, { text: '' }),
          tx.run(insertNote, note({ number: 1000 })),
          tx.run(selectOne, { text: '' }),
          tx.query('select $1::int', [1]),
          tx.db.select().from(notes).execute(),
        ]
        await Promise.all(answers.map(hear))
      }),
      refusal('23514'),
    )
    t.match(
      told,
      Array.from({ length: 4 }, () => refusal('23514')),
    )
    t.equal(told.length, 4)
  },
)

t.test('what the work makes of a failure comes out in its place', async (t) => {
  const translated = new Error('this number is too large')
  const outcome = db.transaction(organisation, async (tx) => {
    await tx.run(insertNote, note({ number: 1000 })).catch(() => {
      throw translated
    })
  })
  t.equal(await outcome.catch((error: unknown) => error), translated)
})

t.test('work of one trip that throws while it is being sent leaves nothing', async (t) => {
  const row = note()
  await t.rejects(
    db.inOneTrip(organisation, (tx) => {
      tx.run(insertNote, row)
      throw new Error('half sent')
    }),
    { message: 'half sent' },
  )
  t.equal(await countOf(row.text), 0)
})
