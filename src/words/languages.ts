import { existsSync } from 'node:fs'
import type { Locale } from '../law/wording.ts'

/** The official languages of the Union, by their tags (Regulation No 1/1958, art. 1). */
export const officialLanguages = [
  'bg',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'et',
  'fi',
  'fr',
  'ga',
  'hr',
  'hu',
  'it',
  'lt',
  'lv',
  'mt',
  'nl',
  'pl',
  'pt',
  'ro',
  'sk',
  'sl',
  'sv',
] as const
export type Language = (typeof officialLanguages)[number]

/** A language, in the region asked for: `de-AT`. */
export type ChosenLanguage = { readonly language: Language; readonly tag: string }

/** Where the messages of a language stand. */
export function fileOf(language: Language): URL {
  return new URL(`languages/${language}.json`, import.meta.url)
}

/** The languages that have their file of messages. */
export const writtenLanguages = officialLanguages.filter((language) => existsSync(fileOf(language)))

const written: ReadonlySet<string> = new Set(writtenLanguages)

export function isWritten(language: string | undefined): language is Language {
  return language !== undefined && written.has(language)
}

/** The first of the wishes, any BCP 47 tags, whose language is written: the person's, then the organisation's. Else English. */
export function chooseLanguage(...wishes: readonly string[]): ChosenLanguage {
  for (const wish of wishes) {
    const { language, region } = readTag(wish)
    if (isWritten(language)) return { language, tag: region ? `${language}-${region}` : language }
  }
  return { language: 'en', tag: 'en' }
}

/** What staff is told of the law, the clock and its warnings, is told in these only. */
export const explainedLanguages = ['fr', 'en'] as const satisfies readonly Locale[]

/** The first of the wishes that is one of these; else English. */
export function explainedIn(...wishes: readonly string[]): Locale {
  const languages = wishes.map((wish) => readTag(wish).language)
  return languages.map((language) => explainedLanguages.find((known) => known === language)).find(Boolean) ?? 'en'
}

/** How `Intl` is asked for it: English without a region is that of the Union, day before month. */
export function intlTag(tag: string): string {
  return tag === 'en' ? 'en-GB' : tag
}

function readTag(tag: string): { language?: string | undefined; region?: string | undefined } {
  const [, language, region] = /^([a-z]{2})(?:-([A-Z]{2}))?$/.exec(tag) ?? []
  if (language !== undefined) return { language, region } // most tags, without the work of Intl
  try {
    return new Intl.Locale(tag)
  } catch {
    return {} // a RangeError is how Intl says that the text is no tag: the next wish counts
  }
}
