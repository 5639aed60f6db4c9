import { z } from 'zod'
import { noteDirectives } from '../directives/find-directives.ts'
import { closedReasons, requestStatuses } from '../law/lifecycle.ts'
import { rightNames } from '../law/rights.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { mapPage, page } from '../platform/http/cursor.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { errorResponses, listOf, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { showId } from '../platform/identifiers.ts'
import { bodies } from './action-schemas.ts'
import { type Case, demandAction } from './case.ts'
import { changeCase } from './change-case.ts'
import { findDuplicates, type PossibleDuplicate } from './find-duplicates.ts'
import { findRelated, type RelatedRequest, relationsFound } from './find-related.ts'
import { getRequest, getRequestToShow } from './find-request.ts'
import { withFreeReference } from './open-request.ts'
import { likenesses } from './resemblance.ts'
import { requestView } from './schemas.ts'
import { splitRequest, storeSplit } from './split-request.ts'
import { requestView as view } from './view.ts'

const params = z.object({ id: typeId('req') })

const duplicateView = z
  .object({
    object: z.literal('possible_duplicate'),
    request: z.string(),
    reference: z.string(),
    status: z.enum(requestStatuses),
    closed_reason: z.enum(closedReasons).nullable(),
    received_on: z.string().meta({ format: 'date' }),
    reasons: z.array(z.enum(likenesses)).meta({
      description: 'What both have in common: `same_rights`, all of them; `same_right`, one at least',
    }),
  })
  .meta({
    id: 'PossibleDuplicate',
    examples: [
      {
        object: 'possible_duplicate',
        request: 'req_01m84njqz5eaaazqs37rz6d7v6',
        reference: 'HB-7F3K-92QD',
        status: 'in_progress',
        closed_reason: null,
        received_on: '2026-03-02',
        reasons: ['same_mailbox', 'same_name', 'same_rights'],
      },
    ],
  })
const relatedView = z
  .object({
    object: z.literal('related_request'),
    request: z.string(),
    reference: z.string(),
    relations: z.array(z.enum(relationsFound)).meta({
      description:
        '`split_from`, `split_into`: of one letter; `duplicate_of`, `duplicated_by`: closed as the same letter; `same_requester`: written from the same mailbox, ' +
        'by somebody who is proven in both',
    }),
    rights: z.array(z.enum(rightNames)),
    status: z.enum(requestStatuses),
    closed_reason: z.enum(closedReasons).nullable(),
    received_on: z.string().meta({ format: 'date' }),
  })
  .meta({
    id: 'RelatedRequest',
    examples: [
      {
        object: 'related_request',
        request: 'req_01m84njqz5eaaazqs37rz6d7v6',
        reference: 'HB-7F3K-92QD',
        relations: ['split_into', 'same_requester'],
        rights: ['erasure'],
        status: 'in_progress',
        closed_reason: null,
        received_on: '2026-03-02',
      },
    ],
  })
const relatedList = listOf(relatedView, 'RelatedRequestList')

const duplicateList = listOf(duplicateView, 'PossibleDuplicateList')

/** Two requests that are one letter, and one letter that is two. */
export function splitRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/requests/:id/duplicates',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listDuplicates',
      tags: ['Requests'],
      summary: 'Find requests that this one may repeat, or that may repeat it',
      description:
        'Received within thirty days of it, from the same mailbox or about somebody of the same name or identifier, invoking one of its rights; the likeliest ' +
        'first, closed ones too, twenty at most. Nothing is decided by it: `close` with reason `duplicate` is staff’s to call.',
      params,
      response: {
        200: duplicateList.describe('All that were found'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) => {
      const found = await staff.read(request, async (tx) =>
        findDuplicates(tx, deps.keyring, await getRequest(tx, deps.keyring, request.params.id)),
      )
      return mapPage(page(found, found.length, String), showDuplicate)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/requests/:id/related',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listRelated',
      tags: ['Requests'],
      summary: 'List the requests that belong to this one',
      description:
        'The other half of a split letter, what it was closed as a duplicate of, what was closed as a duplicate of it, and the other requests of who wrote it, once ' +
        'proven in both: the newest first, of each kind a hundred at most.',
      params,
      response: {
        200: relatedList.describe('All that were found'),
        ...errorResponses('unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request) => {
      const found = await staff.read(request, async (tx) =>
        findRelated(tx, deps.keyring, await getRequestToShow(tx, deps.keyring, request.params.id)),
      )
      return mapPage(page(found, found.length, String), showRelated)
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/requests/:id/split',
    ...staff.for('dpo'),
    schema: {
      operationId: 'splitRequest',
      tags: ['Actions'],
      summary: 'Move rights of a letter to a request of their own',
      description:
        'For a letter that asks two things of two teams. Both requests keep the receipt of the letter: channel, day, writer, what is proven of them, ' +
        'pauses and extensions, so that no due date of a right moves. The new one has its own reference, its own history and the text of the letter; papers, messages, ' +
        'letters, records and exports stay with the first. Only pending rights move, and not while a question is open.',
      params,
      body: bodies.split.meta({ id: 'SplitCommand' }),
      response: {
        201: requestView.describe('The new request'),
        ...errorResponses(
          ...writeErrors,
          'unauthorized',
          'role_too_low',
          'not_found',
          'action_not_allowed',
          'version_mismatch',
          'not_permitted',
        ),
      },
    },
    handler: (request, reply) =>
      withFreeReference(() =>
        staff.write({ request, reply }, async (tx, actor, now) => {
          let split: Case | undefined
          await changeCase(tx, deps, { request: request.params.id, actor, now }, async (found) => {
            demandVersion(request, found.request.version)
            demandAction(found, 'split')
            split = splitRequest(deps.keyring, found, request.body, { actor, at: now })
            await storeSplit(tx, deps, { from: found, to: split })
            found.request.started = true
          })
          if (split === undefined) throw new Error('a request was split, and the other half is missing')
          await noteDirectives(tx, deps.keyring, [split])
          return {
            status: 201,
            body: view(split, now),
            about: split.request.id,
            headers: { etag: etag(split.request.version), location: `/v1/requests/${showId('req', split.request.id)}` },
          }
        }),
      ),
  })
}

function showRelated({ case: { request, rights }, relations }: RelatedRequest): z.input<typeof relatedView> {
  return {
    object: 'related_request',
    request: showId('req', request.id),
    reference: request.reference,
    relations: [...relations],
    rights: rights.map(({ right }) => right),
    status: request.status,
    closed_reason: request.closedReason,
    received_on: request.receivedOn,
  }
}

function showDuplicate({ case: { request }, reasons }: PossibleDuplicate): z.input<typeof duplicateView> {
  return {
    object: 'possible_duplicate',
    request: showId('req', request.id),
    reference: request.reference,
    status: request.status,
    closed_reason: request.closedReason,
    received_on: request.receivedOn,
    reasons: [...reasons],
  }
}
