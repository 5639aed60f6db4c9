import { sql } from 'drizzle-orm'
import { foreignKey, index, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytea, civilDate, id, tenantSchema } from '../platform/database/columns.ts'
import { requests } from '../requests/tables.ts'

/** How an objection came to be known: by a request, or by a list that the organisation kept before. */
export const objectionSources = ['request', 'import'] as const
export type ObjectionSource = (typeof objectionSources)[number]

/**
 * Who objected to direct marketing: nothing but a keyed fingerprint of the address, so that the objection is heeded without keeping the person
 * (art. 21(3)). A mailbox may have several: one for each request whose file is there, and one that stands by itself.
 */
export const objections = tenantSchema.table(
  'objections',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    /** Random, and says nothing: an order of ids would tell whose came when. */
    id: uuid().notNull().default(sql`gen_random_uuid()`),
    mailbox: bytea().notNull(),
    /** The request that objects, while its file is there: dropped or refused, it takes the objection back. Null: of a list, or of an erased case. */
    requestId: id<'req'>('request_id'),
    source: text().$type<ObjectionSource>().notNull(),
    objectedOn: civilDate('objected_on').notNull(),
    /** The day on which the file that told of it was erased: the years count from then. Null: from the objection. */
    fileErasedOn: civilDate('file_erased_on'),
    /** The last day on which it is kept, once no file tells of it. */
    keptUntil: civilDate('kept_until').notNull(),
    /** The day of a consent given since (art. 7): kept, so that an old list does not undo it. Null: the objection holds. */
    liftedOn: civilDate('lifted_on'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('objections_of_mailbox').on(table.organisationId, table.mailbox, table.requestId).nullsNotDistinct(),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'objections_request',
    }),
    index('objections_of_request').on(table.organisationId, table.requestId).where(sql`${table.requestId} is not null`),
    index('objections_by_end').on(table.keptUntil),
  ],
)
