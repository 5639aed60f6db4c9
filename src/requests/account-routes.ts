import { z } from 'zod'
import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { errorResponses, instantText, noFields, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { type AccountSignIn, openAccountSignIn } from './account-sign-in.ts'
import { demandAction } from './case.ts'
import { changeCase } from './change-case.ts'

const accountSignIn = z
  .object({
    object: z.literal('account_sign_in'),
    nonce: z.string().meta({ description: 'For the `nonce` of the authentication request, once' }),
    issuer: z.string(),
    audience: z.string(),
    max_age_seconds: z.int().meta({ description: 'For its `max_age`: an older sign-in is refused' }),
    expires_at: instantText,
  })
  .meta({
    id: 'AccountSignIn',
    examples: [
      {
        object: 'account_sign_in',
        nonce: 'Zk3vVZ1yqN0x8C4u2s6QpWmT9bLrEoYdHaJfXg7cBtI',
        issuer: 'https://login.example.org',
        audience: 'shop',
        max_age_seconds: 900,
        expires_at: '2026-03-02T10:00:00Z',
      },
    ],
  })

/** The person shows who they are by the account they have with the organisation (EDPB 01/2022 §63-71: an existing login first). */
export function accountRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  app.route({
    method: 'POST',
    url: '/v1/requests/:id/account-sign-in',
    ...staff.for('agent'),
    schema: {
      operationId: 'openAccountSignIn',
      tags: ['Actions'],
      summary: 'Open a sign-in to the person’s account',
      description:
        'Gives the nonce with which the organisation’s site has the person sign in (OpenID Connect, `max_age` as answered). Its server sends the id_token with `confirm-identity`, ' +
        'method `account`. A nonce serves one request, once, for half an hour.',
      params: z.object({ id: typeId('req') }),
      body: noFields,
      response: {
        201: accountSignIn.describe('What the sign-in is asked for with'),
        ...errorResponses(
          ...writeErrors,
          'unauthorized',
          'role_too_low',
          'not_found',
          'action_not_allowed',
          'method_not_offered',
          'not_permitted',
        ),
      },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, now) => {
        let opened: AccountSignIn | undefined
        await changeCase(tx, deps, { request: request.params.id, actor, now }, (c) => {
          demandAction(c, 'confirm-identity')
          opened = openAccountSignIn(c, { actor, at: now })
        })
        if (opened === undefined) throw new Error('changeCase has not called what decides')
        const { expiresAt, ...shown } = opened
        return { status: 201, body: { object: 'account_sign_in', ...shown, expires_at: expiresAt } }
      }),
  })
}
