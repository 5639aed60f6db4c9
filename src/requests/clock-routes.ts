import { z } from 'zod'
import { findCalendar, isTimeZone } from '../law/calendar.ts'
import { type ClockEvent, clockOf, regimes } from '../law/clock.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { Deps } from '../platform/deps.ts'
import { errorResponses, instantText, maybe, strictObject, text, typeId } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { problem } from '../platform/problem.ts'
import { clockView, showClock, showClockOf } from './clock-view.ts'
import { findCase } from './store.ts'
import { staffLocale } from './view.ts'

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
      params: z.object({ id: typeId('req') }),
      response: {
        200: clockView.describe('The clock'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) => {
      const c = await staff.read(request, (tx) => findCase(tx, request.params.id))
      if (!c) throw problem('not_found', 'there is no such request')
      return showClockOf(c, deps.now())
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
      description: 'Zone, calendar and regime default to the organisation’s.',
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
          calendar: body.calendar === undefined ? organisation.calendar : knownCalendar(body.calendar),
          regime: body.regime ?? organisation.regime,
          asOf: body.as_of ?? now,
          events: (body.events ?? []).map(toClockEvent),
        })
        return { status: 200, body: showClock(clock, staffLocale(organisation)) }
      }),
  })
}

type PreviewEvent = NonNullable<z.output<typeof previewBody>['events']>[number]

function toClockEvent({ type, at, sufficient, large_volume }: PreviewEvent): ClockEvent {
  if (type === 'clarification_requested') return { type, at, largeVolume: large_volume }
  if (type === 'identity_provided' || type === 'clarification_provided') return { type, at, sufficient }
  return { type, at }
}

/** A calendar that exists, or 400 with the names that come near. */
export function knownCalendar(code: string): string {
  const found = findCalendar(code)
  if (found.ok) return found.code
  const near = found.near.length > 0 ? `; near it are ${found.near.join(', ')}` : ''
  throw problem('unknown_calendar', `no holiday calendar has this code${near}`, {
    errors: [{ location: 'body.calendar', message: `expected a calendar code such as FR or FR-67${near}` }],
  })
}
