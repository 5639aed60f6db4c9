import { z } from 'zod'
import { caseWarnings } from '../law/case-warnings.ts'
import { clockWarnings } from '../law/clock.ts'
import { identityMethods } from '../law/identity-level.ts'
import {
  authorityStatuses,
  clockStates,
  closedReasons,
  identityStatuses,
  outcomes,
  requestActions,
  requestStatuses,
  rightActions,
  rightStatuses,
} from '../law/lifecycle.ts'
import { capacities, proofItems } from '../law/mandate.ts'
import { rightNames } from '../law/rights.ts'
import {
  anyJson,
  civilDateText,
  email,
  instantText,
  jsonObject,
  listOf,
  localeTag,
  maybe,
  strictObject,
  text,
} from '../platform/http/schemas.ts'
import { requestExample } from './examples.ts'
import { fulfilmentView } from './fulfilment-schemas.ts'
import { mailView } from './mail-view.ts'
import { relations } from './related.ts'
import { channels, dataSubject, manyRights, name, person, prose, publicRight, staffRight } from './right-schemas.ts'

const metadata = () => maybe(jsonObject({ maxBytes: 16_384 }))
const externalReference = () => text({ max: 200 })

export const openRequestBody = strictObject({
  channel: z
    .enum(channels)
    .meta({ description: 'How the letter came. Any but `web` needs the time or day of receipt' }),
  received_at: maybe(instantText).meta({
    description:
      'When it reached the controller: the clock runs from then (art. 12(3)). Either this or `received_on`, unless the channel is `web`: then absent is now. Not in the future, not before 2018-05-25',
  }),
  received_on: maybe(civilDateText).meta({
    description: 'The day of receipt, where the hour is not known: noon of that day in the zone of the organisation',
  }),
  requester: person,
  data_subject: maybe(dataSubject).meta({ description: 'Whose data it is; absent: who writes' }),
  capacity: maybe(z.enum(capacities)).meta({
    description: 'In what quality somebody writes, `self` where absent. For another, their authority is needed',
  }),
  rights: manyRights(staffRight),
  message: maybe(prose()),
  locale: maybe(localeTag),
  reply_by: maybe(z.enum(['email', 'post'])),
  assignee: maybe(email()),
  external_reference: maybe(externalReference()),
  metadata: metadata(),
})
  .refine((body) => body.received_at === undefined || body.received_on === undefined, {
    path: ['received_on'],
    message: 'expected either received_at or received_on, not both',
  })
  .refine((body) => body.channel === 'web' || body.received_at !== undefined || body.received_on !== undefined, {
    path: ['received_at'],
    message: 'expected received_at or received_on unless the channel is web',
  })
  .meta({
    id: 'OpenRequest',
    examples: [
      {
        channel: 'post',
        received_on: '2026-03-02',
        requester: { name: 'Zoé Łukasiewicz', postal_address: '3 rue des Lilas, 75011 Paris' },
        rights: [{ right: 'access' }, { right: 'erasure', ground: 'b' }],
      },
    ],
  })
export type OpenRequestCommand = z.output<typeof openRequestBody>

export const publicIntakeBody = strictObject({
  requester: strictObject({
    name: name(),
    email: email(),
    phone: maybe(text({ max: 64 })),
    postal_address: maybe(text({ max: 500, multiline: true })),
  }),
  data_subject: maybe(dataSubject),
  capacity: maybe(z.enum(capacities)),
  rights: manyRights(publicRight),
  message: maybe(prose()),
  locale: maybe(localeTag),
}).meta({
  id: 'PublicIntake',
  examples: [
    {
      requester: { name: 'Zoé Łukasiewicz', email: 'zoe@example.org' },
      rights: [{ right: 'access' }],
      message: 'Please send me what you hold about me.',
    },
  ],
})
export type PublicIntakeCommand = z.output<typeof publicIntakeBody>

export const patchRequestBody = strictObject({
  assignee: email().nullish(),
  external_reference: externalReference().nullish(),
  metadata: jsonObject({ maxBytes: 16_384 }).nullish(),
  flagged: maybe(z.literal(false)).meta({
    description:
      'False: staff has looked at what may be a duplicate or a flood, and it is none. It is not flagged again',
  }),
}).meta({ id: 'PatchRequest', examples: [{ assignee: 'dpo@example.org' }] })

// Answers

/** What each date of a clock is. Of a request: the earliest of its unanswered rights. */
export const dueDates = {
  due_on:
    'The last day to tell the answer: one month from receipt (art. 12(3)), with pauses and extension, moved to a working day (Regulation 1182/71). Null while paused, and once all is answered',
  nominal_due_on: 'The same before it is moved to a working day',
  strict_due_on:
    'The last day under the reading that admits no pause: always there. After it, what is not overdue is `at_risk`',
  refusal_due_on:
    'The last day to tell a refusal: within the first month (art. 12(4)), pauses counted, since an extension is for action only. A later refusal is taken, with the warning `refused_after_first_month`. Null as `due_on`',
} as const
const day = z.string().meta({ format: 'date', examples: ['2026-04-02'] })
const instant = z.string().meta({ format: 'date-time', examples: ['2026-03-02T09:00:00Z'] })

const rightView = z
  .object({
    id: z.string().meta({ examples: ['rgt_01kbf3zt8qe5mvhx8e0gq4g5zr'] }),
    right: z.enum(rightNames),
    status: z.enum(rightStatuses),
    outcome: z.enum(outcomes).nullable(),
    grounds: z.array(z.string()).meta({ description: 'On which it was refused, wholly or in part (art. 12(4))' }),
    reasons: z.string().nullable().meta({ description: 'As the person was told them' }),
    items: z
      .array(
        z.object({
          activity: z.string(),
          name: z.string(),
          legal_basis: z.string().nullable(),
          outcome: z.enum(outcomes),
          grounds: z.array(z.string()),
        }),
      )
      .nullable()
      .meta({ description: 'What was decided for each activity, by the name that the register had for it then' }),
    fulfilment: fulfilmentView.nullable(),
    lifted: z
      .object({
        on: z.string().meta({ format: 'date' }),
        reasons: z.string(),
        effective_on: z.string().meta({ format: 'date' }).nullable(),
      })
      .nullable()
      .meta({
        description:
          'Of a restriction that is lifted (art. 18(3)): the day named, and `effective_on`, the day on which it ends: that day, or the one on which the person was told where that is later; null until they are',
      }),
    due_on: day
      .nullable()
      .meta({ description: 'The last day to tell the answer (art. 12(3)); null while it is paused' }),
    act_by: day.nullable().meta({
      description:
        'The last day to act where another rule sets one: the day of receipt for a withdrawal (art. 7(3)) and an objection to direct marketing (art. 21(3)), eight days or two months for `health_data`. Else null',
    }),
    decided_at: instant.nullable(),
    fulfilled_at: instant.nullable(),
    answered_at: instant.nullable().meta({ description: 'When the person was told the answer: from then it counts' }),
    answered_on: day.nullable(),
    answered_in_time: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether `answered_on` is no later than the day that was due then; null while unanswered' }),
    allowed_actions: z.array(z.enum(rightActions)),
  })
  // The right's own fields stand beside these (API §4.1).
  .catchall(anyJson)
  .meta({ id: 'RightView' })

export const warningView = z
  .object({
    code: z
      .string()
      .meta({ description: `One of these, to which more may come: ${[...clockWarnings, ...caseWarnings].join(', ')}` }),
    message: z.string(),
  })
  .meta({ id: 'Warning' })

const authorityView = z
  .object({
    status: z.enum(authorityStatuses),
    rights: z
      .array(z.string())
      .nullable()
      .meta({ description: 'The rights it is accepted for; null: every right of the request' }),
    valid_until: day.nullable().meta({ description: 'The last day of the mandate' }),
    ended: z.boolean().meta({ description: 'That day is over: nothing more is released on it' }),
    answer_to: z.enum(['requester', 'data_subject']).meta({ description: 'Who receives the answer' }),
    contact: z
      .object({ email: z.string().optional(), postal_address: z.string().optional() })
      .nullable()
      .meta({ description: 'Where the data subject is answered' }),
    checklist: z
      .array(
        z.object({
          item: z.enum(proofItems),
          sentence: z.string(),
          source: z.string(),
          stated: z.boolean().nullable().meta({ description: 'Null while nobody has said what the proof states' }),
        }),
      )
      .meta({ description: 'What the proof must state for this capacity, in the language of the organisation' }),
  })
  .meta({
    id: 'AuthorityView',
    description: 'The authority to act for another; `not_needed` where who writes asks for their own data',
  })

const personView = z
  .object({
    name: z.string(),
    email: z.string().optional(),
    phone: z.string().optional(),
    postal_address: z.string().optional(),
  })
  .meta({ id: 'PersonView' })

export const requestView = z
  .object({
    id: z.string(),
    object: z.literal('request'),
    reference: z.string(),
    status: z.enum(requestStatuses),
    closed_reason: z.enum(closedReasons).nullable(),
    duplicate_of: z.string().nullable(),
    related: z
      .array(z.object({ request: z.string(), reference: z.string(), relation: z.enum(relations) }))
      .meta({ description: 'Requests of the same letter: this one was split from it, or it from this one' }),
    forwarded_to: z.string().nullable(),
    channel: z.enum(channels),
    locale: z.string(),
    reply_by: z.enum(['email', 'post']),
    requester: personView.nullable().meta({
      description: 'Null once the case file is erased, as all that is personal, and with the warning `unreadable`',
    }),
    data_subject: z
      .object({ name: z.string(), identifiers: z.array(z.object({ type: z.string(), value: z.string() })).optional() })
      .nullable(),
    capacity: z.enum(capacities),
    message: z.string().nullable(),
    email: mailView.nullable().meta({ description: 'Of a request that came by mail through a gateway' }),
    rights: z
      .array(rightView)
      .meta({ description: 'None of a request that came by mail, until staff has read it and named them' }),
    identity: z.object({
      status: z.enum(identityStatuses),
      level: z.enum(['none', 'mailbox', 'verified']),
      needed: z.enum(['none', 'mailbox', 'verified']),
      method: z.enum(identityMethods).nullable(),
      proven_at: instant.nullable(),
    }),
    authority: authorityView,
    received_at: instant,
    received_on: day,
    due_on: day.nullable().meta({ description: dueDates.due_on }),
    nominal_due_on: day.nullable().meta({ description: dueDates.nominal_due_on }),
    strict_due_on: day.meta({ description: dueDates.strict_due_on }),
    refusal_due_on: day.nullable().meta({ description: dueDates.refusal_due_on }),
    clock_state: z.enum(clockStates).meta({
      description:
        '`paused` while proof of identity is awaited (art. 12(6)), or, of a large quantity of data, what is meant (recital 63); `stopped` once every right is answered or has lapsed',
    }),
    extended: z.boolean().meta({ description: 'Whether a right was extended by two months (art. 12(3))' }),
    flagged: z.boolean().meta({
      description:
        'Open, and possibly a duplicate or part of a flood: `warnings` say why. Clock and answer are those of any other',
    }),
    extension: z
      .object({
        decided_at: instant,
        notified_at: instant.nullable(),
        notice_due_on: day.nullable(),
        valid: z.boolean(),
      })
      .nullable(),
    overdue: z.boolean().meta({ description: 'Today is after the `due_on` of an unanswered right' }),
    at_risk: z.boolean().meta({
      description:
        'Today is after `strict_due_on` with a right unanswered, and none is overdue: who admits no pause, or no extension, would call it late',
    }),
    days_left: z.int().nullable().meta({ description: 'Calendar days to `due_on`, negative after it; null as it is' }),
    assignee: z.string().nullable(),
    external_reference: z.string().nullable(),
    metadata: z.record(z.string(), anyJson),
    tasks: z
      .object({ open: z.int(), answered: z.int() })
      .meta({ description: 'Searches of sources: those that wait for their owner, and those answered' }),
    warnings: z.array(warningView).meta({
      description:
        'In the language of the organisation, French or English, whatever `Accept-Language` says: what is kept and shown to all is the same for all. Decide by `code`',
    }),
    allowed_actions: z
      .array(z.enum(requestActions))
      .meta({ description: 'What its state allows now, whatever the role of who asks' }),
    version: z.int(),
    created_at: instant,
    updated_at: instant,
    closed_at: instant.nullable(),
    hold: z
      .object({ since: instant, reason: z.string().nullable() })
      .nullable()
      .meta({ description: 'A legal hold: while it stands, retention erases nothing of the case' }),
    erased_at: instant
      .nullable()
      .meta({ description: 'When its file was erased: what is left is evidence, and no action is allowed' }),
  })
  .meta({ id: 'Request', examples: [requestExample] })
export type RequestView = z.input<typeof requestView>
export const requestList = listOf(requestView, 'RequestList')
