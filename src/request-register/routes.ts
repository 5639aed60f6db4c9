import { civilDateIn } from '../law/calendar.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { Deps } from '../platform/deps.ts'
import { acceptedType } from '../platform/http/accept.ts'
import { linkNext, mapPage, openCursor, page, sealCursor } from '../platform/http/cursor.ts'
import { binary } from '../platform/http/openapi.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { problem } from '../platform/problem.ts'
import { placeOfReceipt, receivedRequests } from '../requests/received-requests.ts'
import { periodOf } from '../statistics/period.ts'
import { entryOf } from './entry.ts'
import { type RegisterFormat, registerFormats, registerList, registerQuery, showEntry } from './schemas.ts'
import { atATime, wholeRegister } from './whole-register.ts'

const mediaTypes = { json: 'application/json', csv: 'text/csv', json_ld: 'application/ld+json' } as const

/** The register of requests: what the controller shows of how it answers. */
export function requestRegisterRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/register-of-requests',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listRegisterOfRequests',
      tags: ['Evidence'],
      summary: 'The register of requests, oldest first',
      description:
        'What was asked, answered and refused, when, and whether in time; nothing of the person, so that cases stay in it when their file is erased. As pages of JSON, as CSV (RFC 4180, a line for each right), or as JSON-LD in the Data Privacy Vocabulary (DPV 2.1), the latter two as a whole.',
      querystring: registerQuery,
      response: {
        200: {
          description: 'One page, or the whole',
          content: {
            'application/json': { schema: registerList },
            'text/csv': { schema: binary },
            'application/ld+json': { schema: binary },
          },
        },
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low', 'not_acceptable'),
      },
    },
    handler: async (request, reply) => {
      const { from, to, limit, cursor, format = formatFor(request) } = request.query
      const now = deps.now()
      const isList = format === 'json'
      const read = isList ? staff.read : staff.readFirstPage
      const { organisation, period, binding, cases } = await read(request, async (tx) => {
        const organisation = await getOrganisation(tx)
        const period = periodOf({ from, to }, civilDateIn(organisation.timeZone, now))
        const binding = { organisation: tx.organisation, scope: { list: 'register_of_requests', ...period } }
        const after =
          isList && cursor !== undefined ? openCursor(deps.keyring.key('cursor'), binding, cursor) : undefined
        const asked = { ...period, after, limit: isList ? limit + 1 : atATime }
        return { organisation, period, after, binding, cases: await receivedRequests(tx, deps.keyring, asked) }
      })
      reply.header('vary', 'Accept')
      if (format !== 'json') {
        const file = `register-of-requests-${period.from}-${period.to}.${format === 'csv' ? 'csv' : 'jsonld'}`
        reply.header('content-disposition', `attachment; filename="${file}"`)
        const type = format === 'csv' ? `${mediaTypes.csv}; charset=utf-8; header=present` : mediaTypes.json_ld
        const { signal } = request
        return reply.type(type).send(wholeRegister(deps, format, { organisation, period, first: cases, now, signal }))
      }
      const found = page(cases, limit, (last) => sealCursor(deps.keyring.key('cursor'), binding, placeOfReceipt(last)))
      linkNext(reply, found)
      return reply.type(mediaTypes.json).send(mapPage(found, (c) => showEntry(entryOf(c, now))))
    },
  })
}

/** Throws `not_acceptable` where no format suits the caller. */
function formatFor(request: Parameters<typeof acceptedType>[0]): RegisterFormat {
  const type = acceptedType(request, [mediaTypes.json, mediaTypes.csv, mediaTypes.json_ld])
  const format = registerFormats.find((each) => mediaTypes[each] === type)
  if (format !== undefined) return format
  throw problem('not_acceptable', 'the register comes as application/json, text/csv and application/ld+json')
}
