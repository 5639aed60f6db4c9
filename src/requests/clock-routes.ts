import { z } from 'zod'
import { type Instant, isTimeZone, showInstant } from '../law/calendar.ts'
import { type Clock, type ClockEvent, clockOf, explainClock, explainWarning, regimes } from '../law/clock.ts'
import { chooseLanguage } from '../letters/write-letter.ts'
import { demandCalendar } from '../organisations/create-organisation.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { Deps } from '../platform/deps.ts'
import { acceptedLanguage } from '../platform/http/language.ts'
import { errorResponses, instantText, maybe, strictObject, text, typeId } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { clockOf as clockOfRequest } from './case.ts'
import { clockExample } from './examples.ts'
import { warningView } from './schemas.ts'
import { findCase } from './store.ts'
import { staffLocale, warningsOf } from './view.ts'

const timeZone = text({ max: 64 }).refine(isTimeZone, { message: 'expected an IANA time zone such as Europe/Paris' })

const previewBody = strictObject({
  received_at: instantText,
  time_zone: maybe(timeZone),
  calendar: maybe(text({ max: 16 })),
  regime: maybe(z.enum(regimes)),
  as_of: maybe(instantText),
  events: maybe(
    z
      .array(
        strictObject({
          type: z.enum([
            'identity_requested',
            'identity_provided',
            'clarification_requested',
            'clarification_provided',
            'extension_notified',
          ]),
          at: instantText,
          sufficient: maybe(z.boolean()),
          large_volume: maybe(z.boolean()),
        }),
      )
      .max(200), // more questions than any case file holds
  ),
}).meta({
  id: 'ClockPreview',
  examples: [{ received_at: '2026-01-31T10:00:00+01:00', time_zone: 'Europe/Paris', calendar: 'FR', regime: 'gdpr' }],
})

const day = z.string().meta({ format: 'date' })
const instant = z.string().meta({ format: 'date-time' })
export const clockView = z
  .object({
    object: z.literal('clock'),
    state: z.enum(['running', 'paused', 'stopped']),
    received_at: instant,
    received_on: day,
    time_zone: z.string(),
    calendar: z.string(),
    regime: z.enum(regimes),
    due_on: day.nullable(),
    nominal_due_on: day.nullable(),
    strict_due_on: day,
    refusal_due_on: day.nullable(),
    due_at: instant.nullable(),
    paused_days: z.int().nullable(),
    pauses: z.array(z.object({ from: day, until: day.nullable(), reason: z.string(), days: z.int().nullable() })),
    extension: z
      .object({ notified_at: instant.nullable(), valid: z.boolean(), notice_due_on: day.nullable() })
      .nullable(),
    rights: z
      .array(z.object({ id: z.string(), due_on: day.nullable(), act_by: day.nullable(), extended: z.boolean() }))
      .optional(),
    warnings: z.array(warningView),
    explanation: z.array(z.object({ rule: z.string(), text: z.string(), date: day.optional() })),
  })
  .meta({ id: 'Clock', examples: [clockExample] })

/** The statutory clock: of a request, and of any receipt one would like to reckon with (API §4.3). */
export function clockRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/requests/:id/clock',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getClock',
      tags: ['Requests'],
      summary: 'Explain the clock of a request',
      description:
        'The explanation is in the language of the request, the warnings in the organisation’s: French or English.',
      params: z.object({ id: typeId('req') }),
      response: {
        200: clockView.describe('The clock'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) => {
      const c = await staff.read(request, (tx) => findCase(tx, request.params.id))
      if (!c) throw problem('not_found', 'there is no such request')
      const clock = clockOfRequest(c, deps.now())
      // The explanation is for whoever asked, in their language as their letters are; the warnings are for staff.
      const { locale } = chooseLanguage(c.request.locale, c.organisation.locale)
      return {
        ...view(clock, locale),
        warnings: warningsOf(c, clock),
        rights: clock.rights.map((right) => ({
          id: showId('rgt', right.id as RightId), // the ids that the case gave to the clock
          due_on: right.dueOn ?? null,
          act_by: right.actBy ?? null,
          extended: right.extended,
        })),
      }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/clock/preview',
    ...staff.for('auditor', { intake: true }),
    schema: {
      operationId: 'previewClock',
      tags: ['Requests'],
      summary: 'Reckon a due date',
      description:
        'Zone, calendar and regime default to the organisation’s. Explained in the language of `Accept-Language`, French or English, ' +
        'else the organisation’s.',
      body: previewBody,
      response: {
        200: clockView.describe('The clock'),
        ...errorResponses(
          'invalid',
          'unknown_calendar',
          'unauthorized',
          'role_too_low',
          'idempotency_in_flight',
          'too_large',
          'unsupported_media_type',
          'idempotency_mismatch',
        ),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, _actor, now) => {
        const organisation = await getOrganisation(tx)
        const { body } = request
        const clock = clockOf({
          receivedAt: body.received_at,
          timeZone: body.time_zone ?? organisation.timeZone,
          calendar: body.calendar === undefined ? organisation.calendar : demandCalendar(body.calendar),
          regime: body.regime ?? organisation.regime,
          asOf: body.as_of ?? now,
          events: (body.events ?? []).map(toClockEvent),
        })
        const language = acceptedLanguage(request) ?? staffLocale(organisation)
        return { status: 200, body: view(clock, language), headers: { 'content-language': language } }
      }),
  })
}

type PreviewEvent = NonNullable<z.output<typeof previewBody>['events']>[number]

function toClockEvent({ type, at, sufficient, large_volume }: PreviewEvent): ClockEvent {
  if (type === 'clarification_requested') return { type, at, largeVolume: large_volume }
  if (type === 'identity_provided' || type === 'clarification_provided') return { type, at, sufficient }
  return { type, at }
}

function view(clock: Clock, locale: 'fr' | 'en') {
  const { extension } = clock
  return {
    object: 'clock' as const,
    state: clock.state,
    received_at: showInstant(clock.receivedAt),
    received_on: clock.receivedOn,
    time_zone: clock.timeZone,
    calendar: clock.calendar,
    regime: clock.regime,
    due_on: clock.dueOn ?? null,
    nominal_due_on: clock.nominalDueOn ?? null,
    strict_due_on: clock.strictDueOn,
    refusal_due_on: clock.refusalDueOn ?? null,
    due_at: shown(clock.dueAt),
    paused_days: clock.pausedDays ?? null,
    pauses: clock.pauses.map(({ from, until, reason, days }) => ({
      from,
      until: until ?? null,
      reason,
      days: days ?? null,
    })),
    extension: extension
      ? {
          notified_at: shown(extension.notifiedAt),
          valid: extension.valid,
          notice_due_on: extension.noticeDueOn ?? null,
        }
      : null,
    warnings: clock.warnings.map((code) => ({ code, message: explainWarning(code, locale) })),
    explanation: explainClock(clock, locale).map(({ rule, text, date }) => ({ rule, text, ...(date && { date }) })),
  }
}

function shown(at: Instant | undefined): string | null {
  return at === undefined ? null : showInstant(at)
}
