import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, id, instant, json, tenantSchema } from './database/columns.ts'

/** The answer first given under an Idempotency-Key, sealed, for 24 hours of real time. */
export const idempotentAnswers = tenantSchema.table(
  'idempotent_answers',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    /** Keyed fingerprint of caller, route and key. */
    key: bytea().notNull(),
    /** Keyed fingerprint of the body. */
    bodyHash: bytea('body_hash').notNull(),
    status: integer().notNull(),
    headers: json().$type<Record<string, string>>().notNull(),
    body: bytea().notNull(),
    /** The request it tells of, and is erased with. */
    requestId: id<'req'>('request_id'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.key] }),
    index('idempotent_answers_by_age').on(table.createdAt),
    index('idempotent_answers_of_request')
      .on(table.organisationId, table.requestId)
      .where(sql`${table.requestId} is not null`),
  ],
)

/** Challenges of forms that were solved and used: each counts once. Nothing personal; kept until they have expired, in real time. */
export const spentChallenges = tenantSchema.table(
  'spent_challenges',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    challenge: bytea().notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'spent_challenges_once', columns: [table.organisationId, table.challenge] }),
    index('spent_challenges_by_expiry').on(table.expiresAt),
  ],
)

/** The one root key of this installation, wrapped by the master key. Not a tenant's. */
export const keyring = tenantSchema.table(
  'keyring',
  {
    id: integer().primaryKey().default(1),
    wrapped: bytea().notNull(),
    masterKeyId: text('master_key_id').notNull(),
    /** False in a database of a version that kept case files in the clear, until all of them are sealed. */
    sealed: boolean().notNull().default(true),
  },
  (table) => [check('keyring_one_row', sql`${table.id} = 1`)],
)
