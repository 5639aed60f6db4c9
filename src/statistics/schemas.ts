import { z } from 'zod'
import { groundCodes } from '../law/refusal.ts'
import { rightNames } from '../law/rights.ts'
import { civilDateText, localeTag, queryInteger } from '../platform/http/schemas.ts'
import { channels } from '../requests/right-schemas.ts'
import type { Counted } from './read-statistics.ts'
import { requestEndings, rightEndings } from './tables.ts'
import type { RightTally } from './tally.ts'

export const periodQuery = z.strictObject({
  from: civilDateText
    .optional()
    .meta({ description: 'The first day of receipt; where absent, 1 January of the year of `to`' }),
  to: civilDateText.optional().meta({ description: 'The last day of receipt; where absent, today' }),
})

export const reportQuery = z.strictObject({
  year: queryInteger({ min: 2018, max: 2099 }).optional().meta({ description: 'Of receipt; where absent, this year' }),
  locale: localeTag.optional().meta({
    type: 'string',
    examples: ['fr-FR'],
    description:
      'A BCP 47 language tag, whose language the report is in; where it is absent, no tag, or of a language that there are no words in, that of the organisation',
  }),
})

const day = z.string().meta({ format: 'date', examples: ['2026-01-01'] })
const count = (description?: string) => z.int().meta(description === undefined ? {} : { description })
const countsOf = <Name extends string>(names: readonly [Name, ...Name[]], description: string) =>
  z.object(Object.fromEntries(names.map((name) => [name, z.int()])) as Record<Name, z.ZodInt>).meta({ description }) // each of the names

const rightTally = z.object({
  invoked: count(),
  answered: count('The person was told'),
  unanswered: count('Something is still owed'),
  within_one_month: count(
    'Answered by the end of the first month of art. 12(3): moved to a working day, put off by pauses',
  ),
  within_three_months: count('Answered by the end of the third month, those of the first month included'),
  in_time: count('Answered by the day that was due then, with the extension where there was one'),
  late: count('Answered after it'),
  overdue: count('Unanswered, and today after `due_on`'),
  outcomes: countsOf(rightEndings, 'What became of each: together as many as `invoked`'),
  refusals: z
    .array(z.object({ ground: z.enum(groundCodes), count: z.int() }))
    .meta({ description: 'Rights refused, wholly or in part, by ground; one with two grounds is under both' }),
  days: z
    .object({ mean: z.number(), median: z.number(), p95: z.int() })
    .nullable()
    .meta({ description: 'Calendar days from receipt to answer; null where nothing was answered' }),
})

const tallyExample = {
  invoked: 3,
  answered: 2,
  unanswered: 1,
  within_one_month: 1,
  within_three_months: 2,
  in_time: 2,
  late: 0,
  overdue: 0,
  outcomes: { granted: 1, partially_granted: 0, refused: 1, no_data_held: 0, lapsed: 0, pending: 1 },
  refusals: [{ ground: 'legal_obligation', count: 1 }],
  days: { mean: 31.5, median: 31.5, p95: 48 },
}

export const statisticsView = z
  .object({
    object: z.literal('statistics'),
    from: day,
    to: day,
    as_of: day.meta({ description: 'Today in the organisation’s zone: what is open and overdue is so now' }),
    requests: z.object({
      received: count(),
      open: count(),
      closed: count(),
      overdue: count('Something is owed, and today after its day'),
      extended: count('Art. 12(3): two further months, validly, for at least one right'),
      paused: count('The clock stood still at least once'),
      pauses: count('How often it did, all of them together'),
      paused_days: count('On how many days, without those of a request that still waits for the person'),
      by_channel: z.array(z.object({ channel: z.enum(channels), received: z.int() })),
      by_month: z.array(z.object({ month: z.string().meta({ examples: ['2026-03'] }), received: z.int() })),
      closed_reasons: countsOf(requestEndings, 'How each ended; `open` has not'),
    }),
    rights: rightTally,
    by_right: z.array(z.object({ right: z.enum(rightNames), ...rightTally.shape })),
  })
  .meta({
    id: 'Statistics',
    examples: [
      {
        object: 'statistics',
        from: '2026-01-01',
        to: '2026-01-31',
        as_of: '2026-03-02',
        requests: {
          received: 2,
          open: 1,
          closed: 1,
          overdue: 0,
          extended: 1,
          paused: 1,
          pauses: 1,
          paused_days: 6,
          by_channel: [{ channel: 'web', received: 2 }],
          by_month: [{ month: '2026-01', received: 2 }],
          closed_reasons: {
            completed: 1,
            cancelled: 0,
            duplicate: 0,
            identity_not_established: 0,
            not_controller: 0,
            not_a_rights_request: 0,
            open: 1,
          },
        },
        rights: tallyExample,
        by_right: [{ right: 'access', ...tallyExample }],
      },
    ],
  })

export function showStatistics({
  from,
  to,
  asOf,
  statistics: { requests, rights, byRight },
}: Counted): z.input<typeof statisticsView> {
  const { received, byChannel, byMonth, byEnding, pausedDays, ...counted } = requests
  return {
    object: 'statistics',
    from,
    to,
    as_of: asOf,
    requests: {
      received,
      open: byEnding.open,
      closed: received - byEnding.open,
      ...counted,
      paused_days: pausedDays,
      by_channel: [...byChannel],
      by_month: [...byMonth],
      closed_reasons: byEnding,
    },
    rights: showTally(rights),
    by_right: byRight.map(({ right, ...of }) => ({ right, ...showTally(of) })),
  }
}

function showTally(of: RightTally): z.input<typeof rightTally> {
  return {
    invoked: of.invoked,
    answered: of.answered,
    unanswered: of.invoked - of.answered - of.byEnding.lapsed,
    within_one_month: of.withinOneMonth,
    within_three_months: of.withinThreeMonths,
    in_time: of.inTime,
    late: of.answered - of.inTime,
    overdue: of.overdue,
    outcomes: of.byEnding,
    refusals: [...of.refusals],
    days: of.days && { mean: Math.round(of.days.mean * 10) / 10, median: of.days.median, p95: of.days.p95 },
  }
}
