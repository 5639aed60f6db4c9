import { once } from 'node:events'
import { get } from 'node:http'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { showId } from '../../src/platform/identifiers.ts'
import { type Desk, letter, openDesk } from './desk.ts'
import { watchMemory } from './export.ts'
import { fillYears } from './fill-years.ts'
import type { Measuring } from './intake.ts'
import { median, quantile } from './rounds.ts'

const mebi = 1024 * 1024
/** Above idle. */
const mostMiB = 128
/** How many ask for five years at the same moment: more than there are connections. */
const crowd = 40

type Period = { readonly from: string; readonly to: string }
type Work = {
  readonly name: string
  readonly path: string
  /** What is wanted of the ceiling, where it does the same. */
  readonly atLeast?: number
  readonly ceiling: (sql: Superuser) => Promise<void>
}

/**
 * What is counted and shown of a register of so many requests in five years, beside others: each beside the same from bare SQL, as the
 * superuser, past row level security, as one statement with memory to sort and hash in; in turn. Then how a read of one request fares
 * while many count five years.
 */
export async function measureStatistics(
  { place, drive, rounds, seconds }: Measuring,
  { rows }: { readonly rows: number },
): Promise<{ readonly lines: readonly string[]; readonly met: boolean }> {
  const desk = await openDesk(place, 'statistics', { WORKER: 'off' })
  const sent = await fetch(`${desk.service.url}/v1/public/demo/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: letter,
  })
  if (sent.status !== 202) throw new Error(`an intake was answered with ${sent.status}`)
  const [taken] = await desk.sql`select id from habeas.requests`
  await fillYears(desk, rows)
  const superuser = await openSuperuser({ ...place.postgres.superuser, database: desk.database })
  const memory = watchMemory(desk.service.pid)
  const lines: string[] = []
  let met = true
  try {
    for (const work of worksOn(desk)) {
      const authorized = await desk.signIn()
      const own = async () => {
        const { status } = await fetchWhole(`${desk.service.url}${work.path}`, authorized)
        if (status !== 200) throw new Error(`${work.path} was answered with ${status}`)
      }
      await own() // plans, JIT, caches
      await work.ceiling(superuser)
      const idle = await memory.settled()
      const times: { own: number; ceiling: number }[] = []
      for (let round = 0; round < rounds; round++) {
        times.push({ ceiling: await secondsOf(() => work.ceiling(superuser)), own: await secondsOf(own) })
      }
      const peak = (memory.peak() - idle) / mebi
      const ratio = median(times.map((each) => each.ceiling / each.own))
      const isMet = ratio >= (work.atLeast ?? 0) && peak <= mostMiB
      if (!isMet) met = false
      const goal = work.atLeast === undefined ? '' : ` (goal ${work.atLeast.toFixed(2)})`
      lines.push(
        `  ${work.name.padEnd(40)} ${shown(times.map((each) => each.own))}, beside ${shown(times.map((each) => each.ceiling))}: ${ratio.toFixed(2)}${goal}; peak ${peak.toFixed(0)} MiB above idle (goal ${mostMiB}): ${isMet ? 'met' : 'NOT MET'}`,
      )
    }
    lines.push(...(await besideACrowd()))
  } finally {
    memory.stop()
    await superuser.end()
    await desk.stop()
  }
  return { lines, met }

  /** Reads of one request, alone and while a crowd of clients counts all there is, or downloads it. */
  async function besideACrowd(): Promise<string[]> {
    const authorized = await desk.signIn()
    const paths = [`/v1/requests/${showId('req', taken?.id)}`]
    const load = { url: desk.service.url, method: 'GET', paths, headers: authorized, connections: 2, seconds } as const
    await drive(load) // warm
    const alone = (await drive(load)).latencies
    const lines = [`  one request is read in ${latency(alone)}`]
    for (const [what, path] of [
      ['count five years', `/v1/statistics?from=${years.from}&to=${years.to}`],
      ['download the register of five years', `/v1/register-of-requests?format=csv&from=${years.from}&to=${years.to}`],
    ] as const) {
      const leave = new AbortController()
      const crowded = Array.from({ length: crowd }, () =>
        fetchWhole(`${desk.service.url}${path}`, authorized, leave.signal).catch(() => undefined),
      )
      await drive(load) // while all of them come
      const beside = (await drive(load)).latencies
      const { status } = await fetchWhole(`${desk.service.url}/health/ready`, {})
      leave.abort()
      await Promise.all(crowded)
      lines.push(`  while ${crowd} clients ${what}, in ${latency(beside)}; health answers ${status}`)
    }
    return lines
  }
}

const dayMs = 86_400_000
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10)
/** Of the years whose files are there, and all of them: of the older two there are facts. */
const [month, year, years]: readonly [Period, Period, Period] = [
  { from: day(430), to: day(400) },
  { from: day(760), to: day(395) },
  { from: day(1_830), to: day(0) },
]

function worksOn({ organisation }: Desk): Work[] {
  const lastYear = new Date().getUTCFullYear() - 1
  const calendar = { from: `${lastYear}-01-01`, to: `${lastYear}-12-31` }
  const counted = (
    name: string,
    period: Period,
    path = `/v1/statistics?from=${period.from}&to=${period.to}`,
  ): Work => ({
    name,
    path,
    atLeast: 0.3,
    ceiling: async (sql) => {
      for (const text of countsOf(organisation, period)) await sql.query(text)
    },
  })
  return [
    counted('statistics of a month', month),
    counted('statistics of a year', year),
    counted('statistics of five years', years),
    counted('the report of a year', calendar, `/v1/statistics/report?year=${lastYear}`),
    {
      name: 'the register of requests of a month, CSV',
      path: `/v1/register-of-requests?format=csv&from=${month.from}&to=${month.to}`,
      ceiling: (sql) => sql.copyOut(registerOf(organisation, month)),
    },
    {
      name: 'the same of a year',
      path: `/v1/register-of-requests?format=csv&from=${year.from}&to=${year.to}`,
      ceiling: (sql) => sql.copyOut(registerOf(organisation, year)),
    },
  ]
}

/** The counts that statistics tell, as two statements over the whole period. */
function countsOf(organisation: string, { from, to }: Period): string[] {
  const isAsked = `organisation_id = '${organisation}' and received_on between '${from}' and '${to}'`
  const isThere = `${isAsked} and ${receivedAbout({ from, to })} and erased_at is null`
  return [
    `select month, channel, ending, extended, overdue, sum(count), sum(count) filter (where pauses > 0), sum(count * pauses), sum(count * paused_days)
     from (
       select date_trunc('month', received_on) as month, channel, coalesce(closed_reason, 'open') as ending, extended, overdue_after < current_date as overdue,
         pauses, paused_days, 1 as count
       from habeas.requests where ${isThere}
       union all
       select date_trunc('month', received_on), channel, ending, extended, overdue, pauses, paused_days, count from habeas.request_facts where ${isAsked}) fact
     group by 1, 2, 3, 4, 5`,
    `select "right", ending, grounds, answered, in_time, overdue, days, sum(count)
     from (
       select "right", case when status = 'lapsed' then 'lapsed' else coalesce(outcome, 'pending') end as ending, grounds, answered_within as answered,
         answered_on <= answered_due_on as in_time, answered_on is null and due_on < current_date as overdue, answered_on - received_on as days, 1 as count
       from (select id, received_on from habeas.requests where ${isThere}) r join habeas.rights g on g.request_id = r.id
       where g.organisation_id = '${organisation}'
       union all
       select "right", ending, grounds, answered, in_time, overdue, days, count from habeas.right_facts where ${isAsked}) fact
     group by grouping sets (("right", ending, grounds, answered, in_time, overdue), ("right", days))`,
  ]
}

/** What an index can seek the days by. */
function receivedAbout({ from, to }: Period): string {
  return `received_at >= timestamptz '${from}' - interval '1 day' and received_at < timestamptz '${to}' + interval '2 days'`
}

/** The columns of the register that PostgreSQL has as they are, oldest first; pauses and lateness are not computed. */
function registerOf(organisation: string, { from, to }: Period): string {
  return `
    copy (
      select reference, received_on, channel, r.status, closed_reason, closed_at::date, "right", direct_marketing, g.status as right_status, outcome, grounds, g.due_on,
        decided_at::date, fulfilled_at::date, answered_on, answered_on <= answered_due_on, answered_on - received_on, asks, paused_days, extensions, erased_at::date
      from habeas.requests r left join habeas.rights g on g.organisation_id = r.organisation_id and g.request_id = r.id
      where r.organisation_id = '${organisation}' and received_on between '${from}' and '${to}' and ${receivedAbout({ from, to })}
      order by received_at, r.id, position
    ) to stdout with (format csv, header)`
}

type Superuser = Awaited<ReturnType<typeof openSuperuser>>

async function openSuperuser(target: pg.ClientConfig) {
  const client = new pg.Client(target)
  await client.connect()
  await client.query("set work_mem = '256MB'")
  return {
    query: async (text: string) => void (await client.query(text)),
    copyOut: async (text: string) => {
      for await (const _chunk of client.query(copyTo(text))); // read and dropped
    },
    end: () => client.end(),
  }
}

/** On a connection of its own, that ends with `signal`: a crowd that has left must not keep the service from stopping. */
async function fetchWhole(url: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal) {
  const [answer] = await once(get(url, { headers, agent: false, ...(signal && { signal }) }), 'response')
  for await (const _chunk of answer); // read and dropped
  return { status: Number(answer.statusCode) }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

function latency(milliseconds: readonly number[]): string {
  return `${quantile(milliseconds, 0.5).toFixed(1)} ms, p99 ${quantile(milliseconds, 0.99).toFixed(1)}`
}

function shown(times: readonly number[]): string {
  return `${median(times).toFixed(2)} s (${times.map((time) => time.toFixed(2)).join(' ')})`
}
