import { foreignKey, primaryKey, unique } from 'drizzle-orm/pg-core'
import { bytea, civilDate, id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import { requests } from '../requests/tables.ts'

/** A calendar that a program subscribes to. Its secret is nowhere: only the hash is stored. */
export const calendarFeeds = tenantSchema.table(
  'calendar_feeds',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'cal'>('id').notNull(),
    /** It may be a person's. */
    name: sealed<string>('name').notNull(),
    secretHash: bytea('secret_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('calendar_feeds_secret').on(table.secretHash),
    onlySealed('calendar_feeds_sealed', table.name),
  ],
)

export const feedBoxes = sealedRows(calendarFeeds, { name: 'json' })

/** Due dates that moved without anybody's doing and were not told to staff yet: the next digest takes them out. */
export const movedDates = tenantSchema.table(
  'moved_dates',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    /** Where it stood when staff was last told; null while it was paused. */
    movedFrom: civilDate('moved_from'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.requestId] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'moved_dates_request',
    }).onDelete('cascade'), // of a request that is gone there is nothing to tell
  ],
)
