import { z } from 'zod'
import type { Instant } from '../law/calendar.ts'
import { origins } from '../law/portability.ts'
import {
  instantText,
  listOf,
  listQuery,
  maybe,
  oneOrMany,
  queryBoolean,
  strictObject,
  text,
  typeId,
} from '../platform/http/schemas.ts'
import type { RecordId } from '../platform/identifiers.ts'
import { readJson } from './json-text.ts'
import type { ProvidedBy, RecordReview } from './tables.ts'

/** The name of a source system, of a kind of data, of an activity of the register: a few words. */
const label = () => text({ max: 100 })

/** Any JSON object, handed on as it was written. Checked as text, before this (`readObjectText`). */
const anyObject = z
  .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'expected an object')
  .meta({
    type: 'object',
    additionalProperties: true, // said aloud: generated clients take an object that names no property for an empty one
    description: 'Any JSON object. Exports give it back as it came, numbers to the digit',
  })

/** One piece of the person's data, as a source hands it over: a line of the upload. */
export const recordBody = strictObject({
  category: label().meta({ description: 'What kind of data this is: each category becomes a file of its own' }),
  data: anyObject,
  provided_by: z
    .enum(origins)
    .meta({ description: 'Art. 20 reaches what the person provided, observed data included' }),
  purpose: maybe(label()).meta({ description: 'The key of an activity of the register' }),
  collected_at: maybe(instantText),
  source_id: maybe(text({ max: 200 })),
}).meta({
  id: 'RecordLine',
  examples: [{ category: 'orders', data: { number: 'A-17', total: 12.5 }, provided_by: 'observed', purpose: 'sales' }],
})

export const sourceParams = z.object({ id: typeId('req'), source: label().meta({ examples: ['crm'] }) })
export const recordParams = z.object({
  id: typeId('req'),
  source: typeId('rec').describe(
    'The id of the record, `rec_…`, as `GET /v1/requests/{id}/records` lists it. OpenAPI has one name for this place of the path, which is that of `PUT`: there a source stands here',
  ),
})

export const uploadView = z
  .object({
    object: z.literal('records'),
    source: z.string(),
    count: z.int(),
    bytes: z.int(),
    sha256: z.string().meta({ pattern: '^[0-9a-f]{64}$', description: 'Of the body as it arrived' }),
  })
  .meta({
    id: 'RecordUpload',
    examples: [
      {
        object: 'records',
        source: 'crm',
        count: 1,
        bytes: 103,
        sha256: 'b5106736bf71a3f9cd93f954a43f0d5c25e19c4dd451aeb4260dde94774ffe66',
      },
    ],
  })

export const listRecordsQuery = listQuery({
  source: oneOrMany(label()).optional(),
  category: oneOrMany(label()).optional(),
  provided_by: oneOrMany(z.enum(origins)).optional(),
  reviewed: queryBoolean.optional(),
})
export type ListRecordsQuery = z.output<typeof listRecordsQuery>

export const recordView = z
  .object({
    id: typeId('rec'),
    object: z.literal('record'),
    source: z.string(),
    category: z.string(),
    data: z.record(z.string(), z.unknown()).meta({ type: 'object' }),
    provided_by: z.enum(origins),
    purpose: z.string().nullable(),
    collected_at: instantText.nullable(),
    source_id: z.string().nullable(),
    withheld: z.boolean(),
    redact: z.array(z.string()).meta({ description: 'JSON pointers (RFC 6901) that exports leave out' }),
    reason: z.string().nullable(),
    reviewed_at: instantText.nullable(),
  })
  .meta({
    id: 'Record',
    examples: [
      {
        id: 'rec_01m84njra5em6rfsc25nh2x204',
        object: 'record',
        source: 'crm',
        category: 'orders',
        data: { number: 'A-17', total: 12.5, guests: [{ name: 'Ada Byron' }] },
        provided_by: 'observed',
        purpose: 'sales',
        collected_at: null,
        source_id: null,
        withheld: false,
        redact: ['/guests/0/name'],
        reason: 'Names another guest (art. 15(4)).',
        reviewed_at: '2026-03-03T10:00:00Z',
      },
    ],
  })
export const recordList = listOf(recordView, 'RecordList')

export const reviewBody = strictObject({
  withheld: maybe(z.boolean()),
  redact: maybe(z.array(z.string().max(500)).max(200)).meta({
    description:
      'JSON pointers (RFC 6901) into `data`; what they lead to is left out of exports. Replaces the former ones',
  }),
  reason: text({ max: 1_000, multiline: true }),
})
  .refine((body) => body.withheld !== undefined || body.redact !== undefined, {
    path: ['withheld'],
    message: 'expected withheld, redact or both',
  })
  .meta({ id: 'ReviewRecord', examples: [{ redact: ['/guests/0/name'], reason: 'Names another guest (art. 15(4)).' }] })
export type ReviewCommand = z.output<typeof reviewBody>

/** One, or several of which any will do. */
const anyOf = <Schema extends z.ZodType>(one: Schema) => maybe(z.array(one).min(1).max(50))

export const reviewTogetherBody = strictObject({
  source: anyOf(label()),
  category: anyOf(label()),
  provided_by: anyOf(z.enum(origins)),
  withheld: maybe(z.boolean()).meta({ description: 'True leaves them out of exports; else they are cleared' }),
  reason: text({ max: 1_000, multiline: true }),
}).meta({
  id: 'ReviewRecords',
  examples: [
    {
      source: ['crm'],
      category: ['notes'],
      provided_by: ['third_party'],
      withheld: true,
      reason: 'Notes of other customers about the person (art. 15(4)).',
    },
  ],
})
export type ReviewTogetherCommand = z.output<typeof reviewTogetherBody>

export const reviewedTogether = z
  .object({
    object: z.literal('records_review'),
    reviewed: z.int().meta({ description: 'Records that this call reviewed' }),
    withheld: z.boolean(),
    unreviewed: z
      .int()
      .meta({ description: 'Records from third parties that still wait for a review; counted to 10,001' }),
    has_more: z.boolean().meta({ description: 'More fit: call again' }),
  })
  .meta({
    id: 'RecordsReview',
    examples: [{ object: 'records_review', reviewed: 12, withheld: true, unreviewed: 0, has_more: false }],
  })
export type ReviewedTogether = z.output<typeof reviewedTogether>

/** What is shown of a record. */
export type ShownRecord = {
  readonly id: RecordId
  readonly source: string
  readonly category: string
  readonly data: string
  readonly providedBy: ProvidedBy
  readonly purpose: string | null
  readonly collectedAt: Instant | null
  readonly sourceId: string | null
  readonly withheld: boolean
  readonly review: RecordReview | null
  readonly reviewedAt: Instant | null
}

/** A record as staff sees it: all of it, also what exports leave out. */
export function toView(record: ShownRecord): z.output<typeof recordView> {
  return {
    id: record.id,
    object: 'record',
    source: record.source,
    category: record.category,
    data: readJson(record.data) as Record<string, unknown>, // only objects are stored
    provided_by: record.providedBy,
    purpose: record.purpose,
    collected_at: record.collectedAt,
    source_id: record.sourceId,
    withheld: record.withheld,
    redact: record.review?.redact ?? [],
    reason: record.review?.reason ?? null,
    reviewed_at: record.reviewedAt,
  }
}
