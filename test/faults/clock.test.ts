import t from 'tap'
import { jobHandlers } from '../../src/worker.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const acme = await service.organisation('acme')
const dpo = await acme.client('dpo')
const handlers = jobHandlers(service.deps)
const never = new AbortController().signal

/** Receipts at the instants at which clocks and calendars do something odd, with the day due, by hand. */
const receipts: [receivedAt: string, dueOn: string, why: string][] = [
  ['2024-02-29T11:00:00Z', '2024-03-29', '29 February; Good Friday is a working day'],
  ['2028-01-29T11:00:00Z', '2028-02-29', 'a month that has a 29th'],
  ['2027-01-29T11:00:00Z', '2027-03-01', 'a month that has none; 28 February 2027 is a Sunday'],
  ['2027-01-30T22:59:59Z', '2027-03-01', 'the last second of 30 January in Paris'],
  ['2026-03-29T00:59:59Z', '2026-04-29', 'the second before summer time'],
  ['2026-03-29T01:00:00Z', '2026-04-29', 'and the second after'],
  ['2026-10-25T00:30:00Z', '2026-11-25', 'half past two, the first time'],
  ['2026-10-25T01:30:00Z', '2026-11-25', 'half past two, the second time'],
  ['2026-10-24T22:00:00Z', '2026-11-25', 'the midnight before, in summer time'],
  ['2026-12-31T22:59:59Z', '2027-02-01', 'the last second of the year; 31 January is a Sunday'],
]
/** Where the service’s clock jumps to, in this order: forth, back, over a leap day, into both hours that are one. */
const jumps = [
  '2028-06-01T06:00:00Z',
  '2028-05-31T23:00:00Z',
  '2028-02-29T12:00:00Z',
  '2026-10-25T00:30:00Z',
  '2026-10-25T01:30:00Z',
  '2026-03-29T01:00:00Z',
  '2024-02-29T12:00:00Z',
  '2028-03-01T07:00:00Z',
]

t.test('20: no deadline moves when the clock jumps, with summer time, or on 29 February', async (t) => {
  const cases: { id: string; dueOn: string; why: string }[] = []
  for (const [receivedAt, dueOn, why] of receipts) {
    service.at(receivedAt)
    const { status, body } = await dpo('POST', '/v1/requests', {
      channel: 'email',
      received_at: receivedAt,
      requester: { name: 'Ana', email: 'ana@example.org' },
      rights: [{ right: 'access' }],
    })
    t.equal(status, 201)
    t.equal(body.due_on, dueOn, why)
    cases.push({ id: body.id, dueOn, why })
  }
  for (const jump of jumps) {
    service.at(jump)
    await handlers.sweep({}, never)
    await handlers['watch-deadlines']({}, never)
    await handlers['recompute-cases']({ organisation: acme.id }, never)
    for (const { id, dueOn, why } of cases) {
      const read = (await dpo('GET', `/v1/requests/${id}`)).body
      const clock = (await dpo('GET', `/v1/requests/${id}/clock`)).body
      const patched = (await dpo('PATCH', `/v1/requests/${id}`, { metadata: { jumped: jump } })).body
      t.same([read.due_on, clock.due_on, patched.due_on], [dueOn, dueOn, dueOn], `${jump}: ${why}`)
    }
  }
  for (const { id, why } of cases) {
    const { body } = await dpo('GET', `/v1/requests/${id}/events?limit=100`)
    const types: string[] = body.data.map(({ type }: { type: string }) => type)
    t.notOk(
      types.some((type) => type === 'deadline_moved' || type === 'clock_rules_changed'),
      why,
    )
  }
})

t.test(
  '20: a clock that is set back tells no deadline a second time, and one that was years ahead silences none',
  async (t) => {
    const told = async () => {
      const days: string[] = []
      let after: string | undefined
      do {
        const { body } = await dpo('GET', `/v1/events?limit=100${after === undefined ? '' : `&after=${after}`}`)
        for (const { type, details } of body.data) if (type === 'digest_written') days.push(details.on)
        after = body.has_more ? body.data.at(-1).id : undefined
      } while (after !== undefined)
      return days
    }
    const at = async (time: string) => {
      service.at(time)
      await handlers['watch-deadlines']({}, never)
    }
    await at('2028-03-02T07:00:00Z')
    const before = await told()
    t.equal(before.at(-1), '2028-03-02')
    await at('2028-03-02T06:30:00Z')
    await at('2028-03-01T22:00:00Z')
    await at('2028-03-02T07:00:00Z')
    t.same(await told(), before, 'it was set back by hours, and reaches the same morning again')
    await at('2036-03-03T07:00:00Z')
    t.equal((await told()).at(-1), '2036-03-03')
    await at('2028-03-03T07:00:00Z')
    t.equal((await told()).at(-1), '2028-03-03', 'who was told in 2036 is told today all the same')
  },
)
