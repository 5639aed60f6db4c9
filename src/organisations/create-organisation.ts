import { insertEvents } from '../evidence/store.ts'
import { nextWatchAfter } from '../law/reminders.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import { DatabaseRefusal } from '../platform/database/failure.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type Problem, problem } from '../platform/problem.ts'
import { defaultsOf } from './country-defaults.ts'
import { type NewClient, newClient } from './create-client.ts'
import { demandCalendar } from './demand-calendar.ts'
import { type By, happenedTo } from './history.ts'
import { holidaysDigest } from './holidays-digest.ts'
import type { CreateOrganisation } from './schemas.ts'
import { insertClient, insertOrganisation, type Organisation } from './store.ts'

/**
 * Makes the organisation whose id the transaction is for, with its first client, an admin. Defaults follow the country.
 * Throws `unknown_calendar`, `slug_taken`, and `invalid` where the country has no defaults and they are not given.
 */
export async function createOrganisation(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  command: CreateOrganisation,
  by: By,
): Promise<NewClient & { readonly organisation: Organisation }> {
  const organisation = newOrganisation(tx, command, by)
  const { slug, country, calendar, timeZone, regime } = organisation
  const facts = { slug, country, calendar, time_zone: timeZone, regime }
  const created = happenedTo(organisation, { type: 'organisation_created', facts }, by)
  const { client, secret, event } = newClient(organisation, { name: 'First administrator', role: 'admin' }, by)
  // Awaited alone: of several statements that fail together, the one that says why need not be the first to be heard of
  await insertOrganisation(tx, organisation).catch(refuseTaken)
  const safe = organisationSafe(deps.keyring, organisation.id)
  await Promise.all([insertClient(tx, client), ...insertEvents(tx, safe, [created, event])])
  return { organisation, client, secret }
}

function newOrganisation(tx: Tx, command: CreateOrganisation, { at }: By): Organisation {
  const { slug, name, country, contact } = command
  const defaults = defaultsOf(country)
  const calendar = command.calendar ?? defaults?.calendar
  const timeZone = command.time_zone ?? defaults?.timeZone
  if (calendar === undefined || timeZone === undefined) throw lacking({ calendar, time_zone: timeZone })
  const place = { calendar: demandCalendar(calendar), timeZone }
  return {
    id: tx.organisation,
    slug,
    name,
    country,
    ...place,
    locale: command.locale ?? defaults?.locale ?? 'en',
    regime: command.regime ?? defaults?.regime ?? 'gdpr',
    contact,
    supervisoryAuthority: command.supervisory_authority ?? defaults?.authority ?? null,
    allowedOrigins: command.allowed_origins ?? [],
    settings: { four_eyes: { required: true } },
    version: 1,
    lastSequence: 0,
    lastHash: null,
    holidays: holidaysDigest(place.calendar),
    watchAt: nextWatchAfter(at, place),
    watchedAt: null,
    createdAt: at,
    updatedAt: at,
  }
}

function lacking(needed: Readonly<Record<string, string | undefined>>): Problem {
  const missing = Object.keys(needed).filter((field) => needed[field] === undefined)
  return problem('invalid', 'this country has no defaults here, so some fields are required', {
    errors: missing.map((field) => ({ location: `body.${field}`, message: 'expected a value for this country' })),
  })
}

function refuseTaken(error: unknown): never {
  if (error instanceof DatabaseRefusal && error.constraint === 'organisations_slug_unique') {
    throw problem('slug_taken', 'another organisation has this slug', {
      errors: [{ location: 'body.slug', message: 'expected a slug that no organisation has' }],
    })
  }
  if (error instanceof DatabaseRefusal && error.constraint === 'organisations_pkey') {
    // The id was derived from an Idempotency-Key whose answer is forgotten by now: see operator-routes.ts
    throw problem('idempotency_mismatch', 'an organisation was made with this key before')
  }
  throw error
}
