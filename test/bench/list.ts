import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { masterKeyFrom } from '../../src/platform/crypto/keyring.ts'
import { type Desk, letter, openDesk } from './desk.ts'
import { fillSealed } from './fill-sealed.ts'
import type { Measuring } from './intake.ts'
import { quantile } from './rounds.ts'

/** How many requests have each rare value, in the small register as in the large one: the answers then hold as many rows. */
const rare = 60
/** Open requests at most: most of a register is closed. */
const mostOpen = 3_000

/**
 * Fills a register by SQL: five years of letters, the newest open, everything else closed; rare values spread evenly over all of it.
 * The dates of open requests lie around today, so that some are overdue, at risk, paused or extended.
 */
async function fill(desk: Desk, rows: number): Promise<void> {
  const { sql, organisation, databaseUrl, dataDir } = desk
  const masterKey = masterKeyFrom(readFileSync(join(dataDir, 'master.key'), 'utf8'))
  if (masterKey === undefined) throw new Error('the service has made no master key')
  const inserts = `
    alter table habeas.requests no force row level security;
    insert into habeas.requests (
      organisation_id, id, reference, channel, locale, reply_by, capacity, received_at, received_on,
      started, closed_at, closed_reason, asks, extensions, identity_level, identity_rejected, authority, status, clock_state,
      due_on, nominal_due_on, strict_due_on, refusal_due_on, listed_due_on, overdue_after, at_risk_after, extended,
      detail, version, last_sequence, last_hash, created_at, updated_at)
    select '${organisation}', gen_random_uuid(), 'HB-' || lpad(i::text, 8, '0'),
      case when is_rare then 'in_person' else (array['web','email','post','phone'])[1 + i % 4] end, 'fr', 'email', 'self',
      received, received::date, true,
      case when not is_open then received + interval '20 days' end, case when not is_open then 'completed' end, '[]', '[]',
      'verified', false, 'not_needed',
      case when not is_open then 'closed' when is_paused then 'awaiting_requester' when i % 3 = 0 then 'received' else 'in_progress' end,
      case when not is_open then 'stopped' when is_paused then 'paused' else 'running' end,
      case when is_open and not is_paused then due end, case when is_open and not is_paused then due end, due,
      case when is_open and not is_paused then due end, case when is_open then due end,
      case when is_open and not is_paused then due end, case when is_open then due end, is_open and i % 9 = 0,
      convert_to(jsonb_strip_nulls(jsonb_build_object(
        'requester', jsonb_build_object('name', 'Person ' || i, 'email', 'p' || i || '@example.org'),
        'assignee', case when is_rare then 'ada@example.org' when is_open then 'desk' || i % 50 || '@example.org' end,
        'external_reference', case when is_rare then 'T-' || i end,
        'metadata', '{}'::jsonb, 'questions', '{}'::jsonb))::text, 'UTF8'),
      1, 1, decode(md5(i::text), 'hex'), received, received + interval '20 days'
    from (
      select i, i % greatest(1, ${rows} / ${rare}) = 0 as is_rare, i <= least(${rows} * 0.3, ${mostOpen}) as is_open,
        i % 5 = 0 as is_paused, now() - i * (interval '5 years' / ${rows}) as received, current_date + (i % 60)::int - 20 as due
      from generate_series(1, ${rows}) i) line;
    alter table habeas.requests force row level security;
    alter table habeas.rights no force row level security;
    insert into habeas.rights (
      organisation_id, id, request_id, position, "right", direct_marketing, status, grounds, due_on, revised, lifted, detail)
    select organisation_id, gen_random_uuid(), id, 0,
      case when channel = 'in_person' then 'post_mortem' else (array['access','erasure','objection'])[1 + length(reference) % 3] end, false,
      case when closed_at is null then 'pending' else 'lapsed' end, '{}', due_on, false, false, '{"fields":{}}'
    from habeas.requests where reference like 'HB-0%';
    alter table habeas.rights force row level security;
    alter table habeas.request_terms no force row level security;
    insert into habeas.request_terms (organisation_id, term, request_id, kind)
    select organisation_id, decode(md5(kind || reference), 'hex'), id, kind
    from habeas.requests, unnest(array['email', 'word']) kind where reference like 'HB-0%';
    alter table habeas.request_terms force row level security`
  await fillSealed(sql, { databaseUrl, masterKey }, inserts)
}

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** Every filter and every sort that the contract names. */
function queries(needle: { reference: string }): string[] {
  const filters = [
    ...['received', 'in_progress', 'awaiting_requester', 'closed'].map((status) => `status=${status}`),
    ...['access', 'post_mortem'].map((right) => `right=${right}`),
    ...['web', 'in_person'].map((channel) => `channel=${channel}`),
    'assignee=ada%40example.org',
    ...['running', 'paused', 'stopped'].map((state) => `clock_state=${state}`),
    ...['overdue', 'at_risk', 'extended'].flatMap((flag) => [`${flag}=true`, `${flag}=false`]),
    `due_before=${day(0).slice(0, 10)}`,
    `due_after=${day(20).slice(0, 10)}`,
    `received_before=${day(-900)}`,
    `received_after=${day(-30)}`,
    `updated_after=${day(-60)}`,
    'email=zoe.lukasiewicz%40example.org',
    'q=zoe%20lukasiewicz',
    `reference=${needle.reference}`,
    'external_reference=T-0',
    'status=closed&channel=in_person&sort=-updated_at',
  ]
  const sorts = ['due_on', '-due_on', 'received_at', '-received_at', 'updated_at', '-updated_at']
  return [...sorts.map((sort) => `sort=${sort}`), ...filters]
}

/**
 * Lists of 50, each filter and sort, at `rows` requests beside the same list at 1,000; rounds in turn; p99 over all of them. Each line
 * is told as soon as it is known, since a million requests take minutes. Returns whether all are within the goal.
 */
export async function measureLists(
  { place, drive, rounds }: Measuring,
  { rows, tell }: { readonly rows: number; readonly tell: (line: string) => void },
): Promise<boolean> {
  const small = await openRegister('list_small', 1_000)
  const large = await openRegister('list_large', rows)
  let met = true
  for (const [at, query] of queries(small.needle).entries()) {
    const paths = { small: query, large: queries(large.needle)[at] ?? query }
    const latencies: { small: number[]; large: number[] } = { small: [], large: [] }
    for (let round = 0; round <= rounds; round++) {
      for (const side of ['small', 'large'] as const) {
        const { desk } = side === 'small' ? small : large
        const url = `/v1/requests?limit=50&${paths[side]}`
        const load = {
          url: desk.service.url,
          method: 'GET',
          paths: [url],
          headers: desk.authorized,
          connections: 1,
          amount: 30,
        } as const
        const measured = (await drive(load)).latencies
        if (round > 0) latencies[side].push(...measured) // the first round warms
      }
    }
    const [p99Small, p99Large] = [quantile(latencies.small, 0.99), quantile(latencies.large, 0.99)]
    const ratio = p99Large / p99Small
    if (ratio > mostTimes) met = false
    const verdict = ratio <= mostTimes ? 'met' : 'NOT MET'
    const medians = `medians ${quantile(latencies.small, 0.5).toFixed(1)} and ${quantile(latencies.large, 0.5).toFixed(1)} ms`
    tell(
      `  ${query.padEnd(48)} p99 ${p99Small.toFixed(1)} → ${p99Large.toFixed(1)} ms, × ${ratio.toFixed(2)} (${medians}): ${verdict}`,
    )
  }
  await small.desk.stop()
  await large.desk.stop()
  return met

  async function openRegister(name: string, amount: number) {
    const desk = await openDesk(place, name, { WORKER: 'off' })
    const sent = await fetch(`${desk.service.url}/v1/public/demo/requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: letter,
    })
    const needle = (await sent.json()) as { reference: string } // an intake receipt
    await fill(desk, amount)
    return { desk, needle }
  }
}
const mostTimes = 2
