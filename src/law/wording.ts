import { type CivilDate, weekdayOf } from './calendar.ts'

/** The languages in which staff is told what the law says: the clock, and what it warns of. Others fall back to one of these. */
export type Locale = 'fr' | 'en'

/** One sentence or more, in each language. */
export type Text = { readonly fr: string; readonly en: string }

/** A provision: of the GDPR, or of the French loi n° 78-17 du 6 janvier 1978 (LIL). `at` as in `17(3)(b)`. */
export type Article = { readonly law: 'gdpr' | 'lil'; readonly at: string }

export function gdpr(at: string): Article {
  return { law: 'gdpr', at }
}

export function lil(at: string): Article {
  return { law: 'lil', at }
}

const weekdays = {
  fr: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const
const months = {
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
} as const

/** A civil day as a letter writes it: `Saturday 31 January 2026`, `dimanche 1er février 2026`. */
export function longDate(date: CivilDate, locale: Locale): string {
  const [year = '', month = '', day = ''] = date.split('-')
  const number = locale === 'fr' && day === '01' ? '1er' : String(Number(day))
  return `${weekdays[locale][weekdayOf(date)]} ${number} ${monthName(month, locale)} ${year}`
}

/** The name of a month, from its two digits. */
export function monthName(month: string, locale: Locale): string {
  return months[locale][Number(month) - 1] ?? month
}

/** `a, b and c`. */
export function enumeration(parts: readonly string[], locale: Locale): string {
  const last = parts.at(-1) ?? ''
  if (parts.length < 2) return last
  return `${parts.slice(0, -1).join(', ')} ${locale === 'fr' ? 'et' : 'and'} ${last}`
}
