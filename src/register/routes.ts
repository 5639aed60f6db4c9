import { z } from 'zod'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { logUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { acceptedLanguage } from '../platform/http/language.ts'
import { errorResponses, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { logRefused } from '../requests/find-request.ts'
import { staffLocale } from '../requests/view.ts'
import { explainedLanguages } from '../words/languages.ts'
import { assessRequest } from './assess-request.ts'
import { assessmentView, toAssessmentView } from './assessment-schemas.ts'
import { readRegister, readRegisterVersion } from './read-register.ts'
import { replaceRegister } from './replace-register.ts'
import { registerBody, registerQuery, registerView, toView } from './schemas.ts'

/** The register of processing activities (art. 30), as a whole, and what it says of a request. */
export function registerRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/register',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getRegister',
      tags: ['Organisation'],
      summary: 'The register of processing activities',
      description:
        'What the organisation does with personal data: exports tell it to the person (art. 15(1) and (2)), and know by it what is portable (art. 20(1)). Empty, version 0, until it is put down.',
      querystring: registerQuery,
      response: {
        200: registerView.describe('The register, with its version as ETag'),
        ...errorResponses('invalid', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { version } = request.query
      const found = await staff.read(request, (tx) =>
        version === undefined ? readRegister(tx, deps) : readRegisterVersion(tx, deps, version),
      )
      reply.header('etag', etag(found.version))
      return toView(found)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/requests/:id/assessment',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getAssessment',
      tags: ['Requests'],
      summary: 'Assess a request by the register',
      description:
        'For each right and each activity of the register of today: whether the right applies, why and by which article, whom to tell when it is carried out (art. 19), and which systems to search. It binds nobody: a decision that disagrees with it is taken, and warned of. Explained in the language of `Accept-Language`, French or English, else the organisation’s.',
      params: z.object({ id: typeId('req') }),
      response: {
        200: assessmentView.describe('The assessment, as of now'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const assessment = await staff.read(request, (tx) => assessRequest(tx, deps, request.params.id))
      logRefused(request.log, [assessment.case])
      logUnread(
        request.log,
        assessment.sources.map(({ source }) => source),
      )
      const language = acceptedLanguage(request, explainedLanguages) ?? staffLocale(assessment.case.organisation)
      reply.header('content-language', language)
      return toAssessmentView(assessment, language)
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/register',
    ...staff.for('dpo'),
    schema: {
      operationId: 'replaceRegister',
      tags: ['Organisation'],
      summary: 'Replace the register of processing activities',
      description:
        'As a whole; a part that is left out is empty. Every version is kept, and what was added, changed and removed is an event of the organisation. `If-Match` keeps two people from overwriting each other.',
      body: registerBody,
      response: {
        200: registerView.describe('The register, with its new version as ETag'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low', 'version_mismatch'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const demand = ({ version }: { readonly version: number }) => demandVersion(request, version)
        const replaced = await replaceRegister(tx, deps, { register: request.body, demand }, { actor, at })
        return { status: 200, body: toView(replaced), headers: { etag: etag(replaced.version) } }
      }),
  })
}
