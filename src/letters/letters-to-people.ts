import type { ClosedReason } from '../law/lifecycle.ts'
import { articleOf, paceOf, rightsLaw } from '../law/rights.ts'
import { type Article, gdpr } from '../law/wording.ts'
import type { Words } from '../words/words.ts'
import { list, paragraph, quote } from './layout.ts'
import type { LetterToPerson } from './letter-content.ts'
import {
  codePassage,
  copyByPost,
  decided,
  howToAnswer,
  nameAll,
  nameOf,
  notGranted,
  nothing,
  ownWords,
  remedies,
  replacing,
  sentences,
  whatRemains,
} from './passages.ts'
import type { Letters } from './written-letter.ts'

/** What the person is told, in the order in which a request goes: the parts of each letter, in no language. */
export const lettersToPeople: Letters<LetterToPerson> = {
  receipt: ({ receivedOn, dueOn, rights }, context) => {
    const { reference, dpoEmail, withCode, words } = context
    const { say, day, cite } = words
    const received = { reference, receivedOn: day(receivedOn) }
    const atOnce = { withdrawal: cite(gdpr('7(3)')), objection: cite(gdpr('21(3)')) }
    return {
      subject: say('letter.receipt.subject', { reference }),
      parts: {
        // Of a mail that nobody has read yet no right is named
        received: [
          paragraph(say(rights.length === 0 ? 'letter.receipt.received_unread' : 'letter.receipt.received', received)),
        ],
        rights: rights.length === 0 ? nothing : [nameAll(rights, words)],
        due: [paragraph(say('letter.due', { dueOn: day(dueOn), article: cite(gdpr('12(3)')) }))],
        at_once: rights.some((kind) => paceOf(kind) === 'at_once')
          ? [paragraph(say('letter.receipt.at_once', atOnce))]
          : nothing,
        code: codePassage(context, say('letter.receipt.code')),
        registered: withCode
          ? [sentences(say('letter.receipt.registered'), say('letter.not_you', { dpoEmail }))]
          : nothing,
      },
    }
  },
  code: ({ purpose }, context) => {
    const { dpoEmail, words } = context
    const { say, cite } = words
    const assures = say(`letter.code.${purpose}.assures`, { article: cite(gdpr('32')) })
    return {
      subject: say(`letter.code.${purpose}.subject`),
      parts: {
        code: codePassage(context, say(`letter.code.${purpose}.purpose`)),
        unchanged: purpose === 'contact' ? [paragraph(say('letter.code.contact.unchanged'))] : nothing,
        assures: [sentences(assures, say('letter.not_you', { dpoEmail }))],
      },
    }
  },
  acknowledgement: ({ receivedOn, dueOn }, { reference, words: { say, day, cite } }) => {
    const article = cite(gdpr('12(3)'))
    return {
      subject: say('letter.acknowledgement.subject', { reference }),
      parts: {
        received: [paragraph(say('letter.acknowledgement.received', { reference, receivedOn: day(receivedOn) }))],
        due: [
          paragraph(
            dueOn === null ? say('letter.due_paused', { article }) : say('letter.due', { dueOn: day(dueOn), article }),
          ),
        ],
      },
    }
  },
  identity_question: ({ question, methods }, context) => {
    const { reference, words } = context
    const { say, cite } = words
    return {
      subject: say('letter.identity_question.subject', { reference }),
      parts: {
        doubt: [paragraph(say('letter.identity_question.doubt', { reference, article: cite(gdpr('12(6)')) }))],
        question: ownWords(context, 'letter.identity_question.question', question),
        methods:
          methods.length > 0
            ? [
                paragraph(say('letter.identity_question.methods')),
                list(methods.map((method) => say(`method.${method}`))),
              ]
            : nothing,
        how_to_answer: [sentences(howToAnswer(context), say('letter.identity_question.use'))],
      },
    }
  },
  identity_rejected: ({ reason }, context) => {
    const { reference, words } = context
    const { say, cite } = words
    return {
      subject: say('letter.identity_rejected.subject', { reference }),
      parts: {
        rejected: [paragraph(say('letter.identity_rejected.rejected', { reference, article: cite(gdpr('12(6)')) }))],
        reasons: ownWords(context, 'letter.identity_rejected.reasons', reason),
        how_to_answer: [sentences(say('letter.identity_rejected.again'), howToAnswer(context))],
      },
    }
  },
  authority_rejected: (_, context) => {
    const { reference, words } = context
    const { say, cite } = words
    return {
      subject: say('letter.authority_rejected.subject', { reference }),
      parts: {
        rejected: [paragraph(say('letter.authority_rejected.rejected', { reference, article: cite(gdpr('5(1)(f)')) }))],
        how_to_answer: [sentences(say('letter.authority_rejected.again'), howToAnswer(context))],
      },
    }
  },
  answered_to_person: ({ rights }, { reference, words }) => {
    const { say, cite } = words
    return {
      subject: say('letter.answered_to_person.subject', { reference }),
      parts: {
        answered: [paragraph(say('letter.answered_to_person.answered', { reference, article: cite(gdpr('12(3)')) }))],
        rights: [nameAll(rights, words)],
        untold: [paragraph(say('letter.answered_to_person.untold'))],
      },
    }
  },
  clarification_question: ({ question }, context) => {
    const { reference, words } = context
    const { say, cite } = words
    return {
      subject: say('letter.clarification_question.subject', { reference }),
      parts: {
        needed: [paragraph(say('letter.clarification_question.needed', { reference, article: cite(gdpr('12(2)')) }))],
        question: ownWords(context, 'letter.clarification_question.question', question),
        how_to_answer: [paragraph(howToAnswer(context))],
      },
    }
  },
  answer_received: ({ to }, { reference, words: { say, cite } }) => {
    const article = cite(gdpr(to === 'identity' ? '12(6)' : '12(2)'))
    return {
      subject: say('letter.answer_received.subject', { reference }),
      parts: {
        received: [paragraph(say('letter.answer_received.received', { to, reference, article }))],
        next: [paragraph(say('letter.answer_received.next'))],
      },
    }
  },
  extension_notice: ({ ground, reasons, dueOn, rights }, context) => {
    const { reference, words } = context
    const { say, day, cite } = words
    const article = cite(gdpr('12(3)'))
    return {
      subject: say('letter.extension_notice.subject', { reference }),
      parts: {
        extended: [paragraph(say('letter.extension_notice.extended', { ground, reference, article }))],
        rights: [nameAll(rights, words)],
        due: [
          paragraph(
            dueOn === null
              ? say('letter.extension_notice.due_paused')
              : say('letter.extension_notice.due', { dueOn: day(dueOn) }),
          ),
        ],
        reasons: ownWords(context, 'letter.extension_notice.reasons', reasons),
      },
    }
  },
  decision: ({ rights, replaces }, context) => {
    const { by, reference, words } = context
    const { say, cite } = words
    return {
      subject: say('letter.decision.subject', { reference }),
      parts: {
        introduction: [paragraph(say('letter.decision.introduction', { reference, article: cite(gdpr('12(3)')) }))],
        replaces: replacing(replaces, words),
        outcomes: rights.flatMap((right) => decided(right, context)),
        // Once for all rights: what e-mail doesn't carry
        reasons:
          by === 'email' && rights.some(({ reasons }) => reasons !== undefined)
            ? ownWords(context, 'letter.decision.reasons', '')
            : nothing,
        remedies: rights.some(({ outcome }) => outcome === 'refused' || outcome === 'partially_granted')
          ? remedies(context)
          : nothing,
      },
    }
  },
  fulfilment: (letter, context) => {
    const { right: kind, isInPart, remains, replaces } = letter
    const { reference, words } = context
    const { say, cite } = words
    const extent = isInPart || remains.length > 0 ? 'part' : 'all'
    return {
      subject: say('letter.fulfilment.subject', { extent, reference }),
      parts: {
        introduction: [paragraph(say('letter.fulfilment.introduction', { reference }))],
        done: [
          sentences(
            extent === 'part'
              ? say('letter.fulfilment.in_part', { right: nameOf(kind, words) })
              : say(`letter.fulfilment.${kind.right}`, { article: cite(articleOf(kind)) }),
            // Art. 18(3)
            ...(kind.right === 'restriction' ? [say('letter.fulfilment.lift')] : []),
            ...notGranted(isInPart && remains.length === 0, words),
          ),
          ...whatRemains(remains, kind.right, context),
          // Art. 12(4): where it was all granted, no decision has said where to turn
          ...(remains.length > 0 && !isInPart ? remedies(context) : nothing),
        ],
        recipients: rightsLaw[kind.right].recipientsAreTold
          ? [paragraph(say('letter.fulfilment.recipients', { article: cite(gdpr('19')) }))]
          : nothing,
        replaces: replacing(replaces, words),
      },
    }
  },
  withdrawal_taken: ({ what, isInPart, replaces }, { reference, words }) => {
    const { say, cite } = words
    const article = cite(gdpr(what === 'consent' ? '7(3)' : '21(3)'))
    return {
      subject: say('letter.withdrawal_taken.subject', { what, reference }),
      parts: {
        taken: [
          sentences(say('letter.withdrawal_taken.taken', { what, reference, article }), ...notGranted(isInPart, words)),
        ],
        replaces: replacing(replaces, words),
      },
    }
  },
  export_ready: ({ kind, isInPart, expiresOn }, context) => {
    const { reference, words } = context
    const { say, day, cite } = words
    const article = cite(gdpr(kind === 'access' ? '15(3)' : '20(1)'))
    return {
      subject: say('letter.export_ready.subject', { reference }),
      parts: {
        ready: [
          sentences(
            say('letter.export_ready.ready', { extent: isInPart ? 'part' : 'all', article, expiresOn: day(expiresOn) }),
            ...notGranted(isInPart, words),
          ),
        ],
        door: [paragraph(say('letter.export_ready.door'))],
        copy: copyByPost(context),
      },
    }
  },
  export_transmitted: ({ isInPart, on }, context) => {
    const { reference, words } = context
    const { say, day, cite } = words
    const transmitted = { on: day(on), article: cite(gdpr('20(2)')) }
    const yourself = say('letter.export_transmitted.yourself', { article: cite(gdpr('20(1)')) })
    return {
      subject: say('letter.export_transmitted.subject', { reference }),
      parts: {
        transmitted: [
          sentences(say('letter.export_transmitted.transmitted', transmitted), ...notGranted(isInPart, words)),
        ],
        responsible: [paragraph(say('letter.export_transmitted.responsible'))],
        yourself: [sentences(yourself, howToAnswer(context))],
      },
    }
  },
  contact_changed: (_, { reference, dpoEmail, words: { say, cite } }) => ({
    subject: say('letter.contact_changed.subject', { reference }),
    parts: {
      changed: [paragraph(say('letter.contact_changed.changed', { reference, article: cite(gdpr('32')) }))],
      not_you: [paragraph(say('letter.contact_changed.not_you', { dpoEmail }))],
    },
  }),
  restriction_lifted: ({ on, reasons }, context) => {
    const { reference, words } = context
    const { say, day, cite } = words
    const lifted = { reference, on: day(on), article: cite(gdpr('18(3)')) }
    return {
      subject: say('letter.restriction_lifted.subject', { reference }),
      parts: {
        lifted: [paragraph(say('letter.restriction_lifted.lifted', lifted))],
        reasons: ownWords(context, 'letter.restriction_lifted.reasons', reasons),
      },
    }
  },
  recipient_notice: ({ about, person, knownAs }, { by, reference, dpoEmail, words: { say, cite } }) => {
    const article = cite(gdpr('19'))
    return {
      subject: say('letter.recipient_notice.subject', { reference }),
      parts: {
        about: [
          paragraph(say('letter.recipient_notice.about', { about, article })),
          paragraph(say('letter.recipient_notice.person', { person })),
        ],
        known_as:
          by === 'post' && knownAs !== undefined
            ? [paragraph(say('letter.recipient_notice.known_as')), quote(knownAs)]
            : nothing,
        please: [paragraph(say('letter.recipient_notice.please', { about }))],
        ask: [paragraph(say('letter.recipient_notice.ask', { reference, dpoEmail }))],
      },
    }
  },
  closure: ({ reason }, context) => {
    const { reference, words } = context
    return {
      subject: words.say('letter.closure.subject', { reference }),
      parts: {
        closed: [paragraph(words.say('letter.closure.closed', { reference }))],
        reason: [paragraph(closed(reason, words))],
        remedies: reason === 'completed' || reason === 'cancelled' ? nothing : remedies(context),
      },
    }
  },
  cancellation: ({ endsRestriction }, { reference, words: { say, cite } }) => {
    const closed = paragraph(say('letter.cancellation.closed', { reference, article: cite(gdpr('15-22')) }))
    const ended = paragraph(say('letter.cancellation.restriction', { article: cite(gdpr('18(3)')) }))
    return {
      subject: say('letter.cancellation.subject', { reference }),
      parts: { closed: endsRestriction ? [closed, ended] : [closed] },
    }
  },
  new_message: (_, context) => {
    const { reference, words } = context
    const { say, cite } = words
    const waiting = say('letter.new_message.waiting', { reference, article: cite(gdpr('12(1)')) })
    return {
      subject: say('letter.new_message.subject', { reference }),
      parts: { waiting: [sentences(waiting, say('letter.door'))], copy: copyByPost(context) },
    }
  },
}

/** What each reason to close rests on. */
const closingArticles = {
  completed: gdpr('12(3)'),
  cancelled: gdpr('12(3)'),
  duplicate: gdpr('12(4)'),
  identity_not_established: gdpr('12(2)'),
  not_controller: gdpr('4(7)'),
  not_a_rights_request: gdpr('15-22'),
} as const satisfies Record<ClosedReason, Article>

/** Why a request is closed: as a refusal says it where the reason is one. */
function closed(reason: ClosedReason, { say, cite }: Words): string {
  const article = cite(closingArticles[reason])
  if (reason === 'identity_not_established' || reason === 'not_controller') return say(`ground.${reason}`, { article })
  return say(`letter.closure.${reason}`, { article })
}
