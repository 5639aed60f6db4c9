import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import { exports } from '../exports/tables.ts'
import type { Instant } from '../law/calendar.ts'
import { id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import { requests } from '../requests/tables.ts'
import type { Failure } from './outcome.ts'

export type TransmissionStatus = 'queued' | 'sending' | 'delivered' | 'failed'

export type TransmissionDetail = {
  /** Its path may be a key to the person's account there. */
  endpoint: string
  /** Shared with the receiver, who wants a symmetric signature as well. Gone once nothing is left to try. */
  secret?: string | undefined
  last_error?: (Failure & { at: Instant }) | undefined
  /** What the receiver answered: `sha256` is of the first 1,024 bytes of its answer, in hex. */
  receipt?: { status: number; at: Instant; sha256: string } | undefined
}

/** A package that goes to another controller (art. 20(2)), over as many tries as it takes. */
export const transmissions = tenantSchema.table(
  'transmissions',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'trm'>('id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    exportId: id<'exp'>('export_id').notNull(),
    status: text().$type<TransmissionStatus>().notNull(),
    /** How many have begun. The job of a try knows its number, so that none is made twice for long. */
    attempts: integer().notNull(),
    /** Real time: it is about machines. Null once nothing is left to try. */
    nextAttemptAt: instant('next_attempt_at'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
    detail: sealed<TransmissionDetail>('detail').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'transmissions_request',
    }),
    foreignKey({
      columns: [table.organisationId, table.exportId],
      foreignColumns: [exports.organisationId, exports.id],
      name: 'transmissions_export',
    }),
    onlySealed('transmissions_sealed', table.detail),
    index('transmissions_failed').on(table.organisationId, table.finishedAt).where(sql`${table.status} = 'failed'`),
    index('transmissions_of_request').on(table.organisationId, table.requestId),
    index('transmissions_of_export').on(table.organisationId, table.exportId, table.id),
  ],
)

export const transmissionBoxes = sealedRows(transmissions, { detail: 'json' })
