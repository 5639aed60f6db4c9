import type { LetterType } from '../letters/letter-content.ts'
import type { OrganisationSettings, OwnWording } from '../organisations/tables.ts'
import type { Language } from '../words/languages.ts'

type WithSettings = { readonly settings: Pick<OrganisationSettings, 'letters'> }

/** What a wording is filed under: `decision.fr`. */
export function templateOf(type: LetterType, language: Language): string {
  return `${type}.${language}`
}

/** The organisation's own wording of a letter in a language, or undefined: then it says what the house says. */
export function wordingOf({ settings }: WithSettings, type: LetterType, language: Language): OwnWording | undefined {
  return settings.letters?.wordings?.[templateOf(type, language)]
}
