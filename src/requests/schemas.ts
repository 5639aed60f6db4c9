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
  listQuery,
  localeTag,
  maybe,
  oneOrMany,
  queryBoolean,
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
  channel: z.enum(channels),
  received_at: maybe(instantText),
  received_on: maybe(civilDateText),
  requester: person,
  data_subject: maybe(dataSubject),
  capacity: maybe(z.enum(capacities)),
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

export const listRequestsQuery = listQuery({
  status: oneOrMany(z.enum(requestStatuses)).optional(),
  right: oneOrMany(z.enum(rightNames)).optional(),
  channel: oneOrMany(z.enum(channels)).optional(),
  assignee: oneOrMany(email()).optional(),
  clock_state: oneOrMany(z.enum(clockStates)).optional(),
  overdue: queryBoolean.optional(),
  at_risk: queryBoolean.optional(),
  extended: queryBoolean.optional(),
  held: queryBoolean.optional(),
  flagged: queryBoolean.optional(),
  due_before: civilDateText.optional(),
  due_after: civilDateText.optional(),
  received_before: instantText.optional(),
  received_after: instantText.optional(),
  updated_after: instantText.optional(),
  email: oneOrMany(email()).optional(),
  q: text({ max: 200 }).optional(),
  reference: oneOrMany(text({ max: 32 })).optional(),
  external_reference: oneOrMany(text({ max: 200 })).optional(),
  sort: z
    .enum(['due_on', '-due_on', 'received_at', '-received_at', 'updated_at', '-updated_at'])
    .default('-received_at')
    .meta({ description: 'The due sorts use due_on, while paused strict_due_on; requests with neither come last' }),
})
export type ListQuery = z.output<typeof listRequestsQuery>

// Answers

const day = z.string().meta({ format: 'date', examples: ['2026-04-02'] })
const instant = z.string().meta({ format: 'date-time', examples: ['2026-03-02T09:00:00Z'] })

const rightView = z
  .object({
    id: z.string().meta({ examples: ['rgt_01kbf3zt8qe5mvhx8e0gq4g5zr'] }),
    right: z.enum(rightNames),
    status: z.enum(rightStatuses),
    outcome: z.enum(outcomes).nullable(),
    grounds: z.array(z.string()),
    reasons: z.string().nullable(),
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
    due_on: day.nullable(),
    act_by: day.nullable(),
    decided_at: instant.nullable(),
    fulfilled_at: instant.nullable(),
    answered_at: instant.nullable(),
    answered_on: day.nullable(),
    answered_in_time: z.boolean().nullable(),
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
    due_on: day.nullable(),
    nominal_due_on: day.nullable(),
    strict_due_on: day,
    refusal_due_on: day.nullable(),
    clock_state: z.enum(clockStates),
    extended: z.boolean(),
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
    overdue: z.boolean(),
    at_risk: z.boolean(),
    days_left: z.int().nullable(),
    assignee: z.string().nullable(),
    external_reference: z.string().nullable(),
    metadata: z.record(z.string(), anyJson),
    tasks: z
      .object({ open: z.int(), answered: z.int() })
      .meta({ description: 'Searches of sources: those that wait for their owner, and those answered' }),
    warnings: z.array(warningView),
    allowed_actions: z.array(z.enum(requestActions)),
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
