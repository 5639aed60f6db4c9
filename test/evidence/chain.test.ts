import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { canonical } from '../../src/evidence/canonical.ts'
import { type ChainHead, chainEvent, eventHash } from '../../src/evidence/chain.ts'
import { eventsOfRequest } from '../../src/evidence/store.ts'
import { newId, parseId } from '../../src/platform/identifiers.ts'
import { at } from '../law/clock-support.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

t.test('the canonical form is that of RFC 8785', async (t) => {
  t.equal(canonical({ b: 1, a: [true, null, 'é'], c: undefined }), '{"a":[true,null,"é"],"b":1}')
  // RFC 8785 section 3.2.3: keys sorted by UTF-16 code units.
  const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
  t.equal(canonical(keys), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
  t.throws(() => canonical({ a: 0.5 }), 'fractions are written differently by different languages')
  t.throws(() => canonical({ a: Number.NaN }))
})

t.test('equal values have one form, however their keys came', async () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer())),
      (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse())
        return canonical(value) === canonical(turned) && isDeepStrictEqual(JSON.parse(canonical(value)), { ...value })
      },
    ),
  )
})

t.test('personal detail enters the hash as a commitment only', async (t) => {
  const place = { organisation: newId('org'), request: newId('req') }
  const by = { actor: { type: 'service', organisation: place.organisation }, at: at('2026-03-02T09:00:00Z') } as const
  const head: ChainHead = { sequence: 0, hash: null }
  const row = chainEvent(
    head,
    place,
    { type: 'request_closed', facts: { reason: 'completed' }, detail: { note: 'Zoé' } },
    by,
  )
  t.same(eventHash({ ...row }), row.hash)
  t.same(
    eventHash({ ...row, detail: null, detailKey: null } as never), // as it is stored once erased
    row.hash,
    'erasing the detail leaves the hash whole',
  )
  t.notSame(eventHash({ ...row, commitment: randomBytes(32) }), row.hash)
  t.notSame(eventHash({ ...row, facts: { reason: 'cancelled' } }), row.hash)
  t.same(head, { sequence: 1, hash: row.hash }, 'the head has moved')
})

t.test('what is stored hashes to what is stored, in a chain; and nobody changes a line', async (t) => {
  const service = await testService(t)
  service.at('2026-03-02T09:00:00Z')
  const acme = await service.organisation('acme')
  const agent = await acme.client('agent')
  const made = await agent(
    'POST',
    '/v1/requests',
    {
      channel: 'web',
      requester: { name: 'Ana', email: 'ana@example.org' },
      rights: [{ right: 'erasure' }],
    },
    { 'acting-user': 'ada@acme.example' },
  )
  await agent('POST', `/v1/requests/${made.body.id}/acknowledge`, {})
  const { body } = await agent('GET', `/v1/requests/${made.body.id}/events`)
  t.equal(body.data.length, 2)
  t.match(body.data[0].actor, { type: 'client', acting_user: 'ada@acme.example' })

  const rows = await service.database.db.transaction(acme.id, (tx) =>
    eventsOfRequest(tx, service.keyring, parseId('req', made.body.id) ?? missing(), { after: 0, limit: 10 }),
  )
  let previousHash: Buffer | null = null
  for (const row of rows) {
    const stored = row as Parameters<typeof eventHash>[0] // the columns that are hashed
    const hash = eventHash({ ...stored, previousHash })
    t.same(hash, row.hash)
    previousHash = hash
  }
  for (const sql of [
    'update habeas.events set type = type',
    'delete from habeas.events',
    'truncate habeas.events cascade',
  ]) {
    for (const target of [service.database.superuser, service.database.app]) {
      const refusal = await runAs(target, sql).catch((error: unknown) => error)
      t.match(refusal, { sqlstate: '42501' }, `${sql}, as ${target.user}`)
    }
  }
})

function missing(): never {
  throw new Error('this is no id of a request')
}
