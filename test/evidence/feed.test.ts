import t from 'tap'
import { connect } from '../../src/platform/database/connection.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const open = async () => {
  const made = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester: { name: 'Ana', email: 'ana@example.org' },
    rights: [{ right: 'erasure' }],
  })
  const id: string = made.body.id
  return id
}
const feed = async (after = ''): Promise<{ id: string; request_id: string }[]> =>
  (await agent('GET', `/v1/events?limit=100${after}`)).body.data
const patient = {
  lockMs: 60_000,
  statementMs: 60_000,
  answerMs: 61_000,
  idleInTransactionMs: 60_000,
  connectMs: 10_000,
}

t.test('an event behind one that is not committed waits: none ever appears before what was read', async (t) => {
  await open()
  const before = await feed()
  const position = `&after=${before.at(-1)?.id}`
  const other = await connect(service.database.superuser, patient)
  await other.send({ text: 'begin', as: 'script' })
  await other.send({ text: 'select habeas.next_feed_position()', as: 'script' })
  const second = await open()
  t.same(await feed(position), [], 'what is committed behind it is not shown yet')
  const third = await open()
  await other.send({ text: 'rollback', as: 'script' })
  other.close()
  const shown = (await feed(position)).map((event) => event.request_id)
  t.same(shown, [second, third], 'and is shown once that one has ended, whichever way')
})

t.test('a long transaction that writes no event holds nothing up', async (t) => {
  const other = await connect(service.database.superuser, patient)
  await other.send({ text: 'begin', as: 'script' })
  await other.send({ text: 'select pg_current_xact_id()', as: 'script' })
  const made = await open()
  t.equal((await feed()).at(-1)?.request_id, made)
  await other.send({ text: 'commit', as: 'script' })
  other.close()
})

t.test('places go on behind 31 bits, which is what a lock can hold', async (t) => {
  const other = await connect(service.database.superuser, patient)
  for (const start of [2 ** 31 - 2, 2 ** 31 + 5, 2 ** 40]) {
    await runAs(service.database.superuser, `select setval('habeas.feed', ${start})`)
    await other.send({ text: 'begin', as: 'script' })
    await other.send({ text: 'select habeas.next_feed_position()', as: 'script' })
    const [{ horizon } = {}] = await runAs(service.database.app, 'select habeas.feed_horizon()::text as horizon')
    t.equal(horizon, String(start), 'up to what was given before')
    await other.send({ text: 'commit', as: 'script' })
  }
  other.close()
})

t.test('many write at once: who reads all the while sees each event once, in one order', async (t) => {
  const whole = async () => {
    const seen: string[] = []
    for (let after = ''; ; ) {
      const page = await agent('GET', `/v1/events?limit=100${after}`)
      seen.push(...page.body.data.map((event: { id: string }) => event.id))
      if (!page.body.has_more) return seen
      after = `&after=${seen.at(-1)}`
    }
  }
  const seen = await whole()
  let writing = true
  const writers = Promise.all(Array.from({ length: 40 }, open)).finally(() => {
    writing = false
  })
  while (writing) {
    const { body } = await agent('GET', `/v1/events?limit=100&after=${seen.at(-1)}`)
    seen.push(...body.data.map((event: { id: string }) => event.id))
  }
  await writers
  const { body } = await agent('GET', `/v1/events?limit=100&after=${seen.at(-1)}`)
  seen.push(...body.data.map((event: { id: string }) => event.id))
  t.same(seen, await whole())
})

t.test('a position that is none is 400, and another tenant’s too', async (t) => {
  const beta = await service.organisation('beta')
  const stranger = await beta.client('agent')
  const [event] = await feed()
  t.equal((await stranger('GET', `/v1/events?after=${event?.id}`)).status, 400)
  t.equal((await agent('GET', '/v1/events?after=evt_01kbf3zt8qe5mvhx8e0gq4g5zr')).status, 400)
  t.equal((await agent('GET', '/v1/events?after=nonsense')).status, 400)
})
