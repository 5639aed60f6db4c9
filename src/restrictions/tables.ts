import { foreignKey, index, primaryKey } from 'drizzle-orm/pg-core'
import { bytea, id, tenantSchema } from '../platform/database/columns.ts'
import { requests } from '../requests/tables.ts'

/**
 * Keyed fingerprints by which a restriction is found (art. 18(2)): addresses and identifiers of the person, while one holds or has held on the
 * request.
 */
export const restrictionTerms = tenantSchema.table(
  'restriction_terms',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    term: bytea('term').notNull(),
    requestId: id<'req'>('request_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.term, table.requestId] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'restriction_terms_request',
    }),
    index('restriction_terms_of_request').on(table.organisationId, table.requestId),
  ],
)
