import { z } from 'zod'
import { clockStates, requestStatuses } from '../law/lifecycle.ts'
import { rightNames } from '../law/rights.ts'
import {
  civilDateText,
  email,
  instantText,
  listQuery,
  oneOrMany,
  queryBoolean,
  text,
} from '../platform/http/schemas.ts'
import { channels } from './right-schemas.ts'

/** By what requests are found, and in which order (API §4.1). */
export const listRequestsQuery = listQuery({
  status: filter(oneOrMany(z.enum(requestStatuses)), 'The state of the request; given twice, either'),
  right: filter(oneOrMany(z.enum(rightNames)), 'A right that the letter invokes; given twice, either'),
  channel: filter(oneOrMany(z.enum(channels)), 'How the letter came; given twice, either'),
  assignee: filter(oneOrMany(email()), 'Who works on it, by the whole address; given twice, either'),
  clock_state: filter(
    oneOrMany(z.enum(clockStates)),
    '`paused`: while an answer of the person is awaited; `stopped`: every right is answered or has lapsed',
  ),
  overdue: filter(queryBoolean, 'Whether today is after the `due_on` of an unanswered right'),
  at_risk: filter(
    queryBoolean,
    'Whether today is after `strict_due_on` with a right unanswered, and none is overdue: it is in time by its pauses or its extension alone',
  ),
  extended: filter(queryBoolean, 'Whether a right was extended by two months (art. 12(3))'),
  held: filter(queryBoolean, 'Whether a legal hold stands: retention erases nothing of it'),
  flagged: filter(queryBoolean, 'Whether it may be a duplicate or part of a flood, and nobody has looked yet'),
  due_before: filter(
    civilDateText,
    'Due before this day, which is not included. By `due_on`, while paused `strict_due_on`',
  ),
  due_after: filter(
    civilDateText,
    'Due after this day, which is not included. By `due_on`, while paused `strict_due_on`',
  ),
  received_before: filter(instantText, 'Received before this instant, which is not included'),
  received_after: filter(instantText, 'Received after this instant, which is not included'),
  updated_after: filter(instantText, 'Changed after this instant, which is not included, by whatever it shows'),
  email: filter(
    oneOrMany(email()),
    'The mailbox of who writes: the whole address, whatever its case; given twice, either',
  ),
  q: filter(
    text({ max: 200 }),
    'Whole words of the names and the reference, all of them, whatever their case and accents',
  ),
  reference: filter(oneOrMany(text({ max: 32 })), 'What the person quotes, as in `HB-7F3K-92QD`; given twice, either'),
  external_reference: filter(
    oneOrMany(text({ max: 200 })),
    'What a tool calls it, unique for each client; given twice, either',
  ),
  sort: z
    .enum(['due_on', '-due_on', 'received_at', '-received_at', 'updated_at', '-updated_at'])
    .default('-received_at')
    .meta({ description: 'The due sorts use due_on, while paused strict_due_on; requests with neither come last' }),
})
export type ListQuery = z.output<typeof listRequestsQuery>

function filter<Schema extends z.ZodType>(schema: Schema, description: string) {
  return schema.optional().meta({ description })
}
