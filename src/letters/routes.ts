import { z } from 'zod'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import { warningsOfUnread } from '../organisations/unread-rows.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, pageById } from '../platform/http/cursor.ts'
import { binary } from '../platform/http/openapi.ts'
import { errorResponses, listQuery, noFields, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import { getLetter, getLetterToPrint, recordPosted, resendLetter } from './change-letter.ts'
import { printLetter } from './print-letter.ts'
import { lookToPrint } from './printed-look.ts'
import { letterList, letterView, recordPostedBody, showLetter, toPostQuery } from './schemas.ts'
import { isErasedLetter, type LetterToShow, lettersOfRequest, lettersToPost } from './store.ts'
import type { LetterRow } from './write-letter.ts'

const letterParams = z.object({ id: typeId('ltr') })
const refusals = [
  ...writeErrors,
  'unauthorized',
  'role_too_low',
  'not_found',
  'letter_not_postable',
  'action_not_allowed',
] as const

/** What was sent to the person, and what became of it (API §4.3). */
export function letterRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/requests/:id/letters',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listLetters',
      description:
        'Each with its type and what became of it. What a letter said is sealed with the case; its hash is in the evidence.',
      tags: ['Correspondence'],
      summary: 'The letters of a request, oldest first',
      params: z.object({ id: typeId('req') }),
      querystring: listQuery({}),
      response: {
        200: letterList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const found = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'letters', request: id } }
        const { safe } = await getRequestToShow(tx, deps.keyring, id)
        return pageById<LetterRow>(deps, binding, request.query, (onward) => lettersOfRequest(tx, safe, onward))
      })
      linkNext(reply, found)
      return mapPage(found, (row) => showLetter(row))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/letters',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listLettersToPost',
      tags: ['Correspondence'],
      summary: 'The letters that wait to be posted, oldest first',
      description:
        'Of all requests: each is printed (`GET /v1/letters/{id}/pdf`), posted, and recorded as posted. What it tells is told from then on: until then an answer is not given, and the clock runs.',
      querystring: toPostQuery,
      response: {
        200: letterList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { found, warningsOf } = await staff.read(request, async (tx) => {
        const binding = { organisation: tx.organisation, scope: { list: 'letters_to_post' } }
        const found = await pageById<LetterToShow>(deps, binding, request.query, (onward) =>
          lettersToPost(tx, deps.keyring, onward),
        )
        return { found, warningsOf: await warningsOfUnread(tx, request.log, found.data) }
      })
      linkNext(reply, found)
      return mapPage(found, (row) => showLetter(row, warningsOf(row)))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/letters/:id',
    ...staff.for('auditor'),
    schema: {
      operationId: 'getLetter',
      description:
        'Queued, deferred, sent, posted, withdrawn or failed, with the tries and the last error. `sent` says that a mail server took it.',
      tags: ['Correspondence'],
      summary: 'What became of a letter',
      params: letterParams,
      response: {
        200: letterView.describe('The letter'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) =>
      showLetter(await staff.read(request, (tx) => getLetter(tx, deps.keyring, request.params.id))),
  })

  app.route({
    method: 'GET',
    url: '/v1/letters/:id/pdf',
    ...staff.for('auditor'),
    schema: {
      operationId: 'printLetter',
      tags: ['Correspondence'],
      summary: 'The letter to print',
      description:
        'A4, the address where an envelope’s window shows it, in the organisation’s colours and with its logo. A code is never printed.',
      params: letterParams,
      response: {
        200: { description: 'The letter', content: { 'application/pdf': { schema: binary } } },
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { letter, organisation, look } = await staff.read(request, async (tx) => {
        const [letter, organisation] = await Promise.all([
          getLetterToPrint(tx, deps.keyring, request.params.id),
          getOrganisation(tx),
        ])
        return { letter, organisation, look: await lookToPrint(tx, deps, letter) }
      })
      if (isErasedLetter(letter)) throw problem('not_found', 'what the letter said was erased')
      const name = `${showId('ltr', letter.id)}.pdf`
      reply.type('application/pdf').header('content-disposition', `attachment; filename="${name}"`)
      return reply.send(await printLetter(letter, organisation, look))
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/letters/:id/resend',
    ...staff.for('agent'),
    schema: {
      operationId: 'resendLetter',
      tags: ['Correspondence'],
      summary: 'Send a letter again',
      description:
        'The same words in a new delivery, under a new Message-ID. Not for paper, nor for what is on its way.',
      params: letterParams,
      body: noFields,
      response: {
        200: letterView.describe('The letter, queued'),
        ...errorResponses(...refusals, 'authority_not_accepted', 'no_address'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const row = await resendLetter(tx, deps, request.params.id, { actor, now })
        return { status: 200, body: showLetter(row), about: row.requestId ?? undefined }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/letters/:id/record-posted',
    ...staff.for('agent'),
    schema: {
      operationId: 'recordLetterPosted',
      tags: ['Correspondence'],
      summary: 'Record that a printed letter was posted',
      description:
        'What the letter tells counts as told on that day. Also for a letter that could not be delivered by e-mail so far, and was printed: it is not tried any more.',
      params: letterParams,
      body: recordPostedBody,
      response: {
        200: letterView.describe('The letter, posted'),
        ...errorResponses(...refusals, 'authority_not_accepted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        const row = await recordPosted(tx, deps, request.params.id, request.body, { actor, now })
        return { status: 200, body: showLetter(row), about: row.requestId ?? undefined }
      }),
  })
}
