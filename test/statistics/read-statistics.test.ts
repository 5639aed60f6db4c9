import t from 'tap'
import { daysOf } from '../../src/statistics/period.ts'
import { readStatistics } from '../../src/statistics/read-statistics.ts'
import { testService } from '../support/service.ts'

t.test('a count that takes too long, or that nobody waits for, is given up before its next month', async (t) => {
  const { deps, organisation } = await testService(t)
  const { id } = await organisation('acme')
  const counted = (signal: AbortSignal, longestMs: number) =>
    deps.database.transaction(id, (tx) => readStatistics(tx, daysOf(2026), { now: deps.now(), signal, longestMs }), {
      snapshot: true,
    })
  const { signal } = new AbortController()
  t.match(await counted(signal, 60_000), daysOf(2026))
  const givenUp = { code: 'unavailable', message: 'the work was given up before it was done' }
  await t.rejects(counted(signal, 0), givenUp)
  await t.rejects(counted(AbortSignal.abort(), 60_000), givenUp)
})
