import { z } from 'zod'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { previewLetter } from './preview-letter.ts'
import { letterPreview, letterType, previewQuery, showPreview } from './template-schemas.ts'

/** How the organisation's letters look and what they say, before any is sent. */
export function templateRoutes(app: App, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/letters/preview/:type',
    ...staff.for('auditor'),
    schema: {
      operationId: 'previewLetter',
      tags: ['Templates'],
      summary: 'A letter as it would be sent, with invented facts',
      description:
        'Every type of letter, to people and to staff: as HTML, as plain text, and in its parts, each with the article by which it may not be left out. Nothing in it is of a case.',
      params: z.object({ type: letterType }),
      querystring: previewQuery,
      response: {
        200: letterPreview.describe('The letter'),
        ...errorResponses('invalid', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) => {
      const organisation = await staff.read(request, getOrganisation)
      const { locale = organisation.locale, by } = request.query
      return showPreview(previewLetter(organisation, { type: request.params.type, locale, by }))
    },
  })
}
