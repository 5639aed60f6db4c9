import { z } from 'zod'
import type { Warning } from '../organisations/unread-rows.ts'
import { instantText, listOf, maybe, strictObject, text, typeId } from '../platform/http/schemas.ts'
import { warningView } from '../requests/schemas.ts'
import type { GatewayToShow, mailCounted } from './store.ts'
import type { Taken } from './take-mail.ts'

const name = () => text({ max: 200 })
export const gatewayParams = z.object({ id: typeId('gwy') })

export const createGatewayBody = strictObject({ name: name() }).meta({
  id: 'CreateGateway',
  examples: [{ name: 'mx1.example.org' }],
})
const usualOverlap = 24
/** A week is time enough to reach every machine that has the secret. */
const longestOverlap = 7 * 24
export const rotateGatewayBody = maybe(
  strictObject({
    overlap_hours: z
      .int()
      .min(0)
      .max(longestOverlap)
      .default(usualOverlap)
      .meta({ description: 'For so many hours the secret before signs, too. 0: not any more' }),
  }).meta({ id: 'RotateGateway', examples: [{ overlap_hours: 24 }] }),
)
export function overlapOf(body: z.output<typeof rotateGatewayBody>): { overlapHours: number } {
  return { overlapHours: body?.overlap_hours ?? usualOverlap }
}

const count = z.int()
const gatewayFields = {
  id: typeId('gwy'),
  object: z.literal('gateway'),
  name: z.string().nullable().meta({ description: 'Null with the warning `unreadable`' }),
  created_at: instantText,
  rotated_at: instantText.nullable(),
  former_secret_until: instantText.nullable().meta({ description: 'Until when the secret before signs, too' }),
}
const gatewayExample = {
  id: 'gwy_01h2xcejqtf2nbrexx3vqjhp41',
  object: 'gateway',
  name: 'mx1.example.org',
  created_at: '2026-03-02T09:30:00Z',
  rotated_at: null,
  former_secret_until: null,
}
const secretExample = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='
export const gatewayView = z
  .object({
    ...gatewayFields,
    mail: z
      .object({ opened: count, joined: count, bounce: count, left_alone: count })
      .meta({ description: 'What was done with the mails of the last thirty days' }),
    warnings: z.array(warningView),
  })
  .meta({
    id: 'Gateway',
    description: 'Instants are of real time, also under a test clock',
    examples: [{ ...gatewayExample, mail: { opened: 12, joined: 31, bounce: 2, left_alone: 9 }, warnings: [] }],
  })
export const newGatewayView = z
  .object({ ...gatewayFields, secret: z.string().meta({ description: 'Shown this once; the base64 of 32 bytes' }) })
  .meta({ id: 'GatewayWithSecret', examples: [{ ...gatewayExample, secret: secretExample }] })
export const gatewayList = listOf(gatewayView, 'GatewayList')

export function showGateway(row: GatewayToShow) {
  const { id, createdAt, rotatedAt, formerUntil } = row
  return {
    id,
    object: 'gateway' as const,
    name: 'refusal' in row ? null : row.name,
    created_at: createdAt,
    rotated_at: rotatedAt,
    former_secret_until: formerUntil,
  }
}

export function showCounted(
  row: GatewayToShow,
  counted: Awaited<ReturnType<typeof mailCounted>>,
  warnings: Warning[],
): z.output<typeof gatewayView> {
  const mail = { opened: 0, joined: 0, bounce: 0, left_alone: 0 }
  for (const each of counted) if (each.gateway === row.id) mail[each.outcome] = each.count
  return { ...showGateway(row), mail, warnings }
}

// Mail

export const inboundMailView = z
  .object({
    object: z.literal('inbound_email'),
    outcome: z.enum(['opened', 'joined', 'bounce', 'left_alone']).meta({
      description: 'It opened a request, joined the thread of one, told of a letter that came back, or was left alone',
    }),
    reason: z
      .enum(['automatic', 'list', 'null_sender', 'own_mail', 'no_failure', 'unknown_letter', 'thread_full'])
      .nullable()
      .meta({
        description:
          'Why it was left alone: an automatic answer or notice (RFC 3834), a mailing list, a notice with a null return path, the organisation’s own mail, a report that nothing failed, one of a letter not known here, or the thread takes no more',
      }),
    request: typeId('req').nullable(),
    message: typeId('msg').nullable().meta({ description: 'Where it joined a thread' }),
    letter: typeId('ltr').nullable().meta({ description: 'That came back' }),
    repeated: z.boolean().meta({ description: 'It had come before, and nothing more was done' }),
  })
  .meta({
    id: 'InboundEmail',
    examples: [
      {
        object: 'inbound_email',
        outcome: 'opened',
        reason: null,
        request: 'req_01m84njqz5eaaazqs37rz6d7v6',
        message: null,
        letter: null,
        repeated: false,
      },
    ],
  })

export function showTaken(taken: Taken): z.output<typeof inboundMailView> {
  const { outcome, reason, requestId, messageId, letterId, repeated } = taken
  return {
    object: 'inbound_email',
    outcome,
    reason,
    request: requestId,
    message: messageId,
    letter: letterId,
    repeated,
  }
}

// Bounces

export const bounceBody = strictObject({
  letter: maybe(typeId('ltr')),
  message_id: maybe(
    z
      .string()
      .regex(/^<?[^<>\s]{1,250}>?$/, 'expected a Message-ID')
      .meta({
        description: 'Of the letter, as its Message-ID header has it',
        examples: ['<79976367-cbc9@example.org>'],
      }),
  ),
  kind: z
    .enum(['hard', 'soft'])
    .meta({ description: 'It will not arrive; or not yet, and the mail server is still trying' }),
  status: maybe(
    z
      .string()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/, 'expected an enhanced status code (RFC 3463)')
      .meta({ examples: ['5.1.1'] }),
  ),
  at: maybe(instantText).meta({ description: 'When the mail server said so' }),
})
  .refine((body) => (body.letter === undefined) !== (body.message_id === undefined), {
    path: ['message_id'],
    message: 'expected either letter or message_id',
  })
  .meta({
    id: 'ReportBounce',
    examples: [
      { message_id: '<79976367-cbc9-495b-9485-c2d579e6e47a@example.org>', kind: 'hard', status: '5.1.1' },
      { letter: 'ltr_01m84njr60e5jb8y8v455p7jsd', kind: 'soft', status: '4.2.2', at: '2026-03-02T10:00:00Z' },
    ],
  })
export type ReportBounce = z.output<typeof bounceBody>

export const bounceView = z
  .object({
    object: z.literal('bounce'),
    letter: typeId('ltr'),
    outcome: z.enum(['failed', 'noted', 'known']).meta({
      description:
        'The letter failed; the delay was noted; or it had failed before, was told by another way since, or is about to be sent anew',
    }),
  })
  .meta({
    id: 'Bounce',
    examples: [{ object: 'bounce', letter: 'ltr_01m84njr60e5jb8y8v455p7jsd', outcome: 'failed' }],
  })
