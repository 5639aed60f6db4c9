import formbody from '@fastify/formbody'
import type { FastifyRequest } from 'fastify'
import { sendDownload } from '../exports/download.ts'
import { openDownload, releasedExports } from '../exports/open-download.ts'
import { exportList, exportParams, toView } from '../exports/schemas.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage } from '../platform/http/cursor.ts'
import { binary } from '../platform/http/openapi.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { bearerToken, unauthorized } from '../platform/http/tokens.ts'
import { pageOf } from './onward.ts'
import type { RequesterDoor } from './requester-door.ts'
import { downloadBody, pageQuery, requestParams } from './schemas.ts'

const formType = 'application/x-www-form-urlencoded'
const largestForm = 8 * 1024 // a token of 4 KiB, percent-encoded
const packages = { 'application/json': { schema: binary }, 'application/zip': { schema: binary } }

/** What was compiled for the person, and its bytes (API §6). */
export async function myExportRoutes(app: App, deps: Deps, person: RequesterDoor): Promise<void> {
  app.route({
    method: 'GET',
    url: '/v1/me/requests/:id/exports',
    ...person.for(),
    schema: {
      operationId: 'listMyExports',
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
        return pageOf(deps, { tx, list: 'exports', request: params.id, whose: actor.type }, query, released)
      })
      linkNext(reply, found)
      return mapPage(found, (row) => toView(row, now))
    },
  })

  await app.register(async (scope: App) => {
    await scope.register(formbody)

    scope.route({
      method: 'POST',
      url: '/v1/me/requests/:id/exports/:exp/download',
      config: person.for().config,
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
          'it to disk; the token is never taken from a URL. A single range is answered with 206. An `Idempotency-Key` has no effect.',
        consumes: ['application/json', formType],
        params: exportParams,
        body: downloadBody,
        response: {
          200: { description: 'The package, as an attachment', content: packages },
          206: { description: 'The range asked for', content: packages },
          ...errorResponses(
            'invalid',
            'unauthorized',
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
        const options = { at: deps.now(), range: request.headers.range }
        const download = await person.readLogged(request, (tx, actor) =>
          openDownload(tx, deps, place, { actor, ...options }),
        )
        return sendDownload(reply, download)
      },
    })
  })
}

function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === formType
}
