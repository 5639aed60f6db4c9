import fc from 'fast-check'
import t from 'tap'
import { addDays, type CivilDate, daysBetween } from '../../src/law/calendar.ts'
import { groundCodes } from '../../src/law/refusal.ts'
import { rightNames } from '../../src/law/rights.ts'
import { channels } from '../../src/requests/right-schemas.ts'
import { jobHandlers } from '../../src/worker.ts'
import { done, fresh } from '../attacks/desk.ts'
import { runAs } from '../support/database.ts'
import { sampled } from '../support/sampled.ts'
import { type Call, testService } from '../support/service.ts'
import { aDay, daysOfReceipt, histories, type Lived, live } from './history.ts'

const service = await testService(t)

t.test(
  'the numbers equal a count by hand over random histories, before and after retention has erased the cases',
  async (t) => {
    const period = fc.tuple(aDay, aDay).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }))
    let erasedInAll = 0
    await fc.assert(
      fc.asyncProperty(histories, fc.array(period, { minLength: 2, maxLength: 2 }), async (drawn, asked) => {
        service.at('2026-01-01T09:00:00Z')
        const acme = await service.organisation(fresh('acme').slice(0, 40))
        const [dpo, auditor] = [await acme.client('dpo'), await acme.client('auditor')]
        const lived: Lived[] = []
        for (const history of drawn) lived.push(await live(service, dpo, history, lived[0]?.id ?? ''))
        const periods = [...asked, { from: daysOfReceipt.first, to: daysOfReceipt.last }]
        const read = (at: { from: CivilDate; to: CivilDate }) =>
          done(auditor('GET', `/v1/statistics?from=${at.from}&to=${at.to}`))

        // The day on which the files closed last are over their time: what is open is late by now
        service.at('2031-12-31T09:00:00Z')
        const cases = await Promise.all(lived.map((each) => factsOf(dpo, each)))
        const byHand = periods.map((each) => count(cases, each))
        for (const [at, each] of periods.entries()) t.strictSame((await read(each)).requests, byHand[at]?.requests)
        for (const [at, each] of periods.entries()) t.strictSame(await read(each), byHand[at])

        await jobHandlers(service.deps).retention({}, new AbortController().signal)
        const erased = `select count(*)::int as n from habeas.requests where organisation_id = $1 and erased_at is not null`
        const kept = `select coalesce(sum(count), 0)::int as n from habeas.request_facts where organisation_id = $1`
        const [[gone], [facts]] = [
          await runAs(service.database.superuser, erased, [acme.id]),
          await runAs(service.database.superuser, kept, [acme.id]),
        ]
        t.equal(gone?.n, cases.filter(({ view }) => view.closed_at !== null).length)
        t.equal(facts?.n, gone?.n)
        erasedInAll += Number(gone?.n)
        for (const [at, each] of periods.entries()) t.strictSame(await read(each), byHand[at])
      }),
      sampled(60),
    )
    t.ok(erasedInAll > 0)
  },
)

type Facts = Awaited<ReturnType<typeof factsOf>>

/** What is known of a case without the statistics: as it is shown, its clock, and how long the law gave for each answer. */
async function factsOf(dpo: Call, { id, events }: Lived) {
  const view = await done(dpo('GET', `/v1/requests/${id}`))
  const clock = await done(dpo('GET', `/v1/requests/${id}/clock`))
  const rights = []
  for (const right of view.rights) rights.push({ ...right, period: await periodOf(right) })
  return { view, clock, rights }

  async function periodOf(right: {
    right: string
    direct_marketing?: boolean
    answered_at: string
    answered_on: string
  }) {
    if (right.answered_at === null) return undefined
    const pausing = isAtOnce(right)
      ? []
      : events.filter(({ at }) => Date.parse(at) < Date.parse(right.answered_at) + 1_000)
    const preview = async (more: object[]) => {
      const asked = { received_at: view.received_at, as_of: right.answered_at, events: [...pausing, ...more] }
      return (await done(dpo('POST', '/v1/clock/preview', asked))).due_on
    }
    const month = await preview([])
    const three = await preview([{ type: 'extension_notified', at: view.received_at }])
    if (month === null || right.answered_on <= month) return 'one_month'
    return three === null || right.answered_on <= three ? 'three_months' : 'later'
  }
}

function isAtOnce(right: { right: string; direct_marketing?: boolean }): boolean {
  return right.right === 'withdrawal' || right.direct_marketing === true
}

function count(all: readonly Facts[], { from, to }: { from: CivilDate; to: CivilDate }) {
  const cases = all.filter(({ view }) => view.received_on >= from && view.received_on <= to)
  const rights = cases.flatMap((each) => each.rights.map((right) => ({ ...right, received_on: each.view.received_on })))
  const months = new Set<string>()
  for (let day = from; day <= to; day = addDays(day, 1)) months.add(day.slice(0, 7))
  const endings = [
    'completed',
    'cancelled',
    'duplicate',
    'identity_not_established',
    'not_controller',
    'not_a_rights_request',
  ]
  const pausesOf = ({ clock, rights: invoked }: Facts) => (invoked.every(isAtOnce) ? [] : clock.pauses)
  return {
    object: 'statistics',
    from,
    to,
    as_of: '2031-12-31',
    requests: {
      received: cases.length,
      open: cases.filter(({ view }) => view.status !== 'closed').length,
      closed: cases.filter(({ view }) => view.status === 'closed').length,
      overdue: cases.filter(({ view }) => view.overdue).length,
      extended: cases.filter(({ view }) => view.extended).length,
      paused: cases.filter((each) => pausesOf(each).length > 0).length,
      pauses: cases.flatMap(pausesOf).length,
      paused_days: cases.reduce(
        (days, each) => days + (pausesOf(each).length > 0 ? (each.clock.paused_days ?? 0) : 0),
        0,
      ),
      by_channel: channels.map((channel) => ({
        channel,
        received: cases.filter(({ view }) => view.channel === channel).length,
      })),
      by_month: [...months].map((month) => ({
        month,
        received: cases.filter(({ view }) => view.received_on.startsWith(month)).length,
      })),
      closed_reasons: {
        ...Object.fromEntries(
          endings.map((reason) => [reason, cases.filter(({ view }) => view.closed_reason === reason).length]),
        ),
        open: cases.filter(({ view }) => view.closed_reason === null).length,
      },
    },
    rights: tally(rights),
    by_right: rightNames.map((right) => ({ right, ...tally(rights.filter((each) => each.right === right)) })),
  }
}

// biome-ignore lint/suspicious/noExplicitAny: rights as the API shows them
function tally(rights: any[]) {
  const answered = rights.filter(({ answered_on }) => answered_on !== null)
  const number = (is: (right: (typeof rights)[number]) => boolean) => rights.filter(is).length
  const days = answered.map((right) => daysBetween(right.received_on, right.answered_on)).sort((a, b) => a - b)
  const ended = (outcome: string) => number((right) => right.status !== 'lapsed' && right.outcome === outcome)
  return {
    invoked: rights.length,
    answered: answered.length,
    unanswered: number((right) => right.answered_on === null && right.status !== 'lapsed'),
    within_one_month: number(({ period }) => period === 'one_month'),
    within_three_months: number(({ period }) => period === 'one_month' || period === 'three_months'),
    in_time: number(({ answered_in_time }) => answered_in_time === true),
    late: number(({ answered_in_time }) => answered_in_time === false),
    overdue: number(
      (right) => right.answered_on === null && right.status !== 'lapsed' && (right.due_on ?? '9999') < '2031-12-31',
    ),
    outcomes: {
      granted: ended('granted'),
      partially_granted: ended('partially_granted'),
      refused: ended('refused'),
      no_data_held: ended('no_data_held'),
      lapsed: number(({ status }) => status === 'lapsed'),
      pending: number(({ status }) => status === 'pending'),
    },
    refusals: groundCodes
      .map((ground) => ({
        ground,
        count: number(({ status, grounds }) => status !== 'lapsed' && grounds.includes(ground)),
      }))
      .filter((each) => each.count > 0),
    days:
      days.length === 0
        ? null
        : {
            mean: Math.round((days.reduce((sum, each) => sum + each, 0) / days.length) * 10) / 10,
            median: ((days[Math.floor((days.length - 1) / 2)] ?? 0) + (days[Math.floor(days.length / 2)] ?? 0)) / 2,
            p95: days[Math.ceil(days.length * 0.95) - 1],
          },
  }
}
