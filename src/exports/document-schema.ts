import { z } from 'zod'
import { legalBases } from '../law/legal-basis.ts'
import { packageWarnings } from '../law/package-warnings.ts'
import { notPortableReasons } from '../law/portability.ts'

/**
 * The one description of the JSON document of an export (API §4.4): its types, and the JSON Schema that goes with it. What is said in words is
 * in the language of the person.
 */

const count = () => z.int().min(0)
const words = () => z.string()
const instant = () => z.iso.datetime()

const leftOut = z
  .object({ category: z.string(), records: count(), reason: z.string().nullable() })
  .describe('How many records of a category, and why; null where reasons are too many to be told apart')

const notPortable = z
  .object({
    category: z.string(),
    activity: z.string().nullable().describe('The key of the activity of the register; null where none is known'),
    records: count(),
    reason: z.enum(notPortableReasons),
    article: z.string().describe('Of the GDPR'),
    why: words(),
  })
  .describe('Records that art. 20 does not reach')

const warning = z.object({ code: z.enum(packageWarnings), message: words() })

const categoryFacts = z.object({
  category: z.string(),
  name: z.string().nullable().describe('As the register of the controller calls it'),
  records: count(),
  sources: z.array(z.string()).describe('The systems the records come from'),
  provided_by: z.record(z.string(), count()),
  purposes: z.array(z.string()).describe('Keys of activities, as the records have them'),
  activities: z
    .array(z.object({ key: z.string(), name: z.string(), legal_basis: z.enum(legalBases) }))
    .describe('Those of the purposes that the register knows'),
  collected_from: instant().nullable(),
  collected_until: instant().nullable(),
})

const article = () => z.string().describe('Of the GDPR')
const told = { article: article(), title: words(), text: words().nullable() }
const place = z.object({ code: z.string(), text: words() })

/** Art. 15(1)(a) to (h) and 15(2), each under its letter. */
const information = z.object({
  register_version: count(),
  activities: z
    .object({ scope: z.enum(['of_this_person', 'all']), keys: z.array(z.string()), text: words() })
    .describe('Of which activities is told: those that concern the person where that is known, else all'),
  purposes: z.object({
    ...told,
    items: z.array(
      z.object({
        activity: z.string(),
        name: z.string(),
        purpose: z.string().nullable(),
        legal_basis: z.object({ code: z.enum(legalBases), article: article(), text: words() }),
        otherwise: z.string().nullable(),
        legitimate_interest: z.string().nullable(),
        direct_marketing: z.boolean(),
      }),
    ),
  }),
  categories: z.object({
    ...told,
    items: z.array(
      z.object({
        category: z.string(),
        name: z.string(),
        fields: z.array(z.string()).nullable(),
        records: count().describe('In this package'),
      }),
    ),
  }),
  recipients: z.object({
    ...told,
    items: z.array(
      z.object({
        name: z.string(),
        role: z.string().nullable(),
        location: z.array(place),
        transfer: z.boolean(),
        activities: z.array(z.string()).describe('Keys of the activities it serves, of those that are told here'),
      }),
    ),
  }),
  retention: z.object({
    ...told,
    items: z.array(
      z.object({
        activity: z.string(),
        name: z.string(),
        retention: z.string().nullable().describe('As the register has it; durations as ISO 8601 writes them'),
        text: words(),
      }),
    ),
  }),
  rights: z.object({
    ...told,
    items: z.array(z.object({ right: z.string(), article: article(), title: words(), text: words() })),
  }),
  complaint: z.object({ ...told, authority: z.object({ name: z.string(), url: z.string() }).nullable() }),
  sources: z.object({
    ...told,
    direct: z.array(z.string()).describe('Where data are collected from the person'),
    indirect: z.array(z.string()).describe('Where they are collected otherwise'),
    items: z
      .array(z.object({ category: z.string(), provided_by: z.string(), records: count(), text: words() }))
      .describe('Records of this package that the person did not provide'),
  }),
  automated_decisions: z.object({
    ...told,
    items: z.array(
      z.object({
        activity: z.string(),
        name: z.string(),
        logic: z.string(),
        significance: z.string().nullable(),
        consequences: z.string().nullable(),
      }),
    ),
  }),
  transfers: z.object({
    ...told,
    items: z.array(z.object({ recipient: z.string(), location: z.array(place), safeguards: z.array(place) })),
  }),
})
export type Information = z.output<typeof information>

const aboutShape = z.object({
  categories: z.array(categoryFacts),
  withheld: z.array(leftOut).describe('For the rights of others (art. 15(4), 20(4)): whole records'),
  redacted: z.array(leftOut).describe('For the rights of others: parts of records'),
  not_portable: count().optional().describe('Portability: how many records the person did not provide'),
  left_out: z.array(notPortable).optional().describe('Portability: all that art. 20 does not reach, and why'),
  information: information.optional().describe('Access: art. 15(1)(a) to (h) and 15(2)'),
  codes: z
    .object({ provided_by: z.record(z.string(), words()), legal_basis: z.record(z.string(), words()) })
    .describe('What the codes of this document mean'),
  warnings: z.array(warning),
})
export type About = z.output<typeof aboutShape>
export type CategoryFacts = About['categories'][number]
export type LeftOut = About['withheld'][number]
export type Warning = About['warnings'][number]

/** Controller, as a package names it. */
const controllerShape = z.object({
  name: z.string(),
  contact: z.object({
    dpo_email: z.string(),
    postal_address: z.string().nullable(),
    phone: z.string().nullable(),
  }),
  supervisory_authority: z.object({ name: z.string(), url: z.string() }).nullable(),
})

const documentShape = z.object({
  $schema: z.string().describe('Where this schema is'),
  controller: controllerShape,
  reference: z.string().describe('Of the request that this answers'),
  kind: z.enum(['access', 'portability']),
  generated_at: instant(),
  records: z
    .record(z.string(), z.array(z.record(z.string(), z.unknown())))
    .describe('By category; each record as its source has it, numbers to the digit'),
  about: aboutShape,
})

/** Where the service answers with the schema: a promise to whoever keeps a package. */
export const schemaPath = '/schemas/export-v1.json'
/** The schema as a file of a package. */
export const schemaFile = 'records.schema.json'

/** The JSON Schema (2020-12) of the document. Members may be added to what it describes; none is renamed while it is called v1. */
export function documentSchema(): { readonly title: string; readonly [member: string]: unknown } {
  const { $schema, ...schema } = z.toJSONSchema(documentShape, {
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'object') delete jsonSchema.additionalProperties
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      delete jsonSchema.propertyNames // every name is text
    },
  })
  return {
    $schema,
    title: 'The personal data of one person, version 1',
    description: 'The JSON document that answers a request under article 15 or 20 of the GDPR.',
    ...schema,
  }
}
