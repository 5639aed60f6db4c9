import { z } from 'zod'
import type { OrganisationCache } from '../organisations/organisation-cache.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import { warningsOfUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { changeStyle } from './change-style.ts'
import { findLogo } from './logos.ts'
import { previewLetter } from './preview-letter.ts'
import { readStyleToShow } from './read-style.ts'
import {
  changeStyleBody,
  letterPreview,
  letterStyle,
  letterType,
  previewQuery,
  showPreview,
  showStyle,
  versionQuery,
} from './schemas.ts'
import { type SenderDomains, styleOf } from './style.ts'

export type TemplateDoors = {
  readonly staff: StaffDoor
  readonly organisations: OrganisationCache
  readonly domains: SenderDomains
}

/** How the organisation's letters look and what they say, before any is sent. */
export function templateRoutes(app: App, deps: Deps, { staff, organisations, domains }: TemplateDoors): void {
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
    handler: (request) =>
      staff.read(request, async (tx) => {
        const organisation = await getOrganisation(tx)
        const { locale = organisation.locale, by } = request.query
        const { logo } = styleOf(organisation)
        const bytes = logo && (await findLogo(tx, deps.keyring, logo.version))
        return showPreview(previewLetter(organisation, { type: request.params.type, locale, by }, bytes))
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/letters/style',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getLetterStyle',
      description:
        'Sender, address for answers, colours and logo, of today or of a `version`; `warnings` say what of it no longer has effect.',
      tags: ['Templates'],
      summary: 'How letters look, and from whom they come',
      querystring: versionQuery,
      response: {
        200: letterStyle.describe('The style, with its version as ETag'),
        ...errorResponses('invalid', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { read, organisation, warningsOf } = await staff.read(request, async (tx) => {
        const organisation = await getOrganisation(tx)
        const current = styleOf(organisation)
        const style = await readStyleToShow(tx, deps, request.query.version ?? current.version, current)
        return { read: style, organisation, warningsOf: await warningsOfUnread(tx, request.log, [style]) }
      })
      reply.header('etag', etag(read.style.version))
      return showStyle(read, organisation, domains, warningsOf(read))
    },
  })

  app.route({
    method: 'PATCH',
    url: '/v1/letters/style',
    ...staff.for('admin'),
    schema: {
      operationId: 'changeLetterStyle',
      tags: ['Templates'],
      summary: 'Change how letters look, and from whom they come',
      description:
        'Absent fields stay as they are; null is as usual again. Every version is kept, and a letter names the one it was written with. What is written already goes out as it was written. `If-Match` refuses a change meant for another version.',
      body: changeStyleBody,
      response: {
        200: letterStyle.describe('The style as it is now, with its version as ETag'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low', 'version_mismatch', 'sender_not_allowed'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const demand = ({ version }: { readonly version: number }) => demandVersion(request, version)
        const { version } = await changeStyle(tx, deps, { change: request.body, domains, demand }, { actor, at })
        const organisation = await getOrganisation(tx)
        tx.afterCommit(() => organisations.forget(organisation))
        const read = await readStyleToShow(tx, deps, version)
        const warningsOf = await warningsOfUnread(tx, request.log, [read])
        const body = showStyle(read, organisation, domains, warningsOf(read))
        return { status: 200, body, headers: { etag: etag(version) } }
      }),
  })
}
