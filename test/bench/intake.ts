import { type Desk, letter, openDesk, poolSize } from './desk.ts'
import type { Load, LoadResult } from './load.ts'
import { type Place, startBare } from './processes.ts'
import { type Comparison, compare, type Side } from './rounds.ts'
import { sameRowsAs } from './same-rows.ts'

export type Measuring = {
  readonly place: Place
  readonly drive: (load: Load) => Promise<LoadResult>
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
}
type Bench = { readonly desk: Desk; readonly bare: { readonly url: string; stop(): Promise<void> } }

/** Public intake with all its guarantees, an `Idempotency-Key` each, beside a bare insert and beside the same rows in one statement. */
export async function measureIntake(measuring: Measuring, settings = {}): Promise<Comparison> {
  const { drive, seconds, connections, rounds } = measuring
  const { desk, bare } = await openBench(measuring.place, `intake_${Object.keys(settings).length}`, settings)
  const side = (name: string, url: string, path: string): Side => ({
    name,
    measure: async () => {
      const headers = { 'content-type': 'application/json' }
      const load = {
        url,
        method: 'POST',
        paths: [path],
        headers,
        body: letter,
        keyed: true,
        connections,
        seconds,
      } as const
      return (await drive(load)).perSecond
    },
  })
  const comparison = await compare(
    side('public intake, all guarantees', desk.service.url, '/v1/public/demo/requests'),
    [
      side('one insert … returning', bare.url, '/insert'),
      side('the same rows in one CTE', bare.url, '/insert-same-rows'),
    ],
    {
      rounds,
      // Statistics, and with them new plans for either side: those made on empty tables would read whole indexes for foreign keys.
      settle: () => desk.sql`vacuum analyze`,
      goals: [
        { of: 'one insert … returning', atLeast: 0.2 },
        { of: 'the same rows in one CTE', atLeast: 0.6 },
      ],
    },
  )
  await bare.stop()
  await desk.stop()
  return comparison
}

/** Reads of one request, the token checked, beside a select by primary key. */
export async function measureRead(measuring: Measuring): Promise<Comparison> {
  const { drive, seconds, connections, rounds } = measuring
  const { desk, bare } = await openBench(measuring.place, 'read')
  await drive({
    url: desk.service.url,
    method: 'POST',
    paths: ['/v1/public/demo/requests'],
    headers: { 'content-type': 'application/json' },
    body: letter,
    connections,
    amount: 1_000,
  })
  await desk.sql`insert into bare.letters (payload) select ${letter}::text::jsonb from generate_series(1, 1000)`
  await desk.sql`vacuum analyze`
  const read = await desk.sql`select id from habeas.requests limit 500`
  const plain = await desk.sql`select id from bare.letters limit 500`
  const side = (name: string, url: string, paths: string[]): Side => ({
    name,
    measure: async () => {
      const load = { url, method: 'GET', paths, headers: desk.authorized, connections, seconds } as const
      return (await drive(load)).perSecond
    },
  })
  const [oneSelect, wholeRow] = ['one select by primary key', 'the same, of the whole row of a request']
  const { showId } = await import('../../src/platform/identifiers.ts')
  const comparison = await compare(
    side(
      'read one request, token checked',
      desk.service.url,
      read.map(({ id }) => `/v1/requests/${showId('req', id)}`),
    ),
    [
      side(
        oneSelect,
        bare.url,
        plain.map(({ id }) => `/select/${id}`),
      ),
      side(
        wholeRow,
        bare.url,
        read.map(({ id }) => `/select-request/${id}`),
      ),
    ],
    {
      rounds,
      goals: [
        { of: oneSelect, atLeast: 0.4 },
        { of: wholeRow, atLeast: 0.4 },
      ],
    },
  )
  await bare.stop()
  await desk.stop()
  return comparison
}

export async function openBench(
  place: Place,
  name: string,
  settings: Record<string, string> = { WORKER: 'off' },
): Promise<Bench> {
  const desk = await openDesk(place, name, settings)
  const sent = await fetch(`${desk.service.url}/v1/public/demo/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'of-the-sample-of-an-intake' },
    body: letter,
  })
  if (sent.status !== 202) throw new Error(`an intake was answered with ${sent.status}`)
  const [request] = await desk.sql`select id from habeas.requests`
  await desk.sql.unsafe(`
    create schema bare;
    create table bare.letters (
      id uuid primary key default uuidv7(), payload jsonb not null, received_at timestamptz not null default now());
    grant usage on schema bare to public;
    grant select, insert on bare.letters to public`)
  const bare = await startBare({
    host: place.postgres.owner.host,
    port: place.postgres.owner.port,
    database: name,
    user: `${name}_app`,
    poolSize,
    organisation: desk.organisation,
    sameRows: await sameRowsAs(desk.sql, String(request?.id)),
  })
  return { desk, bare }
}
