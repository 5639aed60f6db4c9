import { z } from 'zod'
import type { CivilDate } from '../law/calendar.ts'
import { civilDateText, listOf, listQuery, strictObject, text } from '../platform/http/schemas.ts'
import { showId } from '../platform/identifiers.ts'
import type { PreviewedPart } from './preview.ts'

export const holdBody = strictObject({ reason: text({ max: 2_000, multiline: true }) }).meta({
  id: 'PlaceHold',
  examples: [{ reason: 'The person has brought an action before the court in Lyon.' }],
})
export const releaseHoldBody = strictObject({ reason: text({ max: 2_000, multiline: true }) }).meta({
  id: 'ReleaseHold',
  examples: [{ reason: 'The judgment is final.' }],
})

export const previewQuery = listQuery({
  as_of: civilDateText
    .optional()
    .meta({ description: 'What would be due on that day; today in the organisation’s zone' }),
})

const retentionParts = ['case_file', 'export', 'identity_document'] as const

export const retentionItem = z
  .object({
    object: z.literal('retention_item'),
    request_id: z.string(),
    reference: z.string(),
    part: z.enum(retentionParts).meta({ description: 'What would be erased; a case file takes all the rest with it' }),
    id: z.string().nullable().meta({ description: 'Of the export or the document' }),
    rule: z
      .object({
        after: z.enum(['closure', 'release']),
        days: z.int().optional(),
        months: z.int().optional(),
      })
      .meta({
        description: 'How long it is kept, by the policy as it is now. An export is kept as it was told at its release',
      }),
    due_from: z.string().meta({ format: 'date', description: 'The first day on which it is due' }),
  })
  .meta({
    id: 'RetentionItem',
    examples: [
      {
        object: 'retention_item',
        request_id: 'req_01m84njqz5eaaazqs37rz6d7v6',
        reference: 'HB-7F3K-92QD',
        part: 'case_file',
        id: null,
        rule: { after: 'closure', months: 60 },
        due_from: '2031-03-24',
      },
    ],
  })
export const retentionPreview = listOf(retentionItem, 'RetentionPreview')

export function showPart({
  request,
  reference,
  part,
  item,
  rule,
  dueFrom,
}: PreviewedPart): z.input<typeof retentionItem> {
  return {
    object: 'retention_item',
    request_id: showId('req', request),
    reference,
    part,
    id: item === null ? null : showId(part === 'export' ? 'exp' : 'doc', item),
    rule,
    due_from: dueFrom satisfies CivilDate,
  }
}
