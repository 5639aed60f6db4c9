import { randomInt, randomUUID } from 'node:crypto'
import t from 'tap'
import { testService } from '../support/service.ts'
import { rankTest } from './rank-test.ts'

/** Of each, known and unknown. */
const addresses = 1_000
/** One chance in a hundred is no proof: only what is seen three times in a row is a difference. */
const mostSamples = 3

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
await service.organisation('acme')
const fresh = () => `${randomUUID()}@example.org`
const signIn = (email: string) => service.call('POST', '/v1/public/acme/sign-in', { email })
const intake = (email: string) =>
  service.call('POST', '/v1/public/acme/requests', {
    requester: { name: 'Zoé Łukasiewicz', email },
    rights: [{ right: 'access' }],
  })

const known = Array.from({ length: addresses }, fresh)
for (const email of known) {
  const receipt = await intake(email)
  const { id } = receipt.body.verification
  await service.call('POST', `/v1/public/acme/verifications/${id}/redeem`, { code: service.code(id) })
}

/** How long each call took, in milliseconds: known and unknown by turns that are drawn, so that whatever slows the machine slows both. */
async function sample(call: typeof signIn): Promise<{ known: number[]; unknown: number[] }> {
  const turns = [
    ...known.map((email) => ({ email, isKnown: true })),
    ...known.map(() => ({ email: fresh(), isKnown: false })),
  ]
  for (let at = turns.length - 1; at > 0; at -= 1) {
    const other = randomInt(at + 1)
    ;[turns[at], turns[other]] = [turns[other] ?? missing(), turns[at] ?? missing()]
  }
  const times = { known: [] as number[], unknown: [] as number[] } // filled below
  for (const { email, isKnown } of turns) {
    const begun = performance.now()
    const { status } = await call(email)
    const took = performance.now() - begun
    if (status !== 202) throw new Error(`expected 202, got ${status}`)
    times[isKnown ? 'known' : 'unknown'].push(took)
  }
  return times
}

function missing(): never {
  throw new Error('the turns are as many as they were')
}

t.test('the rank test tells what differs from what does not', async (t) => {
  const even = Array.from({ length: 1_000 }, (_, at) => at)
  t.equal(rankTest(even, even) > 0.99, true)
  t.ok(
    rankTest(
      even,
      even.map((value) => value + 100),
    ) < 1e-6,
  )
  t.ok(Math.abs(rankTest([1, 2, 3, 4, 5, 6, 7, 8], [5, 6, 7, 8, 9, 10, 11, 12]) - 0.0129) < 0.001, 'with ties')
})

for (const [what, call] of Object.entries({ 'sign-in': signIn, 'an intake': intake })) {
  t.test(`9: ${what} takes the same time for ${addresses} known and ${addresses} unknown addresses`, async (t) => {
    for (let warm = 0; warm < 100; warm += 1) await call(fresh())
    const chances: number[] = []
    for (let tried = 0; tried < mostSamples && (chances.at(-1) ?? 0) <= 0.01; tried += 1) {
      service.at(new Date(service.deps.now() + 2 * 3_600_000).toISOString()) // the hour of codes before is over
      const { known: ofKnown, unknown } = await sample(call)
      chances.push(rankTest(ofKnown, unknown))
    }
    t.comment(`p = ${chances.map((chance) => chance.toFixed(3)).join(', ')}`)
    t.ok((chances.at(-1) ?? 0) > 0.01)
  })
}

t.test('9: and were one a fifth slower, it would be seen', async (t) => {
  const { known: ofKnown, unknown } = await sample(signIn)
  t.ok(
    rankTest(
      ofKnown.map((took) => took * 1.2),
      unknown,
    ) < 0.01,
    'on whatever machine',
  )
})
