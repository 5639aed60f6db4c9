import { foreignKey, index, integer, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { bytea, id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import { requests } from '../requests/tables.ts'

/** What was done with a mail. */
export type Outcome = 'opened' | 'joined' | 'bounce' | 'left_alone'
/** Why a mail was left alone. */
export type Reason = 'automatic' | 'list' | 'null_sender' | 'own_mail' | 'no_failure' | 'unknown_letter' | 'thread_full'

/**
 * What hands in mail for an organisation. Its secret is nowhere: it follows from the id and the generation, under a key that is not in the
 * database. Instants are real time, in which calls are signed.
 */
export const gateways = tenantSchema.table(
  'gateways',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'gwy'>('id').notNull(),
    /** It may be a person's. */
    name: sealed<string>('name').notNull(),
    generation: integer().notNull(),
    /** Until when the secret of the generation before signs, too. */
    formerUntil: instant('former_until'),
    createdAt: instant('created_at').notNull(),
    rotatedAt: instant('rotated_at'),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('gateways_id').on(table.id),
    onlySealed('gateways_sealed', table.name),
  ],
)

export const gatewayBoxes = sealedRows(gateways, { name: 'json' })

/** The mails of late, by a keyed fingerprint of what their senders wrote: one that is delivered twice is taken once. */
export const inboundMail = tenantSchema.table(
  'inbound_mail',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    print: bytea().notNull(),
    gatewayId: id<'gwy'>('gateway_id').notNull(),
    outcome: text().$type<Outcome>().notNull(),
    reason: text().$type<Reason>(),
    requestId: id<'req'>('request_id'),
    messageId: id<'msg'>('message_id'),
    letterId: id<'ltr'>('letter_id'),
    /** Real time. */
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.print] }),
    foreignKey({
      columns: [table.organisationId, table.gatewayId],
      foreignColumns: [gateways.organisationId, gateways.id],
      name: 'inbound_mail_gateway',
    }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'inbound_mail_request',
    }),
    index('inbound_mail_of_request').on(table.organisationId, table.requestId),
    index('inbound_mail_by_age').on(table.seenAt),
  ],
)
