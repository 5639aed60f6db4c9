import { createHash } from 'node:crypto'
import { actorOf, type StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { page } from '../platform/http/cursor.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { recordTexts } from '../records/record-lines.ts'
import { acceptStreams, bodyOf, formOf, streamOf } from '../records/streamed-delivery.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import { importList } from './import-list.ts'
import { liftSuppression } from './lift-suppression.ts'
import { listLine, readList } from './read-list.ts'
import {
  checkBody,
  checkedView,
  countsView,
  importView,
  liftBody,
  showCounts,
  showImport,
  showSuppression,
  suppressionView,
} from './schemas.ts'
import { areSuppressed, countObjections } from './store.ts'

/** A hundred thousand lines with room to spare. */
const largestList = 16 * 1024 * 1024

/** Who has objected to direct marketing (art. 21(3)): asked before anything is sent, taken over from an older list, lifted by a new consent. */
export async function objectionRoutes(app: App, deps: Deps, staff: StaffDoor): Promise<void> {
  checkRoute(app, deps, staff)
  countRoute(app, deps, staff)
  liftRoute(app, deps, staff)
  // A scope of its own: here bodies are streams, which the other routes never see.
  await app.register(async (scope: App) => {
    acceptStreams(scope)
    importRoute(scope, deps, staff)
  })
}

function checkRoute(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'POST',
    url: '/v1/suppressions/check',
    ...staff.for('auditor', { marketing: true }),
    schema: {
      operationId: 'checkSuppressions',
      tags: ['Suppressions'],
      summary: 'Ask who has objected to direct marketing',
      description:
        'One address (`email`), or up to 1,000 (`emails`), answered in their order by a list. To be asked before each sending: an objection holds from ' +
        'the receipt of the request on, and outlives its file. For tools that send, a client of the role `marketing` may do this and nothing else. ' +
        'Under an `Idempotency-Key` the first answer is given again, however old.',
      body: checkBody,
      response: {
        200: checkedView.describe('For `email` one answer, for `emails` a list of as many'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, _actor, at) => {
        const { body } = request
        const emails = 'email' in body ? [body.email] : body.emails
        const mailboxes = emails.map((address) => mailboxOf(deps.keyring, tx.organisation, address))
        const answers = (await areSuppressed(tx, { mailboxes, at })).map(showSuppression)
        return { status: 200, body: 'email' in body ? showOnly(answers) : page(answers, answers.length, String) }
      }),
  })
}

function showOnly([answer, ...more]: readonly ReturnType<typeof showSuppression>[]) {
  if (answer === undefined || more.length > 0) throw new Error('one address has one answer')
  return answer
}

function countRoute(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/suppressions',
    ...staff.for('auditor'),
    schema: {
      operationId: 'countSuppressions',
      tags: ['Suppressions'],
      summary: 'Count who has objected to direct marketing',
      description: 'Numbers only: what is kept is fingerprints, from which nobody can read an address.',
      response: {
        200: countsView.describe('How many mailboxes'),
        ...errorResponses('unauthorized', 'role_too_low'),
      },
    },
    handler: (request) => staff.read(request, async (tx) => showCounts(await countObjections(tx, deps.now()))),
  })
}

function liftRoute(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'POST',
    url: '/v1/suppressions/lift',
    ...staff.for('dpo'),
    schema: {
      operationId: 'liftSuppression',
      tags: ['Suppressions'],
      summary: 'Take an objection back: the person has consented anew',
      description:
        'Art. 7: with the day of the consent and how it was given, kept in the organisation’s history. A list that is imported later with an older day ' +
        'does not undo it; a new objection does.',
      body: liftBody,
      response: {
        200: suppressionView.describe('The objection no longer holds'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low', 'not_found', 'not_permitted'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        await liftSuppression(tx, deps, request.body, { actor, at })
        return { status: 200, body: showSuppression(false) }
      }),
  })
}

function importRoute(scope: App, deps: Deps, staff: StaffDoor): void {
  const door = staff.for('dpo')
  scope.route({
    method: 'POST',
    url: '/v1/suppressions/import',
    ...door,
    config: { ...door.config, ...streamOf(listLine) },
    schema: {
      operationId: 'importSuppressions',
      tags: ['Suppressions'],
      summary: 'Take over a list of who has objected to direct marketing',
      description:
        'One address with the day of its objection a line (NDJSON), or a JSON array: at most 100,000 of them. Only keyed fingerprints are kept. The same ' +
        'list again changes nothing. A bad line is told by its number and keeps none of the others out.',
      response: {
        200: importView.describe('What became of the lines'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      try {
        const form = formOf(request)
        const { texts, meter } = recordTexts(bodyOf(request), { form, maxBytes: largestList })
        const { organisation } = actorOf(request)
        const read = await readList(texts, (address) => mailboxOf(deps.keyring, organisation, address))
        const body = createHash('sha256').update(form).update(meter.sha256()).digest()
        return await staff.write({ request, reply, body }, async (tx, actor, at) => ({
          status: 200,
          body: showImport(await importList(tx, deps, read, { actor, at })),
        }))
      } catch (error) {
        // As for records: Node does not discard the rest of a body that somebody began to read, and the answer would wait for it.
        request.raw.resume()
        throw error
      }
    },
  })
}
