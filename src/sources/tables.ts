import { sql } from 'drizzle-orm'
import { boolean, foreignKey, index, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import type { TaskState } from '../law/collection.ts'
import { bytea, civilDate, id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import { requests } from '../requests/tables.ts'

export type SourceDetail = { name: string; owner_email: string; holds?: string | undefined }

/** A system of the organisation that holds data of people, and who answers for it. */
export const sources = tenantSchema.table(
  'sources',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'src'>('id').notNull(),
    /** What its records are filed under; never changes. */
    key: text().notNull(),
    active: boolean().notNull(),
    /** Keys of the register, the organisation's own words for its work; null: it holds data of every activity. */
    activities: text().array(),
    /** The organisation's own, not a case's: it outlives them. */
    detail: sealed<SourceDetail>('detail').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('sources_key').on(table.organisationId, table.key),
    onlySealed('sources_sealed', table.detail),
  ],
)
export const sourceBoxes = sealedRows(sources, { detail: 'json' })

/** As the source was when it was asked, and what was said. All of it may name people. */
export type TaskDetail = {
  source: SourceDetail
  /** What staff adds for the owner. */
  note?: string | undefined
  reason?: string | undefined
  answer_note?: string | undefined
}

/** One search of one source for one request. */
export const tasks = tenantSchema.table(
  'tasks',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'tsk'>('id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    /** No foreign key: a source may be deleted, and what was asked of it stays. */
    sourceId: id<'src'>('source_id').notNull(),
    sourceKey: text('source_key').notNull(),
    state: text().$type<TaskState>().notNull(),
    dueOn: civilDate('due_on').notNull(),
    /** SHA-256 of the secret in the link: by it the owner's task is found. */
    secretHash: bytea('secret_hash').notNull(),
    /** Service time: the link opens nothing from then on. */
    expiresAt: instant('expires_at').notNull(),
    /** When the owner was last written to. */
    toldOn: civilDate('told_on').notNull(),
    createdAt: instant('created_at').notNull(),
    answeredAt: instant('answered_at'),
    detail: sealed<TaskDetail>('detail').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'tasks_request',
    }),
    unique('tasks_secret').on(table.secretHash),
    onlySealed('tasks_sealed', table.detail),
    index('tasks_of_request').on(table.organisationId, table.requestId, table.id),
    index('tasks_due').on(table.organisationId, table.dueOn, table.id).where(sql`${table.state} = 'open'`),
  ],
)
export const taskBoxes = sealedRows(tasks, { detail: 'json' })
