import { index, primaryKey } from 'drizzle-orm/pg-core'
import { bytea, civilDate, id, tenantSchema } from '../platform/database/columns.ts'

/**
 * Who objected to direct marketing and whose case is erased: nothing but a keyed fingerprint of the address, so that the objection can still
 * be heeded (art. 21(3)).
 */
export const objections = tenantSchema.table(
  'objections',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    mailbox: bytea().notNull(),
    /** The last day on which it is kept. */
    keptUntil: civilDate('kept_until').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.mailbox] }),
    index('objections_by_end').on(table.keptUntil),
  ],
)
