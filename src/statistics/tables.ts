import { bigint, boolean, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import type { AnsweredWithin } from '../law/answered-within.ts'
import { closedReasons, outcomes } from '../law/lifecycle.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { RightName } from '../law/rights.ts'
import { civilDate, id, tenantSchema } from '../platform/database/columns.ts'
import type { Channel } from '../requests/tables.ts'

/*
 * What statistics know of cases whose file is erased: how many there were that are alike in all that is counted. A line leads to no case:
 * it has no id, no reference and no time of day, the rights of one letter stand apart from it and from each other, and cases that are alike
 * share one line, so that not even the order in which they were erased is told. The key is the whole fact.
 */

export const requestFacts = tenantSchema.table(
  'request_facts',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    receivedOn: civilDate('received_on').notNull(),
    channel: text().$type<Channel>().notNull(),
    ending: text().$type<RequestEnding>().notNull(),
    pauses: integer().notNull(),
    pausedDays: integer('paused_days').notNull(),
    extended: boolean().notNull(),
    /** Something was owed, and late, when its file was erased. */
    overdue: boolean().notNull(),
    count: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({
      name: 'request_facts_alike',
      columns: [
        table.organisationId,
        table.receivedOn,
        table.channel,
        table.ending,
        table.pauses,
        table.pausedDays,
        table.extended,
        table.overdue,
      ],
    }),
  ],
)

export const rightFacts = tenantSchema.table(
  'right_facts',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    receivedOn: civilDate('received_on').notNull(),
    right: text().$type<RightName>().notNull(),
    ending: text().$type<RightEnding>().notNull(),
    grounds: text().array().$type<GroundCode[]>().notNull(),
    answered: text().$type<AnsweredWithin | 'never'>().notNull(),
    inTime: boolean('in_time').notNull(),
    /** From the day of receipt to that of the answer; 0 where there was none. */
    days: integer().notNull(),
    overdue: boolean().notNull(),
    count: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({
      name: 'right_facts_alike',
      columns: [
        table.organisationId,
        table.receivedOn,
        table.right,
        table.ending,
        table.grounds,
        table.answered,
        table.inTime,
        table.days,
        table.overdue,
      ],
    }),
  ],
)

/** How a request ended, as far as it has. */
export const requestEndings = [...closedReasons, 'open'] as const
export type RequestEnding = (typeof requestEndings)[number]
/** What became of a right: its outcome, or none. */
export const rightEndings = [...outcomes, 'lapsed', 'pending'] as const
export type RightEnding = (typeof rightEndings)[number]
