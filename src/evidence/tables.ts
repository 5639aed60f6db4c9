import { sql } from 'drizzle-orm'
import { bigint, index, integer, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytea, id, instant, json, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'

export type EventActor = { type: string; id?: string | undefined; acting_user?: string | undefined }

/** `key`: of the commitment, in hex. */
export type EventDetail = { detail: Record<string, unknown>; key: string }

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
    /** Personal detail, sealed with the key of its commitment; only that (an HMAC) is hashed, so that the detail can be erased. */
    detail: sealed<EventDetail>('detail'),
    commitment: bytea(),
    previousHash: bytea('previous_hash'),
    hash: bytea().notNull(),
    /** Its place in the change feed: a number of one sequence, given under a lock that tells readers to wait (see the migration). */
    feedPosition: bigint('feed_position', { mode: 'number' }).notNull().default(sql`habeas.next_feed_position()`),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    onlySealed('events_sealed', table.detail),
    unique('events_sequence').on(table.organisationId, table.streamId, table.sequence),
    index('events_feed').on(table.organisationId, table.feedPosition),
  ],
)

export const eventBoxes = sealedRows(events, { detail: 'json' })
