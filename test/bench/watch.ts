import { join } from 'node:path'
import { findings } from '../../src/deadlines/store.ts'
import { watchOrganisation } from '../../src/deadlines/watch.ts'
import { type Instant, instantFrom } from '../../src/law/calendar.ts'
import { createOrganisation } from '../../src/organisations/create-organisation.ts'
import { createOrganisationBody } from '../../src/organisations/schemas.ts'
import { newKey } from '../../src/platform/crypto/seal.ts'
import { openDatabase } from '../../src/platform/database/transaction.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { prepareDatabase } from '../../src/prepare-database.ts'
import { readSettings } from '../../src/settings.ts'
import { fillSealed } from './fill-sealed.ts'
import type { Place } from './processes.ts'
import { median } from './rounds.ts'

const now = instantFrom('2026-03-03T09:00:00Z') as Instant // a Tuesday, ten in Paris
const due = { on: '2026-03-17', requests: 1_000, assignees: 50 }

export type WatchFigures = {
  /** One look of the job, the digests written and committed. */
  readonly milliseconds: number
  readonly letters: number
  /** How PostgreSQL found what is due, a line for each step on the table of requests. */
  readonly plan: readonly string[]
  /** Whether an index led to it. */
  readonly isFound: boolean
}

/** A look at the deadlines of a register of so many open requests, of which a thousand are due in fourteen days, as the app's role. */
export async function measureWatch(
  place: Place,
  { rows, rounds }: { rows: number; rounds: number },
): Promise<WatchFigures> {
  const databaseUrl = await place.createDatabase('watch')
  const masterKey = newKey()
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(place.folder, 'watch'),
    MASTER_KEY: masterKey.toString('hex'),
  })
  const { target, keyring, release } = await prepareDatabase(settings)
  const database = openDatabase(target, { size: 2 })
  const sql = place.connect('watch')
  try {
    const id = newId('org')
    const command = createOrganisationBody.parse({
      slug: 'watched',
      name: 'Watched SAS',
      country: 'FR',
      contact: { dpo_email: 'dpo@example.org' },
    })
    await database.transaction(id, (tx) =>
      createOrganisation(tx, { keyring }, command, { actor: { type: 'service', organisation: id }, at: now }),
    )
    await fillSealed(sql, { databaseUrl, masterKey }, registerOf(id, rows))
    const times: number[] = []
    for (let round = 0; round <= rounds; round++) {
      await sql`update habeas.organisations set watch_at = ${new Date(now)}, watched_at = null`
      const started = performance.now()
      await watchOrganisation({ database, keyring, outbox: { wake: () => undefined }, now: () => now }, id)
      if (round > 0) times.push(performance.now() - started) // the first warms
    }
    const [written] = await sql`select count(*)::int as n from habeas.letters where type = 'deadline_digest'`
    const plan = await database.transaction(id, async (tx) => {
      const parameters = [id, ['1970-01-01', '2026-03-16'], ['2026-03-02', due.on]]
      const lines = await tx.query(`explain (analyze, costs off, timing off) ${findings.due}`, parameters)
      return lines.map((line) => String(Object.values(line)[0]).trim())
    })
    const onRequests = plan.filter((line) => line.includes(' on requests'))
    const isFound = onRequests.length > 0 && onRequests.every((line) => line.includes('requests_overdue'))
    return { milliseconds: median(times), letters: Number(written?.n) / (rounds + 1), plan: onRequests, isFound }
  } finally {
    await sql.end()
    await database.close()
    await release()
  }
}

/** By SQL, as the superuser: every request open; those that are due with an assignee and a right each. */
function registerOf(organisation: string, rows: number): string {
  return `
    insert into habeas.requests (
      organisation_id, id, reference, channel, locale, reply_by, capacity, received_at, received_on, started, asks,
      extensions, identity_level, identity_rejected, authority, status, clock_state, due_on, strict_due_on, listed_due_on,
      overdue_after, at_risk_after, extended, detail, version, last_sequence, last_hash, created_at, updated_at)
    select '${organisation}', gen_random_uuid(), 'HB-' || lpad(i::text, 8, '0'), 'web', 'fr', 'email', 'self', received, received::date, true, '[]', '[]', 'verified', false, 'not_needed',
      'in_progress', 'running', due, due, due, due, due, false,
      convert_to(jsonb_build_object('requester', jsonb_build_object('name', 'Person ' || i, 'email', 'p' || i || '@example.org'),
        'assignee', 'desk' || i % ${due.assignees} || '@example.org', 'metadata', '{}'::jsonb, 'questions', '{}'::jsonb)::text, 'UTF8'),
      1, 1, decode(md5(i::text), 'hex'), received, received
    from (
      select i, timestamptz '2026-02-17' + i * interval '1 second' as received,
        case when i <= ${due.requests} then date '${due.on}' else date '2026-05-01' + i % 300 end as due
      from generate_series(1, ${rows}) i) line;
    insert into habeas.rights (
      organisation_id, id, request_id, position, "right", direct_marketing, status, grounds, due_on, revised, lifted, detail)
    select organisation_id, gen_random_uuid(), id, 0, 'access', false, 'pending', '{}', due_on, false, false, '{"fields":{}}'
    from habeas.requests where due_on = '${due.on}'`
}
