import fc from 'fast-check'
import t, { type Test } from 'tap'
import { rawStatement } from '../../../src/platform/database/statement.ts'
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Tx,
} from '../../../src/platform/database/transaction.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { Problem } from '../../../src/platform/problem.ts'
import { runAs, testDatabase } from '../../support/database.ts'
import { databaseProxy } from '../../support/database-proxy.ts'

const { owner, app, superuser } = await testDatabase(t)
// Without row level security, on purpose: it is the first line of defence that is tried here, not the second.
await runAs(
  owner,
  `create table habeas.effects (text text not null);
   create table habeas.counters (name text primary key, count integer not null);
   grant select, insert, update, delete on habeas.effects, habeas.counters to ${app.user};
   create function habeas.conflict() returns void language plpgsql as $$
   begin raise exception using errcode = 'serialization_failure'; end $$`,
)
// Deadlocks are looked for after a second otherwise.
await runAs(superuser, `alter database ${owner.database} set deadlock_timeout = '10ms'`)

const insert = rawStatement<{ text: string }, object>(
  'insert_effect',
  'insert into habeas.effects (text) values ($1)',
  ({ text }) => [text],
)
const increment = rawStatement<{ name: string }, { count: number }>(
  'increment',
  'update habeas.counters set count = count + 1 where name = $1 returning count',
  ({ name }) => [name],
)
const ownPid = rawStatement<object, { pid: number }>('own_pid', 'select pg_backend_pid() as pid', () => [])
const conflict = rawStatement<object, object>('conflict', 'select habeas.conflict()', () => [])
const sleepLong = rawStatement<object, object>('sleep_long', 'select pg_sleep(600)', () => [])
const organisation = newId('org')

function open(t: Test, options: Partial<DatabaseOptions> = {}, target = app): Database {
  const db = openDatabase(target, { size: 1, ...options })
  t.teardown(() => db.close())
  return db
}
/** Short, so that nobody waits: the outcome is what is tried, never how long it takes. */
const short = { lockMs: 50, statementMs: 100, answerMs: 400, idleInTransactionMs: 10_000, connectMs: 400 }

async function pidOf(tx: Tx): Promise<number> {
  const [row] = await tx.run(ownPid, {})
  return row?.pid ?? 0
}
async function effects(): Promise<unknown[]> {
  const rows = await runAs(superuser, 'delete from habeas.effects returning text')
  return rows.map(({ text }) => text).sort()
}
async function counter(name: string): Promise<unknown> {
  await runAs(superuser, 'insert into habeas.counters values ($1, 0) on conflict do nothing', [name])
  const [row] = await runAs(superuser, 'select count from habeas.counters where name = $1', [name])
  return row?.count
}
/** Asks the server until it says so. */
async function until(question: string, parameters: readonly unknown[]): Promise<void> {
  for (;;) {
    const [row] = await runAs(superuser, `select (${question}) as so`, parameters)
    if (row?.so === true) return
  }
}
async function terminate(pid: number): Promise<void> {
  await runAs(superuser, 'select pg_terminate_backend($1)', [pid])
}
async function terminated(pid: number): Promise<void> {
  await terminate(pid)
  await until('not exists (select from pg_stat_activity where pid = $1)', [pid])
}
/** 503 with `Retry-After`, and not a word of the driver's. */
async function isUnavailable(t: Test, outcome: Promise<unknown>, sqlstate?: string): Promise<void> {
  const error: unknown = await outcome.then(
    () => 'it succeeded',
    (error: unknown) => error,
  )
  t.ok(error instanceof Problem, String(error))
  t.match(error, { code: 'unavailable', status: 503, extras: { retryAfterSeconds: 1 } })
  t.match(error, { message: /^(the database|every database connection|the service)[a-z ]+$/ })
  if (sqlstate !== undefined) t.match(error, { cause: { name: 'DatabaseRefusal', sqlstate } })
}
async function stillWorks(t: Test, db: Database): Promise<void> {
  await db.inOneTrip(organisation, (tx) => [tx.run(insert, { text: 'afterwards' })])
  t.same(await effects(), ['afterwards'], 'nothing but what came afterwards is there')
}

t.test('fault 5: a backend terminated between two statements of a transaction: no row, no hang', async (t) => {
  const db = open(t)
  await isUnavailable(
    t,
    db.transaction(organisation, async (tx) => {
      await tx.run(insert, { text: 'before' })
      await terminated(await pidOf(tx))
      await tx.run(insert, { text: 'after' })
    }),
  )
  await stillWorks(t, db)
})

t.test('fault 5: terminated, and the next statement sent before anybody noticed', async (t) => {
  const db = open(t)
  await isUnavailable(
    t,
    db.transaction(organisation, async (tx) => {
      await tx.run(insert, { text: 'before' })
      const gone = terminate(await pidOf(tx))
      for (let at = 0; at < 50; at++) await tx.run(insert, { text: `meanwhile ${at}` })
      await gone
      for (let at = 0; at < 50; at++) await tx.run(insert, { text: `meanwhile ${at}` })
      await until('not exists (select from pg_stat_activity where pid = $1)', [await pidOf(tx)])
    }),
  )
  await stillWorks(t, db)
})

t.test(
  'fault 6: terminated with others queued behind a blocked statement: none of them runs on another connection',
  async (t) => {
    await counter('blocked')
    const [holder, db] = [open(t), open(t)]
    await holder.transaction(organisation, async (holding) => {
      await holding.run(increment, { name: 'blocked' })
      const outcome = db.transaction(organisation, async (tx) => {
        await tx.run(insert, { text: 'before' })
        const pid = await pidOf(tx)
        const blocked = tx.run(increment, { name: 'blocked' })
        // Never prepared before, so the driver asks for their types and keeps the rest in its own queue.
        const queued = Array.from({ length: 20 }, (_, at) =>
          tx.run(
            rawStatement<object, object>(
              `new ${at}`,
              `insert into habeas.effects (text) values ($1 || '${at}')`,
              () => ['queued '],
            ),
            {},
          ),
        )
        tx.run(insert, { text: 'nobody awaits this' })
        tx.query('insert into habeas.effects (text) values ($1)', ['nor this'])
        await until('exists (select from pg_locks where pid = $1 and not granted)', [pid])
        await terminated(pid)
        for (const answer of [blocked, ...queued]) await isUnavailable(t, answer)
        tx.run(insert, { text: 'sent to a lost connection' })
      })
      await isUnavailable(t, outcome)
    })
    await stillWorks(t, db)
    t.equal(await counter('blocked'), 1, 'what the holder did, and nothing else')
  },
)

t.test('fault 6: one trip terminated while its first statement is blocked: nothing of it is done', async (t) => {
  await counter('trip')
  const [holder, db] = [open(t), open(t)]
  await db.inOneTrip(organisation, (tx) => [tx.run(increment, { name: 'nobody' }), tx.run(insert, { text: 'warm' })])
  await effects()
  await holder.transaction(organisation, async (holding) => {
    await holding.run(increment, { name: 'trip' })
    const refused = isUnavailable(
      t,
      db.inOneTrip(organisation, (tx) => [tx.run(increment, { name: 'trip' }), tx.run(insert, { text: 'behind' })]),
      '08007',
    )
    await until(`exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = $1)`, [
      owner.database,
    ])
    await runAs(
      superuser,
      `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = $1`,
      [owner.database],
    )
    await refused
  })
  await stillWorks(t, db)
  t.equal(await counter('trip'), 1)
})

t.test('fault 6: callers who wait for the terminated connection are served by its successor', async (t) => {
  const db = open(t)
  const outcome = db.transaction(organisation, async (tx) => {
    await tx.run(insert, { text: 'lost' })
    waiting.push(...['a', 'b', 'c'].map((text) => db.inOneTrip(organisation, (next) => [next.run(insert, { text })])))
    await terminated(await pidOf(tx))
    await tx.run(insert, { text: 'lost, too' })
  })
  const waiting: Promise<unknown>[] = []
  await isUnavailable(t, outcome)
  await Promise.all(waiting)
  t.same(await effects(), ['a', 'b', 'c'])
})

t.test('faults 5–6: wherever in a transaction the backend ends, all of it is there or nothing', async (t) => {
  const db = open(t, { size: 2 })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), fc.nat(8), async (awaited, at) => {
      let hasCommitted = true
      await db
        .transaction(organisation, async (tx) => {
          const pid = await pidOf(tx)
          for (const [index, isAwaited] of awaited.entries()) {
            if (index === at) await terminate(pid)
            const answer = tx.run(insert, { text: String(index) })
            if (isAwaited) await answer
          }
        })
        .catch((error: unknown) => {
          t.match(error, { code: 'unavailable' })
          hasCommitted = false
        })
      t.same(await effects(), hasCommitted ? awaited.map((_, index) => String(index)) : [])
    }),
    { numRuns: 40 },
  )
  await stillWorks(t, db)
})

t.test('fault 7: a connection half-open in the middle of a transaction is given up at the deadline', async (t) => {
  const proxy = await databaseProxy(t, app)
  const db = open(t, { limits: short }, { ...proxy.target })
  await isUnavailable(
    t,
    db.transaction(organisation, async (tx) => {
      await tx.run(insert, { text: 'before' })
      proxy.swallow()
      await tx.run(insert, { text: 'into the void' })
    }),
  )
  await isUnavailable(
    t,
    db.inOneTrip(organisation, (tx) => [tx.run(insert, { text: 'cannot connect' })]),
    '08001',
  )
  t.equal(await db.ready(), false)
  proxy.pass()
  await stillWorks(t, db)
  t.equal(await db.ready(), true)
})

t.test('fault 7: so is one that became half-open while nobody used it, by its first caller', async (t) => {
  const proxy = await databaseProxy(t, app)
  const db = open(t, { limits: short }, { ...proxy.target })
  await db.inOneTrip(organisation, (tx) => [tx.run(ownPid, {})])
  proxy.swallow()
  const outcome = db.inOneTrip(organisation, (tx) => [tx.run(insert, { text: 'into the void' })])
  await isUnavailable(t, outcome)
  proxy.pass()
  await stillWorks(t, db)
})

for (const way of ['transaction', 'inOneTrip'] as const) {
  t.test(`fault 9: the reply to COMMIT lost (${way}): unavailable, and done once`, async (t) => {
    const proxy = await databaseProxy(t, app)
    const db = open(t, {}, { ...proxy.target })
    const write = () =>
      way === 'transaction'
        ? db.transaction(organisation, (tx) => tx.run(insert, { text: 'committed' }))
        : db.inOneTrip(organisation, (tx) => [tx.run(insert, { text: 'committed' })])
    await write()
    t.same(await effects(), ['committed'])
    proxy.loseAnswer('COMMIT\0')
    await isUnavailable(t, write(), '08007')
    t.same(await effects(), ['committed'], 'the server has committed, and nobody tried again')
    proxy.pass()
    await stillWorks(t, db)
  })
}

t.test(
  'fault 11: the pool exhausted: who waits too long is sent away, health answers, the others are served in order',
  async (t) => {
    const db = open(t, { size: 2, patienceMs: 50 })
    const held = Promise.withResolvers<void>()
    const holders = [1, 2].map(() =>
      db.transaction(organisation, async (tx) => {
        await tx.run(ownPid, {})
        await held.promise
      }),
    )
    await isUnavailable(
      t,
      db.transaction(organisation, (tx) => tx.run(insert, { text: 'never' })),
      '53300',
    )
    t.equal(await db.ready(), true)
    held.resolve()
    await Promise.all(holders)
    await stillWorks(t, db)

    const one = open(t)
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        one.transaction(organisation, async (tx) => {
          await tx.run(ownPid, {})
          order.push(at)
        }),
      ),
    )
    t.same(
      order,
      Array.from({ length: 20 }, (_, at) => at),
    )
  },
)

t.test('fault 12: two transactions that deadlock both succeed, each once', async (t) => {
  await counter('x')
  await counter('y')
  const db = open(t, { size: 2 })
  const bothHold = Promise.withResolvers<void>()
  let holding = 0
  let tries = 0
  const woken: string[] = []
  const crosswise = (first: string, second: string) =>
    db.transaction(organisation, async (tx) => {
      tries++
      await tx.run(insert, { text: first })
      await tx.run(increment, { name: first })
      if (++holding === 2) bothHold.resolve()
      await bothHold.promise
      tx.afterCommit(() => woken.push(first))
      await tx.run(increment, { name: second })
    })
  await Promise.all([crosswise('x', 'y'), crosswise('y', 'x')])
  t.equal(tries, 3, 'one of them was tried again')
  t.same([await counter('x'), await counter('y')], [2, 2])
  t.same(await effects(), ['x', 'y'])
  t.same(woken.sort(), ['x', 'y'])
})

t.test('fault 12: a serialization failure is tried three times at most, whole, with one effect', async (t) => {
  const db = open(t)
  const woken: number[] = []
  for (const failures of [0, 1, 2]) {
    let tries = 0
    const answers = await db.transaction(organisation, async (tx) => {
      tries++
      tx.afterCommit(() => woken.push(tries))
      await tx.run(insert, { text: `${failures} failures` })
      if (tries <= failures) tx.run(conflict, {}) // not even awaited
      return tries
    })
    t.equal(answers, failures + 1)
    t.same(await effects(), [`${failures} failures`])
  }
  t.same(woken, [1, 2, 3])

  let tries = 0
  const hopeless = db.inOneTrip(organisation, (tx) => {
    tries++
    tx.afterCommit(() => woken.push(99))
    return [tx.run(insert, { text: 'hopeless' }), tx.run(conflict, {})]
  })
  await isUnavailable(t, hopeless, '40001')
  t.equal(tries, 3)
  t.same(woken, [1, 2, 3])
  await stillWorks(t, db)
})

t.test(
  'fault 13: a statement, and a lock, that take too long are cut by the server; the connection stays good',
  async (t) => {
    await counter('locked')
    const [holder, db] = [open(t), open(t, { limits: short })]
    const [[before]] = await db.inOneTrip(organisation, (tx) => [tx.run(ownPid, {})])
    await isUnavailable(
      t,
      db.inOneTrip(organisation, (tx) => [tx.run(insert, { text: 'before' }), tx.run(sleepLong, {})]),
      '57014',
    )
    await holder.transaction(organisation, async (holding) => {
      await holding.run(increment, { name: 'locked' })
      await isUnavailable(
        t,
        db.transaction(organisation, async (tx) => {
          await tx.run(insert, { text: 'before' })
          await tx.run(increment, { name: 'locked' })
        }),
        '55P03',
      )
    })
    const [[after]] = await db.inOneTrip(organisation, (tx) => [tx.run(ownPid, {})])
    t.same(after, before, 'the same backend')
    t.equal(await counter('locked'), 1)
    await stillWorks(t, db)
  },
)

t.test('fault 13: a transaction that idles too long is ended by the server, and says so', async (t) => {
  const db = open(t, { limits: { ...short, idleInTransactionMs: 50 } })
  await isUnavailable(
    t,
    db.transaction(organisation, async (tx) => {
      await tx.run(insert, { text: 'before' })
      await until('not exists (select from pg_stat_activity where pid = $1)', [await pidOf(tx)])
      await tx.run(insert, { text: 'too late' })
    }),
  )
  await isUnavailable(
    t,
    db.transaction(organisation, async (tx) => {
      await tx.run(insert, { text: 'before' })
      await until('not exists (select from pg_stat_activity where pid = $1)', [await pidOf(tx)])
    }),
  )
  await stillWorks(t, db)
})

t.test(
  'a server that takes no more connections is not asked for ever: those there are come free in time',
  async (t) => {
    await runAs(superuser, `alter role ${app.user} connection limit 1`)
    t.teardown(() => runAs(superuser, `alter role ${app.user} connection limit -1`))
    const limited = open(t, { size: 5 })
    const texts = ['a', 'b', 'c', 'd', 'e', 'f']
    const outcomes = await Promise.allSettled(
      texts.map((text) => limited.inOneTrip(organisation, (tx) => [tx.run(insert, { text })])),
    )
    t.ok(outcomes.some(({ status }) => status === 'fulfilled'))
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') t.match(outcome.reason, { code: 'unavailable', cause: { sqlstate: '53300' } })
    }
    const done = texts.filter((_, at) => outcomes[at]?.status === 'fulfilled')
    t.same(await effects(), done)
  },
)

t.test('closing waits for what is under way, takes nobody new, and gives up at its limit', async (t) => {
  const patient = openDatabase(app, { size: 1 })
  const held = Promise.withResolvers<void>()
  const underWay = patient.transaction(organisation, async (tx) => {
    await tx.run(insert, { text: 'under way' })
    await held.promise
  })
  const waiting = patient.inOneTrip(organisation, (tx) => [tx.run(insert, { text: 'waiting' })])
  const closed = patient.close()
  await isUnavailable(
    t,
    patient.transaction(organisation, (tx) => tx.run(insert, { text: 'too late' })),
    '57P01',
  )
  held.resolve()
  await Promise.all([underWay, waiting, closed])
  t.same(await effects(), ['under way', 'waiting'])

  const hasty = openDatabase(app, { size: 1, closeMs: 20 })
  const stuck = hasty.transaction(organisation, async (tx) => {
    await tx.run(insert, { text: 'stuck' })
    await tx.run(sleepLong, {})
  })
  const alsoWaiting = hasty.inOneTrip(organisation, (tx) => [tx.run(insert, { text: 'waiting' })])
  const [, ...refused] = await Promise.all([hasty.close(), isUnavailable(t, stuck), isUnavailable(t, alsoWaiting)])
  t.equal(refused.length, 2)
  t.same(await effects(), [])
})
