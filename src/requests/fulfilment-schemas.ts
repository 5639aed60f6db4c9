import { z } from 'zod'
import { groundCodes } from '../law/refusal.ts'
import { civilDateText, maybe, strictObject, text, typeId } from '../platform/http/schemas.ts'
import { name, note } from './right-schemas.ts'

const system = () => text({ max: 100 }).meta({ description: 'The key of a source, or what the system is called' })
const grounds = () => maybe(z.array(z.enum(groundCodes)).max(8))

/** What `fulfil` takes beside its note: what was done, where, and what was not. All of it is told to the person. */
export const fulfilmentFields = {
  systems: maybe(z.array(strictObject({ system: system(), what: note(), on: maybe(civilDateText) })).max(200)).meta({
    description: 'What was carried out in which system, and when, for any right. The person reads it',
  }),
  corrections: maybe(
    z
      .array(strictObject({ field: name(), system: maybe(system()), former: maybe(note()), corrected: maybe(note()) }))
      .max(200),
  ).meta({ description: 'Rectification: which field was corrected where, from what to what' }),
  evidence: maybe(z.array(typeId('doc')).max(20)).meta({
    description: 'Rectification: the documents of kind `evidence` that it rests on',
  }),
  statement_kept_in: maybe(z.array(system()).min(1).max(200)).meta({
    description: 'Rectification: the systems that keep the person’s supplementary statement with the data (art. 16)',
  }),
  remains: maybe(
    z
      .array(
        strictObject({
          activity: maybe(text({ max: 100 })),
          what: maybe(note()),
          grounds: grounds(),
          reasons: maybe(note()),
          until: maybe(civilDateText),
        }).refine(({ activity, what }) => activity !== undefined || what !== undefined, {
          path: ['what'],
          message: 'expected an activity, or what remains',
        }),
      )
      .max(100),
  ).meta({
    description:
      'Erasure: what is not erased, why, and until when. Activities that the decision refuses are added by themselves, with their grounds and their retention in the register',
  }),
  consents: maybe(
    z
      .array(text({ max: 200 }))
      .min(1)
      .max(100),
  ).meta({
    description: 'Withdrawal: the consents that have ended; absent: those that the person named',
  }),
  stopped_on: maybe(civilDateText).meta({
    description: 'Withdrawal: the day on which the processing stopped; absent: today',
  }),
}

const day = () => z.string().meta({ format: 'date' }).nullable()

export const fulfilmentView = z
  .object({
    note: z.string().nullable(),
    systems: z.array(z.object({ system: z.string(), what: z.string(), on: day() })),
    corrections: z.array(
      z.object({
        field: z.string(),
        system: z.string().nullable(),
        former: z.string().nullable(),
        corrected: z.string().nullable(),
      }),
    ),
    evidence: z.array(z.string()),
    statement_kept_in: z.array(z.string()),
    remains: z.array(
      z.object({
        activity: z.string().nullable(),
        name: z.string().nullable(),
        what: z.string().nullable(),
        grounds: z.array(z.string()),
        reasons: z.string().nullable(),
        until: day(),
        retention: z.string().nullable().meta({ description: 'Of the activity, as the register had it' }),
      }),
    ),
    consents: z.array(z.string()).nullable().meta({ description: 'Null: all of them' }),
    withdrawn_on: day().meta({ description: 'Of a withdrawal: the day of its receipt, from which it counts' }),
    stopped_on: day(),
    public_measures: z.string().nullable(),
    recipients: z
      .array(z.object({ name: z.string(), told_at: z.string().nullable(), not_told: z.string().nullable() }))
      .meta({
        description:
          'Who had been told by then, as staff said. After a rectification, an erasure or a restriction (art. 19) `GET …/recipients` says how it stands with each since',
      }),
  })
  .meta({ id: 'Fulfilment', description: 'What was carried out, as it was recorded' })
