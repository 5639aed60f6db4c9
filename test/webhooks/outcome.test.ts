import fc from 'fast-check'
import t from 'tap'
import { OutboundFailure } from '../../src/platform/http/outbound.ts'
import { mostAttempts } from '../../src/platform/http/retry-pause.ts'
import {
  type CallOutcome,
  endOf,
  lastingFailureMs,
  outcomeOf,
  outcomeOfFailure,
  pauseBeforeNext,
} from '../../src/webhooks/outcome.ts'

const now = Date.parse('2026-03-02T10:00:00Z')
const answered = (status: number, retryAfter?: string) =>
  outcomeOf({ status, retryAfter, digest: Buffer.alloc(32) }, now)
type Failed = CallOutcome & { kind: 'failed' }
const failures: fc.Arbitrary<Failed> = fc.oneof(
  fc
    .record({ status: fc.integer({ min: 300, max: 599 }), afterMs: fc.integer({ min: 0, max: 10 ** 9 }) })
    .map((answer): Failed => ({ kind: 'failed', error: 'status', ...answer })),
  fc.constantFrom('unreachable', 'timeout', 'not_allowed').map((error): Failed => ({ kind: 'failed', error })),
)

t.test('success alone has arrived; a redirect has not', async (t) => {
  for (const status of [200, 201, 202, 204, 299]) t.same(answered(status), { kind: 'delivered', status })
  for (const status of [100, 301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503]) {
    t.same(answered(status), { kind: 'failed', error: 'status', status })
  }
  t.match(answered(503, '120'), { afterMs: 120_000 })
  for (const reason of ['unreachable', 'timeout', 'not_allowed'] as const) {
    t.same(outcomeOfFailure(new OutboundFailure(reason)), { kind: 'failed', error: reason })
  }
  t.throws(() => outcomeOfFailure(new Error('the database is away')), { message: 'the database is away' })
})

t.test('whatever fails is tried ten times over three days, and never again at once; 410 is final', async () => {
  fc.assert(
    fc.property(
      failures,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }),
      (failure, chances) => {
        const pauses = chances.map((random, at) => pauseBeforeNext(failure, { attempts: at + 1, random }))
        if (failure.error === 'status' && failure.status === 410) return pauses.every((pause) => pause === undefined)
        const all = pauses.slice(0, mostAttempts - 1)
        const days = all.reduce<number>((sum, pause) => sum + (pause ?? Number.NaN), 0) / 86_400_000
        const slowest = failure.error === 'status' ? 9 * 0.25 : 0 // what a receiver asks for, six hours at most each time
        return (
          pauses[9] === undefined && all.every((pause) => Number(pause) >= 4_000) && days > 2.5 && days < 3.9 + slowest
        )
      },
    ),
  )
})

t.test('an endpoint ends by a 410, or by a failure three days after the first since any success', async () => {
  fc.assert(
    fc.property(failures, fc.option(fc.integer({ min: 0, max: 2 * lastingFailureMs })), (failure, ago) => {
      const end = endOf(failure, { failingSince: ago === null ? null : now - ago, now })
      if (failure.error === 'status' && failure.status === 410) return end === 'gone'
      return end === (ago !== null && ago >= lastingFailureMs ? 'failing' : undefined)
    }),
  )
  t.equal(endOf({ kind: 'delivered', status: 200 }, { failingSince: 0, now }), undefined)
})
