import { sql } from 'drizzle-orm'
import { bigint, index, integer, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytea, id, instant, json, tenantSchema } from '../platform/database/columns.ts'

export type EventActor = { type: string; id?: string | undefined; acting_user?: string | undefined }

/** One line of history: appended, chained by hash, never changed. */
export const events = tenantSchema.table(
  'events',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'evt'>('id').notNull(),
    /** Whose chain it belongs to: a request's, or the organisation's own. */
    streamId: uuid('stream_id').notNull(),
    requestId: id<'req'>('request_id'),
    sequence: integer().notNull(),
    type: text().notNull(),
    at: instant('at').notNull(),
    actor: json().$type<EventActor>().notNull(),
    /** What happened, without personal data: hashed as it stands. */
    facts: json().$type<Record<string, unknown>>().notNull(),
    /** Personal detail; only its commitment (HMAC under `detail_key`) is hashed, so that it can be erased. */
    detail: json().$type<Record<string, unknown>>(),
    detailKey: bytea('detail_key'),
    commitment: bytea(),
    previousHash: bytea('previous_hash'),
    hash: bytea().notNull(),
    /** Its place in the change feed: a number of one sequence, given under a lock that tells readers to wait (see the migration). */
    feedPosition: bigint('feed_position', { mode: 'number' }).notNull().default(sql`habeas.next_feed_position()`),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('events_sequence').on(table.organisationId, table.streamId, table.sequence),
    index('events_feed').on(table.organisationId, table.feedPosition),
  ],
)
