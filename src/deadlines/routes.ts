import { hash } from 'node:crypto'
import { z } from 'zod'
import { showInstant } from '../law/calendar.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { type Warning, warningsOfUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById } from '../platform/http/cursor.ts'
import { security } from '../platform/http/openapi.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import {
  deleteErrors,
  errorResponses,
  listOf,
  listQuery,
  strictObject,
  text,
  typeId,
  writeErrors,
} from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { showId } from '../platform/identifiers.ts'
import { warningView } from '../requests/schemas.ts'
import { createFeed, readFeed, revokeFeed } from './calendar-feed.ts'
import { type CalendarFeed, type CalendarFeedToShow, listLiveFeeds } from './store.ts'

const feedFields = { id: z.string(), object: z.literal('calendar_feed') }
const unread = 'Null with the warning `unreadable`'
const feedExample = { id: 'cal_01h2xcejqtf2nbrexx3vqjhp41', object: 'calendar_feed', name: 'Team calendar' }
const createdAt = { created_at: z.string().meta({ format: 'date-time' }) }
const dated = { created_at: '2026-03-02T09:30:00Z' }
const feedView = z
  .object({
    ...feedFields,
    name: z.string().nullable().meta({ description: unread }),
    ...createdAt,
    warnings: z.array(warningView),
  })
  .meta({ id: 'CalendarFeed', examples: [{ ...feedExample, ...dated, warnings: [] }] })
const secretExample = 'hbs_Zk3vVZ1yqN0x8C4u2s6QpWmT9bLrEoYdHaJfXg7cBtI'
const newFeedView = z
  .object({
    ...feedFields,
    name: z.string(),
    secret: z.string().meta({ description: 'Shown this once' }),
    url: z
      .string()
      .meta({ description: 'What a calendar program subscribes to: whoever has it can read the calendar' }),
    ...createdAt,
  })
  .meta({
    id: 'NewCalendarFeed',
    examples: [
      {
        ...feedExample,
        secret: secretExample,
        url: `https://habeas.example.org/v1/calendar/${secretExample}.ics`,
        ...dated,
      },
    ],
  })
const createFeedBody = strictObject({ name: text({ max: 200 }) }).meta({
  id: 'CreateCalendarFeed',
  examples: [{ name: 'Team calendar' }],
})
const feedList = listOf(feedView, 'CalendarFeedList')
const iCalendar = z.any().meta({ type: 'string' })

/**
 * Deadlines in a calendar program. Such programs send no headers, so the secret stands in the path: it opens this and nothing else,
 * can be revoked, and is in no log, since the log holds the patterns of routes.
 */
export function deadlineRoutes(
  app: App,
  deps: Deps,
  { staff, limits }: { readonly staff: StaffDoor; readonly limits: RateLimits },
): void {
  app.route({
    method: 'POST',
    url: '/v1/calendar-feeds',
    ...staff.for('dpo'),
    schema: {
      operationId: 'createCalendarFeed',
      tags: ['Organisation'],
      summary: 'Make a calendar feed',
      description:
        'The open requests of the organisation as days of a calendar. The answer holds its secret; it is shown this once.',
      body: createFeedBody,
      response: {
        201: newFeedView.describe('The feed, with its secret'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const { feed, secret } = await createFeed(tx, deps, request.body, { actor, at })
        const url = `${deps.publicUrl}/v1/calendar/${secret}.ics`
        return { status: 201, body: { ...showFeed(feed), name: feed.name, secret, url } }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/calendar-feeds',
    ...staff.for('dpo'),
    schema: {
      operationId: 'listCalendarFeeds',
      tags: ['Organisation'],
      summary: 'List the calendar feeds',
      description: 'Those that can still be read, in the order they were made.',
      querystring: listQuery({}),
      response: {
        200: feedList.describe('One page of feeds'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { found, warningsOf } = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'calendar_feeds' } }
        const onPage = await pageById<CalendarFeedToShow>(deps, binding, request.query, (onward) =>
          listLiveFeeds(tx, deps.keyring, onward),
        )
        return { found: onPage, warningsOf: await warningsOfUnread(tx, request.log, onPage.data) }
      })
      linkNext(reply, found)
      return mapPage(found, (feed) => showListed(feed, warningsOf(feed)))
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/calendar-feeds/:id',
    ...staff.for('dpo'),
    schema: {
      operationId: 'revokeCalendarFeed',
      tags: ['Organisation'],
      summary: 'Delete a calendar feed',
      description: 'Its secret opens nothing from now on.',
      params: z.object({ id: typeId('cal') }),
      response: {
        204: z.undefined().describe('Deleted'),
        ...errorResponses(...deleteErrors, 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        await revokeFeed(tx, deps, request.params.id, { actor, at })
        return { status: 204 }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/calendar/:secret.ics',
    config: { door: 'open' },
    onRequest: limits.limited('calendar'),
    schema: {
      operationId: 'readCalendar',
      tags: ['Requests'],
      summary: 'The deadlines as a calendar',
      description:
        'iCalendar (RFC 5545), to subscribe to: a day for each open request, at `due_on`, while paused at `strict_due_on` and marked so; ' +
        'reference and rights only. At most the next 1,000.',
      security: security.none,
      params: z.object({ secret: z.string().meta({ examples: [secretExample] }) }),
      response: {
        200: { description: 'The calendar', content: { 'text/calendar': { schema: iCalendar } } },
        304: z.undefined().describe('As `If-None-Match` has it'),
        ...errorResponses('not_found', 'rate_limited'),
      },
    },
    handler: async (request, reply) => {
      const calendar = await readFeed(deps, request.params.secret)
      const tag = `"${hash('sha256', calendar, 'base64url')}"`
      // Kept by the program that asks, and asked for again each time; by nobody on the way.
      reply.header('etag', tag).header('cache-control', 'private, no-cache')
      if (isKnown(request.headers['if-none-match'], tag)) return reply.status(304).send(undefined)
      return reply.type('text/calendar; charset=utf-8').send(calendar)
    },
  })
}

/** RFC 9110 section 13.1.2: by weak comparison, which a proxy that compresses asks for. */
function isKnown(given: string | undefined, tag: string): boolean {
  return (given ?? '').split(',').some((each) => [tag, `W/${tag}`, '*'].includes(each.trim()))
}

function showFeed({ id, createdAt }: CalendarFeed | CalendarFeedToShow) {
  return { id: showId('cal', id), object: 'calendar_feed' as const, created_at: showInstant(createdAt) }
}

function showListed(feed: CalendarFeedToShow, warnings: Warning[]) {
  return { ...showFeed(feed), name: 'refusal' in feed ? null : feed.name, warnings }
}
