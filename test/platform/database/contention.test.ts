import t from 'tap'
import { openDatabase } from '../../../src/platform/database/transaction.ts'
import { runAs } from '../../support/database.ts'
import {
  conflict,
  effectsDatabase,
  increment,
  insert,
  isUnavailable,
  organisation,
  ownPid,
  pidOf,
  short,
  sleepLong,
} from './effects.ts'

const { app, counter, effects, gone, open, stillWorks, superuser } = await effectsDatabase(t)

t.test(
  'fault 11: the pool exhausted: who waits too long is sent away, health answers, the others are served in order',
  async (t) => {
    const db = open(t, { size: 2, patienceMs: 1_500 })
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

t.test('fault 11: any number that wait for their turn in a lane leave connections to the others', async (t) => {
  const db = open(t, { size: 5 })
  const held = Promise.withResolvers<void>()
  const begun = { long: 0, pages: 0 }
  const inLane = (lane: 'long' | 'pages') =>
    db.transaction(
      organisation,
      async (tx) => {
        begun[lane] += 1
        await tx.run(ownPid, {})
        await held.promise
      },
      { lane },
    )
  const waiting = Array.from({ length: 20 }, (_, at) => inLane(at % 2 === 0 ? 'long' : 'pages'))
  await Promise.all([1, 2, 3, 4].map(() => db.transaction(organisation, (tx) => tx.run(ownPid, {}))))
  t.same(begun, { long: 1, pages: 1 })
  held.resolve()
  await Promise.all(waiting)
  t.same(begun, { long: 10, pages: 10 }, 'each has had its turn')
})

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
  t.ok(tries >= 3, 'one of them, or each, was tried again')
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
      await gone(await pidOf(tx))
      await tx.run(insert, { text: 'too late' })
    }),
  )
  await isUnavailable(
    t,
    db.transaction(organisation, async (tx) => {
      await tx.run(insert, { text: 'before' })
      await gone(await pidOf(tx))
    }),
  )
  await stillWorks(t, db)
})

t.test(
  'a server that takes no more connections is not asked for ever: those there are come free in time',
  async (t) => {
    const user = `single_${process.pid}`
    await runAs(superuser, `create role ${user} login connection limit 1 in role ${app.user}`)
    const limited = openDatabase({ ...app, user }, { size: 5 })
    t.teardown(async () => {
      await limited.close()
      await runAs(superuser, `drop role ${user}`)
    })
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
