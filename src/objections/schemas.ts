import { z } from 'zod'
import { civilDateText, eitherForm, email, listOf, strictObject, text } from '../platform/http/schemas.ts'
import type { Imported } from './import-list.ts'
import type { ObjectionCounts } from './store.ts'

/** Of one call: a batch of a sending tool, and within the bytes of an ordinary body. */
const mostAsked = 1_000

const checkOne = strictObject({ email: email() })
const checkMany = strictObject({ emails: z.array(email()).min(1).max(mostAsked) })
export const checkBody = eitherForm([checkOne, checkMany]).meta({
  id: 'CheckSuppressions',
  examples: [{ email: 'ana@example.org' }],
})

export const suppressionView = z
  .object({
    object: z.literal('suppression'),
    suppressed: z.boolean().meta({ description: 'Whether an objection to direct marketing of this address holds' }),
  })
  .meta({ id: 'Suppression', examples: [{ object: 'suppression', suppressed: true }] })
export const checkedView = z
  .union([suppressionView, listOf(suppressionView, 'SuppressionList')])
  .meta({ id: 'CheckedSuppressions', examples: [{ object: 'suppression', suppressed: true }] })

export function showSuppression(suppressed: boolean): z.input<typeof suppressionView> {
  return { object: 'suppression', suppressed }
}

/** Told one by one; of more only the number. */
const mostBadLines = 100
const count = z.int().min(0)
export const importView = z
  .object({
    object: z.literal('suppression_import'),
    added: count.meta({ description: 'Not known before' }),
    renewed: count.meta({ description: 'Known with an earlier day, and kept with this one' }),
    known: count.meta({ description: 'Known, or listed twice: nothing was changed' }),
    over: count.meta({ description: 'So old that the policy (`retention.objection_fingerprints`) keeps them no more' }),
    bad: count.meta({ description: 'No address with a day' }),
    bad_lines: z
      .array(z.object({ line: z.int().min(1), message: z.string() }))
      .meta({ description: `The first ${mostBadLines}; of an array, the number of the item` }),
  })
  .meta({
    id: 'SuppressionImport',
    examples: [
      {
        object: 'suppression_import',
        added: 1_204,
        renewed: 3,
        known: 17,
        over: 0,
        bad: 1,
        bad_lines: [{ line: 31, message: 'email: expected one e-mail address' }],
      },
    ],
  })

export function showImport({ bad, ...counts }: Imported): z.input<typeof importView> {
  return { object: 'suppression_import', ...counts, bad: bad.length, bad_lines: bad.slice(0, mostBadLines) }
}

export const liftBody = strictObject({
  email: email(),
  consented_on: civilDateText.meta({ description: 'The day on which the person consented anew' }),
  reason: text({ max: 2_000, multiline: true }).meta({
    description: 'How they did, for the organisation’s history: without naming them',
  }),
}).meta({
  id: 'LiftSuppression',
  examples: [
    { email: 'ana@example.org', consented_on: '2026-03-02', reason: 'Asked for the newsletter again, double opt-in.' },
  ],
})

export const countsView = z
  .object({
    object: z.literal('suppressions'),
    suppressed: count.meta({ description: 'Mailboxes that have objected' }),
    by_source: z
      .object({ request: count, import: count })
      .meta({ description: 'How it is known; some are known in both ways' }),
    lifted: count.meta({ description: 'Mailboxes that have objected, and consented since' }),
  })
  .meta({
    id: 'Suppressions',
    examples: [{ object: 'suppressions', suppressed: 1_311, by_source: { request: 107, import: 1_207 }, lifted: 4 }],
  })

export function showCounts({ suppressed, byRequest, byImport, lifted }: ObjectionCounts): z.input<typeof countsView> {
  return { object: 'suppressions', suppressed, by_source: { request: byRequest, import: byImport }, lifted }
}
