import fc from 'fast-check'
import t from 'tap'
import { feedHorizon } from '../../src/evidence/settled-feed.ts'
import type { Instant } from '../../src/law/calendar.ts'
import { realNow } from '../../src/platform/clock.ts'
import { instantToText } from '../../src/platform/database/encoding.ts'
import { outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { deliverWebhooks, shareOf, usualPace } from '../../src/webhooks/deliver-webhooks.ts'
import { windowSize } from '../../src/webhooks/next-delivery.ts'
import { dueEndpoints } from '../../src/webhooks/store.ts'
import { runAs } from '../support/database.ts'
import { takes, testReceiver } from '../support/receiver.ts'
import { testService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { uuidOf, webhookDesk } from './support.ts'

const receiver = await testReceiver(t)
const outbound = outboundStream(receiver.rules)
const service = await testService(t)
service.at('2026-03-02T10:00:00Z')
const { superuser } = service.database
const types = ['request_received']
const deskOf = async (slug: string) => webhookDesk(service, await service.organisation(slug))
const look = async (now: Instant, most: number) => {
  const horizon = await feedHorizon(service.deps.database)
  return dueEndpoints(service.deps.database, { now, horizon, window: windowSize, most })
}

/** An endpoint as the look-up finds it; `leased`: until when, in milliseconds from now. */
type Standing = { organisation: string; id: string; failing: boolean; leased: number | null }

t.test(
  'the next lane goes to the organisation that has fewest, and of those to who was served longest ago',
  async (t) => {
    const places: { organisation: string; id: string }[] = []
    for (const slug of ['ada', 'bob', 'cid']) {
      const desk = await deskOf(slug)
      for (let n = 0; n < 4; n += 1) {
        places.push({ organisation: desk.organisation, id: uuidOf('whe', (await desk.create({ types })).id) })
      }
      await desk.open()
    }
    const leased = fc.option(fc.integer({ min: -9, max: 5 }).map((seconds) => seconds * 1000))
    const standing = fc.record({ failing: fc.boolean(), leased })
    const standings = fc.array(standing, { minLength: places.length, maxLength: places.length })
    await fc.assert(
      fc.asyncProperty(standings, fc.integer({ min: 1, max: 12 }), async (drawn, most) => {
        const all: Standing[] = places.map((place, n) => ({ ...place, failing: false, leased: null, ...drawn[n] }))
        const now = realNow()
        await stand(all, now)
        t.same(
          (await look(now, most)).map(({ id, failing }) => ({ id, failing })),
          inTurn(all, most),
        )
      }),
      { numRuns: 60 },
    )
    await stand(
      places.map((place) => ({ ...place, failing: false, leased: 3_600_000 })),
      realNow(),
    )
  },
)

async function stand(all: readonly Standing[], now: Instant): Promise<void> {
  const at = (ms: number | null) => (ms === null ? null : instantToText((now + ms) as Instant)) // whole milliseconds
  await runAs(
    superuser,
    `update habeas.webhook_endpoints e set leased_until = s.leased, failing_since = s.failing
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as s (id, leased, failing) where e.id = s.id`,
    [
      all.map(({ id }) => id),
      all.map((each) => at(each.leased)),
      all.map((each) => (each.failing ? at(-60_000) : null)),
    ],
  )
}

/** The order a second time: organisations ask in turn, each for its endpoint that has waited longest, behind as many as are at work for it. */
function inTurn(all: readonly Standing[], most: number) {
  const lines = [false, true].map((failing) => {
    const ofKind = all.filter((each) => each.failing === failing)
    const asked = [...new Set(ofKind.map(({ organisation }) => organisation))].flatMap((organisation) => {
      const own = ofKind.filter((each) => each.organisation === organisation)
      const atWork = own.filter((each) => (each.leased ?? -1) > 0).length
      const served = Math.max(...own.map((each) => each.leased ?? Number.NEGATIVE_INFINITY))
      return own
        .filter((each) => (each.leased ?? -1) <= 0)
        .toSorted((a, b) => (a.leased ?? -1e9) - (b.leased ?? -1e9) || (a.id < b.id ? -1 : 1))
        .map((each, n) => ({ ...each, turn: atWork + n, served }))
    })
    return asked
      .toSorted(
        (a, b) =>
          a.turn - b.turn ||
          (a.served === b.served ? 0 : a.served - b.served) ||
          (a.organisation < b.organisation ? -1 : 1),
      )
      .slice(0, most)
      .map(({ id }) => ({ id, failing }))
  })
  const longest = Math.max(...lines.map(({ length }) => length))
  return Array.from({ length: longest }, (_, n) => lines.flatMap((line) => line[n] ?? [])).flat()
}

t.test('one organisation has a quarter of the lanes at most, of which half go to what fails', async (t) => {
  t.same(shareOf(32), { ofOne: 8, failing: 16, failingOfOne: 4 })
  for (let lanes = 1; lanes <= 64; lanes += 1) {
    const { ofOne, failing, failingOfOne } = shareOf(lanes)
    t.ok(ofOne >= 1 && failing >= 1 && failingOfOne >= 1, 'everybody is served')
    t.ok(lanes < 4 || (ofOne <= lanes / 4 && failing <= (lanes + 1) / 2 && failingOfOne <= (ofOne + 1) / 2))
  }
})

t.test('who answers slowly has one call at a time: the lane goes round the organisations', async (t) => {
  const { database } = service.deps
  let looks = 0
  let isOver = false
  const counted: typeof database = {
    ...database,
    lookup: async (...asked) => {
      const found = await database.lookup(...asked)
      looks += 1
      return found
    },
  }
  receiver.answers(async (request, response) => {
    const before = looks
    await until(async () => isOver || looks > before + 3) // whoever waits is seen meanwhile: a look asks twice
    await takes(200)(request, response)
  })
  const before = receiver.received.length
  const [many, one] = [await deskOf('many'), await deskOf('one')]
  const at = (slug: string) => ({ types, url: `https://import.example.net:8443/${slug}` })
  for (let n = 0; n < 3; n += 1) await many.create(at('many'))
  const { id } = await one.create(at('one'))
  for (const desk of [many, one, many, one, one]) await desk.open()
  const errors: unknown[] = []
  const worker = deliverWebhooks(
    { ...service.deps, database: counted },
    {
      outbound,
      onError: (error) => errors.push(error),
      idleMs: 20,
      lanes: 1,
      pace: { ...usualPace, turnMs: 0 }, // as if each call took longer than that
    },
  )
  worker.start()
  await until(async () => (await one.deliveries(id, '&status=delivered')).length === 3)
  isOver = true
  await worker.stop()
  const order = receiver.received.slice(before).map(({ path }) => path)
  t.equal(order.filter((path) => path === '/one').length, 3)
  for (let n = 1; n <= order.lastIndexOf('/one'); n += 1) t.not(order[n], order[n - 1], order.join())
  t.same(errors, [])
})

t.test('an endpoint whose row does not open is left alone for a while, and keeps no other from its own', async (t) => {
  receiver.answers(takes(200))
  const desk = await deskOf('spoilt')
  const [spoilt, sound] = [await desk.create({ types }), await desk.create({ types })]
  const box = `update habeas.webhook_endpoints set detail = set_byte(detail, 40, get_byte(detail, 40) # 1) where id = $1`
  await runAs(superuser, box, [uuidOf('whe', spoilt.id)])
  const errors: unknown[] = []
  const worker = deliverWebhooks(service.deps, {
    outbound,
    onError: (error) => errors.push(error),
    idleMs: 20,
    lanes: 1,
  })
  worker.start()
  for (const name of ['one', 'two']) {
    await desk.open(name)
    const arrived = name === 'one' ? 1 : 2
    await until(async () => (await desk.deliveries(sound.id, '&status=delivered')).length === arrived)
  }
  await until(async () => errors.length > 0 && (await look(realNow(), 10)).length === 0)
  await worker.stop()
  t.match(errors, [{ name: 'BoxRefused' }], 'it was told once')
  const found = await look((realNow() + 120_000) as Instant, 10) // whole milliseconds
  t.ok(found.some(({ id }) => id === uuidOf('whe', spoilt.id)))
})
