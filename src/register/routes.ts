import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { readRegister, readRegisterVersion } from './read-register.ts'
import { replaceRegister } from './replace-register.ts'
import { registerBody, registerQuery, registerView, toView } from './schemas.ts'

/** The register of processing activities (art. 30), as a whole. */
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
