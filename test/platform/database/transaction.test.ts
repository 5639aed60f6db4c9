import { eq } from 'drizzle-orm'
import t from 'tap'
import { openDatabase, type Tx } from '../../../src/platform/database/transaction.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { insertNote, note, notes, notesDatabase, organisation, refusal, selectOne, selectTexts } from './notes.ts'

const { app, countOf, db } = await notesDatabase(t)

t.test('what a transaction did is there once it is done, typed as the columns are', async (t) => {
  const row = note({ number: 12 })
  const found = await db.transaction(organisation, async (tx) => {
    await tx.run(insertNote, row)
    return tx.db.select().from(notes).where(eq(notes.id, row.id))
  })
  t.same(found, [row])
  t.equal(await countOf(row.text), 1)
})

t.test('work that throws undoes all it did, and its own error comes out', async (t) => {
  const row = note()
  const thrown = new Error('changed my mind')
  const outcome = db.transaction(organisation, async (tx) => {
    await tx.run(insertNote, row)
    throw thrown
  })
  t.equal(await outcome.catch((error: unknown) => error), thrown)
  t.equal(await countOf(row.text), 0)
})

t.test('a snapshot reads all as of one moment, and writes nothing', async (t) => {
  const row = note({ text: 'appears meanwhile' })
  const read = async (tx: Tx) => {
    const before = await tx.run(selectOne, { text: row.text })
    if (before.length === 0) await db.inOneTrip(organisation, (other) => [other.run(insertNote, row)])
    return [before, await tx.run(selectOne, { text: row.text })]
  }
  t.same(await db.transaction(organisation, read, { snapshot: true }), [[], []])
  t.same(await db.transaction(organisation, read, { snapshot: true }), [[{ number: null }], [{ number: null }]])
  await t.rejects(
    db.inOneTrip(organisation, (tx) => [tx.run(insertNote, note())], { snapshot: true }),
    { code: 'unavailable' },
  )
})

t.test('a transaction that has ended throws, whichever way it is used', async (t) => {
  const kept: Tx[] = []
  await db.transaction(organisation, async (tx) => {
    kept.push(tx)
    await tx.run(insertNote, note())
  })
  await db.inOneTrip(organisation, (tx) => {
    kept.push(tx)
    return [tx.run(insertNote, note())]
  })
  await t.rejects(
    db.transaction(organisation, async (tx) => {
      kept.push(tx)
      throw new Error('no')
    }),
  )
  const row = note()
  for (const tx of kept) {
    const ended = { message: 'cannot use a transaction that has ended' }
    t.throws(() => tx.run(insertNote, row), ended)
    t.throws(() => tx.afterCommit(() => undefined), ended)
    t.throws(() => tx.query('select 1', []), ended)
    await t.rejects(Promise.resolve(tx.db.insert(notes).values(row)), ended)
  }
  t.equal(await countOf(row.text), 0)
})

t.test('a drizzle query built in one transaction and awaited in the next is sent in neither', async (t) => {
  const row = note()
  let leaked: PromiseLike<unknown> | undefined
  await db.transaction(organisation, async (tx) => {
    leaked = tx.db.insert(notes).values(row)
  })
  await db.transaction(newId('org'), async () => {
    await t.rejects(Promise.resolve(leaked), { message: 'cannot use a transaction that has ended' })
  })
  t.equal(await countOf(row.text), 0)
})

t.test('nothing but the database ends a transaction', async (t) => {
  for (const text of ['commit', 'ROLLBACK', ' begin', 'savepoint a', 'End', "prepare transaction 'a'", '/**/commit']) {
    const row = note()
    await t.rejects(
      db.transaction(organisation, async (tx) => {
        await tx.run(insertNote, row)
        await tx.query(text, [])
      }),
      { message: 'only the database opens and ends transactions' },
      text,
    )
    t.equal(await countOf(row.text), 0)
  }
  await t.rejects(
    db.transaction(organisation, (tx) => tx.query('select 1; commit', [])),
    refusal('42601'),
    'nor is one hidden behind another statement',
  )
})

t.test('after the commit, and only then, the wakes are called, once each', async (t) => {
  const woken: string[] = []
  await db.transaction(organisation, async (tx) => {
    tx.afterCommit(() => woken.push('a'))
    await tx.run(insertNote, note())
    tx.afterCommit(() => woken.push('b'))
    t.same(woken, [])
  })
  await db.inOneTrip(organisation, (tx) => {
    tx.afterCommit(() => woken.push('c'))
    return [tx.run(insertNote, note())]
  })
  await t.rejects(
    db.transaction(organisation, async (tx) => {
      tx.afterCommit(() => woken.push('never'))
      await tx.run(insertNote, note({ number: 1000 }))
    }),
  )
  t.same(woken, ['a', 'b', 'c'])
})

t.test(
  'a transaction sees its own organisation and no other, and the next on the connection starts afresh',
  async (t) => {
    const one = openDatabase(app, { size: 1 })
    t.teardown(() => one.close())
    const [mine, theirs] = [newId('org'), newId('org')]
    const row = note({}, mine)
    await one.inOneTrip(mine, (tx) => [tx.run(insertNote, row)])
    t.same(await one.inOneTrip(theirs, (tx) => [tx.run(selectTexts, {})]), [[]])
    t.same(await one.inOneTrip(mine, (tx) => [tx.run(selectTexts, {})]), [[{ text: row.text }]])
    t.same(await one.lookup(selectTexts, {}), [], 'outside of any organisation there is nothing')
    await t.rejects(
      one.inOneTrip(theirs, (tx) => [tx.run(insertNote, note({}, mine))]),
      refusal('42501'),
    )
  },
)

t.test(
  'where a statement fails before it is sent, awaited or not, nothing of the transaction is committed',
  async (t) => {
    const { number: _number, ...incomplete } = note()
    const unsendable = incomplete as ReturnType<typeof note> // a bug that types would have caught
    const rows = [note(), note()] as const
    await t.rejects(
      db.inOneTrip(organisation, (tx) => [tx.run(insertNote, rows[0]), tx.run(insertNote, unsendable)]),
      { message: /placeholder "number"/ },
    )
    await t.rejects(
      db.transaction(organisation, async (tx) => {
        tx.run(insertNote, unsendable).catch(() => undefined)
        await tx.run(insertNote, rows[1])
      }),
      { message: /placeholder "number"/ },
    )
    for (const { text } of rows) t.equal(await countOf(text), 0)
  },
)
