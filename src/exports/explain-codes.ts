import { basisMeanings, type LegalBasis, legalBases } from '../law/legal-basis.ts'
import type { Origin } from '../law/portability.ts'
import { enumeration, type Locale, type Text } from '../law/wording.ts'

/** What the codes of records and of the register mean to who reads them for the first time (EDPB 01/2022 §148: codes are explained). */

export const origins: Readonly<Record<Origin, Text>> = {
  subject: { fr: 'fournies par vous', en: 'provided by you' },
  observed: { fr: 'observées lorsque vous utilisez le service', en: 'observed while you use the service' },
  inferred: { fr: 'déduites par l’organisme', en: 'inferred by the organisation' },
  third_party: { fr: 'reçues de tiers', en: 'received from others' },
}

export function basisInWords(basis: LegalBasis, locale: Locale): string {
  const { text, article } = basisMeanings[basis]
  return `${text[locale]} (article ${article.at})`
}

const coded = /\b(?:legal_obligation|vital_interests|public_task|legitimate_interests)\b/g

/** The codes of legal bases in a sentence of the register by their words. `consent` and `contract` are words already. */
export function basesInWords(text: string, locale: Locale): string {
  return text.replace(coded, (code) => {
    const basis = legalBases.find((each) => each === code)
    return basis === undefined ? code : basisMeanings[basis].text[locale]
  })
}

/** All of them, as a document carries them along. */
export function codesIn(locale: Locale): { provided_by: Record<string, string>; legal_basis: Record<string, string> } {
  return {
    provided_by: Object.fromEntries(Object.entries(origins).map(([code, text]) => [code, text[locale]])),
    legal_basis: Object.fromEntries(legalBases.map((basis) => [basis, basisInWords(basis, locale)])),
  }
}

/** A place of the register: the code of a country, or of the Union, by its name; words as they are. */
export function placeInWords(code: string, locale: Locale): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return regionNames[locale].of(code) ?? code
}
const regionNames = {
  fr: new Intl.DisplayNames('fr', { type: 'region' }),
  en: new Intl.DisplayNames('en', { type: 'region' }),
}

/** Art. 45 to 47: what a transfer may rest on. Others are in the controller's own words. */
const safeguards: Readonly<Record<string, Text>> = {
  DPF: {
    fr: 'décision d’adéquation\u00a0: cadre de protection des données UE–États-Unis (article 45)',
    en: 'adequacy decision: EU–US Data Privacy Framework (article 45)',
  },
  SCC: {
    fr: 'clauses contractuelles types de la Commission européenne (article 46(2)(c))',
    en: 'standard contractual clauses of the European Commission (article 46(2)(c))',
  },
  BCR: {
    fr: 'règles d’entreprise contraignantes (article 47)',
    en: 'binding corporate rules (article 47)',
  },
}

export function safeguardInWords(code: string, locale: Locale): string {
  return Object.hasOwn(safeguards, code) ? (safeguards[code]?.[locale] ?? code) : code
}

const units = [
  ['year', 'Y'],
  ['month', 'M'],
  ['week', 'W'],
  ['day', 'D'],
] as const
const duration = /\bP(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?\b/g

/** Each ISO 8601 duration in a text by its words: `P3Y from last contact` is `3 years from last contact`. The rest stays as it is. */
export function durationsInWords(text: string, locale: Locale): string {
  return text.replace(duration, (...found) => {
    const parts = units.flatMap(([unit], i) => {
      const number: unknown = found[i + 1]
      // One kind of space, where CLDR has two
      return typeof number === 'string' ? [unitFormats[locale][unit].format(Number(number)).replace(/\s/g, ' ')] : []
    })
    return enumeration(parts, locale)
  })
}
const unitFormats = { fr: formatsIn('fr'), en: formatsIn('en-GB') }

function formatsIn(language: string) {
  const of = (unit: string) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
  return { year: of('year'), month: of('month'), week: of('week'), day: of('day') }
}
