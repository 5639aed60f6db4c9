import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import type { CivilDate } from '../law/calendar.ts'
import { bytea, civilDate, id, instant, json, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import type { AskId, RecipientId, RightId, TaskId } from '../platform/identifiers.ts'

export type LetterState = 'queued' | 'sent' | 'deferred' | 'failed' | 'posted' | 'withdrawn'
/** What the person knows once this letter has reached them: applied at its posting, taken back at its final failure. */
export type LetterTells =
  | { fact: 'answer'; rights: RightId[] }
  | { fact: 'ask'; ask: AskId }
  | { fact: 'extension'; rights: RightId[] }
  | { fact: 'lift'; rights: RightId[] }
  | { fact: 'recipient'; right: RightId; recipient: RecipientId }
  /** `about`: the rights it speaks of all the same; `answered`: those whose answer went to somebody else. */
  | { fact: 'nothing'; about?: RightId[]; answered?: RightId[] }
/** The letter as written. `{{code}}` in the text is filled in when it is sent: no code is stored. */
export type LetterDetail = {
  to: { name?: string | undefined; email?: string | undefined; postal_address?: string | undefined }
  /** As the organisation was called then: a second try sends the same bytes. */
  /** `thread`: the reference of the request that an answer joins, where answers come in by mail: its address is filled in at sending. */
  /** `address`: its own, where it has one. */
  from: { name: string; address?: string | undefined; reply_to: string; thread?: string | undefined }
  subject: string
  text: string
  html: string
  /** The picture over it, which goes with the message. */
  logo?: number | undefined
  /** By which version of the organisation's own style it was written. */
  style?: number | undefined
  /** And of its own wording of this letter in this language. */
  wording?: number | undefined
  tracking?: string | undefined
  /** Whose links stand in it, `{{link 0}}` in the text that of the first: filled in at sending, as a code is. */
  tasks?: TaskId[] | undefined
  /** The same in letters of before they could have several, `{{link}}` in the text. */
  task?: TaskId | undefined
}

export const letters = tenantSchema.table(
  'letters',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'ltr'>('id').notNull(),
    requestId: id<'req'>('request_id'),
    verificationId: id<'vrf'>('verification_id'),
    type: text().notNull(),
    by: text().$type<'email' | 'post'>().notNull(),
    locale: text().notNull(),
    state: text().$type<LetterState>().notNull(),
    tells: json().$type<LetterTells>().notNull(),
    messageId: text('message_id').notNull(),
    attempts: integer().notNull(),
    /** Real time: when the worker may try (again). Null once nothing is left to try. */
    dueAt: instant('due_at'),
    lastError: text('last_error'),
    createdAt: instant('created_at').notNull(),
    sentAt: instant('sent_at'),
    postedOn: civilDate('posted_on').$type<CivilDate>(),
    /** Of a letter that was erased: the keyed fingerprint of its text. A plain hash could be compared with guessed names. */
    textPrint: bytea('text_print'),
    detail: sealed<LetterDetail>('detail').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    onlySealed('letters_sealed', table.detail),
    index('letters_of_request').on(table.organisationId, table.requestId, table.id),
    index('letters_to_post')
      .on(table.organisationId, table.id)
      .where(sql`${table.by} = 'post' and ${table.state} = 'queued'`),
    index('letters_by_message_id').on(table.organisationId, table.messageId),
    index('letters_bounces').on(table.organisationId, table.createdAt).where(sql`${table.type} = 'bounce'`),
    index('letters_due').on(table.organisationId, table.dueAt).where(sql`${table.dueAt} is not null`),
    // The types of `urgentLetters`
    index('letters_due_urgent')
      .on(table.organisationId, table.dueAt)
      .where(
        sql`${table.dueAt} is not null and ${table.type} in ('code', 'extension_notice', 'restriction_lifted', 'bounce')`,
      ),
  ],
)

/** How fast receipts of forms leave an organisation. All of it real time: it is about machines. */
export const receiptBudgets = tenantSchema.table(
  'receipt_budgets',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    /** Until when the receipts let through so far have used the budget up. */
    spentUntil: instant('spent_until').notNull(),
    /** When staff was last told that receipts wait. */
    toldAt: instant('told_at'),
  },
  (table) => [primaryKey({ columns: [table.organisationId] })],
)

/** How fast an organisation's letters leave, whatever they say. All of it real time. */
export const letterBudgets = tenantSchema.table(
  'letter_budgets',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    /** Until when the letters sent so far have used the budget up. */
    spentUntil: instant('spent_until').notNull(),
    /** When those that wait for their turn were last marked as waiting. */
    markedAt: instant('marked_at'),
  },
  (table) => [primaryKey({ columns: [table.organisationId] })],
)

export const letterBoxes = sealedRows(letters, { detail: 'json' })
