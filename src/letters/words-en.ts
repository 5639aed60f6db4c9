import type { IdentityMethod } from '../law/identity-level.ts'
import type { ClosedReason, Outcome } from '../law/lifecycle.ts'
import { articleOfGround, grounds } from '../law/refusal.ts'
import { paceOf, type RightKind, type RightName, rightsLaw } from '../law/rights.ts'
import { type Article, gdpr } from '../law/wording.ts'
import { bounceWords, mailAfterClosingWords } from './bounce-words.ts'
import { codeWords } from './code-words.ts'
import { digestWords } from './digest-words.ts'
import { floodWords } from './flood-words.ts'
import { type Block, list, paragraph, quote } from './layout.ts'
import type { DecidedRight, WordContext, Words } from './letter-content.ts'
import { taskWords } from './task-words.ts'

const about = (reference: string, what: string) => `Your request ${reference}: ${what}`

/** The organisation's own words: printed in a letter on paper, never e-mailed. */
function ownWords(context: WordContext, what: string, text: string): Block[] {
  if (context.by === 'post') return [paragraph(`${what}:`), quote(text)]
  return [paragraph(`${what}: to protect your data, they are not repeated in this message. You can read them ${space}`)]
}

/** Where it waits. Without a link to it: a message that never holds one is harder to imitate. */
const space =
  'once you have signed in on our page about your rights: enter your e-mail address there, then the code that is sent to you.'
const onRequest = ({ dpoEmail }: WordContext) => `You can also ask for a copy at ${dpoEmail}.`

const howToAnswer = ({ by, dpoEmail }: WordContext) =>
  by === 'email'
    ? 'You can answer on our page about your rights, or by replying to this message.'
    : `You can answer by post, or by writing to ${dpoEmail}; please quote the reference above.`

const nameOf = (kind: RightKind, { cite }: WordContext) =>
  `${rightsLaw[kind.right].title.en} (${cite(rightsLaw[kind.right].article)})`

const nameAll = (rights: readonly RightKind[], context: WordContext) =>
  list(rights.map((kind) => nameOf(kind, context)))

function code(context: WordContext, purpose: string): Block[] {
  if (!context.withCode) return []
  return [
    paragraph(purpose),
    { kind: 'code' },
    paragraph(
      'It is valid for ten minutes; after that, ask for another one on the same page. Do not give it to anyone: we will never ask you for it by telephone or by message.',
    ),
  ]
}

const notYou = (dpoEmail: string) =>
  `If you did not make this request, do not use the code, and please let us know at ${dpoEmail}.`

const methodNames: Record<IdentityMethod, string> = {
  mailbox_code: 'enter a code that is sent to your e-mail address',
  account: 'sign in to the account you have with us',
  address_on_file: 'confirm your request from an address that we already have on file for you',
  known_facts: 'give us information that nobody else is likely to know',
  document: 'send us a copy of a document, on which you may cover everything that is not needed to identify you',
  in_person: 'come to us in person',
}

const outcomeNames: Record<Outcome, string> = {
  granted: 'granted. We are acting on it',
  partially_granted: 'granted in part. We are acting on it to that extent',
  refused: 'refused',
  no_data_held: 'we hold no data that this request is about',
}

/** Art. 12(4), 77(1) and 79: what every refusal, also a partial one, must say. */
export function remedies({ authority, cite }: Pick<WordContext, 'authority' | 'cite'>): Block[] {
  const elsewhere = 'that of the place where you live or work, or where the infringement took place'
  return [
    paragraph(`If you disagree with this answer (${cite(gdpr('12(4)'))}), two ways are open to you:`),
    list([
      `to lodge a complaint with a supervisory authority: ${authority ? `${authority.name} (${authority.url}), or ${elsewhere}` : elsewhere} (${cite(gdpr('77(1)'))});`,
      `to bring the matter before a court (${cite(gdpr('79'))}).`,
    ]),
  ]
}

function decided(right: DecidedRight, context: WordContext): Block[] {
  const { outcome, kind } = right
  const why = right.grounds.map((ground) => {
    const article = articleOfGround(ground, kind.right)
    return article
      ? `${grounds[ground].sentence.en.replace(/\.$/, '')} (${context.cite(article)}).`
      : grounds[ground].sentence.en
  })
  return [
    paragraph(`${nameOf(kind, context)}: ${outcomeNames[outcome]}.`),
    ...(why.length > 0 ? [list(why)] : []),
    ...(right.reasons !== undefined && context.by === 'post' ? ownWords(context, 'Our reasons', right.reasons) : []),
  ]
}

const fulfilled: Record<RightName, string> = {
  access: 'Your data have been handed over to you',
  rectification: 'Your data have been corrected or completed',
  erasure: 'Your data have been erased',
  restriction:
    'The processing of your data is restricted: they are kept, but no longer used. We will tell you before this restriction is lifted',
  objection: 'We have stopped the processing you objected to',
  portability: 'Your data have been handed over to you in a machine-readable format',
  post_mortem: 'We have carried out your request about data after death',
  withdrawal:
    'The withdrawal of your consent is recorded, and the processing that rested on it has stopped. What was done before the withdrawal remains lawful',
}

const closings: Record<ClosedReason, string> = {
  completed: 'Every point of it has been answered',
  cancelled: 'As you wished, no further action will be taken on it',
  duplicate: 'This request repeats another one, which we are already handling and on which you will receive one answer',
  identity_not_established: grounds.identity_not_established.sentence.en.replace(/\.$/, ''),
  not_controller: grounds.not_controller.sentence.en.replace(/\.$/, ''),
  not_a_rights_request: 'Your message does not invoke any of the rights that the law gives you over your data',
}
const closingArticles = {
  completed: gdpr('12(3)'),
  cancelled: gdpr('12(3)'),
  duplicate: gdpr('12(4)'),
  identity_not_established: gdpr('12(2)'),
  not_controller: gdpr('4(7)'),
  not_a_rights_request: gdpr('15-22'),
} as const satisfies Record<ClosedReason, Article>

export const wordsEn: Words = {
  receipt: ({ receivedOn, dueOn, rights }, context) => ({
    subject: about(context.reference, 'acknowledgement of receipt'),
    blocks: [
      paragraph(
        `We received your request on ${context.day(receivedOn)}. Its reference is ${context.reference}; please quote it whenever you write to us.${rights.length === 0 ? '' : ' It is about:'}`,
      ),
      ...(rights.length === 0 ? [] : [nameAll(rights, context)]),
      paragraph(`You will have our answer by ${context.day(dueOn)} at the latest (${context.cite(gdpr('12(3)'))}).`),
      ...(rights.some((kind) => paceOf(kind) === 'at_once')
        ? [
            paragraph(
              'The withdrawal of a consent and an objection to direct marketing take effect when your request is received, without waiting for this answer.',
            ),
          ]
        : []),
      ...code(context, 'To confirm that this address is yours and to follow your request, enter this code:'),
      ...(context.withCode
        ? [paragraph(`Your request is registered, even if you do not use this code. ${notYou(context.dpoEmail)}`)]
        : []),
    ],
  }),
  code: ({ purpose }, context) => ({
    subject: codeWords[purpose].subject.en,
    blocks: [
      ...code(context, codeWords[purpose].purpose.en),
      ...(purpose === 'contact' ? [paragraph('As long as the code is not entered, nothing changes.')] : []),
      paragraph(
        `The code assures us that ${codeWords[purpose].assures.en} (security of processing, ${context.cite(gdpr('32'))}). ${notYou(context.dpoEmail)}`,
      ),
    ],
  }),
  acknowledgement: ({ receivedOn, dueOn }, context) => ({
    subject: about(context.reference, 'acknowledgement of receipt'),
    blocks: [
      paragraph(
        `We acknowledge your request, which we received on ${context.day(receivedOn)}. Its reference is ${context.reference}; please quote it whenever you write to us. We are examining it.`,
      ),
      paragraph(
        dueOn === null
          ? `The time limit for our answer (${context.cite(gdpr('12(3)'))}) is suspended until we have received your answer to our question.`
          : `You will have our answer by ${context.day(dueOn)} at the latest (${context.cite(gdpr('12(3)'))}).`,
      ),
    ],
  }),
  identity_question: ({ question, methods }, context) => ({
    subject: about(context.reference, 'we must make sure of your identity'),
    blocks: [
      paragraph(
        `Before we answer your request ${context.reference}, we must settle a doubt about who made it, so that your data are not handed to someone else (${context.cite(gdpr('12(6)'))}).`,
      ),
      ...ownWords(context, 'The details we need', question),
      ...(methods.length > 0
        ? [paragraph('You can do one of the following:'), list(methods.map((method) => methodNames[method]))]
        : []),
      paragraph(
        `${howToAnswer(context)} What you give us serves this check only. The time limit for our answer may be suspended between this question and your answer.`,
      ),
    ],
  }),
  identity_rejected: ({ reason }, context) => ({
    subject: about(context.reference, 'your identity is not established yet'),
    blocks: [
      paragraph(
        `What we received for your request ${context.reference} did not allow us to make sure of your identity (${context.cite(gdpr('12(6)'))}).`,
      ),
      ...ownWords(context, 'Our reasons', reason),
      paragraph(`You can send us something else. ${howToAnswer(context)}`),
    ],
  }),
  authority_rejected: (_, context) => ({
    subject: about(context.reference, 'your authority to act is not established'),
    blocks: [
      paragraph(
        `We could not establish that you may act for the person whom request ${context.reference} is about. Without that proof nothing can be disclosed to another person (confidentiality, ${context.cite(gdpr('5(1)(f)'))}).`,
      ),
      paragraph(`You can send us a mandate or other evidence. ${howToAnswer(context)}`),
    ],
  }),
  answered_to_person: ({ rights }, context) => ({
    subject: about(context.reference, 'our answer goes to the person concerned'),
    blocks: [
      paragraph(
        `We are sending our answer to request ${context.reference} directly to the person concerned, as the mandate or proof that you showed us provides (${context.cite(gdpr('12(3)'))}). It is about:`,
      ),
      nameAll(rights, context),
      paragraph('We do not tell you what it says: the person concerned is free to share it with you.'),
    ],
  }),
  clarification_question: ({ question }, context) => ({
    subject: about(context.reference, 'please make it more precise'),
    blocks: [
      paragraph(
        `To answer your request ${context.reference} well, we need you to make it more precise (${context.cite(gdpr('12(2)'))}, and recital 63).`,
      ),
      ...ownWords(context, 'The details we ask you for', question),
      paragraph(howToAnswer(context)),
    ],
  }),
  extension_notice: ({ ground, reasons, dueOn, rights }, context) => ({
    subject: about(context.reference, 'the time limit is extended'),
    blocks: [
      paragraph(
        `We cannot answer your request ${context.reference} within one month of its receipt. The time limit is extended by two months because of ${
          ground === 'complexity' ? 'the complexity of the request' : 'the number of requests'
        } (${context.cite(gdpr('12(3)'))}), for:`,
      ),
      nameAll(rights, context),
      paragraph(
        dueOn === null
          ? 'We will tell you the new date once we have received your answer to our question; until then the time limit is suspended.'
          : `You will have our answer by ${context.day(dueOn)} at the latest.`,
      ),
      ...ownWords(context, 'The reasons for this extension', reasons),
    ],
  }),
  decision: ({ rights, replaces }, context) => ({
    subject: about(context.reference, 'our answer'),
    blocks: [
      paragraph(`This is our answer to your request ${context.reference} (${context.cite(gdpr('12(3)'))}).`),
      ...(replaces ? [paragraph('It replaces the one you received before on the same point.')] : []),
      ...rights.flatMap((right) => decided(right, context)),
      // Once for all rights: what e-mail doesn't carry
      ...(context.by === 'email' && rights.some(({ reasons }) => reasons !== undefined)
        ? ownWords(context, 'Our reasons', '')
        : []),
      ...(rights.some(({ outcome }) => outcome === 'refused' || outcome === 'partially_granted')
        ? remedies(context)
        : []),
    ],
  }),
  fulfilment: ({ right, replaces }, context) => ({
    subject: about(context.reference, 'it is done'),
    blocks: [
      paragraph(`We have acted on your request ${context.reference}.`),
      paragraph(`${fulfilled[right.right]} (${context.cite(rightsLaw[right.right].article)}).`),
      ...(rightsLaw[right.right].recipientsAreTold
        ? [
            paragraph(
              `If anyone had received these data, they were told, unless that was impossible or disproportionate; you can ask us who they are (${context.cite(gdpr('19'))}).`,
            ),
          ]
        : []),
      ...(replaces ? [paragraph('This answer replaces the one you received before on the same point.')] : []),
    ],
  }),
  export_ready: ({ kind, expiresOn }, context) => ({
    subject: about(context.reference, 'your data are ready'),
    blocks: [
      paragraph(
        `The data you asked for are ready (${context.cite(gdpr(kind === 'access' ? '15(3)' : '20(1)'))}). You can download them until ${context.day(expiresOn)}.`,
      ),
      paragraph(`For your security they are not attached. You will find them ${space}`),
      ...(context.by === 'post' ? [paragraph(onRequest(context))] : []),
    ],
  }),
  export_transmitted: ({ on }, context) => ({
    subject: about(context.reference, 'your data have been transmitted'),
    blocks: [
      paragraph(
        `As you wished, we have transmitted your data directly to the organisation you asked us to send them to. It received them on ${context.day(on)} (${context.cite(gdpr('20(2)'))}).`,
      ),
      paragraph(
        'From now on it is responsible for what it does with these data, and answers you itself. We go on processing those that we need: this transmission erases nothing with us.',
      ),
      paragraph(
        `If you also wish to receive them yourself, tell us so (${context.cite(gdpr('20(1)'))}). ${howToAnswer(context)}`,
      ),
    ],
  }),
  contact_changed: (_, context) => ({
    subject: about(context.reference, 'the contact address has changed'),
    blocks: [
      paragraph(
        `The address at which we write to you about request ${context.reference} has been changed. We are telling you at the old address (security of processing, ${context.cite(gdpr('32'))}).`,
      ),
      paragraph(`If you did not ask for this change, please let us know without delay at ${context.dpoEmail}.`),
    ],
  }),
  restriction_lifted: ({ on, reasons }, context) => ({
    subject: about(context.reference, 'the restriction will be lifted'),
    blocks: [
      paragraph(
        `The restriction of the processing of your data, which you obtained by your request ${context.reference}, will be lifted on ${context.day(on)}. We are telling you beforehand (${context.cite(gdpr('18(3)'))}).`,
      ),
      ...ownWords(context, 'The reasons for lifting it', reasons),
    ],
  }),
  closure: ({ reason }, context) => ({
    subject: about(context.reference, 'it is closed'),
    blocks: [
      paragraph(`Your request ${context.reference} is closed.`),
      paragraph(`${closings[reason]} (${context.cite(closingArticles[reason])}).`),
      ...(reason === 'completed' || reason === 'cancelled' ? [] : remedies(context)),
    ],
  }),
  cancellation: (_, context) => ({
    subject: about(context.reference, 'you gave it up'),
    blocks: [
      paragraph(
        `Your request ${context.reference} is closed without further action, since you gave it up. This takes nothing away from your rights (${context.cite(gdpr('15-22'))}): you can make a new request at any time.`,
      ),
    ],
  }),
  new_message: (_, context) => ({
    subject: about(context.reference, 'a message is waiting for you'),
    blocks: [
      paragraph(
        `We have written to you about your request ${context.reference} (${context.cite(gdpr('12(1)'))}). To protect your data, our message is not repeated here. You can read it ${space}`,
      ),
      ...(context.by === 'post' ? [paragraph(onRequest(context))] : []),
    ],
  }),
  collection_task: taskWords('en'),
  deadline_digest: digestWords('en'),
  flood_notice: floodWords('en'),
  bounce: bounceWords('en'),
  mail_after_closing: mailAfterClosingWords('en'),
}
