import { randomUUID } from 'node:crypto'
import { type CivilDate, type Instant, startOfDay } from '../law/calendar.ts'
import { type Article, cite, type Locale } from '../law/wording.ts'
import type { organisations } from '../organisations/tables.ts'
import { realNow } from '../platform/clock.ts'
import type { Opened } from '../platform/database/sealed-rows.ts'
import { newId, type RequestId, type TaskId, type VerificationId } from '../platform/identifiers.ts'
import { type Draft, paragraph, setLetter } from './layout.ts'
import type { LetterContent, LetterType, WordContext, Words, Written } from './letter-content.ts'
import type { LetterDetail, LetterTells, letters } from './tables.ts'
import { wordsEn } from './words-en.ts'
import { wordsFr } from './words-fr.ts'

export type { DecidedRight, LetterContent, LetterType } from './letter-content.ts'

/** A letter as it stands in the outbox. */
export type LetterRow = Opened<typeof letters.$inferSelect>

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
  /** Whose link the letter carries. */
  readonly task?: TaskId | undefined
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
  const language = chooseLanguage(order.locale, organisation.locale)
  const draft = draftOf(order, language)
  return {
    organisationId: organisation.id,
    id: newId('ltr'),
    requestId: request?.id ?? null,
    verificationId: order.verification ?? null,
    type: letter.type,
    by,
    locale: language.tag,
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
      from: { name: organisation.name, ...answersTo(order) },
      ...setLetter(draft, by),
      ...(order.task !== undefined && { task: order.task }),
    },
  }
}

/**
 * Where an answer to it goes: into the thread of the request, where the organisation takes in mail. Who is answered in another's place,
 * and owners of sources, have no part in that thread.
 */
function answersTo({ organisation, request, letter, onBehalf, task }: LetterOrder): Omit<LetterDetail['from'], 'name'> {
  const inbound = organisation.settings.inbound_address
  const joins = request !== undefined && onBehalf !== true && task === undefined && !isToStaff(letter.type)
  if (inbound === undefined || !joins) return { reply_to: organisation.contact.dpo_email }
  return { reply_to: inbound, thread: request.reference }
}

/** Letters to the organisation's own people. */
export function isToStaff(type: string): boolean {
  return ['deadline_digest', 'flood_notice', 'bounce', 'mail_after_closing'].includes(type)
}

/** A Message-ID of our own (RFC 5322 section 3.6.4): the right side is the sender's domain, which names nobody. */
export function newMessageId(senderAddress: string): string {
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1).toLowerCase()
  return `<${randomUUID()}@${/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) ? domain : 'habeas.invalid'}>`
}

type Language = { readonly locale: Locale; readonly tag: string }

/** French or English, in the region asked for: the first of the person's tag and the organisation's that is one of these. */
export function chooseLanguage(...wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const { language, region } = localeOf(wish)
    if (language === 'fr') return { locale: 'fr', tag: region ? `fr-${region}` : 'fr' }
    if (language === 'en') return { locale: 'en', tag: region ? `en-${region}` : 'en' }
  }
  return { locale: 'en', tag: 'en' }
}

function localeOf(tag: string): { language?: string | undefined; region?: string | undefined } {
  const [, language, region] = /^([a-z]{2})(?:-([A-Z]{2}))?$/.exec(tag) ?? []
  if (language !== undefined) return { language, region } // most tags, without the work of Intl
  try {
    return new Intl.Locale(tag)
  } catch {
    return {} // a RangeError is how Intl says that the text is no tag: the next wish counts
  }
}

const vocabulary = { fr: wordsFr, en: wordsEn } as const satisfies Record<Locale, Words>

const farewells = {
  fr: {
    greet: (name: string | undefined) => (name === undefined ? 'Madame, Monsieur,' : `Bonjour ${name},`),
    email: 'Cordialement,',
    post: 'Nous vous prions d’agréer, Madame, Monsieur, l’expression de nos salutations distinguées.',
    protectionOfficer: 'Protection des données :',
    onBehalf:
      'Cette demande nous a été présentée en votre nom, par une personne qui a justifié pouvoir agir pour vous. Notre réponse vous est adressée directement.',
  },
  en: {
    greet: (name: string | undefined) => (name === undefined ? 'Dear Sir or Madam,' : `Dear ${name},`),
    email: 'Yours sincerely,',
    post: 'Yours faithfully,',
    protectionOfficer: 'Data protection:',
    onBehalf:
      'This request was made in your name, by someone who has shown that they may act for you. Our answer is addressed to you directly.',
  },
} as const

function draftOf(order: LetterOrder, { locale, tag }: Language): Draft {
  const { organisation, letter, by, to } = order
  const context: WordContext = {
    by,
    dpoEmail: organisation.contact.dpo_email,
    reference: order.request?.reference ?? '',
    withCode: order.verification !== undefined && by === 'email',
    authority: organisation.supervisoryAuthority,
    day: (date) => dayInWords(date, tag),
    cite: (article) => citeFor(organisation.regime, article, locale),
  }
  const words = farewells[locale]
  const { dpo_email, postal_address, phone } = organisation.contact
  const { subject, blocks } = wordsFor(vocabulary[locale], letter, context)
  return {
    locale,
    subject,
    blocks: order.onBehalf === true ? [paragraph(words.onBehalf), ...blocks] : blocks,
    // On paper the greeting is the formal one; in an e-mail the name shows that it was not sent at random
    greeting: words.greet(by === 'email' && to.name !== undefined && isGreetable(to.name) ? to.name : undefined),
    closing: [words[by], organisation.name],
    footer: [
      organisation.name,
      ...(postal_address?.split('\n') ?? []),
      `${words.protectionOfficer} ${dpo_email}${phone === undefined ? '' : `, ${phone}`}`,
    ],
  }
}

function wordsFor<T extends LetterType>(
  words: Words,
  letter: Extract<LetterContent, { type: T }>,
  context: WordContext,
): Written {
  const write: Words[T] = words[letter.type as T] // T is the type of this very letter
  return write(letter, context)
}

/**
 * Whoever fills in a form chooses the name and the mailbox: a name that holds an address or a link would make us send strangers
 * an advertisement, so it is left out of the greeting.
 */
function isGreetable(name: string): boolean {
  return !/[@/\\]|www\.|\p{L}\p{L}\.\p{L}\p{L}/iu.test(name)
}

/** The days written lately: the letters of one day name the same few. */
const daysWritten = new Map<string, string>()
const mostDays = 1_000

/** `2 avril 2026`, `2 April 2026`: a legal day in the language and region of the letter. */
export function dayInWords(date: CivilDate, tag: string): string {
  const key = `${tag} ${date}`
  const known = daysWritten.get(key)
  if (known !== undefined) return known
  if (daysWritten.size >= mostDays) daysWritten.clear()
  const words = writeDay(date, tag)
  daysWritten.set(key, words)
  return words
}

function writeDay(date: CivilDate, tag: string): string {
  const written = dayFormat(tag).format(startOfDay(date, 'UTC'))
  // French writes the first day of a month as an ordinal, which Intl does not
  const words = tag.startsWith('fr') ? written.replace(/^1 /, '1er ') : written
  return words.replace(' ', '\u00a0')
}

const dayFormats = new Map<string, Intl.DateTimeFormat>() // a tag is one of two languages with a region: at most a thousand

/** Regions have calendars and digits of their own: a legal day is always told in the Gregorian calendar. */
function dayFormat(tag: string): Intl.DateTimeFormat {
  const known = dayFormats.get(tag)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(tag === 'en' ? 'en-GB' : tag, {
    dateStyle: 'long',
    timeZone: 'UTC',
    calendar: 'gregory',
    numberingSystem: 'latn',
  })
  dayFormats.set(tag, made)
  return made
}

/** The UK GDPR keeps the numbers of the articles, not the name of the law. */
export function citeFor(regime: Sender['regime'], article: Article, locale: Locale): string {
  const cited = cite(article, locale)
  return regime === 'uk_gdpr'
    ? cited.replace('du RGPD', 'du RGPD britannique').replace('the GDPR', 'the UK GDPR')
    : cited
}
