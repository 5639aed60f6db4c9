import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { readStatistics } from './read-statistics.ts'
import { periodQuery, showStatistics, statisticsView } from './schemas.ts'

/** What a DPO counts. */
export function statisticsRoutes(app: App, deps: Deps, staff: StaffDoor): void {
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
    handler: async (request) =>
      showStatistics(await staff.read(request, (tx) => readStatistics(tx, request.query, deps.now()))),
  })
}
