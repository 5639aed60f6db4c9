import t from 'tap'
import { organisationCache } from '../../src/organisations/organisation-cache.ts'
import type { Database } from '../../src/platform/database/transaction.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const shop = await service.organisation('shop')

/** The service's database, with its questions counted and held up where asked. */
function counted(gate: () => Promise<void> = async () => undefined) {
  const asked = { lookups: 0, transactions: 0 }
  const { db } = service.database
  const database: Database = {
    ...db,
    lookup: async (statement, values) => {
      asked.lookups += 1
      return db.lookup(statement, values)
    },
    transaction: async (organisation, work) => {
      asked.transactions += 1
      const result = await db.transaction(organisation, work)
      await gate()
      return result
    },
  }
  return { asked, cache: organisationCache({ database }) }
}

t.test('an organisation is read once and then known', async (t) => {
  const { asked, cache } = counted()
  t.match(await cache.find('shop'), { id: shop.id, slug: 'shop', name: 'shop SAS' })
  t.equal((await cache.get('shop')).id, shop.id)
  t.same(asked, { lookups: 1, transactions: 1 })
  t.equal((await cache.byId(shop.id))?.slug, 'shop')
  await cache.byId(shop.id)
  t.same(asked, { lookups: 1, transactions: 2 })
})

t.test('what is at hand is recalled without a question', async (t) => {
  const { asked, cache } = counted()
  t.equal(cache.recall('shop'), undefined)
  t.same(asked, { lookups: 0, transactions: 0 })
  await cache.find('shop')
  t.equal(cache.recall('shop')?.id, shop.id)
  t.same(asked, { lookups: 1, transactions: 1 })
})

t.test('a crowd asks once', async (t) => {
  const { asked, cache } = counted()
  const found = await Promise.all(Array.from({ length: 50 }, () => cache.find('shop')))
  t.same(new Set(found.map((each) => each?.id)), new Set([shop.id]))
  t.same(asked, { lookups: 1, transactions: 1 })
})

t.test('who is not there is known too; what no slug can be is not even asked for', async (t) => {
  const { asked, cache } = counted()
  t.equal(await cache.find('nobody'), undefined)
  t.equal(await cache.find('nobody'), undefined)
  t.equal(asked.lookups, 1)
  for (const slug of ['', 'a', 'Shop', 'a b', 'é', 'x'.repeat(64), '../shop', 'shop\n'])
    t.equal(await cache.find(slug), undefined)
  t.equal(asked.lookups, 1)
  await t.rejects(cache.get('nobody'), { code: 'not_found' })
  t.equal(await cache.byId(newId('org')), undefined)
})

t.test('guessed slugs push out nobody who is there', async (t) => {
  const { asked, cache } = counted()
  await cache.find('shop')
  for (let i = 0; i < 1_500; i += 1) await cache.find(`guess-${i}`)
  const { lookups } = asked
  await cache.find('shop')
  t.equal(asked.lookups, lookups)
  await cache.find('guess-1499')
  t.equal(asked.lookups, lookups, 'the latest guess is remembered')
  await cache.find('guess-0')
  t.equal(asked.lookups, lookups + 1, 'the oldest is forgotten: the memory is bounded')
})

t.test('what was forgotten while it was read is not kept', async (t) => {
  let open = () => {}
  const held = new Promise<void>((resolve) => {
    open = resolve
  })
  const { asked, cache } = counted(() => held)
  const early = cache.find('shop')
  while (asked.transactions === 0) await new Promise(setImmediate)
  cache.forget({ id: shop.id, slug: 'shop' })
  open()
  t.equal((await early)?.slug, 'shop', 'whoever asked before is answered')
  await cache.find('shop')
  t.equal(asked.transactions, 2, 'and whoever asks after reads again')
})

t.test('a failed look-up is not an answer', async (t) => {
  let failing = true
  const { db } = service.database
  const database: Database = {
    ...db,
    lookup: (statement, values) => (failing ? Promise.reject(new Error('gone')) : db.lookup(statement, values)),
  }
  const cache = organisationCache({ database })
  await t.rejects(cache.find('shop'), { message: 'gone' })
  failing = false
  t.equal((await cache.find('shop'))?.slug, 'shop')
})

t.test(
  'an organisation is there for the public door as soon as it is made, and changed as soon as it changes',
  async (t) => {
    t.equal((await service.call('GET', '/v1/public/late')).status, 404)
    const late = await service.organisation('late')
    t.equal((await service.call('GET', '/v1/public/late')).body.name, 'late SAS')
    await late.admin('PATCH', '/v1/organisation', { name: 'Renamed' })
    t.equal((await service.call('GET', '/v1/public/late')).body.name, 'Renamed')
  },
)

t.test('an origin counts for the organisation that lists it, from the change on', async (t) => {
  const origin = 'https://www.shop.example'
  const get = (slug: string) => service.call('GET', `/v1/public/${slug}`, undefined, { origin })
  await service.organisation('neighbour')
  t.notOk((await get('shop')).headers['access-control-allow-origin'])
  await shop.admin('PATCH', '/v1/organisation', { allowed_origins: [origin] })
  t.equal((await get('shop')).headers['access-control-allow-origin'], origin)
  t.notOk((await get('neighbour')).headers['access-control-allow-origin'])
  const own = await shop.admin('GET', '/v1/organisation', undefined, { origin })
  t.equal(own.headers['access-control-allow-origin'], origin)
  t.match(String(own.headers['access-control-expose-headers']), /ETag/)
})
