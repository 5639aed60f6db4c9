import fc from 'fast-check'
import t from 'tap'
import { createHabeas, HabeasProblem, HabeasUnreachable } from '../../openapi/client/habeas.ts'
import { withRetries } from '../../openapi/client/retry.ts'
import { rejection } from '../support/rejection.ts'
import { type Front, frontOf, type Turn } from './front.ts'

const busy: Turn = { status: 503, headers: { 'retry-after': '7' }, body: problemWith('unavailable', 503) }
const limited: Turn = { status: 429, headers: { 'retry-after': '3' }, body: problemWith('rate_limited', 429) }
const done: Turn = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { object: 'list', data: [], has_more: false },
}
const opened: Turn = { status: 201, headers: { 'content-type': 'application/json' }, body: { id: 'cli_1' } }

function problemWith(code: string, status: number): object {
  return { type: `/problems/${code}`, title: code, status, detail: code, code, request_id: 'req-1' }
}

/** A client whose pauses are noted, not waited for. */
function patientClient(front: Front, random = 0.5) {
  const pauses: number[] = []
  const habeas = createHabeas({
    url: front.url,
    credentials: { token: 'given' },
    retrying: {
      random: () => random,
      pause: async (ms) => {
        pauses.push(ms)
      },
    },
  })
  return { habeas, pauses }
}

const openClient = { body: { name: 'tool', role: 'dpo' } } as const
const keysOf = (front: Front) => front.calls.map(({ headers }) => headers['idempotency-key'])

t.test(
  'what is read is tried again after 429, 503 and a broken connection, and Retry-After is waited for',
  async (t) => {
    const front = await frontOf(t)
    const { habeas, pauses } = patientClient(front)
    front.next(limited, busy, 'break', done)
    t.same(await habeas.get('/v1/clients'), { object: 'list', data: [], has_more: false })
    t.equal(front.calls.length, 4)
    t.same(pauses, [3000 + 125, 7000 + 250, 500])
  },
)

t.test('a call that changes something has a key of its own, which stays the same over its tries', async (t) => {
  const front = await frontOf(t)
  const { habeas } = patientClient(front)
  front.next(busy, 'break', opened, opened)
  await habeas.post('/v1/clients', openClient)
  await habeas.post('/v1/clients', openClient)
  const [first, second, third, other] = keysOf(front)
  t.match(first, /^[0-9a-f]{32}$/)
  t.same([second, third], [first, first])
  t.match(other, /^[0-9a-f]{32}$/)
  t.not(other, first)
})

t.test('a key that is given is used, also for the tries', async (t) => {
  const front = await frontOf(t)
  const { habeas } = patientClient(front)
  front.next(busy, opened)
  await habeas.post('/v1/clients', { ...openClient, idempotencyKey: 'stored-before-the-call' })
  t.same(keysOf(front), ['stored-before-the-call', 'stored-before-the-call'])
})

t.test('an earlier try that still runs is waited for', async (t) => {
  const front = await frontOf(t)
  const { habeas } = patientClient(front)
  front.next({ status: 409, body: problemWith('idempotency_in_flight', 409) }, opened)
  t.match(await habeas.post('/v1/clients', openClient), { id: 'cli_1' })
})

t.test('a POST that takes no key is sent once, whatever becomes of it', async (t) => {
  const front = await frontOf(t)
  const { habeas, pauses } = patientClient(front)
  for (const turn of [busy, limited, 'break'] as const) {
    front.next(turn)
    await t.rejects(habeas.post('/v1/me/sign-out', {}))
  }
  t.equal(front.calls.length, 3)
  t.same(keysOf(front), [undefined, undefined, undefined])
  t.same(pauses, [])
})

t.test('what another try cannot better is told at once', async (t) => {
  const front = await frontOf(t)
  const { habeas } = patientClient(front)
  for (const status of [400, 401, 403, 404, 409, 412, 422, 500]) {
    front.next({ status, body: problemWith('invalid', status) })
    t.match(await rejection(HabeasProblem, habeas.get('/v1/clients')), { status, code: 'invalid', request_id: 'req-1' })
  }
  t.equal(front.calls.length, 8)
})

t.test('who asks for more time than we have is not pressed: the problem says how long it would be', async (t) => {
  const front = await frontOf(t)
  const { habeas, pauses } = patientClient(front)
  front.next({ status: 503, headers: { 'retry-after': '3600' } })
  t.match(await rejection(HabeasProblem, habeas.get('/v1/clients')), {
    status: 503,
    code: 'unknown',
    retry_after: 3600,
  })
  t.same(pauses, [])
})

t.test('Retry-After may be a date', async (t) => {
  const front = await frontOf(t)
  const { habeas } = patientClient(front)
  front.next({ status: 503, headers: { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() } })
  const { retry_after = 0 } = await rejection(HabeasProblem, habeas.get('/v1/clients'))
  t.ok(retry_after > 3500 && retry_after <= 3600)
  front.next({ status: 404, headers: { 'retry-after': 'soon' } })
  t.equal((await rejection(HabeasProblem, habeas.get('/v1/clients'))).retry_after, undefined)
})

t.test('after five tries the last failure is told', async (t) => {
  const front = await frontOf(t)
  const { habeas, pauses } = patientClient(front)
  front.next('break', 'break', 'break', 'break', 'break')
  const error = await rejection(HabeasUnreachable, habeas.get('/v1/clients'))
  t.ok(error.cause instanceof Error)
  t.equal(front.calls.length, 5)
  t.same(pauses, [125, 250, 500, 1000])
})

t.test('a try that is not answered in time is a broken one', async (t) => {
  const front = await frontOf(t)
  const { habeas } = patientClient(front)
  front.next('hang', done)
  t.match(await habeas.get('/v1/clients', { timeoutMs: 50 }), { data: [] })
})

t.test('the caller may give up, while a call runs and between its tries', async (t) => {
  const front = await frontOf(t)
  const gone = new AbortController()
  const { habeas } = patientClient(front)
  front.next('hang')
  const call = habeas.get('/v1/clients', { signal: gone.signal })
  gone.abort(new Error('the window was closed'))
  await t.rejects(call, { message: 'the window was closed' })

  const later = new AbortController()
  const real = createHabeas({
    url: front.url,
    retrying: { firstMs: 3_600_000, longestMs: 3_600_000, random: () => 0.9 },
  })
  front.next('break')
  const waiting = real.get('/health/live', { signal: later.signal })
  const given = front.calls.length + 1
  while (front.calls.length < given) await new Promise((resolve) => setImmediate(resolve))
  later.abort(new Error('no more patience'))
  await t.rejects(waiting, { message: 'no more patience' })
})

t.test(
  'whatever fails in whatever order, tries are bounded, pauses full of jitter, and what is asked for is kept',
  async (t) => {
    const failures = fc.record({
      status: fc.constantFrom(429, 502, 503, 504),
      retryAfter: fc.option(fc.nat(30), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(failures, { maxLength: 12 }),
        fc.record({
          tries: fc.integer({ min: 1, max: 8 }),
          firstMs: fc.integer({ min: 1, max: 2000 }),
          longestMs: fc.integer({ min: 1, max: 20_000 }),
        }),
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 12, maxLength: 12 }),
        async (script, given, draws) => {
          const pauses: number[] = []
          const left = [...script]
          const drawn = [...draws]
          let tried = 0
          const retrying = {
            ...given,
            random: () => drawn.shift() ?? 0,
            pause: async (ms: number) => void pauses.push(ms),
          }
          const work = async () => {
            tried += 1
            const failure = left.shift()
            if (failure === undefined) return 'done'
            const { status, retryAfter } = failure
            throw new HabeasProblem({
              status,
              code: 'x',
              title: '',
              detail: '',
              type: '',
              request_id: undefined,
              errors: [],
              allowed_actions: undefined,
              retry_after: retryAfter,
            })
          }
          const outcome = await withRetries(retrying, { repeatable: true, signal: undefined }, work).catch(
            () => 'failed',
          )
          const tooLong = script.findIndex(({ retryAfter = 0 }) => retryAfter * 1000 > given.longestMs)
          const most = Math.min(given.tries, tooLong === -1 ? given.tries : tooLong + 1, script.length + 1)
          t.equal(tried, most)
          t.equal(outcome, most === script.length + 1 ? 'done' : 'failed')
          t.ok(
            pauses.every((ms, at) => {
              const asked = (script[at]?.retryAfter ?? 0) * 1000
              const jitter = Math.min(given.longestMs, given.firstMs * 2 ** at)
              return Math.abs(ms - asked - jitter * (draws[at] ?? 0)) < 1e-6
            }),
          )
        },
      ),
    )
  },
)
