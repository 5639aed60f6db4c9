import { z } from 'zod'
import {
  civilDateText,
  email,
  httpsUrl,
  instantText,
  listOf,
  listQuery,
  maybe,
  strictObject,
  text,
  typeId,
} from '../platform/http/schemas.ts'
import type { RightRow } from '../requests/case.ts'
import { type RecipientOfRight, told } from '../requests/recipient-of-right.ts'
import { letterOf } from '../requests/told-recipients.ts'

export const ofRequest = z.object({ id: typeId('req') })
export const ofRecipient = z.object({ id: typeId('req'), rcp: typeId('rcp') })
export const recipientsQuery = listQuery({})

export const tellBody = strictObject({
  by: z.enum(['email', 'post', 'webhook', 'other']).meta({ description: '`other`: staff told them, at `at`' }),
  at: maybe(instantText),
  email: maybe(email()).meta({ description: 'Where the register has another, or none' }),
  postal_address: maybe(text({ max: 500, multiline: true })),
  endpoint: maybe(httpsUrl()),
  known_as: maybe(text({ max: 200 })).meta({
    description:
      'What they know the person by, such as their customer number: printed and in a signed notice, never e-mailed',
  }),
})
  .refine((body) => body.at === undefined || body.by === 'other', {
    path: ['at'],
    message: 'expected with by: other, and only there',
  })
  .meta({
    id: 'TellRecipient',
    examples: [{ by: 'email' }, { by: 'webhook', known_as: 'C-1042' }, { by: 'other', at: '2026-03-20T09:00:00Z' }],
  })
export type TellCommand = z.output<typeof tellBody>

export const markBody = strictObject({
  not_told: z.enum(['impossible', 'disproportionate']),
  reason: text({ max: 4_000, multiline: true }),
}).meta({ id: 'MarkRecipient', examples: [{ not_told: 'impossible', reason: 'The company was dissolved in 2024.' }] })
export type MarkCommand = z.output<typeof markBody>

const statuses = ['open', 'under_way', 'told', 'impossible', 'disproportionate', 'not_needed'] as const
const ways = ['letter', 'webhook', 'other'] as const
export const recipientView = z
  .object({
    id: typeId('rcp').meta({ description: 'A notice has it as `webhook-id`' }),
    object: z.literal('recipient'),
    right: typeId('rgt'),
    name: z.string(),
    about: z
      .enum(told)
      .meta({ description: 'What they are told of. `lift`: that a restriction they were told of has ended' }),
    status: z.enum(statuses).meta({
      description:
        '`under_way`: a letter to be posted, or a notice that is tried; `not_needed`: the restriction was over before they were told of it',
    }),
    by: z.enum(ways).nullable(),
    told_at: instantText.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it is impossible, or disproportionate' }),
    activities: z
      .array(z.string())
      .nullable()
      .meta({ description: 'By which the register proposed them; null: staff named them' }),
    contact: z
      .object({ email: z.string().nullable(), postal_address: z.string().nullable(), host: z.string().nullable() })
      .meta({ description: 'Of an endpoint only the host: its path may be a key' }),
    letter: typeId('ltr').nullable(),
    attempts: z.int().nullable(),
    next_attempt_at: instantText.nullable().meta({ description: 'In real time, also under a test clock' }),
    last_error: z.object({ reason: z.string(), status: z.int().nullable(), at: instantText }).nullable().meta({
      description:
        '`unreachable`, `timeout`, `not_allowed` (a private address), `status`, `interrupted`, `letter_failed`',
    }),
    opened_on: civilDateText,
  })
  .meta({
    id: 'Recipient',
    examples: [
      {
        id: 'rcp_01m84njrbgety9yk8w5b01g77c',
        object: 'recipient',
        right: 'rgt_01m84njqz5eaaazqs37rz6d7v6',
        name: 'La Poste',
        about: 'erasure',
        status: 'told',
        by: 'letter',
        told_at: '2026-03-20T09:00:00Z',
        reason: null,
        activities: ['delivery'],
        contact: { email: 'privacy@laposte.example', postal_address: null, host: null },
        letter: 'ltr_01m84njrbgety9yk8w5b01g77c',
        attempts: null,
        next_attempt_at: null,
        last_error: null,
        opened_on: '2026-03-19',
      },
    ],
  })
export const recipientList = listOf(recipientView, 'RecipientList')

export function toView(right: Pick<RightRow, 'id'>, recipient: RecipientOfRight): z.output<typeof recipientView> {
  const { standing, contact, last_error: error } = recipient
  return {
    id: recipient.id,
    object: 'recipient',
    right: right.id,
    name: recipient.name,
    about: recipient.about,
    status: standing.status,
    by: 'by' in standing ? standing.by : null,
    told_at: standing.status === 'told' ? standing.at : null,
    reason: 'reason' in standing ? (standing.reason ?? null) : null,
    activities: recipient.activities === undefined ? null : [...recipient.activities],
    contact: {
      email: contact?.email ?? null,
      postal_address: contact?.postal_address ?? null,
      host: contact?.endpoint === undefined ? null : new URL(contact.endpoint).host,
    },
    letter: letterOf(recipient) ?? null,
    attempts: 'attempts' in standing ? standing.attempts : null,
    next_attempt_at: 'next_attempt_at' in standing ? standing.next_attempt_at : null,
    last_error: error === undefined ? null : { reason: error.reason, status: error.status ?? null, at: error.at },
    opened_on: recipient.opened_on,
  }
}
