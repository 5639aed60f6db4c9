import fc from 'fast-check'
import t from 'tap'
import { OutboundFailure } from '../../src/platform/http/outbound.ts'
import { mostAttempts, pauseAfter } from '../../src/platform/http/retry-pause.ts'
import { outcomeOf, outcomeOfFailure } from '../../src/transmissions/outcome.ts'

const now = Date.parse('2026-03-02T10:00:00Z')
const digest = Buffer.alloc(32)
const answered = (status: number, retryAfter?: string) => outcomeOf({ status, retryAfter, digest }, now)

t.test('success, refusals that may pass, and those that will not', async (t) => {
  for (const status of [200, 201, 202, 204, 299]) t.match(answered(status), { kind: 'delivered', status })
  for (const status of [408, 429, 500, 502, 503, 504, 599]) {
    t.match(answered(status), { kind: 'failed', mayHelpLater: true, failure: { reason: 'status', status } })
  }
  for (const status of [100, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 410, 413, 422, 451]) {
    t.match(answered(status), { kind: 'failed', mayHelpLater: false, failure: { reason: 'status', status } })
  }
  const failed = (reason: OutboundFailure['reason']) => outcomeOfFailure(new OutboundFailure(reason))
  for (const reason of ['unreachable', 'timeout'] as const)
    t.match(failed(reason), { mayHelpLater: true, failure: { reason } })
  t.match(failed('not_allowed'), { mayHelpLater: false })
  t.throws(() => outcomeOfFailure(new Error('the database is away')), { message: 'the database is away' })
})

t.test('a receiver may ask for a pause in seconds or until a date; what is neither says nothing', async (t) => {
  t.match(answered(503, '120'), { afterMs: 120_000 })
  t.match(answered(503, 'Mon, 02 Mar 2026 11:00:00 GMT'), { afterMs: 3_600_000 })
  t.match(answered(503, 'Mon, 02 Mar 2020 11:00:00 GMT'), { afterMs: 0 })
  for (const nonsense of ['soon', '-1', '']) t.notOk('afterMs' in answered(503, nonsense), nonsense)
})

t.test(
  'ten tries over three days, each pause longer than the one before, none beyond what is usual or asked',
  async (t) => {
    const pauses = Array.from({ length: mostAttempts - 1 }, (_, at) => pauseAfter(at + 1, { random: 0.5 }) ?? 0)
    t.same(
      pauses,
      [...pauses].sort((a, b) => a - b),
    )
    const days = pauses.reduce((sum, each) => sum + each, 0) / 86_400_000
    t.ok(days > 3 && days < 3.5, `${days} days`)
    t.equal(pauseAfter(mostAttempts, { random: 0.5 }), undefined)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: mostAttempts - 1 }),
        fc.option(fc.integer({ min: 0, max: 10 ** 12 }), { nil: undefined }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, afterMs, random) => {
          const pause = pauseAfter(attempt, { afterMs, random }) ?? Number.NaN
          const usual = pauses[attempt - 1] ?? 0
          const asked = Math.min(afterMs ?? 0, 6 * 3_600_000)
          return pause >= asked && pause >= usual * 0.79 && pause <= Math.max(asked, usual * 1.21)
        },
      ),
    )
  },
)
