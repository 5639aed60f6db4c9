import fc from 'fast-check'
import t from 'tap'
import { rawStatement } from '../../../src/platform/database/statement.ts'
import { runAs } from '../../support/database.ts'
import { databaseProxy } from '../../support/database-proxy.ts'
import { effectsDatabase, increment, insert, isUnavailable, organisation, ownPid, pidOf, short } from './effects.ts'

const { app, counter, effects, gone, open, stillWorks, superuser, terminate, terminated, until } =
  await effectsDatabase(t)

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
      const killing = terminate(await pidOf(tx))
      for (let at = 0; at < 50; at++) await tx.run(insert, { text: `meanwhile ${at}` })
      await killing
      for (let at = 0; at < 50; at++) await tx.run(insert, { text: `meanwhile ${at}` })
      await gone(await pidOf(tx))
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
    await until(`exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = $1)`, [app.database])
    await runAs(
      superuser,
      `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = $1`,
      [app.database],
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
