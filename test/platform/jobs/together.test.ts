import t from 'tap'
import { together } from '../../../src/platform/jobs/together.ts'

t.test('what comes while a round is under way goes together in the next, for each key by itself', async (t) => {
  const rounds: [string, readonly number[]][] = []
  const gates: PromiseWithResolvers<void>[] = []
  const add = together<string, number>(async (key, items) => {
    rounds.push([key, items])
    const gate = Promise.withResolvers<void>()
    gates.push(gate)
    await gate.promise
  })
  const soon = () => new Promise((resolve) => setImmediate(resolve))
  const first = add('a', 1)
  await soon()
  const later = [add('a', 2), add('a', 3)]
  const other = add('b', 4)
  await soon()
  t.same(rounds, [
    ['a', [1]],
    ['b', [4]],
  ])
  gates[0]?.resolve()
  await first
  await soon()
  t.same(rounds.at(-1), ['a', [2, 3]])
  for (const gate of gates) gate.resolve()
  await Promise.all([...later, other])
})

t.test('a round that fails tells those who went with it, and no other', async (t) => {
  const add = together<string, string>(async (_key, items) => {
    if (items.includes('bad')) throw new Error('refused')
  })
  const good = add('a', 'good')
  await new Promise((resolve) => setImmediate(resolve))
  await Promise.all([t.resolves(good), t.rejects(add('a', 'bad'), { message: 'refused' })])
  await t.resolves(add('a', 'good'))
})
