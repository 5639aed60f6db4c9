import { articleOfBasis, type LegalBasis, legalBases } from '../law/legal-basis.ts'
import { type Origin, origins } from '../law/portability.ts'
import { gdpr } from '../law/wording.ts'
import { intlTag } from '../words/languages.ts'
import type { Words } from '../words/words.ts'

/** What the codes of records and of the register mean to who reads them for the first time (EDPB 01/2022 §148: codes are explained). */

export function originInWords(origin: Origin, { say }: Words): string {
  return say(`origin.${origin}`)
}

function basisInWords(basis: LegalBasis, { say, cite }: Words): string {
  return say('with_article', { text: say(`basis.${basis}`), article: cite(articleOfBasis[basis]) })
}

const coded = /\b(?:legal_obligation|vital_interests|public_task|legitimate_interests)\b/g

/** The codes of legal bases in a sentence of the register by their words. `consent` and `contract` are words already. */
export function basesInWords(text: string, { say }: Words): string {
  return text.replace(coded, (code) => {
    const basis = legalBases.find((each) => each === code)
    return basis === undefined ? code : say(`basis.${basis}`)
  })
}

/** All of them, as a document carries them along. */
export function codesIn(words: Words): { provided_by: Record<string, string>; legal_basis: Record<string, string> } {
  return {
    provided_by: Object.fromEntries(origins.map((origin) => [origin, originInWords(origin, words)])),
    legal_basis: Object.fromEntries(legalBases.map((basis) => [basis, basisInWords(basis, words)])),
  }
}

/** A place of the register: the code of a country, or of the Union, by its name; words as they are. */
export function placeInWords(code: string, { tag }: Words): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return new Intl.DisplayNames(intlTag(tag), { type: 'region' }).of(code) ?? code
}

/** What a transfer may rest on. Others are in the controller's own words. */
const safeguards = { DPF: gdpr('45'), SCC: gdpr('46(2)(c)'), BCR: gdpr('47') } as const

export function safeguardInWords(code: string, { say, cite }: Words): string {
  const known = (Object.keys(safeguards) as (keyof typeof safeguards)[]).find((each) => each === code) // the keys of the table above
  return known === undefined ? code : say(`safeguard.${known}`, { article: cite(safeguards[known]) })
}

const units = ['year', 'month', 'week', 'day'] as const
const duration = /\bP(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?\b/g

/** Each ISO 8601 duration in a text by its words: `P3Y from last contact` is `3 years from last contact`. The rest stays as it is. */
export function durationsInWords(text: string, { tag, enumerate }: Words): string {
  return text.replace(duration, (...found) => {
    const parts = units.flatMap((unit, i) => {
      const number: unknown = found[i + 1]
      if (typeof number !== 'string') return []
      const format = new Intl.NumberFormat(intlTag(tag), { style: 'unit', unit, unitDisplay: 'long' })
      return [format.format(Number(number)).replace(/\s/g, ' ')] // one kind of space, where CLDR has two
    })
    return enumerate(parts)
  })
}
