import { foreignKey, integer, primaryKey, unique } from 'drizzle-orm/pg-core'
import { organisations } from '../organisations/tables.ts'
import { id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import type { Register } from './register.ts'

/** The register of processing activities, each version of it as it was: the highest is the one that counts. Appended, never changed. */
export const registerVersions = tenantSchema.table(
  'register_versions',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'reg'>('id').notNull(),
    /** Counts from 1. */
    version: integer().notNull(),
    /** The name of a recipient may be a person's. */
    content: sealed<Register>('content').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('register_versions_version').on(table.organisationId, table.version),
    foreignKey({
      columns: [table.organisationId],
      foreignColumns: [organisations.id],
      name: 'register_versions_organisation',
    }),
    onlySealed('register_versions_sealed', table.content),
  ],
)

export const registerBoxes = sealedRows(registerVersions, { content: 'json' })
