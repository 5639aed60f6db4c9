import { z } from 'zod'
import { assertedBy, roles } from '../platform/actor.ts'
import { errorResponses, instantText, typeId } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { actorOf, type StaffDoor, tokenEndOf } from './staff-door.ts'

const callerView = z
  .object({
    object: z.literal('caller'),
    organisation: typeId('org'),
    client: typeId('cli').meta({
      description: 'The client, or what stands for the issuer that the person has signed in with',
    }),
    role: z.enum(roles),
    acting_user: z.string().nullable(),
    asserted_by: z.enum(['client', 'issuer']).nullable(),
    subject: z.string().nullable(),
    expires_at: instantText.meta({ description: 'When the token ends' }),
  })
  .meta({
    id: 'Caller',
    examples: [
      {
        object: 'caller',
        organisation: 'org_01h2xcejqtf2nbrexx3vqjhp41',
        client: 'cli_01h2xcejqtf2nbrexx3vqjhp41',
        role: 'dpo',
        acting_user: 'ada@example.org',
        asserted_by: 'issuer',
        subject: '8befeac4-8963-49da-a9ac-f310e8d9822d',
        expires_at: '2026-03-02T09:30:00Z',
      },
    ],
  })

/** Whom the service takes the caller for: a tool shows a person what their role allows, which the issuer alone does not say. */
export function callerRoute(app: App, staff: StaffDoor): void {
  app.route({
    method: 'GET',
    url: '/v1/whoami',
    ...staff.for('auditor', { intake: true, marketing: true }),
    schema: {
      operationId: 'whoAmI',
      tags: ['Tokens'],
      summary: 'Read whom a token speaks for',
      description: 'The organisation, the role and the person as the history would name them, for any staff token.',
      response: {
        200: callerView.describe('The caller'),
        ...errorResponses('invalid', 'unauthorized', 'role_too_low'),
      },
    },
    handler: (request) =>
      staff.read(request, async () => {
        const { organisation, id, role, actingUser, subject } = actorOf(request)
        return {
          object: 'caller' as const,
          organisation,
          client: id,
          role,
          acting_user: actingUser ?? null,
          asserted_by: assertedBy(actingUser, subject),
          subject: subject ?? null,
          expires_at: tokenEndOf(request),
        }
      }),
  })
}
