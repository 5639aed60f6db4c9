import { randomUUID } from 'node:crypto'
import type { Instant } from '../law/calendar.ts'
import type { Article } from '../law/wording.ts'
import type { organisations } from '../organisations/tables.ts'
import { realNow } from '../platform/clock.ts'
import type { Opened } from '../platform/database/sealed-rows.ts'
import { newId, type RequestId, type TaskId, type VerificationId } from '../platform/identifiers.ts'
import { styleOf } from '../templates/style.ts'
import { wordingOf } from '../templates/wording.ts'
import { asSeen } from '../words/as-seen.ts'
import { chooseLanguage, type Language } from '../words/languages.ts'
import { typeset } from '../words/typeset.ts'
import { wordsIn } from '../words/words.ts'
import { type Block, type Draft, paragraph } from './layout.ts'
import { type LetterContent, type LetterType, ownerLetters, staffLetters } from './letter-content.ts'
import { type LetterParts, letterParts } from './letter-parts.ts'
import { lettersToPeople } from './letters-to-people.ts'
import { lettersToStaff } from './letters-to-staff.ts'
import { houseLook, type Look } from './look.ts'
import { blocksInOwnWords, filledIn } from './own-wording.ts'
import { setLetter } from './set-letter.ts'
import type { LetterDetail, LetterTells, letters as letterTable } from './tables.ts'
import type { LetterContext, Letters } from './written-letter.ts'

export type { DecidedRight, LetterContent, LetterType } from './letter-content.ts'

/** A letter as it stands in the outbox. */
export type LetterRow = Opened<typeof letterTable.$inferSelect>

/** What a letter needs to know of who sends it. */
export type Sender = Pick<
  typeof organisations.$inferSelect,
  'id' | 'name' | 'locale' | 'regime' | 'contact' | 'supervisoryAuthority' | 'settings'
>

export type LetterOrder = {
  readonly organisation: Sender
  readonly request?: { readonly id: RequestId; readonly reference: string } | undefined
  /** Whose code the letter carries. */
  readonly verification?: VerificationId | undefined
  /** Whose links the letter carries, in their order. */
  readonly tasks?: readonly TaskId[] | undefined
  readonly letter: LetterContent
  readonly by: 'email' | 'post'
  readonly to: LetterDetail['to']
  /** Any BCP 47 tag: falls back to the organisation's language, then to English. */
  readonly locale: string
  readonly tells: LetterTells
  /** It answers a request that somebody else made for whom it is addressed to. */
  readonly onBehalf?: boolean | undefined
  readonly now: Instant
}

/**
 * Writes a letter: all that will be sent or printed is fixed here, Message-ID included, so that a second try sends the same bytes.
 * Only the code of a verification, the link of a task, or the tag of a thread, is filled in at sending. An e-mail holds no personal data beyond name and reference.
 */
export function writeLetter(order: LetterOrder): LetterRow {
  const { organisation, request, letter, by, now } = order
  const style = styleOf(organisation)
  const composed = composeLetter({
    ...order,
    reference: request?.reference ?? '',
    name: order.to.name,
    withCode: order.verification !== undefined && by === 'email',
  })
  return {
    organisationId: organisation.id,
    id: newId('ltr'),
    requestId: request?.id ?? null,
    verificationId: order.verification ?? null,
    type: letter.type,
    by,
    locale: composed.tag,
    state: 'queued',
    tells: order.tells,
    messageId: newMessageId(organisation.contact.dpo_email),
    attempts: 0,
    dueAt: by === 'email' ? realNow() : null,
    lastError: null,
    textPrint: null,
    createdAt: now,
    sentAt: null,
    postedOn: null,
    detail: {
      to: order.to,
      from: { name: style.sender_name ?? organisation.name, address: style.sender_address, ...answersTo(order) },
      ...composed.letter,
      ...(order.tasks !== undefined && { tasks: [...order.tasks] }),
      ...(style.logo !== undefined && by === 'email' && { logo: style.logo.version }),
      ...(style.version > 0 && { style: style.version }),
      ...(composed.wording !== undefined && { wording: composed.wording }),
    },
  }
}

/**
 * Where an answer to it goes: into the thread of the request, where the organisation takes in mail. Who is answered in another's place,
 * owners of sources, and recipients of the data have no part in that thread.
 */
function answersTo({
  organisation,
  request,
  letter,
  onBehalf,
  tasks,
}: LetterOrder): Omit<LetterDetail['from'], 'name'> {
  const inbound = organisation.settings.inbound_address
  const joins = request !== undefined && onBehalf !== true && tasks === undefined && !isToOthers(letter.type)
  if (inbound === undefined || !joins)
    return { reply_to: styleOf(organisation).reply_to ?? organisation.contact.dpo_email }
  return { reply_to: inbound, thread: request.reference }
}

/** Letters to the organisation's own people: to staff, and to the owners of its systems. */
export function isInternal(type: string): boolean {
  return ownerLetters.some((known) => known === type) || isToStaff(type)
}

/** Letters to others than the people of a request: to the organisation's own, and to recipients of the data. */
export function isToOthers(type: string): boolean {
  return type === 'recipient_notice' || isInternal(type)
}

/** Letters to staff. */
export function isToStaff(type: string): boolean {
  return staffLetters.some((known) => known === type)
}

/** A Message-ID of our own (RFC 5322 section 3.6.4): the right side is the sender's domain, which names nobody. */
export function newMessageId(senderAddress: string): string {
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1).toLowerCase()
  return `<${randomUUID()}@${/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) ? domain : 'habeas.invalid'}>`
}

/** What a letter is composed of: all but who it goes to by which way, and when. */
export type Composition = Pick<LetterOrder, 'organisation' | 'letter' | 'by' | 'locale' | 'onBehalf'> & {
  readonly reference: string
  /** Of whom it is addressed to. */
  readonly name: string | undefined
  readonly withCode: boolean
}

/** The texts of a letter in the language that is chosen for it, and the parts it is made of. */
export function composeLetter(composition: Composition): {
  readonly tag: string
  readonly language: Language
  readonly parts: readonly LetterPart[]
  readonly letter: { readonly subject: string; readonly text: string; readonly html: string }
  /** Of the organisation's own wording, where it has one. */
  readonly wording: number | undefined
} {
  const { organisation, letter, by, locale, name, onBehalf } = composition
  const words = wordsIn(chooseLanguage(locale, organisation.locale), organisation.regime)
  const { say, language, tag } = words
  const { dpo_email, postal_address, phone } = organisation.contact
  const { subject, parts } = partsOf(letter, {
    by,
    dpoEmail: dpo_email,
    reference: composition.reference,
    withCode: composition.withCode,
    authority: organisation.supervisoryAuthority,
    words,
  })
  const own = wordingOf(organisation, letter.type, language)
  const fillings = { reference: composition.reference, organisation: organisation.name, dpo_email }
  const contact = phone === undefined ? dpo_email : `${dpo_email}, ${phone}`
  const draft: Draft = {
    language,
    subject: own?.subject === undefined ? subject : filledIn(typeset(own.subject, language), fillings),
    blocks: [
      ...(onBehalf === true ? [paragraph(say('letter.on_behalf'))] : []),
      ...(own === undefined
        ? parts.flatMap(({ blocks }) => blocks)
        : blocksInOwnWords(
            own,
            parts.map((part) => ({ ...part, mandatory: part.article !== null })),
            { language, fillings },
          )),
    ],
    // On paper the greeting is the formal one; in an e-mail the name shows that it was not sent at random
    greeting:
      by === 'email' && name !== undefined && isGreetable(name)
        ? say('letter.greeting_named', { name })
        : say('letter.greeting'),
    closing: [say('letter.farewell', { by }), organisation.name],
    footer: [organisation.name, ...(postal_address?.split('\n') ?? []), say('letter.protection', { contact })],
    sender: styleOf(organisation).sender_name ?? organisation.name,
    look: lookOf(organisation),
  }
  return { tag, language, parts, letter: setLetter(draft, by), wording: own?.version }
}

function lookOf(organisation: Sender): Look {
  const { colours, logo } = styleOf(organisation)
  return { ...(colours ?? houseLook), logo }
}

const letters: Letters<LetterType> = { ...lettersToPeople, ...lettersToStaff }

/** A part of a letter, with the provision by which it may not be left out; null where the organisation may. */
export type LetterPart = { readonly name: string; readonly article: Article | null; readonly blocks: readonly Block[] }

/** A letter in its parts, in the order of their table. */
export function partsOf<T extends LetterType>(
  letter: Extract<LetterContent, { type: T }>,
  context: LetterContext,
): { readonly subject: string; readonly parts: readonly LetterPart[] } {
  const type = letter.type as T // T is the type of this very letter
  const { subject, parts } = letters[type](letter, context)
  const names = Object.keys(letterParts[type]) as (keyof LetterParts[T] & string)[] // the keys of the table
  const articles: { readonly [name: string]: Article | null } = letterParts[type]
  return { subject, parts: names.map((name) => ({ name, article: articles[name] ?? null, blocks: parts[name] })) }
}

/**
 * Whoever fills in a form chooses the name and the mailbox: a name that holds an address or a link would make us send strangers
 * an advertisement, so it is left out of the greeting.
 */
function isGreetable(name: string): boolean {
  return !/[@/\\]|www\.|(?:[\p{L}\p{N}-]{2}|\p{N})\.\p{L}{2}/iu.test(asSeen(name))
}
