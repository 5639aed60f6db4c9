import { sql } from 'drizzle-orm'
import { boolean, foreignKey, index, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, civilDate, id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { type MailNote, requests } from '../requests/tables.ts'

/** A challenge: whoever reads the code in the mailbox and types it here has proven the mailbox. The code itself is stored nowhere. */
export const verifications = tenantSchema.table(
  'verifications',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'vrf'>('id').notNull(),
    /** Keyed fingerprint of the address the code goes to. */
    mailbox: bytea().notNull(),
    /**
     * With the receipt of a form; because somebody asked to sign in; because a person wants to be written to there; because they download an
     * export where the organisation asks for a fresh code. A receipt is not
     * counted against a flood of codes. The first two open the requester's door, the third changes an address, the last one opens an
     * export, and none does another's.
     */
    purpose: text().$type<'receipt' | 'sign_in' | 'contact' | 'download'>().notNull(),
    tries: integer().notNull().default(0),
    /** Of a receipt: whether it may go to its mailbox. Null until it is about to be sent, and of a sign-in always. */
    admitted: boolean(),
    expiresAt: instant('expires_at').notNull(),
    redeemedAt: instant('redeemed_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    index('verifications_of_mailbox').on(table.organisationId, table.mailbox, table.createdAt),
    index('verifications_by_expiry').on(table.expiresAt),
    index('verifications_admitted')
      .on(table.organisationId, table.mailbox, table.createdAt)
      .where(sql`${table.admitted}`),
  ],
)

/**
 * A person who has signed in, from a redeemed code until the token it gave expires, named by that challenge. Apart from it, since tokens
 * live in real time and challenges in the service's: all instants here are real.
 */
export const sessions = tenantSchema.table(
  'sessions',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'vrf'>('id').notNull(),
    mailbox: bytea().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** Signed out, here or from another session of the mailbox. */
    endedAt: instant('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    index('sessions_of_mailbox').on(table.organisationId, table.mailbox, table.id),
    index('sessions_by_expiry').on(table.expiresAt),
  ],
)

/** What a challenge of the purpose `contact` will change, once its code comes back. It goes with its challenge. */
export const contactChanges = tenantSchema.table(
  'contact_changes',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'vrf'>('id').notNull(),
    /** The mailbox whose holder asked: nobody else redeems it. */
    askedBy: bytea('asked_by').notNull(),
    /** The new address, and the requests it is for: where none are named, those that are open when the code comes back. */
    detail: sealed<{ email: string; requests?: RequestId[] | undefined }>('detail').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.id],
      foreignColumns: [verifications.organisationId, verifications.id],
      name: 'contact_changes_challenge',
    }).onDelete('cascade'),
    onlySealed('contact_changes_sealed', table.detail),
  ],
)

export const contactChangeBoxes = sealedRows(contactChanges, { detail: 'json' })

/** Wrong codes for one address: a new challenge does not reset it. */
export const codeBudgets = tenantSchema.table(
  'code_budgets',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    mailbox: bytea().notNull(),
    failures: integer().notNull(),
    resetsAt: instant('resets_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.mailbox] })],
)

export type DocumentKind = 'identity' | 'authority' | 'evidence' | 'letter'

export const documents = tenantSchema.table(
  'documents',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'doc'>('id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    kind: text().$type<DocumentKind>().notNull(),
    mediaType: text('media_type').notNull(),
    bytes: integer().notNull(),
    /** Of the content. Sealed: what a form holds could be guessed and compared. */
    sha256: sealed<Buffer>('sha256').notNull(),
    uploadedBy: text('uploaded_by').$type<'requester' | 'staff'>().notNull(),
    createdAt: instant('created_at').notNull(),
    /** When the content was deleted: an identity document is kept no longer than its check. */
    deletedAt: instant('deleted_at'),
    /** Of an identity document of a closed request: the last day on which its content is kept. Null where nothing waits for a day. */
    keptUntil: civilDate('kept_until'),
    /** The file's name goes with its content. */
    detail: sealed<{ filename?: string | undefined }>('detail').notNull(),
    content: sealed<Buffer>('content'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'documents_request',
    }),
    onlySealed('documents_sealed', table.detail),
    onlySealed('documents_content_sealed', table.content),
    onlySealed('documents_hash_sealed', table.sha256),
    index('documents_to_delete').on(table.keptUntil).where(sql`${table.keptUntil} is not null`),
    index('documents_of_request').on(table.organisationId, table.requestId, table.id),
  ],
)

export const documentBoxes = sealedRows(documents, { detail: 'json', sha256: 'bytes', content: 'bytes' })

/** What the person and staff write to each other about a request. */
export const messages = tenantSchema.table(
  'messages',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'msg'>('id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    author: text().$type<'requester' | 'staff'>().notNull(),
    detail: sealed<{
      text: string
      actor: string
      acting_user?: string | undefined
      /** Of a message that came by mail. */
      mail?: MailNote | undefined
    }>('detail').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'messages_request',
    }),
    onlySealed('messages_sealed', table.detail),
    index('messages_of_request').on(table.organisationId, table.requestId, table.id),
  ],
)

export const messageBoxes = sealedRows(messages, { detail: 'json' })
