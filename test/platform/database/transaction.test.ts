import { eq, sql } from 'drizzle-orm'
import { integer, text } from 'drizzle-orm/pg-core'
import fc from 'fast-check'
import t from 'tap'
import { id, tenantSchema } from '../../../src/platform/database/columns.ts'
import { DatabaseRefusal } from '../../../src/platform/database/failure.ts'
import { placeholdersOf } from '../../../src/platform/database/placeholders.ts'
import { rawStatement, statement } from '../../../src/platform/database/statement.ts'
import { openDatabase, type Tx } from '../../../src/platform/database/transaction.ts'
import { newId, type OrganisationId } from '../../../src/platform/identifiers.ts'
import { runAs, testDatabase } from '../../support/database.ts'
import { databaseProxy } from '../../support/database-proxy.ts'

const { db, owner, app, superuser } = await testDatabase(t)
await runAs(
  owner,
  `create table habeas.notes (
     organisation_id uuid not null, id uuid not null, text text not null unique, number integer check (number < 1000),
     primary key (organisation_id, id)
   );
   alter table habeas.notes enable row level security;
   alter table habeas.notes force row level security;
   create policy tenant on habeas.notes using (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
   grant select, insert, update, delete on habeas.notes to ${app.user};
   create function habeas.refuse_odd(number integer) returns integer language plpgsql as $$
   begin
     if number % 2 = 1 then raise exception 'odd, says somebody@example.org' using errcode = 'HB042'; end if;
     return number;
   end $$`,
)
const notes = tenantSchema.table('notes', {
  organisationId: id<'org'>('organisation_id').notNull(),
  id: id<'evt'>().notNull(),
  text: text().notNull(),
  number: integer(),
})
type Note = typeof notes.$inferInsert
const insertNote = statement<Required<Note>, unknown>('insert_note', (db) =>
  db.insert(notes).values(placeholdersOf(notes)),
)
const selectTexts = statement('select_texts', (db) => db.select({ text: notes.text }).from(notes).orderBy(notes.text))
const selectOne = rawStatement<{ text: string }, { number: number | null }>(
  'select_one',
  'select number from habeas.notes where text = $1',
  ({ text }) => [text],
)
const refuseOdd = rawStatement<{ number: number }, { refuse_odd: number }>(
  'refuse_odd',
  'select habeas.refuse_odd($1)',
  ({ number }) => [number],
)

const organisation = newId('org')
const refusal = (sqlstate: string) => ({
  name: 'DatabaseRefusal',
  message: `the database refused with SQLSTATE ${sqlstate}`,
})
let written = 0
function note(fields: Partial<Note> = {}, of: OrganisationId = organisation): Required<Note> {
  return { organisationId: of, id: newId('evt'), text: `note ${written++}`, number: null, ...fields }
}
async function countOf(text: string): Promise<unknown> {
  const [row] = await runAs(superuser, 'select count(*)::int as count from habeas.notes where text = $1', [text])
  return row?.count
}

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
      fc.asyncProperty(fc.array(fc.string({ maxLength: 3_000 }), { minLength: 1, maxLength: 40 }), async (texts) => {
        const rows = texts.map((text, at) => note({ text: `${written++} ${text.replaceAll('\0', '')}`, number: at }))
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

t.test('a refusal says what was refused and where, and nothing that was sent', async (t) => {
  const row = note({ text: 'somebody@example.org' })
  await db.transaction(organisation, (tx) => tx.run(insertNote, row))
  for (const refused of [
    db.inOneTrip(organisation, (tx) => [tx.run(insertNote, note({ text: row.text }))]),
    db.transaction(organisation, async (tx) => tx.run(insertNote, note({ text: row.text }))),
    db.transaction(organisation, async (tx) => tx.db.insert(notes).values(note({ text: row.text }))),
  ]) {
    const error: unknown = await refused.catch((error: unknown) => error)
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
