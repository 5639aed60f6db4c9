import { z } from 'zod'
import { closedReasons, outcomes, requestStatuses, rightStatuses } from '../law/lifecycle.ts'
import { groundCodes } from '../law/refusal.ts'
import { rightNames } from '../law/rights.ts'
import { civilDateText, listOf, listQuery } from '../platform/http/schemas.ts'
import { showId } from '../platform/identifiers.ts'
import { channels } from '../requests/right-schemas.ts'
import type { Entry } from './entry.ts'

export const registerFormats = ['json', 'csv', 'json_ld'] as const
export type RegisterFormat = (typeof registerFormats)[number]

export const registerQuery = listQuery({
  from: civilDateText
    .optional()
    .meta({ description: 'The first day of receipt; where absent, 1 January of the year of `to`' }),
  to: civilDateText.optional().meta({ description: 'The last day of receipt; where absent, today' }),
  format: z.enum(registerFormats).optional().meta({
    description:
      'What `Accept` would say otherwise. CSV and JSON-LD hold the whole period, whatever `limit` and `cursor` say',
  }),
})

const day = z.string().meta({ format: 'date', examples: ['2026-04-02'] })

const entryView = z
  .object({
    object: z.literal('register_entry'),
    request_id: z.string(),
    reference: z.string(),
    received_on: day,
    channel: z.enum(channels),
    status: z.enum(requestStatuses),
    closed_reason: z.enum(closedReasons).nullable(),
    closed_on: day.nullable(),
    due_on: day.nullable(),
    overdue: z.boolean(),
    rights: z.array(
      z.object({
        id: z.string(),
        right: z.enum(rightNames),
        direct_marketing: z.boolean(),
        status: z.enum(rightStatuses),
        outcome: z.enum(outcomes).nullable(),
        grounds: z.array(z.enum(groundCodes)),
        due_on: day.nullable(),
        decided_on: day.nullable(),
        fulfilled_on: day.nullable(),
        answered_on: day.nullable(),
        answered_in_time: z.boolean().nullable(),
        days: z.int().nullable().meta({ description: 'Calendar days from receipt to answer' }),
      }),
    ),
    pauses: z.array(
      z.object({
        reason: z.enum(['identity', 'clarification']),
        from: day,
        until: day.nullable(),
        days: z.int().nullable(),
      }),
    ),
    paused_days: z.int().nullable().meta({ description: 'All pauses, united; null while one is open' }),
    extension: z
      .object({
        ground: z.enum(['complexity', 'number_of_requests']),
        decided_on: day,
        notified_on: day.nullable(),
        valid: z.boolean(),
      })
      .nullable(),
    erased_on: day.nullable().meta({ description: 'The day on which its file was erased' }),
  })
  .meta({
    id: 'RegisterEntry',
    examples: [
      {
        object: 'register_entry',
        request_id: 'req_01m84njqz5eaaazqs37rz6d7v6',
        reference: 'HB-7F3K-92QD',
        received_on: '2026-03-02',
        channel: 'post',
        status: 'closed',
        closed_reason: 'completed',
        closed_on: '2026-03-24',
        due_on: null,
        overdue: false,
        rights: [
          {
            id: 'rgt_01kbf3zt8qe5mvhx8e0gq4g5zr',
            right: 'erasure',
            direct_marketing: false,
            status: 'decided',
            outcome: 'refused',
            grounds: ['legal_obligation'],
            due_on: '2026-04-08',
            decided_on: '2026-03-24',
            fulfilled_on: null,
            answered_on: '2026-03-24',
            answered_in_time: true,
            days: 22,
          },
        ],
        pauses: [{ reason: 'identity', from: '2026-03-04', until: '2026-03-10', days: 6 }],
        paused_days: 6,
        extension: null,
        erased_on: null,
      },
    ],
  })
export const registerList = listOf(entryView, 'RegisterOfRequests')

export function showEntry(entry: Entry): z.input<typeof entryView> {
  return {
    object: 'register_entry',
    request_id: showId('req', entry.id),
    reference: entry.reference,
    received_on: entry.receivedOn,
    channel: entry.channel,
    status: entry.status,
    closed_reason: entry.closedReason,
    closed_on: entry.closedOn,
    due_on: entry.dueOn,
    overdue: entry.overdue,
    rights: entry.rights.map((right) => ({
      id: showId('rgt', right.id),
      right: right.right,
      direct_marketing: right.directMarketing,
      status: right.status,
      outcome: right.outcome,
      grounds: [...right.grounds],
      due_on: right.dueOn,
      decided_on: right.decidedOn,
      fulfilled_on: right.fulfilledOn,
      answered_on: right.answeredOn,
      answered_in_time: right.answeredInTime,
      days: right.days,
    })),
    pauses: entry.pauses.map(({ reason, from, until, days }) => ({
      reason,
      from,
      until: until ?? null,
      days: days ?? null,
    })),
    paused_days: entry.pausedDays,
    extension: entry.extension && {
      ground: entry.extension.ground,
      decided_on: entry.extension.decidedOn,
      notified_on: entry.extension.notifiedOn,
      valid: entry.extension.valid,
    },
    erased_on: entry.erasedOn,
  }
}
