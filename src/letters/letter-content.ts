import type { CivilDate } from '../law/calendar.ts'
import type { IdentityMethod } from '../law/identity-level.ts'
import type { ClosedReason, Outcome } from '../law/lifecycle.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { RightKind } from '../law/rights.ts'
import type { ToldOf } from '../requests/recipient-of-right.ts'
import type { Remainder } from '../requests/right-detail.ts'

/** What a decision says of one right. `reasons` are the organisation's own words. */
export type DecidedRight = {
  kind: RightKind
  outcome: Outcome
  grounds: readonly GroundCode[]
  reasons?: string | undefined
  /** For activities of the register, by name: printed, and never e-mailed. */
  items?: readonly DecidedActivity[] | undefined
}
export type DecidedActivity = {
  readonly name: string
  readonly outcome: Outcome
  readonly grounds: readonly GroundCode[]
}

/**
 * What a letter tells, by its type: facts, never sentences. A new kind of letter starts here, and does not compile until its parts
 * are named and written. `question` and `reasons` are free text: they are printed, and never e-mailed.
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
  /** What answers this question of ours has arrived. */
  | { type: 'answer_received'; to: 'identity' | 'clarification' }
  | {
      type: 'extension_notice'
      ground: 'complexity' | 'number_of_requests'
      reasons: string
      dueOn: CivilDate | null
      rights: readonly RightKind[]
    }
  | { type: 'decision'; rights: readonly DecidedRight[]; replaces: boolean }
  /** `isInPart`: of what was asked for, the decision granted a part. `remains`: of an erasure, printed and never e-mailed. */
  | { type: 'fulfilment'; right: RightKind; isInPart: boolean; remains: readonly Remainder[]; replaces: boolean }
  /** What is owed at once is done: a consent is withdrawn (art. 7(3)), or direct marketing has ended (art. 21(3)). */
  | { type: 'withdrawal_taken'; what: 'consent' | 'direct_marketing'; isInPart: boolean; replaces: boolean }
  | { type: 'export_ready'; kind: 'access' | 'portability'; isInPart: boolean; expiresOn: CivilDate }
  /** A package has arrived at the other controller whom the person named (art. 20(2)). */
  | { type: 'export_transmitted'; isInPart: boolean; on: CivilDate }
  /** To the old address. */
  | { type: 'contact_changed' }
  | { type: 'restriction_lifted'; on: CivilDate; reasons: string }
  /**
   * To a recipient of the data (art. 19). `person`: the name of whom it is about; `knownAs`: what the recipient knows them by, printed and never
   * e-mailed.
   */
  | { type: 'recipient_notice'; about: ToldOf; person: string; knownAs?: string | undefined }
  | { type: 'closure'; reason: ClosedReason }
  /** `endsRestriction`: one that was in force is given up with it. */
  | { type: 'cancellation'; endsRestriction: boolean }
  | { type: 'new_message' }
  /** To the owner of sources, with a link for each task: what is to be searched for waits behind it. */
  | {
      type: 'collection_task'
      searches: readonly OwnerSearch[]
      reminder: boolean
    }
  /** To the owner of a source, once a rectification is granted: what to correct, and to keep with the data, waits behind the link of their task. */
  | { type: 'rectification_task'; source: string; expiresOn: CivilDate }
  /** To whom a request is given to work on. */
  | { type: 'assignment'; rights: readonly RightKind[]; dueOn: CivilDate | null }
  /** To staff, on a working day: one for each reader, about all of their requests. */
  | { type: 'deadline_digest'; on: CivilDate; sections: readonly DigestSection[] }
  /** To staff: more receipts of forms were due in an hour than leave one organisation. */
  | { type: 'flood_notice'; on: CivilDate; perHour: number }
  /**
   * To staff: a letter, named by its id, that came back or could not be sent. `status`: what the mail server said of it. `notice`: that it carried the
   * notice of an extension; `until`: the last day for it, where that is not over.
   */
  | {
      type: 'bounce'
      letter: string
      writtenOn: CivilDate
      status: string
      takesBackAnswer: boolean
      notice?: { readonly isGiven: boolean; readonly until: CivilDate | undefined }
    }
  /** To staff: nothing more is sent to an endpoint of theirs: it answered that it is gone, or nothing has arrived there for days. */
  | { type: 'webhooks_ended'; host: string; reason: 'gone' | 'failing'; on: CivilDate }
  /** To staff: mail has come about a request that is closed. */
  | { type: 'mail_after_closing'; on: CivilDate }
export type LetterType = LetterContent['type']
/** Letters to the organisation's own people. Owners of sources get theirs; all others are for the person. */
export const staffLetters = [
  'assignment',
  'bounce',
  'mail_after_closing',
  'deadline_digest',
  'flood_notice',
  'webhooks_ended',
] as const
/**
 * What the sender's limit never keeps waiting: a code is dead in minutes; art. 12(3) counts the notice of an extension when it is given, art. 18(3)
 * that of a lifted restriction before it is lifted; and staff is told at once of what was not delivered.
 */
export const urgentLetters = [
  'code',
  'extension_notice',
  'restriction_lifted',
  'bounce',
] as const satisfies LetterType[]
/** Letters to the owners of sources, each with a link for each task. */
export const ownerLetters = ['collection_task', 'rectification_task'] as const
export type LetterToStaff = (typeof staffLetters)[number] | (typeof ownerLetters)[number]
export type LetterToPerson = Exclude<LetterType, LetterToStaff>

/** What the owner of a source is asked to search. */
export type OwnerSearch = {
  /** Of the request. */
  readonly reference: string
  /** The system, as the organisation calls it. */
  readonly source: string
  readonly rights: readonly RightKind[]
  readonly dueOn: CivilDate
  /** The last day on which its link works. */
  readonly expiresOn: CivilDate
}

/** One request in a digest. `days` as the kind of its section counts them; `from`: where a moved date stood, null for a pause. */
export type DigestLine = {
  readonly reference: string
  readonly rights: readonly RightKind[]
  /** Null while it is paused. */
  readonly dueOn: CivilDate | null
  readonly strictDueOn: CivilDate
  readonly days: number
  readonly from?: CivilDate | null
  /** Keys of the systems whose owners are late with their answer. */
  readonly sources?: readonly string[]
  /** Part of it does not open: the service's data were altered. */
  readonly unreadable?: boolean
}
export const digestKinds = [
  'overdue',
  'due_today',
  'due_soon',
  'moved',
  'searches_late',
  'transmission_failed',
  'recipients_untold',
  'unanswered',
  'at_risk',
] as const
export type DigestKind = (typeof digestKinds)[number]
/** `more`: so many requests are not listed, since the list would be too long to read. */
export type DigestSection = { readonly kind: DigestKind; readonly lines: readonly DigestLine[]; readonly more: number }
