import { z } from 'zod'
import { letterTypes } from '../letters/letter-parts.ts'
import { getOrganisation } from '../organisations/store.ts'
import { warningsOfUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, openCursor, page, sealCursor } from '../platform/http/cursor.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { errorResponses, listQuery, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { chooseLanguage, writtenLanguages } from '../words/languages.ts'
import { changeWording } from './change-wording.ts'
import { demandWording } from './check-wording.ts'
import { findLogo } from './logos.ts'
import { asIfWorded, previewLetter } from './preview-letter.ts'
import { readVersions, readWording } from './read-wording.ts'
import type { TemplateDoors } from './routes.ts'
import {
  letterLanguage,
  letterPreview,
  letterType,
  letterWording,
  letterWordingList,
  previewWordingBody,
  showPreview,
  showWording,
  versionQuery,
  wordingBody,
} from './schemas.ts'
import { styleOf } from './style.ts'
import { wordingOf } from './wording.ts'

const letterParams = z.object({ type: letterType, locale: letterLanguage })
const readErrors = ['invalid', 'unauthorized', 'role_too_low', 'not_found'] as const
const writing = [...writeErrors, 'unauthorized', 'role_too_low', 'not_found', 'wording_incomplete'] as const

/** What letters say in the organisation's own words, by type and language. */
export function wordingRoutes(app: App, deps: Deps, { staff, organisations }: TemplateDoors): void {
  const cursorKey = deps.keyring.key('cursor')

  app.route({
    method: 'GET',
    url: '/v1/letters/wordings',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listLetterWordings',
      tags: ['Templates'],
      summary: 'The letters that say something in the organisation’s own words',
      description: 'By type, then language; only those that count now.',
      querystring: listQuery({}),
      response: {
        200: letterWordingList.describe('One page of wordings'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { limit, cursor } = request.query
      const { found, regime, warningsOf } = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'letter-wordings' } }
        const [after = -1] = cursor === undefined ? [] : openCursor(cursorKey, binding, cursor)
        const organisation = await getOrganisation(tx)
        const own = everyTemplate
          .filter(({ place, type, language }) => place > Number(after) && wordingOf(organisation, type, language))
          .slice(0, limit + 1)
        const read = await Promise.all(
          own.map(async ({ place, ...letter }) => ({ place, wording: await readWording(tx, deps, letter) })),
        )
        const onward = page(read, limit, ({ place }) => sealCursor(cursorKey, binding, [place]))
        const words = onward.data.map(({ wording }) => wording)
        return {
          found: onward,
          regime: organisation.regime,
          warningsOf: await warningsOfUnread(tx, request.log, words),
        }
      })
      linkNext(reply, found)
      return mapPage(found, ({ wording }) => showWording(wording, regime, warningsOf(wording)))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/letters/wordings/:type/:locale',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getLetterWording',
      tags: ['Templates'],
      summary: 'What a letter says in the organisation’s own words',
      description: 'With the parts it may name, and the placeholders that are filled in.',
      params: letterParams,
      querystring: versionQuery,
      response: {
        200: letterWording.describe('The wording, with its version as ETag'),
        ...errorResponses(...readErrors),
      },
    },
    handler: async (request, reply) => {
      const { type, locale: language } = request.params
      const { wording, regime, warningsOf } = await staff.read(request, async (tx) => {
        const [read, organisation] = await Promise.all([
          readWording(tx, deps, { type, language }, request.query.version),
          getOrganisation(tx),
        ])
        return {
          wording: read,
          regime: organisation.regime,
          warningsOf: await warningsOfUnread(tx, request.log, [read]),
        }
      })
      reply.header('etag', etag(wording.version))
      return showWording(wording, regime, warningsOf(wording))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/letters/wordings/:type/:locale/versions',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listLetterWordingVersions',
      description: 'With who made it and when. A letter names the version it was written with.',
      tags: ['Templates'],
      summary: 'Every version of a wording, newest first',
      params: letterParams,
      querystring: listQuery({}),
      response: {
        200: letterWordingList.describe('One page of versions'),
        ...errorResponses(...readErrors, 'invalid_cursor'),
      },
    },
    handler: async (request, reply) => {
      const { limit, cursor } = request.query
      const { type, locale: language } = request.params
      const { found, regime, warningsOf } = await staff.read(request, async (tx) => {
        const scope = { list: 'letter-wording-versions', letter: `${type}.${language}` }
        const binding = { organisation: tx.organisation, scope }
        const [before = 2 ** 31 - 1] = cursor === undefined ? [] : openCursor(cursorKey, binding, cursor)
        const { regime } = await getOrganisation(tx)
        const onward = { before: Number(before), limit: limit + 1 }
        const rows = await readVersions(tx, deps, { type, language }, onward)
        const onPage = page(rows, limit, ({ version }) => sealCursor(cursorKey, binding, [version]))
        return { regime, found: onPage, warningsOf: await warningsOfUnread(tx, request.log, onPage.data) }
      })
      linkNext(reply, found)
      return mapPage(found, (wording) => showWording(wording, regime, warningsOf(wording)))
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/letters/wordings/:type/:locale',
    ...staff.for('admin'),
    schema: {
      operationId: 'changeLetterWording',
      tags: ['Templates'],
      summary: 'Have a letter say it in the organisation’s own words',
      description:
        'The organisation’s words stand around the parts of the letter. What the law asks for cannot be left out: 422 `wording_incomplete` names each part that is missing, with its article. Every version is kept, and a letter names the one it was written with. `If-Match` refuses a change meant for another version.',
      params: letterParams,
      body: wordingBody,
      response: {
        200: letterWording.describe('The wording as it is now, with its version as ETag'),
        ...errorResponses(...writing, 'version_mismatch'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const { type, locale: language } = request.params
        const { subject, text } = request.body
        const wording = text === null ? null : { ...(subject != null && { subject }), text }
        const demand = (version: number) => demandVersion(request, version)
        const version = await changeWording(tx, deps, { type, language, wording, demand }, { actor, at })
        const organisation = await getOrganisation(tx)
        tx.afterCommit(() => organisations.forget(organisation))
        const body = showWording(await readWording(tx, deps, { type, language }, version), organisation.regime)
        return { status: 200, body, headers: { etag: etag(version) } }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/letters/preview/:type',
    ...staff.for('auditor'),
    schema: {
      operationId: 'previewLetterWording',
      tags: ['Templates'],
      summary: 'A letter as a wording would have it that is not saved',
      description: 'Refused as saving it would be. Nothing is kept.',
      params: z.object({ type: letterType }),
      body: previewWordingBody,
      response: { 200: letterPreview.describe('The letter'), ...errorResponses(...writing) },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx) => {
        const { type } = request.params
        const { subject, text, by } = request.body
        const organisation = await getOrganisation(tx)
        const language = request.body.locale ?? chooseLanguage(organisation.locale).language
        const wording = { ...(subject != null && { subject }), text }
        demandWording(type, wording, organisation)
        const { logo } = styleOf(organisation)
        const bytes = logo && (await findLogo(tx, deps.keyring, logo.version))
        const worded = asIfWorded(organisation, { type, language, wording })
        const letter = previewLetter(worded, { type, locale: language, by: by ?? 'email' }, bytes)
        return { status: 200, body: showPreview(letter) }
      }),
  })
}

/** Every letter there may be a wording of, in the order of lists. */
const everyTemplate = letterTypes
  .flatMap((type) => writtenLanguages.map((language) => ({ type, language })))
  .map((letter, place) => ({ place, ...letter }))
