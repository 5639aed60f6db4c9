import { insertEvents } from '../evidence/store.ts'
import { nextWatchAfter } from '../law/reminders.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { challengeOf } from './challenge-settings.ts'
import { collectModeOf } from './collect-setting.ts'
import { demandCalendar } from './demand-calendar.ts'
import { type By, happenedTo } from './history.ts'
import { holidaysDigest } from './holidays-digest.ts'
import { changedIdentity, identityInOrder } from './identity-settings.ts'
import { inboundOf } from './inbound-setting.ts'
import { changedRetention, retentionLength, retentionSettingsOf } from './retention-settings.ts'
import { type ChangeOrganisation, deadlineWatchOf } from './schemas.ts'
import { stepUpOf } from './step-up-setting.ts'
import { lockOrganisation, type Organisation, saveOrganisation } from './store.ts'

/** What the clock of every case reads: a change moves dates. */
const clockFields = ['calendar', 'time_zone', 'regime'] as const

type Change = ChangeOrganisation & {
  /** Sees the row under its lock, before anything is changed: throws where the change was meant for another version. */
  readonly demand: (organisation: Organisation) => void
}

/**
 * Changes what the organisation decides for itself and records the names of what changed. A change that changes nothing writes
 * nothing. Throws `unknown_calendar`, and whatever `demand` does.
 */
export async function changeOrganisation(
  tx: Tx,
  deps: Pick<Deps, 'jobs' | 'keyring'>,
  { demand, ...change }: Change,
  by: By,
): Promise<Organisation> {
  const before = await lockOrganisation(tx)
  demand(before)
  const after = changed(before, change)
  const [old, current] = [shown(before), shown(after)]
  const fields = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(current[name]))
  if (fields.length === 0) return before
  const moved = clockFields.filter((name) => fields.includes(name))
  const moves = moved.map((name) => ({ field: name, from: before[columns[name]], to: after[columns[name]] }))
  const reasoned = (['four_eyes', 'retention', 'identity'] as const).filter((name) => fields.includes(name))
  const event = happenedTo(
    after,
    {
      type: 'organisation_changed',
      facts: { fields, ...(moves.length > 0 && { moves }) },
      // API §4.4: why four eyes were switched off is kept, also once they are back
      // and so is how long what is kept, and how sure it must be who asks, with the reasons
      ...(reasoned.length > 0 && { detail: Object.fromEntries(reasoned.map((name) => [name, reasons[name](after)])) }),
    },
    by,
  )
  if (moves.length > 0) {
    after.holidays = holidaysDigest(after.calendar)
    after.watchAt = nextWatchAfter(by.at, after)
  }
  after.version += 1
  after.updatedAt = by.at
  const safe = organisationSafe(deps.keyring, after.id)
  await Promise.all([saveOrganisation(tx, after), ...insertEvents(tx, safe, [event])])
  if (moves.length > 0 || fields.includes('identity')) await recomputeOpenCases(tx, deps)
  if (fields.includes('retention') || fields.includes('time_zone')) {
    await deps.jobs.send(tx, 'recompute-retention', { organisation: tx.organisation }, { startAfter: cachesEndSeconds })
  }
  return after
}

/** By then no process opens a request by the old calendar from its cache: later than `organisation-cache.ts` keeps one. */
const cachesEndSeconds = 10

/** The job commits with the change: every open case is reckoned anew, each date that moves is an event, a needless question ends. */
async function recomputeOpenCases(tx: Tx, { jobs }: Pick<Deps, 'jobs'>): Promise<void> {
  await jobs.send(tx, 'recompute-cases', { organisation: tx.organisation }, { startAfter: cachesEndSeconds })
}

const columns = { calendar: 'calendar', time_zone: 'timeZone', regime: 'regime' } as const
const names = [
  'name',
  'contact',
  'supervisory_authority',
  'allowed_origins',
  'locale',
  ...clockFields,
  'four_eyes',
  'deadline_watch',
  'challenge',
  'download_step_up',
  'collect',
  'inbound_address',
  'retention',
  'identity',
] as const

/** What is kept of a setting that needs a reason. */
const reasons = {
  four_eyes: ({ settings }: Organisation) => settings.four_eyes,
  retention: (row: Organisation) => retentionSettingsOf(row),
  identity: (row: Organisation) => identityInOrder(row),
}

/** What may change, by the names that clients and events use. */
function shown(row: Organisation): Record<(typeof names)[number], unknown> {
  const { dpo_email, postal_address, phone } = row.contact
  const { required, reason } = row.settings.four_eyes
  const { days_before, unanswered_days } = deadlineWatchOf(row)
  return {
    name: row.name,
    // In one order: the database has its own for the members of a jsonb
    contact: [dpo_email, postal_address, phone],
    supervisory_authority: row.supervisoryAuthority && [row.supervisoryAuthority.name, row.supervisoryAuthority.url],
    allowed_origins: row.allowedOrigins,
    locale: row.locale,
    calendar: row.calendar,
    time_zone: row.timeZone,
    regime: row.regime,
    four_eyes: [required, reason],
    deadline_watch: [days_before, unanswered_days],
    challenge: challengeOf(row),
    download_step_up: stepUpOf(row),
    collect: collectModeOf(row),
    inbound_address: inboundOf(row),
    retention: Object.values(retentionSettingsOf(row)).map((kept) => [retentionLength(kept), kept.reason]),
    identity: identityInOrder(row),
  }
}

/** The row as it will be: absent fields stay, a `supervisory_authority` of null goes. */
function changed(row: Organisation, change: ChangeOrganisation): Organisation {
  return {
    ...row,
    name: change.name ?? row.name,
    contact: change.contact ?? row.contact,
    supervisoryAuthority:
      change.supervisory_authority === undefined ? row.supervisoryAuthority : change.supervisory_authority,
    allowedOrigins: change.allowed_origins ?? row.allowedOrigins,
    locale: change.locale ?? row.locale,
    calendar: change.calendar === undefined ? row.calendar : demandCalendar(change.calendar),
    timeZone: change.time_zone ?? row.timeZone,
    regime: change.regime ?? row.regime,
    settings: {
      ...row.settings,
      four_eyes: change.settings?.four_eyes ?? row.settings.four_eyes,
      ...(change.settings?.deadline_watch && { deadline_watch: change.settings.deadline_watch }),
      ...(change.settings?.challenge && { challenge: change.settings.challenge }),
      ...(change.settings?.download_step_up && { download_step_up: change.settings.download_step_up }),
      ...(change.settings?.inbound_address !== undefined && {
        inbound_address: change.settings.inbound_address ?? undefined,
      }),
      ...(change.settings?.collect && { collect: change.settings.collect }),
      ...(change.settings?.retention && { retention: changedRetention(row, change.settings.retention) }),
      ...(change.settings?.identity && { identity: changedIdentity(row, change.settings.identity) }),
    },
  }
}
