import { z } from 'zod'
import { civilDateIn, type Instant, isKnownDay, isTimeZone, knownYears } from '../law/calendar.ts'
import { type Clock, clockOf } from '../law/clock.ts'
import { type ClockEvent, type ClockFacts, regimes } from '../law/clock-facts.ts'
import { demandCalendar } from '../organisations/demand-calendar.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { Deps } from '../platform/deps.ts'
import { acceptedLanguage } from '../platform/http/language.ts'
import {
  errorResponses,
  instantText,
  maybe,
  strictObject,
  text,
  typeId,
  writeErrors,
} from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { problem } from '../platform/problem.ts'
import { explainedLanguages } from '../words/languages.ts'
import { clockView, showClock, showClockOf } from './clock-view.ts'
import { getRequestToShow } from './find-request.ts'
import { logRefused } from './open-case.ts'
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
      description:
        'The explanation is in the language of the request, the warnings in the organisation’s: French or English.',
      params: z.object({ id: typeId('req') }),
      response: {
        200: clockView.describe('The clock'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) => {
      const c = await staff.read(request, (tx) => getRequestToShow(tx, deps.keyring, request.params.id))
      logRefused(request.log, [c])
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
      description:
        'Zone, calendar and regime default to the organisation’s. Explained in the language of `Accept-Language`, French or English, ' +
        'else the organisation’s.',
      body: previewBody,
      response: {
        200: clockView.describe('The clock'),
        ...errorResponses(...writeErrors, 'unknown_calendar', 'unauthorized', 'role_too_low'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, _actor, now) => {
        const organisation = await getOrganisation(tx)
        const { body } = request
        const clock = clockWithinCalendar({
          receivedAt: body.received_at,
          timeZone: body.time_zone ?? organisation.timeZone,
          calendar: body.calendar === undefined ? organisation.calendar : demandCalendar(body.calendar),
          regime: body.regime ?? organisation.regime,
          asOf: body.as_of ?? now,
          events: (body.events ?? []).map(toClockEvent),
        })
        const language = acceptedLanguage(request, explainedLanguages) ?? staffLocale(organisation)
        return { status: 200, body: showClock(clock, language), headers: { 'content-language': language } }
      }),
  })
}

type PreviewEvent = NonNullable<z.output<typeof previewBody>['events']>[number]

function toClockEvent({ type, at, sufficient, large_volume }: PreviewEvent): ClockEvent {
  if (type === 'clarification_requested') return { type, at, largeVolume: large_volume }
  if (type === 'identity_provided' || type === 'clarification_provided') return { type, at, sufficient }
  return { type, at }
}

/** The clock, or 400 where a day of it, given or reckoned, lies outside the years whose holidays are known: no such day could be trusted. */
function clockWithinCalendar(facts: ClockFacts): Clock {
  const { receivedAt, asOf, events, timeZone } = facts
  const given: readonly (readonly [string, Instant])[] = [
    ['body.received_at', receivedAt],
    ['body.as_of', asOf],
    ...events.map(({ at }, i) => [`body.events.${i}.at`, at] as const),
  ]
  demandKnownDays(
    given.flatMap(([location, at]) => (isKnownDay(civilDateIn(timeZone, at)) ? [] : [location])),
    'expected a day',
  )
  const clock = clockOf(facts)
  const { dueOn, nominalDueOn, strictDueOn, refusalDueOn, extension } = clock
  const reckoned = [dueOn, nominalDueOn, strictDueOn, refusalDueOn, extension?.noticeDueOn]
  const isKnown = reckoned.every((day) => day === undefined || isKnownDay(day))
  demandKnownDays(isKnown ? [] : ['body.received_at'], 'expected a time whose due dates lie')
  return clock
}

function demandKnownDays(locations: readonly string[], expected: string): void {
  if (locations.length === 0) return
  const message = `${expected} from ${knownYears.first} to ${knownYears.last}`
  const errors = locations.map((location) => ({ location, message }))
  throw problem('invalid', 'a day lies outside the years that the holiday calendars know', { errors })
}
