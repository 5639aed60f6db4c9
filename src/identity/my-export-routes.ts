import formbody from '@fastify/formbody'
import type { FastifyRequest } from 'fastify'
import { sendDownload } from '../exports/download.ts'
import { askStepUp, openDownload, releasedExports } from '../exports/open-download.ts'
import { exportList, exportParams, toView } from '../exports/schemas.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById, readOn } from '../platform/http/cursor.ts'
import { binary } from '../platform/http/openapi.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { errorResponses, noFields, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { bearerToken, unauthorized } from '../platform/http/tokens.ts'
import { Problem } from '../platform/problem.ts'
import type { RequesterDoor } from './requester-door.ts'
import { downloadBody, pageQuery, requestParams } from './schemas.ts'
import { challengeView, toView as showChallenge } from './verification.ts'

const formType = 'application/x-www-form-urlencoded'
const largestForm = 8 * 1024 // a token of 4 KiB, percent-encoded
const packages = { 'application/json': { schema: binary }, 'application/zip': { schema: binary } }

/** What was compiled for the person, and its bytes (API §6). */
export async function myExportRoutes(
  app: App,
  deps: Deps,
  { requester: person, limits }: { requester: RequesterDoor; limits: RateLimits },
): Promise<void> {
  const door = person.for()

  app.route({
    method: 'GET',
    url: '/v1/me/requests/:id/exports',
    ...door,
    schema: {
      operationId: 'listMyExports',
      description: 'Those that were released. `step_up_required`: a download takes a fresh code first.',
      tags: ['Requester'],
      summary: 'List what can be downloaded, newest first',
      params: requestParams,
      querystring: pageQuery,
      response: {
        200: exportList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { params, query } = request
      const now = deps.now()
      const found = await person.read(request, async (tx, actor) => {
        const released = await releasedExports(tx, deps, actor, params.id, now)
        const scope = { list: 'exports', request: params.id, whose: actor.type }
        return pageById(deps, { organisation: tx.organisation, scope }, query, readOn(released, 'newest_first'))
      })
      linkNext(reply, found)
      return mapPage(found, (row) => ({ ...toView(row, now), step_up_required: row.stepUpRequired }))
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/me/requests/:id/exports/:exp/step-up',
    ...door,
    onRequest: [door.onRequest, limits.limited('sign-in')],
    schema: {
      operationId: 'stepUpMyExport',
      tags: ['Requester'],
      summary: 'Ask for a fresh code to download an export with',
      description:
        'Where `step_up_required` of the export says so. The code goes to the mailbox that is signed in, opens this export for this sign-in ' +
        'alone, and replaces one that was asked for before. It counts as a code for a sign-in does: five tries, ten an hour.',
      params: exportParams,
      body: noFields,
      response: {
        202: challengeView.describe('A code is on its way'),
        ...errorResponses(...writeErrors, 'unauthorized', 'not_found', 'rate_limited'),
      },
    },
    handler: (request, reply) =>
      person.write({ request, reply }, async (tx, actor, at) => {
        const place = { request: request.params.id, export: request.params.exp }
        return { status: 202, body: { verification: showChallenge(await askStepUp(tx, deps, place, { actor, at })) } }
      }),
  })

  await app.register(async (scope: App) => {
    await scope.register(formbody)

    scope.route({
      method: 'POST',
      url: '/v1/me/requests/:id/exports/:exp/download',
      config: door.config,
      bodyLimit: largestForm,
      // A program is turned away before its body is read; the form of a browser brings its token in the body
      onRequest: async (request) => {
        if (request.headers.authorization !== undefined || !isForm(request)) {
          person.admit(request, bearerToken(request.headers.authorization))
        }
      },
      preHandler: async (request) => {
        if (request.requester !== undefined) return
        const { access_token } = downloadBody.parse(request.body) ?? {} // validated before: only its type is lost here
        if (access_token === undefined) throw unauthorized()
        person.admit(request, access_token)
      },
      schema: {
        operationId: 'downloadMyExport',
        tags: ['Requester'],
        summary: 'Download an export',
        description:
          'A POST, so that no scanner of mail or links takes it. As a plain form post with `access_token` in the body a browser can stream ' +
          'it to disk; the token is never taken from a URL. Where the organisation asks for a fresh code (`step_up_required` of the export), it goes ' +
          'into `code`; for ten minutes the same sign-in then needs no other, so that ranges and a download taken up again work. A single range is answered with 206. An `Idempotency-Key` has no effect.',
        consumes: ['application/json', formType],
        params: exportParams,
        body: downloadBody,
        response: {
          200: { description: 'The package, as an attachment', content: packages },
          206: { description: 'The range asked for', content: packages },
          ...errorResponses(
            'invalid',
            'unauthorized',
            'step_up_required',
            'not_found',
            'too_large',
            'unsupported_media_type',
            'range_not_satisfiable',
          ),
        },
      },
      handler: async (request, reply) => {
        const { id, exp } = request.params
        const place = { request: id, export: exp }
        const asked = { range: request.headers.range, code: request.body?.code }
        const at = deps.now()
        const download = await person.readLogged(request, (tx, actor) =>
          openDownload(tx, deps, place, asked, { actor, at }),
        )
        if (!(download instanceof Problem)) return sendDownload(reply, download)
        if (asked.code !== undefined) request.log.warn({ event: 'code_refused' })
        throw download
      },
    })
  })
}

function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === formType
}
