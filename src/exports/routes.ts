import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById } from '../platform/http/cursor.ts'
import { binary } from '../platform/http/openapi.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { showId } from '../platform/identifiers.ts'
import type { ProblemCode } from '../platform/problem.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import { askForExport } from './ask-for-export.ts'
import { sendDownload } from './download.ts'
import { getExport } from './find-export.ts'
import { previewExport } from './open-download.ts'
import { releaseExport } from './release-export.ts'
import { revokeExport } from './revoke-export.ts'
import {
  askBody,
  exportList,
  exportParams,
  exportView,
  listExportsQuery,
  releaseBody,
  requestParams,
  revokeBody,
  toStaffView,
} from './schemas.ts'
import { type ExportRow, exportsOf } from './store.ts'

const base = '/v1/requests/:id/exports'
const reading = ['unauthorized', 'role_too_low', 'not_found'] as const
const writing = [...writeErrors, ...reading] as const satisfies ProblemCode[]

/** Packages for the person, as staff makes them (API §4.4). The person's own door takes `openDownload` and `sendDownload`. */
export function exportRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'POST',
    url: base,
    ...staff.for('agent'),
    schema: {
      operationId: 'askForExport',
      tags: ['Exports'],
      summary: 'Compile the records of a request for the person',
      description:
        'Access holds everything, with the information of art. 15(1) and (2). Portability holds what the person provided, observed data included, of automated processing on consent or contract, as the register has it (art. 20(1)). What is left out, or withheld, is counted with its reason.',
      params: requestParams,
      body: askBody,
      response: {
        202: exportView.describe('The export, queued: follow it until it is ready'),
        ...errorResponses(...writing, 'action_not_allowed'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const { id } = request.params
        const row = await askForExport(tx, deps, id, request.body, { actor, at: now })
        const location = `/v1/requests/${showId('req', id)}/exports/${showId('exp', row.id)}`
        return { status: 202, body: toStaffView(row, now), headers: { location } }
      }),
  })

  app.route({
    method: 'GET',
    url: base,
    ...staff.for('auditor'),
    schema: {
      operationId: 'listExports',
      description: 'Of every state, also those that have expired or were revoked.',
      tags: ['Exports'],
      summary: 'List the exports of a request, newest first',
      params: requestParams,
      querystring: listExportsQuery,
      response: { 200: exportList.describe('One page'), ...errorResponses('invalid', 'invalid_cursor', ...reading) },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const found = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'exports', request: id } }
        const { safe } = await getRequestToShow(tx, deps.keyring, id)
        return pageById<ExportRow>(deps, binding, request.query, ({ after, limit }) =>
          exportsOf(tx, safe, { before: after, limit }),
        )
      })
      linkNext(reply, found)
      const now = deps.now()
      return mapPage(found, (row) => toStaffView(row, now))
    },
  })

  app.route({
    method: 'GET',
    url: `${base}/:exp`,
    ...staff.for('auditor'),
    schema: {
      operationId: 'getExport',
      description:
        'Its state and how many records are compiled. Once `ready`: size, SHA-256, and warnings to look at before it is released.',
      tags: ['Exports'],
      summary: 'Follow an export',
      params: exportParams,
      response: { 200: exportView.describe('The export'), ...errorResponses(...reading) },
    },
    handler: async (request) => {
      const { id, exp } = request.params
      const row = await staff.read(request, (tx) => getExport(tx, deps, { request: id, export: exp }))
      return toStaffView(row, deps.now())
    },
  })

  app.route({
    method: 'GET',
    url: `${base}/:exp/content`,
    ...staff.for('dpo'),
    schema: {
      operationId: 'previewExport',
      tags: ['Exports'],
      summary: 'Look into an export before it is released',
      description: 'Each look is an event. A single range is answered with 206.',
      params: exportParams,
      response: {
        200: { description: 'The package', content: packages },
        206: { description: 'The range asked for', content: packages },
        ...errorResponses(...reading, 'export_not_ready', 'range_not_satisfiable'),
      },
    },
    handler: async (request, reply) => {
      const { id, exp } = request.params
      const place = { request: id, export: exp }
      const at = deps.now()
      return sendDownload(
        reply,
        await staff.readLogged(request, (tx, actor) => previewExport(tx, deps, place, { actor, at })),
      )
    },
  })

  app.route({
    method: 'POST',
    url: `${base}/:exp/release`,
    ...staff.for('dpo'),
    schema: {
      operationId: 'releaseExport',
      tags: ['Exports'],
      summary: 'Give an export to the person',
      description:
        'Answers every granted right of its kind that is unanswered, and tells the person. It is released by another than who asked for it, unless the organisation has switched that off. May happen again, which renews its expiry and moves no other date.',
      params: exportParams,
      body: releaseBody,
      response: {
        200: exportView.describe('The export, released'),
        ...errorResponses(
          ...writing,
          'four_eyes',
          'action_not_allowed',
          'records_unreviewed',
          'export_not_ready',
          'right_not_granted',
          'identity_level_too_low',
          'authority_not_accepted',
          'no_address',
        ),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const { id, exp } = request.params
        const place = { request: id, export: exp }
        return {
          status: 200,
          body: toStaffView(await releaseExport(tx, deps, place, request.body ?? {}, { actor, at: now }), now),
        }
      }),
  })

  app.route({
    method: 'POST',
    url: `${base}/:exp/revoke`,
    ...staff.for('dpo'),
    schema: {
      operationId: 'revokeExport',
      tags: ['Exports'],
      summary: 'Take an export back',
      description: 'From then on nobody can download it; its content is deleted.',
      params: exportParams,
      body: revokeBody,
      response: {
        200: exportView.describe('The export, revoked'),
        ...errorResponses(...writing, 'action_not_allowed', 'export_not_ready'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const { id, exp } = request.params
        return {
          status: 200,
          body: toStaffView(
            await revokeExport(tx, deps, { request: id, export: exp }, request.body ?? {}, { actor, at: now }),
            now,
          ),
        }
      }),
  })
}

const packages = { 'application/json': { schema: binary }, 'application/zip': { schema: binary } }
