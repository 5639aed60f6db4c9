import { z } from 'zod'
import { legalBases } from '../law/legal-basis.ts'
import { email, httpsUrl, instantText, maybe, queryInteger, strictObject, text } from '../platform/http/schemas.ts'
import type { CurrentRegister, Recipient } from './register.ts'

/** A register that somebody reads: a group of companies has some hundred activities. */
const most = { categories: 300, fields: 200, activities: 300, recipients: 500, few: 50 }

/** As long as what names it in a record. */
const key = () => text({ max: 100 })
const name = () => text({ max: 200 })
const sentence = () => text({ max: 2_000, multiline: true })
const words = () => text({ max: 300 })
/** A list that may be left out: an empty one. */
const list = <S extends z.ZodType>(each: S, max: number) =>
  maybe(z.array(each).max(max)).transform((given) => given ?? [])

const category = strictObject({ key: key(), name: name(), fields: maybe(z.array(name()).max(most.fields)) })

const activity = strictObject({
  key: key().meta({ description: 'What the `purpose` of a record names' }),
  name: name(),
  purpose: maybe(sentence()),
  legal_basis: z.enum(legalBases).meta({ description: 'Art. 6(1)(a) to (f)' }),
  otherwise: maybe(sentence()).meta({ description: 'Where another basis holds in some cases: which, and when' }),
  legitimate_interest: maybe(sentence()).meta({ description: 'Which interest is pursued, where that is the basis' }),
  categories: list(key(), most.categories).meta({ description: 'Keys of categories of this register' }),
  retention: maybe(words()).meta({ description: 'An ISO 8601 duration, or a sentence that may hold some' }),
  direct_marketing: maybe(z.boolean()).transform((given) => given ?? false),
  automated: maybe(z.boolean())
    .transform((given) => given ?? true)
    .meta({ description: 'Art. 20(1)(b): only automated processing is portable. Default true' }),
  automated_decisions: maybe(
    strictObject({ logic: sentence(), significance: maybe(sentence()), consequences: maybe(sentence()) }),
  ).meta({ description: 'Art. 22(1) and (4), told under art. 15(1)(h)' }),
  recipients: maybe(z.array(name()).max(most.recipients)).meta({
    description: 'Names of recipients of this register, beside those that name this activity',
  }),
  assumed: maybe(z.array(key()).max(most.few)).meta({ description: 'Which of these facts nobody has confirmed yet' }),
})

const recipient = strictObject({
  name: name().meta({ description: 'Recipients are told by name (CJEU C-154/21)' }),
  role: maybe(name()),
  location: list(words(), most.few).meta({ description: 'Codes of countries (ISO 3166-1), `EU`, or places in words' }),
  transfer: maybe(z.boolean())
    .transform((given) => given ?? false)
    .meta({ description: 'Whether data leave the European Economic Area (UK GDPR: the United Kingdom)' }),
  safeguards: maybe(z.array(words()).max(most.few)).meta({ description: '`DPF`, `SCC`, `BCR`, or words: art. 15(2)' }),
  activities: maybe(z.array(key()).max(most.activities)).meta({
    description: 'Keys of activities of this register; absent: all of them',
  }),
  contact: maybe(
    strictObject({
      email: maybe(email()),
      postal_address: maybe(text({ max: 500, multiline: true })),
      endpoint: maybe(httpsUrl()).meta({ description: 'Takes signed notices (Standard Webhooks)' }),
    }),
  ).meta({
    description: 'Where they are told of a rectification, an erasure or a restriction (art. 19); absent: by hand',
  }),
})

const sources = strictObject({ direct: list(words(), most.few), indirect: list(words(), most.few) })

const example = {
  categories: [{ key: 'identity_contact', name: 'Identity and contact details', fields: ['name', 'email'] }],
  activities: [
    {
      key: 'service',
      name: 'Providing the service',
      legal_basis: 'contract',
      categories: ['identity_contact'],
      retention: 'contract + P5Y',
    },
  ],
  recipients: [
    {
      name: 'Zoho CRM',
      role: 'CRM',
      location: ['EU', 'IN'],
      transfer: true,
      safeguards: ['SCC'],
      activities: ['service'],
    },
  ],
  sources: { direct: ['contact form'], indirect: [] },
}

const references = {
  category: 'the key of a category',
  activity: 'the key of an activity',
  recipient: 'the name of a recipient',
} as const

/** The whole register; a part that is left out is empty. */
export const registerBody = strictObject({
  categories: list(category, most.categories),
  activities: list(activity, most.activities),
  recipients: list(recipient, most.recipients),
  sources: maybe(sources).transform((given) => given ?? { direct: [], indirect: [] }),
})
  .check(({ value, issues }) => {
    const refuse = (path: (string | number)[], message: string) =>
      issues.push({ code: 'custom', path, message, input: value })
    const known = {
      category: new Set(value.categories.map((each) => each.key)),
      activity: new Set(value.activities.map((each) => each.key)),
      recipient: new Set(value.recipients.map((each) => each.name)),
    }
    const named = [
      ['categories', value.categories.map((each) => each.key), 'key'],
      ['activities', value.activities.map((each) => each.key), 'key'],
      ['recipients', value.recipients.map((each) => each.name), 'name'],
    ] as const
    for (const [part, names, member] of named) {
      for (const [i, each] of names.entries()) {
        if (names.indexOf(each) < i) refuse([part, i, member], `expected each ${member} once`)
      }
    }
    const demandKnown = (kind: keyof typeof known, names: readonly string[], path: (string | number)[]) => {
      for (const [i, each] of names.entries()) {
        if (!known[kind].has(each)) refuse([...path, i], `expected ${references[kind]} of this register`)
      }
    }
    for (const [i, each] of value.activities.entries()) {
      demandKnown('category', each.categories, ['activities', i, 'categories'])
      demandKnown('recipient', each.recipients ?? [], ['activities', i, 'recipients'])
    }
    for (const [i, each] of value.recipients.entries()) {
      demandKnown('activity', each.activities ?? [], ['recipients', i, 'activities'])
    }
  })
  .meta({ id: 'ReplaceRegister', examples: [example] })

const textList = z.array(z.string())
export const registerView = z
  .object({
    object: z.literal('register'),
    version: z.int().meta({ description: 'Counts from 1; 0 where none was put down yet' }),
    updated_at: instantText.nullable(),
    categories: z.array(z.object({ key: z.string(), name: z.string(), fields: textList.nullable() })),
    activities: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        purpose: z.string().nullable(),
        legal_basis: z.enum(legalBases),
        otherwise: z.string().nullable(),
        legitimate_interest: z.string().nullable(),
        categories: textList,
        retention: z.string().nullable(),
        direct_marketing: z.boolean(),
        automated: z.boolean(),
        automated_decisions: z
          .object({ logic: z.string(), significance: z.string().nullable(), consequences: z.string().nullable() })
          .nullable(),
        recipients: textList.nullable(),
        assumed: textList.nullable(),
      }),
    ),
    recipients: z.array(
      z.object({
        name: z.string(),
        role: z.string().nullable(),
        location: textList,
        transfer: z.boolean(),
        safeguards: textList.nullable(),
        activities: textList.nullable(),
        contact: z
          .object({
            email: z.string().nullable(),
            postal_address: z.string().nullable(),
            endpoint: z.string().nullable(),
          })
          .nullable(),
      }),
    ),
    sources: z.object({ direct: textList, indirect: textList }),
  })
  .meta({
    id: 'Register',
    examples: [
      {
        object: 'register',
        version: 1,
        updated_at: '2026-03-02T09:30:00Z',
        ...example,
        activities: example.activities.map((each) => ({
          ...each,
          purpose: null,
          otherwise: null,
          legitimate_interest: null,
          direct_marketing: false,
          automated: true,
          automated_decisions: null,
          recipients: null,
          assumed: null,
        })),
        recipients: example.recipients.map((each) => ({ ...each, contact: null })),
      },
    ],
  })

export const registerQuery = strictObject({
  version: queryInteger({ min: 0, max: 2 ** 31 - 1 })
    .optional()
    .meta({ description: 'A former version; without it, the one that counts' }),
})

export function toView({ version, updatedAt, register }: CurrentRegister): z.output<typeof registerView> {
  return {
    object: 'register',
    version,
    updated_at: updatedAt,
    categories: register.categories.map(({ key, name, fields }) => ({ key, name, fields: copied(fields) })),
    activities: register.activities.map((each) => ({
      key: each.key,
      name: each.name,
      purpose: each.purpose ?? null,
      legal_basis: each.legal_basis,
      otherwise: each.otherwise ?? null,
      legitimate_interest: each.legitimate_interest ?? null,
      categories: [...each.categories],
      retention: each.retention ?? null,
      direct_marketing: each.direct_marketing,
      automated: each.automated,
      automated_decisions: decisionsOf(each.automated_decisions),
      recipients: copied(each.recipients),
      assumed: copied(each.assumed),
    })),
    recipients: register.recipients.map((each) => ({
      name: each.name,
      role: each.role ?? null,
      location: [...each.location],
      transfer: each.transfer,
      safeguards: copied(each.safeguards),
      activities: copied(each.activities),
      contact: contactOf(each.contact),
    })),
    sources: { direct: [...register.sources.direct], indirect: [...register.sources.indirect] },
  }
}

function contactOf(given: Recipient['contact']) {
  if (given === undefined) return null
  const { email: address = null, postal_address = null, endpoint = null } = given
  return { email: address, postal_address, endpoint }
}

function copied(names: readonly string[] | undefined): string[] | null {
  return names === undefined ? null : [...names]
}

function decisionsOf(given: CurrentRegister['register']['activities'][number]['automated_decisions']) {
  if (given === undefined) return null
  const { logic, significance = null, consequences = null } = given
  return { logic, significance, consequences }
}
