import t from 'tap'
import { findings } from '../../src/deadlines/store.ts'
import { rawStatement } from '../../src/platform/database/statement.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

// A register of 20,000 open requests, of which 20 are overdue and 20 at risk: how PostgreSQL finds them, as the role that serves and under its policies.
const service = await testService(t)
service.at('2026-03-10T12:00:00Z')
const { id: organisation } = await service.organisation('acme')
const rows = 20_000
const dueLooks = rawStatement<undefined, object>(
  'due_looks',
  `select organisation_id from habeas.lookup_watches_due('2026-03-10T00:10:00Z', null, 100)`,
  () => [],
)

await runAs(
  service.database.superuser,
  `alter table habeas.requests no force row level security;
   insert into habeas.requests (
     organisation_id, id, reference, channel, locale, reply_by, capacity, received_at, received_on, started, asks, extensions,
     identity_level, identity_rejected, authority, status, clock_state, due_on, strict_due_on, listed_due_on, overdue_after,
     at_risk_after, extended, detail, version, last_sequence, last_hash, created_at, updated_at)
   select '${organisation}', gen_random_uuid(), 'HB-' || i, 'web', 'fr', 'email', 'self', received, received::date, true, '[]', '[]',
     'verified', false, 'not_needed', 'in_progress', case when i <= 20 then 'paused' else 'running' end, due, due, due, due,
     case when i between 21 and 40 then date '2026-03-09' else due end, false, '\\x01', 1, 1, '\\x00', received, received
   from (select i, timestamptz '2026-02-01' + i * interval '1 minute' as received,
     case when i <= 20 then date '2026-03-09' else date '2026-04-01' + i % 300 end as due
     from generate_series(1, ${rows}) i) line;
   alter table habeas.requests force row level security;
   analyze habeas.requests`,
)

type Node = {
  'Node Type': string
  'Index Name'?: string
  'Relation Name'?: string
  'Actual Rows': number
  Plans?: Node[]
}

/** Every step that PostgreSQL takes on the table of requests, with what it read there. */
async function stepsOf(text: string, parameters: readonly unknown[]): Promise<Node[]> {
  const plan = await service.database.db.transaction(organisation, async (tx) => {
    const [row] = await tx.query(`explain (analyze, format json) ${text}`, parameters)
    return (Object.values(row ?? {})[0] as { Plan: Node }[])[0]?.Plan // as PostgreSQL documents it
  })
  const steps: Node[] = []
  const walk = (node: Node | undefined) => {
    if (!node) return
    if (node['Relation Name'] === 'requests') steps.push(node)
    for (const child of node.Plans ?? []) walk(child)
  }
  walk(plan)
  return steps
}

const looks = {
  'what is due': {
    text: findings.due,
    parameters: [organisation, ['1970-01-01', '2026-03-12'], ['2026-03-09', '2026-03-13']],
    index: 'requests_overdue',
  },
  'what is at risk': {
    text: findings.atRisk,
    parameters: [organisation, '2026-03-10'],
    index: 'requests_at_risk',
  },
  'what is paused': {
    text: findings.paused,
    parameters: [organisation, '2026-03-01T00:00:00Z'],
    index: 'requests_paused',
  },
}

for (const [what, { text, parameters, index }] of Object.entries(looks)) {
  t.test(`${what} is found by a range of an index, which touches nothing else`, async (t) => {
    const steps = await stepsOf(text, parameters)
    t.same(
      steps.map((step) => [/^Index (Only )?Scan$/.test(step['Node Type']), step['Index Name'], step['Actual Rows']]),
      steps.map(() => [true, index, steps[0]?.['Actual Rows']]),
    )
    t.equal(steps.length, 1)
    t.ok(
      (steps[0]?.['Actual Rows'] ?? 0) > 0 && (steps[0]?.['Actual Rows'] ?? rows) <= 20,
      'and reads no more than is told',
    )
  })
}

t.test('of 5,000 organisations those whose time has come are found by the indexes of their looks', async (t) => {
  const columns = `slug || i, name, country, calendar, time_zone, locale, regime, contact, allowed_origins, settings`
  const names = columns.replace(' || i', '')
  const answers = await runAs(
    service.database.superuser,
    `alter table habeas.organisations no force row level security;
     insert into habeas.organisations (id, ${names}, watch_at, watched_at, created_at, updated_at)
     select gen_random_uuid(), ${columns}, timestamptz '2026-03-10' + i * interval '1 minute', created_at, created_at, updated_at
     from habeas.organisations, generate_series(1, 5000) i;
     alter table habeas.organisations force row level security;
     analyze habeas.organisations;
     explain select o.id from habeas.organisations o
     where o.watch_at <= '2026-03-10T00:10:00Z' or o.watched_at > '2100-01-01' order by o.id limit 100`,
  )
  const plan = JSON.stringify(answers)
  t.match(plan, 'organisations_by_watch')
  t.match(plan, 'organisations_by_last_watch')
  t.notMatch(plan, 'Seq Scan')
  const found = await service.database.db.lookup(dueLooks, undefined)
  t.equal(found.length, 10)
})
