import { z } from 'zod'
import type { Instant } from '../law/calendar.ts'
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
import { groundCodes } from '../law/refusal.ts'
import { rightNames } from '../law/rights.ts'
import {
  anyJson,
  civilDateText,
  email,
  httpsUrl,
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
  typeId,
} from '../platform/http/schemas.ts'

export const channels = ['web', 'email', 'post', 'phone', 'in_person'] as const
export const capacities = ['self', 'representative', 'parent', 'heir', 'designated_person'] as const

/** Long enough for any name on a passport, short enough for a letter's first line. */
const name = () => text({ max: 200 })
/** A letter's body: about twenty pages. */
const prose = () => text({ max: 20_000, multiline: true })
/** A sentence or two. */
const note = () => text({ max: 4_000, multiline: true })
const scope = () => maybe(prose())

export const person = strictObject({
  name: name(),
  email: maybe(email()),
  phone: maybe(text({ max: 64 })),
  postal_address: maybe(text({ max: 500, multiline: true })),
}).meta({ id: 'Person', examples: [{ name: 'Zoé Łukasiewicz', email: 'zoe@example.org' }] })

export const dataSubject = strictObject({
  name: name(),
  identifiers: maybe(z.array(strictObject({ type: text({ max: 64 }), value: text({ max: 200 }) })).max(20)),
}).meta({ id: 'DataSubject' })

// The fields of each right (API §4.1). All but `right` may be missing in a letter, and then are asked for later.
const access = {
  right: z.literal('access'),
  scope: scope(),
  health_data: maybe(z.enum(['recent', 'older_than_five_years'])),
}
const rectification = {
  right: z.literal('rectification'),
  corrections: maybe(
    z
      .array(
        strictObject({
          field: text({ max: 200 }),
          current: maybe(note()),
          wanted: maybe(note()),
        }),
      )
      .max(50),
  ),
  supplementary_statement: scope(),
}
const erasure = {
  right: z.literal('erasure'),
  ground: maybe(z.enum(['a', 'b', 'c', 'd', 'e', 'f'])),
  scope: scope(),
}
const restriction = { right: z.literal('restriction'), ground: maybe(z.enum(['a', 'b', 'c', 'd'])), scope: scope() }
const objection = {
  right: z.literal('objection'),
  direct_marketing: maybe(z.boolean()),
  situation: scope(),
  scope: scope(),
}
const portability = {
  right: z.literal('portability'),
  format: maybe(z.enum(['json', 'csv'])),
  transfer_to: maybe(strictObject({ name: name() })),
}
const postMortem = {
  right: z.literal('post_mortem'),
  purpose: maybe(z.enum(['register', 'revoke', 'execute', 'estate', 'death_notice'])),
  directives: maybe(
    z
      .array(
        strictObject({
          instruction: z.enum(['keep', 'erase', 'disclose']),
          scope: maybe(note()),
          recipient: maybe(name()),
        }),
      )
      .max(50),
  ),
  designated_person: maybe(strictObject({ name: name(), email: maybe(email()) })),
  deceased: maybe(strictObject({ name: name(), date_of_death: maybe(civilDateText) })),
}
const withdrawal = {
  right: z.literal('withdrawal'),
  consents: maybe(z.array(text({ max: 200 })).max(100)),
}
/** Staff may also say where the receiving controller takes the data (art. 20(2)). */
const staffPortability = {
  ...portability,
  transfer_to: maybe(strictObject({ name: name(), endpoint: maybe(httpsUrl()) })),
}

/** `deceased` belongs to what is done after a death only. */
const deceasedFits = (right: object) =>
  !('deceased' in right && right.deceased !== undefined) ||
  !('purpose' in right && (right.purpose === 'register' || right.purpose === 'revoke'))
const deceasedMisplaced = { path: ['deceased'], message: 'expected only with purpose execute, estate or death_notice' }

/** Each right with its own fields; `extra` stands beside them where a body needs it. */
function rightUnion<P extends z.core.$ZodShape, E extends z.core.$ZodShape>(portabilityFields: P, extra: E) {
  return z.discriminatedUnion('right', [
    strictObject({ ...access, ...extra }),
    strictObject({ ...rectification, ...extra }),
    strictObject({ ...erasure, ...extra }),
    strictObject({ ...restriction, ...extra }),
    strictObject({ ...objection, ...extra }),
    strictObject({ ...portabilityFields, ...extra }),
    strictObject({ ...postMortem, ...extra }).refine(deceasedFits, deceasedMisplaced),
    strictObject({ ...withdrawal, ...extra }),
  ])
}
export const publicRight = rightUnion(portability, {}).meta({
  id: 'PublicRight',
  examples: [{ right: 'access', scope: 'All that you hold since 2021.' }],
})
export const staffRight = rightUnion(staffPortability, {}).meta({
  id: 'Right',
  examples: [{ right: 'erasure', ground: 'b' }],
})
export type RightInput = z.output<typeof staffRight> | z.output<typeof publicRight>

/** The same right may occur twice in a letter; sixteen is twice each. */
const manyRights = <S extends z.ZodType>(right: S) => z.array(right).min(1).max(16)

/** JSON Schema sources of each right's own fields, for the public form. */
export const rightFields = {
  access,
  rectification,
  erasure,
  restriction,
  objection,
  portability,
  post_mortem: postMortem,
  withdrawal,
}

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

// Actions (API §4.2)

const told = () =>
  maybe(
    strictObject({ by: z.enum(['email', 'post', 'other']), at: maybe(instantText) }).refine(
      (value) => (value.by === 'other') === (value.at !== undefined),
      {
        path: ['at'],
        message: 'expected with by: other, and only there',
      },
    ),
  )
export type Told = { by: 'email' | 'post' | 'other'; at?: Instant | undefined }

const recipient = strictObject({
  name: name(),
  told_at: maybe(instantText),
  not_told: maybe(z.enum(['impossible', 'disproportionate'])),
}).refine((value) => (value.told_at === undefined) !== (value.not_told === undefined), {
  path: ['told_at'],
  message: 'expected either told_at or not_told',
})

export const bodies = {
  acknowledge: strictObject({ assignee: maybe(email()), told: told() }),
  'ask-identity': strictObject({
    doubt: note(),
    question: note(),
    accepted_methods: z.array(z.enum(identityMethods)).min(1).max(6),
    told: told(),
  }),
  'confirm-identity': strictObject({
    method: z.enum(identityMethods),
    note: note(),
    answered_at: maybe(instantText),
    assertion: maybe(text({ max: 8_192 })),
  }),
  'reject-identity': strictObject({ reason: note(), told: told() }),
  'confirm-authority': strictObject({ documents: maybe(z.array(typeId('doc')).max(20)), note: note() }),
  'reject-authority': strictObject({ documents: maybe(z.array(typeId('doc')).max(20)), note: note(), told: told() }),
  'ask-clarification': strictObject({ question: note(), large_volume: z.boolean(), told: told() }),
  'record-answer': strictObject({
    answered_at: maybe(instantText),
    in_reply_to: maybe(z.union([typeId('msg'), typeId('doc')])),
    sufficient: z.boolean(),
  }).refine((body) => (body.answered_at === undefined) !== (body.in_reply_to === undefined), {
    path: ['answered_at'],
    message: 'expected either answered_at or in_reply_to',
  }),
  extend: strictObject({
    ground: z.enum(['complexity', 'number_of_requests']),
    reasons: note(),
    rights: maybe(z.array(typeId('rgt')).min(1).max(32)),
    told: told(),
  }),
  decide: strictObject({
    outcome: z.enum(outcomes),
    grounds: maybe(z.array(z.enum(groundCodes)).max(8)),
    reasons: maybe(prose()),
    items: maybe(
      z
        .array(
          strictObject({
            activity: text({ max: 100 }),
            legal_basis: maybe(text({ max: 100 })),
            outcome: z.enum(outcomes),
            grounds: maybe(z.array(z.enum(groundCodes)).max(8)),
          }),
        )
        .max(100),
    ),
    note: maybe(note()),
    told: told(),
  }),
  fulfil: strictObject({
    note: note(),
    recipients: maybe(z.array(recipient).min(1).max(200)),
    none_to_tell: maybe(z.boolean()),
    public_measures: maybe(note()),
    told: told(),
  }),
  revise: strictObject({ reason: note() }),
  amend: strictObject({ details: z.record(z.string().max(64), anyJson), reason: note() }),
  drop: strictObject({ reason: note() }),
  lift: strictObject({ on: civilDateText, reasons: note(), told: told() }),
  rights: rightUnion(staffPortability, { reason: note() }),
  correct: strictObject({
    requester: maybe(person),
    data_subject: dataSubject.nullish(),
    capacity: maybe(z.enum(capacities)),
    channel: maybe(z.enum(channels)),
    received_at: maybe(instantText),
    received_on: maybe(civilDateText),
    locale: maybe(localeTag),
    reply_by: maybe(z.enum(['email', 'post'])),
    reason: note(),
  }).refine((body) => body.received_at === undefined || body.received_on === undefined, {
    path: ['received_on'],
    message: 'expected either received_at or received_on, not both',
  }),
  cancel: strictObject({ reason: maybe(note()), told: told() }),
  close: strictObject({
    reason: z.enum(closedReasons).exclude(['cancelled']),
    duplicate_of: maybe(typeId('req')),
    forwarded_to: maybe(text({ max: 500, multiline: true })),
    told: told(),
  }).refine((body) => (body.reason === 'duplicate') === (body.duplicate_of !== undefined), {
    path: ['duplicate_of'],
    message: 'expected with reason duplicate, and only there',
  }),
  reopen: strictObject({ reason: note() }),
} as const
export type ActionName = keyof typeof bodies
export type Command<A extends ActionName> = z.output<(typeof bodies)[A]>

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

export const warningView = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' })

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
    forwarded_to: z.string().nullable(),
    channel: z.enum(channels),
    locale: z.string(),
    reply_by: z.enum(['email', 'post']),
    requester: personView,
    data_subject: z
      .object({ name: z.string(), identifiers: z.array(z.object({ type: z.string(), value: z.string() })).optional() })
      .nullable(),
    capacity: z.enum(capacities),
    message: z.string().nullable(),
    rights: z.array(rightView),
    identity: z.object({
      status: z.enum(identityStatuses),
      level: z.enum(['none', 'mailbox', 'verified']),
      needed: z.enum(['none', 'mailbox', 'verified']),
      method: z.enum(identityMethods).nullable(),
      proven_at: instant.nullable(),
    }),
    authority: z.object({ status: z.enum(authorityStatuses) }),
    received_at: instant,
    received_on: day,
    due_on: day.nullable(),
    nominal_due_on: day.nullable(),
    strict_due_on: day,
    refusal_due_on: day.nullable(),
    clock_state: z.enum(clockStates),
    extended: z.boolean(),
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
    warnings: z.array(warningView),
    allowed_actions: z.array(z.enum(requestActions)),
    version: z.int(),
    created_at: instant,
    updated_at: instant,
    closed_at: instant.nullable(),
  })
  .meta({ id: 'Request' })
export type RequestView = z.input<typeof requestView>
export const requestList = listOf(requestView, 'RequestList')
