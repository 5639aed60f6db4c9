import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, page } from '../platform/http/cursor.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { problem } from '../platform/problem.ts'
import { listRestrictions, restrictionsOf, restrictionsOfRequest } from './read-restrictions.ts'
import { personPrint } from './restricted-person.ts'
import {
  checkBody,
  checkedMany,
  checkedView,
  checkQuery,
  personHeader,
  restrictionList,
  restrictionsQuery,
  showCheck,
  toView,
  traceOf,
} from './schemas.ts'

/** Which data are restricted (art. 18): the register, and what the organisation's own systems ask before they process anything. */
export function restrictionRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/restrictions',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listRestrictions',
      tags: ['Restrictions'],
      summary: 'List the restrictions of processing, the newest first',
      description:
        'Every restriction that was carried out, in force or lifted. It holds until the person was told of its end (art. 18(3)), and as long as it holds the file of its request is kept.',
      querystring: restrictionsQuery,
      response: {
        200: restrictionList.describe('One page'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low'),
      },
    },
    handler: async (request, reply) => {
      const { in_force: inForce, ...query } = request.query
      const found = await staff.read(request, (tx) => listRestrictions(tx, deps, { ...query, inForce }, deps.now()))
      linkNext(reply, found)
      return mapPage(found, toView)
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/restrictions/check',
    ...staff.for('auditor'),
    schema: {
      operationId: 'checkRestrictions',
      tags: ['Restrictions'],
      summary: 'Ask whether data of a person are restricted',
      description:
        'One person by `email` or `identifier`, or up to 1,000 (`people`), answered in their order by a list. Art. 18(2): while a restriction is in force the ' +
        'data it is about may be stored, and else only be used with consent, for legal claims, or to protect others. An identifier may be ' +
        'somebody else’s as well: the answer names the request to look at. Under an `Idempotency-Key` the first answer is given again, however old.',
      body: checkBody,
      response: {
        200: checkedMany.describe('For one person one answer, for `people` a list of as many'),
        ...errorResponses(...writeErrors, 'unauthorized', 'role_too_low'),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, _actor, at) => {
        const { body } = request
        const isBatch = 'people' in body
        const people = isBatch ? body.people : [body]
        const prints = people.map((one) => personPrint(deps.keyring, tx.organisation, traceOf(one)))
        const found = await restrictionsOf(tx, deps, prints, at)
        const answers = found.map((each, place) => showCheck(each, prints[place]))
        return { status: 200, body: isBatch ? page(answers, answers.length, String) : showOnly(answers) }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/restrictions/check',
    ...staff.for('auditor'),
    schema: {
      operationId: 'checkKnownRestriction',
      tags: ['Restrictions'],
      summary: 'Ask again whether data are restricted, without naming anybody',
      description:
        'By the `request` that a system was told of, or by the fingerprint of a person that a check has answered, in the header `Person-Fingerprint`: ' +
        'no address enters a URL, or the log of a proxy.',
      querystring: checkQuery,
      headers: personHeader,
      response: {
        200: checkedView.describe('What is in force now'),
        ...errorResponses('invalid', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: (request) => {
      const { request: id } = request.query
      const print = request.headers['person-fingerprint']
      return staff.read(request, async (tx) => {
        if (id !== undefined && print === undefined) {
          return showCheck(await restrictionsOfRequest(tx, deps, id, deps.now()), undefined)
        }
        if (id === undefined && print !== undefined) {
          const person = Buffer.from(print, 'hex')
          return showCheck((await restrictionsOf(tx, deps, [person], deps.now())).flat(), person)
        }
        throw problem('invalid', 'either a request or a fingerprint is asked for', {
          errors: [
            { location: 'query.request', message: 'expected it, or the header Person-Fingerprint, and not both' },
          ],
        })
      })
    },
  })
}

function showOnly([answer, ...more]: readonly ReturnType<typeof showCheck>[]) {
  if (answer === undefined || more.length > 0) throw new Error('one person has one answer')
  return answer
}
