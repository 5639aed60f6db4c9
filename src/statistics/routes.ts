import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { civilDateIn } from '../law/calendar.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { Deps } from '../platform/deps.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { daysOf } from './period.ts'
import { readStatistics } from './read-statistics.ts'
import { yearlyReport } from './report.ts'
import { periodQuery, reportQuery, showStatistics, statisticsView } from './schemas.ts'

/** What a DPO counts. */
export function statisticsRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  const stopping = new AbortController()
  app.addHook('preClose', async () => stopping.abort())
  const isWanted = (request: FastifyRequest) => AbortSignal.any([request.signal, stopping.signal])

  app.route({
    method: 'GET',
    url: '/v1/statistics',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getStatistics',
      tags: ['Evidence'],
      summary: 'What was received in a period, counted',
      description:
        'By day of receipt. The numbers stay the same when retention erases the cases: what is counted of each is kept as a fact that leads to nobody. A right is answered when the person was told.',
      querystring: periodQuery,
      response: {
        200: statisticsView.describe('The numbers'),
        ...errorResponses('invalid', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request) => {
      const signal = isWanted(request)
      const counted = await staff.readAtLength(request, signal, (tx) =>
        readStatistics(tx, request.query, { now: deps.now(), signal }),
      )
      return showStatistics(counted)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/statistics/report',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getStatisticsReport',
      tags: ['Evidence'],
      summary: 'The statistics of a year, as a page to be printed',
      description:
        'HTML that loads nothing, on A4: tables with bars, in the language asked for or that of the organisation. Numbers only.',
      querystring: reportQuery,
      response: {
        200: { description: 'The page', content: { 'text/html': { schema: z.string() } } },
        ...errorResponses('invalid', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { locale } = request.query
      const signal = isWanted(request)
      const html = await staff.readAtLength(request, signal, async (tx) => {
        const organisation = await getOrganisation(tx)
        const now = deps.now()
        const year = request.query.year ?? Number(civilDateIn(organisation.timeZone, now).slice(0, 4))
        const counted = await readStatistics(tx, daysOf(year), { now, signal })
        return yearlyReport(organisation, { year, locale, counted })
      })
      return reply.type('text/html; charset=utf-8').send(html)
    },
  })
}
