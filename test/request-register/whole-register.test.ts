import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { getOrganisation } from '../../src/organisations/store.ts'
import { type Database, openDatabase } from '../../src/platform/database/transaction.ts'
import { atATime, wholeRegister } from '../../src/request-register/whole-register.ts'
import { receivedRequests } from '../../src/requests/received-requests.ts'
import { daysOf } from '../../src/statistics/period.ts'
import { done, letter, openDesk } from '../attacks/desk.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const desk = await openDesk(service, 'acme')
const { id } = desk.organisation
for (const right of ['access', 'erasure']) {
  await done(desk.staff.agent('POST', '/v1/requests', letter(desk, { rights: [{ right }] })))
}

t.test('a file that is begun waits for its next page as long as it is read, whatever else is asked for', async (t) => {
  const database = openDatabase(service.database.app, { size: 5, lanePatienceMs: 20 })
  t.teardown(() => database.close())
  const period = daysOf(2026)
  const { organisation, cases } = await database.transaction(id, async (tx) => ({
    organisation: await getOrganisation(tx),
    cases: await receivedRequests(tx, service.keyring, { ...period, after: undefined, limit: 1 }),
  }))
  const first = Array.from({ length: atATime }, () => cases).flat()
  /** A file, once it is in line for its second page. */
  async function begun(signal: AbortSignal): Promise<{ readonly content: Promise<string> }> {
    const inLine = Promise.withResolvers<void>()
    const transaction: Database['transaction'] = (...asked) => {
      const answer = database.transaction(...asked)
      inLine.resolve()
      return answer
    }
    const deps = { database: { ...database, transaction }, keyring: service.keyring }
    const content = text(wholeRegister(deps, 'csv', { organisation, period, first, now: service.deps.now(), signal }))
    await inLine.promise
    return { content }
  }

  const held = Promise.withResolvers<void>()
  const holder = database.transaction(id, () => held.promise, { lane: 'pages' })
  const leaving = new AbortController()
  const [read, left] = await Promise.all([begun(new AbortController().signal), begun(leaving.signal)])
  const late = database.transaction(id, async () => undefined, { lane: 'pages' })
  await t.rejects(late, { code: 'unavailable' }, 'the patience of all that came before is over as well')
  leaving.abort()
  await t.rejects(left.content, { code: 'unavailable' }, 'nobody reads it')
  held.resolve()
  await holder
  t.equal(parse(await read.content, { columns: true, record_delimiter: '\r\n' }).length, atATime + 1)
})
