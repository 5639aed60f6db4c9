import { type Article, gdpr } from '../law/wording.ts'
import type { LetterType } from './letter-content.ts'

/**
 * The parts of each letter, in their order: the provision by which a part may not be left out, or null where the organisation may say it
 * in its own way, or not at all. A part that the law asks for states its article, so every letter does.
 */
export const letterParts = {
  receipt: {
    received: null,
    rights: null,
    // What the person may rely on, and from when.
    due: gdpr('12(3)'),
    at_once: gdpr('7(3)'),
    // Without the code nothing is proven of who reads the mailbox.
    code: gdpr('32'),
    registered: null,
  },
  code: { code: gdpr('32'), unchanged: null, assures: gdpr('32') },
  acknowledgement: { received: null, due: gdpr('12(3)') },
  // Art. 12(6): the doubt and what would settle it; what is given serves nothing else (art. 5(1)(b)).
  identity_question: {
    doubt: gdpr('12(6)'),
    question: gdpr('12(6)'),
    methods: gdpr('12(6)'),
    how_to_answer: gdpr('5(1)(b)'),
  },
  identity_rejected: { rejected: gdpr('12(6)'), reasons: gdpr('12(6)'), how_to_answer: null },
  authority_rejected: { rejected: gdpr('5(1)(f)'), how_to_answer: null },
  answered_to_person: { answered: gdpr('12(3)'), rights: gdpr('12(3)'), untold: null },
  clarification_question: { needed: gdpr('12(2)'), question: gdpr('12(2)'), how_to_answer: null },
  answer_received: { received: gdpr('12(2)'), next: null },
  // Art. 12(3), third sentence: told of the extension together with its reasons.
  extension_notice: {
    extended: gdpr('12(3)'),
    rights: gdpr('12(3)'),
    due: gdpr('12(3)'),
    reasons: gdpr('12(3)'),
  },
  // Art. 12(4): the reasons, the complaint and the judicial remedy.
  decision: {
    introduction: gdpr('12(3)'),
    replaces: gdpr('12(3)'),
    outcomes: gdpr('12(4)'),
    reasons: gdpr('12(4)'),
    remedies: gdpr('12(4)'),
  },
  fulfilment: { introduction: null, done: gdpr('12(3)'), recipients: gdpr('19'), replaces: gdpr('12(3)') },
  withdrawal_taken: { taken: gdpr('12(3)'), replaces: gdpr('12(3)') },
  export_ready: { ready: gdpr('12(3)'), door: gdpr('32'), copy: null },
  export_transmitted: { transmitted: gdpr('20(2)'), responsible: null, yourself: gdpr('20(1)') },
  contact_changed: { changed: gdpr('32'), not_you: gdpr('32') },
  restriction_lifted: { lifted: gdpr('18(3)'), reasons: null },
  // Who is meant goes with what was done: one says nothing without the other.
  recipient_notice: { about: gdpr('19'), known_as: null, please: null, ask: null },
  closure: { closed: gdpr('12(3)'), reason: gdpr('12(4)'), remedies: gdpr('12(4)') },
  cancellation: { closed: gdpr('12(3)') },
  new_message: { waiting: gdpr('12(1)'), copy: null },
  collection_task: {
    asked: gdpr('12(3)'),
    rights: gdpr('12(3)'),
    due: gdpr('12(3)'),
    link: gdpr('12(3)'),
    expires: gdpr('32'),
    no_data: null,
  },
  // Art. 16: corrected, or completed by a statement, where the data are.
  rectification_task: { asked: gdpr('16'), link: gdpr('16'), expires: gdpr('32') },
  assignment: { assigned: null, rights: null, due: gdpr('12(3)'), no_data: null },
  bounce: { undelivered: gdpr('12(3)'), still_due: gdpr('12(3)'), extension: gdpr('12(3)'), ways: null, no_data: null },
  mail_after_closing: { come: null, read: gdpr('12(3)'), no_data: null },
  deadline_digest: { introduction: gdpr('12(3)'), requests: gdpr('12(3)'), no_data: null },
  flood_notice: { held_up: gdpr('12(3)'), each_counts: gdpr('12(5)'), challenge: null, no_data: null },
  webhooks_ended: { ended: null, deadlines: gdpr('12(3)'), next: null, no_data: null },
} as const satisfies Record<LetterType, Readonly<Record<string, Article | null>>>

export type LetterParts = typeof letterParts

/** Every type of letter. */
export const letterTypes = Object.keys(letterParts) as LetterType[] // the table has one entry for each
