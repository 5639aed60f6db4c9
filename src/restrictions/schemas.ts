import { z } from 'zod'
import {
  civilDateText,
  eitherForm,
  email,
  instantText,
  listOf,
  listQuery,
  maybe,
  queryBoolean,
  strictObject,
  text,
  typeId,
} from '../platform/http/schemas.ts'
import type { RestrictionEntry } from './read-restrictions.ts'
import type { Trace } from './restricted-person.ts'

/** Of one call: a batch of a system, and within the bytes of an ordinary body. */
const mostAsked = 1_000
const identifier = () =>
  text({ max: 200 }).meta({
    description: 'As the request names it, whatever its type; spaces and punctuation are left out',
  })

const onePerson = strictObject({ email: maybe(email()), identifier: maybe(identifier()) }).refine(
  (given) => (given.email === undefined) !== (given.identifier === undefined),
  { path: ['email'], message: 'expected either email or identifier' },
)
const manyPeople = strictObject({ people: z.array(onePerson).min(1).max(mostAsked) })
export const checkBody = eitherForm([manyPeople, onePerson]).meta({
  id: 'CheckRestrictions',
  examples: [{ email: 'ana@example.org' }, { people: [{ email: 'ana@example.org' }, { identifier: 'C-1042' }] }],
})

/** The fingerprint of a person as the answer to a check gave it. */
const printForm = /^[0-9a-f]{64}$/
export const checkQuery = strictObject({ request: typeId('req').optional() })
export const personHeader = z.object({
  'person-fingerprint': z.string().regex(printForm, 'expected the fingerprint that a check answered').optional().meta({
    description: 'What a `POST` to this path answered for a person: asks the same again, without naming them',
  }),
})

export const restrictionsQuery = listQuery({ in_force: queryBoolean.optional(), request: typeId('req').optional() })

const grounds = ['a', 'b', 'c', 'd'] as const
const example = {
  id: 'rgt_01m84njqz5eaaazqs37rz6d7v6',
  object: 'restriction' as const,
  request: 'req_01m84njqz5eaaazqs37rz6d7v6',
  reference: 'HB-7F3K-92QD',
  ground: 'a' as const,
  scope: 'My address',
  in_force: true,
  since: '2026-03-05T10:00:00Z',
  lifted: null,
}
export const restrictionView = z
  .object({
    id: typeId('rgt').meta({ description: 'The right under which the data are restricted' }),
    object: z.literal('restriction'),
    request: typeId('req'),
    reference: z.string(),
    ground: z.enum(grounds).nullable().meta({
      description:
        'Art. 18(1): `a` accuracy is contested, `b` unlawful, and not to be erased, `c` needed for legal claims, `d` objected to, pending verification',
    }),
    scope: z.string().nullable().meta({ description: 'Which data, in the words of the request; null: all of them' }),
    in_force: z.boolean(),
    since: instantText,
    lifted: z
      .object({
        on: civilDateText.meta({ description: 'The day named to the person' }),
        effective_on: civilDateText.nullable().meta({
          description:
            'The day on which it ends; null while the person is not told yet: until then it holds (art. 18(3))',
        }),
        reasons: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'Restriction', examples: [example] })
export const restrictionList = listOf(restrictionView, 'RestrictionList')

export const checkedView = z
  .object({
    object: z.literal('restriction_check'),
    restricted: z.boolean().meta({ description: 'Whether a restriction is in force today' }),
    fingerprint: z.string().nullable().meta({
      description: 'Of the person who was asked for; to be kept and sent as `Person-Fingerprint`. Null for a request',
    }),
    restrictions: z.array(restrictionView),
  })
  .meta({
    id: 'RestrictionCheck',
    examples: [
      {
        object: 'restriction_check',
        restricted: true,
        fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        restrictions: [example],
      },
    ],
  })
export const checkedMany = z.union([checkedView, listOf(checkedView, 'RestrictionCheckList')]).meta({
  id: 'CheckedRestrictions',
  examples: [
    {
      object: 'restriction_check',
      restricted: false,
      fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      restrictions: [],
    },
  ],
})

export function traceOf({ email: address, identifier: value }: z.output<typeof onePerson>): Trace {
  if (address !== undefined) return { email: address }
  if (value !== undefined) return { identifier: value }
  throw new Error('the schema lets nobody through without a trace')
}

export function toView({ right, case: c, holds }: RestrictionEntry): z.output<typeof restrictionView> {
  const { ground, scope } = right.detail.fields
  const { lifted } = right.detail
  if (right.restrictedSince === null) throw new Error('an entry of the register has a beginning')
  return {
    id: right.id,
    object: 'restriction',
    request: c.request.id,
    reference: c.request.reference,
    ground: grounds.find((each) => each === ground) ?? null,
    scope: typeof scope === 'string' ? scope : null,
    in_force: holds,
    since: right.restrictedSince,
    lifted: lifted === undefined ? null : { on: lifted.on, effective_on: right.liftedOn, reasons: lifted.reasons },
  }
}

export function showCheck(
  restrictions: readonly RestrictionEntry[],
  fingerprint: Buffer | undefined,
): z.output<typeof checkedView> {
  return {
    object: 'restriction_check',
    restricted: restrictions.length > 0,
    fingerprint: fingerprint?.toString('hex') ?? null,
    restrictions: restrictions.map(toView),
  }
}
