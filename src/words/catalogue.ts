import { readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import english from './languages/en.json' with { type: 'json' }
import { fileOf, type Language, writtenLanguages } from './languages.ts'
import { typeset } from './typeset.ts'

/** What is said, by its name; English has every key, and a test proves that every other language does. */
export type MessageKey = Exclude<keyof typeof english, 'review'>
/** What a message is filled with. A value is inserted as it is: nothing in it is read as part of a message. */
export type Values = Readonly<Record<string, string | number>>

/** `reviewed`: by somebody who writes the language as their own and knows the law. */
export type Review = 'reviewed' | 'unreviewed'

type Catalogue = { readonly review: Review } & Readonly<Record<MessageKey, string>>

const catalogues = new Map<Language, Catalogue>(
  writtenLanguages.map((language) => [
    language,
    language === 'en' ? catalogueIn(english) : catalogueIn(JSON.parse(readFileSync(fileOf(language), 'utf8'))),
  ]),
)

function catalogueIn(json: Readonly<Record<MessageKey | 'review', string>>): Catalogue {
  return { ...json, review: json.review === 'reviewed' ? 'reviewed' : 'unreviewed' }
}

/** Whether somebody has reviewed the messages of a language. */
export function reviewOf(language: Language): Review {
  return messagesIn(language).review
}

/** The key of this name, if it is one. */
export function messageKey(name: string): MessageKey | undefined {
  return name !== 'review' && Object.hasOwn(english, name) ? (name as MessageKey) : undefined // looked up just now
}

const formats = new Map<Language, Map<MessageKey, IntlMessageFormat>>()

/** A message in one language. Throws where it is not handed a value that it names. */
export function say(language: Language, key: MessageKey, values: Values = {}): string {
  const said = formatOf(language, key).format<string>({ ...values, ...atTheEnd(values) })
  return Array.isArray(said) ? said.join('') : said
}

/** The values as they end a sentence: one that ends in a full stop itself (`2026.`, `2026 г.`, `Acme Ltd.`) gets no second one. */
function atTheEnd(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${name}_end`, String(value).endsWith('.') ? value : `${value}.`]),
  )
}

/** Parsed once. */
function formatOf(language: Language, key: MessageKey): IntlMessageFormat {
  const known = formats.get(language) ?? new Map<MessageKey, IntlMessageFormat>()
  formats.set(language, known)
  const found = known.get(key)
  if (found !== undefined) return found
  // In a message no tags are read: `<` is a letter like any other.
  // A placeholder before a full stop ends a sentence: it brings the stop with it.
  const text = typeset(messagesIn(language)[key], language).replace(/\{(\w+)\}\./g, '{$1_end}')
  const made = new IntlMessageFormat(text, language, undefined, { ignoreTag: true })
  known.set(key, made)
  return made
}

function messagesIn(language: Language): Catalogue {
  const found = catalogues.get(language)
  if (found === undefined) throw new Error(`there are no messages in ${language}`)
  return found
}
