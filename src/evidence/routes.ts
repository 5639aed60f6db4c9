import { z } from 'zod'
import { showInstant } from '../law/calendar.ts'
import { actorOf, type StaffDoor } from '../organisations/staff-door.ts'
import { assertedBy } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, openCursor, page, sealCursor } from '../platform/http/cursor.ts'
import { anyJson, errorResponses, listOf, listQuery, typeId } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { type EventId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { requestExists } from '../requests/find-request.ts'
import { type EventType, eventTypes } from './event-types.ts'
import { eventsOfRequest, feedBetween, feedHorizon, feedPosition, type StoredEvent } from './store.ts'

const eventView = z
  .object({
    id: z.string(),
    object: z.literal('event'),
    request_id: z.string().nullable(),
    type: z.string().meta({ examples: ['right_decided'] }),
    at: z.string().meta({ format: 'date-time' }),
    actor: z.object({
      type: z.string(),
      id: z.string().nullable(),
      acting_user: z.string().nullable().meta({ description: 'Who sat before the tool' }),
      asserted_by: z
        .enum(['client', 'issuer'])
        .nullable()
        .meta({ description: 'Who says that it was they: the tool, or the issuer they have signed in with' }),
      subject: z.string().nullable().meta({ description: 'The issuer’s own name for them (`sub`)' }),
    }),
    summary: z.string(),
    details: z.record(z.string(), anyJson).meta({
      description:
        'What happened: facts, which the hash is over and which name nobody, and personal detail, which is committed to alone. `items` of `right_decided` and `details` of `right_amended` are shown as JSON here; the bundle has them as the text that is committed to',
    }),
    sequence: z.int(),
    hash: z.string(),
    previous_hash: z.string().nullable(),
  })
  .meta({
    id: 'Event',
    examples: [
      {
        id: 'evt_01m84njr7cevcay285hne21p73',
        object: 'event',
        request_id: 'req_01m84njqz5eaaazqs37rz6d7v6',
        type: 'identity_confirmed',
        at: '2026-03-03T10:00:00Z',
        actor: {
          type: 'client',
          id: 'cli_01m84njqyjf2rsa3kvsjcq9szn',
          acting_user: 'ada@example.org',
          asserted_by: 'client',
          subject: null,
        },
        summary: 'The identity was confirmed',
        details: { level: 'verified', method: 'known_facts', answered_on: '2026-03-03' },
        sequence: 4,
        hash: 'e70ef0c6d3bb5031a18b862ea6df8209c1327419720e735e8f77a1c0244cb1d0',
        previous_hash: '98602b1a5ebd3d71bb3c05262be16329f8f2dd6c0dac446f3f1baa8bf6965407',
      },
    ],
  })
const eventList = listOf(eventView, 'EventList')

/** The history: of one request, and of the organisation as a feed that a tool reads from where it stopped (API §4.3). */
export function eventRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/requests/:id/events',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listEvents',
      description:
        'A chain, each with the hash of the one before: and personal detail in `details` only committed to by it: erased with the file of the case, it leaves the chain whole.',
      tags: ['Evidence'],
      summary: 'The history of a request, oldest first',
      params: z.object({ id: typeId('req') }),
      querystring: listQuery({}),
      response: {
        200: eventList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { limit, cursor } = request.query
      const { id } = request.params
      const found = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'events', request: id } }
        const key = deps.keyring.key('cursor')
        const [after] = cursor === undefined ? [0] : openCursor(key, binding, cursor)
        const [exists, rows] = await Promise.all([
          requestExists(tx, id),
          eventsOfRequest(tx, deps.keyring, id, { after: Number(after), limit: limit + 1 }),
        ])
        if (!exists) throw problem('not_found', 'there is no such request')
        return page(rows, limit, (last) => sealCursor(key, binding, [last.sequence]))
      })
      linkNext(reply, found)
      return mapPage(found, showEvent)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/events',
    ...staff.for('auditor'),
    schema: {
      operationId: 'readFeed',
      tags: ['Evidence'],
      summary: 'The change feed of the organisation, oldest first',
      description:
        'Read from the beginning or `after` the last event you have handled; the position never expires. ' +
        'No event is ever inserted before one you have read.',
      querystring: listQuery({ after: typeId('evt').optional() }),
      response: {
        200: eventList.describe('One page; go on with `after` the last id, or with `next_cursor`'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { limit, cursor, after } = request.query
      const { organisation } = actorOf(request)
      const binding = { organisation, scope: { list: 'feed' } }
      const key = deps.keyring.key('cursor')
      const horizon = await feedHorizon(deps.database)
      const rows = await staff.read(request, async (tx) => {
        const from = cursor === undefined ? await positionOf(tx, after) : Number(openCursor(key, binding, cursor)[0])
        return feedBetween(tx, deps.keyring, { after: from, horizon, limit: limit + 1 })
      })
      const found = page(rows, limit, (last) => sealCursor(key, binding, [last.feedPosition]))
      linkNext(reply, found)
      return mapPage(found, showEvent)
    },
  })
}

/** The place behind which to read: the beginning where no event is named. */
async function positionOf(tx: Tx, id: EventId | undefined): Promise<number> {
  if (id === undefined) return 0
  const found = await feedPosition(tx, id)
  if (found !== undefined) return found
  throw problem('invalid', 'there is no such event', {
    errors: [{ location: 'query.after', message: 'expected the id of an event of this organisation' }],
  })
}

/** An event as the wire shows it: facts and what is left of its detail, with a sentence. */
function showEvent(event: StoredEvent): z.input<typeof eventView> {
  const { acting_user, acting_subject, ...detail } = event.detail ?? {}
  const [person, subject] = [acting_user, acting_subject].map((name) => (typeof name === 'string' ? name : undefined))
  const details = { ...event.facts, ...opened(event.type, detail) } as Record<string, z.core.util.JSONType> // JSON as it was stored
  return {
    id: showId('evt', event.id),
    object: 'event',
    request_id: event.requestId && showId('req', event.requestId),
    type: event.type,
    at: showInstant(event.at),
    actor: {
      type: event.actor.type,
      id: event.actor.id ?? null,
      acting_user: person ?? null,
      asserted_by: assertedBy(person, subject),
      subject: subject ?? null,
    },
    summary: eventTypes[event.type as EventType] ?? event.type, // a later version may have written a kind this one does not know
    details,
    sequence: event.sequence,
    hash: event.hash.toString('hex'),
    previous_hash: event.previousHash?.toString('hex') ?? null,
  }
}

/** Members of the detail that are kept as a text of JSON, by type: to that text the chain commits, and the bundle shows it. */
const keptAsText: Readonly<Record<string, string>> = {
  right_decided: 'items',
  right_amended: 'details',
} satisfies { readonly [T in EventType]?: string }

function opened(type: string, detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const member = keptAsText[type]
  const text = member === undefined ? undefined : detail[member]
  return member === undefined || typeof text !== 'string' ? detail : { ...detail, [member]: JSON.parse(text) }
}
