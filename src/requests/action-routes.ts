import { z } from 'zod'
import { settleDirectives, undoSettlement } from '../directives/settle-directives.ts'
import { civilDateIn } from '../law/calendar.ts'
import type { RequestAction, RightAction } from '../law/lifecycle.ts'
import { actorOf, type StaffDoor } from '../organisations/staff-door.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { demandVersion, etag } from '../platform/http/etag.ts'
import { errorResponses, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import type { RightId } from '../platform/identifiers.ts'
import type { ProblemCode } from '../platform/problem.ts'
import { recipientsConcerned } from '../recipients/recipients-concerned.ts'
import { registerToCompare } from '../register/read-register.ts'
import { handOver } from '../sources/hand-over.ts'
import { issuerKeys } from './account-sign-in.ts'
import { acknowledge } from './acknowledge.ts'
import type { Act, By } from './act.ts'
import { bodies, type Command } from './action-schemas.ts'
import { confirmAuthority, rejectAuthority } from './authority.ts'
import { carriedOut } from './carried-out.ts'
import { type Case, demandAction } from './case.ts'
import { changeCase } from './change-case.ts'
import { askClarification, recordAnswer } from './clarification.ts'
import { cancelRequest, closeRequest, reopenRequest } from './close-request.ts'
import { correctRequest } from './correct-request.ts'
import { decideRight } from './decide-right.ts'
import { extend } from './extend.ts'
import { fulfilRight } from './fulfil-right.ts'
import { askIdentity, confirmIdentity, rejectIdentity } from './identity.ts'
import { addRight, amendRight, dropRight, liftRestriction, reviseRight } from './revise-right.ts'
import { requestView } from './schemas.ts'
import { requestView as view } from './view.ts'

type Words = { summary: string; description?: string; refuses?: readonly ProblemCode[] }

/** How an action is run; what it waits for on the network comes ahead, before its transaction. */
type Run<A extends RequestAction> =
  | Act<Command<A>>
  | { readonly ahead: (command: Command<A>, actor: StaffActor) => Promise<Act<Command<A>>> }

/** Every action of API §4.2, each with the role it needs and what it may refuse beyond its state. */
export function actionRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  function onRequest<A extends RequestAction>(name: A, role: 'agent' | 'dpo', run: Run<A>, words: Words) {
    app.route({
      method: 'POST',
      url: `/v1/requests/:id/${name}`,
      ...staff.for(role),
      schema: {
        operationId: camelCase(name === 'rights' ? 'add-right' : `${name}-request`),
        ...documented(words),
        params: z.object({ id: typeId('req') }),
        body: bodies[name].meta({ id: `${pascalCase(name)}Command` }),
      },
      handler: async (request, reply) => {
        const command = request.body as Command<A> // the body of this action, parsed by its schema
        const act = typeof run === 'function' ? run : await run.ahead(command, actorOf(request))
        return staff.write({ request, reply }, async (tx, actor, now) => {
          const { id } = request.params as { id: Case['request']['id'] } // the params of this route, parsed by its schema
          const c = await changeCase(tx, deps, { request: id, actor, now }, async (found) => {
            demandVersion(request, found.request.version)
            demandAction(found, name)
            await act(found, command, { actor, at: now }, tx)
            found.request.started = true
          })
          return { status: 200, body: view(c, now), headers: { etag: etag(c.request.version) } }
        })
      },
    })
  }

  function onRight<A extends RightAction>(
    name: A,
    role: 'agent' | 'dpo',
    run: (c: Case, right: RightId, command: Command<A>, by: By, tx: Tx) => void | Promise<void>,
    words: Words,
  ) {
    app.route({
      method: 'POST',
      url: `/v1/requests/:id/rights/:right/${name}`,
      ...staff.for(role),
      schema: {
        operationId: camelCase(name === 'lift' ? 'lift-restriction' : `${name}-right`),
        ...documented(words),
        params: z.object({ id: typeId('req'), right: typeId('rgt') }),
        body: bodies[name].meta({ id: `${pascalCase(name)}Command` }),
      },
      handler: (request, reply) =>
        staff.write({ request, reply }, async (tx, actor, now) => {
          const { id, right } = request.params as { id: Case['request']['id']; right: RightId } // parsed by this route's schema
          const c = await changeCase(tx, deps, { request: id, actor, now }, async (found) => {
            demandVersion(request, found.request.version)
            await run(found, right, request.body as Command<A>, { actor, at: now }, tx) // the body of this action, parsed by its schema
            found.request.started = true
          })
          return { status: 200, body: view(c, now), headers: { etag: etag(c.request.version) } }
        }),
    })
  }

  /** What the register says of it stands beside the decision, and never in its way. Who is to correct something is handed it. */
  async function decide(c: Case, right: RightId, command: Command<'decide'>, by: By, tx: Tx): Promise<void> {
    decideRight(c, right, command, { ...by, register: await registerToCompare(tx, deps) })
    await handOver(tx, c, right, by)
  }

  /** A right about directives does to them what it says, in the same transaction. */
  async function carryOut(c: Case, right: RightId, command: Command<'fulfil'>, by: By, tx: Tx): Promise<void> {
    const done = await carriedOut(tx, deps, c, { right, command }, by)
    const register = await registerToCompare(tx, deps)
    const proposed = c.rights.filter(({ id }) => id === right).flatMap((each) => recipientsConcerned(each, register))
    fulfilRight(c, right, { ...command, done, proposed }, by)
    await settleDirectives(tx, deps, c, { right, named: command.directives }, by)
  }

  const close: Act<Command<'close'>> = (c, command, by, tx) =>
    closeRequest(c, command, by, { tx, keyring: deps.keyring })

  async function takeBack(c: Case, right: RightId, command: Command<'revise'>, by: By, tx: Tx): Promise<void> {
    await reviseRight(c, right, command, by, tx)
    await undoSettlement(tx, c, right, by)
  }

  async function withIssuerKeys({ method, assertion }: Command<'confirm-identity'>, { organisation }: StaffActor) {
    const isAccount = method === 'account' && assertion !== undefined
    const keys = isAccount ? await issuerKeys(deps, organisation, assertion) : undefined
    const confirm: Act<Command<'confirm-identity'>> = (c, command, by, tx) =>
      confirmIdentity(c, command, by, { tx, keys })
    return confirm
  }

  onRequest('acknowledge', 'agent', acknowledge, {
    summary: 'Acknowledge receipt',
    description:
      'While the status is `received`: the person gets a letter with the reference and the day due. It moves no date: the clock runs from receipt.',
    refuses: ['no_address'],
  })
  onRequest('ask-identity', 'agent', askIdentity, {
    summary: 'Ask the person to prove who they are',
    description:
      'Art. 12(6): the reasonable doubt is written down, the question goes to the person, the clock pauses once it is told.',
    refuses: ['identity_not_needed', 'method_not_offered', 'no_address'],
  })
  onRequest(
    'confirm-identity',
    'agent',
    { ahead: withIssuerKeys },
    {
      summary: 'Confirm the identity',
      description:
        'The pause ends on the day the answer arrived. Copies of identity documents are deleted; the note stays. ' +
        'By an account: the id_token is checked against the issuer in the settings, its keys, audience, nonce and age.',
      refuses: ['not_permitted', 'assertion_refused', 'account_of_another'],
    },
  )
  onRequest('reject-identity', 'agent', rejectIdentity, {
    summary: 'Reject a proof of identity',
    description: 'An open pause stays open; a new `ask-identity` continues it.',
    refuses: ['no_address'],
  })
  onRequest('confirm-authority', 'agent', confirmAuthority, {
    summary: 'Accept the authority to act for another',
    description:
      'The request lists in `authority.checklist` what the proof must state. A checklist given states all of it, or is refused. An heir and a ' +
      'designated person show a death and their quality, by a checklist or a document. It may be accepted for some rights only, and until a day.',
    refuses: ['authority_incomplete', 'not_permitted'],
  })
  onRequest('reject-authority', 'agent', rejectAuthority, {
    summary: 'Reject the authority to act for another',
    description:
      'Also one that was accepted before. The clock runs on; until another is accepted nothing is granted, released or said about the person. Who wrote gets a letter.',
    refuses: ['no_address'],
  })
  onRequest('ask-clarification', 'agent', askClarification, {
    summary: 'Ask what the person wants',
    description: 'Recital 63: the clock pauses only where a large quantity of data is processed.',
    refuses: ['no_address'],
  })
  onRequest('record-answer', 'agent', recordAnswer, {
    summary: 'Record the answer to a clarification',
    description: 'A sufficient answer ends the pause on the day it arrived.',
  })
  onRequest('extend', 'dpo', extend, {
    summary: 'Extend the time limit by two months',
    description: 'Art. 12(3): once for each right, told with reasons within the first month.',
    refuses: ['not_extendable', 'already_extended', 'extension_too_late', 'no_address'],
  })
  onRequest('rights', 'agent', (c, command, by) => addRight(c, command, by), {
    summary: 'Add a right found in the letter later',
    description:
      'It was received with the letter, so its month runs from the same day. A request holds at most 32 rights. Of a letter that came by mail, this names the first ones.',
    refuses: ['not_permitted'],
  })
  onRequest('correct', 'dpo', correctRequest, {
    summary: 'Put right what was keyed wrong',
    description:
      'A changed address drops the proof of identity, and the old address is told. Another capacity or data subject drops the authority.',
  })
  onRequest('cancel', 'agent', cancelRequest, {
    summary: 'The person gives up the request',
    refuses: ['no_address', 'authority_not_accepted'],
    description:
      'What is unanswered lapses. A restriction that holds while it is looked at again ends with it: the person is told so, and its recipients are opened to be told (art. 18(3), 19).',
  })
  onRequest('close', 'dpo', close, {
    summary: 'Close a request',
    description:
      '`completed` needs every right answered or lapsed. `identity_not_established` and `not_controller` refuse every pending right, with ground and letter (art. 12(4)). `duplicate`, with `duplicate_of`, and `not_a_rights_request` lapse what is unanswered, and tell the person why. Open questions and pauses end. `reopen` undoes it.',
    refuses: ['rights_unanswered', 'right_needs_no_identity', 'duplicate_not_found', 'not_permitted', 'no_address'],
  })
  onRequest('reopen', 'dpo', reopenRequest, {
    summary: 'Open a closed request again',
    description: 'Restores exactly what that closure lapsed, refused or ended; no date restarts.',
  })

  onRight('decide', 'dpo', decide, {
    summary: 'Decide a right',
    description:
      'A refusal, whole or partial, needs a ground that fits the right, and reasons (art. 12(4)). `items` say it for each activity of the ' +
      'register; where a decision disagrees with the register, or with its items, the request carries a warning.',
    refuses: [
      'refusal_without_ground',
      'ground_does_not_fit',
      'unknown_activity',
      'identity_level_too_low',
      'authority_not_accepted',
      'no_address',
    ],
  })
  onRight('fulfil', 'agent', carryOut, {
    summary: 'Record that a right was carried out',
    description:
      'Rectification, erasure and restriction name the recipients told of it (art. 19); whoever else the register names for the activities concerned is opened, to be told. What was done in which system, corrected, not erased, ' +
      'or withdrawn is kept with the right, and shown to the person.',
    refuses: [
      'identity_level_too_low',
      'authority_not_accepted',
      'recipients_missing',
      'unknown_activity',
      'ground_does_not_fit',
      'directives_unnamed',
      'not_permitted',
      'no_address',
    ],
  })
  onRight('revise', 'dpo', takeBack, {
    summary: 'Take a decision back',
    description:
      'A right that was decided, carried out or has lapsed is pending again: outcome, grounds, reasons and answer are cleared, no date restarts, and the next letter says that it replaces the former. A restriction that holds goes on (art. 18(3)).',
  })
  onRight('amend', 'agent', amendRight, {
    summary: 'Amend what a pending right asks for',
    description:
      'Its own fields, such as `scope` or `ground`, as the person has said since. Which right it is does not change: that is `drop` and `rights`.',
  })
  onRight('drop', 'dpo', dropRight, {
    summary: 'Drop a right the letter does not invoke',
    description:
      'Not a restriction that holds: it is lifted or refused, and the person told of it, before it ends (art. 18(3)).',
    refuses: ['not_permitted'],
  })
  onRight(
    'lift',
    'dpo',
    (c, right, command, by) =>
      liftRestriction(c, right, command, { ...by, today: civilDateIn(c.organisation.timeZone, by.at) }),
    {
      summary: 'Lift a restriction, told before (art. 18(3))',
      description:
        'Of a restriction that was carried out. The person is told first; it ends on the day named, or on the day they are told where that is later, and goes on while the letter is not sent or posted. Whoever was told of it under art. 19 is then told of its end. Also on a closed request.',
      refuses: ['authority_not_accepted', 'no_address'],
    },
  )
}

function documented({ summary, description, refuses = [] }: Words) {
  return {
    tags: ['Actions'],
    summary,
    ...(description === undefined ? {} : { description }),
    response: {
      200: requestView.describe('The request as it stands now'),
      ...errorResponses(
        ...writeErrors,
        'unauthorized',
        'role_too_low',
        'not_found',
        'action_not_allowed',
        'version_mismatch',
        ...refuses,
      ),
    },
  }
}

function pascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

function camelCase(name: string): string {
  const pascal = pascalCase(name)
  return pascal.charAt(0).toLowerCase() + pascal.slice(1)
}
