import type { CivilDate } from '../law/calendar.ts'
import type { IdentityMethod } from '../law/identity-level.ts'
import type { ClosedReason, Outcome } from '../law/lifecycle.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { RightKind } from '../law/rights.ts'
import type { Article } from '../law/wording.ts'
import type { SupervisoryAuthority } from '../organisations/tables.ts'
import type { Block } from './layout.ts'

/** What a decision says of one right. `reasons` are the organisation's own words. */
export type DecidedRight = {
  kind: RightKind
  outcome: Outcome
  grounds: readonly GroundCode[]
  reasons?: string | undefined
}

/**
 * What a letter tells, by its type: facts, never sentences. A new kind of letter starts here, and does not compile until both
 * languages have words for it. `question` and `reasons` are free text: they are printed, and never e-mailed.
 */
export type LetterContent =
  /** With the code that proves the mailbox, where the letter belongs to a verification. */
  | { type: 'receipt'; receivedOn: CivilDate; dueOn: CivilDate; rights: readonly RightKind[] }
  /** The code to sign in with, by which the reader of an address agrees to be written to there, or to download an export with. */
  | { type: 'code'; purpose: 'sign_in' | 'contact' | 'download' }
  | { type: 'acknowledgement'; receivedOn: CivilDate; dueOn: CivilDate | null }
  | { type: 'identity_question'; question: string; methods: readonly IdentityMethod[] }
  | { type: 'identity_rejected'; reason: string }
  | { type: 'authority_rejected' }
  /** To who wrote for another: the answer on these rights went to that person. */
  | { type: 'answered_to_person'; rights: readonly RightKind[] }
  | { type: 'clarification_question'; question: string }
  | {
      type: 'extension_notice'
      ground: 'complexity' | 'number_of_requests'
      reasons: string
      dueOn: CivilDate | null
      rights: readonly RightKind[]
    }
  | { type: 'decision'; rights: readonly DecidedRight[]; replaces: boolean }
  | { type: 'fulfilment'; right: RightKind; replaces: boolean }
  | { type: 'export_ready'; kind: 'access' | 'portability'; expiresOn: CivilDate }
  /** A package has arrived at the other controller whom the person named (art. 20(2)). */
  | { type: 'export_transmitted'; on: CivilDate }
  /** To the old address. */
  | { type: 'contact_changed' }
  | { type: 'restriction_lifted'; on: CivilDate; reasons: string }
  | { type: 'closure'; reason: ClosedReason }
  | { type: 'cancellation' }
  | { type: 'new_message' }
  /** To the owner of a source, with the link of the task: what is to be searched for waits behind it. */
  | {
      type: 'collection_task'
      /** The system, as the organisation calls it. */
      source: string
      rights: readonly RightKind[]
      dueOn: CivilDate
      /** The last day on which the link works. */
      expiresOn: CivilDate
      reminder: boolean
    }
  /** To staff, on a working day: one for each reader, about all of their requests. */
  | { type: 'deadline_digest'; on: CivilDate; sections: readonly DigestSection[] }
  /** To staff: more receipts of forms were due in an hour than leave one organisation. */
  | { type: 'flood_notice'; on: CivilDate; perHour: number }
  /** To staff: a letter, named by its id, that came back or could not be sent. `status`: what the mail server said of it. */
  | { type: 'bounce'; letter: string; writtenOn: CivilDate; status: string; takesBackAnswer: boolean }
  /** To staff: mail has come about a request that is closed. */
  | { type: 'mail_after_closing'; on: CivilDate }
export type LetterType = LetterContent['type']
export type CodePurpose = Extract<LetterContent, { type: 'code' }>['purpose']

/** One request in a digest. `days` as the kind of its section counts them; `from`: where a moved date stood, null for a pause. */
export type DigestLine = {
  readonly reference: string
  readonly rights: readonly RightKind[]
  /** Null while it is paused. */
  readonly dueOn: CivilDate | null
  readonly strictDueOn: CivilDate
  readonly days: number
  readonly from?: CivilDate | null
  /** Part of it does not open: the service's data were altered. */
  readonly unreadable?: boolean
}
export const digestKinds = ['overdue', 'due_today', 'due_soon', 'moved', 'unanswered', 'at_risk'] as const
export type DigestKind = (typeof digestKinds)[number]
/** `more`: so many requests are not listed, since the list would be too long to read. */
export type DigestSection = { readonly kind: DigestKind; readonly lines: readonly DigestLine[]; readonly more: number }

/** What the words of a letter may draw on besides its facts. */
export type WordContext = {
  readonly by: 'email' | 'post'
  readonly dpoEmail: string
  /** Of the request; '' where the letter belongs to none. */
  readonly reference: string
  /** Whether the letter carries a code. */
  readonly withCode: boolean
  readonly authority: SupervisoryAuthority | null
  /** A legal day in words: `2 avril 2026`. */
  readonly day: (date: CivilDate) => string
  /** A provision, as the language and the regime name it. */
  readonly cite: (article: Article) => string
}

export type Written = { readonly subject: string; readonly blocks: readonly Block[] }

/** The words of one language: one function for each type of letter. */
export type Words = {
  readonly [T in LetterType]: (letter: Extract<LetterContent, { type: T }>, context: WordContext) => Written
}
