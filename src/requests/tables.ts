import { sql } from 'drizzle-orm'
import { bigint, boolean, check, foreignKey, index, integer, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import type { AnsweredWithin } from '../law/answered-within.ts'
import type { CivilDate, Instant } from '../law/calendar.ts'
import type { IdentityLevel, IdentityMethod } from '../law/identity-level.ts'
import type {
  AuthorityStatus,
  ClockState,
  ClosedReason,
  Outcome,
  RequestStatus,
  RightStatus,
} from '../law/lifecycle.ts'
import type { Capacity, ProofItem } from '../law/mandate.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { RightName } from '../law/rights.ts'
import { bytea, civilDate, id, instant, json, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { type Opened, sealedRows } from '../platform/database/sealed-rows.ts'
import type { AskId, ClientId, DocumentId, LetterId, MessageId, RequestId, RightId } from '../platform/identifiers.ts'
import type { Closure } from './closure.ts'
import type { Related } from './related.ts'
import type { RightDetail } from './right-detail.ts'

export type Person = {
  name: string
  email?: string | undefined
  phone?: string | undefined
  postal_address?: string | undefined
}
export type DataSubject = { name: string; identifiers?: { type: string; value: string }[] | undefined }
export type Channel = 'web' | 'email' | 'post' | 'phone' | 'in_person'
export type ReplyBy = 'email' | 'post'

/** A question put to the person. A pause starts when it is told and ends on the day a sufficient answer arrived. */
export type Ask = {
  id: AskId
  kind: 'identity' | 'clarification'
  asked_at: Instant
  told_at?: Instant | undefined
  answers: { at: Instant; sufficient: boolean }[]
  /** What the person sent as the answer; staff has not judged it by that. */
  replies?: { id: MessageId | DocumentId; at: Instant }[] | undefined
  /** Ended without a sufficient answer: by closure, or because nothing needs it any more. */
  ended_at?: Instant | undefined
  large_volume?: boolean | undefined
  accepted_methods?: IdentityMethod[] | undefined
}
/** Two further months for the rights it names (art. 12(3)). */
export type Extension = {
  ground: 'complexity' | 'number_of_requests'
  rights: RightId[]
  decided_at: Instant
  notified_at?: Instant | undefined
  letter_id?: LetterId | undefined
  fell_back_at?: Instant | undefined
}
/** Where the data subject is answered, as the mandate says: one of them at least. */
export type AnswerAddress = { email?: string | undefined; postal_address?: string | undefined }

/** What was accepted as the authority to act for another. Kept when it is rejected later: `authority` on the row says what it is worth. */
export type AcceptedAuthority = {
  /** What the proof was found to state; absent where it was taken as a whole. */
  stated?: ProofItem[] | undefined
  /** The rights it is for; absent: every right of the request. */
  rights?: RightId[] | undefined
  valid_until?: CivilDate | undefined
  /** The answer goes to the data subject, there; absent: to who wrote. */
  contact?: AnswerAddress | undefined
}

export type DuplicateReason = 'same_mailbox' | 'same_name'
/** What staff should look at. `dismissed`: they have, and it was nothing. */
export type Flag = (
  | { code: 'possible_duplicate'; why: DuplicateReason; request: RequestId; reference: string }
  | { code: 'flood_suspected'; why: 'mailbox' | 'form'; count: number }
) & { dismissed?: true }

export type TaskCounts = { open: number; answered: number }

/** Beyond, it is said that there are more: who has so many before them needs no number. */
export const mostUnreviewedCounted = 10_000

/** Why an attachment of a mail was not filed: by its type, its size, or because there is no room for it. */
export type Unfiled = 'type' | 'size' | 'room'
/** What a mail says of itself, none of which proves anything, and what became of its attachments. */
export type MailNote = {
  from: { name?: string | undefined; address: string }
  subject?: string | undefined
  attachments: { name: string; document?: DocumentId | undefined; refused?: Unfiled | undefined }[]
  /** There was more text, or there were more attachments, than is kept. */
  shortened?: true | undefined
}

/** What identifies or describes people: all of it in one box. */
export type RequestDetail = {
  requester: Person
  data_subject?: DataSubject | undefined
  message?: string | undefined
  metadata: Record<string, unknown>
  /** The e-mail of who works on it. */
  assignee?: string | undefined
  /** How a tool of the organisation names it. */
  external_reference?: string | undefined
  questions: Record<AskId, { question: string; doubt?: string | undefined }>
  forwarded_to?: string | undefined
  /** `unlike`: it has nothing in common with its original. `left`: so many closed as duplicates of it get no answer. */
  duplicates?: { unlike?: true; left?: number } | undefined
  /** One for each extension, in their order. */
  extension_reasons?: string[] | undefined
  identity_note?: string | undefined
  /** Sealed, since they tell which requests may be one person's. */
  flags?: Flag[] | undefined
  /** Sealed for the same reason. */
  related?: Related[] | undefined
  /** Mailboxes that the person has moved on from: systems of the organisation may know them by these. */
  former_mailboxes?: string[] | undefined
  /** When another address last came to stand behind it. */
  contact_changed_at?: Instant | undefined
  /** Since when the mailbox is known to be read by who writes; falls with the address. */
  mailbox_proven_at?: Instant | undefined
  /** Sign-ins to an account that were opened for this request and have not come back. */
  account_sign_ins?: { nonce_hash: string; expires_at: Instant }[] | undefined
  /** The rights whose answer did not leave, since its reader had lost the authority to have it. Of interest until they are answered. */
  answers_held_back?: RightId[] | undefined
  /** When a package could last not be sent to another controller. Gone once one has arrived. */
  transmission_failed_at?: Instant | undefined
  authority_note?: string | undefined
  authority?: AcceptedAuthority | undefined
  /** The last event before another person, or another capacity, was put into the request: what was released earlier was for the former. */
  whose_data_changed_at?: number | undefined
  /** Records from third parties that nobody has reviewed; counted up to a limit by `records/`, absent where there are none. */
  unreviewed_records?: number | undefined
  /** The searches of sources: how many wait, and how many are answered. Kept by `sources/`. */
  tasks?: TaskCounts | undefined
  /** Letters that came back or could not be sent, until they are sent again or posted. */
  undelivered?: LetterId[] | undefined
  /** When staff was last told of mail about the closed request. */
  mail_told_at?: Instant | undefined
  /** Of a request that came by e-mail. */
  mail?: MailNote | undefined
  /** Why it is held. */
  hold_reason?: string | undefined
}

/**
 * No foreign key leads to the organisation: the policy lets nobody write a row of another tenant, no organisation is ever deleted (a
 * trigger refuses it), and a key would have every intake of a tenant lock one and the same row.
 */
export const requests = tenantSchema.table(
  'requests',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'req'>('id').notNull(),
    reference: text().notNull(),
    /** Fingerprint of the one in `detail`: what lists filter by, and what is unique for each client. */
    externalReferencePrint: bytea('external_reference'),
    clientId: id<'cli'>('client_id').$type<ClientId>(),
    channel: text().$type<Channel>().notNull(),
    locale: text().notNull(),
    replyBy: text('reply_by').$type<ReplyBy>().notNull(),
    capacity: text().$type<Capacity>().notNull(),
    /** Fingerprint of the one in `detail`: what lists filter by. */
    assigneePrint: bytea('assignee'),
    receivedAt: instant('received_at').notNull(),
    receivedOn: civilDate('received_on').notNull(),
    /** The receipt as it was entered first; null while nobody has corrected it. */
    firstReceivedAt: instant('first_received_at'),
    /** When another calendar, zone, regime or set of holidays last moved a date of this request. */
    rulesMovedAt: instant('rules_moved_at'),
    /** Whether staff has acted (API §4.2: what parts `received` from `in_progress`). */
    started: boolean().notNull(),
    closedAt: instant('closed_at'),
    closedReason: text('closed_reason').$type<ClosedReason>(),
    duplicateOf: id<'req'>('duplicate_of'),
    closure: json().$type<Closure>(),
    asks: json().$type<Ask[]>().notNull(),
    extensions: json().$type<Extension[]>().notNull(),
    identityLevel: text('identity_level').$type<IdentityLevel>().notNull(),
    identityMethod: text('identity_method').$type<IdentityMethod>(),
    identityProvenAt: instant('identity_proven_at'),
    identityRejected: boolean('identity_rejected').notNull(),
    authority: text().$type<AuthorityStatus>().notNull(),
    /** From here to `extended`: computed by law/ from the rest, the calendar and the day; stored for lists. */
    status: text().$type<RequestStatus>().notNull(),
    clockState: text('clock_state').$type<ClockState>().notNull(),
    dueOn: civilDate('due_on'),
    nominalDueOn: civilDate('nominal_due_on'),
    strictDueOn: civilDate('strict_due_on').notNull(),
    refusalDueOn: civilDate('refusal_due_on'),
    /** What lists filter and sort by: `due_on`, while paused `strict_due_on`, null once stopped. */
    listedDueOn: civilDate('listed_due_on'),
    /** The earliest running due date of an unanswered right, also while others are paused. */
    overdueAfter: civilDate('overdue_after'),
    /** `strict_due_on` while a right is unanswered. */
    atRiskAfter: civilDate('at_risk_after'),
    extended: boolean().notNull(),
    /** How often its clock stood still, and on how many days in all; the days are null while it does. */
    pauses: integer().notNull().default(0),
    pausedDays: integer('paused_days').default(0),
    /** Open, and with a flag that staff has not dismissed. */
    flagged: boolean().notNull().default(false),
    /** The day until which an untold extension must be told, or the dates fall back. */
    noticeDueOn: civilDate('notice_due_on'),
    /** The last day on which the file of a closed request is kept, by the policy of its organisation. Null while it is open, and once erased. */
    eraseAfter: civilDate('erase_after'),
    /** Since when a legal hold keeps it from being erased. */
    heldAt: instant('held_at'),
    /** When its file was erased. What is left in the boxes opens for nobody. */
    erasedAt: instant('erased_at'),
    /** The key of all that is sealed of this request, sealed itself by the keyring. Null: destroyed, and all of that with it. */
    dataKey: bytea('data_key'),
    detail: sealed<RequestDetail>('detail').notNull(),
    version: integer().notNull(),
    lastSequence: integer('last_sequence').notNull(),
    lastHash: bytea('last_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    onlySealed('requests_sealed', table.detail),
    unique('requests_reference').on(table.organisationId, table.reference),
    unique('requests_external_reference').on(table.organisationId, table.clientId, table.externalReferencePrint),
    index('requests_by_receipt').on(table.organisationId, table.receivedAt, table.id),
    index('requests_by_update').on(table.organisationId, table.updatedAt, table.id),
    index('requests_by_due').on(table.organisationId, table.listedDueOn, table.id),
    index('requests_by_status').on(table.organisationId, table.status, table.receivedAt, table.id),
    index('requests_by_channel').on(table.organisationId, table.channel, table.receivedAt, table.id),
    index('requests_by_assignee')
      .on(table.organisationId, table.assigneePrint, table.receivedAt, table.id)
      .where(sql`${table.assigneePrint} is not null`),
    index('requests_by_external_reference')
      .on(table.organisationId, table.externalReferencePrint)
      .where(sql`${table.externalReferencePrint} is not null`),
    index('requests_overdue')
      .on(table.organisationId, table.overdueAfter, table.id)
      .where(sql`${table.overdueAfter} is not null`),
    index('requests_at_risk')
      .on(table.organisationId, table.atRiskAfter, table.id)
      .where(sql`${table.atRiskAfter} is not null`),
    index('requests_paused')
      .on(table.organisationId, table.receivedAt, table.id)
      .where(sql`${table.clockState} = 'paused'`),
    index('requests_extended').on(table.organisationId, table.receivedAt, table.id).where(sql`${table.extended}`),
    index('requests_flagged').on(table.organisationId, table.receivedAt, table.id).where(sql`${table.flagged}`),
    index('requests_notice_due').on(table.noticeDueOn).where(sql`${table.noticeDueOn} is not null`),
    index('requests_to_erase')
      .on(table.eraseAfter, table.organisationId, table.id)
      .where(sql`${table.eraseAfter} is not null and ${table.heldAt} is null`),
    index('requests_held').on(table.organisationId, table.receivedAt, table.id).where(sql`${table.heldAt} is not null`),
    index('requests_duplicates')
      .on(table.organisationId, table.duplicateOf)
      .where(sql`${table.duplicateOf} is not null`),
    index('requests_erased').on(table.organisationId, table.id).where(sql`${table.erasedAt} is not null`),
    check('requests_erased_key', sql`${table.erasedAt} is null or ${table.dataKey} is null`),
    check('requests_closed', sql`(${table.closedAt} is null) = (${table.closedReason} is null)`),
  ],
)

export const requestBoxes = sealedRows(requests, { detail: 'json' })

export const rights = tenantSchema.table(
  'rights',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'rgt'>('id').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    position: integer().notNull(),
    right: text().$type<RightName>().notNull(),
    directMarketing: boolean('direct_marketing').notNull(),
    status: text().$type<RightStatus>().notNull(),
    outcome: text().$type<Outcome>(),
    grounds: text().array().$type<GroundCode[]>().notNull(),
    dueOn: civilDate('due_on'),
    actBy: civilDate('act_by'),
    decidedAt: instant('decided_at'),
    fulfilledAt: instant('fulfilled_at'),
    answeredAt: instant('answered_at'),
    answeredOn: civilDate('answered_on'),
    /** The due date that stood when the right was answered: what `answered_in_time` compares. */
    answeredDueOn: civilDate('answered_due_on'),
    /** How long the answer took, by the months of art. 12(3): what statistics count. */
    answeredWithin: text('answered_within').$type<AnsweredWithin>(),
    /** The letter that tells the answer, while it is not known to have told it or to have failed. */
    answerLetterId: id<'ltr'>('answer_letter_id'),
    revised: boolean().notNull(),
    lifted: boolean().notNull(),
    /** Since when a restriction is imposed, as `law/restriction.ts` has it. */
    restrictedSince: instant('restricted_since'),
    /** The day on which a restriction ends, of which the person was told first (art. 18(3)). Null: it holds, or nobody has been told. */
    liftedOn: civilDate('lifted_on'),
    /** Since when a recipient of the data waits to be told (art. 19): what the digest finds it by. */
    recipientsUntoldSince: civilDate('recipients_untold_since'),
    detail: sealed<RightDetail>('detail').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'rights_request',
    }),
    onlySealed('rights_sealed', table.detail),
    index('rights_of_request').on(table.organisationId, table.requestId),
    index('rights_by_name').on(table.organisationId, table.right, table.requestId),
    index('rights_recipients_untold')
      .on(table.organisationId, table.recipientsUntoldSince)
      .where(sql`${table.recipientsUntoldSince} is not null`),
    index('rights_restricting').on(table.organisationId, table.id).where(sql`${table.restrictedSince} is not null`),
  ],
)

export const rightBoxes = sealedRows(rights, { detail: 'json' })

/** A request as it lies open; the fingerprints of its columns are the store's to make. */
export type RequestRow = Omit<Opened<typeof requests.$inferSelect>, 'assigneePrint' | 'externalReferencePrint'>
export type RightRow = Opened<typeof rights.$inferSelect>
/** The rows of one request. */
export type RowsOfRequest = { readonly request: RequestRow; readonly rights: readonly RightRow[] }

/** Keyed fingerprints by which a request is found: addresses and words of names. B-tree, since that is what row level security lets an index use. */
export const requestTerms = tenantSchema.table(
  'request_terms',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    term: bytea('term').notNull(),
    requestId: id<'req'>('request_id').notNull(),
    kind: text().$type<'email' | 'word'>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.term, table.requestId] }),
    foreignKey({
      columns: [table.organisationId, table.requestId],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'request_terms_request',
    }),
    index('request_terms_of_request').on(table.organisationId, table.requestId),
  ],
)

/** Up to which place of the change feed an organisation's requests were looked at for duplicates and floods. */
export const screenings = tenantSchema.table(
  'screenings',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    position: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationId] })],
)
