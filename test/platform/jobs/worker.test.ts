import t from 'tap'
import { workLoop } from '../../../src/platform/jobs/worker.ts'

/** A round that the test lets end: the loop's every step is then seen, without a clock. */
function rounds() {
  const waiting: { end: (rest: 'more' | 'idle' | Error) => void }[] = []
  const arrivals: (() => void)[] = []
  let begun = 0
  return {
    work: () =>
      new Promise<'more' | 'idle'>((resolve, reject) => {
        begun += 1
        waiting.push({ end: (rest) => (rest instanceof Error ? reject(rest) : resolve(rest)) })
        arrivals.shift()?.()
      }),
    get begun() {
      return begun
    },
    /** Waits for the next round to begin and hands over how to end it. */
    next: async () => {
      if (waiting.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve))
      const round = waiting.shift()
      if (round === undefined) throw new Error('no round has begun')
      return round.end
    },
  }
}

const never = 2 ** 30 // milliseconds: longer than any test
const unexpected = (error: unknown) => {
  throw error
}

t.test('a round follows at once while there is more', async (t) => {
  const round = rounds()
  const loop = workLoop({ idleMs: never, work: round.work, onError: unexpected })
  loop.start()
  for (const rest of ['more', 'more', 'idle'] as const) (await round.next())(rest)
  await loop.stop()
  t.equal(round.begun, 3)
})

t.test('who sleeps is woken', async (t) => {
  const round = rounds()
  const loop = workLoop({ idleMs: never, work: round.work, onError: unexpected })
  loop.start()
  ;(await round.next())('idle')
  await new Promise(setImmediate)
  loop.wake()
  ;(await round.next())('idle')
  await loop.stop()
  t.equal(round.begun, 2)
})

t.test('woken in the middle of a round, another follows: what came meanwhile is not missed', async (t) => {
  const round = rounds()
  const loop = workLoop({ idleMs: never, work: round.work, onError: unexpected })
  loop.start()
  const end = await round.next()
  loop.wake()
  end('idle')
  ;(await round.next())('idle')
  await loop.stop()
  t.equal(round.begun, 2)
})

t.test('unwoken, it looks again after its time', async (t) => {
  const round = rounds()
  const loop = workLoop({ idleMs: 1, work: round.work, onError: unexpected })
  loop.start()
  for (let i = 0; i < 3; i += 1) (await round.next())('idle')
  await loop.stop()
  t.ok(round.begun >= 3)
})

t.test('every error is heard, and the loop goes on', async (t) => {
  const round = rounds()
  const heard: unknown[] = []
  const loop = workLoop({ idleMs: never, work: round.work, onError: (error) => heard.push(error) })
  loop.start()
  const errors = [new Error('one'), new Error('two')]
  for (const error of errors) (await round.next())(error)
  ;(await round.next())('idle')
  await loop.stop()
  t.same(heard, errors)
  t.equal(round.begun, 3)
})

t.test('stopping waits for the round under way and begins none', async (t) => {
  const round = rounds()
  const loop = workLoop({ idleMs: 1, work: round.work, onError: unexpected })
  loop.start()
  const end = await round.next()
  let stopped = false
  const stopping = loop.stop().then(() => {
    stopped = true
  })
  await new Promise(setImmediate)
  t.equal(stopped, false)
  end('more')
  await stopping
  loop.wake()
  loop.start()
  t.equal(round.begun, 1)
})

t.test('stopping ends a sleep, also the one after an error', async (t) => {
  const round = rounds()
  let failed = false
  const loop = workLoop({
    idleMs: never,
    work: round.work,
    onError: () => {
      failed = true
    },
  })
  loop.start()
  ;(await round.next())(new Error('the database is gone'))
  await loop.stop()
  t.equal(failed, true)
  t.equal(round.begun, 1)
})

t.test('what never started stops, and never starts', async (t) => {
  const round = rounds()
  const loop = workLoop({ idleMs: 1, work: round.work, onError: unexpected })
  await loop.stop()
  loop.start()
  t.equal(round.begun, 0)
})

t.test('started twice, it is one loop', async (t) => {
  const round = rounds()
  const loop = workLoop({ idleMs: never, work: round.work, onError: unexpected })
  loop.start()
  loop.start()
  await new Promise(setImmediate)
  t.equal(round.begun, 1)
  ;(await round.next())('idle')
  await loop.stop()
})
