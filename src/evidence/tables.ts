import { sql } from 'drizzle-orm'
import { bigint, foreignKey, index, integer, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { organisations } from '../organisations/tables.ts'
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
/** The public keys that have signed an organisation's checkpoints, former ones too: appended, never changed. */
export const signingKeys = tenantSchema.table(
  'signing_keys',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    /** Told from the public key: see `SigningKey`. */
    id: text().notNull(),
    algorithm: text().notNull(),
    publicKey: bytea('public_key').notNull(),
    /** The time of the first checkpoint it signed. */
    since: instant('since').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId],
      foreignColumns: [organisations.id],
      name: 'signing_keys_organisation',
    }),
  ],
)

/** A signed root over the events since the checkpoint before, which it names by its hash: appended, never changed. */
export const checkpoints = tenantSchema.table(
  'checkpoints',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    /** From 1, without gaps. */
    number: integer().notNull(),
    /** How many events are in its tree, and how many are in all those before. */
    events: integer().notNull(),
    eventsBefore: bigint('events_before', { mode: 'number' }).notNull(),
    /**
     * The places in the feed behind which and up to which its events lie. Not signed: places count the events of all tenants,
     * which an auditor of one of them must not learn.
     */
    afterPosition: bigint('after_position', { mode: 'number' }).notNull(),
    lastPosition: bigint('last_position', { mode: 'number' }).notNull(),
    root: bytea().notNull(),
    previousHash: bytea('previous_hash'),
    at: instant('at').notNull(),
    keyId: text('key_id').notNull(),
    signature: bytea().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.number] }),
    unique('checkpoints_position').on(table.organisationId, table.lastPosition),
    foreignKey({
      columns: [table.organisationId, table.keyId],
      foreignColumns: [signingKeys.organisationId, signingKeys.id],
      name: 'checkpoints_key',
    }),
  ],
)

/** Which checkpoints have arrived outside of the database (CHECKPOINTS_TO): appended, never changed. */
export const checkpointDeliveries = tenantSchema.table(
  'checkpoint_deliveries',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    number: integer().notNull(),
    sentAt: instant('sent_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.number] }),
    foreignKey({
      columns: [table.organisationId, table.number],
      foreignColumns: [checkpoints.organisationId, checkpoints.number],
      name: 'checkpoint_deliveries_checkpoint',
    }),
  ],
)
