import t from 'tap'
import { insertionOf, rawStatement } from '../../../src/platform/database/statement.ts'
import { openDatabase } from '../../../src/platform/database/transaction.ts'
import { newId, type OrganisationId } from '../../../src/platform/identifiers.ts'
import { runAs } from '../../support/database.ts'
import { databaseProxy } from '../../support/database-proxy.ts'
import { note, notes, notesDatabase, organisation, refusal } from './notes.ts'

const { app, db, owner } = await notesDatabase(t)
await runAs(
  owner,
  `create function habeas.read_note(tenant uuid, wanted text) returns json language plpgsql as $$
   begin
     perform set_config('app.organisation', tenant::text, true);
     return (select row_to_json(n) from habeas.notes n where n.text = wanted);
   end $$;
   create function habeas.refuse(number integer) returns integer language plpgsql as $$
   begin raise exception 'no' using errcode = 'HB042'; end $$`,
)
type Wanted = { organisation: OrganisationId; text: string }
const readNote = rawStatement<Wanted, { found: { number: number } | null; pid: number }>(
  'read_note',
  'select habeas.read_note($1, $2) as found, pg_backend_pid() as pid',
  ({ organisation, text }) => [organisation, text],
)
const refuse = rawStatement<object, object>('refuse', 'select habeas.refuse(1)', () => [])
const insert = insertionOf('insert_asked_note', notes)
const kept = note({ number: 7 })
await db.transaction(organisation, (tx) => tx.run(insert, kept))
const wanted = { organisation, text: kept.text }

t.test('who asks enters the tenant for that statement only', async (t) => {
  t.match(await db.ask(readNote, wanted), [{ found: { number: 7 } }])
  t.match(await db.ask(readNote, { ...wanted, organisation: newId('org') }), [{ found: null }], 'of another: no row')
  const setting = rawStatement<object, { left: string }>(
    'setting',
    `select coalesce(current_setting('app.organisation', true), '') as left`,
    () => [],
  )
  const left = await Promise.all(Array.from({ length: 20 }, () => db.lookup(setting, {})))
  t.same(new Set(left.map(([row]) => row?.left)), new Set(['']))
})

t.test('those who ask at once share connections, and each gets its own answer', async (t) => {
  const rows = Array.from({ length: 40 }, (_, number) => note({ number }))
  await db.transaction(organisation, (tx) => Promise.all(rows.map((row) => tx.run(insert, row))))
  const asking = openDatabase(app, { size: 10 })
  t.teardown(() => asking.close())
  const answers = await Promise.all(rows.map(({ text }) => asking.ask(readNote, { organisation, text })))
  t.same(
    answers.map(([row]) => row?.found?.number),
    rows.map(({ number }) => number),
  )
  t.ok(new Set(answers.map(([row]) => row?.pid)).size <= 5, 'eight to a connection')
})

t.test('one that is refused leaves the others of its connection answered', async (t) => {
  const asked = await Promise.allSettled([
    db.ask(readNote, wanted),
    db.ask(refuse, {}),
    db.ask(readNote, wanted),
    db.ask(refuse, {}),
    db.ask(readNote, wanted),
  ])
  t.match(asked, [
    { value: [{ found: { number: 7 } }] },
    { reason: refusal('HB042') },
    { value: [{ found: { number: 7 } }] },
    { reason: refusal('HB042') },
    { value: [{ found: { number: 7 } }] },
  ])
})

t.test('a transaction never comes onto a connection that others share', async (t) => {
  const one = openDatabase(app, { size: 1 })
  t.teardown(() => one.close())
  const row = note()
  const [first, , second] = await Promise.all([
    one.ask(readNote, wanted),
    one.transaction(organisation, (tx) => tx.run(insert, row)),
    one.ask(readNote, wanted),
  ])
  t.match([first, second], [[{ found: { number: 7 } }], [{ found: { number: 7 } }]])
  t.match(await one.ask(readNote, { organisation, text: row.text }), [{ found: { number: null } }])
})

t.test('who asks waits for an open transaction, and never asks inside it', async (t) => {
  const one = openDatabase(app, { size: 1 })
  t.teardown(() => one.close())
  await one.ask(readNote, wanted) // this connection has been shared, and is no more
  const strangers = newId('org')
  const order: string[] = []
  const asked: Promise<unknown>[] = []
  const text = await one.transaction(strangers, async (tx) => {
    asked.push(one.ask(readNote, wanted).then((rows) => order.push(`asked ${rows[0]?.found?.number}`)))
    const setting = await tx.query(`select current_setting('app.organisation') as tenant`, [])
    order.push('in the transaction')
    return setting[0]?.tenant
  })
  await Promise.all(asked)
  t.equal(text, strangers)
  t.same(order, ['in the transaction', 'asked 7'])
})

t.test('those who ask one after another don’t keep a transaction waiting', async (t) => {
  const one = openDatabase(app, { size: 1 })
  t.teardown(() => one.close())
  let isWritten = false
  let rounds = 0
  const askers = Array.from({ length: 3 }, async () => {
    for (; !isWritten && rounds < 5_000; rounds++) await one.ask(readNote, wanted)
  })
  const row = note()
  await one
    .transaction(organisation, (tx) => tx.run(insert, row))
    .then(() => {
      isWritten = true
    })
  await Promise.all(askers)
  t.ok(rounds < 5_000, `after ${rounds} questions`)
})

t.test('where a shared connection is cut, those under way are told so, and who comes next is answered', async (t) => {
  const proxy = await databaseProxy(t, app)
  const cuttable = openDatabase(proxy.target, { size: 2 })
  t.teardown(() => cuttable.close())
  await cuttable.ask(readNote, wanted)
  proxy.swallow()
  const asked = [cuttable.ask(readNote, wanted), cuttable.ask(readNote, wanted)]
  const told = Promise.allSettled(asked)
  await new Promise((resolve) => setImmediate(resolve))
  proxy.cut()
  t.match(await told, [{ reason: { code: 'unavailable' } }, { reason: { code: 'unavailable' } }])
  proxy.pass()
  t.match(await cuttable.ask(readNote, wanted), [{ found: { number: 7 } }])
})
