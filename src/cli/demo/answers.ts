import { z } from 'zod'
import { rightNames } from '../../law/rights.ts'

// What the demo reads of the service's answers, by the names of the contract. It shares no shape with the code that it watches.

const day = z.string().nullable()

const rightShape = z.object({
  id: z.string(),
  right: z.enum(rightNames),
  status: z.string(),
  outcome: z.string().nullable(),
  grounds: z.array(z.string()),
  due_on: day,
  act_by: day,
  answered_on: day,
  answered_in_time: z.boolean().nullable(),
  fulfilment: z
    .object({ withdrawn_on: day, stopped_on: day, consents: z.array(z.string()).nullable() })
    .nullable()
    .default(null),
})

export const requestShape = z.object({
  id: z.string(),
  reference: z.string(),
  status: z.string(),
  closed_reason: z.string().nullable(),
  channel: z.string(),
  locale: z.string(),
  requester: z.object({ name: z.string() }),
  rights: z.array(rightShape),
  identity: z.object({ status: z.string(), level: z.string(), needed: z.string() }),
  received_on: z.string(),
  due_on: day,
  nominal_due_on: day,
  strict_due_on: z.string(),
  refusal_due_on: day,
  clock_state: z.string(),
  extended: z.boolean(),
  extension: z.object({ notified_at: z.string().nullable(), notice_due_on: day, valid: z.boolean() }).nullable(),
  warnings: z.array(z.object({ code: z.string() })),
})
export type Request = z.output<typeof requestShape>

export const clockShape = z.object({
  state: z.string(),
  due_on: day,
  paused_days: z.int().nullable(),
  pauses: z.array(z.object({ from: z.string(), until: day, days: z.int().nullable() })),
  explanation: z.array(z.object({ text: z.string() })),
})

export const receiptShape = z.object({
  reference: z.string(),
  received_on: z.string(),
  due_on: z.string(),
  verification: z.object({ id: z.string() }),
})
export const challengeShape = z.object({ verification: z.object({ id: z.string() }) })
export const tokenShape = z.object({ access_token: z.string() })
export const newClientShape = z.object({ id: z.string(), secret: z.string() })
export const newOrganisationShape = z.object({ name: z.string(), slug: z.string(), client: newClientShape })
export const mailShape = z.object({ to: z.string(), subject: z.string(), text: z.string(), sent_at: z.string() })
export type ReadMail = z.output<typeof mailShape>

export const letterShape = z.object({ id: z.string(), type: z.string(), by: z.string(), state: z.string() })
export const messageShape = z.object({ id: z.string(), author: z.string(), text: z.string(), created_at: z.string() })
export const documentShape = z.object({ id: z.string(), kind: z.string(), deleted_at: z.string().nullable() })
export const recordShape = z.object({ id: z.string(), category: z.string(), provided_by: z.string() })
export const uploadShape = z.object({ count: z.int() })
export const exportShape = z.object({
  id: z.string(),
  kind: z.string(),
  format: z.string(),
  status: z.string().optional(), // a person is shown only what is released
  bytes: z.int().nullable(),
  sha256: z.string().nullable(),
})
export type Export = z.output<typeof exportShape>
export const myRequestShape = z.object({
  id: z.string(),
  reference: z.string(),
  status: z.string(),
  asks: z.array(z.object({ kind: z.string(), question: z.string() })),
  rights: z.array(
    z.object({
      fulfilment: z
        .object({
          systems: z.array(z.object({ system: z.string(), what: z.string() })),
          remains: z.array(z.object({ what: z.string().nullable(), until: day })),
        })
        .optional(),
    }),
  ),
})
export const eventShape = z.object({
  sequence: z.int(),
  hash: z.string(),
  previous_hash: z.string().nullable(),
})
export const registerShape = z.object({
  categories: z.array(z.object({ key: z.string() })),
  activities: z.array(z.object({ key: z.string(), legal_basis: z.string() })),
  recipients: z.array(z.object({ name: z.string() })),
})
export const assessmentShape = z.object({
  rights: z.array(
    z.object({
      right: z.enum(rightNames),
      activities: z.array(
        z.object({
          activity: z.string(),
          applies: z.string(),
          why: z.string(),
          article: z.object({ text: z.string() }),
        }),
      ),
      recipients: z.array(z.object({ name: z.string() })),
    }),
  ),
})
export const problemShape = z.object({ code: z.string(), detail: z.string().optional() })

export function listShape<S extends z.ZodType>(member: S) {
  return z.object({ data: z.array(member), has_more: z.boolean(), next_cursor: z.string().nullish() })
}
